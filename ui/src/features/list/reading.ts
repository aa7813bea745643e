// Reading: a conversation is read once it has been in view for a moment with the window focused.
// Weight and lamp are independent: this never tells whose move it is.

import { useEffect, useSyncExternalStore } from "react";
import type { ConversationDetail } from "../../ipc/bindings.gen";
import { attentionNow } from "../../lib/attention";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { selection, useSelection } from "../../lib/selection";
import { actionTargets } from "../../lib/ticks";
import { rowNow } from "./openList";

/** How long a conversation is in view before it counts as read, in milliseconds. */
const readAfter = 2_000;

// What one was told by name is read with the conversation, also where the customer said nothing new.
const unreadOf = ({ row, noticed }: ConversationDetail) => row.unread + (noticed ? 1 : 0);

/** The person put this one back to unread; looking at it further must not undo that. */
let keptUnread: { conversation: string; unread: number } | null = null;

function subscribeToAttention(listener: () => void): () => void {
  const stop = selection.subscribe(listener);
  window.addEventListener("focus", listener);
  window.addEventListener("blur", listener);
  document.addEventListener("visibilitychange", listener);
  return () => {
    stop();
    window.removeEventListener("focus", listener);
    window.removeEventListener("blur", listener);
    document.removeEventListener("visibilitychange", listener);
  };
}

/** The conversation that is being looked at right now. */
function lookedAt(): string | null {
  const { focused, visible, conversation } = attentionNow();
  return focused && visible ? conversation : null;
}

/** Marks the open conversation read once it has been looked at for 2 s. */
export function useReading(): void {
  const conversation = useSelection((chosen) => chosen.conversation);
  const seen = useSyncExternalStore(subscribeToAttention, lookedAt);
  const unread = useHostQuery(
    "get_conversation",
    { conversation: conversation ?? "" },
    { enabled: conversation !== null, select: unreadOf },
  ).data;

  useEffect(() => {
    if (keptUnread !== null && keptUnread.conversation !== conversation) keptUnread = null;
  }, [conversation]);

  useEffect(() => {
    if (seen === null || unread === undefined || unread === 0) return;
    // Something new came after the person had put it back to unread: looking counts again.
    if (keptUnread?.conversation === seen && unread <= keptUnread.unread) return;
    const timer = setTimeout(() => {
      void setRead([seen], true);
    }, readAfter);
    return () => {
      clearTimeout(timer);
    };
  }, [seen, unread]);
}

/** Marks conversations read or unread. Failures are the local store's and show where it is read. */
export async function setRead(conversations: readonly string[], read: boolean): Promise<void> {
  const { conversation: open } = selection.get();
  if (!read && open !== null && conversations.includes(open)) {
    keptUnread = { conversation: open, unread: Math.max(rowNow(open)?.unread ?? 0, 1) };
  }
  await Promise.allSettled(
    conversations.map((conversation) => callHost("set_read", { conversation, read })),
  );
}

/** What `U` acts on: the ticked ones, else the open one. */
export function readingTargets(): readonly string[] {
  const targets = actionTargets();
  if (targets !== null) return [...targets.keys()];
  const { conversation } = selection.get();
  return conversation === null ? [] : [conversation];
}

/** At least one of these is unread; rows that are not in memory may be. */
export function anyUnread(conversations: readonly string[]): boolean {
  return conversations.some((id) => rowNow(id)?.unread !== 0);
}

/** Marks what is acted on read if any of it is unread, else unread. */
export async function toggleRead(): Promise<void> {
  const conversations = readingTargets();
  const [only] = conversations;
  if (only === undefined) return;
  if (conversations.length > 1 || rowNow(only) !== null) {
    await setRead(conversations, anyUnread(conversations));
    return;
  }
  // Open, but not in the list on screen.
  const detail = await callHost("get_conversation", { conversation: only });
  await setRead([only], unreadOf(detail) > 0);
}
