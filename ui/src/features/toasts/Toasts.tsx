/** What was just done, in the place that the shell gives it. */
import { Toast } from "../../components/Toast";
import { dismissToast, holdToast, useToasts } from "../../lib/toasts";
import { useCaps } from "../../lib/system";
import { m } from "../../paraglide/messages.js";
import styles from "./Toasts.module.css";

/** The element `F8` goes to. */
const toastRegionId = "toasts";

/** All toasts shown now. */
export function Toasts() {
  const toasts = useToasts();
  const undoCaps = useCaps("Z");
  return (
    <div id={toastRegionId} className={styles.region}>
      {toasts.map((note) => (
        <Toast
          key={note.id}
          tone={note.tone}
          closeLabel={m.app_close()}
          {...(note.undo === null
            ? {}
            : { action: { label: note.undo.label, caps: undoCaps, run: note.undo.run } })}
          onClose={() => {
            dismissToast(note.id);
          }}
          onHold={(held) => {
            holdToast(note.id, held);
          }}
        >
          {note.text}
        </Toast>
      ))}
    </div>
  );
}

/** Moves the focus to the newest toast; false when there is none. */
export function focusToasts(): boolean {
  const buttons = document.querySelectorAll<HTMLElement>(`#${toastRegionId} button`);
  const [first] = buttons;
  first?.focus();
  return first !== undefined;
}
