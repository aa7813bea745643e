/**
 * Whom an e-mail that is being written goes to, per conversation. The host keeps it and says what is an
 * address; here is what it last answered, and what stands half typed in a field.
 */
import type { ConversationDetail, EmailCopiesDto } from "../../../../ipc/bindings.gen";
import { HostError } from "../../../../ipc/transport";
import { callHost } from "../../../../lib/hostQuery";
import { keep, useKept } from "../kept";

/** A line of the head that can be changed. */
export type CopyLine = "cc" | "bcc";

/** Who gets a copy as it was last changed here; null while the host's word stands. */
export const changedCopies = keep<EmailCopiesDto | null>(null);

const nothing = { cc: "", bcc: "" } as const;
/** What stands in the fields and is no address yet. */
export const typedCopies = keep<Readonly<Record<CopyLine, string>>>(nothing);

/** Lines that are shown although nobody is on them. */
export const openLines = keep<ReadonlySet<CopyLine>>(new Set());

/** The field that takes the focus as soon as it is there. */
export const wantedLine = keep<CopyLine | null>(null);

/** Who gets a copy of the answer. */
export function useCopies(detail: ConversationDetail): EmailCopiesDto | null {
  const changed = useKept(changedCopies, detail.row.id);
  return detail.replyHead === null ? null : (changed ?? detail.replyHead.copies);
}

const savings = new Map<string, Promise<unknown>>();

/** Resolves once what was entered last has reached the host. */
export async function copiesSaved(conversation: string): Promise<void> {
  await savings.get(conversation);
}

/** Keeps who gets a copy; answers why it was refused, or null. */
export async function saveCopies(
  conversation: string,
  copies: EmailCopiesDto,
): Promise<HostError | null> {
  const saving = callHost("save_reply_head", { conversation, copies }).then(
    (kept) => {
      changedCopies.set(conversation, kept);
      return null;
    },
    (cause: unknown) => HostError.from(cause),
  );
  savings.set(conversation, saving);
  return await saving;
}

/** Shows a line and brings the focus into it. */
export function openLine(conversation: string, line: CopyLine): void {
  openLines.set(conversation, new Set([...openLines.get(conversation), line]));
  wantedLine.set(conversation, line);
}

/** The e-mail was sent: the next one begins with the host's word again. */
export function forgetHead(conversation: string): void {
  changedCopies.set(conversation, null);
  typedCopies.set(conversation, nothing);
  openLines.set(conversation, new Set());
}
