// Whose whole story is open: the customer of this conversation.

import { useSyncExternalStore } from "react";

let shown: string | null = null;
const listeners = new Set<() => void>();

function publish(next: string | null): void {
  if (shown === next) return;
  shown = next;
  for (const listener of listeners) listener();
}

/** Opens the story of a conversation's customer. */
export function openStory(conversation: string): void {
  publish(conversation);
}

/** Closes it. */
export function closeStory(): void {
  publish(null);
}

/** The conversation whose customer's story is open; null while none is. */
export function useOpenStory(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
