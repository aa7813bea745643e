/**
 * Translations that were asked for, by item: under way, here, or failed. They belong to this window and to as
 * long as it is open; the platform keeps its own.
 */
import { useSyncExternalStore } from "react";
import { presentError } from "../../../ipc/errors";
import { callHost } from "../../../lib/hostQuery";
import { currentLanguage } from "../../../lib/i18n";

/** How far a translation has come. */
export type Translation =
  | { readonly state: "asking" }
  | { readonly state: "here"; readonly text: string; readonly language: string }
  | { readonly state: "failed"; readonly reason: string };

const known = new Map<string, Translation>();
const listeners = new Set<() => void>();

function set(item: string, translation: Translation | null): void {
  if (translation === null) known.delete(item);
  else known.set(item, translation);
  for (const listener of listeners) listener();
}

/** Asks for a message in the person's language; asking again after a failure tries again. */
export async function translate(item: string): Promise<void> {
  const now = known.get(item);
  if (now?.state === "asking" || now?.state === "here") return;
  const asking: Translation = { state: "asking" };
  set(item, asking);
  const language = currentLanguage();
  try {
    const { text } = await callHost("translate_item", { item, language });
    // Hidden while it was under way: then it is not wanted any more.
    if (known.get(item) === asking) set(item, { state: "here", text, language });
  } catch (cause) {
    if (known.get(item) !== asking) return;
    set(item, { state: "failed", reason: presentError(cause).text() });
  }
}

/** Takes a translation away again; one that is under way is not waited for. */
export function hideTranslation(item: string): void {
  set(item, null);
}

/** Forgets everything; for tests. */
export function resetTranslations(): void {
  known.clear();
}

/** The translation of an item; undefined while nobody asked. */
export function useTranslation(item: string): Translation | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => known.get(item),
  );
}
