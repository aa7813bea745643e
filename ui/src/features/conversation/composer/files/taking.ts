/** Who takes files in the open conversation: the box that is shown, while it is shown. */
import { useEffect, useSyncExternalStore } from "react";
import type { FileSource } from "../../../../lib/drops";

/** A box that takes files, or says why it does not. */
export interface FileTaker {
  readonly conversation: string;
  readonly note: boolean;
  /** Why it takes none; null when it does. */
  readonly off: string | null;
  /** Why it takes no link; null when it does. */
  readonly noLink: string | null;
  readonly take: (files: readonly FileSource[], folders: number) => void;
  /** Lets the person choose files. */
  readonly choose: () => void;
  /** Lets the person enter an address. */
  readonly enterLink: () => void;
}

let current: FileTaker | null = null;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** The box that takes files now, if any. */
export function fileTaker(conversation: string): FileTaker | null {
  return current?.conversation === conversation ? current : null;
}

/** The same, re-rendering when it changes. */
export function useFileTaker(conversation: string): FileTaker | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => fileTaker(conversation),
  );
}

/** Takes files while mounted. Pass a stable value. */
export function useTakingFiles(taker: FileTaker): void {
  useEffect(() => {
    current = taker;
    tell();
    return () => {
      if (current === taker) current = null;
      tell();
    };
  }, [taker]);
}

/** The files among what was dropped or pasted, and how many folders were with them. */
export function filesIn(data: DataTransfer): { files: File[]; folders: number } {
  const items = [...((data.items as Iterable<DataTransferItem> | undefined) ?? [])];
  const folders = items.filter(
    (item) => item.kind === "file" && item.webkitGetAsEntry?.()?.isDirectory === true,
  ).length;
  if (folders === 0) return { files: [...data.files], folders };
  const files = items
    .filter((item) => item.kind === "file" && item.webkitGetAsEntry?.()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
  return { files, folders };
}
