/** Numbers, times and sizes as a person writes them. Everything through `Intl`, in the person's zone. */
import type { Milliseconds } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";
import { formattingLocale } from "./i18n";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.ListFormat>();

// Making an Intl formatter costs a hundred times its use, and rows make thousands of calls.
function cached<F extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.ListFormat>(
  key: string,
  make: (locale: string) => F,
): F {
  const locale = formattingLocale();
  const full = `${locale} ${key}`;
  const found = formatters.get(full);
  if (found !== undefined) return found as F;
  const made = make(locale);
  formatters.set(full, made);
  return made;
}

function date(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(`date ${key}`, (locale) => new Intl.DateTimeFormat(locale, options));
}

function startOfDay(at: Milliseconds): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole calendar days from `at` to `now`: 0 today, 1 yesterday. */
function daysBetween(at: Milliseconds, now: Milliseconds): number {
  // Days with a clock change have 23 or 25 hours, so the quotient is rounded.
  return Math.round((startOfDay(now) - startOfDay(at)) / day);
}

/** A number with its groups: "1,840". */
export function formatNumber(value: number): string {
  return cached("number", (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** A part of a whole, as a percentage. */
export function formatPercent(part: number): string {
  return cached("percent", (locale) => new Intl.NumberFormat(locale, { style: "percent" })).format(
    part,
  );
}

/** "13:41". */
export function formatTime(at: Milliseconds): string {
  return date("time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** The day in a column: "Yesterday", "Tue", "14 Oct", "14 Oct 2024"; today is its time. */
export function formatDayShort(at: Milliseconds, now: Milliseconds = Date.now()): string {
  const days = daysBetween(at, now);
  if (days <= 0) return formatTime(at);
  if (days === 1) return m.time_yesterday();
  if (days < 7) return date("weekday", { weekday: "short" }).format(at);
  if (new Date(at).getFullYear() === new Date(now).getFullYear())
    return date("day", { day: "numeric", month: "short" }).format(at);
  return date("dayYear", { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** The label of a day in a timeline: "Today", "Yesterday, Wed 18 November", "Wed 4 June 2025". */
export function formatDayLong(at: Milliseconds, now: Milliseconds = Date.now()): string {
  const days = daysBetween(at, now);
  if (days === 0) return m.time_today();
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const written = date(sameYear ? "long" : "longYear", {
    weekday: "short",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
  return days === 1 ? m.time_yesterday_on({ day: written }) : written;
}

/** Exact, for tooltips: "Wed, 18 November 2026 at 13:41:07". */
export function formatExact(at: Milliseconds): string {
  return date("exact", { dateStyle: "full", timeStyle: "medium" }).format(at);
}

/** When something will be: "16:30" today, else "Mon 23 Nov, 09:00". */
export function formatUntil(at: Milliseconds, now: Milliseconds): string {
  if (startOfDay(at) === startOfDay(now)) return formatTime(at);
  return date("until", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** Since when: "13:39" today, else "Mon 23 Nov, 09:00". */
export function formatSince(at: Milliseconds, now: Milliseconds): string {
  return formatUntil(at, now);
}

/** How long ago, for rows: "now", "2 min", "1 h", then "Yesterday", weekday, date. */
export function formatAgo(at: Milliseconds, now: Milliseconds): string {
  const past = Math.max(0, now - at);
  if (past < minute) return m.time_now();
  if (past < hour) return unit("minute", Math.floor(past / minute));
  if (daysBetween(at, now) === 0 || past < 6 * hour) return unit("hour", Math.floor(past / hour));
  return formatDayShort(at, now);
}

/** A span in its largest fitting unit: "8 s", "46 min", "3 h", "2 days". */
export function formatSpan(length: Milliseconds): string {
  if (length < minute) return unit("second", Math.max(0, Math.floor(length / second)));
  if (length < hour) return unit("minute", Math.floor(length / minute));
  if (length < day) return unit("hour", Math.floor(length / hour));
  return cached(
    "days",
    (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "day", unitDisplay: "long" }),
  ).format(Math.floor(length / day));
}

function unit(name: "second" | "minute" | "hour", value: number): string {
  switch (name) {
    case "second":
      return m.time_seconds({ count: value });
    case "minute":
      return m.time_minutes({ count: value });
    case "hour":
      return m.time_hours({ count: value });
  }
}

/** The length of a recording: "3:42", "1:03:42". Always left to right; wrap it in `Ltr`. */
export function formatLength(length: Milliseconds): string {
  const total = Math.max(0, Math.round(length / second));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0
    ? `${String(hours)}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${String(minutes)}:${seconds}`;
}

/** Time left as h:mm, rounded down so that it never promises more: "23:10", "0:38". */
export function formatCountdown(left: Milliseconds): string {
  const minutes = Math.max(0, Math.floor(left / minute));
  return `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The size of a file: "812 kB", "2.4 MB". */
export function formatBytes(bytes: number): string {
  const steps = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  const name = steps[step] ?? "byte";
  return cached(
    `bytes ${name}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: "unit",
        unit: name,
        unitDisplay: "short",
        maximumFractionDigits: 1,
      }),
  ).format(value < 10 ? value : Math.round(value));
}

/** "a, b and c". */
export function formatList(parts: readonly string[]): string {
  return cached("list", (locale) => new Intl.ListFormat(locale, { type: "conjunction" })).format(
    parts,
  );
}

/** The time on the clocks of a zone: "13:41". */
export function formatTimeIn(at: Milliseconds, timeZone: string): string {
  return date(`time ${timeZone}`, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(at);
}

function displayName(type: "region" | "language", code: string): string {
  try {
    return new Intl.DisplayNames(formattingLocale(), { type }).of(code) ?? code;
  } catch {
    // No code after all: whatever the platform wrote.
    return code;
  }
}

/** A country by its ISO code, in the person's language. */
export function countryName(iso: string): string {
  return displayName("region", iso);
}

/** A language by its code, in the person's language. */
export function languageName(code: string): string {
  return displayName("language", code.replace("_", "-"));
}
