/** Finds what a person types after `@` to name a colleague, and whom it may mean. Pure. */
import type { MentionableDto } from "../../../../ipc/bindings.gen";
import { match, type Match } from "../../../../lib/fuzzy";
import { best, wordsLike } from "../suggestions/caretWord";

/** The name that ends at the caret. Names have spaces, so they end where nobody fits; an address names nobody. */
export const nameWordAt = wordsLike(/@(?<typed>(?:[^\s@][^@\n]{0,60})?)/u);

/** Somebody who answers what was typed. */
export interface FoundName {
  readonly who: MentionableDto;
  readonly ranges: Match["ranges"];
}

/** Whom a typed name may mean, best first; nobody once a name is written out and the sentence goes on. */
export function findNames(all: readonly MentionableDto[], typed: string): readonly FoundName[] {
  if (all.some(({ words }) => typed.startsWith(`${words} `))) return [];
  return best(
    all.flatMap((who) => {
      const hit = match(typed, who.words);
      return hit === null ? [] : [{ who, ranges: hit.ranges, score: hit.score }];
    }),
  );
}
