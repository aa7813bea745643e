/** An e-mail: its subject, whom it went to behind one line, and its words. */
import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import type { ContentDto } from "../../../ipc/bindings.gen";
import { Foreign } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { m } from "../../../paraglide/messages.js";
import { RichText } from "./RichText";
import styles from "./Email.module.css";

type EmailContent = Extract<ContentDto, { type: "email" }>;

/** Draws it. */
export function Email({ email }: { email: EmailContent }) {
  return (
    <>
      {email.subject !== null && email.subject.trim() !== "" && (
        <p dir="auto" className={styles.subject}>
          {email.subject}
        </p>
      )}
      <Recipients email={email} />
      <RichText text={email.text} />
    </>
  );
}

function Recipients({ email }: { email: EmailContent }) {
  const [isOpen, setIsOpen] = useState(false);
  const bodyId = useId();
  const all: readonly (readonly [name: string, addresses: readonly string[]])[] = [
    [m.conversation_email_from(), email.from === null ? [] : [email.from]],
    [m.conversation_email_to(), email.to],
    [m.conversation_email_cc(), email.cc],
    [m.conversation_email_bcc(), email.bcc],
  ];
  const told = all.filter(([, addresses]) => addresses.length > 0);
  if (told.length === 0) return null;
  const count = email.to.length + email.cc.length + email.bcc.length;
  return (
    <div className={styles.recipients}>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={isOpen}
        aria-controls={bodyId}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        {count === 0 ? m.conversation_email_sender() : m.conversation_email_recipients({ count })}
        <span className={styles.chevron} data-open={isOpen || undefined}>
          <Icon of={ChevronDown} size="xs" />
        </span>
      </button>
      <dl id={bodyId} hidden={!isOpen} className={styles.addresses}>
        {told.map(([name, addresses]) => (
          <div key={name} className={styles.line}>
            <dt>{name}</dt>
            <dd>
              {addresses.map((address) => (
                <Foreign key={address}>{address}</Foreign>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
