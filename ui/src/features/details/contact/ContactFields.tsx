// What a platform keeps of a customer beyond names and numbers: properties, variables, custom attributes.

import { ExternalLink } from "lucide-react";
import { IconButton } from "../../../components/Button";
import { Checkbox } from "../../../components/Checkbox";
import { Name } from "../../../components/Foreign";
import { Select } from "../../../components/Select";
import type {
  ContactCardDto,
  ContactFieldDto,
  ConversationDetail,
} from "../../../ipc/bindings.gen";
import { m } from "../../../paraglide/messages.js";
import { AddFact } from "../AddFact";
import styles from "../Details.module.css";
import { InPlace } from "../InPlace";
import { Section } from "../Section";
import { changeContact } from "./changeContact";
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
        <AddFact
          words={{
            add: m.people_field_add(),
            noName: m.people_field_no_name(),
            exists: m.people_field_exists(),
            noValue: m.people_field_no_value(),
          }}
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
  return (
    <InPlace
      name={name}
      value={value ?? ""}
      kind={kind}
      end={
        kind === "link" && /^https?:\/\//iu.test(value ?? "") ? (
          <IconButton
            icon={ExternalLink}
            size="small"
            label={m.people_open_link({ name })}
            onPress={() => void openLink(value ?? "")}
          />
        ) : null
      }
      onSet={onSet}
    />
  );
}
