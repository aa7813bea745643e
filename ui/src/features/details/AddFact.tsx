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
  limits = null,
  onAdd,
}: {
  words: Words;
  taken: readonly string[];
  /** Why none can be added. */
  reason?: string | null;
  /** How many characters name and value take; null where nobody says. */
  limits?: { readonly name: number; readonly value: number } | null;
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
  const nameLeft = limits === null ? null : limits.name - Array.from(name.trim()).length;
  const valueLeft = limits === null ? null : limits.value - Array.from(value.trim()).length;
  const nameError = isTaken ? words.exists : tooLong(nameLeft);
  const off =
    name.trim() === ""
      ? words.noName
      : isTaken
        ? words.exists
        : value.trim() === ""
          ? words.noValue
          : (tooLong(nameLeft) ?? tooLong(valueLeft));
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
        error={nameError}
        {...counted(nameLeft)}
        autoFocus
      />
      <TextField
        label={m.details_property_value()}
        value={value}
        onChange={setValue}
        error={tooLong(valueLeft)}
        {...counted(valueLeft)}
      />
      <FormWays off={off} onCancel={close} />
    </form>
  );
}

function tooLong(left: number | null): string | null {
  return left !== null && left < 0 ? m.conversation_too_long({ count: -left }) : null;
}

function counted(left: number | null): { hint?: string } {
  return left !== null && left >= 0
    ? { hint: m.conversation_characters_left({ count: left }) }
    : {};
}
