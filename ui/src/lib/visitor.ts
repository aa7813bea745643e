/** Playing a customer: in a window of its own, or as a page where there are no windows. */
import type { SteadyLine } from "./lines";
import { presentError } from "../ipc/errors";
import { callHost } from "./hostQuery";
import { selection } from "./selection";
import { showToast } from "./toasts";

/** The line has a channel that is built on the platform's API, and its key may look into it. */
export function canPlayVisitor(line: SteadyLine): boolean {
  return (
    line.capabilities?.playVisitor === "available" &&
    line.channels.some(({ kind }) => kind === "api")
  );
}

/** Opens the window in which a customer of this line is played. */
export function playVisitor(line: string): void {
  callHost("open_visitor_window", { line }).then(
    ({ opened }) => {
      if (!opened) selection.openPage("visitor", line);
    },
    (cause: unknown) => {
      showToast({ text: presentError(cause).text(), tone: "failed" });
    },
  );
}
