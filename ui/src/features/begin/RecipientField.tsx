// To whom: somebody this computer knows, found by typing, or a number or an address as it is typed.

import { useState } from "react";
import { Autocomplete, ListBox, ListBoxItem } from "react-aria-components";
import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { Ltr, Name } from "../../components/Foreign";
import { SearchField } from "../../components/SearchField";
import { TextField } from "../../components/TextField";
import type { ReachedByDto, RecipientDto, RecipientInput, TermsDto } from "../../ipc/bindings.gen";
import { customerName } from "../../lib/customerName";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import { nobody } from "./openingDraft";
import styles from "./BeginDialog.module.css";

/** How many are offered at once. */
const MOST = 8;

/** What is typed as a number or an address. */
function typedAs(text: string, by: ReachedByDto): RecipientInput {
  const typed = text.trim() === "" ? null : text.trim();
  if (by === "phone") return { ...nobody, phone: typed };
  return by === "email" ? { ...nobody, email: typed } : nobody;
}

const searchLabels: Record<ReachedByDto, () => string> = {
  phone: m.begin_to_phone,
  email: m.begin_to_email,
  contact: m.begin_to_contact,
};

/** The field; `text` is what stands in it while nobody is chosen. */
export function RecipientField({
  line,
  channel,
  terms,
  recipient,
  onChange,
}: {
  line: string;
  channel: string;
  terms: TermsDto;
  recipient: RecipientInput;
  onChange: (recipient: RecipientInput) => void;
}) {
  const by = terms.reachedBy ?? "contact";
  const [text, setText] = useState(recipient.phone ?? recipient.email ?? "");
  const found =
    useHostQuery(
      "find_recipients",
      { line, channel, text, limit: MOST },
      { enabled: text.trim() !== "" && recipient.contact === null, keepPrevious: true },
    ).data ?? [];

  if (recipient.contact !== null) {
    return (
      <Chosen
        recipient={recipient}
        by={by}
        onType={(typed) => {
          onChange({ ...recipient, ...typed });
        }}
        onForget={() => {
          setText("");
          onChange(nobody);
        }}
      />
    );
  }
  const type = (next: string) => {
    setText(next);
    onChange({ ...typedAs(next, by), name: recipient.name });
  };
  const isSearching = text.trim() !== "";
  return (
    <div className={styles.column}>
      <Autocomplete inputValue={text} onInputChange={type} disableAutoFocusFirst>
        <SearchField label={searchLabels[by]()} value={text} onChange={type} autoFocus />
        {isSearching && (
          <ListBox
            aria-label={m.begin_found()}
            items={found.map((person) => ({ ...person, id: person.contact ?? person.key }))}
            className={styles.found ?? ""}
            renderEmptyState={() => (
              <p className={styles.nothing}>
                {terms.strangers ? m.begin_found_nobody() : m.begin_found_nobody_known()}
              </p>
            )}
          >
            {(person) => (
              <ListBoxItem
                id={person.id}
                textValue={customerName(person.name)}
                className={styles.person ?? ""}
                onAction={() => {
                  onChange(chosen(person));
                }}
              >
                <Avatar name={person.name} tintKey={person.key} size="small" />
                <span className={styles.who}>
                  <Name className="cut">{customerName(person.name)}</Name>
                  <Address person={person} />
                </span>
              </ListBoxItem>
            )}
          </ListBox>
        )}
      </Autocomplete>
      {isSearching && terms.strangers && (
        <TextField
          label={m.begin_name()}
          hint={m.begin_name_hint()}
          value={recipient.name ?? ""}
          onChange={(name) => {
            onChange({ ...recipient, name: name === "" ? null : name });
          }}
        />
      )}
    </div>
  );
}

function chosen(person: RecipientDto): RecipientInput {
  return {
    contact: person.contact,
    name: person.name,
    phone: person.phone,
    email: person.email,
  };
}

function Address({ person }: { person: Pick<RecipientDto, "phone" | "email" | "company"> }) {
  const address = person.phone ?? person.email;
  return (
    <span className={styles.meta}>
      {address !== null && <Ltr>{address}</Ltr>}
      {person.company !== null && (
        <>
          {address !== null && " · "}
          <Name>{person.company}</Name>
        </>
      )}
    </span>
  );
}

/** Somebody who was chosen; what the channel wants and is not known of them can be typed. */
function Chosen({
  recipient,
  by,
  onType,
  onForget,
}: {
  recipient: RecipientInput;
  by: ReachedByDto;
  onType: (typed: Partial<RecipientInput>) => void;
  onForget: () => void;
}) {
  // What was known when they were chosen: the field must not vanish under the hand.
  const [lacks] = useState<"phone" | "email" | null>(() =>
    by === "phone" && recipient.phone === null
      ? "phone"
      : by === "email" && recipient.email === null
        ? "email"
        : null,
  );
  return (
    <div className={styles.column}>
      <span className={styles.label}>{m.begin_to()}</span>
      <div className={styles.chosen} role="group" aria-label={m.begin_to()}>
        <Avatar name={recipient.name} size="small" />
        <span className={styles.who}>
          <Name className="cut">{recipient.name ?? ""}</Name>
          <Address person={{ phone: recipient.phone, email: recipient.email, company: null }} />
        </span>
        <Button size="small" variant="quiet" onPress={onForget}>
          {m.begin_somebody_else()}
        </Button>
      </div>
      {lacks !== null && (
        <TextField
          label={lacks === "phone" ? m.begin_phone() : m.begin_email()}
          kind="code"
          value={recipient[lacks] ?? ""}
          onChange={(typed) => {
            onType({ [lacks]: typed === "" ? null : typed });
          }}
        />
      )}
    </div>
  );
}
