/** Finds what a person types after `/` to look for a saved reply, and the replies that answer it. Pure. */
import type { SavedReplyDto } from "../../../../ipc/bindings.gen";
import { match, type Match } from "../../../../lib/fuzzy";

/** The word under the caret: from its slash to the caret. */
export interface SlashWord {
  readonly start: number;
  readonly end: number;
  readonly typed: string;
}

// At the start of a word; an address or a date in the middle of one means nothing.
const slashWord = /(?:^|[\s(«"“])\/(?<typed>[^\s/]{0,40})$/u;

/** The slash word that ends at the caret; null when there is none. */
export function slashWordAt(text: string, caret: number): SlashWord | null {
  const found = slashWord.exec(text.slice(Math.max(0, caret - 48), caret));
  const typed = found?.groups?.["typed"];
  if (typed === undefined) return null;
  return { start: caret - typed.length - 1, end: caret, typed };
}

/** A reply that answers what was typed. */
export interface FoundReply {
  readonly reply: SavedReplyDto;
  readonly ranges: Match["ranges"];
}

/** How many replies a list shows: more are found by typing on. */
const MOST = 30;

/** The replies that answer what was typed, best first; what they are called counts before what they say. */
export function findReplies(
  replies: readonly SavedReplyDto[],
  typed: string,
): readonly FoundReply[] {
  return replies
    .flatMap((reply) => {
      const named = match(typed, reply.shortCode);
      if (named !== null) return [{ reply, ranges: named.ranges, score: named.score + 1000 }];
      const said = match(typed, reply.filled);
      return said === null ? [] : [{ reply, ranges: [], score: said.score }];
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST)
    .map(({ reply, ranges }) => ({ reply, ranges }));
}
