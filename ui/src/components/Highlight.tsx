/** A text with the found parts marked. */
import { Fragment } from "react";

/** A found part: UTF-16 offsets, end exclusive. */
export type Range = readonly [start: number, end: number];

/** Marks `ranges` (ascending, not overlapping) in `text`. */
export function Highlight({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  let from = 0;
  const parts = ranges.map(([start, end]) => {
    const before = text.slice(from, start);
    from = end;
    return (
      <Fragment key={start}>
        {before}
        <mark>{text.slice(start, end)}</mark>
      </Fragment>
    );
  });
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}
