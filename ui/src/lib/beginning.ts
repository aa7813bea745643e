// Whether the dialog of a new conversation is open, and what it starts from.

import { useSyncExternalStore } from "react";

/** What it starts from: nothing in particular, a line, or somebody who was chosen elsewhere. */
export interface BeginFrom {
  readonly line?: string;
  /** Who it goes to: somebody whose number was passed on. */
  readonly to?: { readonly phone: string; readonly name: string | null };
}

let open: BeginFrom | null = null;
const listeners = new Set<() => void>();

/** Opens the dialog; null closes it. */
export function openBegin(next: BeginFrom | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** What the open dialog starts from; null while it is closed. */
export function useBegin(): BeginFrom | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
