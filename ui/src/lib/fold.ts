/**
 * Text as the ear takes it: no case, no accents, no Arabic marks, hamza and its seats as plain letters, Latin
 * digits. Used to find names and actions; the host folds its own search the same way.
 */

const letters: Record<string, string> = {
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ئ: "ي",
  ؤ: "و",
  ة: "ه",
  ء: "",
  ـ: "",
  ı: "i",
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ł: "l",
};

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return character.toLowerCase();
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  let folded = "";
  // The letter table first: decomposing would split the hamza off and hide its seat.
  const plain = letters[character.toLowerCase()];
  for (const part of (plain ?? character).normalize("NFKD").toLowerCase()) {
    if (/\p{M}/u.test(part)) continue;
    folded += letters[part] ?? part;
  }
  return folded;
}

/** A folded text that remembers where each of its characters came from. */
export interface Folded {
  readonly text: string;
  /** For each UTF-16 unit of `text`, the offset in the source. */
  readonly from: readonly number[];
  /** The offset in the source after each unit's character. */
  readonly to: readonly number[];
}

/** Folds a text. */
export function fold(source: string): Folded {
  let text = "";
  const from: number[] = [];
  const to: number[] = [];
  let offset = 0;
  for (const character of source) {
    const end = offset + character.length;
    const folded = foldCharacter(character);
    // A mark belongs to the letter before it.
    if (folded === "" && to.length > 0) to[to.length - 1] = end;
    for (let index = 0; index < folded.length; index += 1) {
      from.push(offset);
      to.push(end);
    }
    text += folded;
    offset = end;
  }
  return { text, from, to };
}
