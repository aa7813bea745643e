/** Gaps that wait to be filled in what is being written, such as `{{order number}}`. Pure. */

/** A gap: UTF-16 offsets, end exclusive, and the gap as it stands there. */
export interface OpenGap {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

// Braces that hold nothing, a line break or other braces are no gap; the host reads them the same way.
const gap = /\{\{[^{}\n]*[^{}\s][^{}\n]*\}\}/gu;

/** The open gaps of a text, in order. */
export function openGaps(text: string): readonly OpenGap[] {
  // Nearly every text has none, and this runs on each key.
  if (!text.includes("{{")) return [];
  return [...text.matchAll(gap)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    text: found[0],
  }));
}

/** The next gap from a place in the text on, or the last one before it; null past the last one. */
export function gapFrom(text: string, at: number, direction: "next" | "previous"): OpenGap | null {
  const gaps = openGaps(text);
  return (
    (direction === "next"
      ? gaps.find(({ start }) => start >= at)
      : gaps.findLast(({ end }) => end <= at)) ?? null
  );
}
