/** Whether somebody is there: its word and lamp, and which colleagues of a line are. */
import type { LampKind, LampSign } from "../components/Lamp";
import type { AgentPresenceDto, PresenceDto } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";
import { useHostQuery } from "./hostQuery";

/** What it is called. */
export const presenceWords: Record<PresenceDto, () => string> = {
  online: m.tools_presence_online,
  busy: m.tools_presence_busy,
  offline: m.tools_presence_offline,
};

/** The lamp beside the word. */
export const presenceLamps: Record<PresenceDto, LampKind> = {
  online: "on",
  busy: "due",
  offline: "off",
};

/** By the ids of agents; who is missing is not known to be there or away. */
export type Presences = ReadonlyMap<string, PresenceDto>;

const nothingKnown: Presences = new Map();

const byAgent = (all: readonly AgentPresenceDto[]): Presences =>
  new Map(all.map(({ agent, presence }) => [agent, presence]));

/** Which colleagues of a line are there, as its platform tells it at this moment. */
export function usePresences(line: string | null, enabled = true): Presences {
  return (
    useHostQuery(
      "list_presences",
      { line: line ?? "" },
      { enabled: enabled && line !== null, select: byAgent },
    ).data ?? nothingKnown
  );
}

/** What a lamp says of somebody; nothing where nothing is known. */
export function presenceSign(presence: PresenceDto | undefined): LampSign | null {
  if (presence === undefined) return null;
  return { kind: presenceLamps[presence], word: presenceWords[presence]() };
}
