// The order of the list: a run of ids at a known place in the whole, and the sections it falls into.
// Invariant: everything here is a pure function of ids and numbers; rows live in listWindow.ts.

import type { GroupCount, WhoseMoveDto } from "../../ipc/bindings.gen";

/** The groups of "needs us first", most pressing first. */
export const movesByRank: readonly WhoseMoveDto[] = [
  "needsPerson",
  "closingSoon",
  "ourTurn",
  "ai",
  "waiting",
];

/** A contiguous run of conversation ids and where it lies in the whole list. */
export interface Order {
  /** Place of the first id in the whole list. */
  readonly start: number;
  readonly ids: readonly string[];
  /** Length of the whole list. */
  readonly total: number;
  /** Sizes of the groups by rank; `null` where the sort has no groups. */
  readonly groups: readonly GroupCount[] | null;
}

/** A stretch of the list under one title; `whoseMove` is `null` where the sort has no groups. */
export interface Section {
  readonly whoseMove: WhoseMoveDto | null;
  readonly first: number;
  readonly count: number;
}

/** A list with nothing in it. */
export const emptyOrder: Order = { start: 0, ids: [], total: 0, groups: null };

/** The id at a place of the whole list, or `null` when it is not in memory. */
export function idAt(order: Order, index: number): string | null {
  return order.ids[index - order.start] ?? null;
}

/** The place of an id in the whole list, or `null` when it is not in memory. */
export function indexOf(order: Order, id: string): number | null {
  const at = order.ids.indexOf(id);
  return at === -1 ? null : order.start + at;
}

/** Splits the whole list into its titled stretches; empty groups have none. */
export function sectionsOf(order: Order): readonly Section[] {
  if (order.groups === null) {
    return order.total === 0 ? [] : [{ whoseMove: null, first: 0, count: order.total }];
  }
  const sections: Section[] = [];
  let first = 0;
  for (const whoseMove of movesByRank) {
    const count = countOf(order.groups, whoseMove);
    if (count > 0) sections.push({ whoseMove, first, count });
    first += count;
  }
  return sections;
}

/** How many conversations a group has. */
export function countOf(groups: readonly GroupCount[], whoseMove: WhoseMoveDto): number {
  return groups.find((group) => group.whoseMove === whoseMove)?.count ?? 0;
}

/** The section a place lies in. */
export function sectionAt(sections: readonly Section[], index: number): Section | null {
  return (
    sections.find((section) => index >= section.first && index < section.first + section.count) ??
    null
  );
}

/**
 * Corrects where a run begins. A keyset cursor names a position between rows, not a number, so after
 * changes above it the number is only a guess; the end of the list and every border between groups
 * give it away exactly, and inside a group the run may at least not stick out.
 */
export function settleStart(
  order: Order,
  reachesEnd: boolean,
  moveOf: (id: string) => WhoseMoveDto | null,
): Order {
  const { ids, total } = order;
  if (order.start === 0) return order;
  const clamp = (start: number, low: number, high: number) =>
    Math.max(Math.min(start, high), low, 0);
  if (reachesEnd) return { ...order, start: Math.max(total - ids.length, 0) };
  let start = clamp(order.start, 0, total - ids.length);
  const firstMove = ids[0] === undefined ? null : moveOf(ids[0]);
  if (order.groups !== null && firstMove !== null) {
    const section = sectionsOf(order).find((each) => each.whoseMove === firstMove);
    if (section !== undefined) {
      const border = ids.findIndex((id) => moveOf(id) !== firstMove);
      const end = section.first + section.count;
      start = border === -1 ? clamp(start, section.first, end - ids.length) : end - border;
    }
  }
  return { ...order, start: Math.max(start, 0) };
}

/**
 * Puts one row back where it was: the open conversation keeps its place and its group until it is
 * left, even when answering it has moved it elsewhere or out of the view.
 */
export function keepPlace(
  before: Order,
  after: Order,
  id: string,
  moveOf: (id: string) => WhoseMoveDto | null,
): Order {
  const oldIndex = indexOf(before, id);
  if (oldIndex === null) return after;
  const grouped = after.groups !== null && before.groups !== null;
  const oldMove = grouped ? (sectionAt(sectionsOf(before), oldIndex)?.whoseMove ?? null) : null;
  const newAt = after.ids.indexOf(id);
  const newMove = grouped && newAt !== -1 ? moveOf(id) : null;

  const ids = after.ids.filter((each) => each !== id);
  const groups = after.groups === null ? null : shift(shift(after.groups, newMove, -1), oldMove, 1);
  const total = newAt === -1 ? after.total + 1 : after.total;
  const base: Order = { start: after.start, ids, total, groups };

  const place = placeBeside(before, base, id, oldMove, moveOf);
  // Its old neighbours are out of memory: nothing on screen to stay beside.
  if (place === null) return after;
  return { ...base, ids: [...ids.slice(0, place), id, ...ids.slice(place)] };
}

/** Where in `after.ids` a row belongs so that it stays beside its old neighbours. */
function placeBeside(
  before: Order,
  after: Order,
  id: string,
  move: WhoseMoveDto | null,
  moveOf: (id: string) => WhoseMoveDto | null,
): number | null {
  const places = new Map(after.ids.map((each, at) => [each, at]));
  const inGroup = (each: string) => move === null || moveOf(each) === move;
  const oldAt = before.ids.indexOf(id);
  // Rows that jumped elsewhere meanwhile say nothing about this place, so look for the nearest
  // neighbours on both sides that are still together.
  for (let at = oldAt - 1; at >= 0; at -= 1) {
    const place = places.get(before.ids[at] ?? "");
    if (place !== undefined && inGroup(before.ids[at] ?? "")) return place + 1;
  }
  for (let at = oldAt + 1; at < before.ids.length; at += 1) {
    const place = places.get(before.ids[at] ?? "");
    if (place !== undefined && inGroup(before.ids[at] ?? "")) return place;
  }
  if (after.ids.length === 0) return after.start === 0 ? 0 : null;
  if (move === null) return null;
  // The group has nobody else left: between the groups before and after it.
  const rank = movesByRank.indexOf(move);
  const next = after.ids.findIndex((each) => {
    const other = moveOf(each);
    return other !== null && movesByRank.indexOf(other) > rank;
  });
  return next === -1 ? after.ids.length : next;
}

function shift(
  groups: readonly GroupCount[],
  whoseMove: WhoseMoveDto | null,
  by: number,
): readonly GroupCount[] {
  if (whoseMove === null) return groups;
  const changed = { whoseMove, count: Math.max(countOf(groups, whoseMove) + by, 0) };
  return [...groups.filter((group) => group.whoseMove !== whoseMove), changed];
}

/** Who gets the focus when a row has gone: the next one, else the previous, else nobody. */
export function focusAfter(before: Order, after: Order, id: string): string | null {
  if (after.ids.includes(id)) return id;
  const kept = new Set(after.ids);
  const at = before.ids.indexOf(id);
  const next = before.ids.slice(at + 1).find((each) => kept.has(each));
  return next ?? before.ids.slice(0, Math.max(at, 0)).findLast((each) => kept.has(each)) ?? null;
}
