/** What keys and the palette can do in the open conversation. */
import { defineAction, type Action } from "../../lib/actions";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { act, type Scene } from "./scene";

/** The actions of one open conversation. */
export function conversationActions(scene: Scene): readonly Action[] {
  const isOpen = () => {
    const { page, conversation } = selection.get();
    return page === "inbox" && conversation === scene.conversation;
  };
  return [
    defineAction({
      id: "conversation.reply",
      label: m.conversation_reply_action,
      group: "compose",
      keys: ["R"],
      single: true,
      when: isOpen,
      run: () => {
        selection.focusPane("composer");
      },
    }),
    defineAction({
      id: "conversation.retrySend",
      label: m.conversation_retry_action,
      group: "compose",
      keys: ["Shift+R"],
      single: true,
      when: () => isOpen() && scene.timeline.newestStuck() !== null,
      run: () => {
        const outbox = scene.timeline.newestStuck();
        if (outbox !== null) void act("retry_send", { outbox });
      },
    }),
    defineAction({
      id: "conversation.newest",
      label: m.conversation_to_end,
      group: "move",
      keys: [],
      when: isOpen,
      run: () => void scene.timeline.goToEnd(),
    }),
  ];
}
