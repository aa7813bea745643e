/** What every item of the open conversation needs to know about it. Stable while it is open. */
import type { ChannelKindDto, PlatformDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { runAction } from "../../lib/actions";
import { callHost } from "../../lib/hostQuery";
import { actOn } from "../../lib/ticks";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import type { CommandName, InputOf, OutputOf } from "../../ipc/transport";
import type { Timeline } from "./timeline/timeline";

/** The open conversation, as its items see it. */
export interface Scene {
  readonly conversation: string;
  readonly platform: PlatformDto;
  readonly line: string;
  readonly channelKind: ChannelKindDto;
  readonly timeline: Timeline;
  /** Shown to be read only: what is to be done about an item is done in its own conversation. */
  readonly isReadOnly?: boolean;
}

/** Runs an action of another part of the window on this conversation, whatever is ticked in the list. */
export function runOn({ conversation, line }: Scene, action: string): void {
  actOn(new Map([[conversation, { line }]]), () => runAction(action));
}

/** Runs a command a person asked for; a failure is said as a toast. Answers undefined after one. */
export async function act<K extends CommandName>(
  name: K,
  input: InputOf<K>,
): Promise<OutputOf<K> | undefined> {
  try {
    return await callHost(name, input);
  } catch (cause) {
    showToast({
      tone: "failed",
      text: m.conversation_action_failed({ reason: presentError(cause).text() }),
    });
    return undefined;
  }
}
