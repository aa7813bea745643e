/** Finds what a person types after `@` to name a colleague, and whom it may mean. Pure. */
import type { MentionableDto } from "../../../../ipc/bindings.gen";
import { match, type Match } from "../../../../lib/fuzzy";

/** The name under the caret: from its sign to the caret. */
export interface NameWord {
  readonly start: number;
  readonly end: number;
  readonly typed: string;
}

// At the start of a word: an address of a mailbox names nobody. Names have spaces, so they end where nobody fits.
const nameWord = /(?:^|[\s(«"“])@(?<typed>(?:[^\s@][^@\n]{0,60})?)$/u;

/** The name that ends at the caret; null when there is none. */
export function nameWordAt(text: string, caret: number): NameWord | null {
  const found = nameWord.exec(text.slice(Math.max(0, caret - 64), caret));
  const typed = found?.groups?.["typed"];
  if (typed === undefined) return null;
  return { start: caret - typed.length - 1, end: caret, typed };
}

/** Somebody who answers what was typed. */
export interface FoundName {
  readonly who: MentionableDto;
  readonly ranges: Match["ranges"];
}

/** How many names a list shows: more are found by typing on. */
const MOST = 30;

/** Whom a typed name may mean, best first; nobody once a name is written out and the sentence goes on. */
export function findNames(all: readonly MentionableDto[], typed: string): readonly FoundName[] {
  if (all.some(({ words }) => typed.startsWith(`${words} `))) return [];
  return all
    .flatMap((who) => {
      const hit = match(typed, who.words);
      return hit === null ? [] : [{ who, ranges: hit.ranges, score: hit.score }];
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST)
    .map(({ who, ranges }) => ({ who, ranges }));
}
