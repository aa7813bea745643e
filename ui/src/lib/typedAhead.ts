/**
 * What is typed between the key that opens a field and the field itself, which takes a moment to be drawn: without
 * this, those letters would be lost, or be the keys of what lies below.
 */

/** A field that has not come by then, in ms, will not. */
const PATIENCE = 2_000;

let typed = "";
let waitsUntil = 0;

/** A field was asked for: what is typed from now on is for it. */
export function awaitField(): void {
  typed = "";
  waitsUntil = performance.now() + PATIENCE;
}

/** Keeps a key that is meant for the field; answers whether it was one. */
export function keepTyped(event: KeyboardEvent): boolean {
  if (performance.now() >= waitsUntil) return false;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  if (event.key === "Backspace") typed = Array.from(typed).slice(0, -1).join("");
  else if (Array.from(event.key).length === 1) typed += event.key;
  else return false;
  return true;
}

/** What was typed for the field until now. */
export function typedSoFar(): string {
  return typed;
}

/** The field is here: keys are its own from now on. */
export function fieldIsHere(): void {
  typed = "";
  waitsUntil = 0;
}
