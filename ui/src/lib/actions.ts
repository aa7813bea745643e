/**
 * Everything a person can do, by id. One registry feeds shortcuts, palette, menus and the cheat sheet, so a
 * key that is shown is a key that works. Features register theirs; nothing here knows a feature.
 */
import { useEffect, useSyncExternalStore } from "react";

/** Where an action stands in the palette and the cheat sheet. */
export type ActionGroup = "move" | "conversation" | "compose" | "go" | "app";

/** Something a person can do. */
export interface Action {
  /** Stable name, `area.verb`. */
  readonly id: string;
  /** What it is called, in the person's language: a verb, sentence case. */
  readonly label: () => string;
  readonly group: ActionGroup;
  /**
   * Default keys in tinykeys syntax: `"J"`, `"Shift+R"`, `"$mod+K"`, `"G M"`. Any of them runs it. Letters
   * also match their physical place when the layout is not Latin.
   */
  readonly keys: readonly string[];
  /** Keys of single letters: work only while no field has the focus, and can be switched off. */
  readonly single?: boolean;
  /** It makes sense now; otherwise it is not offered and its keys do nothing. */
  readonly when: () => boolean;
  /** Why it is off although it makes sense, in a sentence; null when it is on. Shown in its place. */
  readonly reason?: () => string | null;
  /** Further words the palette finds it by. */
  readonly words?: () => string;
  /** Not in the palette, because it only moves within what has the focus. */
  readonly hidden?: boolean;
  readonly run: () => void;
}

let registered: ReadonlyMap<string, Action> = new Map();
const listeners = new Set<() => void>();

function publish(next: ReadonlyMap<string, Action>): void {
  registered = next;
  for (const listener of listeners) listener();
}

/** Checks an action's shape where it is written; answers it unchanged. */
export function defineAction(action: Action): Action {
  return action;
}

/** Adds actions; answers the way to take them back. A later action of the same id wins. */
export function registerActions(actions: readonly Action[]): () => void {
  const next = new Map(registered);
  for (const action of actions) next.set(action.id, action);
  publish(next);
  return () => {
    const left = new Map(registered);
    for (const action of actions) if (left.get(action.id) === action) left.delete(action.id);
    publish(left);
  };
}

/** Registers actions while the component is mounted. Pass a stable array (module constant or memo). */
export function useActions(actions: readonly Action[]): void {
  useEffect(() => registerActions(actions), [actions]);
}

/** All registered actions. */
export function listActions(): Action[] {
  return [...registered.values()];
}

/** One action by id. */
export function findAction(id: string): Action | undefined {
  return registered.get(id);
}

/** Runs an action if it makes sense now; answers whether it ran. */
export function runAction(id: string): boolean {
  const action = registered.get(id);
  if (action === undefined || !action.when() || (action.reason?.() ?? null) !== null) return false;
  action.run();
  return true;
}

/** The registered actions, re-rendering when the registry changes (not when a `when` would). */
export function useRegisteredActions(): ReadonlyMap<string, Action> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => registered,
  );
}
