/** What was just done, said for a moment: the queue behind the toasts. Knows nothing of how they look. */
import { useSyncExternalStore } from "react";

/** How a toast can be answered. */
interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** A report of what one just did. */
export interface ToastNote {
  readonly id: number;
  /** One sentence, in the person's language. */
  readonly text: string;
  readonly tone: "done" | "failed";
  /** Taking it back: offered on the toast, and on `Z` for as long as `undoFor`. */
  readonly undo: ToastAction | null;
}

/** What `showToast` takes. */
export interface ToastInput {
  text: string;
  tone?: ToastNote["tone"];
  undo?: ToastAction;
}

/** How long a toast stays, in ms; longer while hovered or focused. */
export const toastStays = 8_000;
/** How long `Z` takes the last one back, in ms. */
export const undoFor = 60_000;
const mostAtOnce = 3;

let shown: readonly ToastNote[] = [];
let lastUndo: { id: number; until: number; run: () => void } | null = null;
let nextId = 1;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function publish(next: readonly ToastNote[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function startTimer(id: number): void {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => {
      dismissToast(id);
    }, toastStays),
  );
}

/** Reports what was just done; answers its id. */
export function showToast(input: ToastInput): number {
  const id = nextId;
  nextId += 1;
  const undo = input.undo;
  const note: ToastNote = {
    id,
    text: input.text,
    tone: input.tone ?? "done",
    undo: undo === undefined ? null : { label: undo.label, run: undoLast },
  };
  if (undo !== undefined) lastUndo = { id, until: Date.now() + undoFor, run: undo.run };
  for (const old of shown.slice(0, Math.max(0, shown.length + 1 - mostAtOnce)))
    clearTimeout(timers.get(old.id));
  // Only the newest can be taken back; an older button would undo something else.
  publish(
    [...shown.map((old) => (undo === undefined ? old : { ...old, undo: null })), note].slice(
      -mostAtOnce,
    ),
  );
  startTimer(id);
  return id;
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  publish(shown.filter((note) => note.id !== id));
}

/** Keeps a toast while the hand or the focus is on it; lets it go afterwards. */
export function holdToast(id: number, held: boolean): void {
  if (held) clearTimeout(timers.get(id));
  else startTimer(id);
}

/** There is something to take back. */
export function canUndo(): boolean {
  return lastUndo !== null && Date.now() < lastUndo.until;
}

/** Takes the last thing back, once. */
export function undoLast(): void {
  if (lastUndo === null || Date.now() >= lastUndo.until) return;
  const { id, run } = lastUndo;
  lastUndo = null;
  dismissToast(id);
  run();
}

/** The toasts, oldest first. */
export function useToasts(): readonly ToastNote[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

/** No toasts and nothing to undo; for tests. */
export function resetToasts(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  lastUndo = null;
  publish([]);
}
