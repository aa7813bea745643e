import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCountdown,
  formatDayLong,
  formatLength,
  formatNumber,
} from "./format";
import { applyLanguage, resolveLanguage } from "./i18n";

const now = new Date(2026, 10, 19, 14, 0).getTime();
const minute = 60_000;
const hour = 60 * minute;

describe("times of rows", () => {
  it("go from now over minutes and hours to days", () => {
    expect(formatAgo(now + 5_000, now)).toBe("now");
    expect(formatAgo(now - 59_000, now)).toBe("now");
    expect(formatAgo(now - 2 * minute, now)).toBe("2 min");
    expect(formatAgo(now - 3 * hour, now)).toBe("3 h");
    expect(formatAgo(now - 20 * hour, now)).toBe("Yesterday");
    expect(formatAgo(now - 48 * hour, now)).toBe("Tue");
    expect(formatAgo(new Date(2026, 8, 3).getTime(), now)).toMatch(/Sep/u);
    expect(formatAgo(new Date(2025, 8, 3).getTime(), now)).toMatch(/2025/u);
  });

  it("keep hours across midnight while they are few", () => {
    const early = new Date(2026, 10, 19, 1, 0).getTime();
    expect(formatAgo(early - 2 * hour, early)).toBe("2 h");
  });
});

it("time left never promises more than there is", () => {
  expect(formatCountdown(38 * minute + 59_000)).toBe("0:38");
  expect(formatCountdown(23 * hour + 10 * minute)).toBe("23:10");
  expect(formatCountdown(-5)).toBe("0:00");
});

it("recordings show hours only when they have them", () => {
  expect(formatLength(222_000)).toBe("3:42");
  expect(formatLength(3_822_000)).toBe("1:03:42");
});

it("Arabic keeps Latin digits and the Gregorian calendar", () => {
  applyLanguage("ar");
  expect(formatNumber(1840)).toMatch(/^1.840$/u);
  expect(formatDayLong(new Date(2025, 10, 18).getTime(), now)).toMatch(/2025/u);
  expect(document.documentElement.dir).toBe("rtl");
});

it("sizes are short", () => {
  expect(formatBytes(812_345)).toBe("812 kB");
  expect(formatBytes(2_400_000)).toBe("2.4 MB");
});

it("the system's first language that we speak is taken", () => {
  expect(resolveLanguage("system", ["de-DE", "pt-PT", "ar"])).toBe("pt");
  expect(resolveLanguage("system", ["de-DE"])).toBe("en");
  expect(resolveLanguage("ar", ["en"])).toBe("ar");
});
