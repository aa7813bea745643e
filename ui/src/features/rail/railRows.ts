/** What the rail's rows say. Pure. */
import type { RailCounts, TagCount, ViewCount, ViewDto } from "../../ipc/bindings.gen";
import { formatNumber } from "../../lib/format";
import { m } from "../../paraglide/messages.js";

/** How the number at the end of a row looks. */
type NumberTone = "unread" | "fault" | "due" | "faint";

/** The number at the end of a row; null shows nothing. */
export interface RowNumber {
  readonly shown: string | null;
  readonly tone: NumberTone;
  /** Name and numbers in words, for tooltip and screen readers. */
  readonly words: string;
}

/** The counts of a view; zeros until they were read. */
export function countOf(counts: RailCounts | undefined, view: ViewDto): ViewCount {
  return counts?.views.find((each) => each.view === view) ?? { view, unread: 0, total: 0 };
}

const tones: Partial<Record<ViewDto, NumberTone>> = {
  needsPerson: "fault",
  humanRequested: "fault",
  closingSoon: "due",
  snoozed: "faint",
};

/** The number of a view: unread, except where every one counts. */
export function viewNumber(name: string, count: ViewCount): RowNumber {
  const tone = tones[count.view];
  if (count.view === "resolved") return { shown: null, tone: "faint", words: name };
  if (tone !== undefined) return numbered(name, count.total, tone, count);
  return numbered(name, count.unread, "unread", count);
}

/** The number of a tag: its unread if any, else all of them, faint. */
export function tagNumber(count: TagCount): RowNumber {
  return unreadElseAll(count.tag.name, count);
}

/** The number of a saved view or a tag: unread if any, else all, faint. */
export function unreadElseAll(
  name: string,
  count: { readonly unread: number; readonly total: number },
): RowNumber {
  return count.unread > 0
    ? numbered(name, count.unread, "unread", count)
    : numbered(name, count.total, "faint", count);
}

function numbered(
  name: string,
  value: number,
  tone: NumberTone,
  { unread, total }: { unread: number; total: number },
): RowNumber {
  const words =
    total === 0
      ? name
      : unread > 0
        ? m.rail_count_unread({ name, unread: formatNumber(unread), total: formatNumber(total) })
        : m.rail_count_total({ name, total: formatNumber(total) });
  return { shown: value === 0 ? null : formatNumber(value), tone, words };
}
