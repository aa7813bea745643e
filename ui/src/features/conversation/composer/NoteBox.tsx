/** Writes a note for colleagues, on paper of its own so that nobody takes it for a reply. */
import { useCallback, useState, useSyncExternalStore } from "react";
import type { ConversationDetail } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { customerName } from "../../../lib/customerName";
import { useNow } from "../../../lib/now";
import { useSettings } from "../../../lib/settings";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { useCapabilities, useIsOffline } from "../useLine";
import { noteDrafts } from "./drafts";
import { FileProblems, useAttachments } from "./files/AttachButtons";
import { forgetProblems, useAttaching, useDraftFiles } from "./files/attaching";
import { FileChips } from "./files/FileChips";
import { useKept } from "./kept";
import { useMentions } from "./mentions/useMentions";
import { charactersLeft, Room, usualLimit } from "./Room";
import { noteTerms } from "./noteTerms";
import { NoteTermsFields } from "./NoteTermsFields";
import { sendNote } from "./send";
import { WritingBox } from "./WritingBox";
import styles from "./Composer.module.css";

/** The box of the note tab. */
export function NoteBox({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { conversation, line } = scene;
  const text = useSyncExternalStore(
    noteDrafts.subscribe,
    () => noteDrafts.text(conversation) ?? "",
  );
  const state = useSyncExternalStore(noteDrafts.subscribe, () => noteDrafts.state(conversation));
  const isOffline = useIsOffline(line);
  const sendKey = useSettings((settings) => settings.sendKey) ?? "modifierEnter";
  const caps = useCaps(sendKey === "enter" ? "Enter" : "$mod+Enter");
  const [failure, setFailure] = useState<string | null>(null);
  const files = useDraftFiles(conversation, true);
  const isCopying = useAttaching(conversation).copying.some(({ note }) => note);
  const attachments = useAttachments(scene, true);
  const capabilities = useCapabilities(line);
  const keepsTerms = capabilities?.noteTerms === true;
  const chosen = useKept(noteTerms, conversation);
  const terms = keepsTerms ? chosen : null;
  const isUnsaved = useSyncExternalStore(noteTerms.subscribe, () =>
    noteTerms.isUnsaved(conversation),
  );
  const hasFailed = state === "failed" || isUnsaved;
  const isLate = useNow((now) => (terms?.remindAt ?? Infinity) <= now);
  const canName = capabilities?.mentions === "available";
  const limit = capabilities?.noteLimit ?? usualLimit;
  const left = charactersLeft(text, limit);
  const type = useCallback(
    (next: string) => {
      noteDrafts.type(conversation, next);
      forgetProblems(conversation);
    },
    [conversation],
  );
  const aid = useMentions(scene, canName, type);
  const isEmpty = text.trim() === "" && files.length === 0;
  const off = isCopying
    ? m.files_wait()
    : isEmpty
      ? m.conversation_send_empty()
      : left < 0
        ? m.conversation_too_long({ count: -left })
        : isLate
          ? m.conversation_note_remind_past()
          : null;
  const add = async () => {
    if (off !== null) return;
    setFailure(null);
    const refused = await sendNote(scene);
    if (refused !== null) {
      setFailure(m.conversation_note_failed({ reason: presentError(refused).text() }));
    }
  };
  return (
    <>
      {failure !== null && (
        <div className={styles.banner}>
          <Banner tone="fault" role="alert">
            {failure}
          </Banner>
        </div>
      )}
      <FileProblems conversation={conversation} />
      <WritingBox
        text={text}
        paper
        label={m.conversation_note_about({ name: customerName(detail.row.contactName) })}
        placeholder={
          canName ? m.conversation_note_placeholder_naming() : m.conversation_note_placeholder()
        }
        sendKey={sendKey}
        aid={aid}
        onType={type}
        onSend={() => void add()}
        onFiles={attachments.taker.take}
        above={
          <>
            <FileChips conversation={conversation} note />
            {keepsTerms && (
              <div className={styles.terms}>
                <NoteTermsFields
                  terms={terms}
                  onChange={(next) => {
                    noteTerms.set(conversation, next);
                  }}
                />
              </div>
            )}
          </>
        }
      >
        {attachments.buttons}
        <span className={styles.said} role={hasFailed ? "alert" : undefined}>
          {hasFailed
            ? m.conversation_draft_failed()
            : terms?.private === true
              ? m.conversation_note_private()
              : m.conversation_note()}
        </span>
        <Room left={left} limit={limit} />
        <span className={styles.send}>
          <Button variant="primary" caps={caps} reason={off} onPress={() => void add()}>
            {isOffline ? m.conversation_note_add_online() : m.conversation_note_add()}
          </Button>
        </span>
      </WritingBox>
    </>
  );
}
