/**
 * Naming colleagues in a note: `@` at the start of a word offers whom the line can tell. Who is meant by a name, the
 * host decides when the note is added.
 */
import { useEffect, useMemo } from "react";
import { Foreign } from "../../../../components/Foreign";
import type { MentionableDto } from "../../../../ipc/bindings.gen";
import { announce } from "../../../../lib/announce";
import { useHostQuery } from "../../../../lib/hostQuery";
import { m } from "../../../../paraglide/messages.js";
import { SuggestionList } from "../suggestions/SuggestionList";
import { useSuggestions } from "../suggestions/useSuggestions";
import type { WritingAid } from "../WritingBox";
import { findNames, nameWordAt } from "./naming";

const nobody: readonly MentionableDto[] = [];

/** What the box of notes takes to name colleagues; `able` says whether the line's notes do. */
export function useMentions(
  line: string,
  able: boolean,
  onType: (text: string) => void,
): WritingAid {
  const { box, word, listId, chosenOf, choose, close, take, aidOf } = useSuggestions(
    nameWordAt,
    onType,
  );
  const all = useHostQuery("list_mentionable", { line }, { enabled: able }).data ?? nobody;
  const typed = able && word !== null ? word.typed : null;
  const found = useMemo(() => (typed === null ? [] : findNames(all, typed)), [all, typed]);
  const count = found.length;
  const isOpen = count > 0;

  useEffect(() => {
    if (isOpen) announce(m.mention_found({ count }));
  }, [isOpen, count]);

  const insert = (index: number) => {
    const who = found[index]?.who;
    if (who !== undefined) take(`@${who.words} `);
  };
  const aid = aidOf({ isOpen, count, onInsert: insert, onClose: close });
  return {
    ...aid,
    box,
    attributes: able ? aid.attributes : {},
    popup: isOpen ? (
      <SuggestionList
        id={listId}
        label={m.mention_list()}
        all={found.map(({ who, ranges }) => ({
          id: who.id,
          name: who.words,
          ranges,
          end: who.isTeam ? (
            m.mention_team()
          ) : who.email === null ? null : (
            <Foreign>{who.email}</Foreign>
          ),
        }))}
        chosen={chosenOf(count)}
        onChoose={choose}
        onInsert={insert}
      />
    ) : null,
  };
}
