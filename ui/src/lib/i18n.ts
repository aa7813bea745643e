/**
 * Language and direction. Messages are typed functions (`m.rail_mine()`); the shell remounts the tree when the
 * language changes, so a component may simply call them while rendering.
 */
import { useSyncExternalStore } from "react";
import type { LanguageDto } from "../ipc/bindings.gen";
import { getLocale, setLocale } from "../paraglide/runtime.js";

/** A language the interface speaks. */
export type Language = Exclude<LanguageDto, "system">;
/** The way it is written. */
export type Direction = "ltr" | "rtl";

const languages: readonly Language[] = ["en", "ar", "pt"];
const listeners = new Set<() => void>();

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
  return getLocale();
}

/** Speaks a language from now on. */
export function applyLanguage(language: Language): void {
  const root = document.documentElement;
  root.lang = language;
  root.dir = directionOf(language);
  if (language === getLocale()) return;
  void setLocale(language, { reload: false });
  for (const listener of listeners) listener();
}

/** The language, re-rendering when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentLanguage);
}

/**
 * The locale for `Intl`: the language with the system's region where it is the same language, Latin digits,
 * the Gregorian calendar (order numbers and phone numbers are Latin in Arabic too).
 */
export function formattingLocale(system: readonly string[] = navigator.languages): string {
  const language = currentLanguage();
  const regional =
    system.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ??
    (language === "pt" ? "pt-BR" : language);
  return new Intl.Locale(regional, { numberingSystem: "latn", calendar: "gregory" }).toString();
}
