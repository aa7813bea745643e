// Giving conversations to somebody: what is acted on, what forbids it, doing it, and taking it back.
// The host answers at once and tells what changed by events; nothing here waits for a platform.

import type {
  AbilityDto,
  AgentDto,
  AssignResult,
  ConversationDetail,
  LineDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { runAction } from "../../lib/actions";
import { callHost, queryClient, queryKeyOf } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { selection } from "../../lib/selection";
import { actionTargets, type Ticks, ticks } from "../../lib/ticks";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";

/** Conversations of one line; platforms are told line by line. */
export interface LineShare {
  readonly line: string;
  readonly conversations: readonly string[];
}

/** Splits what is acted on by line. */
export function sharesOf(targets: Ticks): readonly LineShare[] {
  const byLine = new Map<string, string[]>();
  for (const [conversation, { line }] of targets) {
    byLine.set(line, [...(byLine.get(line) ?? []), conversation]);
  }
  return [...byLine].map(([line, conversations]) => ({ line, conversations }));
}

/** What an assignment that starts now acts on: the ticked ones, else the open one. */
export function assignTargets(): Ticks | null {
  const targets = actionTargets();
  if (targets !== null) return targets;
  const { conversation, page } = selection.get();
  if (conversation === null || page !== "inbox") return null;
  const detail = queryClient.getQueryData<ConversationDetail>(
    queryKeyOf("get_conversation", { conversation }),
  );
  return detail === undefined ? null : new Map([[conversation, { line: detail.row.line }]]);
}

/** The lines, as far as they were read. */
function linesNow(): readonly LineDto[] {
  return queryClient.getQueryData<LineDto[]>(queryKeyOf("list_lines", {})) ?? [];
}

function sayAbility(ability: AbilityDto, line: LineDto): string | null {
  switch (ability) {
    case "available":
      return null;
    case "notByPlatform":
      return m.assign_reason_platform({ platform: platformName(line.platform) });
    case "notByKey":
      return m.assign_reason_key();
    case "notByChannel":
      return m.assign_reason_channel();
  }
}

/** Why a line cannot give to a person or to an AI; `null` when it can, or is not known yet. */
export function reasonAgainst(line: LineDto | undefined, kind: "person" | "ai"): string | null {
  if (line === undefined || line.capabilities === null) return null;
  const { assignPerson, assignAi } = line.capabilities;
  return sayAbility(kind === "ai" ? assignAi : assignPerson, line);
}

/** Why what is acted on cannot be taken by the person at this desk, or put back into the queue. */
export function reasonForTargets(kind: "take" | "queue"): string | null {
  const lines = linesNow();
  for (const share of sharesOf(assignTargets() ?? new Map())) {
    const line = lines.find((each) => each.id === share.line);
    const reason = reasonAgainst(line, "person");
    if (reason !== null) return reason;
    if (kind === "take" && line !== undefined && line.me === null) {
      return m.assign_reason_no_me({ line: line.name });
    }
  }
  return null;
}

/** Whom to give to: an agent of the line, the person at this desk, or nobody. */
export type Receiver = { agent: AgentDto } | "me" | "queue";

function agentOn(line: string, receiver: Receiver): string | null {
  if (receiver === "queue") return null;
  if (receiver !== "me") return receiver.agent.id;
  return linesNow().find((each) => each.id === line)?.me?.id ?? null;
}

function sayMoved(results: readonly AssignResult[], receiver: Receiver): string {
  const count = results.reduce((sum, each) => sum + each.changed, 0);
  if (count === 0) return m.assign_unchanged();
  if (receiver === "queue") return m.assign_moved_to_queue({ count });
  if (receiver === "me" || receiver.agent.isMe) return m.assign_moved_to_me({ count });
  return m.assign_moved({ count, name: receiver.agent.name });
}

/** Gives conversations to somebody, says so, and offers the way back. */
export async function assign(shares: readonly LineShare[], receiver: Receiver): Promise<void> {
  const settled = await Promise.allSettled(
    shares.map(({ line, conversations }) =>
      callHost("assign", {
        conversations: [...conversations],
        agent: agentOn(line, receiver),
      }),
    ),
  );
  const done = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failed = settled.find((each) => each.status === "rejected");
  if (failed !== undefined) {
    showToast({ tone: "failed", text: presentError(failed.reason).text() });
  }
  if (done.length === 0) return;
  const given = shares.filter((_, at) => settled[at]?.status === "fulfilled");
  ticks.remove(given.flatMap((share) => share.conversations));
  const undone = done.filter((each) => each.changed > 0).map((each) => each.undo);
  showToast({
    text: sayMoved(done, receiver),
    ...(undone.length === 0
      ? {}
      : { undo: { label: m.assign_undo(), run: () => void takeBack(undone) } }),
  });
  const away = receiver !== "me" && !(receiver !== "queue" && receiver.agent.isMe);
  const { conversation } = selection.get();
  const [only, ...others] = given.flatMap((share) => share.conversations);
  // What was given away is done for this desk; the next row of the list comes up.
  if (away && undone.length > 0 && others.length === 0 && only === conversation) {
    runAction("list.next");
  }
}

/** Undoes assignments and says what came of it. */
async function takeBack(undo: readonly string[]): Promise<void> {
  try {
    const results = await Promise.all(undo.map((each) => callHost("undo_assign", { undo: each })));
    const restored = results.reduce((sum, each) => sum + each.restored, 0);
    const meanwhile = results.reduce((sum, each) => sum + each.changedMeanwhile, 0);
    const sentences = [
      ...(restored > 0 ? [m.assign_restored({ count: restored })] : []),
      ...(meanwhile > 0 ? [m.assign_changed_meanwhile({ count: meanwhile })] : []),
    ];
    if (sentences.length > 0) showToast({ text: sentences.join(" ") });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}

/** Takes the conversation nobody has that waits longest, and opens it. */
export async function takeOldest(): Promise<void> {
  try {
    const page = await callHost("list_conversations", {
      view: "unassigned",
      line: null,
      tag: null,
      unreadOnly: false,
      sort: "longestWaiting",
      cursor: null,
      limit: 1,
    });
    const [row] = page.rows;
    if (row === undefined) {
      showToast({ text: m.assign_take_oldest_none() });
      return;
    }
    const line = linesNow().find((each) => each.id === row.line);
    const noMe = line?.me === null ? m.assign_reason_no_me({ line: line.name }) : null;
    const reason = reasonAgainst(line, "person") ?? noMe;
    if (reason !== null) {
      showToast({ tone: "failed", text: reason });
      return;
    }
    selection.openConversation(row.id);
    await assign([{ line: row.line, conversations: [row.id] }], "me");
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}
