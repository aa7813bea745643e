/**
 * What was typed and not sent, per conversation. The host keeps it for good; for as long as this window
 * is open, what was typed in it is the truth, so that switching quickly neither loses a letter nor shows
 * an older text that is still in a cache.
 */
import { callHost } from "../../../lib/hostQuery";

/** How far the saving has come. */
export type DraftState = "saved" | "waiting" | "failed";

/** A pause in typing this long saves, in ms. */
const PAUSE = 300;

interface Draft {
  text: string;
  state: DraftState;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const typed = new Map<string, Draft>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

async function save(conversation: string): Promise<void> {
  const draft = typed.get(conversation);
  if (draft === undefined) return;
  clearTimeout(draft.timer);
  draft.timer = undefined;
  const { text } = draft;
  try {
    await callHost("save_draft", { conversation, text });
    // Typed on meanwhile: that text has its own saving ahead.
    if (typed.get(conversation)?.text !== text || draft.timer !== undefined) return;
    draft.state = "saved";
  } catch {
    // Not silent: the composer says so, and the next pause or leaving tries again.
    draft.state = "failed";
  }
  tell();
}

/** Reads and keeps drafts. */
export const drafts = {
  /** The text typed here, or undefined when the host's is the newest. */
  text(conversation: string): string | undefined {
    return typed.get(conversation)?.text;
  },
  /** Whether the text has reached the host; null when it is not known here. */
  state(conversation: string): DraftState | null {
    return typed.get(conversation)?.state ?? null;
  },
  /** Calls after each change of a state; answers the way to stop. */
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Takes over what the host kept, so that there is one text from now on. */
  adopt(conversation: string, text: string): void {
    if (!typed.has(conversation)) {
      typed.set(conversation, { text, state: "saved", timer: undefined });
    }
  },
  /** Takes a typed text; it is saved at the next pause. */
  type(conversation: string, text: string): void {
    const draft: Draft = typed.get(conversation) ?? { text, state: "waiting", timer: undefined };
    clearTimeout(draft.timer);
    draft.text = text;
    draft.state = "waiting";
    draft.timer = setTimeout(() => void save(conversation), PAUSE);
    typed.set(conversation, draft);
    tell();
  },
  /** Saves now what has not been saved: on leaving the conversation or the window. */
  flush(conversation: string): void {
    const draft = typed.get(conversation);
    if (draft !== undefined && draft.state !== "saved") void save(conversation);
  },
  /**
   * The text is being given to the host: the box is empty at once. The host lets go of the draft in the
   * very step that takes the text into the outbox; telling it earlier could lose the text in a crash.
   */
  giving(conversation: string): void {
    const draft = typed.get(conversation);
    if (draft === undefined) return;
    clearTimeout(draft.timer);
    draft.timer = undefined;
    draft.text = "";
    draft.state = "saved";
    tell();
  },
  /**
   * The host has taken the text, and with it the draft. What is in the box now is told once more: it may
   * have been saved before that, and a saving that overtook the sending may have kept the old text.
   */
  given(conversation: string): void {
    void save(conversation);
  },
  /** Puts a text back that did not go out, before whatever was typed meanwhile. */
  putBack(conversation: string, text: string): void {
    const meanwhile = drafts.text(conversation) ?? "";
    drafts.type(conversation, meanwhile.trim() === "" ? text : `${text}\n${meanwhile}`);
    drafts.flush(conversation);
  },
  /** Forgets everything; for tests. */
  reset(): void {
    for (const draft of typed.values()) clearTimeout(draft.timer);
    typed.clear();
  },
};
