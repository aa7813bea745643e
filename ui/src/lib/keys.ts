/**
 * Keys as data: which event is which key, how a key is written, how chords go on. tinykeys gives the syntax;
 * matching is ours, since letters must work by their place on a keyboard that is not Latin, and since a chord
 * that waits has to show its choices.
 */
import { parseKeybinding } from "tinykeys";
import type { SystemDto } from "../ipc/bindings.gen";

/** One press: modifiers and a key. */
export interface Press {
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  /** `KeyboardEvent.key`, letters in upper case. */
  readonly key: string;
}

/** What an event must tell; a part of `KeyboardEvent`, so that tests need no DOM. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "altKey" | "metaKey" | "shiftKey" | "isComposing" | "keyCode"
>;

const parsed = new Map<string, readonly Press[]>();
const isMac = typeof navigator !== "undefined" && /Mac/u.test(navigator.userAgent);

/** The presses of a binding such as `"G M"` or `"$mod+K"`. `mac` makes `$mod` the command key. */
export function pressesOf(binding: string, mac: boolean = isMac): readonly Press[] {
  const cacheKey = `${String(mac)} ${binding}`;
  let presses = parsed.get(cacheKey);
  if (presses === undefined) {
    // tinykeys resolves $mod by the platform it runs on; naming it here keeps the cheat sheet testable.
    presses = parseKeybinding(binding.replaceAll("$mod", mac ? "Meta" : "Control")).map(
      ([modifiers, key]) => ({
        control: modifiers.includes("Control"),
        alt: modifiers.includes("Alt"),
        meta: modifiers.includes("Meta"),
        shift: modifiers.includes("Shift"),
        key: upper(String(key)),
      }),
    );
    parsed.set(cacheKey, presses);
  }
  return presses;
}

function upper(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}

const codeOfSign: Record<string, string> = {
  "/": "Slash",
  "?": "Slash",
  ",": "Comma",
  ".": "Period",
  "[": "BracketLeft",
  "]": "BracketRight",
};

/** The `KeyboardEvent.code` where a key lies on a Latin keyboard. */
function latinPlaceOf(key: string): string | undefined {
  if (/^[A-Z]$/u.test(key)) return `Key${key}`;
  if (/^[0-9]$/u.test(key)) return `Digit${key}`;
  return codeOfSign[key];
}

/** An input method is at work; its keys are not ours. Old engines tell it only by the code 229. */
export function isComposition(event: KeyPress): boolean {
  // oxlint-disable-next-line typescript/no-deprecated
  return event.isComposing || event.keyCode === 229 || event.key === "Process";
}

/** The event is this press. */
export function matchesPress(event: KeyPress, press: Press): boolean {
  if (event.ctrlKey !== press.control || event.altKey !== press.alt || event.metaKey !== press.meta)
    return false;
  const letterOrNamed = /^[A-Z]$/u.test(press.key) || press.key.length > 1;
  // A sign such as "?" needs Shift on one keyboard and none on the next: the sign itself decides.
  if (letterOrNamed && event.shiftKey !== press.shift) return false;
  if (upper(event.key) === press.key) return true;
  const place = latinPlaceOf(press.key);
  if (place === undefined || place !== event.code) return false;
  // By place only where the layout has no such letter at all; a French A stays where it is printed.
  const isLatin = event.key.length === 1 && event.key.charCodeAt(0) < 0x250;
  if (isLatin) return false;
  return letterOrNamed || event.shiftKey === (press.key === "?");
}

const capNames: Record<string, string> = {
  Enter: "↵",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "Space",
  Space: "Space",
};

/** How a binding is printed: one text per press, `["Ctrl K"]`, `["G", "M"]`. */
export function capsOf(binding: string, system: SystemDto): string[] {
  const mac = system === "macOs";
  return pressesOf(binding, mac).map((press) => {
    const key = capNames[press.key] ?? press.key;
    const modifiers = mac
      ? [press.control && "⌃", press.alt && "⌥", press.shift && "⇧", press.meta && "⌘"]
      : [press.control && "Ctrl", press.alt && "Alt", press.shift && "Shift", press.meta && "Meta"];
    const words = modifiers.filter((word) => word !== false);
    return mac ? [...words, key].join("") : [...words, key].join(" ");
  });
}

/** Keys of this binding are typed text where a field has the focus. */
export function isSingle(binding: string): boolean {
  return pressesOf(binding).every(
    (press) => !press.control && !press.alt && !press.meta && press.key.length === 1,
  );
}

/** The bindings that could still follow after the presses so far, and what they add. */
export interface ChordState<T> {
  /** Entries whose first presses match what was typed, with the presses still to come. */
  readonly waiting: readonly { readonly entry: T; readonly rest: readonly Press[] }[];
}

/** Looks up an event among bindings. `waiting` are the chords begun by earlier presses. */
export function step<T>(
  event: KeyPress,
  entries: readonly { readonly entry: T; readonly rest: readonly Press[] }[],
): { done: T | undefined; next: ChordState<T> } {
  const hits = entries.filter(
    ({ rest: [press] }) => press !== undefined && matchesPress(event, press),
  );
  const done = hits.find(({ rest }) => rest.length === 1)?.entry;
  return {
    done,
    next: {
      waiting: hits
        .filter(({ rest }) => rest.length > 1)
        .map(({ entry, rest }) => ({ entry, rest: rest.slice(1) })),
    },
  };
}
