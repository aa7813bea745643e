// The choices of a change: hide until, priority, team, tags. One dialog for one conversation and for many.

import { useState, type ReactNode } from "react";
import { Button } from "../../components/Button";
import { BareDialog } from "../../components/Dialog";
import { Foreign, Ltr } from "../../components/Foreign";
import { Highlight } from "../../components/Highlight";
import { ItemEnd, ItemWords, SearchList } from "../../components/SearchList";
import type { ChangeOfConversation, LineDto, PriorityDto } from "../../ipc/bindings.gen";
import { changeConversations, detailNow, toAll } from "../../lib/changing";
import { formatUntil } from "../../lib/format";
import { match } from "../../lib/fuzzy";
import { useHostQuery } from "../../lib/hostQuery";
import { formattingLocale } from "../../lib/i18n";
import { useNow } from "../../lib/now";
import type { Ticks } from "../../lib/ticks";
import { readMoment } from "../../lib/moment";
import { m } from "../../paraglide/messages.js";
import { openChoice, useOpenChoice, type OpenChoice } from "./changeDialogState";
import { firstWorkday, snoozeTimes, type SnoozeTime } from "./snoozeTimes";
import { Outcome } from "./Outcome";
import { finalWords, resolve } from "./resolving";
import { TagsEditor } from "./TagsEditor";
import styles from "./ChangeDialog.module.css";

const titles = {
  snooze: m.change_snooze_title,
  priority: m.change_priority_title,
  tags: m.change_tags_title,
  team: m.change_team_title,
  outcome: m.tools_outcome_title,
  final: m.tools_outcome_title,
  block: m.change_block_title,
} satisfies Record<OpenChoice["of"], (inputs: { count: number }) => string>;

const close = () => {
  openChoice(null);
};

/** The choice, while one is open. */
export function ChangeDialog() {
  const choice = useOpenChoice();
  const title = choice === null ? "" : titles[choice.of]({ count: choice.targets.size });
  return (
    <BareDialog open={choice !== null} onClose={close} label={title} size="small" place="top">
      {choice !== null && (
        <>
          <h2 className={styles.title}>{title}</h2>
          <Body choice={choice} />
        </>
      )}
    </BareDialog>
  );
}

function Body({ choice: { of, targets } }: { choice: OpenChoice }) {
  switch (of) {
    case "snooze":
      return <Snooze targets={targets} />;
    case "priority":
      return <Priority targets={targets} />;
    case "team":
      return <Team targets={targets} />;
    case "outcome":
      return <Outcome targets={targets} onClose={close} />;
    case "final":
      return <Final targets={targets} />;
    case "block":
      return <Block targets={targets} />;
    case "tags":
      return <TagsEditor targets={targets} onClose={close} />;
  }
}

/** One of few. */
interface Choice {
  readonly id: string;
  readonly name: string;
  /** The name is not ours. */
  readonly foreign?: boolean;
  readonly end?: string;
  readonly now?: boolean;
  readonly run: () => void;
}

/** A list to choose from by typing, by arrows or by pointing. */
function Choices({ choices, children }: { choices: readonly Choice[]; children?: ReactNode }) {
  const [text, setText] = useState("");
  const found = choices.flatMap((choice) => {
    const hit = match(text, choice.name);
    return hit === null ? [] : [{ ...choice, ranges: hit.ranges }];
  });
  return (
    <>
      <SearchList
        search={m.change_search()}
        label={m.change_choices()}
        text={text}
        onText={setText}
        items={found}
        empty={m.change_no_match({ text })}
        onChoose={(choice) => {
          close();
          choice.run();
        }}
      >
        {(choice) => (
          <>
            <ItemWords>
              {choice.foreign === true ? (
                <Foreign>
                  <Highlight text={choice.name} ranges={choice.ranges} />
                </Foreign>
              ) : (
                <Highlight text={choice.name} ranges={choice.ranges} />
              )}
            </ItemWords>
            {choice.now === true && <ItemEnd>{m.change_current()}</ItemEnd>}
            {choice.end !== undefined && (
              <ItemEnd>
                <Ltr>{choice.end}</Ltr>
              </ItemEnd>
            )}
          </>
        )}
      </SearchList>
      {children}
    </>
  );
}

/** What the one conversation is like now; undefined for many. */
function onlyOf(targets: Ticks) {
  const [only] = targets.keys();
  return targets.size === 1 && only !== undefined ? detailNow(only) : undefined;
}

const snoozeNames: Record<SnoozeTime["id"], () => string> = {
  hour: m.change_snooze_hour,
  laterToday: m.change_snooze_later_today,
  tomorrow: m.change_snooze_tomorrow,
  nextWeek: m.change_snooze_next_week,
  answer: m.change_snooze_answer,
};

function snooze(targets: Ticks, until: number | null): void {
  const change: ChangeOfConversation = { type: "setStatus", status: "snoozed", until };
  void changeConversations(
    toAll(targets, change),
    (count) =>
      until === null
        ? m.change_snoozed_answer({ count })
        : m.change_snoozed({ count, time: formatUntil(until, Date.now()) }),
    { leaves: true },
  );
}

function Snooze({ targets }: { targets: Ticks }) {
  const now = useNow((at) => Math.floor(at / 60_000) * 60_000);
  const [moment, setMoment] = useState("");
  const isSnoozed = onlyOf(targets)?.status === "snoozed";
  const chosen = readMoment(moment, now);
  const choices = [
    ...(isSnoozed
      ? [
          {
            id: "now",
            name: m.change_snooze_end(),
            run: () => {
              const change: ChangeOfConversation = {
                type: "setStatus",
                status: "open",
                until: null,
              };
              void changeConversations(toAll(targets, change), (count) =>
                m.change_reopened({ count }),
              );
            },
          },
        ]
      : []),
    ...snoozeTimes(now, firstWorkday(formattingLocale())).map(({ id, until }): Choice => ({
      id,
      name: snoozeNames[id](),
      ...(until === null ? {} : { end: formatUntil(until, now) }),
      run: () => {
        snooze(targets, until);
      },
    })),
  ];
  return (
    <Choices choices={choices}>
      <form
        className={styles.moment}
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen === null) return;
          close();
          snooze(targets, chosen);
        }}
      >
        <label className={styles.momentLabel}>
          {m.change_snooze_pick()}
          <input
            type="datetime-local"
            className={styles.field}
            value={moment}
            onChange={(event) => {
              setMoment(event.currentTarget.value);
            }}
          />
        </label>
        <Button
          type="submit"
          size="small"
          reason={chosen === null ? m.change_snooze_future() : null}
        >
          {m.change_snooze()}
        </Button>
      </form>
    </Choices>
  );
}

const priorities: Record<PriorityDto, () => string> = {
  urgent: m.details_priority_urgent,
  high: m.details_priority_high,
  medium: m.details_priority_medium,
  low: m.details_priority_low,
};

function Priority({ targets }: { targets: Ticks }) {
  const detail = onlyOf(targets);
  const set = (priority: PriorityDto | null, name: string): Choice => ({
    id: priority ?? "none",
    name,
    now: detail !== undefined && detail.row.priority === priority,
    run: () => {
      void changeConversations(toAll(targets, { type: "setPriority", priority }), () =>
        priority === null ? m.change_priority_taken() : m.change_priority_set({ priority: name }),
      );
    },
  });
  const named = Object.entries(priorities) as [PriorityDto, () => string][];
  return (
    <Choices
      choices={[
        ...named.map(([priority, name]) => set(priority, name())),
        set(null, m.change_priority_none()),
      ]}
    />
  );
}

/** Asks once before a customer is shut out. */
function Block({ targets }: { targets: Ticks }) {
  return (
    <>
      <p className={styles.final}>{m.change_block_text()}</p>
      <div className={styles.foot}>
        <div className={styles.ways}>
          <Button autoFocus onPress={close}>
            {m.conversation_cancel()}
          </Button>
          <Button
            variant="danger"
            onPress={() => {
              close();
              const orders = toAll(targets, { type: "setMuted", muted: true });
              void changeConversations(orders, m.change_muted);
            }}
          >
            {m.change_mute()}
          </Button>
        </div>
      </div>
    </>
  );
}

/** Asks once before resolving what cannot be opened again. */
function Final({ targets }: { targets: Ticks }) {
  return (
    <>
      <p className={styles.final}>{finalWords(targets)}</p>
      <div className={styles.foot}>
        <div className={styles.ways}>
          <Button onPress={close}>{m.conversation_cancel()}</Button>
          <Button
            variant="primary"
            autoFocus
            onPress={() => {
              close();
              resolve(targets, null);
            }}
          >
            {m.conversation_resolve()}
          </Button>
        </div>
      </div>
    </>
  );
}

const noLines: readonly LineDto[] = [];

function Team({ targets }: { targets: Ticks }) {
  const lines = useHostQuery("list_lines", {}).data ?? noLines;
  const detail = onlyOf(targets);
  const wanted = new Set([...targets.values()].map(({ line }) => line));
  const ofLine = (line: string): Ticks =>
    new Map([...targets].filter(([, target]) => target.line === line));
  const teams = lines
    .filter(({ id }) => wanted.has(id))
    .flatMap((line) => line.teams.map((team) => ({ line, team })));
  return (
    <Choices
      choices={[
        ...teams.map(({ line, team }): Choice => ({
          id: team.id,
          name: team.name,
          foreign: true,
          now: detail?.team?.id === team.id,
          ...(wanted.size > 1 ? { end: line.name } : {}),
          run: () => {
            const change: ChangeOfConversation = { type: "assignTeam", team: team.id };
            void changeConversations(toAll(ofLine(line.id), change), () =>
              m.change_team_set({ team: team.name }),
            );
          },
        })),
        {
          id: "none",
          name: m.change_team_none(),
          now: detail !== undefined && detail.team === null,
          run: () => {
            const change: ChangeOfConversation = { type: "assignTeam", team: null };
            void changeConversations(toAll(targets, change), m.change_team_taken);
          },
        },
      ]}
    />
  );
}
