/** A palette entry for each line on which a customer can be played. */
import type { SteadyLine } from "../../lib/lines";
import { defineAction, type Action } from "../../lib/actions";
import { canPlayVisitor, playVisitor } from "../../lib/visitor";
import { m } from "../../paraglide/messages.js";

/** The actions for these lines. */
export function visitorActions(lines: readonly SteadyLine[]): Action[] {
  return lines.filter(canPlayVisitor).map((line) =>
    defineAction({
      id: `visitor.play.${line.id}`,
      label: () => m.visitor_test_on({ name: line.name }),
      group: "app",
      keys: [],
      when: () => true,
      run: () => {
        playVisitor(line.id);
      },
    }),
  );
}
