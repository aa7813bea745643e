// Which choice of a change is open, and for which conversations.

import { useSyncExternalStore } from "react";
import type { Ticks } from "../../lib/ticks";

/** What is being chosen. */
export interface OpenChoice {
  readonly of: "snooze" | "priority" | "tags" | "team" | "outcome" | "final" | "block";
  readonly targets: Ticks;
}

let shown: OpenChoice | null = null;
const listeners = new Set<() => void>();

/** Opens a choice; null closes it. */
export function openChoice(next: OpenChoice | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** The open choice; null while there is none. */
export function useOpenChoice(): OpenChoice | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
