/**
 * What each item of a timeline is drawn with beyond itself: the day above it, the unread divider,
 * and whether it opens or ends a group of one sender. Pure.
 *
 * Day and divider belong to the entry of the item below them: so there is one entry per item, its
 * key is the item's id, and adding older items never moves the others.
 */
import type { ItemDto } from "../../../ipc/bindings.gen";

/** One row of the timeline. */
export interface TimelineEntry {
  readonly item: ItemDto;
  /** The day begins here: an instant within it. */
  readonly day: number | null;
  /** The unread divider stands above it, with this number. */
  readonly unread: number | null;
  /** The first of one sender's run: who and when are said here. */
  readonly opensGroup: boolean;
  /** The last of one sender's run: how far it has come is said here. */
  readonly endsGroup: boolean;
}

/** Where the unread divider stands, fixed when the conversation was opened. */
export interface UnreadDivider {
  readonly item: string;
  readonly count: number;
}

/** Messages of one sender within this time form a group. */
const GROUP_SPAN = 3 * 60_000;

/** Computes the entries; an entry equal to a former one is answered as that same object. */
export function entriesOf(
  items: readonly ItemDto[],
  divider: UnreadDivider | null,
  former: ReadonlyMap<string, TimelineEntry> = new Map(),
): Map<string, TimelineEntry> {
  const entries = new Map<string, TimelineEntry>();
  let previous: ItemDto | undefined;
  let previousDay = "";
  items.forEach((item, index) => {
    const day = localDay(item.occurredAt);
    const opensDay = day !== previousDay;
    const unread = divider?.item === item.id ? divider.count : null;
    const next = items[index + 1];
    const entry: TimelineEntry = {
      item,
      day: opensDay ? item.occurredAt : null,
      unread,
      opensGroup: opensDay || unread !== null || !joins(previous, item),
      endsGroup:
        next === undefined ||
        next.id === divider?.item ||
        localDay(next.occurredAt) !== day ||
        !joins(item, next),
    };
    const before = former.get(item.id);
    entries.set(item.id, before !== undefined && sameEntry(before, entry) ? before : entry);
    previous = item;
    previousDay = day;
  });
  return entries;
}

/** The day an instant falls on in the person's own zone, as a comparable text. */
function localDay(instant: number): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** Whether an item is drawn as a bubble; only bubbles form groups. */
export function isBubble(item: ItemDto): boolean {
  switch (item.content.type) {
    case "text":
    case "media":
    case "location":
    case "template":
    case "email":
    case "interactive":
    case "deleted":
      return true;
    case "call":
    case "note":
    case "told":
    case "assigned":
    case "statusChanged":
    case "unsupported":
      return false;
  }
}

function joins(above: ItemDto | undefined, below: ItemDto): boolean {
  return (
    above !== undefined &&
    isBubble(above) &&
    isBubble(below) &&
    above.direction === below.direction &&
    above.authorKind === below.authorKind &&
    above.authorName === below.authorName &&
    below.occurredAt - above.occurredAt <= GROUP_SPAN
  );
}

function sameEntry(left: TimelineEntry, right: TimelineEntry): boolean {
  return (
    left.item === right.item &&
    left.day === right.day &&
    left.unread === right.unread &&
    left.opensGroup === right.opensGroup &&
    left.endsGroup === right.endsGroup
  );
}
