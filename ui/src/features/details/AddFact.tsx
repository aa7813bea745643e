// A named value that is added: to a conversation or to a customer.

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { TextField } from "../../components/TextField";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { FormWays } from "./FormWays";

/** What the form says. */
interface Words {
  readonly add: string;
  readonly noName: string;
  readonly exists: string;
  readonly noValue: string;
}

/** A button that becomes the form. */
export function AddFact({
  words,
  taken,
  reason = null,
  onAdd,
}: {
  words: Words;
  taken: readonly string[];
  /** Why none can be added. */
  reason?: string | null;
  onAdd: (name: string, value: string) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const close = () => {
    setIsOpen(false);
    setName("");
    setValue("");
  };
  if (!isOpen) {
    return (
      <Button
        variant="quiet"
        size="small"
        icon={Plus}
        reason={reason}
        onPress={() => {
          setIsOpen(true);
        }}
      >
        {words.add}
      </Button>
    );
  }
  const isTaken = taken.includes(name.trim());
  const off =
    name.trim() === ""
      ? words.noName
      : isTaken
        ? words.exists
        : value.trim() === ""
          ? words.noValue
          : null;
  return (
    <form
      className={styles.adding}
      aria-label={words.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (off !== null) return;
        onAdd(name.trim(), value.trim());
        close();
      }}
    >
      <TextField
        label={m.details_property_name()}
        value={name}
        onChange={setName}
        error={isTaken ? words.exists : null}
        autoFocus
      />
      <TextField label={m.details_property_value()} value={value} onChange={setValue} />
      <FormWays off={off} onCancel={close} />
    </form>
  );
}
