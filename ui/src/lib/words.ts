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

// What is written from left to right: Latin, Greek and Cyrillic letters, and numbers of telephones.
const leftToRight = /[a-z\u00c0-\u024f\u0370-\u052f]|^\+\d/iu;
// With a letter at either end nothing of it can be drawn to the other side; it is left as it is.
const keepsItself = /^\p{Letter}(?:.*\p{Letter})?$/su;
const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

function apart(value: unknown): unknown {
  return typeof value === "string" && leftToRight.test(value) && !keepsItself.test(value)
    ? `${firstStrongIsolate}${value}${popIsolate}`
    : value;
}

/**
 * Words written from right to left, with the names in them kept apart from the sentence around: the full stop of
 * "Noura A. H." stays behind it. Where a name can be cut it is an element of its own instead; see `Sentence`.
 */
export function keepingApart(spoken: Words): Words {
  const sentences = Object.entries(spoken) as [string, (inputs?: object) => string][];
  return Object.fromEntries(
    sentences.map(([name, say]) => [
      name,
      (inputs: object = {}) =>
        say(Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, apart(value)]))),
    ]),
  ) as unknown as Words;
}
