/**
 * Suggestions for the word under the caret: a sign at the start of a word opens a list above the box, arrows choose,
 * Enter or Tab takes the chosen one, Escape closes. The focus stays in the box.
 */
import { useId, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { putInto } from "../hands";
import type { WritingAid } from "../WritingBox";
import type { CaretWord, WordAt } from "./caretWord";

/** What the list for a word shows now. */
interface Shown {
  readonly isOpen: boolean;
  readonly count: number;
  readonly onInsert: (index: number) => void;
  readonly onClose: () => void;
}

/** The word that suggestions are wanted for, and what can be done with it. */
export interface Suggestions {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** Null while there is none, or its list was closed. */
  readonly word: CaretWord | null;
  readonly listId: string;
  /** The chosen one of so many. */
  readonly chosenOf: (count: number) => number;
  readonly choose: (index: number) => void;
  /** Opens the list for the word under the caret, though it was closed. */
  readonly open: (box: HTMLTextAreaElement) => void;
  /** Closes the list; the same word does not open it again. */
  readonly close: () => void;
  /** Puts these words in the place of the word, and closes the list. */
  readonly take: (words: string) => void;
  /** What the box needs. */
  readonly aidOf: (shown: Shown) => Omit<WritingAid, "popup">;
}

/** Follows the caret. Keep `wordAt` stable. */
export function useSuggestions(wordAt: WordAt, onType: (text: string) => void): Suggestions {
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [word, setWord] = useState<CaretWord | null>(null);
  /** Where a list was closed by hand, or something was taken: the same sign does not open it again. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const chosenOf = (count: number) => Math.min(chosen, Math.max(0, count - 1));
  const close = () => {
    setClosedAt(word?.start ?? null);
  };

  const onKey = (
    { key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent,
    { isOpen, count, onInsert, onClose }: Shown,
  ): boolean => {
    if (!isOpen || ctrlKey || metaKey || altKey) return false;
    const at = chosenOf(count);
    switch (key) {
      case "ArrowDown":
      case "ArrowUp": {
        const step = key === "ArrowDown" ? 1 : -1;
        if (count > 0) setChosen((at + step + count) % count);
        return true;
      }
      case "Enter":
      case "Tab":
        if (shiftKey || count === 0) return false;
        onInsert(at);
        return true;
      case "Escape":
        onClose();
        return true;
      default:
        return false;
    }
  };

  return {
    box,
    word: word?.start === closedAt ? null : word,
    listId,
    chosenOf,
    choose: setChosen,
    open: (element) => {
      setClosedAt(null);
      setChosen(0);
      setWord(wordAt(element.value, element.selectionStart));
    },
    close,
    take: (words) => {
      const element = box.current;
      if (word === null || element === null) return;
      setWord(null);
      close();
      putInto(element, [word.start, word.end], words, onType);
    },
    aidOf: (shown) => ({
      box,
      onKey: (event) => onKey(event, shown),
      onCaret: ({ value, selectionStart, selectionEnd }) => {
        const next = selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
        if (next?.start !== word?.start || next?.typed !== word?.typed) {
          setChosen(0);
          setWord(next);
        }
        if (next === null) setClosedAt(null);
      },
      onLeave: () => {
        setWord(null);
      },
      attributes: {
        "aria-haspopup": "listbox",
        "aria-autocomplete": "list",
        ...(shown.isOpen && shown.count > 0
          ? {
              "aria-controls": listId,
              "aria-activedescendant": `${listId}-${String(chosenOf(shown.count))}`,
            }
          : {}),
      },
    }),
  };
}
