/** Asks what a view shall be called. */
import { useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/TextField";
import { askForName, keepView, useNaming, type Naming } from "../../lib/savedViews";
import { m } from "../../paraglide/messages.js";
import styles from "./NameViewDialog.module.css";

/** Longest name, as the host takes it. */
const longest = 60;

/** The dialog; draws nothing while no name is asked for. */
export function NameViewDialog() {
  const naming = useNaming();
  return naming === null ? null : <Asking naming={naming} />;
}

function Asking({ naming }: { naming: Naming }) {
  const [name, setName] = useState(naming.of === "saved" ? naming.view.name : "");
  const close = () => {
    askForName(null);
  };
  const empty = name.trim() === "";
  return (
    <Dialog
      open
      size="small"
      title={naming.of === "new" ? m.views_save() : m.views_rename()}
      closeLabel={m.app_close()}
      onClose={close}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (empty) return;
          close();
          void keepView(naming, name.trim());
        }}
      >
        <TextField
          label={m.views_name()}
          hint={m.views_name_hint()}
          value={name}
          maxLength={longest}
          autoFocus
          onChange={setName}
        />
        <div className={styles.ways}>
          <Button onPress={close}>{m.conversation_cancel()}</Button>
          <Button variant="primary" type="submit" reason={empty ? m.views_name_missing() : null}>
            {naming.of === "new" ? m.views_keep() : m.views_rename()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
