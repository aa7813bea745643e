/** One report of what was just done, with at most one way back. */
import type { ReactNode } from "react";
import { X } from "lucide-react";
import { Button, IconButton } from "./Button";
import styles from "./Toast.module.css";

/** Draws a toast. `onHold` tells whether the hand or the focus is on it, so that it stays. */
export function Toast({
  tone,
  children,
  action,
  closeLabel,
  onClose,
  onHold,
}: {
  tone: "done" | "failed";
  children: ReactNode;
  action?: { label: string; caps: readonly string[]; run: () => void };
  closeLabel: string;
  onClose: () => void;
  onHold: (held: boolean) => void;
}) {
  return (
    <div
      role={tone === "failed" ? "alert" : "status"}
      className={styles.toast}
      onPointerEnter={() => {
        onHold(true);
      }}
      onPointerLeave={() => {
        onHold(false);
      }}
      onFocus={() => {
        onHold(true);
      }}
      onBlur={() => {
        onHold(false);
      }}
    >
      <span className={styles.words}>{children}</span>
      {action !== undefined && (
        <Button variant="toast" caps={action.caps} onPress={action.run}>
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label={closeLabel} size="small" onPress={onClose} />
    </div>
  );
}
