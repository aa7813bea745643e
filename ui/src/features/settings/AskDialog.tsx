/** Asks before something that cannot be taken back. */
import type { ReactNode } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { m } from "../../paraglide/messages.js";
import styles from "./SettingsPage.module.css";

/** What will happen, and the two ways on. `wait` says why it cannot go on yet. */
export function AskDialog({
  title,
  children,
  go,
  stay = m.settings_cancel(),
  wait = null,
  onGo,
  onClose,
}: {
  title: string;
  children: ReactNode;
  /** The verb of what is asked. */
  go: string;
  stay?: string;
  wait?: string | null;
  onGo: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog open onClose={onClose} title={title} closeLabel={m.settings_close()} size="small">
      <div className={styles.ask}>{children}</div>
      <div className={styles.ways}>
        <Button onPress={onClose}>{stay}</Button>
        <Button variant="danger" reason={wait} onPress={onGo}>
          {go}
        </Button>
      </div>
    </Dialog>
  );
}
