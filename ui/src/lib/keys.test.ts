import { expect, test } from "vitest";
import { shortcutOf } from "../components/shortcut";
import { capsOf } from "./keys";

test.each([
  ["G M", "linux", undefined],
  ["R", "linux", "R"],
  ["$mod+K", "linux", "Control+K"],
  ["$mod+K", "macOs", "Meta+K"],
  ["$mod+Shift+Enter", "macOs", "Shift+Meta+Enter"],
  ["Shift+ArrowDown", "windows", "Shift+ArrowDown"],
] as const)("%s on %s is told to assistive technology as %s", (binding, system, told) => {
  expect(shortcutOf(capsOf(binding, system))).toBe(told);
});

test("nothing is told where there is no key", () => {
  expect(shortcutOf(undefined)).toBeUndefined();
  expect(shortcutOf([])).toBeUndefined();
});
