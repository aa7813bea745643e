// Resolving: saying so, and what it says before where no way leads back.

import { changeConversations, finalAmong, toAll } from "../../lib/changing";
import type { Ticks } from "../../lib/ticks";
import { m } from "../../paraglide/messages.js";

/** Resolves, with the outcome or without one. */
export function resolve(targets: Ticks, outcome: string | null): void {
  const orders =
    outcome === null
      ? toAll(targets, { type: "setStatus", status: "resolved", until: null })
      : toAll(targets, { type: "resolveAs", outcome });
  void changeConversations(orders, (count) => m.change_resolved({ count }), { leaves: true });
}

/** How many of them cannot be opened again, in words; null where all can. */
export function finalWords(targets: Ticks): string | null {
  const { count, platforms: platform } = finalAmong(targets);
  const all = targets.size;
  if (count === 0) return null;
  if (count < all) return m.change_final_some({ count, all, platform });
  return all === 1 ? m.change_final_one({ platform }) : m.change_final_all({ platform });
}
