/**
 * The list pane: header, bar, rows, bulk bar. The shell puts it into its pane (`data-pane="list"`, id `pane-list`)
 * and gives `headerStart` for windows under 720 px, where the rail opens from the list header.
 */
import type { ReactNode } from "react";

/** The list of the current view. */
export function ConversationList({ headerStart }: { headerStart?: ReactNode }) {
  return <section>{headerStart}</section>;
}
