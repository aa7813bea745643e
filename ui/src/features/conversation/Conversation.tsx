/**
 * The open conversation: header, timeline, composer. The shell wraps it into `<main data-pane="conversation">` and
 * mounts it anew for each conversation; `headerStart` is the way back to the list in windows under 720 px, and
 * `headerEnd` the button of the details panel.
 */
import type { ReactNode } from "react";

/** One conversation. */
export function Conversation({
  conversation,
  headerStart,
  headerEnd,
}: {
  conversation: string;
  headerStart?: ReactNode;
  headerEnd?: ReactNode;
}) {
  return (
    <article data-conversation={conversation}>
      {headerStart}
      {headerEnd}
    </article>
  );
}
