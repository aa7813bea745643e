/** The small dialogs of the conversation: taking a message back, other words for a note, a transcript by mail, what was said elsewhere. */
import { useState } from "react";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { TextField } from "../../../components/TextField";
import type { ItemDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { callHost } from "../../../lib/hostQuery";
import { useNow } from "../../../lib/now";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { NoteTermsFields } from "../composer/NoteTermsFields";
import { useCapabilities } from "../useLine";
import { textOf } from "../words";
import { openTool, useToolDialog, type ToolDialog } from "./toolDialogState";
import styles from "./Tools.module.css";

const close = () => {
  openTool(null);
};

/** The open dialog, if any. */
export function ToolDialogs() {
  const dialog = useToolDialog();
  switch (dialog?.of) {
    case "delete":
      return <Deleting item={dialog.item} />;
    case "note":
      return <ChangingNote key={dialog.item.id} item={dialog.item} line={dialog.line} />;
    case "record":
      return (
        <Recording
          key={dialog.former?.outbox ?? dialog.conversation}
          conversation={dialog.conversation}
          former={dialog.former}
        />
      );
    case "transcript":
      return (
        <Transcript
          key={dialog.conversation}
          conversation={dialog.conversation}
          known={dialog.email}
        />
      );
    case undefined:
      return null;
  }
}

/** Taking back cannot be taken back, so it asks. */
function Deleting({ item }: { item: ItemDto }) {
  const isNote = item.content.type === "note";
  const words = textOf(item)?.trim() ?? "";
  const go = async () => {
    close();
    try {
      await callHost("delete_item", { item: item.id });
      showToast({ text: isNote ? m.tools_note_deleting() : m.tools_message_deleting() });
    } catch (cause) {
      showToast({ tone: "failed", text: presentError(cause).text() });
    }
  };
  return (
    <Dialog
      open
      size="small"
      title={isNote ? m.tools_delete_note_title() : m.tools_delete_message_title()}
      closeLabel={m.tools_close()}
      onClose={close}
    >
      <div className={styles.form}>
        <p>{isNote ? m.tools_delete_note_text() : m.tools_delete_message_text()}</p>
        {words !== "" && (
          <blockquote dir="auto" className={styles.quote}>
            {words}
          </blockquote>
        )}
        <div className={styles.ways}>
          <Button onPress={close}>{m.tools_keep()}</Button>
          <Button variant="danger" onPress={() => void go()}>
            {m.tools_delete()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function ChangingNote({ item, line }: { item: ItemDto; line: string }) {
  const former = item.content.type === "note" ? item.content.terms : null;
  const [text, setText] = useState(textOf(item) ?? "");
  const [terms, setTerms] = useState(former);
  const keepsTerms = useCapabilities(line)?.noteTerms === true;
  const remindAt = terms?.remindAt ?? null;
  const isChosen = remindAt !== null && remindAt !== former?.remindAt;
  const isLate = useNow((now) => isChosen && remindAt <= now);
  const [failure, setFailure] = useState<string | null>(null);
  const off =
    text.trim() === "" ? m.error_empty_text() : isLate ? m.conversation_note_remind_past() : null;
  const save = async () => {
    if (off !== null) return;
    try {
      await callHost("change_note", {
        item: item.id,
        text,
        terms: keepsTerms ? (terms ?? { private: false, remindAt: null }) : null,
      });
      close();
      showToast({ text: m.tools_note_changing() });
    } catch (cause) {
      setFailure(presentError(cause).text());
    }
  };
  return (
    <Dialog
      open
      title={m.tools_change_note()}
      closeLabel={m.tools_close()}
      dismissable={false}
      onClose={close}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {failure !== null && <p role="alert">{failure}</p>}
        <textarea
          dir="auto"
          className={styles.note}
          aria-label={m.tools_note_words()}
          // The dialog was opened to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        {keepsTerms && <NoteTermsFields terms={terms} onChange={setTerms} />}
        <div className={styles.ways}>
          <Button onPress={close}>{m.tools_cancel()}</Button>
          <Button variant="primary" type="submit" reason={off}>
            {m.tools_save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What was said to the customer elsewhere; it is only kept. */
function Recording({ conversation, former }: Omit<Extract<ToolDialog, { of: "record" }>, "of">) {
  const [text, setText] = useState(former?.text ?? "");
  const [failure, setFailure] = useState<string | null>(null);
  const off = text.trim() === "" ? m.error_empty_text() : null;
  const keep = async () => {
    if (off !== null) return;
    try {
      await callHost("record_message", {
        conversation,
        text,
        insteadOf: former?.outbox ?? null,
      });
      close();
    } catch (cause) {
      setFailure(presentError(cause).text());
    }
  };
  return (
    <Dialog
      open
      title={m.tools_record()}
      closeLabel={m.tools_close()}
      dismissable={false}
      onClose={close}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <p>{m.tools_record_text()}</p>
        {failure !== null && <p role="alert">{failure}</p>}
        <textarea
          dir="auto"
          className={styles.note}
          aria-label={m.tools_record_words()}
          // The dialog was opened to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <div className={styles.ways}>
          <Button onPress={close}>{m.tools_cancel()}</Button>
          <Button variant="primary" type="submit" reason={off}>
            {m.tools_record_keep()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Transcript({ conversation, known }: { conversation: string; known: string }) {
  const [email, setEmail] = useState(known);
  const [failure, setFailure] = useState<string | null>(null);
  const [isMailing, setIsMailing] = useState(false);
  const off = email.trim() === "" ? m.error_email_needed() : null;
  const send = async () => {
    if (off !== null || isMailing) return;
    setFailure(null);
    setIsMailing(true);
    try {
      await callHost("mail_transcript", { conversation, email: email.trim() });
      close();
      showToast({ text: m.tools_transcript_sent({ email: email.trim() }) });
    } catch (cause) {
      setIsMailing(false);
      setFailure(presentError(cause).text());
    }
  };
  return (
    <Dialog
      open
      size="small"
      title={m.tools_transcript()}
      closeLabel={m.tools_close()}
      onClose={close}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{m.tools_transcript_text()}</p>
        <TextField
          label={m.tools_transcript_to()}
          kind="code"
          value={email}
          onChange={setEmail}
          error={failure}
          autoFocus
        />
        <div className={styles.ways}>
          <Button onPress={close}>{m.tools_cancel()}</Button>
          <Button variant="primary" type="submit" reason={off}>
            {isMailing ? m.tools_transcript_sending() : m.tools_transcript_send()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
