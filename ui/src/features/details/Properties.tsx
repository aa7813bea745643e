// Named facts of the conversation and its customer: read, changed in place, added.

import { Plus } from "lucide-react";
import { memo, useState, type KeyboardEvent } from "react";
import { Button } from "../../components/Button";
import { Foreign, Name } from "../../components/Foreign";
import { TextField } from "../../components/TextField";
import type { ConversationDetail, LineDto, PropertyDto } from "../../ipc/bindings.gen";
import { changeConversations, reasonAgainstChange, toAll } from "../../lib/changing";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
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
      <Adding
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
  const [typed, setTyped] = useState<string | null>(null);
  const finish = () => {
    setTyped(null);
    const next = (typed ?? value).trim();
    if (next !== value) onSet(next === "" ? null : next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setTyped(null);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <dt>
        <Name>{name}</Name>
      </dt>
      <dd data-selectable>
        {!canChange ? (
          <Foreign>{value}</Foreign>
        ) : typed === null ? (
          <Button
            variant="quiet"
            size="small"
            aria-label={m.details_property_edit({
              name,
              value: value === "" ? m.details_property_empty() : value,
            })}
            onPress={() => {
              setTyped(value);
            }}
          >
            <Foreign>{value === "" ? m.details_property_empty() : value}</Foreign>
          </Button>
        ) : (
          <input
            className={styles.edit}
            dir="auto"
            aria-label={name}
            // It stands where the button was that was just pressed.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
            onBlur={finish}
          />
        )}
      </dd>
    </>
  );
}

function Adding({
  reason,
  taken,
  onAdd,
}: {
  reason: string | null;
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
        reason={reason}
        onPress={() => {
          setIsOpen(true);
        }}
      >
        {m.details_property_add()}
      </Button>
    );
  }
  const isTaken = taken.includes(name.trim());
  const off =
    name.trim() === ""
      ? m.details_property_no_name()
      : isTaken
        ? m.details_property_exists()
        : value.trim() === ""
          ? m.details_property_no_value()
          : null;
  return (
    <form
      className={styles.adding}
      aria-label={m.details_property_add()}
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
        error={isTaken ? m.details_property_exists() : null}
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
