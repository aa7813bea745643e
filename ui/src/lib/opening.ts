/**
 * Which conversation stands in the window. It follows the chosen one once that can be drawn whole: the answers are a
 * few milliseconds away, and an empty frame in between would cost more than they do and flicker.
 */
import { useEffect, useSyncExternalStore } from "react";
import { selection } from "./selection";

/** How long the one before stays at most; after that the window says that it is opening the next. */
const GRACE = 80;

/** How long what was read for a press counts for the choice; a hand that rests longer has it read anew. */
const PRESS = 2_000;

/** A conversation that is not there by then, in ms, is not waited for with what was wanted in it. */
const PATIENCE = 2_000;

let chosen: string | null = selection.get().conversation;
let shown = chosen;
let prepare: ((conversation: string) => Promise<unknown>) | null = null;
/** The one that is being pressed. */
let expected: { conversation: string; at: number; prepared: Promise<unknown> } | null = null;
/** The one in which everything can be done that can be done in a conversation. */
let ready: string | null = null;
/** What is done there as soon as it is. */
let awaiting: { conversation: string; at: number; run: () => void } | null = null;
const listeners = new Set<() => void>();

function show(conversation: string | null): void {
  if (shown === conversation) return;
  shown = conversation;
  for (const listener of listeners) listener();
}

function grace(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, GRACE);
  });
}

async function follow(conversation: string, prepared: Promise<unknown>): Promise<void> {
  await Promise.race([prepared, grace()]);
  if (conversation === chosen) show(conversation);
}

selection.subscribe(() => {
  const { conversation } = selection.get();
  if (conversation === chosen) return;
  const before = shown;
  chosen = conversation;
  if (conversation === null || prepare === null) {
    show(conversation);
    return;
  }
  const prepared = takeExpected(conversation) ?? prepare(conversation);
  // With nothing to stay in its place it is better said at once that one is opening.
  if (before === null) show(conversation);
  else void follow(conversation, prepared);
});

/** A conversation is being pressed: it is read while the finger comes up, and is mostly here when it is chosen. */
export function expectConversation(conversation: string): void {
  if (prepare === null || conversation === chosen) return;
  expected = { conversation, at: performance.now(), prepared: prepare(conversation) };
}

function takeExpected(conversation: string): Promise<unknown> | null {
  const pressed = expected;
  expected = null;
  if (pressed?.conversation !== conversation) return null;
  return performance.now() - pressed.at < PRESS ? pressed.prepared : null;
}

/** Runs this for each conversation that is chosen; it is shown when the promise, which never rejects, is kept. */
export function prepareOpening(by: (conversation: string) => Promise<unknown>): void {
  prepare = by;
}

/** The conversation that stands in the window. */
export function useShownConversation(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

/** The one in the window is drawn, and its actions are there: says so while the component is mounted. */
export function useReadyConversation(conversation: string): void {
  useEffect(() => {
    ready = conversation;
    const waited = awaiting;
    if (waited?.conversation === conversation) {
      awaiting = null;
      // After this pass, as it may move the focus.
      queueMicrotask(() => {
        if (conversation === chosen && performance.now() - waited.at < PATIENCE) waited.run();
      });
    }
    return () => {
      if (ready === conversation) ready = null;
    };
  }, [conversation]);
}

/**
 * Does this in the conversation that is being opened as soon as it is there; answers whether one is being opened.
 * Only what was wanted last is done.
 */
export function onceReady(run: () => void): boolean {
  if (chosen === null || chosen === ready) return false;
  awaiting = { conversation: chosen, at: performance.now(), run };
  return true;
}

/** Something else is wanted now. */
export function wantNothing(): void {
  awaiting = null;
}
