/** Finds what a person types after `@` to name a colleague, and whom it may mean. Pure. */
import type { MentionableDto } from "../../../../ipc/bindings.gen";
import { match, type Match } from "../../../../lib/fuzzy";
import { best, MOST, wordsLike } from "../suggestions/caretWord";

/** The name that ends at the caret. Names have spaces, so they end where nobody fits; an address names nobody. */
export const nameWordAt = wordsLike(/@(?<typed>(?:[^\s@][^@\n]{0,60})?)/u);

/** Somebody who answers what was typed. */
export interface FoundName {
  readonly who: MentionableDto;
  readonly ranges: Match["ranges"];
  /** Can be named, and hears nothing of it: has no part in the channel of the conversation. */
  readonly untold: boolean;
}

/**
 * Whom a typed name may mean, best first, those who will be told before the others; nobody once a name is written out
 * and the sentence goes on. While it is not known who is `told`, nothing is said of anybody.
 */
export function findNames(
  all: readonly MentionableDto[],
  typed: string,
  told: ReadonlySet<string> | null,
): readonly FoundName[] {
  if (all.some(({ words }) => typed.startsWith(`${words} `))) return [];
  const found = all.flatMap((who) => {
    const hit = match(typed, who.words);
    if (hit === null) return [];
    // Of a team, those are told who have a part in the channel.
    const untold = told !== null && !who.isTeam && !told.has(who.id);
    return [{ who, ranges: hit.ranges, score: hit.score, untold }];
  });
  const [heard, unheard] = [false, true].map((untold) =>
    best(found.filter((each) => each.untold === untold)),
  );
  return [...(heard ?? []), ...(unheard ?? [])].slice(0, MOST);
}
