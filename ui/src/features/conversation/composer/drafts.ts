/**
 * What was typed and not sent, per conversation and tab. The host keeps it for good; for as long as this window
 * is open, what was typed in it is the truth, so that switching quickly neither loses a letter nor shows
 * an older text that is still in a cache. Replies and notes never share a text.
 */
import { callHost } from "../../../lib/hostQuery";

/** How far the saving has come. */
type DraftState = "saved" | "waiting" | "failed";

/** A pause in typing this long saves, in ms. */
const PAUSE = 300;

interface Draft {
  text: string;
  /** What stands in a new draft before anything is typed: the signature of an e-mail. */
  opening: string;
  state: DraftState;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** What was typed in one tab of each conversation. */
export interface Drafts {
  /** The text typed here, or undefined when the host's is the newest. */
  text: (conversation: string) => string | undefined;
  /** Whether the text has reached the host; null when it is not known here. */
  state: (conversation: string) => DraftState | null;
  /** Calls after each change of a state; answers the way to stop. */
  subscribe: (listener: () => void) => () => void;
  /** Takes over what the host kept, so that there is one text from now on. */
  adopt: (conversation: string, text: string) => void;
  /** A draft in which nothing is typed begins with this, and so does each after it; kept once one types. */
  begin: (conversation: string, opening: string) => void;
  /** Whether there is nothing but what a new draft begins with. */
  isEmpty: (conversation: string) => boolean;
  /** Takes a typed text; it is saved at the next pause. */
  type: (conversation: string, text: string) => void;
  /** Saves now what has not been saved: on leaving the conversation or the window. */
  flush: (conversation: string) => void;
  /**
   * The text is being given to the host: the box is empty at once. The host lets go of the draft in the
   * very step that takes the text into the outbox; telling it earlier could lose the text in a crash.
   */
  giving: (conversation: string) => void;
  /**
   * The host has taken the text, and with it the draft. What is in the box now is told once more: it may
   * have been saved before that, and a saving that overtook the sending may have kept the old text.
   */
  given: (conversation: string) => void;
  /** Puts a text back that did not go out, before whatever was typed meanwhile. */
  putBack: (conversation: string, text: string) => void;
  /** Forgets everything; for tests. */
  reset: () => void;
}

function keepDrafts(note: boolean): Drafts {
  const typed = new Map<string, Draft>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const save = async (conversation: string): Promise<void> => {
    const draft = typed.get(conversation);
    if (draft === undefined) return;
    clearTimeout(draft.timer);
    draft.timer = undefined;
    const { text } = draft;
    try {
      // What every draft begins with is nothing that was typed.
      const typedText = text === draft.opening ? "" : text;
      await callHost("save_draft", { conversation, note, text: typedText });
      // Typed on meanwhile: that text has its own saving ahead.
      if (typed.get(conversation)?.text !== text || draft.timer !== undefined) return;
      draft.state = "saved";
    } catch {
      // Not silent: the composer says so, and the next pause or leaving tries again.
      draft.state = "failed";
    }
    tell();
  };
  const drafts: Drafts = {
    text: (conversation) => typed.get(conversation)?.text,
    state: (conversation) => typed.get(conversation)?.state ?? null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    adopt: (conversation, text) => {
      if (!typed.has(conversation)) {
        typed.set(conversation, { text, opening: "", state: "saved", timer: undefined });
      }
    },
    begin: (conversation, opening) => {
      const draft = typed.get(conversation);
      if (draft === undefined || draft.opening === opening) return;
      if (draft.text === draft.opening) draft.text = opening;
      draft.opening = opening;
      tell();
    },
    isEmpty: (conversation) => {
      const draft = typed.get(conversation);
      const text = draft?.text.trim() ?? "";
      return text === "" || text === draft?.opening.trim();
    },
    type: (conversation, text) => {
      const draft: Draft = typed.get(conversation) ?? {
        text,
        opening: "",
        state: "waiting",
        timer: undefined,
      };
      clearTimeout(draft.timer);
      draft.text = text;
      draft.state = "waiting";
      draft.timer = setTimeout(() => void save(conversation), PAUSE);
      typed.set(conversation, draft);
      tell();
    },
    flush: (conversation) => {
      const draft = typed.get(conversation);
      if (draft !== undefined && draft.state !== "saved") void save(conversation);
    },
    giving: (conversation) => {
      const draft = typed.get(conversation);
      if (draft === undefined) return;
      clearTimeout(draft.timer);
      draft.timer = undefined;
      draft.text = draft.opening;
      draft.state = "saved";
      tell();
    },
    given: (conversation) => {
      void save(conversation);
    },
    putBack: (conversation, text) => {
      const meanwhile = drafts.isEmpty(conversation) ? "" : (drafts.text(conversation) ?? "");
      drafts.type(conversation, meanwhile === "" ? text : `${text}\n${meanwhile}`);
      drafts.flush(conversation);
    },
    reset: () => {
      for (const draft of typed.values()) clearTimeout(draft.timer);
      typed.clear();
    },
  };
  return drafts;
}

/** Replies that were begun. */
export const drafts = keepDrafts(false);

/** Notes to colleagues that were begun. */
export const noteDrafts = keepDrafts(true);
