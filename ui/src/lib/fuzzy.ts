/** How well a text answers what was typed, and which parts of it to mark. Pure. */
import { fold, type Folded } from "./fold";

/** A hit: the higher the score the better. */
export interface Match {
  readonly score: number;
  /** Marked parts of the source: UTF-16 offsets, end exclusive, ascending, not overlapping. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

const everything: Match = { score: 0, ranges: [] };

function startsWord(text: string, index: number): boolean {
  const before = text[index - 1];
  return before === undefined || !/[\p{L}\p{N}]/u.test(before);
}

// An Arabic word also begins behind its article: "حربي" should find "الحربي" as a beginning.
function startsArabicStem(text: string, index: number): boolean {
  return text.slice(index - 2, index) === "ال" && startsWord(text, index - 2);
}

function wordBonus(text: string, index: number): number {
  if (index === 0) return 12;
  if (startsWord(text, index)) return 10;
  return startsArabicStem(text, index) ? 9 : 0;
}

/** The best place of one typed word in a text, as indexes into the folded text; null when it is not in it. */
function place(word: string, text: string): { score: number; at: number[] } | null {
  let best: { score: number; at: number[] } | null = null;
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    const score = 20 + word.length * 4 + wordBonus(text, start) * 2 - start * 0.05;
    if (best === null || score > best.score)
      best = { score, at: Array.from(word, (_, index) => start + index) };
  }
  if (best !== null || word.length < 2) return best;
  // Letters in order, each at a word's beginning or right after the one before: "asf" finds "Assign to Faisal".
  const at: number[] = [];
  let from = 0;
  let score = 0;
  for (const letter of word) {
    let found = -1;
    for (
      let index = text.indexOf(letter, from);
      index !== -1;
      index = text.indexOf(letter, index + 1)
    ) {
      const follows = at.length > 0 && index === (at.at(-1) ?? -2) + 1;
      if (follows || wordBonus(text, index) > 0) {
        found = index;
        score += follows ? 3 : 5;
        break;
      }
    }
    if (found === -1) return null;
    at.push(found);
    from = found + 1;
  }
  return { score, at };
}

function rangesOf(folded: Folded, at: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const index of [...at].sort((a, b) => a - b)) {
    const start = folded.from[index] ?? 0;
    const end = folded.to[index] ?? start;
    const last = ranges.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}

/** Whether every typed word is in the text, in any order. What was typed being empty matches everything. */
export function match(typed: string, source: string): Match | null {
  const words = fold(typed)
    .text.split(/\s+/u)
    .filter((word) => word !== "");
  if (words.length === 0) return everything;
  const folded = fold(source);
  let score = 0;
  const at: number[] = [];
  for (const word of words) {
    const hit = place(word, folded.text);
    if (hit === null) return null;
    score += hit.score;
    at.push(...hit.at);
  }
  // Of two texts that match alike, the shorter is meant.
  return { score: score - folded.text.length * 0.1, ranges: rangesOf(folded, at) };
}
