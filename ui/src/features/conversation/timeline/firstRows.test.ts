import { expect, it } from "vitest";
import { firstRows, ROW_HEIGHT } from "./firstRows";

const ids = Array.from({ length: 50 }, (_, index) => `i${String(index)}`);
const height = 10 * ROW_HEIGHT;

it("fills the box from the end, around an item, or from just above what is unread", () => {
  expect(firstRows(ids, { at: "end" }, height)).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
  expect(firstRows(ids, { at: "item", item: "i20" }, height)[0]).toBe(15);
  expect(firstRows(ids, { at: "divider", item: "i20" }, height)[0]).toBe(19);
});

it("never leaves the list", () => {
  expect(firstRows(ids, { at: "divider", item: "i48" }, height)[0]).toBe(40);
  expect(firstRows(ids, { at: "item", item: "i1" }, height)[0]).toBe(0);
  expect(firstRows(ids.slice(0, 3), { at: "end" }, height)).toEqual([0, 1, 2]);
  expect(firstRows([], { at: "end" }, height)).toEqual([]);
});
