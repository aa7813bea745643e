/**
 * Saved replies in the box: `/` at the start of a word offers them, and afterwards Tab walks the gaps that nobody
 * but the person can fill.
 */
import { useEffect, useEffectEvent, useMemo, useState, type KeyboardEvent } from "react";
import type { SavedReplyDto } from "../../../../ipc/bindings.gen";
import { announce } from "../../../../lib/announce";
import { useHostQuery } from "../../../../lib/hostQuery";
import { m } from "../../../../paraglide/messages.js";
import { putInto, takeHold } from "../hands";
import { gapFrom } from "../openGaps";
import { useSuggestions } from "../suggestions/useSuggestions";
import type { WritingAid } from "../WritingBox";
import { ReplyList } from "./ReplyList";
import { findReplies, slashWordAt } from "./slash";

const none: readonly SavedReplyDto[] = [];

/** Never a trap: behind the last gap, and before the first one, Tab leaves the box as everywhere. */
function walkGaps({ key, ctrlKey, metaKey, altKey, shiftKey, currentTarget }: BoxKey): boolean {
  if (key !== "Tab" || ctrlKey || metaKey || altKey) return false;
  const { value, selectionStart, selectionEnd } = currentTarget;
  const gap = shiftKey
    ? gapFrom(value, selectionStart, "previous")
    : gapFrom(value, selectionEnd, "next");
  if (gap === null) return false;
  currentTarget.setSelectionRange(gap.start, gap.end);
  return true;
}

type BoxKey = KeyboardEvent<HTMLTextAreaElement>;

/** What the box takes to offer saved replies. */
export function useReplies(conversation: string, onType: (text: string) => void): WritingAid {
  const { box, word, listId, chosenOf, choose, open, close, take, aidOf } = useSuggestions(
    slashWordAt,
    onType,
  );
  /** Where a slash of ours begins: it goes when the list is closed and nothing was typed behind it. */
  const [ours, setOurs] = useState<number | null>(null);
  const wanted = word !== null;
  const read = useHostQuery("list_saved_replies", { conversation }, { enabled: wanted });
  const replies = read.data ?? none;
  const typed = wanted ? word.typed : null;
  const found = useMemo(
    () => (typed === null ? [] : findReplies(replies, typed)),
    [replies, typed],
  );
  const count = found.length;
  // Somebody who types a path or a fraction is not interrupted by a list that has nothing for them.
  const isOpen = wanted && (count > 0 || typed === "");

  useEffect(() => {
    if (isOpen && read.data !== undefined) announce(m.writing_replies_found({ count }));
  }, [isOpen, read.data, count]);

  const leave = () => {
    close();
    if (ours !== null && word?.typed === "" && box.current !== null) {
      putInto(box.current, [ours, word.end], "", onType);
    }
    setOurs(null);
  };
  const insert = (index: number) => {
    const reply = found[index]?.reply;
    if (reply === undefined) return;
    setOurs(null);
    take(reply.filled);
  };
  const openReplies = useEffectEvent(() => {
    const element = box.current;
    if (element === null) return;
    const { selectionStart, selectionEnd, value } = element;
    const before = value.slice(0, selectionStart);
    const gapBefore = before === "" || /\s$/u.test(before) ? "" : " ";
    putInto(element, [selectionStart, selectionEnd], `${gapBefore}/`, onType);
    setOurs(selectionStart);
    open(element);
  });
  useEffect(
    () => takeHold({ conversation, box: () => box.current, openReplies: () => openReplies() }),
    [conversation, box],
  );

  const aid = aidOf({ isOpen, count, onInsert: insert, onClose: leave });
  return {
    ...aid,
    onKey: (event) => aid.onKey(event) || walkGaps(event),
    onCaret: (element) => {
      const { value, selectionStart } = element;
      if (slashWordAt(value, selectionStart)?.start !== word?.start) setOurs(null);
      aid.onCaret(element);
    },
    onLeave: () => {
      aid.onLeave();
      setOurs(null);
    },
    popup: isOpen ? (
      <ReplyList
        id={listId}
        found={found}
        typed={typed ?? ""}
        chosen={chosenOf(count)}
        read={read}
        onChoose={choose}
        onInsert={insert}
        onLeave={leave}
      />
    ) : null,
  };
}
