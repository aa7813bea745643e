import fc from "fast-check";
import { expect, test } from "vitest";
import { indexAt, rangeOf, scrollToSee, topOf } from "./geometry";
import { sectionsOf, type Order } from "./order";

const heights = { row: 72, title: 25 };
const order: Order = {
  start: 0,
  ids: [],
  total: 5,
  groups: [
    { whoseMove: "waiting", count: 2 },
    { whoseMove: "needsPerson", count: 3 },
  ],
};

test("groups come by rank and empty ones have no title", () => {
  expect(sectionsOf(order)).toEqual([
    { whoseMove: "needsPerson", first: 0, count: 3 },
    { whoseMove: "waiting", first: 3, count: 2 },
  ]);
});

test("a row lies below its own title and those before", () => {
  const sections = sectionsOf(order);
  expect(topOf(sections, 0, heights)).toBe(25);
  expect(topOf(sections, 3, heights)).toBe(25 + 3 * 72 + 25);
});

test("the row at any height of a row is that row, for any groups", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }), fc.nat(), (counts, seed) => {
      const moves = ["needsPerson", "closingSoon", "ourTurn", "ai", "waiting"] as const;
      const groups = moves.map((whoseMove, at) => ({ whoseMove, count: counts[at] ?? 0 }));
      const total = counts.reduce((sum, count) => sum + count, 0);
      if (total === 0) return;
      const sections = sectionsOf({ start: 0, ids: [], total, groups });
      const index = seed % total;
      const top = topOf(sections, index, heights);
      expect(indexAt(sections, top, heights)).toBe(index);
      expect(indexAt(sections, top + heights.row - 1, heights)).toBe(index);
      expect(rangeOf(sections, top, 1, heights).from).toBe(index);
    }),
  );
});

test("a row is brought wholly into sight and not under the sticky title", () => {
  const sections = sectionsOf(order);
  expect(scrollToSee(sections, 1, heights, { top: 80, height: 300 })).toBe(25 + 72 - 25);
  expect(scrollToSee(sections, 4, heights, { top: 0, height: 200 })).toBe(25 * 2 + 5 * 72 - 200);
  expect(scrollToSee(sections, 1, heights, { top: 0, height: 300 })).toBeNull();
});
