// The value of a named field by what it holds: ticked, chosen or typed in its place; or only shown.

import { ExternalLink } from "lucide-react";
import { IconButton } from "../../components/Button";
import { Checkbox } from "../../components/Checkbox";
import { Select } from "../../components/Select";
import type { ContactFieldDto } from "../../ipc/bindings.gen";
import { m } from "../../paraglide/messages.js";
import { FoldedText } from "./contact/FoldedText";
import { openLink } from "./contact/openLink";
import styles from "./Details.module.css";
import { InPlace } from "./InPlace";

/** What is to be known of a field. */
type Field = Pick<ContactFieldDto, "kind" | "name" | "options" | "value">;

/** Draws it. */
export function FieldValue({
  field,
  canChange,
  limit = null,
  onSet,
}: {
  field: Field;
  canChange: boolean;
  /** How many characters it takes; null where nobody says. */
  limit?: number | null;
  /** With the new value; null when it was emptied. */
  onSet: (value: string | null) => void;
}) {
  return canChange ? (
    <Changeable field={field} limit={limit} onSet={onSet} />
  ) : (
    <Shown field={field} />
  );
}

function Shown({ field: { kind, value } }: { field: Field }) {
  if (value === null) return <span className={styles.meta}>{m.details_property_empty()}</span>;
  if (kind === "checkbox") return <>{value === "true" ? m.people_yes() : m.people_no()}</>;
  return <FoldedText text={value} />;
}

/** By what the field holds: ticked, chosen, or typed in its place. */
function Changeable({
  field,
  limit,
  onSet,
}: {
  field: Field;
  limit: number | null;
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
      limit={limit}
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
