/** Which of the window's own overlays is open; at most one. */
import { useSyncExternalStore } from "react";

/** An overlay of the shell. */
export type Overlay = "palette" | "keys";

let open: Overlay | null = null;
const listeners = new Set<() => void>();

/** Opens an overlay, or closes with null. */
export function openOverlay(overlay: Overlay | null): void {
  if (open === overlay) return;
  open = overlay;
  for (const listener of listeners) listener();
}

/** The open overlay. */
export function useOverlay(): Overlay | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
