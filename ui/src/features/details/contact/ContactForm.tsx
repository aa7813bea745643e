// Changing name, number, address and company of a customer, as far as the line can.

import { useState } from "react";
import { TextField } from "../../../components/TextField";
import type {
  AbilityDto,
  ChangeOfContact,
  ContactAbilitiesDto,
  ContactCardDto,
  ConversationDetail,
} from "../../../ipc/bindings.gen";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { FormWays } from "../FormWays";
import { changeContact } from "./changeContact";

interface Part {
  readonly id: "name" | "phone" | "email" | "company";
  readonly label: string;
  readonly before: string;
  readonly can: AbilityDto;
  readonly change: (value: string | null) => ChangeOfContact;
}

function partsOf(card: ContactCardDto, can: ContactAbilitiesDto): readonly Part[] {
  const parts: readonly Part[] = [
    {
      id: "name",
      label: m.people_name(),
      before: card.name ?? "",
      can: can.name,
      change: (name) => ({ type: "setName", name: name ?? "" }),
    },
    {
      id: "phone",
      label: m.people_phone(),
      before: card.phone ?? "",
      can: can.addresses,
      change: (phone) => ({ type: "setPhone", phone }),
    },
    {
      id: "email",
      label: m.people_email(),
      before: card.email ?? "",
      can: can.addresses,
      change: (email) => ({ type: "setEmail", email }),
    },
    {
      id: "company",
      label: m.people_company(),
      before: card.company?.name ?? "",
      can: can.company,
      change: (company) => ({ type: "setCompany", company }),
    },
  ];
  return parts.filter((part) => part.can === "available");
}

/** The form; what the line cannot change is not in it. */
export function ContactForm({
  detail: { row },
  card,
  can,
  onClose,
}: {
  detail: ConversationDetail;
  card: ContactCardDto;
  can: ContactAbilitiesDto;
  onClose: () => void;
}) {
  // As it was when the form was opened: what comes meanwhile must not change what is typed.
  const [parts] = useState(() => partsOf(card, can));
  const [typed, setTyped] = useState<Partial<Record<Part["id"], string>>>({});
  const valueOf = (part: Part) => (typed[part.id] ?? part.before).trim();
  const changed = parts.filter((part) => valueOf(part) !== part.before);
  const errorOf = (part: Part): string | null => {
    if (valueOf(part) !== "" || part.before === "") return null;
    if (part.id === "name") return m.people_no_name();
    return can.clear === "available"
      ? null
      : m.people_no_clear({ platform: platformName(row.platform) });
  };
  const wrong = changed.map(errorOf).find((error) => error !== null) ?? null;
  const off = changed.length === 0 ? m.people_nothing_changed() : wrong;
  return (
    // Esc leaves all as it was, from whichever field.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={styles.adding}
      aria-label={m.people_edit()}
      onSubmit={(event) => {
        event.preventDefault();
        if (off !== null) return;
        const changes = changed.map((part) => part.change(valueOf(part) || null));
        onClose();
        void changeContact(row.id, changes, m.people_changed());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      {parts.map((part, index) => (
        <TextField
          key={part.id}
          label={part.label}
          value={typed[part.id] ?? part.before}
          kind={part.id === "phone" || part.id === "email" ? "code" : "text"}
          error={errorOf(part)}
          autoFocus={index === 0}
          onChange={(value) => {
            setTyped({ ...typed, [part.id]: value });
          }}
        />
      ))}
      <FormWays off={off} onCancel={onClose} />
    </form>
  );
}
