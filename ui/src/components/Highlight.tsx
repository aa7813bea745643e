/** A text with the found parts marked. */
import { Fragment } from "react";

/** A found part: UTF-16 offsets, end exclusive. */
export type Range = readonly [start: number, end: number];

/** Marks `ranges` (ascending, not overlapping) in `text`. */
export function Highlight({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  return (
    <>
      {ranges.map(([start, end], index) => (
        <Fragment key={start}>
          {text.slice(ranges[index - 1]?.[1] ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {text.slice(ranges.at(-1)?.[1] ?? 0)}
    </>
  );
}
