/**
 * What the list shows of a conversation, for whatever acts on one that was just chosen: a key that follows at once
 * does not wait until the conversation itself was read.
 */
import type { ConversationRow } from "../ipc/bindings.gen";

type Look = (conversation: string) => ConversationRow | null;

let look: Look = () => null;

/** The list says where its rows are. */
export function provideShownRows(by: Look): void {
  look = by;
}

/** The row of a conversation, when the list holds it. */
export function shownRow(conversation: string): ConversationRow | null {
  return look(conversation);
}
