/** What a bot offered or asked: its entries as they stood, without life, and what the customer chose. */
import { Check, Copy, MessageSquarePlus } from "lucide-react";
import type { ContentDto, InteractiveEntryDto } from "../../../ipc/bindings.gen";
import { IconButton } from "../../../components/Button";
import { Foreign, Ltr } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { announce } from "../../../lib/announce";
import { m } from "../../../paraglide/messages.js";
import { RichText } from "./RichText";
import styles from "./Interactive.module.css";

type InteractiveContent = Extract<ContentDto, { type: "interactive" }>;

const kinds: Record<InteractiveContent["kind"], () => string> = {
  choice: m.conversation_interactive_choice,
  cards: m.conversation_interactive_cards,
  contacts: m.conversation_interactive_contacts,
  form: m.conversation_interactive_form,
  articles: m.conversation_interactive_articles,
  rating: m.conversation_interactive_rating,
};

/** Draws it. */
export function Interactive({
  content,
  onWrite = null,
}: {
  content: InteractiveContent;
  /** Writes to somebody who was passed on; null where the line cannot. */
  onWrite?: ((to: { phone: string; name: string | null }) => void) | null;
}) {
  const { kind, text, entries } = content;
  return (
    <>
      {text.trim() !== "" && <RichText text={text} />}
      {kind === "rating" && entries.length === 0 && (
        <span className={styles.description}>{m.conversation_interactive_unanswered()}</span>
      )}
      {entries.length > 0 && (
        <ul className={styles.entries} data-kind={kind} aria-label={kinds[kind]()}>
          {entries.map((entry, at) => (
            // Entries of one message never reorder.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at} className={styles.entry} data-chosen={entry.answer !== null || undefined}>
              {kind === "contacts" ? (
                <PassedOn entry={entry} onWrite={onWrite} />
              ) : (
                <Entry kind={kind} entry={entry} />
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Somebody whose number was passed on; with a number alone, that is what they are called. */
function PassedOn({
  entry: { title, description },
  onWrite,
}: {
  entry: InteractiveEntryDto;
  onWrite: ((to: { phone: string; name: string | null }) => void) | null;
}) {
  const number = description ?? title;
  const isNumber = /\p{Nd}/u.test(number);
  return (
    <span className={styles.passedOn}>
      <span className={styles.who}>
        {description !== null && <Foreign className={styles.title ?? ""}>{title}</Foreign>}
        <span data-selectable>
          <Ltr>{number}</Ltr>
        </span>
      </span>
      <IconButton
        icon={Copy}
        size="small"
        label={m.conversation_copy_number_of({ name: title })}
        onPress={() => {
          void navigator.clipboard.writeText(number).then(() => {
            announce(m.conversation_number_copied());
          });
        }}
      />
      {onWrite !== null && isNumber && (
        <IconButton
          icon={MessageSquarePlus}
          size="small"
          label={m.conversation_write_to({ name: title })}
          onPress={() => {
            onWrite({ phone: number, name: description === null ? null : title });
          }}
        />
      )}
    </span>
  );
}

function Entry({
  kind,
  entry: { title, description, link, answer },
}: {
  kind: InteractiveContent["kind"];
  entry: InteractiveEntryDto;
}) {
  // The chosen button repeats its own title; what was filled in is said.
  const isChoice = kind === "choice" && (answer === title || answer === "");
  // A rating is its own title.
  const isSaid = kind === "rating" && answer === title;
  return (
    <>
      <Foreign className={styles.title ?? ""}>{title}</Foreign>
      {description !== null && description !== "" && (
        <Foreign className={styles.description ?? ""}>{description}</Foreign>
      )}
      {link !== null && link !== "" && <RichText text={link} />}
      {answer !== null && !isSaid && (
        <span className={styles.answer}>
          <Icon of={Check} size="xs" />
          {isChoice ? (
            m.conversation_interactive_chosen()
          ) : (
            <>
              <span className="visually-hidden">{m.conversation_interactive_answer()}</span>
              <Foreign>{answer}</Foreign>
            </>
          )}
        </span>
      )}
      {answer === null && (kind === "form" || kind === "rating") && (
        <span className={styles.description}>{m.conversation_interactive_unanswered()}</span>
      )}
    </>
  );
}
