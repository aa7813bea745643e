/** The rows a timeline draws before it could be measured: those that will most likely be seen. */
import type { Place } from "./timeline";

/** What a row is taken to measure in px before it was measured; most are a bubble of one line or two. */
export const ROW_HEIGHT = 64;

/** The indexes of the rows around a place that fill a box of this height, in order. */
export function firstRows(ids: readonly string[], place: Place, height: number): number[] {
  const count = Math.ceil(height / ROW_HEIGHT);
  const first = Math.max(0, Math.min(startOf(ids, place, count), ids.length - count));
  return ids.slice(first, first + count).map((_, index) => first + index);
}

function startOf(ids: readonly string[], place: Place, count: number): number {
  if (place.at === "end") return ids.length - count;
  const index = ids.indexOf(place.item);
  return place.at === "divider" ? index - 1 : index - Math.floor(count / 2);
}
