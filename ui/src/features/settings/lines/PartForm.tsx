/** A form within a line's card, with the way to keep it and the way to leave it. */
import type { ReactNode } from "react";
import { Button } from "../../../components/Button";
import { m } from "../../../paraglide/messages.js";
import styles from "./Lines.module.css";

/** Draws it; without `onCancel` there is nothing to go back to. */
export function PartForm({
  keep,
  reason = null,
  onKeep,
  onCancel,
  children,
}: {
  /** The words of the button. */
  keep: string;
  /** Why it is off. */
  reason?: string | null;
  onKeep: () => void;
  onCancel?: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onKeep();
      }}
    >
      {children}
      <div className={styles.doings}>
        <Button type="submit" size="small" variant="primary" reason={reason}>
          {keep}
        </Button>
        {onCancel !== undefined && (
          <Button size="small" variant="quiet" onPress={onCancel}>
            {m.settings_cancel()}
          </Button>
        )}
      </div>
    </form>
  );
}
