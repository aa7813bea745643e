// One row of the list. It gets an id and follows its own contents, so that a new message re-renders it
// alone; where it lies and whether it is chosen is the slot's concern (Rows.tsx).

import {
  AtSign,
  BellRing,
  Check,
  CircleCheck,
  Clock,
  Flag,
  Frown,
  Hand,
  LayoutTemplate,
  type LucideIcon,
  MapPin,
  Moon,
  Paperclip,
  Pencil,
  Phone,
  PhoneMissed,
  RotateCw,
  ShieldQuestion,
  TimerOff,
  TriangleAlert,
} from "lucide-react";
import { memo, useCallback, useSyncExternalStore } from "react";
import { Avatar } from "../../components/Avatar";
import { Foreign, Name } from "../../components/Foreign";
import { PlatformGlyph } from "../../components/Glyphs";
import { Icon } from "../../components/Icon";
import { Lamp } from "../../components/Lamp";
import type { ConversationRow, MoveReasonDto, PreviewKindDto } from "../../ipc/bindings.gen";
import { customerName } from "../../lib/customerName";
import { statusName } from "../../lib/filters";
import { formatNumber, formatUntil } from "../../lib/format";
import { channelKindName } from "../../lib/lineWords";
import { moveLamp } from "../../lib/moves";
import { useNow } from "../../lib/now";
import { useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import type { ListWindow } from "./listWindow";
import styles from "./Row.module.css";
import { Ago, MoveSentence, TimeLeft } from "./RowTimes";
import {
  frustrationLevel,
  previewText,
  reasonOf,
  reasonWords,
  showsDraft,
  subjectOf,
  writerOf,
} from "./words";

const previewIcons: Readonly<Record<PreviewKindDto, LucideIcon | null>> = {
  text: null,
  media: Paperclip,
  location: MapPin,
  call: Phone,
  missedCall: PhoneMissed,
  template: LayoutTemplate,
  activity: null,
  unsupported: null,
};

const reasonIcons: Readonly<Record<MoveReasonDto, LucideIcon>> = {
  humanRequested: Hand,
  approval: ShieldQuestion,
  aiStuck: TriangleAlert,
  attention: BellRing,
  notDelivered: RotateCw,
  missedCall: PhoneMissed,
  mentioned: AtSign,
  frustrated: Frown,
};

/** The contents of a row; `null` while it is not in memory. */
function useRow(window: ListWindow, id: string): ConversationRow | null {
  return useSyncExternalStore(
    useCallback((listener) => window.subscribeRow(id, listener), [window, id]),
    () => window.row(id),
  );
}

/** What a row shows. `nameId` names the element that says all of it in sentences. */
export const Row = memo(function Row({
  window,
  id,
  nameId,
  open,
  ticked,
}: {
  window: ListWindow;
  id: string;
  nameId: string;
  open: boolean;
  ticked: boolean;
}) {
  const row = useRow(window, id);
  if (row === null) return null;
  return (
    <>
      {ticked ? (
        <span aria-hidden className={styles.tick}>
          <Icon of={Check} size="s" />
        </span>
      ) : (
        <>
          <span className={styles.lamp}>
            <Lamp kind={moveLamp(row.whoseMove)} />
          </span>
          <span className={styles.avatar}>
            <Avatar name={row.contactName} tintKey={row.contactKey} channel={row.channelKind} />
          </span>
        </>
      )}
      <span aria-hidden className={styles.body} data-unread={row.unread > 0 || undefined}>
        <FirstLine row={row} />
        <SecondLine row={row} open={open} />
        <ThirdLine row={row} open={open} />
      </span>
      {/* Only read out: without a box it is neither laid out nor painted, which each row passing by would pay for. */}
      <span id={nameId} hidden>
        <RowSentences row={row} open={open} />
      </span>
    </>
  );
});

function FirstLine({ row }: { row: ConversationRow }) {
  return (
    <span className={styles.first}>
      <Name className={`cut ${styles.name}`}>{customerName(row.contactName)}</Name>
      {row.company !== null && <Name className={`cut ${styles.company}`}>{row.company}</Name>}
      {(row.priority === "high" || row.priority === "urgent") && (
        <span className={styles.flag} data-priority={row.priority}>
          <Icon of={Flag} size="xs" />
        </span>
      )}
      <Ago at={row.lastActivityAt} className={styles.time} />
    </span>
  );
}

function SecondLine({ row, open }: { row: ConversationRow; open: boolean }) {
  const { preview } = row;
  const isDraft = showsDraft(row, open);
  const subject = subjectOf(row, open);
  const icon = previewIcons[preview.kind];
  const isByAi = preview.outbound && preview.authorKind === "aiAgent";
  const writer = writerOf(row);
  return (
    <span className={styles.second}>
      {!isDraft && preview.outbound && row.delivery === "toSend" && <Icon of={Clock} size="s" />}
      {!isDraft && isByAi && <span className={styles.ai}>{m.list_ai()}</span>}
      {!isDraft && !isByAi && writer !== null && (
        <span className={`cut ${styles.by}`}>{writer}</span>
      )}
      {!isDraft && icon !== null && (
        <span className={styles.kind} data-missed={preview.kind === "missedCall" || undefined}>
          <Icon of={icon} size="s" />
        </span>
      )}
      {subject !== null && <Foreign className={`cut ${styles.subject}`}>{subject}</Foreign>}
      <Foreign className={`cut ${styles.preview}`}>{previewText(row, open)}</Foreign>
      {row.unread > 0 && <span className={styles.unread}>{formatNumber(row.unread)}</span>}
    </span>
  );
}

/** Something that the row shows is still to be told to the platform: words, or where it stands. */
function waits(row: ConversationRow): boolean {
  return row.delivery === "toSend" || row.statusPending;
}

function ThirdLine({ row, open }: { row: ConversationRow; open: boolean }) {
  const reason = reasonOf(row);
  const [tag] = row.tags;
  const toSend = waits(row);
  const saysIt = row.preview.outbound && row.delivery === "toSend" && !showsDraft(row, open);
  const mark = useStatusMark(row);
  return (
    <span className={styles.third}>
      <span className={styles.line}>
        <PlatformGlyph platform={row.platform} size={12} />
        <Name className={`cut ${styles.lineName}`}>{row.lineName}</Name>
      </span>
      {reason === null && mark !== null && (row.statusPending || !toSend) && (
        <span className={styles.mark}>
          <Icon of={mark.icon} size="s" />
          <span className={`cut ${styles.words}`}>{mark.words}</span>
        </span>
      )}
      {reason !== null && (
        <span className={styles.reason} data-fault>
          <Icon of={reasonIcons[reason]} size="s" />
          <span className={`cut ${styles.words}`}>{reasonWords[reason]()}</span>
        </span>
      )}
      {toSend && (
        <span className={styles.waits} data-marked={!saysIt || undefined}>
          {/* Where the last words are ours, they carry it. */}
          {!saysIt && <Icon of={Clock} size="s" />}
          {reason === null && <span className={`cut ${styles.words}`}>{m.list_to_send()}</span>}
        </span>
      )}
      {reason === null && !toSend && mark === null && tag !== undefined && (
        <span className={styles.tag}>
          {tag.icon === null ? <span className={styles.square} /> : <span>{tag.icon}</span>}
          <Name className="cut">{tag.name}</Name>
        </span>
      )}
      <span className={styles.end}>
        <Frustration percent={row.frustration} />
        {showsDraft(row, open) && (
          <span className={styles.draft}>
            <Icon of={Pencil} size="s" />
            <span className={styles.words}>{m.list_draft()}</span>
          </span>
        )}
        <TimeLeft endsAt={row.windowEndsAt} />
        <Carrier row={row} />
      </span>
    </span>
  );
}

/** Where it stands, where that is not what the whole view is about. */
function useStatusMark(row: ConversationRow): { icon: LucideIcon; words: string } | null {
  const inResolved = useSelection((chosen) => chosen.view === "resolved");
  const back = useNow((now) =>
    row.snoozedUntil === null ? "" : formatUntil(row.snoozedUntil, now),
  );
  switch (row.status) {
    case "open":
      return null;
    case "pending":
      return { icon: TimerOff, words: statusName("pending") };
    case "snoozed":
      // Also in its own view: when it comes back is what one looks for there.
      return {
        icon: Moon,
        words: back === "" ? m.list_back_with_answer() : m.list_back_at({ time: back }),
      };
    case "resolved":
      return inResolved ? null : { icon: CircleCheck, words: statusName("resolved") };
  }
}

const lamps = [1, 2, 3, 4, 5] as const;

/** Five lamps, a fifth of the scale each, from where it says something. */
function Frustration({ percent }: { percent: number | null }) {
  const lit = frustrationLevel(percent);
  if (lit === null) return null;
  return (
    <span className={styles.frustration}>
      {lamps.map((lamp) => (
        <span key={lamp} data-lit={lamp <= lit || undefined} />
      ))}
    </span>
  );
}

/** A teammate's square; the AI's mark where it answers; a dashed square for nobody. */
function Carrier({ row: { assignee, aiOn, whoseMove } }: { row: ConversationRow }) {
  if (assignee === null || assignee.isAi) {
    if (aiOn) return <span className={styles.ai}>{m.list_ai()}</span>;
    return assignee !== null || whoseMove === "ai" ? null : <Avatar name={null} size="small" />;
  }
  return <Avatar name={assignee.name} tintKey={assignee.id} shape="teammate" size="small" />;
}

/** The whole row in sentences, foreign words in elements of their own. */
function RowSentences({ row, open }: { row: ConversationRow; open: boolean }) {
  const { assignee } = row;
  const text = previewText(row, open);
  const writer = showsDraft(row, open) ? null : writerOf(row);
  const subject = subjectOf(row, open);
  const mark = useStatusMark(row);
  const frustration = frustrationLevel(row.frustration);
  return (
    <>
      <span>
        {m.list_row_where({
          name: customerName(row.contactName),
          channel: channelKindName(row.channelKind),
          line: row.lineName,
        })}
      </span>{" "}
      <MoveSentence row={row} />{" "}
      {row.unread > 0 && (
        <span>{m.list_row_sentence({ text: m.list_unread({ count: row.unread }) })} </span>
      )}
      {row.priority === "urgent" && (
        <span>{m.list_row_sentence({ text: m.list_priority_urgent() })} </span>
      )}
      {row.priority === "high" && (
        <span>{m.list_row_sentence({ text: m.list_priority_high() })} </span>
      )}
      {waits(row) && <span>{m.list_row_sentence({ text: m.list_to_send() })} </span>}
      {showsDraft(row, open) && <span>{m.list_row_sentence({ text: m.list_draft() })} </span>}
      {mark !== null && <span>{m.list_row_sentence({ text: mark.words })} </span>}
      {subject !== null && (
        <>
          <bdi>{subject}</bdi>{" "}
        </>
      )}
      {writer !== null && (
        <>
          <bdi>{writer}</bdi>{" "}
        </>
      )}
      {text !== "" && <bdi>{text}</bdi>}{" "}
      {assignee === null && row.whoseMove !== "ai" && (
        <span>{m.list_row_sentence({ text: m.list_unassigned() })}</span>
      )}
      {assignee?.isMe === true && <span>{m.list_row_assigned_me()}</span>}
      {assignee !== null && !assignee.isMe && !assignee.isAi && (
        <span>{m.list_row_assigned({ name: assignee.name })}</span>
      )}
      {row.aiOn && row.whoseMove !== "ai" && (
        <span> {m.list_row_sentence({ text: m.list_ai_on() })}</span>
      )}
      {frustration !== null && <span> {m.list_frustration({ level: frustration })}</span>}
    </>
  );
}
