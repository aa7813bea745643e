/** Finding in a transcript as the ear takes it: blind to case, accents, Arabic marks and hamza. Pure. */
import type { Range } from "../../../components/Highlight";
import { fold } from "../../../lib/fold";

/** Where `sought` is in `text`, as ranges of `text` itself. */
export function findIn(text: string, sought: string): Range[] {
  const needle = fold(sought.trim()).text;
  if (needle === "") return [];
  const { text: folded, from, to } = fold(text);
  const ranges: Range[] = [];
  for (
    let at = folded.indexOf(needle);
    at !== -1;
    at = folded.indexOf(needle, at + needle.length)
  ) {
    ranges.push([from[at] ?? 0, to[at + needle.length - 1] ?? text.length]);
  }
  return ranges;
}
