/** What a field of date and time holds. Pure. */
import type { Milliseconds } from "../ipc/bindings.gen";

/** What such a field holds, as an instant after `now`; null when it is none. */
export function readMoment(typed: string, now: Milliseconds): Milliseconds | null {
  const at = new Date(typed).getTime();
  return Number.isNaN(at) || at <= now ? null : at;
}

/** An instant as such a field writes it, to the minute. */
export function momentOf(at: Milliseconds): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
