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
