// A named value that is changed where it stands: pressed, typed, kept by Enter or by leaving, left by Escape.

import { useState, type KeyboardEvent, type ReactNode } from "react";
import { Button } from "../../components/Button";
import { Foreign } from "../../components/Foreign";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";

/** Shows a value as a button that becomes a field; `end` stands beside the button. */
export function InPlace({
  name,
  value,
  kind = "text",
  limit = null,
  end,
  onSet,
}: {
  name: string;
  value: string;
  kind?: "text" | "number" | "date" | "link";
  /** How many characters it takes; null where nobody says. */
  limit?: number | null;
  end?: ReactNode;
  /** With what was typed; null when it was emptied. */
  onSet: (value: string | null) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value === "" ? m.details_property_empty() : value;
  const left = limit === null ? null : limit - Array.from((typed ?? "").trim()).length;
  const wrong =
    typed === null
      ? null
      : kind === "number" && !isNumber(typed)
        ? m.people_not_a_number()
        : left !== null && left < 0
          ? m.conversation_too_long({ count: -left })
          : null;
  const isWrong = wrong !== null;
  const finish = () => {
    if (isWrong) return;
    setTyped(null);
    const next = (typed ?? value).trim();
    if (next !== value) onSet(next === "" ? null : next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setTyped(null);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (typed !== null) {
    return (
      <span className={styles.stacked}>
        <input
          className={styles.edit}
          dir={kind === "text" ? "auto" : "ltr"}
          type={kind === "date" ? "date" : kind === "link" ? "url" : "text"}
          inputMode={kind === "number" ? "decimal" : undefined}
          aria-label={name}
          aria-invalid={isWrong || undefined}
          // It stands where the button was that was just pressed.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={kind === "date" ? typed.slice(0, 10) : typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            if (isWrong) setTyped(null);
            else finish();
          }}
        />
        {isWrong && (
          <span role="alert" className={styles.wrong}>
            {wrong}
          </span>
        )}
        {!isWrong && left !== null && (
          <span className={styles.meta}>{m.conversation_characters_left({ count: left })}</span>
        )}
      </span>
    );
  }
  return (
    <>
      <Button
        variant="quiet"
        size="small"
        aria-label={m.details_property_edit({
          name,
          value: shown,
        })}
        onPress={() => {
          setTyped(value);
        }}
      >
        <Foreign className={styles.value ?? ""}>{shown}</Foreign>
      </Button>
      {end}
    </>
  );
}

function isNumber(typed: string): boolean {
  return typed.trim() === "" || /^-?\d+(?:\.\d+)?$/u.test(typed.trim());
}
