/** Choosing the message that the reply answers. */
import type { ItemDto } from "../../ipc/bindings.gen";
import { quoting } from "./composer/kept";
import type { Scene } from "./scene";
import { showTab } from "./showTab";
import { isBubble } from "./timeline/timelineEntries";
import { kindOf, senderOf, textOf } from "./words";

/** The platform has it, so it can be answered; an echo has no name there yet. */
export function canBeQuoted(item: ItemDto): boolean {
  if (!isBubble(item) || item.content.type === "deleted") return false;
  switch (item.delivery?.state) {
    case "queued":
    case "sending":
    case "checking":
    case "stuck":
      return false;
    case "pending":
    case "sent":
    case "delivered":
    case "read":
    case "failed":
    case undefined:
      return true;
  }
}

/** What a quote that starts now is of: the focused message, else the customer's newest; null for none. */
export function quotable({ timeline }: Scene): ItemDto | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset["item"];
  const at = (id: string | undefined) => (id === undefined ? undefined : timeline.entry(id)?.item);
  const chosen = at(focused);
  if (chosen !== undefined) return canBeQuoted(chosen) ? chosen : null;
  const newest = timeline
    .state()
    .ids.toReversed()
    .map(at)
    .find((item) => item !== undefined && item.direction === "inbound" && canBeQuoted(item));
  return newest ?? null;
}

/** Lets the reply answer this message. */
export function quoteItem({ conversation }: Scene, item: ItemDto): void {
  const words = textOf(item)?.trim() ?? "";
  quoting.set(conversation, {
    item: item.id,
    sender: senderOf(item),
    text: words === "" ? kindOf(item) : words,
  });
  showTab(conversation, "reply");
}
