// What keys and the palette can do with the list.

import type { ConversationRow, SortDto } from "../../ipc/bindings.gen";
import { type Action, defineAction } from "../../lib/actions";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { focusedRow, openBeside, openNextWhere, tickAll, toggleTick } from "./openList";
import { readingTargets, toggleRead } from "./reading";
import { sortWords } from "./words";

const onInbox = () => selection.get().page === "inbox";
const hasRows = () => onInbox() && focusedRow() !== null;
const isUnread = (row: ConversationRow) => row.unread > 0;
const needsUs = (row: ConversationRow) =>
  row.whoseMove === "needsPerson" || row.whoseMove === "closingSoon" || row.whoseMove === "ourTurn";

/** One for each order, as the palette has no menu. */
const sortActions = (Object.keys(sortWords) as SortDto[]).map((sort) =>
  defineAction({
    id: `list.sort.${sort}`,
    label: () => m.list_sort({ sort: sortWords[sort]() }),
    group: "move",
    keys: [],
    when: () => onInbox() && selection.get().sort !== sort,
    run: () => {
      selection.setSort(sort);
    },
  }),
);

/** The actions of the list. */
export const listActions: readonly Action[] = [
  ...sortActions,
  defineAction({
    id: "list.next",
    label: m.list_next,
    group: "move",
    keys: ["J"],
    single: true,
    when: hasRows,
    run: () => void openBeside(1),
  }),
  defineAction({
    id: "list.previous",
    label: m.list_previous,
    group: "move",
    keys: ["K"],
    single: true,
    when: hasRows,
    run: () => void openBeside(-1),
  }),
  defineAction({
    id: "list.nextUnread",
    label: m.list_next_unread,
    group: "move",
    keys: ["Shift+J"],
    single: true,
    when: hasRows,
    run: () => void openNextWhere(isUnread),
  }),
  defineAction({
    id: "list.nextNeedsUs",
    label: m.list_next_needs_us,
    group: "move",
    keys: ["W"],
    single: true,
    when: hasRows,
    run: () => void openNextWhere(needsUs),
  }),
  defineAction({
    id: "list.tick",
    label: m.list_tick,
    group: "conversation",
    keys: ["X"],
    single: true,
    when: hasRows,
    run: () => {
      const id = focusedRow();
      if (id !== null) toggleTick(id);
    },
  }),
  defineAction({
    id: "list.tickAll",
    label: m.list_tick_all,
    group: "conversation",
    // Ctrl A selects text wherever there is text; the list takes it while it has the focus.
    keys: [],
    when: hasRows,
    run: () => void tickAll(),
  }),
  defineAction({
    id: "conversation.toggleRead",
    label: m.list_toggle_read,
    group: "conversation",
    keys: ["U"],
    single: true,
    when: () => onInbox() && readingTargets().length > 0,
    run: () => void toggleRead(),
  }),
];
