/**
 * Naming colleagues in a note: `@` at the start of a word opens the list of whom the line can tell, arrows choose,
 * Enter or Tab inserts the name. Who is meant by a name, the host decides when the note is added.
 */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { MentionableDto } from "../../../../ipc/bindings.gen";
import { announce } from "../../../../lib/announce";
import { useHostQuery } from "../../../../lib/hostQuery";
import { m } from "../../../../paraglide/messages.js";
import { putInto } from "../hands";
import type { WritingAid } from "../WritingBox";
import { MentionList } from "./MentionList";
import { findNames, nameWordAt, type NameWord } from "./naming";

const nobody: readonly MentionableDto[] = [];

/** What the box of notes takes to name colleagues; `able` says whether the line's notes do. */
export function useMentions(
  line: string,
  able: boolean,
  onType: (text: string) => void,
): WritingAid {
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [word, setWord] = useState<NameWord | null>(null);
  /** Where a list was closed by hand, or a name was taken: the same sign does not open it again. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const all = useHostQuery("list_mentionable", { line }, { enabled: able }).data ?? nobody;
  const wanted = able && word !== null && word.start !== closedAt;
  const typed = wanted ? word.typed : null;
  const found = useMemo(() => (typed === null ? [] : findNames(all, typed)), [all, typed]);
  const isOpen = found.length > 0;
  const at = Math.min(chosen, Math.max(0, found.length - 1));

  useEffect(() => {
    if (isOpen) announce(m.mention_found({ count: found.length }));
  }, [isOpen, found.length]);

  const insert = (index: number) => {
    const who = found[index]?.who;
    const element = box.current;
    if (who === undefined || word === null || element === null) return;
    setWord(null);
    setClosedAt(word.start);
    putInto(element, [word.start, word.end], `@${who.words} `, onType);
  };

  return {
    box,
    onKey: ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent<HTMLTextAreaElement>) => {
      if (!isOpen || ctrlKey || metaKey || altKey) return false;
      switch (key) {
        case "ArrowDown":
        case "ArrowUp": {
          const step = key === "ArrowDown" ? 1 : -1;
          setChosen((at + step + found.length) % found.length);
          return true;
        }
        case "Enter":
        case "Tab":
          if (shiftKey) return false;
          insert(at);
          return true;
        case "Escape":
          setClosedAt(word?.start ?? null);
          return true;
        default:
          return false;
      }
    },
    onCaret: ({ value, selectionStart, selectionEnd }) => {
      const next = selectionStart === selectionEnd ? nameWordAt(value, selectionStart) : null;
      if (next?.start !== word?.start || next?.typed !== word?.typed) {
        setChosen(0);
        setWord(next);
      }
      if (next === null) setClosedAt(null);
    },
    onLeave: () => {
      setWord(null);
    },
    attributes: able
      ? {
          "aria-haspopup": "listbox",
          "aria-autocomplete": "list",
          ...(isOpen
            ? { "aria-controls": listId, "aria-activedescendant": `${listId}-${String(at)}` }
            : {}),
        }
      : {},
    popup: isOpen ? (
      <MentionList id={listId} found={found} chosen={at} onChoose={setChosen} onInsert={insert} />
    ) : null,
  };
}
