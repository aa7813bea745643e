import { describe, expect, it } from "vitest";
import type { Action } from "../../lib/actions";
import { pressesOf } from "../../lib/keys";
import {
  conflictsAmong,
  dispatch,
  placeOf,
  unmarkedSingles,
  type Candidate,
  type Place,
} from "./dispatch";

const elsewhere: Place = { inField: false, onControl: false, inOverlay: false };
const inField: Place = { ...elsewhere, inField: true };

function action(id: string, keys: string[], over: Partial<Action> = {}): Action {
  return {
    id,
    label: () => id,
    group: "conversation",
    keys,
    when: () => true,
    run: () => {},
    ...over,
  };
}

function press(key: string, over: Partial<KeyboardEvent> = {}) {
  return {
    key,
    code: "",
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    shiftKey: false,
    isComposing: false,
    keyCode: 0,
    repeat: false,
    ...over,
  };
}

const reply = action("reply", ["R"], { single: true });
const retry = action("retry", ["Shift+R"], { single: true });
const keys = action("keys", ["?"], { single: true });
const palette = action("palette", ["$mod+K"]);
const mine = action("mine", ["G M"], { single: true });
const all = action("all", ["G A"], { single: true });
const open = action("open", ["Enter"]);
const next = action("next", ["J"], { single: true, group: "move" });
const everything = [reply, retry, keys, palette, mine, all, open, next];

function ran(event: ReturnType<typeof press>, place = elsewhere, waiting: Candidate[] = []) {
  const outcome = dispatch(event, place, waiting, true, everything);
  return outcome.kind === "run" ? outcome.action.id : outcome.kind;
}

describe("what a key does", () => {
  it("nothing while an input method composes, told in either way", () => {
    expect(ran(press("r", { isComposing: true }))).toBe("ignored");
    expect(ran(press("r", { keyCode: 229 }))).toBe("ignored");
    expect(ran(press("Process"))).toBe("ignored");
  });

  it("nothing inside a dialog or a menu", () => {
    expect(ran(press("k", { ctrlKey: true }), { ...elsewhere, inOverlay: true })).toBe("ignored");
  });

  it("types letters where a field has the focus, but runs combinations", () => {
    expect(ran(press("r"), inField)).toBe("ignored");
    expect(ran(press("?", { shiftKey: true }), inField)).toBe("ignored");
    expect(ran(press("Enter"), inField)).toBe("ignored");
    expect(ran(press("k", { ctrlKey: true }), inField)).toBe("palette");
  });

  it("leaves Enter to the button that has the focus", () => {
    expect(ran(press("Enter"), { ...elsewhere, onControl: true })).toBe("ignored");
    expect(ran(press("Enter"))).toBe("open");
  });

  it("no single key when they are switched off, but every combination", () => {
    expect(dispatch(press("r"), elsewhere, [], false, everything).kind).toBe("ignored");
    expect(dispatch(press("k", { ctrlKey: true }), elsewhere, [], false, everything).kind).toBe(
      "run",
    );
  });

  it("tells Shift apart for letters and not for signs", () => {
    expect(ran(press("r"))).toBe("reply");
    expect(ran(press("R", { shiftKey: true }))).toBe("retry");
    expect(ran(press("?", { shiftKey: true }))).toBe("keys");
    expect(ran(press("?"))).toBe("keys");
  });

  it("goes by the place of the key where the layout is Arabic", () => {
    expect(ran(press("ق", { code: "KeyR" }))).toBe("reply");
    expect(ran(press("ً", { code: "KeyR", shiftKey: true }))).toBe("retry");
    expect(ran(press("ن", { code: "KeyK", ctrlKey: true }))).toBe("palette");
    expect(ran(press("؟", { code: "Slash", shiftKey: true }))).toBe("keys");
    expect(ran(press("ظ", { code: "Slash" }))).toBe("ignored");
  });

  it("goes by what is printed where the layout is Latin but differs", () => {
    // On a French keyboard the A lies where Q is elsewhere.
    expect(ran(press("a", { code: "KeyQ" }))).toBe("ignored");
    expect(ran(press("q", { code: "KeyR" }))).toBe("ignored");
  });

  it("waits for the rest of a chord and then runs it", () => {
    const first = dispatch(press("g"), elsewhere, [], true, everything);
    expect(first.kind).toBe("waiting");
    if (first.kind !== "waiting") return;
    expect(first.candidates.map(({ entry }) => entry.id)).toEqual(["mine", "all"]);
    const second = dispatch(press("m"), elsewhere, first.candidates, true, everything);
    expect(second.kind === "run" && second.action.id).toBe("mine");
    expect(dispatch(press("r"), elsewhere, first.candidates, true, everything).kind).toBe(
      "cancelled",
    );
  });

  it("walks a list while held, and does everything else once", () => {
    expect(ran(press("j", { repeat: true }))).toBe("next");
    expect(ran(press("r", { repeat: true }))).toBe("ignored");
  });

  it("says why an action is off instead of doing nothing", () => {
    const off = action("resolve", ["E"], { single: true, reason: () => "Hatif cannot close." });
    expect(dispatch(press("e"), elsewhere, [], true, [off])).toEqual({
      kind: "off",
      reason: "Hatif cannot close.",
    });
  });

  it("passes over actions that make no sense now", () => {
    const never = action("never", ["R"], { single: true, when: () => false });
    const outcome = dispatch(press("r"), elsewhere, [], true, [never, reply]);
    expect(outcome.kind === "run" && outcome.action.id).toBe("reply");
  });
});

describe("where a key was pressed", () => {
  it("knows fields, controls and overlays", () => {
    document.body.innerHTML = `<div role="dialog"><button id="b"></button></div><textarea id="t"></textarea>
      <input id="c" type="checkbox">`;
    expect(placeOf(document.querySelector("#b"))).toEqual({
      inField: false,
      onControl: true,
      inOverlay: true,
    });
    expect(placeOf(document.querySelector("#t")).inField).toBe(true);
    expect(placeOf(document.querySelector("#c")).inField).toBe(false);
  });
});

describe("conflicts", () => {
  it("finds equal bindings and chords hidden by their beginning", () => {
    expect(conflictsAmong([reply, action("other", ["r"])])).toHaveLength(1);
    expect(conflictsAmong([mine, action("g", ["G"])])).toHaveLength(1);
    expect(conflictsAmong(everything)).toEqual([]);
  });

  it("finds letters that would fire while one types", () => {
    expect(unmarkedSingles([action("a", ["A"]), reply, palette, open])).toEqual(["a"]);
  });

  it("reads the command key for what it is on each system", () => {
    expect(pressesOf("$mod+K", true)[0]?.meta).toBe(true);
    expect(pressesOf("$mod+K", false)[0]?.control).toBe(true);
  });
});
