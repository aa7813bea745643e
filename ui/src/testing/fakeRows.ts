/** Which rows the host in memory shows where, by the plain meaning of views and filters. */
import type {
  ConversationFilter,
  ConversationRow,
  PlaceCounts,
  RailCounts,
  ViewDto,
} from "../ipc/bindings.gen";

/** The row belongs to the view. */
export function inView(row: ConversationRow, view: ViewDto): boolean {
  switch (view) {
    case "mine":
      return row.assignee?.isMe === true;
    case "unassigned":
      return row.assignee === null;
    case "needsPerson":
      return row.whoseMove === "needsPerson";
    case "humanRequested":
      return row.moveReason === "humanRequested";
    case "closingSoon":
      return row.whoseMove === "closingSoon";
    case "allOpen":
      return row.status === "open" || row.status === "pending";
    case "snoozed":
    case "resolved":
      return row.status === view;
  }
}

/** The filter leaves the row in. */
export function letsIn(
  filter: ConversationFilter,
  row: ConversationRow,
  { channel = "", team = "" }: { readonly channel?: string; readonly team?: string } = {},
): boolean {
  const { carried } = filter;
  return (
    (filter.line === null || row.line === filter.line) &&
    (filter.tag === null || row.tags.some((tag) => tag.id === filter.tag)) &&
    (!filter.unreadOnly || row.unread > 0) &&
    (filter.statuses.length === 0 || filter.statuses.includes(row.status)) &&
    (filter.priorities.length === 0 ||
      (row.priority !== null && filter.priorities.includes(row.priority))) &&
    (filter.channelKinds.length === 0 || filter.channelKinds.includes(row.channelKind)) &&
    (filter.channels.length === 0 || filter.channels.includes(channel)) &&
    ((filter.teams.length === 0 && !filter.withoutTeam) ||
      filter.teams.includes(team) ||
      (filter.withoutTeam && team === "")) &&
    (carried === null ||
      (carried.by === "me" && row.assignee?.isMe === true) ||
      (carried.by === "nobody" && (row.assignee === null || row.assignee.isAi)) ||
      (carried.by === "agent" && row.assignee?.id === carried.agent))
  );
}

const everyView: readonly ViewDto[] = [
  "mine",
  "unassigned",
  "allOpen",
  "needsPerson",
  "humanRequested",
  "closingSoon",
  "snoozed",
  "resolved",
];
/** Every lamp, in the order of its rank. */
export const everyMove = ["needsPerson", "closingSoon", "ourTurn", "ai", "waiting"] as const;

/** What the rail counts. */
export function countsOf(rows: readonly ConversationRow[]): RailCounts {
  const tags = new Map<string, RailCounts["tags"][number]>();
  for (const row of rows)
    for (const tag of row.tags) {
      const count = tags.get(tag.id) ?? { tag, line: row.line, unread: 0, total: 0 };
      count.total += 1;
      if (row.unread > 0) count.unread += 1;
      tags.set(tag.id, count);
    }
  return {
    views: everyView.map((view) => {
      const inside = rows.filter((row) => inView(row, view));
      return { view, unread: inside.filter((row) => row.unread > 0).length, total: inside.length };
    }),
    tags: [...tags.values()].sort((a, b) => b.total - a.total),
  };
}

/** What is open on each channel and with each team. */
export function placesOf(
  rows: readonly ConversationRow[],
  places: Readonly<Record<string, { readonly channel?: string; readonly team?: string }>>,
): PlaceCounts {
  const open = rows.filter((row) => inView(row, "allOpen")).map((row) => places[row.id] ?? {});
  const counted = (ids: readonly (string | undefined)[]) => {
    const totals = new Map<string, number>();
    for (const id of ids) if (id !== undefined) totals.set(id, (totals.get(id) ?? 0) + 1);
    return [...totals].map(([id, total]) => ({ id, total }));
  };
  return {
    channels: counted(open.map(({ channel }) => channel)),
    teams: counted(open.map(({ team }) => team)),
    withoutTeam: open.filter(({ team }) => team === undefined).length,
  };
}
