// What keys and the palette can do about who has a conversation.

import { type Action, defineAction } from "../../lib/actions";
import { changeTargets, sharesOf } from "../../lib/changing";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { openAssignDialog, type Receiver } from "./assignDialogState";
import { assign, reasonForTargets, takeOldest } from "./assigning";

const hasTargets = () => changeTargets() !== null;

function assignNow(receiver: Receiver, how: { force?: boolean } = {}): void {
  const targets = changeTargets();
  if (targets !== null) void assign(sharesOf(targets), receiver, how);
}

/** The actions of assigning. */
export const assignActions: readonly Action[] = [
  defineAction({
    id: "assign.open",
    label: m.assign_open,
    group: "conversation",
    keys: ["A"],
    single: true,
    when: hasTargets,
    run: () => {
      const targets = changeTargets();
      if (targets !== null) openAssignDialog(targets);
    },
  }),
  defineAction({
    id: "assign.take",
    label: m.assign_take,
    group: "conversation",
    keys: ["M"],
    single: true,
    when: hasTargets,
    reason: () => reasonForTargets("take"),
    run: () => {
      assignNow("me");
    },
  }),
  defineAction({
    id: "assign.takeOver",
    label: m.assign_held_take,
    group: "conversation",
    keys: [],
    // Offered only where it is known that a colleague holds the conversation.
    hidden: true,
    when: hasTargets,
    reason: () => reasonForTargets("take"),
    run: () => {
      assignNow("me", { force: true });
    },
  }),
  defineAction({
    id: "assign.toQueue",
    label: m.assign_to_queue,
    group: "conversation",
    keys: ["Shift+A"],
    single: true,
    when: hasTargets,
    reason: () => reasonForTargets("queue"),
    run: () => {
      assignNow("queue");
    },
  }),
  defineAction({
    id: "assign.takeOldest",
    label: m.assign_take_oldest,
    group: "move",
    keys: ["Shift+W"],
    single: true,
    when: () => selection.get().page === "inbox",
    run: () => void takeOldest(),
  }),
];
