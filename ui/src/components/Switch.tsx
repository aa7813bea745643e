/** On or off, at once. */
import { useId } from "react";
import { Switch as AriaSwitch } from "react-aria-components";
import styles from "./Switch.module.css";

/** A switch with its words beside it and, below them, what it means. */
export function Switch({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  const hintId = useId();
  return (
    <div>
      <AriaSwitch
        isSelected={on}
        onChange={onChange}
        {...(hint === undefined ? {} : { "aria-describedby": hintId })}
        className={styles.switch ?? ""}
      >
        <span aria-hidden className={styles.track} />
        <span className={styles.words}>{label}</span>
      </AriaSwitch>
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
