/**
 * Changing conversations, whatever is changed: what it acts on, what forbids it, doing it, saying so, and
 * taking it back. The host answers at once and tells what changed by events; nothing here waits for a platform.
 */
import type {
  AbilityDto,
  CapabilitiesDto,
  ChangeOfConversation,
  ChangeResult,
  ConversationDetail,
  ConversationRow,
  LineDto,
} from "../ipc/bindings.gen";
import { presentError } from "../ipc/errors";
import { m } from "../paraglide/messages.js";
import { runAction } from "./actions";
import { formatList } from "./format";
import { callHost, queryClient, queryKeyOf } from "./hostQuery";
import { platformName } from "./lineWords";
import { selection } from "./selection";
import { shownRow } from "./shownRows";
import { actionTargets, ticks, type Ticks } from "./ticks";
import { showToast } from "./toasts";

/** Conversations of one line; platforms are told line by line. */
export interface LineShare {
  readonly line: string;
  readonly conversations: readonly string[];
}

/** One change to conversations of one line. */
export interface Order extends LineShare {
  readonly change: ChangeOfConversation;
}

/** Splits what is acted on by line. */
export function sharesOf(targets: Ticks): readonly LineShare[] {
  const byLine = new Map<string, string[]>();
  for (const [conversation, { line }] of targets) {
    byLine.set(line, [...(byLine.get(line) ?? []), conversation]);
  }
  return [...byLine].map(([line, conversations]) => ({ line, conversations }));
}

/** What a change that starts now acts on: the ticked ones, else the open one. */
export function changeTargets(): Ticks | null {
  const targets = actionTargets();
  if (targets !== null) return targets;
  const { conversation, page } = selection.get();
  if (conversation === null || page !== "inbox") return null;
  const row = rowOf(conversation);
  return row === null ? null : new Map([[conversation, { line: row.line, status: row.status }]]);
}

/** The lines, as far as they were read. */
export function linesNow(): readonly LineDto[] {
  return queryClient.getQueryData<LineDto[]>(queryKeyOf("list_lines", {})) ?? [];
}

/** What is known of a conversation, when it was read. */
export function detailNow(conversation: string): ConversationDetail | undefined {
  return queryClient.getQueryData<ConversationDetail>(
    queryKeyOf("get_conversation", { conversation }),
  );
}

/** The conversation's row, as far as it was read or is in the list. */
export function rowOf(conversation: string): ConversationRow | null {
  return detailNow(conversation)?.row ?? shownRow(conversation);
}

/** What a person can change, as a line is asked for it. */
export type ChangeKind =
  | "resolve"
  | "reopen"
  | "snooze"
  | "priority"
  | "tags"
  | "newTag"
  | "team"
  | "ai"
  | "mute"
  | "approve"
  | "attention"
  | "property"
  | "outcome";

const abilities: Record<ChangeKind, (can: CapabilitiesDto) => AbilityDto> = {
  resolve: (can) => can.setStatus,
  reopen: (can) => can.reopen,
  snooze: (can) => can.snooze,
  priority: (can) => can.setPriority,
  tags: (can) => can.setTags,
  newTag: (can) => can.createTags,
  team: (can) => can.assignTeam,
  ai: (can) => can.setAi,
  mute: (can) => can.mute,
  approve: (can) => can.approve,
  attention: (can) => can.resolveAttention,
  property: (can) => can.setProperties,
  outcome: (can) => can.tools.outcome,
};

const notByPlatform: Record<ChangeKind, (name: { platform: string }) => string> = {
  resolve: m.conversation_off_status_platform,
  reopen: m.change_off_reopen,
  snooze: m.change_off_snooze,
  priority: m.change_off_priority,
  tags: m.change_off_tags,
  newTag: m.change_off_new_tag,
  team: m.change_off_team,
  ai: m.change_off_ai,
  mute: m.change_off_mute,
  approve: m.change_off_approve,
  attention: m.change_off_attention,
  property: m.change_off_property,
  outcome: m.tools_off_outcome,
};

/** Why a line cannot change this; null when it can, or when it was never reached and may well be able to. */
export function reasonAgainstChange(
  line: Pick<LineDto, "platform" | "capabilities"> | undefined,
  kind: ChangeKind,
): string | null {
  if (line === undefined || line.capabilities === null) return null;
  switch (abilities[kind](line.capabilities)) {
    case "available":
      return null;
    case "notByPlatform":
      return notByPlatform[kind]({ platform: platformName(line.platform) });
    case "notByKey":
      return m.conversation_off_key();
    case "notByChannel":
      return m.conversation_off_channel();
    case "notByAccount":
      return m.writing_off_account();
  }
}

/** Why none of these conversations can be changed so; null as soon as one can. */
export function reasonAgainstAll(targets: Ticks, kind: ChangeKind): string | null {
  const lines = linesNow();
  const reasons = sharesOf(targets).map((share) =>
    reasonAgainstChange(
      lines.find((each) => each.id === share.line),
      kind,
    ),
  );
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

/** What a change asks its line for. */
function kindOfChange(change: ChangeOfConversation): ChangeKind {
  switch (change.type) {
    case "assignTeam":
      return "team";
    case "setStatus":
      if (change.status === "snoozed") return "snooze";
      return change.status === "open" ? "reopen" : "resolve";
    case "resolveAs":
      return "outcome";
    case "setPriority":
      return "priority";
    case "setTags":
      return "tags";
    case "setAi":
      return "ai";
    case "resolveAttention":
      return "attention";
    case "approve":
      return "approve";
    case "setMuted":
      return "mute";
    case "setProperty":
      return "property";
  }
}

/** What cannot be opened again once it is resolved, and the names of the platforms that have no way to. */
export function finalAmong(targets: Ticks): { count: number; platforms: string } {
  const lines = linesNow();
  const final = sharesOf(targets).flatMap((share) => {
    const line = lines.find((each) => each.id === share.line);
    const isFinal =
      line !== undefined &&
      reasonAgainstChange(line, "resolve") === null &&
      reasonAgainstChange(line, "reopen") !== null;
    return isFinal ? [{ line, count: share.conversations.length }] : [];
  });
  const names = new Set(final.map(({ line }) => platformName(line.platform)));
  return {
    count: final.reduce((sum, { count }) => sum + count, 0),
    platforms: formatList([...names]),
  };
}

/** The same change for all of them. */
export function toAll(targets: Ticks, change: ChangeOfConversation): readonly Order[] {
  return sharesOf(targets).map((share) => ({ ...share, change }));
}

/**
 * Does what lines can do of it, says what was done, and offers the way back. With `leaves` the conversation is
 * done for this desk, and the next row of the list comes up. Answers whether anything was done.
 */
export async function changeConversations(
  orders: readonly Order[],
  said: (count: number) => string,
  { leaves = false }: { leaves?: boolean } = {},
): Promise<boolean> {
  const lines = linesNow();
  const judged = orders.map((order) => {
    const line = lines.find((each) => each.id === order.line);
    return { order, line, reason: reasonAgainstChange(line, kindOfChange(order.change)) };
  });
  const possible = judged.filter(({ reason }) => reason === null).map(({ order }) => order);
  const left = judged.filter(({ reason }) => reason !== null);
  if (possible.length === 0) {
    const reason = left[0]?.reason ?? null;
    if (reason !== null) showToast({ tone: "failed", text: reason });
    return false;
  }
  const settled = await Promise.allSettled(
    possible.map(({ conversations, change }) =>
      callHost("change", { conversations: [...conversations], change }),
    ),
  );
  const done = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  sayFailure(settled);
  if (done.length === 0) return false;
  const changed = possible
    .filter((_, at) => settled[at]?.status === "fulfilled")
    .flatMap(({ conversations }) => conversations);
  ticks.remove(changed);
  const count = done.reduce((sum, each) => sum + each.changed, 0);
  const sentences = [
    count === 0 ? m.assign_unchanged() : said(count),
    ...left.map(({ order, line }) =>
      m.change_left_out({ count: order.conversations.length, line: line?.name ?? "" }),
    ),
  ];
  sayDone(sentences.join(" "), done);
  if (leaves && count > 0) moveOn(changed);
  return true;
}

/** Says the first failure among several calls. */
export function sayFailure(settled: readonly PromiseSettledResult<unknown>[]): void {
  const failed = settled.find((each) => each.status === "rejected");
  if (failed !== undefined) {
    showToast({ tone: "failed", text: presentError(failed.reason).text() });
  }
}

/** Says what was done; what can be taken back is offered on the toast and on `Z`, and how much that is. */
export function sayDone(
  text: string,
  done: readonly Pick<ChangeResult, "undo" | "changed" | "undoable">[],
): void {
  const tokens = done.flatMap(({ undo, changed }) =>
    undo === null || changed === 0 ? [] : [undo],
  );
  if (tokens.length === 0) {
    showToast({ text });
    return;
  }
  const count = done.reduce((sum, { changed }) => sum + changed, 0);
  const undoable = done.reduce((sum, each) => sum + each.undoable, 0);
  const rest = count - undoable;
  showToast({
    text: rest > 0 ? `${text} ${m.change_undo_some({ undoable, count })}` : text,
    undo: { label: m.assign_undo(), run: () => void takeBack(tokens, rest) },
  });
}

/** What left this desk: when it was the open conversation alone, the next row of the list comes up. */
export function moveOn(conversations: readonly string[]): void {
  const [only, ...others] = conversations;
  if (others.length === 0 && only === selection.get().conversation) runAction("list.next");
}

async function takeBack(undo: readonly string[], rest: number): Promise<void> {
  try {
    const results = await Promise.all(undo.map((each) => callHost("undo", { undo: each })));
    const restored = results.reduce((sum, each) => sum + each.restored, 0);
    const meanwhile = results.reduce((sum, each) => sum + each.changedMeanwhile, 0);
    const sentences = [
      ...(restored > 0 ? [m.assign_restored({ count: restored })] : []),
      ...(rest > 0 ? [m.change_undo_rest({ count: rest })] : []),
      ...(meanwhile > 0 ? [m.assign_changed_meanwhile({ count: meanwhile })] : []),
    ];
    if (sentences.length > 0) showToast({ text: sentences.join(" ") });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}
