/**
 * Watches for assignments that a colleague's hold keeps back, and asks whether to take over as soon as that is
 * known. What was kept back before the window opened is not asked about out of the blue: it waits in its
 * conversation and among what is to be sent.
 */
import { useEffect, useRef } from "react";
import type { OutboxEntry } from "../../ipc/bindings.gen";
import { useHostQuery } from "../../lib/hostQuery";
import { askAboutHeld } from "./assignDialogState";

/** The assignments that a colleague keeps back. */
function heldIn(outbox: readonly OutboxEntry[]): readonly OutboxEntry[] {
  return outbox.filter(
    ({ action, state }) =>
      action.type === "assign" && state.state === "stuck" && state.reason === "heldByColleague",
  );
}

/** Draws nothing. */
export function HeldWatch() {
  const held = useHostQuery("list_outbox", {}, { select: heldIn }).data;
  const seen = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (held === undefined) return;
    const before = seen.current;
    seen.current = new Set(held.map(({ id }) => id));
    if (before === null) return;
    const fresh = held.filter(({ id }) => !before.has(id));
    if (fresh.length > 0) askAboutHeld(fresh);
  }, [held]);
  return null;
}
