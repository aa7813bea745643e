// Named facts of the conversation and its customer: read, changed in place by what they hold, added.

import { memo } from "react";
import { Name } from "../../components/Foreign";
import type { ConversationDetail, LineDto, PropertyDto } from "../../ipc/bindings.gen";
import { changeConversations, reasonAgainstChange, toAll } from "../../lib/changing";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import { AddFact } from "./AddFact";
import { RefusedLine } from "./contact/Refused";
import styles from "./Details.module.css";
import { FieldValue } from "./FieldValue";
import { Section } from "./Section";

/** The section; nothing where there are none and none can be added. */
export const PropertiesSection = memo(function PropertiesSection({
  detail,
}: {
  detail: ConversationDetail;
}) {
  const { properties, refusedProperties, row } = detail;
  const known = useHostQuery(
    "list_lines",
    {},
    {
      select: (lines: readonly LineDto[]) => {
        const line = lines.find(({ id }) => id === row.line);
        return line === undefined || line.capabilities === null
          ? null
          : {
              reason: reasonAgainstChange(line, "property"),
              nameLimit: line.capabilities.propertyNameLimit,
              valueLimit: line.capabilities.propertyValueLimit,
            };
      },
    },
  ).data;
  const canAdd = known != null && known.reason === null;
  if (properties.length === 0 && !canAdd) return null;
  const limits =
    known == null || known.valueLimit === 0
      ? null
      : { name: known.nameLimit, value: known.valueLimit };
  const set = (key: string, name: string, value: string | null) => {
    const orders = toAll(new Map([[row.id, { line: row.line }]]), {
      type: "setProperty",
      name: key,
      value,
    });
    void changeConversations(orders, () => m.change_property_set({ name }));
  };
  const nameOf = (key: string) => properties.find((each) => each.key === key)?.name ?? key;
  return (
    <Section name="properties" title={m.details_properties()}>
      {refusedProperties.map(({ outbox, key, reason }) => (
        <RefusedLine
          key={outbox}
          outbox={outbox}
          what={nameOf(key)}
          reason={reason}
          platform={row.platform}
        />
      ))}
      <dl className={styles.facts}>
        {properties.map((property) => (
          <Property
            key={property.key}
            property={property}
            canChange={property.editable && canAdd}
            limit={limits?.value ?? null}
            onSet={(value) => {
              set(property.key, property.name, value);
            }}
          />
        ))}
      </dl>
      <AddFact
        words={{
          add: m.details_property_add(),
          noName: m.details_property_no_name(),
          exists: m.details_property_exists(),
          noValue: m.details_property_no_value(),
        }}
        reason={known?.reason ?? null}
        taken={properties.flatMap(({ key, name }) => [key, name])}
        limits={limits}
        onAdd={(name, value) => {
          set(name, name, value);
        }}
      />
    </Section>
  );
});

function Property({
  property,
  canChange,
  limit,
  onSet,
}: {
  property: PropertyDto;
  canChange: boolean;
  limit: number | null;
  onSet: (value: string | null) => void;
}) {
  return (
    <>
      <dt>
        <Name>{property.name}</Name>
      </dt>
      <dd data-selectable>
        <FieldValue field={property} canChange={canChange} limit={limit} onSet={onSet} />
      </dd>
    </>
  );
}
