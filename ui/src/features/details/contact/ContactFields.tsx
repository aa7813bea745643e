// What a platform keeps of a customer beyond names and numbers: properties, variables, custom attributes.

import { Name } from "../../../components/Foreign";
import type {
  ContactCardDto,
  ContactFieldDto,
  ConversationDetail,
} from "../../../ipc/bindings.gen";
import { m } from "../../../paraglide/messages.js";
import { AddFact } from "../AddFact";
import styles from "../Details.module.css";
import { FieldValue } from "../FieldValue";
import { Section } from "../Section";
import { changeContact } from "./changeContact";

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
        <FieldValue field={field} canChange={canChange} onSet={onSet} />
      </dd>
    </>
  );
}
