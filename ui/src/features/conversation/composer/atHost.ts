/**
 * What belongs to a draft beside its words, per conversation. As with the words: the host keeps it for good, and for
 * as long as this window is open, what was chosen in it is the truth.
 */
import type { Kept } from "./kept";

/** A pause in writing this long saves, in ms. */
const PAUSE = 300;

/** Something of a draft; null while there is none. Whatever is set is saved at the next pause. */
export interface AtHost<T> extends Kept<T | null> {
  /** Whether it could not be saved. */
  isUnsaved: (conversation: string) => boolean;
  /** Takes over what the host kept. */
  adopt: (conversation: string, kept: T | null) => void;
  /** Saves now what has not been saved. */
  flush: (conversation: string) => void;
  /** It is being given to the host, which lets go of the draft in the step that takes the message. */
  giving: (conversation: string) => void;
  /** The host has taken it. A saving may have overtaken that, so what is here now is told once more. */
  given: (conversation: string) => void;
  /** Puts back what did not go out, unless there is newer. */
  putBack: (conversation: string, value: T | null) => void;
}

interface Begun<T> {
  value: T | null;
  state: "saved" | "waiting" | "failed";
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Keeps something of drafts here and by `saving` at the host. */
export function keepAtHost<T>(
  saving: (conversation: string, value: T | null) => Promise<unknown>,
): AtHost<T> {
  const begun = new Map<string, Begun<T>>();
  const listeners = new Set<() => void>();
  const put = (conversation: string, next: Begun<T>) => {
    clearTimeout(begun.get(conversation)?.timer);
    begun.set(conversation, next);
    for (const listener of listeners) listener();
  };
  const save = async (conversation: string): Promise<void> => {
    const one = begun.get(conversation);
    if (one === undefined) return;
    clearTimeout(one.timer);
    one.timer = undefined;
    let state: Begun<T>["state"] = "saved";
    try {
      await saving(conversation, one.value);
    } catch {
      // The composer says so, and the next pause or leaving tries again.
      state = "failed";
    }
    // Chosen anew meanwhile: that has its own saving ahead.
    if (begun.get(conversation) === one) put(conversation, { ...one, state });
  };
  const kept: AtHost<T> = {
    get: (conversation) => begun.get(conversation)?.value ?? null,
    set: (conversation, value) => {
      const timer = setTimeout(() => void save(conversation), PAUSE);
      put(conversation, { value, state: "waiting", timer });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isUnsaved: (conversation) => begun.get(conversation)?.state === "failed",
    adopt: (conversation, value) => {
      if (begun.has(conversation) || value === null) return;
      begun.set(conversation, { value, state: "saved", timer: undefined });
    },
    flush: (conversation) => {
      const state = begun.get(conversation)?.state ?? "saved";
      if (state !== "saved") void save(conversation);
    },
    giving: (conversation) => {
      if (!begun.has(conversation)) return;
      put(conversation, { value: null, state: "saved", timer: undefined });
    },
    given: (conversation) => {
      void save(conversation);
    },
    putBack: (conversation, value) => {
      if (value === null || kept.get(conversation) !== null) return;
      kept.set(conversation, value);
      kept.flush(conversation);
    },
    reset: () => {
      for (const { timer } of begun.values()) clearTimeout(timer);
      begun.clear();
    },
  };
  return kept;
}
