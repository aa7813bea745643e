/**
 * What is filled in of a new conversation. Saved on each pause, so that closing the dialog or the window loses
 * nothing; the host lets go of it in the very step that takes the conversation into the outbox.
 */
import type { OpeningDraftDto, RecipientInput } from "../../ipc/bindings.gen";
import { callHost } from "../../lib/hostQuery";

/** A pause in typing this long saves, in ms. */
const PAUSE = 300;

/** Nobody yet. */
export const nobody: RecipientInput = { contact: null, name: null, phone: null, email: null };

/** An empty form on a line. */
export function emptyDraft(line: string): OpeningDraftDto {
  return {
    line,
    channel: null,
    recipient: nobody,
    subject: null,
    inNameOf: null,
    text: "",
    template: null,
  };
}

/** Saves drafts on each pause; one form has one of them. */
export class DraftKeeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsaved: OpeningDraftDto | null = null;
  readonly #onFailure: () => void;

  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  /** Takes what is filled in now; it is saved at the next pause. */
  keep(draft: OpeningDraftDto): void {
    this.#unsaved = draft;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush();
    }, PAUSE);
  }

  /** Saves now what has not been saved: on closing the dialog. */
  flush(): void {
    clearTimeout(this.#timer);
    const draft = this.#unsaved;
    if (draft === null) return;
    this.#unsaved = null;
    // Not silent: the form says so, and the next pause or closing tries again.
    callHost("save_opening_draft", draft).catch(this.#onFailure);
  }

  /** The host has taken it: nothing is to be saved any more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#unsaved = null;
  }
}
