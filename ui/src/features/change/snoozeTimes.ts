/** Until when a conversation can be hidden. Pure. */

const hour = 3_600_000;
/** The day begins at nine: what comes back earlier waits in vain. */
const MORNING = 9;

/** A time to choose; null is the customer's answer. */
export interface SnoozeTime {
  readonly id: "hour" | "laterToday" | "tomorrow" | "nextWeek" | "answer";
  readonly until: number | null;
}

/** Weekdays as `Date` counts them: Sunday is 0. */
type Weekday = 0 | 1;

/** The first working day of the week in a region: Sunday where Friday is free, else Monday. */
export function firstWorkday(locale: string): Weekday {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { weekend: number[] };
    weekInfo?: { weekend: number[] };
  };
  const weekend = known.getWeekInfo?.().weekend ?? known.weekInfo?.weekend;
  if (weekend !== undefined) return weekend.includes(5) ? 0 : 1;
  return known.language === "ar" ? 0 : 1;
}

function morningIn(days: number, now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  return date.setHours(MORNING, 0, 0, 0);
}

/** The times on offer at `now`, soonest first; later today only while the day lasts. */
export function snoozeTimes(now: number, workday: Weekday): readonly SnoozeTime[] {
  const later = now + 4 * hour;
  const isToday = new Date(later).getDate() === new Date(now).getDate();
  const daysAhead = (workday - new Date(now).getDay() + 7) % 7 || 7;
  return [
    { id: "hour", until: now + hour },
    ...(isToday ? [{ id: "laterToday", until: later } as const] : []),
    { id: "tomorrow", until: morningIn(1, now) },
    // On the eve of the week, tomorrow is next week already.
    ...(daysAhead === 1 ? [] : [{ id: "nextWeek", until: morningIn(daysAhead, now) } as const]),
    { id: "answer", until: null },
  ];
}
