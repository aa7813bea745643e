/**
 * Which action a key runs. Invariants: nothing fires while an input method composes, inside an overlay, or in a
 * field for keys that are text there; a key whose action is off says why instead of doing nothing.
 */
import { listActions, type Action } from "../../lib/actions";
import {
  isComposition,
  isSingle,
  matchesPress,
  pressesOf,
  step,
  type KeyPress,
  type Press,
} from "../../lib/keys";

/** A binding in progress or to begin. */
export interface Candidate {
  readonly entry: Action;
  readonly rest: readonly Press[];
}

/** Where a key was pressed, as far as it matters. */
export interface Place {
  /** A text field has the focus. */
  readonly inField: boolean;
  /** A button or link has the focus, which Enter and Space already mean. */
  readonly onControl: boolean;
  /** A dialog or a menu is open: its own keys rule. */
  readonly inOverlay: boolean;
}

/** What a key did. */
export type Outcome =
  | { readonly kind: "ignored" }
  | { readonly kind: "waiting"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "run"; readonly action: Action }
  | { readonly kind: "off"; readonly reason: string }
  | { readonly kind: "cancelled" };

/** The place of an event's target. */
export function placeOf(target: EventTarget | null): Place {
  const element = target instanceof Element ? target : null;
  return {
    inField:
      element?.closest(
        "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]",
      ) != null,
    onControl: element?.closest("button, a[href], summary, [role=checkbox], [role=switch]") != null,
    inOverlay: element?.closest("[role=dialog], [role=alertdialog], [role=menu]") != null,
  };
}

function bindingsOf(action: Action): Candidate[] {
  return action.keys.map((binding) => ({ entry: action, rest: pressesOf(binding) }));
}

// In a field, Alt with a letter types a sign on many keyboards and Alt ← walks words on a Mac.
function allowedInField(action: Action, press: Press): boolean {
  if (action.single === true) return false;
  return press.control || press.meta || /^F\d+$/u.test(press.key);
}

function begin(place: Place, singleKeys: boolean, actions: readonly Action[]): Candidate[] {
  return actions.flatMap((action) => {
    if (action.single === true && !singleKeys) return [];
    return bindingsOf(action).filter(({ rest: [press] }) => {
      if (press === undefined) return false;
      if (place.inField && !allowedInField(action, press)) return false;
      return !(place.onControl && (press.key === "Enter" || press.key === " "));
    });
  });
}

/** Decides what a key does. `waiting` are the chords begun by the keys before. */
export function dispatch(
  event: KeyPress & { readonly repeat: boolean },
  place: Place,
  waiting: readonly Candidate[],
  singleKeys: boolean,
  actions: readonly Action[] = listActions(),
): Outcome {
  if (isComposition(event) || place.inOverlay) return { kind: "ignored" };
  const sensible = actions.filter((action) => action.when());
  const inChord = waiting.length > 0;
  const candidates = inChord ? waiting : begin(place, singleKeys, sensible);
  const { done, next } = step(event, candidates);
  if (done !== undefined) {
    // A key held down walks a list; everything else happens once.
    if (event.repeat && done.group !== "move") return { kind: "ignored" };
    const reason = done.reason?.() ?? null;
    return reason === null ? { kind: "run", action: done } : { kind: "off", reason };
  }
  if (next.waiting.length > 0) return { kind: "waiting", candidates: next.waiting };
  return inChord ? { kind: "cancelled" } : { kind: "ignored" };
}

/** The key alone is a modifier, on its way to a combination. */
export function isModifier(key: string): boolean {
  return (
    key === "Shift" || key === "Control" || key === "Alt" || key === "Meta" || key === "AltGraph"
  );
}

/** A key that by itself is a letter or a sign. */
export function isLetter(event: KeyPress & { readonly repeat: boolean }): boolean {
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  return event.key !== " " && Array.from(event.key).length === 1 && !modified && !event.repeat;
}

/** Two bindings one of which hides the other. */
export interface Conflict {
  readonly binding: string;
  readonly actions: readonly [string, string];
}

function samePress(a: Press, b: Press): boolean {
  const asEvent = {
    key: b.key,
    code: "",
    ctrlKey: b.control,
    altKey: b.alt,
    metaKey: b.meta,
    shiftKey: b.shift,
    isComposing: false,
    keyCode: 0,
  };
  return matchesPress(asEvent, a);
}

/** Bindings that are equal, or where one is the beginning of the other. */
export function conflictsAmong(actions: readonly Action[]): Conflict[] {
  const all = actions.flatMap((action) =>
    action.keys.map((binding) => ({ id: action.id, binding, presses: pressesOf(binding) })),
  );
  const conflicts: Conflict[] = [];
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1)) {
      const [short, long] =
        one.presses.length <= other.presses.length ? [one, other] : [other, one];
      const hides = short.presses.every((press, at) => {
        const against = long.presses[at];
        return against !== undefined && samePress(press, against);
      });
      if (hides) conflicts.push({ binding: short.binding, actions: [one.id, other.id] });
    }
  return conflicts;
}

/** Actions whose keys are letters of text but that are not marked so; they would fire while one types. */
export function unmarkedSingles(actions: readonly Action[]): string[] {
  return actions
    .filter((action) => action.single !== true && action.keys.some((binding) => isSingle(binding)))
    .map((action) => action.id);
}
