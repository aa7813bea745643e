/** Which of the conversation's small dialogs is open; at most one. */
import { useSyncExternalStore } from "react";
import type { ItemDto } from "../../../ipc/bindings.gen";

/** What is asked. */
export type ToolDialog =
  | { readonly of: "delete"; readonly item: ItemDto }
  | { readonly of: "note"; readonly item: ItemDto; readonly line: string }
  | {
      readonly of: "record";
      readonly conversation: string;
      /** A record that did not get through, to be kept in other words. */
      readonly former: { readonly outbox: string; readonly text: string } | null;
    }
  | { readonly of: "transcript"; readonly conversation: string; readonly email: string };

let open: ToolDialog | null = null;
const listeners = new Set<() => void>();

/** Opens a dialog; null closes it. */
export function openTool(next: ToolDialog | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** The open dialog. */
export function useToolDialog(): ToolDialog | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
