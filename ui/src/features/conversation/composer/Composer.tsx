/**
 * The composer: writes a reply, or says why none can be written and what can be done. What is typed is
 * never lost: it lives in `drafts`, which saves it on each pause and on leaving.
 */
import { Lock, TriangleAlert } from "lucide-react";
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { ConversationDetail } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { CountdownRing } from "../../../components/CountdownRing";
import { Ltr } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { announce } from "../../../lib/announce";
import { customerName } from "../../../lib/customerName";
import { formatCountdown, formatSpan } from "../../../lib/format";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { registerPane, selection } from "../../../lib/selection";
import { useSettings } from "../../../lib/settings";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import { act, type Scene } from "../scene";
import { Sentence } from "../../../components/Sentence";
import { showToast } from "../../../lib/toasts";
import { WritingTeller } from "../tools/writing";
import { useCapabilities, useIsOffline } from "../useLine";
import { useReasonAgainstHelp } from "../help/helpReasons";
import { WritingTools } from "../help/WritingTools";
import { reasonOf } from "../words";
import { Buttons } from "./buttons/Buttons";
import { offering } from "./buttons/offered";
import { faultOf } from "./buttons/offering";
import { drafts, noteDrafts } from "./drafts";
import { EmailHead } from "./email/EmailHead";
import { changedCopies, copiesSaved, typedCopies, useCopies } from "./email/head";
import { FileProblems, useAttachments } from "./files/AttachButtons";
import { forgetProblems, useAttaching, useDraftFiles } from "./files/attaching";
import { FileChips } from "./files/FileChips";
import { openTabs, quoting, templating, useKept } from "./kept";
import { NoteBox } from "./NoteBox";
import { noteTerms } from "./noteTerms";
import { openGaps } from "./openGaps";
import { QuotedMessage } from "./QuotedMessage";
import { useReplies } from "./replies/useReplies";
import { announcedSpan, windowAt, type WindowState } from "./replyWindow";
import { charactersLeft, Room, usualLimit } from "./Room";
import { sendDraft } from "./send";
import { Tabs } from "./Tabs";
import { Templates } from "./templates/Templates";
import { WritingBox } from "./WritingBox";
import styles from "./Composer.module.css";

/** The composer of the open conversation; mount it anew for another one. */
export function Composer({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { conversation } = scene;
  useState(() => {
    drafts.adopt(conversation, detail.row.draft ?? "");
    noteDrafts.adopt(conversation, detail.noteDraft ?? "");
    offering.adopt(conversation, detail.draftButtons.length > 0 ? detail.draftButtons : null);
    noteTerms.adopt(conversation, detail.noteTerms);
  });
  useOpening(detail);
  useKeeping(conversation);
  const windowId = useId();
  const reply = useReplyWindow(detail);
  const blocked = useBlocked(scene);
  const noNotes = useNoNotes(scene);
  const chosen = useKept(openTabs, conversation);
  // A line that lost its notes shows the reply; what was typed as a note is kept.
  const tab = noNotes === null ? chosen : "reply";
  const taking = useTaking(detail, scene);
  const draft = useDraft(conversation);
  const noTemplateOnLine = useReasonAgainstHelp(scene, "sendTemplate");
  // Templates are WhatsApp's; another channel with a window has no way around its end.
  const noTemplate =
    scene.channelKind === "instagram" ? m.conversation_off_channel() : noTemplateOnLine;
  const closedWords =
    scene.channelKind === "instagram"
      ? m.conversation_window_waits()
      : m.conversation_window_template({ platform: platformName(scene.platform) });
  const wantsNumber = useCapabilities(scene.line)?.wantsTemplateNumber === true;
  const canBegin = useCapabilities(scene.line)?.tools.begin === "available";
  const isTemplating = useKept(templating, conversation);
  const leaveTemplates = () => {
    templating.set(conversation, false);
  };
  return (
    <form
      className={styles.composer}
      data-pane="composer"
      aria-label={m.conversation_reply()}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <div className={styles.top}>
        <Tabs conversation={conversation} tab={tab} noNotes={noNotes} />
        {tab === "reply" && blocked === null && (
          <>
            {taking !== null && <span className={styles.taking}>{taking.words}</span>}
            <WindowSentence
              id={windowId}
              reply={reply}
              words={
                noTemplate === null
                  ? m.conversation_template_by_hand({ platform: platformName(scene.platform) })
                  : closedWords
              }
            />
          </>
        )}
      </div>
      {tab === "note" ? (
        <NoteBox detail={detail} scene={scene} />
      ) : blocked !== null ? (
        <Replaced scene={scene} reason={blocked} />
      ) : reply.state === "shut" ? (
        <Replaced
          scene={scene}
          reason={
            reply.forGood
              ? m.conversation_over_reason({ platform: platformName(scene.platform) })
              : m.conversation_shut_reason({ platform: platformName(scene.platform) })
          }
          {...(reply.forGood
            ? canBegin
              ? { hint: m.conversation_over_hint() }
              : {}
            : { hint: m.conversation_shut_hint() })}
        />
      ) : (reply.state === "closed" || isTemplating) && noTemplate === null ? (
        <>
          <Templates
            detail={detail}
            scene={scene}
            draft={draft}
            onLeave={reply.state === "closed" ? null : leaveTemplates}
          />
          <KeptDraft text={draft} />
        </>
      ) : reply.state === "closed" ? (
        <Replaced
          scene={scene}
          reason={wantsNumber ? noTemplate : closedWords}
          {...(scene.channelKind === "instagram" ? {} : { hint: m.conversation_window_reopen() })}
          wantsNumber={wantsNumber}
        />
      ) : (
        <Writing
          detail={detail}
          scene={scene}
          reply={reply}
          windowId={windowId}
          takesOver={taking?.first === true}
        />
      )}
    </form>
  );
}

/** What a new answer begins with: the signature of an e-mail, below the room to write. */
function useOpening({ row, replyHead }: ConversationDetail): void {
  const isSigned = useSettings((settings) => settings.signEmails) === true;
  const signature = replyHead?.signature ?? null;
  const opening = isSigned && signature !== null ? `\n\n${signature}` : "";
  useEffect(() => {
    drafts.begin(row.id, opening);
  }, [row.id, opening]);
}

/** Saves on leaving: the conversation, the window, the program. */
function useKeeping(conversation: string): void {
  useEffect(() => {
    const flush = () => {
      drafts.flush(conversation);
      noteDrafts.flush(conversation);
      offering.flush(conversation);
      noteTerms.flush(conversation);
    };
    window.addEventListener("blur", flush);
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("blur", flush);
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [conversation]);
}

function useReplyWindow(detail: ConversationDetail): WindowState {
  // To the minute, as the sentence counts minutes; the next full one, so that it never promises more.
  const minute = useNow((now) => Math.ceil(now / 60_000));
  const { replyWindow, windowOnlyWarns } = detail;
  const reply = windowAt(replyWindow, minute * 60_000, windowOnlyWarns);
  const span = reply.state === "open" ? announcedSpan(reply.left) : null;
  const former = useRef(span);
  useEffect(() => {
    if (span === former.current) return;
    former.current = span;
    if (span !== null) announce(pressingWords(span, windowOnlyWarns));
  }, [span, windowOnlyWarns]);
  return reply;
}

/** That little time is left, and what comes after it. */
function pressingWords(left: number, onlyWarns: boolean): string {
  const span = formatSpan(left);
  return onlyWarns
    ? m.conversation_window_banner_warns({ span })
    : m.conversation_window_banner({ span });
}

/** Why nothing can be sent at all here; null when it can. */
function useBlocked({ line, platform, channelKind }: Scene): string | null {
  const capabilities = useCapabilities(line);
  if (channelKind === "phone") return m.conversation_off_send_channel();
  switch (capabilities?.sendText) {
    case "notByPlatform":
      return m.conversation_off_send_platform({ platform: platformName(platform) });
    case "notByKey":
      return m.conversation_off_send_key();
    case "notByChannel":
      return m.conversation_off_send_channel();
    case "notByAccount":
      return m.writing_off_account();
    // A line that was never reached may well be able to; what is written waits in the outbox.
    case undefined:
    case "available":
      return null;
  }
}

/** Why there are no notes here; null when there are. A line that was never reached may well have them. */
function useNoNotes({ line, platform }: Scene): string | null {
  const notes = useCapabilities(line)?.notes ?? "available";
  return reasonOf(notes, m.conversation_off_note_platform({ platform: platformName(platform) }));
}

/** What sending does to the AI that answers here; null where none does, or nothing is known of it. */
function useTaking(
  { row }: ConversationDetail,
  { line, platform }: Scene,
): { first: boolean; words: string } | null {
  const capabilities = useCapabilities(line);
  if (!row.aiOn || capabilities === null) return null;
  if (capabilities.takeOverFirst) {
    return {
      first: true,
      words: m.conversation_take_over_first({ platform: platformName(platform) }),
    };
  }
  return capabilities.setAi === "available"
    ? { first: false, words: m.conversation_sending_takes_over() }
    : null;
}

function WindowSentence({
  id,
  reply,
  words,
}: {
  id: string;
  reply: WindowState;
  /** What can be done once it is closed. */
  words: string;
}) {
  switch (reply.state) {
    case "unlimited":
      return <span id={id} />;
    case "open":
      return (
        <span id={id} className={styles.window} data-tone={reply.tone}>
          <CountdownRing left={reply.part} tone={reply.tone} />
          <span>
            <Sentence
              message={m.conversation_window_left}
              parts={{
                time: <Ltr className={styles.left ?? ""}>{formatCountdown(reply.left)}</Ltr>,
              }}
            />
          </span>
        </span>
      );
    case "closed":
      return (
        <span id={id} className={styles.window} data-tone="due">
          <Icon of={Lock} size="s" />
          <strong>
            {reply.ago === null
              ? m.conversation_window_never()
              : m.conversation_window_closed({ span: formatSpan(reply.ago) })}
          </strong>
          <span className="visually-hidden">{words}</span>
        </span>
      );
    case "overdue":
      return (
        <span id={id} className={styles.window} data-tone="due">
          <Icon of={TriangleAlert} size="s" />
          <strong>{m.conversation_window_overdue({ span: formatSpan(reply.ago) })}</strong>
        </span>
      );
    case "shut":
      return (
        <span id={id} className={styles.window} data-tone="due">
          <Icon of={Lock} size="s" />
          <strong>{reply.forGood ? m.conversation_over() : m.conversation_shut()}</strong>
        </span>
      );
  }
}

/** Stands in the place of the box: why nothing can be written, the way on, and the kept draft. */
function Replaced({
  scene,
  reason,
  hint,
  wantsNumber = false,
}: {
  scene: Scene;
  reason: string | null;
  hint?: string;
  /** What is missing is entered in the line's settings. */
  wantsNumber?: boolean;
}) {
  const { conversation, platform } = scene;
  const text = useDraft(conversation);
  useEffect(
    () =>
      registerPane("composer", () => {
        const button = document.querySelector<HTMLElement>(
          "[data-pane='composer'] [data-way-on] button",
        );
        button?.focus();
        return button !== null;
      }),
    [],
  );
  return (
    <div className={styles.replaced}>
      <div className={styles.reason} data-way-on>
        <span>
          {reason} {hint !== undefined && <span className={styles.hint}>{hint}</span>}
        </span>
        {wantsNumber && (
          <Button
            variant="primary"
            onPress={() => {
              selection.openPage("settings", scene.line);
            }}
          >
            {m.writing_number_go()}
          </Button>
        )}
        <Button
          variant={wantsNumber ? "plain" : "primary"}
          onPress={() => void act("open_in_platform", { conversation })}
        >
          {m.conversation_open_in({ platform: platformName(platform) })}
        </Button>
      </div>
      <KeptDraft text={text} />
    </div>
  );
}

/** The reply that was begun and cannot be sent now; nothing where none was. */
function KeptDraft({ text }: { text: string }) {
  if (text.trim() === "") return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    showToast({ text: m.conversation_draft_copied() });
  };
  return (
    <div className={styles.kept}>
      <span className={styles.hint}>{m.conversation_draft_kept()}</span>
      <p dir="auto" className={styles.keptText}>
        {text}
      </p>
      <Button size="small" onPress={() => void copy()}>
        {m.conversation_copy_draft()}
      </Button>
    </div>
  );
}

function useDraft(conversation: string): string {
  return useSyncExternalStore(drafts.subscribe, () => drafts.text(conversation) ?? "");
}

/** Tells that one writes, where the customer sees it; null elsewhere. Ends with the conversation. */
function useTelling(conversation: string, tells: boolean): WritingTeller | null {
  const teller = useMemo(
    () => (tells ? new WritingTeller(conversation) : null),
    [conversation, tells],
  );
  useEffect(
    () => () => {
      teller?.stop();
    },
    [teller],
  );
  return teller;
}

function Writing({
  detail,
  scene,
  reply,
  windowId,
  takesOver,
}: {
  detail: ConversationDetail;
  scene: Scene;
  reply: Exclude<WindowState, { state: "closed" | "shut" }>;
  windowId: string;
  /** The platform takes words only after a take-over, so sending asks for one. */
  takesOver: boolean;
}) {
  const { conversation, line } = scene;
  const text = useDraft(conversation);
  const quoted = useKept(quoting, conversation);
  const state = useSyncExternalStore(drafts.subscribe, () => drafts.state(conversation));
  const capabilities = useCapabilities(line);
  const isOffline = useIsOffline(line);
  const sendKey = useSettings((settings) => settings.sendKey) ?? "modifierEnter";
  const caps = useCaps(sendKey === "enter" ? "Enter" : "$mod+Enter");
  const writing = useTelling(conversation, capabilities?.tools.tellsWriting === true);
  const [failure, setFailure] = useState<string | null>(null);
  const files = useDraftFiles(conversation, false);
  const isCopying = useAttaching(conversation).copying.some(({ note }) => !note);
  const attachments = useAttachments(scene, false);

  const offered = useKept(offering, conversation);
  const isUnsaved = useSyncExternalStore(offering.subscribe, () =>
    offering.isUnsaved(conversation),
  );
  const hasFailed = state === "failed" || isUnsaved;
  const buttonLimits = capabilities?.buttons ?? null;
  const titles = buttonLimits === null ? null : offered;

  const limit = Math.min(
    capabilities?.textLimit ?? usualLimit,
    titles === null ? Infinity : (buttonLimits?.text ?? Infinity),
  );
  const left = charactersLeft(text, limit);
  const kept = useCopies(detail);
  const copies = capabilities?.emailCopies === "available" ? kept : null;
  const type = useCallback(
    (next: string) => {
      drafts.type(conversation, next);
      forgetProblems(conversation);
      if (next.trim() === "") writing?.stop();
      else writing?.typed();
    },
    [conversation, writing],
  );
  const aid = useReplies(conversation, type);
  const [gap] = openGaps(text);
  const isEmpty = useSyncExternalStore(drafts.subscribe, () => drafts.isEmpty(conversation));
  const off = isCopying
    ? m.files_wait()
    : isEmpty && files.length === 0
      ? m.conversation_send_empty()
      : left < 0
        ? m.conversation_too_long({ count: -left })
        : gap !== undefined
          ? m.writing_gap_open({ gap: gap.text })
          : titles === null || buttonLimits === null
            ? null
            : files.length > 0
              ? m.buttons_files()
              : faultOf(titles, buttonLimits);

  // One writes above the signature.
  const isBegun = isEmpty && text !== "";
  useEffect(() => {
    if (isBegun) aid.box.current?.setSelectionRange(0, 0);
  }, [isBegun, aid.box]);

  const send = async () => {
    if (off !== null) return;
    setFailure(null);
    writing?.stop();
    if (copies !== null) {
      // Leaving the field keeps the address in it; the e-mail goes to them too, or not at all.
      await copiesSaved(conversation);
      const typed = typedCopies.get(conversation);
      const unfinished = [typed.cc, typed.bcc].find((each) => each.trim() !== "");
      if (unfinished !== undefined) {
        setFailure(m.conversation_email_no_address({ text: unfinished.trim() }));
        return;
      }
    }
    const email = copies === null ? null : (changedCopies.get(conversation) ?? copies);
    const refused = await sendDraft(scene, { takeOver: takesOver, email });
    if (refused !== null) {
      setFailure(m.conversation_send_failed({ reason: presentError(refused).text() }));
    }
  };
  const isPressing = reply.state === "open" && reply.tone === "fault";
  const mayBeLate = isOffline && reply.state === "open" && reply.tone !== "ok";
  return (
    <>
      {isPressing && (
        <div className={styles.banner}>
          <Banner tone="fault">{pressingWords(reply.left, detail.windowOnlyWarns)}</Banner>
        </div>
      )}
      {failure !== null && (
        <div className={styles.banner}>
          <Banner tone="fault" role="alert">
            {failure}
          </Banner>
        </div>
      )}
      <FileProblems conversation={conversation} />
      {quoted !== null && <QuotedMessage conversation={conversation} quoted={quoted} />}
      {detail.replyHead !== null && copies !== null && (
        <EmailHead detail={detail} head={detail.replyHead} copies={copies} />
      )}
      <WritingBox
        text={text}
        placeholder={m.conversation_placeholder()}
        onType={type}
        onLeave={() => {
          writing?.stop();
        }}
        aid={aid}
        label={m.conversation_reply_to({ name: customerName(detail.row.contactName) })}
        describedBy={windowId}
        sendKey={sendKey}
        onSend={() => void send()}
        onFiles={attachments.taker.take}
        above={
          <>
            <FileChips conversation={conversation} note={false} />
            {titles !== null && buttonLimits !== null && (
              <Buttons
                conversation={conversation}
                text={text}
                titles={titles}
                limits={buttonLimits}
                onSend={() => void send()}
              />
            )}
          </>
        }
      >
        {attachments.buttons}
        <WritingTools scene={scene} />
        <span className={styles.said} role={hasFailed ? "alert" : undefined}>
          {!isEmpty && !hasFailed && state === "saved" && m.conversation_draft_saved()}
          {hasFailed && m.conversation_draft_failed()}
        </span>
        {mayBeLate && <span className={styles.late}>{m.conversation_may_be_late()}</span>}
        <Room left={left} limit={limit} />
        <span className={styles.send}>
          <Button variant="primary" caps={caps} reason={off} onPress={() => void send()}>
            {takesOver
              ? m.conversation_take_over_send()
              : isOffline
                ? m.conversation_send_online()
                : m.conversation_send()}
          </Button>
        </span>
      </WritingBox>
    </>
  );
}
