// Giving conversations to somebody: what forbids it, doing it, and asking where a colleague holds them.
// The host answers at once and tells what changed by events; nothing here waits for a platform.

import type { AbilityDto, AssignResult, LineDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { HostError } from "../../ipc/transport";
import {
  changeTargets,
  detailNow,
  linesNow,
  moveOn,
  sayDone,
  sayFailure,
  sharesOf,
  type LineShare,
} from "../../lib/changing";
import { noFilter } from "../../lib/filters";
import { callHost } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import { askToTakeOver, type Receiver } from "./assignDialogState";

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
    case "notByAccount":
      return m.writing_off_account();
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
  for (const share of sharesOf(changeTargets() ?? new Map())) {
    const line = lines.find((each) => each.id === share.line);
    const reason = reasonAgainst(line, "person");
    if (reason !== null) return reason;
    if (kind === "take" && line !== undefined && line.me === null) {
      return m.assign_reason_no_me({ line: line.name });
    }
  }
  return null;
}

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

/**
 * Gives conversations to somebody, says so, and offers the way back. Where a colleague holds them, asks before
 * they are taken over, which is the same again with `force`.
 */
export async function assign(
  shares: readonly LineShare[],
  receiver: Receiver,
  { force = false }: { force?: boolean } = {},
): Promise<void> {
  const ticked = ticks.get();
  const settled = await Promise.allSettled(
    shares.map(({ line, conversations }) =>
      callHost("assign", {
        conversations: [...conversations],
        agent: agentOn(line, receiver),
        force,
      }),
    ),
  );
  const held = shares.filter((_, at) => isHeld(settled[at]));
  sayFailure(settled.filter((each) => !isHeld(each)));
  if (held.length > 0) askToTakeOver({ shares: held, receiver, holder: holderOf(held) });
  const done = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  if (done.length === 0) return;
  const given = shares
    .filter((_, at) => settled[at]?.status === "fulfilled")
    .flatMap((share) => share.conversations);
  // A row that was ticked meanwhile is the beginning of something else.
  ticks.remove(given.filter((conversation) => ticked.has(conversation)));
  const changed = done.filter((each) => each.changed > 0);
  sayDone(sayMoved(done, receiver), done);
  const away = receiver !== "me" && !(receiver !== "queue" && receiver.agent.isMe);
  // What was given away is done for this desk.
  if (away && changed.length > 0) moveOn(given);
}

function isHeld(settled: PromiseSettledResult<unknown> | undefined): boolean {
  return (
    settled?.status === "rejected" && HostError.from(settled.reason).code === "heldByColleague"
  );
}

/** Who holds the one conversation, when it is one and was read. */
function holderOf(shares: readonly LineShare[]): string | null {
  const [only, ...others] = shares.flatMap(({ conversations }) => conversations);
  const assignee =
    only === undefined || others.length > 0 ? null : (detailNow(only)?.row.assignee ?? null);
  return assignee === null || assignee.isMe || assignee.name === "" ? null : assignee.name;
}

/** Takes the conversation nobody has that waits longest, and opens it. */
export async function takeOldest(): Promise<void> {
  try {
    const page = await callHost("list_conversations", {
      view: "unassigned",
      filter: noFilter,
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
