/** A very long text in pieces that can each be laid out at once. Pure. */

/** A part of a text, in the units of its string. */
export interface TextPiece {
  readonly start: number;
  readonly end: number;
}

/** The longest piece. A long message has a few thousand letters; what is longer is seldom read to its end. */
const LONGEST = 6_000;
/** How far before the longest end a line, else a word, may end the piece. */
const SLACK = 1_000;

/** The pieces of a text, in their order; together they are the text. They end where a line or a word does. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let start = 0;
  while (text.length - start > LONGEST) {
    const end = endOf(text, start + LONGEST);
    pieces.push({ start, end });
    start = end;
  }
  pieces.push({ start, end: text.length });
  return pieces;
}

function endOf(text: string, longest: number): number {
  const tail = text.slice(longest - SLACK, longest);
  const line = tail.lastIndexOf("\n");
  const word = line === -1 ? tail.search(/\s\S*$/u) : line;
  if (word !== -1) return longest - SLACK + word + 1;
  // Not between the halves of one sign.
  return /[\ud800-\udbff]/u.test(text.charAt(longest - 1)) ? longest - 1 : longest;
}
