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
function sectionAt(sections: readonly Section[], index: number): Section | null {
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

  const place = placeAmong(before, base, id, oldMove, moveOf);
  // Its old neighbours are out of memory: nothing on screen to stay among.
  if (place === null) return after;
  return { ...base, ids: [...ids.slice(0, place), id, ...ids.slice(place)] };
}

/**
 * Where in `after.ids` a row belongs so that it stays among its old neighbours: the place with the
 * fewest of them on the wrong side, as single neighbours may have jumped elsewhere meanwhile. `null`
 * when none of them is in memory.
 */
function placeAmong(
  before: Order,
  after: Order,
  id: string,
  move: WhoseMoveDto | null,
  moveOf: (id: string) => WhoseMoveDto | null,
): number | null {
  if (after.ids.length === 0) return after.start === 0 ? 0 : null;
  const oldAt = new Map(before.ids.map((each, at) => [each, at]));
  const own = oldAt.get(id) ?? 0;
  const sides = after.ids.map((each) => Math.sign((oldAt.get(each) ?? own) - own));
  if (sides.every((side) => side === 0)) return null;
  const [low, high] = move === null ? [0, after.ids.length] : rangeOfMove(after.ids, move, moveOf);
  let wrong = sides.slice(low).filter((side) => side < 0).length;
  let best = low;
  let fewest = wrong;
  for (let place = low + 1; place <= high; place += 1) {
    wrong += sides[place - 1] ?? 0;
    if (wrong < fewest) {
      fewest = wrong;
      best = place;
    }
  }
  return best;
}

/** Where the rows of a group lie among ids; between its neighbours when it has none. */
function rangeOfMove(
  ids: readonly string[],
  move: WhoseMoveDto,
  moveOf: (id: string) => WhoseMoveDto | null,
): [low: number, high: number] {
  const rank = movesByRank.indexOf(move);
  const ranks = ids.map((id) => movesByRank.indexOf(moveOf(id) ?? move));
  const low = ranks.findIndex((each) => each >= rank);
  const high = ranks.findIndex((each) => each > rank);
  return [low === -1 ? ids.length : low, high === -1 ? ids.length : high];
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
