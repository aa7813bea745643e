/** Opening an address outside. */
import { presentError } from "../../../ipc/errors";
import { callHost } from "../../../lib/hostQuery";
import { showToast } from "../../../lib/toasts";

/** Opens an address outside; a refusal is said. */
export async function openLink(url: string): Promise<void> {
  try {
    await callHost("open_link", { url });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}
