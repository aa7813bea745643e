/** Finds what a person types after `/` to look for a saved reply, and the replies that answer it. Pure. */
import type { SavedReplyDto } from "../../../../ipc/bindings.gen";
import { match, type Match } from "../../../../lib/fuzzy";
import { best, wordsLike } from "../suggestions/caretWord";

/** The slash word that ends at the caret; an address or a date in the middle of a word is none. */
export const slashWordAt = wordsLike(/\/(?<typed>[^\s/]{0,40})/u);

/** A reply that answers what was typed. */
export interface FoundReply {
  readonly reply: SavedReplyDto;
  readonly ranges: Match["ranges"];
}

/** The replies that answer what was typed, best first; what they are called counts before what they say. */
export function findReplies(
  replies: readonly SavedReplyDto[],
  typed: string,
): readonly FoundReply[] {
  return best(
    replies.flatMap((reply) => {
      const named = match(typed, reply.shortCode);
      if (named !== null) return [{ reply, ranges: named.ranges, score: named.score + 1000 }];
      const said = match(typed, reply.filled);
      return said === null ? [] : [{ reply, ranges: [], score: said.score }];
    }),
  );
}
