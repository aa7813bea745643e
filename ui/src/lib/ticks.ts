/**
 * The conversations ticked for one action on all of them. Kept beside the selection, as the list shows
 * them and other features act on them.
 */
import { useSyncExternalStore } from "react";

import type { StatusDto } from "../ipc/bindings.gen";

/** What is known of a ticked conversation: its line, as a platform is told line by line, and where it
 *  stood when its row was seen last. */
export interface Ticked {
  readonly line: string;
  readonly status?: StatusDto;
}

/** The ticked conversations. */
export type Ticks = ReadonlyMap<string, Ticked>;

let ticked: Ticks = new Map();
let actedOn: Ticks | null = null;
const listeners = new Set<() => void>();

function publish(next: Ticks): void {
  if (next.size === 0 && ticked.size === 0) return;
  ticked = next;
  for (const listener of listeners) listener();
}

function subscribeTo(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Reads and changes what is ticked, outside React too. */
export const ticks = {
  /** The ticked conversations now. */
  get: (): Ticks => ticked,
  /** Calls after each change; answers the way to stop. */
  subscribe: subscribeTo,
  /** Ticks these in addition. */
  add(more: Iterable<readonly [conversation: string, of: Ticked]>): void {
    publish(new Map([...ticked, ...more]));
  },
  /** Takes ticks away. */
  remove(conversations: Iterable<string>): void {
    const left = new Map(ticked);
    for (const conversation of conversations) left.delete(conversation);
    publish(left);
  },
  /** Takes every tick away. */
  clear(): void {
    publish(new Map());
  },
};

/** Subscribes to what is ticked. `select` must answer a primitive or the ticks themselves. */
export function useTicks<T extends string | number | boolean | null | Ticks>(
  select: (ticks: Ticks) => T,
): T {
  return useSyncExternalStore(subscribeTo, () => select(ticked));
}

/** Runs an action on these conversations instead of the ticked ones, as a row's own menu does. */
export function actOn(conversations: Ticks, run: () => void): void {
  actedOn = conversations;
  try {
    run();
  } finally {
    actedOn = null;
  }
}

/** What an action that starts now acts on; `null` when nothing is ticked, so it means the open one. */
export function actionTargets(): Ticks | null {
  return actedOn ?? (ticked.size > 0 ? ticked : null);
}
