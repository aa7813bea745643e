/** The part of the conversation's menu that asks its platform for something. */
import { FileText, Link as LinkIcon } from "lucide-react";
import type { LineDto } from "../../../ipc/bindings.gen";
import { MenuItem } from "../../../components/Menu";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { reasonAgainstTool } from "../../../lib/tools";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { openTool } from "./toolDialogState";

/** Puts the address of the conversation's page on the clipboard. */
export async function copyConversationLink(conversation: string): Promise<void> {
  try {
    const { address } = await callHost("conversation_link", { conversation });
    await navigator.clipboard.writeText(address);
    showToast({ text: m.conversation_link_copied() });
  } catch {
    showToast({ tone: "failed", text: m.conversation_copy_failed() });
  }
}

/** Draws them; `email` is the customer's, to be proposed. */
export function MoreTools({ scene, email }: { scene: Scene; email: string | null }) {
  const reason =
    useHostQuery(
      "list_lines",
      {},
      {
        select: (lines: readonly LineDto[]) =>
          reasonAgainstTool(
            lines.find(({ id }) => id === scene.line),
            "transcript",
          ),
      },
    ).data ?? null;
  return (
    <>
      <MenuItem
        id="transcript"
        label={m.tools_transcript_action()}
        icon={FileText}
        reason={reason}
        onAction={() => {
          openTool({ of: "transcript", conversation: scene.conversation, email: email ?? "" });
        }}
      />
      <MenuItem
        id="copy-link"
        label={m.tools_copy_link()}
        icon={LinkIcon}
        onAction={() => void copyConversationLink(scene.conversation)}
      />
    </>
  );
}
