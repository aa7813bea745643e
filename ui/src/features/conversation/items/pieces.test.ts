import fc from "fast-check";
import { expect, it } from "vitest";
import { piecesOf } from "./pieces";

const long = fc
  .array(
    fc.tuple(fc.constantFrom("word ", "\n", "😀", "ب", "a"), fc.integer({ min: 1, max: 4_000 })),
  )
  .map((parts) => parts.map(([sign, times]) => sign.repeat(times)).join(""));

it("cuts any text into pieces that are it again, none too long, no sign torn", () => {
  fc.assert(
    fc.property(long, (text) => {
      const pieces = piecesOf(text).map(({ start, end }) => text.slice(start, end));
      expect(pieces.join("") === text).toBe(true);
      expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(6_000);
      expect(pieces.some((piece) => /[\ud800-\udbff]$/u.test(piece))).toBe(false);
      expect(pieces.length === 1 || pieces.every((piece) => piece.length > 0)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it("ends a piece with a line, else with a word", () => {
  const lines = "one two three\n".repeat(1_000);
  const [first] = piecesOf(lines);
  expect(lines.slice(0, first?.end).endsWith("\n")).toBe(true);
  const words = "one ".repeat(3_000);
  expect(words.slice(0, piecesOf(words)[0]?.end).endsWith(" ")).toBe(true);
});
