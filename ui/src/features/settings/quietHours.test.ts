import fc from "fast-check";
import { expect, test } from "vitest";
import { clockChoices } from "./quietHours";

const minuteOfDay = fc.integer({ min: 0, max: 24 * 60 - 1 });

test("the time that is set can always be chosen, the other end never", () => {
  fc.assert(
    fc.property(minuteOfDay, minuteOfDay, (set, other) => {
      fc.pre(set !== other);
      const values = clockChoices(set, other).map(({ value }) => Number(value));
      expect(values).toContain(set);
      expect(values).not.toContain(other);
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }),
  );
});

test("times are written with two digits", () => {
  expect(clockChoices(8 * 60, 0).find(({ value }) => value === "480")?.label).toBe("08:00");
});
