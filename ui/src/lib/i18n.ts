/**
 * Language and direction. Messages are typed functions (`m.rail_mine()`); the shell remounts the tree when the
 * language changes, so a component may simply call them while rendering. Only the language that is spoken is
 * fetched: `speak` does both, `applyLanguage` needs one that was fetched.
 */
import { useSyncExternalStore } from "react";
import type { LanguageDto } from "../ipc/bindings.gen";
import { catalogues, keepingApart, setWords, type Words } from "./words";

/** A language the interface speaks. */
export type Language = Exclude<LanguageDto, "system">;
/** The way it is written. */
export type Direction = "ltr" | "rtl";

const languages: readonly Language[] = ["en", "ar", "pt"];
const listeners = new Set<() => void>();
const fetched = new Map<Language, Words>();
let spoken: Language | null = null;
/** The language asked for last: one that was slow to fetch must not come after it. */
let wanted: Language | null = null;

/** The language for a choice; "as the system" takes the first of the system's that we speak. */
export function resolveLanguage(
  choice: LanguageDto,
  system: readonly string[] = navigator.languages,
): Language {
  if (choice !== "system") return choice;
  for (const tag of system) {
    const match = languages.find((language) => tag.toLowerCase().split("-")[0] === language);
    if (match !== undefined) return match;
  }
  return "en";
}

/** The way a language is written. */
export function directionOf(language: Language): Direction {
  return language === "ar" ? "rtl" : "ltr";
}

/** The language now. */
export function currentLanguage(): Language {
  return spoken ?? "en";
}

/** Fetches a language's words. */
export async function fetchLanguage(language: Language): Promise<void> {
  if (fetched.has(language)) return;
  const words = await catalogues[language]();
  fetched.set(language, keepingApart(words, directionOf(language)));
}

/** Fetches a language and speaks it from then on. */
export async function speak(language: Language): Promise<void> {
  wanted = language;
  await fetchLanguage(language);
  if (wanted === language) applyLanguage(language);
}

/** Speaks a fetched language from now on. */
export function applyLanguage(language: Language): void {
  const words = fetched.get(language);
  if (words === undefined) return;
  const root = document.documentElement;
  root.lang = language;
  root.dir = directionOf(language);
  if (language === spoken) return;
  setWords(words);
  spoken = language;
  for (const listener of listeners) listener();
}

/** The language, re-rendering when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentLanguage);
}

/** What `formattingLocale` answers, with the language it is for: making a locale costs more than a row's drawing. */
let written: { readonly language: Language; readonly locale: string } | null = null;

/**
 * The locale for `Intl`: the language with the system's region where it is the same language, Latin digits,
 * the Gregorian calendar (order numbers and phone numbers are Latin in Arabic too).
 */
export function formattingLocale(): string {
  const language = currentLanguage();
  if (written?.language !== language) written = { language, locale: localeOf(language) };
  return written.locale;
}

function localeOf(language: Language): string {
  const regional =
    navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ??
    (language === "pt" ? "pt-BR" : language);
  return new Intl.Locale(regional, { numberingSystem: "latn", calendar: "gregory" }).toString();
}
