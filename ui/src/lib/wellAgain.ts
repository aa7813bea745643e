/** What failed while a platform was out of reach is asked again by itself, once the host says that its line is well. */
import { useCallback, useEffect, useEffectEvent, useRef } from "react";
import type { LineDto } from "../ipc/bindings.gen";
import { useHostQuery } from "./hostQuery";

const everything = {};

/** Calls `ask` when the line comes back while `failed`; any line where it is not known which one was asked. */
export function useWellAgain(line: string | null, failed: boolean, ask: () => void): void {
  const countWell = useCallback(
    (lines: readonly LineDto[]) =>
      lines.filter(({ id, health }) => health.state === "live" && (line === null || id === line))
        .length,
    [line],
  );
  const well = useHostQuery("list_lines", everything, { select: countWell }).data;
  const before = useRef(well);
  const askAgain = useEffectEvent(() => {
    if (failed) ask();
  });
  useEffect(() => {
    const isBack = well !== undefined && before.current !== undefined && well > before.current;
    before.current = well;
    if (isBack) askAgain();
  }, [well]);
}
