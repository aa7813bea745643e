/** What this window remembers about each conversation beside its draft, for as long as the window is open. */
import { useSyncExternalStore } from "react";

/** Something kept by conversation. */
export interface Kept<T> {
  get: (conversation: string) => T;
  set: (conversation: string, value: T) => void;
  subscribe: (listener: () => void) => () => void;
  /** Forgets everything; for tests. */
  reset: () => void;
}

/** Keeps something by conversation; `usual` is what stands where nothing was set. */
export function keep<T>(usual: T): Kept<T> {
  const values = new Map<string, T>();
  const listeners = new Set<() => void>();
  return {
    get: (conversation) => values.get(conversation) ?? usual,
    set: (conversation, value) => {
      values.set(conversation, value);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset: () => {
      values.clear();
    },
  };
}

/** What is kept of this conversation, re-rendering when it changes. */
export function useKept<T>(kept: Kept<T>, conversation: string): T {
  return useSyncExternalStore(kept.subscribe, () => kept.get(conversation));
}

/** Which tab is open. */
export type WritingTab = "reply" | "note";
/** The open tab of each conversation. */
export const openTabs = keep<WritingTab>("reply");

/** The message that the reply answers. */
export interface Quoted {
  readonly item: string;
  readonly sender: string;
  readonly text: string;
}
/** What each conversation's reply answers; null for nothing in particular. */
export const quoting = keep<Quoted | null>(null);

/** A template as it was entered by hand. */
export interface EnteredTemplate {
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly wording: string;
}
/** The template entered last, by line: the platform does not list them. */
export const enteredTemplates = keep<EnteredTemplate>({
  name: "",
  language: "",
  category: "",
  wording: "",
});

/** A template is being chosen although free text could be sent. */
export const templating = keep(false);

/** The search for an answer that is open beside the composer. */
export const finding = keep(false);
