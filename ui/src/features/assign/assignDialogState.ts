// Whether the assign dialog is open, and for which conversations.

import { useSyncExternalStore } from "react";
import type { Ticks } from "../../lib/ticks";

let shown: Ticks | null = null;
const listeners = new Set<() => void>();

function publish(next: Ticks | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog for these conversations. */
export function openAssignDialog(targets: Ticks): void {
  publish(targets);
}

/** Closes the dialog. */
export function closeAssignDialog(): void {
  publish(null);
}

/** The conversations the dialog is open for; `null` while it is closed. */
export function useAssignDialog(): Ticks | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
