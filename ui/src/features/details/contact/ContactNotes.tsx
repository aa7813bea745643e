// Notes about a customer: on the platform where it keeps some, else only on this computer, which is said.

import { Plus, Trash2 } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Button, IconButton } from "../../../components/Button";
import { Name } from "../../../components/Foreign";
import type { ContactCardDto, ContactNoteDto, ConversationDetail } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { defineAction, registerActions } from "../../../lib/actions";
import { formatAgo, formatExact } from "../../../lib/format";
import { callHost } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { Section } from "../Section";
import { changeContact } from "./changeContact";
import own from "./contact.module.css";
import { FoldedText } from "./FoldedText";

/** The section; without notes only the way to write one. */
export function ContactNotes({
  detail: { row },
  card: { notes, can },
}: {
  detail: ConversationDetail;
  card: ContactCardDto;
}) {
  const [isWriting, setIsWriting] = useState(false);
  const isKnown = can !== null;
  useEffect(
    () =>
      registerActions([
        defineAction({
          id: "contact.note",
          label: m.people_note_add,
          group: "conversation",
          keys: [],
          when: () => isKnown,
          run: () => {
            setIsWriting(true);
          },
        }),
      ]),
    [isKnown],
  );
  if (can === null) return null;
  const platform = { platform: platformName(row.platform) };
  const hint =
    can.addNotes !== "available"
      ? m.people_note_here(platform)
      : can.deleteNotes === "available"
        ? m.people_note_there(platform)
        : m.people_note_stays(platform);
  const writing = isWriting ? (
    <Writing
      conversation={row.id}
      hint={hint}
      onClose={() => {
        setIsWriting(false);
      }}
    />
  ) : (
    <Button
      variant="quiet"
      size="small"
      icon={Plus}
      onPress={() => {
        setIsWriting(true);
      }}
    >
      {m.people_note_add()}
    </Button>
  );
  if (notes.length === 0) return <div className={styles.section}>{writing}</div>;
  return (
    <Section name="notes" title={m.people_notes()} end={notes.length}>
      <ul className={own.notes}>
        {notes.map((note) => (
          <Note
            // A note that is on its way has no id yet.
            key={note.id ?? `${note.text} ${String(note.writtenAt)}`}
            note={note}
            {...(note.id !== null && (note.own || can.deleteNotes === "available")
              ? { onDelete: () => void remove(row.id, note) }
              : {})}
          />
        ))}
      </ul>
      {writing}
    </Section>
  );
}

function Note({ note, onDelete }: { note: ContactNoteDto; onDelete?: () => void }) {
  const { author, writtenAt } = note;
  const time = useNow((now) => (writtenAt === null ? "" : formatAgo(writtenAt, now)));
  return (
    <li className={own.note}>
      <span className={own.noteHead}>
        {author !== null && <Name>{author}</Name>}
        {note.own && <span>{m.people_note_own()}</span>}
        {writtenAt !== null && <time title={formatExact(writtenAt)}>{time}</time>}
        {note.id === null && <span>{m.people_note_pending()}</span>}
        {onDelete !== undefined && (
          <IconButton
            icon={Trash2}
            size="small"
            label={m.people_note_delete({ text: note.text.slice(0, 60) })}
            onPress={onDelete}
          />
        )}
      </span>
      <FoldedText text={note.text} />
    </li>
  );
}

async function remove(conversation: string, note: ContactNoteDto): Promise<void> {
  if (note.id === null) return;
  const { id, text } = note;
  // Written again it is the same words; whoever wrote them first is not told any more.
  const again = { label: m.people_undo(), run: () => void add(conversation, text) };
  try {
    if (note.own) await callHost("delete_own_note", { conversation, note: id });
    else
      await callHost("change_contact", { conversation, change: { type: "deleteNote", note: id } });
    showToast({ text: m.people_note_deleted(), undo: again });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}

function add(conversation: string, text: string): Promise<boolean> {
  return changeContact(conversation, [{ type: "addNote", text }], m.people_note_added());
}

function Writing({
  conversation,
  hint,
  onClose,
}: {
  conversation: string;
  hint: string;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const hintId = useId();
  const off = text.trim() === "" ? m.people_note_empty() : null;
  const send = async () => {
    if (off !== null) return;
    // What was not taken stays in the box: nothing typed is lost.
    if (await add(conversation, text.trim())) onClose();
  };
  return (
    <form
      className={own.writing}
      aria-label={m.people_note_add()}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        className={own.noteBox}
        dir="auto"
        rows={3}
        aria-label={m.people_note_text()}
        aria-describedby={hintId}
        // It stands where the button was that was just pressed.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
          else if (event.key === "Escape") onClose();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <p id={hintId} className={styles.meta}>
        {hint}
      </p>
      <span className={styles.addingWays}>
        <Button size="small" onPress={onClose}>
          {m.details_cancel()}
        </Button>
        <Button size="small" variant="primary" type="submit" reason={off}>
          {m.people_note_add()}
        </Button>
      </span>
    </form>
  );
}
