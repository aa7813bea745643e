/**
 * The hands on the box one writes in: whoever has words for the reply (a saved reply, a suggestion, a found
 * answer) puts them there through these, as if they were typed.
 */
import { flushSync } from "react-dom";
import { openTabs } from "./kept";
import { drafts } from "./drafts";
import { openGaps } from "./openGaps";
import { showTab } from "../showTab";

/** What can be done to the box while it is there. */
export interface Hands {
  readonly conversation: string;
  readonly box: () => HTMLTextAreaElement | null;
  /** Opens the list of saved replies. */
  readonly openReplies: () => void;
}

let current: Hands | null = null;

/** Takes hold of the box; answers the way to let go. */
export function takeHold(hands: Hands): () => void {
  current = hands;
  return () => {
    if (current === hands) current = null;
  };
}

/** The hands on the box of a conversation, when it is there to write in. */
export function handsOn(conversation: string): Hands | null {
  return current?.conversation === conversation && current.box() !== null ? current : null;
}

/**
 * Puts words in the place of a part of the box, as if they were typed: the browser's own undo takes them back.
 * The first gap among them is selected, so that the next key fills it; without one the caret stands behind them.
 */
export function putInto(
  box: HTMLTextAreaElement,
  range: readonly [start: number, end: number],
  words: string,
  onType: (text: string) => void,
): void {
  const [start, end] = range;
  box.focus();
  box.setSelectionRange(start, end);
  if (!typedInto(box, words)) {
    box.setRangeText(words, start, end, "end");
    flushSync(() => {
      onType(box.value);
    });
  }
  const [first] = openGaps(words);
  if (first === undefined) {
    const behind = start + words.length;
    box.setSelectionRange(behind, behind);
  } else {
    box.setSelectionRange(start + first.start, start + first.end);
  }
}

/** Types words over the selection; answers false where the browser cannot. */
function typedInto(box: HTMLTextAreaElement, words: string): boolean {
  const { ownerDocument: page } = box;
  // Obsolete, and still the only way that keeps the box's own undo.
  // oxlint-disable-next-line typescript/no-deprecated
  if (typeof page.execCommand !== "function") return false;
  const before = box.value;
  // oxlint-disable-next-line typescript/no-deprecated
  page.execCommand("insertText", false, words);
  return box.value !== before;
}

/** Puts words into the reply where the caret is; brings the box up first. Answers what was written before. */
export function putIntoReply(conversation: string, words: string): string {
  const before = drafts.text(conversation) ?? "";
  if (openTabs.get(conversation) !== "reply" || handsOn(conversation) === null) {
    showTab(conversation, "reply");
  }
  const box = handsOn(conversation)?.box() ?? null;
  if (box === null) {
    // Only a template can be sent now: the words wait in the draft.
    drafts.type(conversation, before.trim() === "" ? words : `${before}\n${words}`);
    return before;
  }
  const { selectionStart, selectionEnd } = box;
  putInto(box, [selectionStart, selectionEnd], words, (text) => {
    drafts.type(conversation, text);
  });
  return before;
}

/** Puts words in the place of everything written; answers what that was. */
export function replaceReply(conversation: string, words: string): string {
  const before = drafts.text(conversation) ?? "";
  if (openTabs.get(conversation) !== "reply" || handsOn(conversation) === null) {
    showTab(conversation, "reply");
  }
  const box = handsOn(conversation)?.box() ?? null;
  if (box === null) drafts.type(conversation, words);
  else {
    putInto(box, [0, box.value.length], words, (text) => {
      drafts.type(conversation, text);
    });
  }
  return before;
}
