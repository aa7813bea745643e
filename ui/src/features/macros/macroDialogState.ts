// Whether the choice of a macro is open, and for which conversations.

import { useSyncExternalStore } from "react";
import type { LineShare } from "../../lib/changing";

let shown: LineShare | null = null;
const listeners = new Set<() => void>();

/** Opens the choice for conversations of one line; null closes it. */
export function openMacros(next: LineShare | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** What the open choice is for; null while there is none. */
export function useOpenMacros(): LineShare | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
