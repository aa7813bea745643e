/** Sending words: the box empties at once, the echo appears at once, a refusal puts the words back. */
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import type { Scene } from "../scene";
import { drafts } from "./drafts";

/** Sends what is in the box; answers why it was refused, or null. */
export async function sendDraft({ conversation, timeline }: Scene): Promise<HostError | null> {
  const text = drafts.text(conversation) ?? "";
  if (text.trim() === "") return null;
  drafts.giving(conversation);
  try {
    const echo = await callHost("send_text", { conversation, text });
    drafts.given(conversation);
    await timeline.takeEcho(echo);
    return null;
  } catch (cause) {
    drafts.putBack(conversation, text);
    return HostError.from(cause);
  }
}
