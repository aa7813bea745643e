/**
 * Naming colleagues in a note: `@` at the start of a word offers whom the line can tell. Who is meant by a name, the
 * host decides when the note is added.
 */
import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { Foreign } from "../../../../components/Foreign";
import { SpokenLamp } from "../../../../components/Lamp";
import type { MentionableDto, PresenceDto } from "../../../../ipc/bindings.gen";
import { announce } from "../../../../lib/announce";
import { useHostQuery } from "../../../../lib/hostQuery";
import { presenceSign, usePresences } from "../../../../lib/presences";
import { useWellAgain } from "../../../../lib/wellAgain";
import { m } from "../../../../paraglide/messages.js";
import type { Scene } from "../../scene";
import { SuggestionList } from "../suggestions/SuggestionList";
import { useSuggestions } from "../suggestions/useSuggestions";
import type { WritingAid } from "../WritingBox";
import { findNames, nameWordAt } from "./naming";

const nobody: readonly MentionableDto[] = [];

/** What the box of notes takes to name colleagues; `able` says whether the line's notes do. */
export function useMentions(
  { conversation, line }: Scene,
  able: boolean,
  onType: (text: string) => void,
): WritingAid {
  const { box, word, listId, chosenOf, choose, close, take, aidOf } = useSuggestions(
    nameWordAt,
    onType,
  );
  const all = useHostQuery("list_mentionable", { line }, { enabled: able }).data ?? nobody;
  const presences = usePresences(line, able);
  const typed = able && word !== null ? word.typed : null;
  const told = useTold(conversation, line, able, typed === null ? null : (word?.start ?? null));
  const found = useMemo(
    () => (typed === null ? [] : findNames(all, typed, told)),
    [all, typed, told],
  );
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
        all={found.map(({ who, ranges, untold }) => ({
          id: who.id,
          name: who.words,
          ranges,
          end: endOf(who, presences.get(who.id)),
          below: untold ? <span>{m.mention_untold()}</span> : null,
        }))}
        chosen={chosenOf(count)}
        onChoose={choose}
        onInsert={insert}
      />
    ) : null,
  };
}

/** A team says that it is one; a colleague whether they are there, and their address. */
function endOf(who: MentionableDto, presence: PresenceDto | undefined): ReactNode {
  if (who.isTeam) return m.mention_team();
  if (presence === undefined && who.email === null) return null;
  return (
    <>
      <SpokenLamp sign={presenceSign(presence)} />
      {who.email !== null && <Foreign>{who.email}</Foreign>}
    </>
  );
}

/**
 * Who will be told, as it was known when the word at `start` was begun: an answer that comes while the list is open
 * must not move another name under the hand. Null while it is not known.
 */
function useTold(
  conversation: string,
  line: string,
  able: boolean,
  start: number | null,
): ReadonlySet<string> | null {
  const asSet = useCallback((ids: readonly string[]) => new Set(ids), []);
  const answer = useHostQuery("list_told", { conversation }, { enabled: able, select: asSet });
  useWellAgain(line, answer.isError, () => void answer.refetch());
  const known = answer.data ?? null;
  const [held, setHeld] = useState({ start, known });
  if (held.start !== start) setHeld({ start, known });
  return held.start === start ? held.known : known;
}
