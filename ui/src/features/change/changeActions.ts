// What keys and the palette can change about a conversation: status, snooze, priority, tags, team, AI, mute.

import { type Action, defineAction } from "../../lib/actions";
import {
  changeConversations,
  changeTargets,
  detailNow,
  finalAmong,
  linesNow,
  reasonAgainstAll,
  rowOf,
  toAll,
  type ChangeKind,
} from "../../lib/changing";
import type { AttentionKindDto } from "../../ipc/bindings.gen";
import { selection } from "../../lib/selection";
import type { Ticks } from "../../lib/ticks";
import { reasonAgainstTool } from "../../lib/tools";
import { m } from "../../paraglide/messages.js";
import { openChoice, type OpenChoice } from "./changeDialogState";
import { resolve } from "./resolving";

const none: Ticks = new Map();
const targetsNow = (): Ticks => changeTargets() ?? none;
const hasTargets = () => targetsNow().size > 0;

/** The one conversation that is acted on. */
function only(): string | null {
  const [first, ...others] = targetsNow().keys();
  return first === undefined || others.length > 0 ? null : first;
}

/** The same, as far as it was read. */
function onlyDetail() {
  const conversation = only();
  return conversation === null ? undefined : detailNow(conversation);
}

/** Its AI answers by itself; null where that is not known. */
function answersItself(): boolean | null {
  const conversation = only();
  return conversation === null ? null : (rowOf(conversation)?.aiOn ?? null);
}

const askedFor: Record<AttentionKindDto, () => string> = {
  humanRequested: m.details_attention_human,
  aiStuck: m.details_attention_stuck,
  approval: m.details_attention_approval,
  other: m.details_attention_other,
};

/** What a person is asked for longest and can be marked as done. */
function oldestAsked() {
  return onlyDetail()
    ?.attention.filter(({ id, open }) => open && id !== null)
    .sort((one, other) => one.raisedAt - other.raisedAt)[0];
}

/** All of what is acted on is resolved. */
function areResolved(): boolean {
  const targets = [...targetsNow()];
  return (
    targets.length > 0 &&
    targets.every(([conversation, seen]) => {
      const status = detailNow(conversation)?.status ?? seen.status;
      // Of what was ticked without being seen, only the view is known.
      return status === undefined ? selection.get().view === "resolved" : status === "resolved";
    })
  );
}

const reasonOf = (kind: ChangeKind) => reasonAgainstAll(targetsNow(), kind);

function choice(
  of: Exclude<OpenChoice["of"], "final" | "block">,
  label: () => string,
  keys: readonly string[],
): Action {
  return defineAction({
    id: `change.${of}`,
    label,
    group: "conversation",
    keys,
    single: true,
    when: hasTargets,
    reason: () => reasonOf(of) ?? (of === "team" ? noTeams() : null),
    run: () => {
      openChoice({ of, targets: targetsNow() });
    },
  });
}

/** All of what is acted on can be resolved with a word on how it came out. */
function wantOutcome(): boolean {
  const lines = linesNow();
  const wanted = [...targetsNow().values()].map(({ line }) => lines.find(({ id }) => id === line));
  return (
    wanted.length > 0 &&
    wanted.every((line) => line !== undefined && reasonAgainstTool(line, "outcome") === null)
  );
}

function noTeams(): string | null {
  const wanted = new Set([...targetsNow().values()].map(({ line }) => line));
  const lines = linesNow().filter(({ id }) => wanted.has(id));
  return lines.length > 0 && lines.every(({ teams }) => teams.length === 0)
    ? m.change_no_teams()
    : null;
}

/** The actions of changing conversations. */
export const changeActions: readonly Action[] = [
  defineAction({
    id: "change.status",
    label: () => (areResolved() ? m.change_reopen() : m.conversation_resolve()),
    words: () => `${m.conversation_resolve()} ${m.change_reopen()}`,
    group: "conversation",
    keys: ["E"],
    single: true,
    when: hasTargets,
    reason: () => reasonOf(areResolved() ? "reopen" : "resolve"),
    run: () => {
      const reopens = areResolved();
      if (!reopens && wantOutcome()) {
        openChoice({ of: "outcome", targets: targetsNow() });
        return;
      }
      if (reopens) {
        const orders = toAll(targetsNow(), { type: "setStatus", status: "open", until: null });
        void changeConversations(orders, (count) => m.change_reopened({ count }));
      } else if (finalAmong(targetsNow()).count > 0) {
        openChoice({ of: "final", targets: targetsNow() });
      } else {
        resolve(targetsNow(), null);
      }
    },
  }),
  choice("snooze", m.change_snooze, ["S"]),
  choice("priority", m.change_priority, ["P"]),
  choice("tags", m.change_tags, ["T"]),
  choice("team", m.change_team, []),
  defineAction({
    id: "change.ai",
    label: () =>
      answersItself() === true ? m.conversation_take_over() : m.conversation_hand_back(),
    group: "conversation",
    keys: ["O"],
    single: true,
    when: () => answersItself() !== null,
    reason: () => reasonOf("ai"),
    run: () => {
      const on = answersItself() !== true;
      void changeConversations(toAll(targetsNow(), { type: "setAi", on }), () =>
        on ? m.change_handed_back() : m.change_taken_over(),
      );
    },
  }),
  defineAction({
    id: "change.takeOver",
    label: m.conversation_take_over,
    group: "conversation",
    keys: [],
    // The switch above says the same; this one is for where only taking over is meant.
    hidden: true,
    when: hasTargets,
    reason: () => reasonOf("ai"),
    run: () => {
      const orders = toAll(targetsNow(), { type: "setAi", on: false });
      void changeConversations(orders, m.change_taken_over);
    },
  }),
  defineAction({
    id: "change.mute",
    label: () => (onlyDetail()?.muted === true ? m.change_unmute() : m.change_mute()),
    words: m.change_mute_words,
    group: "conversation",
    keys: [],
    when: () => onlyDetail() !== undefined,
    reason: () => reasonOf("mute"),
    run: () => {
      if (onlyDetail()?.muted !== true) {
        openChoice({ of: "block", targets: targetsNow() });
        return;
      }
      const orders = toAll(targetsNow(), { type: "setMuted", muted: false });
      void changeConversations(orders, m.change_unmuted);
    },
  }),
  defineAction({
    id: "change.attention",
    label: () => m.details_attention_mark({ what: askedFor[oldestAsked()?.kind ?? "other"]() }),
    words: m.change_attention_words,
    group: "conversation",
    keys: [],
    when: () => oldestAsked() !== undefined,
    reason: () => reasonOf("attention"),
    run: () => {
      const item = oldestAsked()?.id;
      if (item == null) return;
      void changeConversations(
        toAll(targetsNow(), { type: "resolveAttention", item }),
        m.change_attention_done,
      );
    },
  }),
  defineAction({
    id: "change.approve",
    label: m.conversation_approve,
    group: "conversation",
    keys: [],
    when: () =>
      onlyDetail()?.attention.some(({ kind, open }) => kind === "approval" && open) === true,
    reason: () => reasonOf("approve"),
    run: () => {
      void changeConversations(toAll(targetsNow(), { type: "approve" }), m.change_approved);
    },
  }),
];
