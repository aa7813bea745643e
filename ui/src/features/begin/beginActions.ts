// Beginning a conversation from the keyboard and the palette.

import { defineAction, type Action } from "../../lib/actions";
import { linesNow } from "../../lib/changing";
import { selection } from "../../lib/selection";
import { reasonAgainstTool } from "../../lib/tools";
import { m } from "../../paraglide/messages.js";
import { openBegin } from "../../lib/beginning";

/** Why no line can begin one; null as soon as one can. */
function reason(): string | null {
  const reasons = linesNow().map((line) => reasonAgainstTool(line, "begin"));
  if (reasons.length === 0) return m.begin_no_line();
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

/** The action. */
export const beginActions: readonly Action[] = [
  defineAction({
    id: "begin.open",
    label: m.begin_action,
    words: m.begin_words,
    group: "go",
    keys: ["C"],
    single: true,
    when: () => selection.get().page === "inbox",
    reason,
    run: () => {
      const { line } = selection.get();
      openBegin(line === null ? {} : { line });
    },
  }),
];
