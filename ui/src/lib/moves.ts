/** Whose move it is, as words and as a lamp: the same five everywhere. */
import type { LampKind } from "../components/Lamp";
import type { WhoseMoveDto } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";

const names = {
  needsPerson: m.list_move_needs_person,
  closingSoon: m.list_move_closing_soon,
  ourTurn: m.list_move_our_turn,
  ai: m.list_move_ai,
  waiting: m.list_move_waiting,
} satisfies Record<WhoseMoveDto, () => string>;

const lamps = {
  needsPerson: "fault",
  closingSoon: "due",
  ourTurn: "on",
  ai: "ai",
  waiting: "off",
} as const satisfies Record<WhoseMoveDto, LampKind>;

/** Whose move it is, in words. */
export function moveName(move: WhoseMoveDto): string {
  return names[move]();
}

/** The lamp of whose move; never without the words beside it. */
export function moveLamp(move: WhoseMoveDto): LampKind {
  return lamps[move];
}
