/** What is known about the open conversation. The shell wraps it into `<aside data-pane="panel">` with its name. */
import { Copy, Flag, Mail, Phone, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Avatar } from "../../components/Avatar";
import { Button, IconButton } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Foreign, Ltr, Name } from "../../components/Foreign";
import { ChannelGlyph } from "../../components/Glyphs";
import { Icon } from "../../components/Icon";
import { Lamp } from "../../components/Lamp";
import { Block, Waiting } from "../../components/Skeleton";
import type {
  ConversationDetail,
  LineDto,
  Milliseconds,
  MoodDto,
  OtherConversation,
  PriorityDto,
  StatusDto,
  WhoseMoveDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { announce } from "../../lib/announce";
import { formatAgo, formatDayShort, formatExact, formatSpan, formatTime } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { channelKindName, platformName } from "../../lib/lineWords";
import { moveLamp, moveName } from "../../lib/moves";
import { useNow } from "../../lib/now";
import { registerPane, selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { Section } from "./Section";
import { SummaryText } from "./SummaryText";

const statuses = {
  open: m.details_status_open,
  pending: m.details_status_pending,
  snoozed: m.details_status_snoozed,
  resolved: m.details_status_resolved,
} satisfies Record<StatusDto, () => string>;

const moves = {
  needsPerson: m.details_move_needs_person,
  closingSoon: m.details_move_closing_soon,
  ourTurn: m.details_move_our_turn,
  ai: m.details_move_ai,
  waiting: m.details_move_waiting,
} satisfies Record<WhoseMoveDto, () => string>;

const priorities = {
  low: m.details_priority_low,
  medium: m.details_priority_medium,
  high: m.details_priority_high,
  urgent: m.details_priority_urgent,
} satisfies Record<PriorityDto, () => string>;

const moods = {
  positive: m.details_mood_positive,
  neutral: m.details_mood_neutral,
  negative: m.details_mood_negative,
  mixed: m.details_mood_mixed,
} satisfies Record<MoodDto, () => string>;

/** The sections of the details panel. */
export function Details({ conversation }: { conversation: string }) {
  const root = useRef<HTMLDivElement>(null);
  const { data: detail, error } = useHostQuery("get_conversation", { conversation });

  useEffect(
    () =>
      registerPane("panel", () => {
        const target = root.current?.querySelector<HTMLElement>("button") ?? root.current;
        target?.focus();
        return target !== null;
      }),
    [],
  );

  return (
    <div ref={root} tabIndex={-1} className={styles.details}>
      {detail !== undefined ? (
        <Sections key={conversation} detail={detail} />
      ) : error === null ? (
        <Waiting label={m.list_loading()}>
          <GreySections />
        </Waiting>
      ) : (
        <Missing cause={error} />
      )}
    </div>
  );
}

function Sections({ detail }: { detail: ConversationDetail }) {
  return (
    <>
      <ContactCard detail={detail} />
      {detail.summary !== null && (
        <Section
          name="summary"
          title={m.details_summary()}
          start={<span className={styles.ai}>{m.list_ai()}</span>}
          end={<SummaryMaker platform={platformName(detail.row.platform)} at={detail.summary.at} />}
        >
          <SummaryText summary={detail.summary} />
        </Section>
      )}
      <Section name="facts" title={m.details_facts()}>
        <Facts detail={detail} />
      </Section>
      {detail.others.length > 0 && (
        <Section name="others" title={m.details_others()} end={detail.others.length}>
          <ul>
            {detail.others.map((other) => (
              <Other key={other.id} other={other} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function ContactCard({ detail: { contact } }: { detail: ConversationDetail }) {
  return (
    <section aria-label={m.details_contact()} className={`${styles.section} ${styles.contact}`}>
      <Avatar name={contact.name} tintKey={contact.key} size="large" />
      <div className={styles.contactWords}>
        <h2 className={styles.name} data-selectable>
          <Name>{contact.name}</Name>
        </h2>
        {contact.company !== null && (
          <p className={styles.company}>
            <Name>{contact.company}</Name>
          </p>
        )}
        {contact.phone !== null && (
          <Reach icon={Phone} text={contact.phone} label={m.details_copy_phone()} />
        )}
        {contact.email !== null && (
          <Reach icon={Mail} text={contact.email} label={m.details_copy_email()} />
        )}
      </div>
    </section>
  );
}

/** A number or an address with the way to copy it. */
function Reach({ icon, text, label }: { icon: LucideIcon; text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.reach}>
      <Icon of={icon} size="s" />
      <span className={`cut ${styles.reachText}`} data-selectable>
        <Ltr>{text}</Ltr>
      </span>
      <IconButton
        icon={Copy}
        size="small"
        label={copied ? m.details_copied() : label}
        onPress={() => {
          void navigator.clipboard.writeText(text).then(() => {
            setCopied(true);
            announce(m.details_copied());
          });
        }}
        onHoverEnd={() => {
          setCopied(false);
        }}
      />
    </div>
  );
}

/** Who made the summary and when. */
function SummaryMaker({ platform, at }: { platform: string; at: Milliseconds }) {
  const time = useNow((now) => {
    const day = formatDayShort(at, now);
    const clock = formatTime(at);
    return day === clock ? clock : `${day} ${clock}`;
  });
  return <time title={formatExact(at)}>{m.details_summary_by({ platform, time })}</time>;
}

function Facts({ detail }: { detail: ConversationDetail }) {
  const { row, status, platformStatus, mood, waitingSince, firstReplyAfter } = detail;
  return (
    <dl className={styles.facts}>
      <Fact name={m.details_status()}>
        <span className={styles.stacked}>
          {m.details_status_value({ status: statuses[status](), move: moves[row.whoseMove]() })}
          {platformStatus !== "" && (
            <span className={styles.meta}>
              {m.details_status_platform({
                platform: platformName(row.platform),
                word: platformStatus,
              })}
            </span>
          )}
        </span>
      </Fact>
      <Fact name={m.details_assignee()}>
        <Assignee detail={detail} />
      </Fact>
      {row.priority !== null && (
        <Fact name={m.details_priority()}>
          <span className={styles.priority} data-priority={row.priority}>
            <Icon of={Flag} size="xs" />
            {priorities[row.priority]()}
          </span>
        </Fact>
      )}
      {mood !== null && (
        <Fact name={m.details_mood()}>
          <span data-mood={mood} className={styles.mood}>
            {moods[mood]()}
          </span>
        </Fact>
      )}
      {waitingSince !== null && (
        <Fact name={m.details_waiting()}>
          <Since at={waitingSince} />
        </Fact>
      )}
      {firstReplyAfter !== null && (
        <Fact name={m.details_first_reply()}>{formatSpan(firstReplyAfter)}</Fact>
      )}
      {row.tags.length > 0 && (
        <Fact name={m.details_tags()}>
          <ul className={styles.tags}>
            {row.tags.map((tag) => (
              <li key={tag.id} className={styles.tag}>
                {tag.icon === null ? <span className={styles.square} /> : <span>{tag.icon}</span>}
                <Name>{tag.name}</Name>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd data-selectable>{children}</dd>
    </>
  );
}

function Assignee({ detail: { row } }: { detail: ConversationDetail }) {
  const { assignee } = row;
  if (assignee === null) return <>{m.details_assignee_none()}</>;
  const name = assignee.name === "" ? m.details_assignee_unnamed() : assignee.name;
  return (
    <>
      {assignee.isAi ? (
        <span className={styles.ai}>{m.list_ai()}</span>
      ) : (
        <Avatar name={name} tintKey={assignee.id} shape="teammate" size="small" />
      )}
      <span className={styles.stacked}>
        <Name className="cut">{name}</Name>
        {assignee.pending && <span className={styles.meta}>{m.details_assignee_pending()}</span>}
      </span>
    </>
  );
}

function Since({ at }: { at: Milliseconds }) {
  const text = useNow((now) => formatSpan(Math.max(now - at, 0)));
  return <time title={formatExact(at)}>{text}</time>;
}

/** Another conversation of the same customer; activating opens it. */
function Other({ other }: { other: OtherConversation }) {
  const time = useNow((now) => formatAgo(other.lastActivityAt, now));
  const where = m.details_no_preview({
    channel: channelKindName(other.channelKind),
    line: other.lineName,
  });
  return (
    <li>
      <button
        type="button"
        className={styles.other}
        onClick={() => {
          selection.openConversation(other.id);
        }}
      >
        <Lamp kind={moveLamp(other.whoseMove)} />
        <span className={styles.glyph}>
          <ChannelGlyph kind={other.channelKind} />
        </span>
        <span className="visually-hidden">
          {m.details_other_name({
            channel: channelKindName(other.channelKind),
            line: other.lineName,
            move: moveName(other.whoseMove),
            time,
          })}
        </span>
        <Foreign className={`cut ${styles.otherText}`}>{other.preview ?? where}</Foreign>
        <time aria-hidden title={formatExact(other.lastActivityAt)}>
          {time}
        </time>
      </button>
    </li>
  );
}

const allOffline = (lines: readonly LineDto[]) =>
  lines.length > 0 && lines.every((line) => line.health.state === "offline");

/** The conversation could not be read: not here (yet), or the store failed. */
function Missing({ cause }: { cause: { code: string } }) {
  const offline = useHostQuery("list_lines", {}, { select: allOffline }).data ?? false;
  const back = (
    <Button
      onPress={() => {
        selection.openConversation(null);
        selection.focusPane("list");
      }}
    >
      {m.details_back_to_list()}
    </Button>
  );
  if (cause.code !== "notFound") {
    return (
      <EmptyState art="unplugged" title={m.details_failed()} text={presentError(cause).text()} />
    );
  }
  return offline ? (
    <EmptyState art="unplugged" title={m.details_not_yet()} text={m.details_not_yet_hint()}>
      {back}
    </EmptyState>
  ) : (
    <EmptyState art="unplugged" title={m.details_not_found()} text={m.details_not_found_hint()}>
      {back}
    </EmptyState>
  );
}

function GreySections() {
  return (
    <div className={`${styles.section} ${styles.contact}`}>
      <Block width="44px" height="44px" round />
      <div className={styles.grey}>
        <Block width="60%" />
        <Block width="80%" height="9px" />
        <Block width="70%" height="9px" />
      </div>
    </div>
  );
}
