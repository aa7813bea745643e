/** Brings a tab of the composer up and the focus into it. */
import { flushSync } from "react-dom";
import { selection } from "../../lib/selection";
import { openTabs, type WritingTab } from "./composer/kept";

/** Shows a tab of a conversation's composer. */
export function showTab(conversation: string, tab: WritingTab): void {
  // The box must be there before it can take the focus.
  flushSync(() => {
    openTabs.set(conversation, tab);
  });
  selection.focusPane("composer");
}
