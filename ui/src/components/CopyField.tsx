/** Something to be copied elsewhere: a command, an address, a secret that is shown as dots. */
import { Check, Copy } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "./Button";
import field from "./Field.module.css";
import styles from "./CopyField.module.css";

/** How long it is said that something was copied. */
const said = 2_000;

/** A value with a button that copies it; where the system lets nobody copy, it is shown and marked. */
export function CopyField({
  label,
  value,
  hidden = false,
  copyLabel,
  copiedLabel,
  onCopied,
}: {
  label: string;
  value: string;
  /** Shown as dots, for whoever looks over the shoulder. */
  hidden?: boolean;
  copyLabel: string;
  copiedLabel: string;
  onCopied?: () => void;
}) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const [byHand, setByHand] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, said);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      onCopied?.();
    } catch {
      // The person copies it: it is there, marked and no longer dots.
      setByHand(true);
      box.current?.focus();
      box.current?.select();
    }
  };

  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <div className={styles.row}>
        <input
          ref={box}
          id={id}
          readOnly
          dir="ltr"
          type={hidden && !byHand ? "password" : "text"}
          autoComplete="off"
          spellCheck="false"
          value={value}
          className={styles.value}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <Button
          size="small"
          icon={copied ? Check : Copy}
          aria-label={`${copyLabel}: ${label}`}
          onPress={() => {
            void copy();
          }}
        >
          {copyLabel}
        </Button>
      </div>
      <span role="status" className="visually-hidden">
        {copied ? copiedLabel : ""}
      </span>
    </div>
  );
}
