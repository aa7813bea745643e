/** The person's choices: read from the host, changed at once, kept by the host. */
import type { Settings } from "../ipc/bindings.gen";
import { callHost, queryClient, queryKeyOf, useHostQuery } from "./hostQuery";

const settingsKey = queryKeyOf("get_settings", {});

/** A part of the choices; undefined until they were read. `select` must be stable. */
export function useSettings<T>(select: (settings: Settings) => T): T | undefined {
  return useHostQuery("get_settings", {}, { select }).data;
}

/** The choices now, if they were read. */
export function settingsNow(): Settings | undefined {
  return queryClient.getQueryData<Settings>(settingsKey);
}

let writing: Promise<unknown> = Promise.resolve();

/**
 * Changes choices: shown at once, then written. Writes follow each other, since the host takes them whole and
 * the later must win. Rejects with a `HostError` after going back to what the host has.
 */
export function changeSettings(patch: Partial<Settings>): Promise<void> {
  const before = settingsNow();
  if (before === undefined) return Promise.resolve();
  queryClient.setQueryData<Settings>(settingsKey, { ...before, ...patch });
  const write = writing.then(async () => {
    const wanted = settingsNow();
    if (wanted === undefined) return;
    try {
      await callHost("set_settings", wanted);
    } catch (cause) {
      await queryClient.invalidateQueries({ queryKey: settingsKey });
      throw cause;
    }
  });
  writing = write.catch(() => {});
  return write;
}
