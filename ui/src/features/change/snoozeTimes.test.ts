import { describe, expect, it } from "vitest";
import { readMoment } from "../../lib/moment";
import { firstWorkday, snoozeTimes } from "./snoozeTimes";

const at = (day: number, hour: number, minute = 0) =>
  new Date(2026, 10, day, hour, minute).getTime();
const byId = (now: number, workday: 0 | 1) =>
  Object.fromEntries(snoozeTimes(now, workday).map(({ id, until }) => [id, until]));

describe("the times on offer", () => {
  it("leave out later today once the day is nearly over", () => {
    expect(byId(at(19, 21), 1)).not.toHaveProperty("laterToday");
    expect(byId(at(19, 13), 1)["laterToday"]).toBe(at(19, 17));
  });

  it("are mornings for tomorrow and for the week that begins by region", () => {
    // 19 November 2026 is a Thursday.
    expect(byId(at(19, 13), 1)).toMatchObject({ tomorrow: at(20, 9), nextWeek: at(23, 9) });
    expect(byId(at(19, 13), 0)).toMatchObject({ nextWeek: at(22, 9) });
  });

  it("do not say the same day twice on the eve of the week", () => {
    expect(byId(at(22, 13), 1)).not.toHaveProperty("nextWeek");
    expect(byId(at(23, 13), 1)["nextWeek"]).toBe(at(30, 9));
  });

  it("end with the customer's answer, which has no time", () => {
    expect(snoozeTimes(at(19, 13), 1).at(-1)).toEqual({ id: "answer", until: null });
  });
});

describe("a moment that is typed", () => {
  it("is none when it is unreadable or over", () => {
    expect(readMoment("", at(19, 13))).toBeNull();
    expect(readMoment("2026-11-19T12:59", at(19, 13))).toBeNull();
    expect(readMoment("2026-11-19T18:30", at(19, 13))).toBe(at(19, 18, 30));
  });
});

it("the week begins on Sunday where Friday is free", () => {
  expect(firstWorkday("ar-SA")).toBe(0);
  expect(firstWorkday("pt-BR")).toBe(1);
});
