/** A line's health as a lamp and as words, the same in rail, status bar and settings. */
import type { HealthDto } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";

/** The lamp of a health; names match the lamps of the design. */
export interface HealthLamp {
  readonly kind: "ok" | "due" | "fault" | "pause";
  /** Something is going on. */
  readonly working: boolean;
}

type State = HealthDto["state"];

const lamps = {
  starting: { kind: "due", working: true },
  live: { kind: "ok", working: false },
  catchingUp: { kind: "due", working: true },
  slowed: { kind: "due", working: false },
  offline: { kind: "pause", working: false },
  faulty: { kind: "fault", working: false },
  keyRefused: { kind: "fault", working: false },
  paused: { kind: "pause", working: false },
} satisfies Record<State, HealthLamp>;

const words = {
  starting: m.health_starting,
  live: m.health_live,
  catchingUp: m.health_catching_up,
  slowed: m.health_slowed,
  offline: m.health_offline,
  faulty: m.health_faulty,
  keyRefused: m.health_key_refused,
  paused: m.health_paused,
} satisfies Record<State, () => string>;

/** The lamp of a health. */
export function healthLamp(health: HealthDto): HealthLamp {
  return lamps[health.state];
}

/** A health in two or three words. */
export function healthWords(health: HealthDto): string {
  return words[health.state]();
}
