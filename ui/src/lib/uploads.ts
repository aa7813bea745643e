/** How much of the files of each row of the outbox has left, as events tell it; the app hands them on. */
import { useSyncExternalStore } from "react";
import type { HostEvent, UploadDto } from "../ipc/bindings.gen";

const uploads = new Map<string, UploadDto>();
const listeners = new Set<() => void>();

/** Takes an event. */
export function takeUpload(event: Extract<HostEvent, { event: "uploadProgress" }>): void {
  const { sent, total } = event.upload;
  uploads.set(event.outbox, event.upload);
  for (const listener of listeners) listener();
  // All of it is out: from now on the item itself says how far it is.
  if (sent >= total) uploads.delete(event.outbox);
}

/** Events were missed: what items tell when they are read again is newer than what was heard. */
export function forgetUploads(): void {
  uploads.clear();
  for (const listener of listeners) listener();
}

/** How much has left of a row's files, when an event told; re-renders with each. */
export function useUpload(outbox: string): UploadDto | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads.get(outbox),
  );
}
