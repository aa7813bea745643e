// The facts of a conversation as words; those that can be changed are the way to change them.

import { Flag, Pencil } from "lucide-react";
import { memo, type ReactNode } from "react";
import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { Foreign, Name } from "../../components/Foreign";
import { Icon } from "../../components/Icon";
import type {
  ConversationDetail,
  Milliseconds,
  MoodDto,
  PriorityDto,
  StatusDto,
  WhoseMoveDto,
} from "../../ipc/bindings.gen";
import { findAction, runAction } from "../../lib/actions";
import { reasonAgainstChange, type ChangeKind } from "../../lib/changing";
import { formatExact, formatSpan, formatUntil } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { useNow } from "../../lib/now";
import { useCaps } from "../../lib/system";
import { actOn } from "../../lib/ticks";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { PromiseFacts } from "./Promise";

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

/** The facts, in the order one asks for them. */
export const Facts = memo(function Facts({ detail }: { detail: ConversationDetail }) {
  const { row, subject, mood, rating, waitingSince, firstReplyAfter, team } = detail;
  const canTeam = useCan(detail, "team");
  const canTags = useCan(detail, "tags");
  const canPriority = useCan(detail, "priority");
  return (
    <dl className={styles.facts}>
      {subject !== null && subject !== "" && (
        <Fact name={m.details_subject()}>
          <Name>{subject}</Name>
        </Fact>
      )}
      <Fact name={m.details_status()}>
        <Status detail={detail} />
      </Fact>
      <Fact name={m.details_assignee()}>
        <Assignee detail={detail} />
      </Fact>
      {(team !== null || canTeam) && (
        <Fact name={m.details_team()}>
          <Changeable detail={detail} of="team" can={canTeam} name={m.details_team()}>
            {team === null ? m.details_team_none() : <Name>{team.name}</Name>}
          </Changeable>
        </Fact>
      )}
      {(row.priority !== null || canPriority) && (
        <Fact name={m.details_priority()}>
          <Changeable detail={detail} of="priority" can={canPriority} name={m.details_priority()}>
            {row.priority === null ? (
              m.details_priority_none()
            ) : (
              <span className={styles.priority} data-priority={row.priority}>
                <Icon of={Flag} size="xs" />
                {priorities[row.priority]()}
              </span>
            )}
          </Changeable>
        </Fact>
      )}
      {row.frustration !== null && (
        <Fact name={m.details_frustration()}>
          <Frustration percent={row.frustration} />
        </Fact>
      )}
      {mood !== null && (
        <Fact name={m.details_mood()}>
          <span data-mood={mood} className={styles.mood}>
            {moods[mood]()}
          </span>
        </Fact>
      )}
      {rating !== null && (
        <Fact name={m.tools_rating()}>
          <span className={styles.stacked}>
            <span>{m.tools_rating_of({ mark: rating.mark, best: rating.best })}</span>
            {rating.comment !== null && (
              <Foreign className={styles.meta ?? ""}>{rating.comment}</Foreign>
            )}
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
      <PromiseFacts promise={detail.promise} />
      {(row.tags.length > 0 || canTags) && (
        <Fact name={m.details_tags()}>
          {row.tags.length > 0 && (
            <ul className={styles.tags}>
              {row.tags.map((tag) => (
                <li key={tag.id} className={styles.tag}>
                  {tag.icon === null ? <span className={styles.square} /> : <span>{tag.icon}</span>}
                  <Name>{tag.name}</Name>
                </li>
              ))}
            </ul>
          )}
          {canTags && (
            <Changeable detail={detail} of="tags" can name={m.details_tags()}>
              {row.tags.length === 0 ? m.details_tags_none() : <Icon of={Pencil} size="s" />}
            </Changeable>
          )}
        </Fact>
      )}
    </dl>
  );
});

/** The line of this conversation can change this. */
function useCan({ row }: ConversationDetail, kind: ChangeKind): boolean {
  return (
    useHostQuery(
      "list_lines",
      {},
      {
        select: (lines) => {
          const line = lines.find(({ id }) => id === row.line);
          return (
            line !== undefined &&
            line.capabilities !== null &&
            reasonAgainstChange(line, kind) === null &&
            (kind !== "team" || line.teams.length > 0)
          );
        },
      },
    ).data ?? false
  );
}

/** A fact that opens its choice where the line can change it, and is plain words elsewhere. */
function Changeable({
  detail: { row },
  of,
  can,
  name,
  children,
}: {
  detail: ConversationDetail;
  of: "team" | "priority" | "tags";
  can: boolean;
  name: string;
  children: ReactNode;
}) {
  const action = `change.${of}`;
  const caps = useCaps(findAction(action)?.keys[0]);
  if (!can) return <>{children}</>;
  return (
    <Button
      variant="quiet"
      size="small"
      caps={caps}
      aria-haspopup="dialog"
      onPress={() => {
        actOn(new Map([[row.id, { line: row.line }]]), () => runAction(action));
      }}
    >
      <span className="visually-hidden">{m.details_change({ name })}</span>
      {children}
    </Button>
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

function Status({ detail }: { detail: ConversationDetail }) {
  const { row, status, platformStatus, snoozedUntil, muted } = detail;
  const until = useNow((now) => (snoozedUntil === null ? "" : formatUntil(snoozedUntil, now)));
  return (
    <span className={styles.stacked}>
      {m.details_status_value({ status: statuses[status](), move: moves[row.whoseMove]() })}
      {row.statusPending && <span className={styles.meta}>{m.details_unconfirmed()}</span>}
      {status === "snoozed" && (
        <span className={styles.meta}>
          {snoozedUntil === null
            ? m.details_snoozed_answer()
            : m.details_snoozed_until({ time: until })}
        </span>
      )}
      {muted && <span className={styles.meta}>{m.details_muted()}</span>}
      {platformStatus !== "" && (
        <span className={styles.meta}>
          {m.details_status_platform({
            platform: platformName(row.platform),
            word: platformStatus,
          })}
        </span>
      )}
    </span>
  );
}

const lamps = [1, 2, 3, 4, 5] as const;

/** Five lamps, a fifth of the scale each, and the number. */
function Frustration({ percent }: { percent: number }) {
  const lit = Math.min(lamps.length, Math.max(0, Math.round(percent / 20)));
  return (
    <span className={styles.frustration} data-high={percent >= 60 || undefined}>
      <span className="visually-hidden">
        {m.details_frustration_of({ lamps: lit, percent: Math.round(percent) })}
      </span>
      <span aria-hidden className={styles.lamps}>
        {lamps.map((lamp) => (
          <span key={lamp} className={styles.lamp} data-lit={lamp <= lit || undefined} />
        ))}
      </span>
      <span aria-hidden className="ltr">
        {Math.round(percent)} %
      </span>
    </span>
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
        {assignee.pending && <span className={styles.meta}>{m.details_unconfirmed()}</span>}
      </span>
    </>
  );
}

function Since({ at }: { at: Milliseconds }) {
  const text = useNow((now) => formatSpan(Math.max(now - at, 0)));
  return <time title={formatExact(at)}>{text}</time>;
}
