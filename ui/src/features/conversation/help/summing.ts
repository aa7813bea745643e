/** Having a conversation summed up from the composer: the summary then stands in the details. */
import { selection } from "../../../lib/selection";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { ask } from "./asking";

/** Asks; says where the summary is once it is there. */
export async function askForSummary(conversation: string): Promise<void> {
  const asked = await ask(conversation, { type: "summary" });
  if (asked?.phase !== "words") return;
  if (selection.get().conversation === conversation) selection.setPanelOpen(true);
  showToast({ text: m.writing_ai_summed() });
}
