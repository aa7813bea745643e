// Where rows lie, in pixels. Rows and titles have fixed heights, so places are arithmetic and nothing
// has to be measured row by row.

import type { Section } from "./order";

/** Heights in pixels; `title` is 0 where the sort has no groups. */
export interface Heights {
  readonly row: number;
  readonly title: number;
}

/** A half-open range of places in the list. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The upper edge of a row. */
export function topOf(sections: readonly Section[], index: number, heights: Heights): number {
  const titles = sections.filter((section) => section.first <= index).length;
  return titles * heights.title + index * heights.row;
}

/** The row at a height, or the first one below it where a title lies. */
export function indexAt(sections: readonly Section[], y: number, heights: Heights): number {
  let top = 0;
  for (const section of sections) {
    const bottom = top + heights.title + section.count * heights.row;
    if (y < bottom) {
      const inside = Math.floor((y - top - heights.title) / heights.row);
      return section.first + Math.max(inside, 0);
    }
    top = bottom;
  }
  const last = sections.at(-1);
  return last === undefined ? 0 : last.first + last.count;
}

/** The rows that a stretch of the list touches. */
export function rangeOf(
  sections: readonly Section[],
  y: number,
  height: number,
  heights: Heights,
): Range {
  const last = sections.at(-1);
  const total = last === undefined ? 0 : last.first + last.count;
  const from = Math.min(indexAt(sections, Math.max(y, 0), heights), total);
  return { from, to: Math.min(indexAt(sections, y + height, heights) + 1, total) };
}

/** Where to scroll so that a row is wholly seen, not under its sticky title; `null` when it is. */
export function scrollToSee(
  sections: readonly Section[],
  index: number,
  heights: Heights,
  view: { readonly top: number; readonly height: number },
): number | null {
  const top = topOf(sections, index, heights);
  if (top - heights.title < view.top) return Math.max(top - heights.title, 0);
  if (top + heights.row > view.top + view.height) return top + heights.row - view.height;
  return null;
}
