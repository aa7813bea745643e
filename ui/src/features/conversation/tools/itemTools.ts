/** What the platform can do to a message or note: which tools it has here, and their actions on the focused item. */
import type { ItemDto, LineDto } from "../../../ipc/bindings.gen";
import { defineAction, type Action } from "../../../lib/actions";
import { linesNow } from "../../../lib/changing";
import { selection } from "../../../lib/selection";
import { reasonAgainstTool, type Tool } from "../../../lib/tools";
import { m } from "../../../paraglide/messages.js";
import { canBeQuoted } from "../quoting";
import { act, type Scene } from "../scene";
import { isBubble } from "../timeline/timelineEntries";
import { textOf } from "../words";
import { openTool } from "./toolDialogState";
import { translate } from "./translations";

/** The platform has it under a name, so something can be done to it there. */
function isThere(item: ItemDto): boolean {
  return item.content.type === "note" ? item.delivery === null : canBeQuoted(item);
}

/** The tool that takes an item away; null for what nobody takes away. */
export function deletingTool(item: ItemDto): Tool | null {
  if (item.content.type === "note") return "deleteNote";
  const isOurs = item.direction === "outbound" && isBubble(item);
  return isOurs && item.content.type !== "deleted" ? "deleteMessage" : null;
}

/** It has words that somebody may not understand. */
export function canBeTranslated(item: ItemDto): boolean {
  return (textOf(item)?.trim() ?? "") !== "" && (isBubble(item) || item.content.type === "note");
}

/** The platform failed to deliver it and may try once more. */
export function canBeRetried(item: ItemDto): boolean {
  return item.delivery?.state === "failed";
}

/** Why a tool is off for an item; null when it is on. */
export function reasonOnItem(line: LineDto | undefined, tool: Tool, item: ItemDto): string | null {
  return reasonAgainstTool(line, tool) ?? (isThere(item) ? null : m.tools_not_there_yet());
}

/** Has the platform deliver a message again. */
export function retryItem(item: ItemDto): void {
  void act("retry_item", { item: item.id });
}

function focusedItem({ timeline }: Scene): ItemDto | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset["item"];
  return focused === undefined ? null : (timeline.entry(focused)?.item ?? null);
}

/** The actions on the focused item of one open conversation. */
export function itemActions(scene: Scene): readonly Action[] {
  const line = () => linesNow().find(({ id }) => id === scene.line);
  const item = () => {
    const { page, conversation } = selection.get();
    return page === "inbox" && conversation === scene.conversation ? focusedItem(scene) : null;
  };
  return [
    defineAction({
      id: "item.translate",
      label: m.tools_translate,
      group: "conversation",
      keys: ["Shift+T"],
      single: true,
      when: () => {
        const focused = item();
        return focused !== null && canBeTranslated(focused);
      },
      reason: () => {
        const focused = item();
        return focused === null ? null : reasonOnItem(line(), "translate", focused);
      },
      run: () => {
        const focused = item();
        if (focused !== null) void translate(focused.id);
      },
    }),
    defineAction({
      id: "item.delete",
      label: m.tools_delete_item,
      group: "conversation",
      keys: ["Delete"],
      single: true,
      when: () => {
        const focused = item();
        return focused !== null && deletingTool(focused) !== null;
      },
      reason: () => {
        const focused = item();
        const tool = focused === null ? null : deletingTool(focused);
        return focused === null || tool === null ? null : reasonOnItem(line(), tool, focused);
      },
      run: () => {
        const focused = item();
        if (focused !== null) openTool({ of: "delete", item: focused });
      },
    }),
  ];
}
