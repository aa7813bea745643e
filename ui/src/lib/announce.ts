/**
 * What a screen reader should hear although nothing was focused. Two live regions rendered by the shell read
 * from here. Politeness is throttled per topic, so a busy conversation does not talk over the person.
 */
import { useSyncExternalStore } from "react";

/** A spoken sentence; `id` tells two equal sentences apart. */
export interface Announcement {
  readonly id: number;
  readonly text: string;
}

interface Spoken {
  readonly polite: Announcement;
  readonly assertive: Announcement;
}

const silence: Announcement = { id: 0, text: "" };
let spoken: Spoken = { polite: silence, assertive: silence };
let nextId = 1;
const listeners = new Set<() => void>();
const pending = new Map<string, { timer: ReturnType<typeof setTimeout>; text: () => string }>();
const lastAt = new Map<string, number>();

function say(urgency: keyof Spoken, text: string): void {
  spoken = { ...spoken, [urgency]: { id: nextId, text } };
  nextId += 1;
  for (const listener of listeners) listener();
}

/** Says a sentence when the person is not being spoken to. */
export function announce(text: string): void {
  say("polite", text);
}

/** Says a sentence at once: a failure of what was just done. */
export function announceNow(text: string): void {
  say("assertive", text);
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
    say("polite", text());
    return;
  }
  const entry = {
    text,
    timer: setTimeout(() => {
      pending.delete(topic);
      lastAt.set(topic, Date.now());
      say("polite", entry.text());
    }, every - since),
  };
  pending.set(topic, entry);
}

/** What is being said now. */
export function useAnnouncements(): Spoken {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
}
