/**
 * What a screen reader should hear although nothing was focused. A live region rendered by the shell reads from
 * here. Politeness is throttled per topic, so a busy conversation does not talk over the person. Failures of what
 * was just done are toasts, which are alerts themselves.
 */
import { useSyncExternalStore } from "react";

/** A spoken sentence; `id` tells two equal sentences apart. */
interface Announcement {
  readonly id: number;
  readonly text: string;
}

let spoken: Announcement = { id: 0, text: "" };
const listeners = new Set<() => void>();
const pending = new Map<string, { text: () => string }>();
const lastAt = new Map<string, number>();

/** Says a sentence when the person is not being spoken to. */
export function announce(text: string): void {
  spoken = { id: spoken.id + 1, text };
  for (const listener of listeners) listener();
}

/**
 * Says a sentence at most once per `every` ms and topic; the words are made when it is said, so that they
 * count everything that came meanwhile ("2 new messages from …").
 */
export function announceThrottled(topic: string, text: () => string, every = 3_000): void {
  const waiting = pending.get(topic);
  if (waiting !== undefined) {
    waiting.text = text;
    return;
  }
  const since = Date.now() - (lastAt.get(topic) ?? 0);
  if (since >= every) {
    lastAt.set(topic, Date.now());
    announce(text());
    return;
  }
  const entry = { text };
  pending.set(topic, entry);
  setTimeout(() => {
    pending.delete(topic);
    lastAt.set(topic, Date.now());
    announce(entry.text());
  }, every - since);
}

/** What is being said now. */
export function useAnnouncement(): Announcement {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
}
