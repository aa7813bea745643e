import fc from "fast-check";
import { expect, it } from "vitest";
import { initialsOf, tintOf } from "./Avatar";

it("initials take the first and last word, without the Arabic article", () => {
  expect(initialsOf("Beatriz Nogueira")).toBe("BN");
  expect(initialsOf("Maria da Silva Souza")).toBe("MS");
  expect(initialsOf("نورة الحربي")).toBe("نح");
  expect(initialsOf("Lukas")).toBe("LU");
});

it("initials of a number are a sign, not digits that look like a count", () => {
  expect(initialsOf("+966 50 000 0041")).toBe("#");
  expect(initialsOf("")).toBe("#");
});

it("a letter of several code points stays whole", () => {
  expect(initialsOf("e\u0301mile")).toBe("E\u0301M");
});

it("a key always takes the same of six tints", () => {
  fc.assert(
    fc.property(fc.string(), (key) => {
      expect(tintOf(key)).toBe(tintOf(key));
      expect(tintOf(key)).toBeGreaterThanOrEqual(1);
      expect(tintOf(key)).toBeLessThanOrEqual(6);
    }),
  );
});
