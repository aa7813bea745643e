/**
 * Saved replies in the box: `/` at the start of a word opens the list, arrows choose, Enter or Tab inserts, and
 * afterwards Tab walks the gaps that nobody but the person can fill.
 */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { SavedReplyDto } from "../../../../ipc/bindings.gen";
import { announce } from "../../../../lib/announce";
import { useHostQuery } from "../../../../lib/hostQuery";
import { m } from "../../../../paraglide/messages.js";
import { putInto, takeHold } from "../hands";
import { gapFrom } from "../openGaps";
import type { WritingAid } from "../WritingBox";
import { ReplyList } from "./ReplyList";
import { findReplies, slashWordAt, type SlashWord } from "./slash";

const none: readonly SavedReplyDto[] = [];

/** What the box takes to offer saved replies. */
export function useReplies(conversation: string, onType: (text: string) => void): WritingAid {
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [word, setWord] = useState<SlashWord | null>(null);
  /** Where a list was closed by hand: the same slash does not open it again. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  /** Where a slash of ours begins: it goes when the list is closed and nothing was typed behind it. */
  const [ours, setOurs] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const wanted = word !== null && word.start !== closedAt;
  const read = useHostQuery("list_saved_replies", { conversation }, { enabled: wanted });
  const replies = read.data ?? none;
  const typed = wanted ? word.typed : null;
  const found = useMemo(
    () => (typed === null ? [] : findReplies(replies, typed)),
    [replies, typed],
  );
  // Somebody who types a path or a fraction is not interrupted by a list that has nothing for them.
  const isOpen = wanted && (found.length > 0 || word.typed === "");
  const at = Math.min(chosen, Math.max(0, found.length - 1));

  useEffect(() => {
    if (isOpen && read.data !== undefined)
      announce(m.writing_replies_found({ count: found.length }));
  }, [isOpen, read.data, found.length]);

  const close = () => {
    const element = box.current;
    if (word === null) return;
    setClosedAt(word.start);
    setWord(null);
    if (ours !== null && word.typed === "" && element !== null) {
      putInto(element, [ours, word.end], "", onType);
    }
    setOurs(null);
  };
  const insert = (index: number) => {
    const reply = found[index]?.reply;
    const element = box.current;
    if (reply === undefined || word === null || element === null) return;
    setWord(null);
    setOurs(null);
    putInto(element, [word.start, word.end], reply.filled, onType);
  };

  useEffect(
    () =>
      takeHold({
        conversation,
        box: () => box.current,
        openReplies: () => {
          const element = box.current;
          if (element === null) return;
          const { selectionStart, selectionEnd, value } = element;
          const before = value.slice(0, selectionStart);
          const gapBefore = before === "" || /\s$/u.test(before) ? "" : " ";
          setClosedAt(null);
          setChosen(0);
          putInto(element, [selectionStart, selectionEnd], `${gapBefore}/`, onType);
          setOurs(selectionStart);
          setWord(slashWordAt(element.value, element.selectionStart));
        },
      }),
    [conversation, onType],
  );

  return {
    box,
    onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (ctrlKey || metaKey || altKey) return false;
      if (isOpen) {
        switch (key) {
          case "ArrowDown":
          case "ArrowUp": {
            const step = key === "ArrowDown" ? 1 : -1;
            if (found.length > 0) setChosen((at + step + found.length) % found.length);
            return true;
          }
          case "Enter":
          case "Tab":
            if (shiftKey || found.length === 0) return false;
            insert(at);
            return true;
          case "Escape":
            close();
            return true;
          default:
            return false;
        }
      }
      if (key !== "Tab") return false;
      const { value, selectionStart, selectionEnd } = event.currentTarget;
      // Never a trap: behind the last gap, and before the first one, Tab leaves the box as everywhere.
      const gap = shiftKey
        ? gapFrom(value, selectionStart, "previous")
        : gapFrom(value, selectionEnd, "next");
      if (gap === null) return false;
      event.currentTarget.setSelectionRange(gap.start, gap.end);
      return true;
    },
    onCaret: (element) => {
      const { value, selectionStart, selectionEnd } = element;
      const next = selectionStart === selectionEnd ? slashWordAt(value, selectionStart) : null;
      if (next?.start !== word?.start) setOurs(null);
      if (next?.start !== word?.start || next?.typed !== word?.typed) setChosen(0);
      if (next === null) setClosedAt(null);
      if (next?.typed !== word?.typed || next?.start !== word?.start) setWord(next);
    },
    onLeave: () => {
      setWord(null);
      setOurs(null);
    },
    attributes: {
      "aria-haspopup": "listbox",
      "aria-autocomplete": "list",
      ...(isOpen && found.length > 0
        ? { "aria-controls": listId, "aria-activedescendant": `${listId}-${String(at)}` }
        : {}),
    },
    popup: isOpen ? (
      <ReplyList
        id={listId}
        found={found}
        typed={word.typed}
        chosen={at}
        read={read}
        onChoose={setChosen}
        onInsert={insert}
        onLeave={close}
      />
    ) : null,
  };
}
