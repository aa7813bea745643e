/** Sending words: the box empties at once, the echo appears at once, a refusal puts the words back. */
import type { EmailCopiesDto, SendMessageInput, TemplateInput } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import type { Scene } from "../scene";
import { offering } from "./buttons/offered";
import { drafts, noteDrafts } from "./drafts";
import { forgetHead } from "./email/head";
import { giveFiles, takeFilesBack } from "./files/attaching";
import { quoting } from "./kept";
import { noteTerms } from "./noteTerms";

const plain = {
  note: false,
  terms: null,
  quote: null,
  takeOver: false,
  template: null,
  buttons: [],
  email: null,
};

async function queue({ timeline }: Scene, input: SendMessageInput, taken: () => void) {
  const echo = await callHost("send_message", input);
  taken();
  await timeline.takeEcho(echo);
}

/** Sends what is in the box; answers why it was refused, or null. */
export async function sendDraft(
  scene: Scene,
  { takeOver, email }: { takeOver: boolean; email: EmailCopiesDto | null },
): Promise<HostError | null> {
  const { conversation } = scene;
  const text = drafts.text(conversation) ?? "";
  const files = giveFiles(conversation, false);
  const isEmpty = drafts.isEmpty(conversation);
  if (isEmpty && files.length === 0) return null;
  const quoted = quoting.get(conversation);
  const offered = offering.get(conversation);
  drafts.giving(conversation);
  quoting.set(conversation, null);
  offering.giving(conversation);
  try {
    const quote = quoted?.item ?? null;
    const buttons = offered?.map((title) => title.trim()) ?? [];
    await queue(
      scene,
      { ...plain, conversation, text, quote, takeOver, files, buttons, email },
      () => {
        drafts.given(conversation);
        if (offered !== null) offering.given(conversation);
        forgetHead(conversation);
      },
    );
    return null;
  } catch (cause) {
    takeFilesBack(conversation, files);
    if (!isEmpty) drafts.putBack(conversation, text);
    // Newer buttons, and a newer choice of what to answer, stand.
    offering.putBack(conversation, offered);
    if (quoting.get(conversation) === null) quoting.set(conversation, quoted);
    return HostError.from(cause);
  }
}

/** Keeps what is in the note's box as a note; answers why it was refused, or null. */
export async function sendNote(scene: Scene): Promise<HostError | null> {
  const { conversation } = scene;
  const text = noteDrafts.text(conversation) ?? "";
  const files = giveFiles(conversation, true);
  if (text.trim() === "" && files.length === 0) return null;
  const terms = noteTerms.get(conversation);
  noteDrafts.giving(conversation);
  noteTerms.giving(conversation);
  try {
    await queue(scene, { ...plain, conversation, text, note: true, terms, files }, () => {
      noteDrafts.given(conversation);
      if (terms !== null) noteTerms.given(conversation);
    });
    return null;
  } catch (cause) {
    takeFilesBack(conversation, files);
    if (text !== "") noteDrafts.putBack(conversation, text);
    noteTerms.putBack(conversation, terms);
    return HostError.from(cause);
  }
}

/** Sends a template with its values; answers why it was refused, or null. The draft stays. */
export async function sendTemplate(
  scene: Scene,
  text: string,
  template: TemplateInput,
): Promise<HostError | null> {
  const { conversation } = scene;
  try {
    await queue(scene, { ...plain, conversation, text, template, files: [] }, () => {
      drafts.given(conversation);
    });
    return null;
  } catch (cause) {
    return HostError.from(cause);
  }
}
