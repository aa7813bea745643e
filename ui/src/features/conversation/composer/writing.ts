/** What the composer needs to know about a text: its direction and its length as the platform counts. Pure. */
import type { Direction } from "../../../lib/i18n";

const rightToLeft = /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}/u;

/** The direction of the first letter that has one; null when none has. */
export function firstStrongDirection(text: string): Direction | null {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter === undefined) return null;
  return rightToLeft.test(letter) ? "rtl" : "ltr";
}

/** The length in Unicode characters, which is what platforms limit; `length` counts an emoji as two. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
