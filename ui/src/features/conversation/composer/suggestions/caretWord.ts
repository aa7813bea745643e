/** The word under the caret that asks for suggestions, and what answers it best. Pure. */

/** A word from the sign it begins with to the caret. */
export interface CaretWord {
  readonly start: number;
  readonly end: number;
  readonly typed: string;
}

/** Reads the word that ends at the caret; null when there is none. */
export type WordAt = (text: string, caret: number) => CaretWord | null;

/** How far back a word is looked for. */
const FARTHEST = 64;

/** Finds words of this pattern, whose group `typed` is what follows the sign; at the start of a word only. */
export function wordsLike(pattern: RegExp): WordAt {
  const word = new RegExp(`(?:^|[\\s(«"“])${pattern.source}$`, "u");
  return (text, caret) => {
    const found = word.exec(text.slice(Math.max(0, caret - FARTHEST), caret));
    const typed = found?.groups?.["typed"];
    if (typed === undefined) return null;
    return { start: caret - typed.length - 1, end: caret, typed };
  };
}

/** How many a list shows: more are found by typing on. */
export const MOST = 30;

/** The best of these, best first. */
export function best<T extends { readonly score: number }>(found: readonly T[]): readonly T[] {
  return found.toSorted((one, other) => other.score - one.score).slice(0, MOST);
}
