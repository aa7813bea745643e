import type { WorldChatwoot } from "./world.mjs";

/** Serves two simulated installations as two accounts of one. */
export function serveAsOne(
  first: WorldChatwoot,
  second: WorldChatwoot,
  names: readonly [string, string],
): Promise<{ readonly baseUrl: string; stop(): Promise<void> }>;
