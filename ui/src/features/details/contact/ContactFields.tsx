// What a platform keeps of a customer beyond names and numbers: properties, variables, custom attributes.

import { ExternalLink, Plus } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { Button, IconButton } from "../../../components/Button";
import { Checkbox } from "../../../components/Checkbox";
import { Foreign, Name } from "../../../components/Foreign";
import { Select } from "../../../components/Select";
import { TextField } from "../../../components/TextField";
import type {
  ContactCardDto,
  ContactFieldDto,
  ConversationDetail,
} from "../../../ipc/bindings.gen";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { Section } from "../Section";
import { changeContact } from "./changeContact";
import own from "./contact.module.css";
import { FoldedText } from "./FoldedText";
import { openLink } from "./openLink";

/** The section; nothing where there are no fields and none can be added. */
export function ContactFields({
  detail: { row },
  card: { fields, can },
}: {
  detail: ConversationDetail;
  card: ContactCardDto;
}) {
  const canAdd = can?.newFields === "available";
  if (fields.length === 0 && !canAdd) return null;
  const set = (field: Pick<ContactFieldDto, "key" | "name">, value: string | null) => {
    void changeContact(
      row.id,
      [{ type: "setField", key: field.key, value }],
      m.people_field_changed({ name: field.name }),
    );
  };
  return (
    <Section name="customer" title={m.people_fields()}>
      <dl className={styles.facts}>
        {fields.map((field) => (
          <Field
            key={field.key}
            field={field}
            canChange={can?.fields === "available"}
            onSet={(value) => {
              set(field, value);
            }}
          />
        ))}
      </dl>
      {canAdd && (
        <Adding
          taken={fields.map(({ key }) => key)}
          onAdd={(name, value) => {
            set({ key: name, name }, value);
          }}
        />
      )}
    </Section>
  );
}

function Field({
  field,
  canChange,
  onSet,
}: {
  field: ContactFieldDto;
  canChange: boolean;
  onSet: (value: string | null) => void;
}) {
  return (
    <>
      <dt>
        <Name>{field.name}</Name>
        {field.byAi && (
          <>
            {" "}
            <span className={styles.ai}>{m.list_ai()}</span>
          </>
        )}
      </dt>
      <dd data-selectable>
        {canChange ? <Changeable field={field} onSet={onSet} /> : <Shown field={field} />}
      </dd>
    </>
  );
}

function Shown({ field: { kind, value } }: { field: ContactFieldDto }) {
  if (value === null) return <span className={styles.meta}>{m.details_property_empty()}</span>;
  if (kind === "checkbox") return <>{value === "true" ? m.people_yes() : m.people_no()}</>;
  return <FoldedText text={value} />;
}

/** By what the field holds: ticked, chosen, or typed in its place. */
function Changeable({
  field,
  onSet,
}: {
  field: ContactFieldDto;
  onSet: (value: string | null) => void;
}) {
  const { kind, name, options, value } = field;
  if (kind === "checkbox") {
    return (
      <Checkbox
        label={name}
        hideLabel
        ticked={value === "true"}
        onChange={(on) => {
          onSet(String(on));
        }}
      />
    );
  }
  if (kind === "choice") {
    // A value that is no option any more stays to be seen.
    const known = value !== null && !options.includes(value) ? [value, ...options] : options;
    return (
      <Select
        label={name}
        hideLabel
        value={value ?? ""}
        options={[
          { value: "", label: m.details_property_empty() },
          ...known.map((option) => ({ value: option, label: option })),
        ]}
        onChange={(chosen) => {
          onSet(chosen === "" ? null : chosen);
        }}
      />
    );
  }
  return <Typed field={field} onSet={onSet} />;
}

function Typed({
  field: { kind, name, value },
  onSet,
}: {
  field: ContactFieldDto;
  onSet: (value: string | null) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value ?? "";
  const isWrong = typed !== null && kind === "number" && !isNumber(typed);
  const finish = () => {
    if (isWrong) return;
    setTyped(null);
    const next = (typed ?? shown).trim();
    if (next !== shown) onSet(next === "" ? null : next);
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
          <span role="alert" className={own.wrong}>
            {m.people_not_a_number()}
          </span>
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
          value: shown === "" ? m.details_property_empty() : shown,
        })}
        onPress={() => {
          setTyped(shown);
        }}
      >
        <Foreign className={own.value ?? ""}>
          {shown === "" ? m.details_property_empty() : shown}
        </Foreign>
      </Button>
      {kind === "link" && /^https?:\/\//iu.test(shown) && (
        <IconButton
          icon={ExternalLink}
          size="small"
          label={m.people_open_link({ name })}
          onPress={() => void openLink(shown)}
        />
      )}
    </>
  );
}

function isNumber(typed: string): boolean {
  return typed.trim() === "" || /^-?\d+(?:\.\d+)?$/u.test(typed.trim());
}

function Adding({
  taken,
  onAdd,
}: {
  taken: readonly string[];
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
        onPress={() => {
          setIsOpen(true);
        }}
      >
        {m.people_field_add()}
      </Button>
    );
  }
  const isTaken = taken.includes(name.trim());
  const off =
    name.trim() === ""
      ? m.people_field_no_name()
      : isTaken
        ? m.people_field_exists()
        : value.trim() === ""
          ? m.people_field_no_value()
          : null;
  return (
    <form
      className={styles.adding}
      aria-label={m.people_field_add()}
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
        error={isTaken ? m.people_field_exists() : null}
        autoFocus
      />
      <TextField label={m.details_property_value()} value={value} onChange={setValue} />
      <span className={styles.addingWays}>
        <Button size="small" onPress={close}>
          {m.details_cancel()}
        </Button>
        <Button size="small" variant="primary" type="submit" reason={off}>
          {m.details_save()}
        </Button>
      </span>
    </form>
  );
}
