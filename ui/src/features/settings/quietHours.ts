/** Times of day to choose from. Pure. */
import { formatTime } from "../../lib/format";

const step = 30;
const day = 24 * 60;

/** What switching quiet hours on begins with: the evening and the night. */
export const quietAtFirst = { quietFrom: 18 * 60, quietUntil: 8 * 60 } as const;

/** A time of day written as the person writes it; any day will do. */
function clock(minutes: number): string {
  return formatTime(new Date(2026, 0, 1, Math.floor(minutes / 60), minutes % 60).getTime());
}

/**
 * Every half hour, and the time that is set even where it is none of them; never the other end, since from
 * eight until eight says nothing. Values are minutes after midnight.
 */
export function clockChoices(set: number, other: number): { value: string; label: string }[] {
  const times = new Set<number>([set]);
  for (let minutes = 0; minutes < day; minutes += step) if (minutes !== other) times.add(minutes);
  return [...times]
    .sort((a, b) => a - b)
    .map((minutes) => ({ value: String(minutes), label: clock(minutes) }));
}
