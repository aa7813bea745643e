/** The reply window as the composer says it. Pure. */
import type { ReplyWindowDto } from "../../../ipc/bindings.gen";

const minute = 60_000;
const hour = 60 * minute;
/** The whole of the window, for the ring. */
const WHOLE = 24 * hour;
const DUE = 4 * hour;
const PRESSING = hour;

/** Where the window stands at an instant. */
export type WindowState =
  | { readonly state: "unlimited" }
  | {
      readonly state: "open";
      /** Time left in ms, and as a part of the whole. */
      readonly left: number;
      readonly part: number;
      readonly tone: "ok" | "due" | "fault";
    }
  | { readonly state: "closed"; readonly ago: number | null }
  /** It has closed, and what is written may not arrive; it is taken all the same. */
  | { readonly state: "overdue"; readonly ago: number }
  | { readonly state: "shut"; readonly forGood: boolean };

function closed(ago: number | null, onlyWarns: boolean): WindowState {
  if (!onlyWarns) return { state: "closed", ago };
  return ago === null ? { state: "unlimited" } : { state: "overdue", ago };
}

/** Reads the window at `now`: one that has run out meanwhile is closed, whatever was told before. */
export function windowAt(window: ReplyWindowDto, now: number, onlyWarns = false): WindowState {
  switch (window.state) {
    case "unlimited":
      return { state: "unlimited" };
    case "shut":
      return { state: "shut", forGood: window.forGood };
    case "closed":
      return closed(window.endedAt === null ? null : now - window.endedAt, onlyWarns);
    case "open": {
      const left = window.endsAt - now;
      if (left <= 0) return closed(-left, onlyWarns);
      const tone = left <= PRESSING ? "fault" : left <= DUE ? "due" : "ok";
      return { state: "open", left, part: left / WHOLE, tone };
    }
  }
}

/** The thresholds at which the time left is announced: under an hour, under ten minutes. */
export function announcedSpan(left: number): number | null {
  if (left <= 10 * minute) return 10 * minute;
  if (left <= PRESSING) return PRESSING;
  return null;
}
