/** What the open conversation needs to know about its line, each as a value that rarely changes. */
import type { AgentDto, CapabilitiesDto, LineDto } from "../../ipc/bindings.gen";
import { reasonAgainstChange, type ChangeKind } from "../../lib/changing";
import { useHostQuery } from "../../lib/hostQuery";

const nothing = {};

/** Part of a line; undefined until the lines were read or when it is gone. Keep `select` stable. */
function useLinePart<T>(line: string, select: (line: LineDto) => T): T | undefined {
  return useHostQuery("list_lines", nothing, {
    select: (lines) => {
      const found = lines.find((each) => each.id === line);
      return found === undefined ? undefined : { part: select(found) };
    },
  }).data?.part;
}

/** No way to the platform now. */
export function useIsOffline(line: string): boolean {
  return useLinePart(line, ({ health }) => health.state === "offline") ?? false;
}

/** What keeps everything on a line from leaving until somebody or something outside changes. */
export type Hold = "offline" | "keyRefused" | "paused";

/** Why nothing leaves on the line; null while it does. */
export function useHold(line: string): Hold | null {
  return useLinePart(line, holdOf) ?? null;
}

function holdOf({ health: { state } }: LineDto): Hold | null {
  return state === "offline" || state === "keyRefused" || state === "paused" ? state : null;
}

/** What the line can do; null until it was reached once. */
export function useCapabilities(line: string): CapabilitiesDto | null {
  return useLinePart(line, ({ capabilities }) => capabilities) ?? null;
}

/** Why the line cannot change this; null when it can. */
export function useReasonAgainst(line: string, kind: ChangeKind): string | null {
  return useLinePart(line, (known) => reasonAgainstChange(known, kind)) ?? null;
}

/** Whether conversations of the line can be given to a team at all. */
export function useHasTeams(line: string): boolean {
  return useLinePart(line, ({ teams }) => teams.length > 0) ?? false;
}

/** Which agent the person at this desk is on this line; null when nobody said, undefined until it is read. */
export function useMe(line: string): AgentDto | null | undefined {
  return useLinePart(line, ({ me }) => me);
}
