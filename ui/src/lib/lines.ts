/** The lines as most of the window wants them. */
import type { LineDto } from "../ipc/bindings.gen";
import { useHostQuery } from "./hostQuery";

/** A line without when something last came on it: each message changes that, and next to nothing shows it. */
export type SteadyLine = Omit<LineDto, "lastEventAt">;

function steadyLines(lines: readonly LineDto[]): SteadyLine[] {
  return lines.map(({ lastEventAt, ...line }) => line);
}

/** The lines, once they were read; who asks is drawn anew when something of them changes that stays. */
export function useLines(): readonly SteadyLine[] | undefined {
  return useHostQuery("list_lines", {}, { select: steadyLines }).data;
}
