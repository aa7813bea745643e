/** Buttons below a reply: whether they can be sent here, and what is wrong with them. */
import type { ButtonLimitsDto, CapabilitiesDto } from "../../../../ipc/bindings.gen";
import { linesNow } from "../../../../lib/changing";
import { useHostQuery } from "../../../../lib/hostQuery";
import { platformName } from "../../../../lib/lineWords";
import { m } from "../../../../paraglide/messages.js";
import type { Scene } from "../../scene";
import { countCharacters } from "../writing";
import { offering } from "./offered";

function said({ platform, channelKind }: Scene, can: CapabilitiesDto | null | undefined) {
  // Nobody knows yet: the host decides.
  if (can === undefined || can === null) return null;
  if (can.buttons === null) return m.buttons_off_platform({ platform: platformName(platform) });
  return can.buttons.channels.includes(channelKind) ? null : m.buttons_off_channel();
}

/** Why no buttons can be sent in a conversation, as it is known now; for actions. */
export function reasonAgainstButtons(scene: Scene): string | null {
  return said(scene, linesNow().find(({ id }) => id === scene.line)?.capabilities);
}

/** The same, re-rendering when the line changes. */
export function useReasonAgainstButtons(scene: Scene): string | null {
  const select = (lines: ReturnType<typeof linesNow>) =>
    said(scene, lines.find(({ id }) => id === scene.line)?.capabilities);
  return useHostQuery("list_lines", {}, { select }).data ?? null;
}

/** Some connected line has them: what none has is not drawn. */
export function useHasButtons(): boolean {
  const select = (lines: ReturnType<typeof linesNow>) =>
    lines.some(({ capabilities }) => (capabilities?.buttons ?? null) !== null);
  return useHostQuery("list_lines", {}, { select }).data ?? false;
}

/** Begins a row of buttons below the reply; one that was begun stays. */
export function offerButtons(conversation: string): void {
  if (offering.get(conversation) === null) offering.set(conversation, [""]);
}

/** What keeps these from being sent, in a sentence; null when nothing does. */
export function faultOf(titles: readonly string[], limits: ButtonLimitsDto): string | null {
  for (const [at, title] of titles.entries()) {
    const number = at + 1;
    if (title.trim() === "") return m.buttons_empty({ number });
    const over = countCharacters(title.trim()) - limits.title;
    if (over > 0) return m.buttons_too_long({ number, count: over });
  }
  return null;
}
