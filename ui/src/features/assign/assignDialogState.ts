// What the assign dialog shows: whom to give to, or whether to take over from a colleague.

import { useSyncExternalStore } from "react";
import type { AgentDto, OutboxEntry } from "../../ipc/bindings.gen";
import type { LineShare } from "../../lib/changing";
import type { Ticks } from "../../lib/ticks";

/** Whom to give to: an agent of the line, the person at this desk, or nobody. */
export type Receiver = { agent: AgentDto } | "me" | "queue";

/** An assignment that a colleague stands against. */
export interface HeldAssignment {
  readonly shares: readonly LineShare[];
  readonly receiver: Receiver;
  /** Who holds it, when that is known. */
  readonly holder: string | null;
}

/** What is asked. */
export type AssignQuestion =
  | { readonly of: "receiver"; readonly targets: Ticks }
  | { readonly of: "takeOver"; readonly held: HeldAssignment }
  | { readonly of: "held"; readonly rows: readonly OutboxEntry[] };

let shown: AssignQuestion | null = null;
const listeners = new Set<() => void>();

function publish(next: AssignQuestion | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Asks whom to give these conversations to. */
export function openAssignDialog(targets: Ticks): void {
  publish({ of: "receiver", targets });
}

/** Asks whether a colleague's conversations shall be taken over. */
export function askToTakeOver(held: HeldAssignment): void {
  publish({ of: "takeOver", held });
}

/** Asks whether assignments that colleagues keep back shall take over; more of them join the question. */
export function askAboutHeld(rows: readonly OutboxEntry[]): void {
  const asked = shown?.of === "held" ? shown.rows : [];
  publish({ of: "held", rows: [...asked, ...rows] });
}

/** Closes the dialog. */
export function closeAssignDialog(): void {
  publish(null);
}

/** What is asked; `null` while the dialog is closed. */
export function useAssignDialog(): AssignQuestion | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
