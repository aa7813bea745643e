/**
 * Files dragged over and dropped on the window where the system tells the host of it and not the page; the
 * app hands the host's events on.
 */
import { useEffect, useSyncExternalStore } from "react";
import type { DroppedFileDto, HostEvent } from "../ipc/bindings.gen";
import { fetchDropped } from "../ipc/transport";
import { m } from "../paraglide/messages.js";
import { showToast } from "./toasts";

/** Something whose bytes can be read piece by piece: a file of the page, or one the host was given. */
export interface FileSource {
  readonly name: string;
  /** MIME type; empty when it is not known. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

type Take = (files: readonly FileSource[], folders: number) => void;

let isOver = false;
const watchers = new Set<() => void>();
const takers = new Set<Take>();

/** Takes an event of a drag. */
export function takeDrag(
  event: Extract<HostEvent, { event: "filesOver" } | { event: "filesDropped" }>,
): void {
  if (event.event === "filesOver") {
    isOver = event.over;
    for (const watcher of watchers) watcher();
    return;
  }
  if (takers.size === 0) sayUntaken(m.files_drop_nowhere());
  const files = event.files.map(asSource);
  for (const take of takers) take(files, event.folders);
}

/** Says why what was dropped was not taken. */
export function sayUntaken(why: string): void {
  showToast({ tone: "failed", text: why });
}

/**
 * Says so where files are dropped on a part of the page that takes none; the page would be left for the file otherwise.
 */
export function watchUntaken(): () => void {
  const isUntaken = (event: DragEvent) =>
    !event.defaultPrevented && event.dataTransfer?.types.includes("Files") === true;
  const onOver = (event: DragEvent) => {
    if (isUntaken(event)) event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    if (!isUntaken(event)) return;
    event.preventDefault();
    sayUntaken(m.files_drop_nowhere());
  };
  window.addEventListener("dragover", onOver);
  window.addEventListener("drop", onDrop);
  return () => {
    window.removeEventListener("dragover", onOver);
    window.removeEventListener("drop", onDrop);
  };
}

function asSource({ file, name, bytes }: DroppedFileDto): FileSource {
  return {
    name,
    type: "",
    size: bytes,
    // The host gives as much as is asked for at once, and less only at the end.
    slice: (start) => ({ arrayBuffer: () => fetchDropped(file, start) }),
  };
}

/** Whether the host says that files are over the window; re-renders when that changes. */
export function useFilesOver(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => isOver,
  );
}

/** Takes what the host says was dropped, while mounted. Pass a stable function. */
export function useDrops(take: Take): void {
  useEffect(() => {
    takers.add(take);
    return () => {
      takers.delete(take);
    };
  }, [take]);
}
