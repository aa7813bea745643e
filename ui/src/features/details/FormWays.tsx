// The two ways out of a form in the panel.

import { Button } from "../../components/Button";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";

/** Leaves the form, or saves it; `off` says why it cannot be saved. */
export function FormWays({ off, onCancel }: { off: string | null; onCancel: () => void }) {
  return (
    <span className={styles.addingWays}>
      <Button size="small" onPress={onCancel}>
        {m.details_cancel()}
      </Button>
      <Button size="small" variant="primary" type="submit" reason={off}>
        {m.details_save()}
      </Button>
    </span>
  );
}
