/**
 * The words of the language that is spoken. The build replaces paraglide's index, which holds every language, by one
 * that calls into `words`; see `oneLanguage` in vite.config.ts.
 */

import type * as english from "../paraglide/messages/en.js";

/** Everything a language says. */
export type Words = typeof english;

/** Where each language's words are fetched from. */
export const catalogues = {
  en: () => import("../paraglide/messages/en.js"),
  ar: () => import("../paraglide/messages/ar.js"),
  pt: () => import("../paraglide/messages/pt.js"),
} satisfies Record<string, () => Promise<Words>>;

/**
 * The words now. Nothing is said before a language was fetched.
 * @public the index that the build writes reads it
 */
export let words: Words;

/** Says everything with these words from now on. */
export function setWords(next: Words): void {
  words = next;
}

// Letters of either way of writing, and numbers of telephones, which are written from left to right everywhere.
const leftToRight = /[a-z\u00c0-\u024f\u0370-\u052f]|^\+\d/iu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
// With a letter at either end nothing of it can be drawn to the other side.
const keepsItself = /^\p{Letter}(?:.*\p{Letter})?$/su;
// A number, or the next such name, behind a name is drawn on its other side.
const takesAlong = /^[^\p{Letter}\p{Number}\u2068]*(?:\p{Number}|\u2068)/u;
const isolated = /\u2068([^\u2068\u2069]*)\u2069/gu;
const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

/** Says a sentence with the names apart that are written the other way, where it could be torn by one. */
function sayApart(say: (inputs: object) => string, inputs: object, otherWay: RegExp): string {
  let found = false;
  const marked = Object.entries(inputs).map(([key, value]: [string, unknown]) => {
    if (typeof value !== "string" || !otherWay.test(value)) return [key, value] as const;
    found = true;
    return [key, `${firstStrongIsolate}${value}${popIsolate}`] as const;
  });
  if (!found) return say(inputs);
  const sentence = say(Object.fromEntries(marked));
  // Where nothing can be torn the name is left as it is, for whoever looks for the sentence.
  return sentence.replace(isolated, (whole: string, name: string, at: number) =>
    keepsItself.test(name) && !takesAlong.test(sentence.slice(at + whole.length)) ? name : whole,
  );
}

/**
 * Words written one way, with the names in them that are written the other way kept apart from the sentence around:
 * the full stop of "Noura A. H." stays behind it, and the number that follows "نورة" too. Where a name can be cut it is
 * an element of its own instead; see `Sentence`.
 */
export function keepingApart(spoken: Words, direction: "ltr" | "rtl"): Words {
  const otherWay = direction === "rtl" ? leftToRight : rightToLeft;
  const sentences = Object.entries(spoken) as [string, (inputs?: object) => string][];
  return Object.fromEntries(
    sentences.map(([name, say]) => [
      name,
      (inputs?: object) => (inputs === undefined ? say() : sayApart(say, inputs, otherWay)),
    ]),
  ) as unknown as Words;
}
