/**
 * The part of a timeline this window holds: one contiguous run of items, oldest first, with what is
 * known about both of its ends. Pure; every function answers a new window.
 *
 * Invariant: `items` holds each id once, and nothing that lies between two of them in the store is
 * missing as of the last reading.
 */
import { replaceEqualDeep } from "@tanstack/react-query";
import type { ItemDto, ItemWindow } from "../../../ipc/bindings.gen";

/** A contiguous run of a timeline. */
export interface TimelineWindow {
  readonly items: readonly ItemDto[];
  /** Older ones are on this computer. */
  readonly hasBefore: boolean;
  /** Newer ones are on this computer. */
  readonly hasAfter: boolean;
  /** Nothing older exists anywhere. */
  readonly historyComplete: boolean;
}

/** The window before anything was read. */
export const emptyWindow: TimelineWindow = {
  items: [],
  hasBefore: false,
  hasAfter: false,
  historyComplete: false,
};

/** A window that holds exactly what was read. */
export function windowOf(read: ItemWindow): TimelineWindow {
  return {
    items: read.items,
    hasBefore: read.hasBefore,
    hasAfter: read.hasAfter,
    historyComplete: read.historyComplete,
  };
}

/** Adds a run that was read right before the first item. */
export function withOlder(held: TimelineWindow, read: ItemWindow): TimelineWindow {
  const fresh = idsOf(read.items);
  return {
    items: [...read.items, ...held.items.filter((item) => !fresh.has(item.id))],
    hasBefore: read.hasBefore,
    hasAfter: held.hasAfter,
    historyComplete: read.historyComplete,
  };
}

/** Adds a run that was read right after the last item. */
export function withNewer(held: TimelineWindow, read: ItemWindow): TimelineWindow {
  // An item that moved meanwhile (an echo confirmed with the platform's later time) is in both
  // runs; the newer reading knows its place.
  const fresh = idsOf(read.items);
  return {
    items: [...held.items.filter((item) => !fresh.has(item.id)), ...read.items],
    hasBefore: held.hasBefore,
    hasAfter: read.hasAfter,
    historyComplete: held.historyComplete,
  };
}

/**
 * Lays a newly read run over the held one. Where both overlap the reading wins; what the reading
 * does not reach stays. It never adds at the start, as only `withOlder` may: what it found there is
 * left to be read. Without any overlap the held run keeps only its place: it ends before the
 * reading, so newer items exist that it does not hold.
 */
export function withReading(held: TimelineWindow, read: ItemWindow): TimelineWindow {
  const isWhole = !read.hasBefore && !read.hasAfter;
  if (held.items.length === 0) return windowOf(read);
  const fresh = idsOf(read.items);
  const firstShared = held.items.findIndex((item) => fresh.has(item.id));
  if (firstShared === -1) return isWhole ? windowOf(read) : { ...held, hasAfter: true };
  const lastShared = held.items.findLastIndex((item) => fresh.has(item.id));
  const sharedId = held.items[firstShared]?.id;

  const reachesStart = firstShared === 0 || !read.hasBefore;
  const older = reachesStart ? read.items.findIndex((item) => item.id === sharedId) : 0;
  const before = reachesStart ? [] : held.items.slice(0, firstShared);
  const after = read.hasAfter ? held.items.slice(lastShared + 1) : [];
  const kept = new Map(held.items.map((item) => [item.id, item]));
  const items = [
    ...before,
    ...read.items.slice(older).map((item) => unchanged(kept.get(item.id), item)),
    ...after,
  ];
  return {
    items: sameItems(held.items, items) ? held.items : items,
    hasBefore: before.length > 0 ? held.hasBefore : older > 0 || read.hasBefore,
    hasAfter: after.length > 0 ? held.hasAfter : read.hasAfter,
    historyComplete: read.historyComplete,
  };
}

/** Adds or renews the echo of what was just sent, unless newer items are not held. */
export function withEcho(held: TimelineWindow, echo: ItemDto): TimelineWindow {
  const index = held.items.findIndex((item) => item.id === echo.id);
  if (index !== -1) return { ...held, items: held.items.with(index, echo) };
  if (held.hasAfter) return held;
  return { ...held, items: [...held.items, echo] };
}

/** Lets go of the newest items beyond `limit`. */
export function withoutNewest(held: TimelineWindow, limit: number): TimelineWindow {
  if (held.items.length <= limit) return held;
  return { ...held, items: held.items.slice(0, limit), hasAfter: true };
}

/** Keeps the former object where nothing changed, so that its row is not drawn again. */
function unchanged(former: ItemDto | undefined, read: ItemDto): ItemDto {
  return former === undefined ? read : replaceEqualDeep(former, read);
}

function idsOf(items: readonly ItemDto[]): Set<string> {
  return new Set(items.map((item) => item.id));
}

function sameItems(left: readonly ItemDto[], right: readonly ItemDto[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
