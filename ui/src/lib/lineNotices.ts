/** What is to be known of a line wherever it is named: that its key ends soon, that nobody reads it. Pure. */
import type { Milliseconds } from "../ipc/bindings.gen";
import type { SteadyLine } from "./lines";

/** How long before its end a key is warned of, in ms. */
const warnedAhead = 7 * 24 * 3_600_000;

/** How long the key still holds, 0 once it has ended; null where that is not known or not soon. */
export function keyLeft({ notices }: SteadyLine, now: Milliseconds): Milliseconds | null {
  for (const notice of notices) {
    if (notice.type !== "keyExpires") continue;
    const left = notice.at - now;
    return left < warnedAhead ? Math.max(0, left) : null;
  }
  return null;
}

/** Whether nobody reads what is sent here. */
export function isSandbox({ notices }: SteadyLine): boolean {
  return notices.some(({ type }) => type === "sandbox");
}
