// Named facts of the conversation and its customer: read, changed in place, added.

import { memo } from "react";
import { Foreign, Name } from "../../components/Foreign";
import type { ConversationDetail, LineDto, PropertyDto } from "../../ipc/bindings.gen";
import { changeConversations, reasonAgainstChange, toAll } from "../../lib/changing";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import { AddFact } from "./AddFact";
import styles from "./Details.module.css";
import { InPlace } from "./InPlace";
import { Section } from "./Section";

/** The section; nothing where there are none and none can be added. */
export const PropertiesSection = memo(function PropertiesSection({
  detail,
}: {
  detail: ConversationDetail;
}) {
  const { properties, row } = detail;
  const known = useHostQuery(
    "list_lines",
    {},
    {
      select: (lines: readonly LineDto[]) => {
        const line = lines.find(({ id }) => id === row.line);
        return line === undefined || line.capabilities === null
          ? null
          : { reason: reasonAgainstChange(line, "property") };
      },
    },
  ).data;
  const canAdd = known != null && known.reason === null;
  if (properties.length === 0 && !canAdd) return null;
  const set = (name: string, value: string | null) => {
    const orders = toAll(new Map([[row.id, { line: row.line }]]), {
      type: "setProperty",
      name,
      value,
    });
    void changeConversations(orders, () => m.change_property_set({ name }));
  };
  return (
    <Section name="properties" title={m.details_properties()}>
      <dl className={styles.facts}>
        {properties.map((property) => (
          <Property
            key={property.name}
            property={property}
            canChange={property.editable && canAdd}
            onSet={(value) => {
              set(property.name, value);
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
        taken={properties.map(({ name }) => name)}
        onAdd={set}
      />
    </Section>
  );
});

function Property({
  property: { name, value },
  canChange,
  onSet,
}: {
  property: PropertyDto;
  canChange: boolean;
  onSet: (value: string | null) => void;
}) {
  return (
    <>
      <dt>
        <Name>{name}</Name>
      </dt>
      <dd data-selectable>
        {!canChange ? (
          <Foreign>{value}</Foreign>
        ) : (
          <InPlace name={name} value={value} onSet={onSet} />
        )}
      </dd>
    </>
  );
}
