/** How a conversation came out, said while resolving it: one of a few words, or one's own. */
import { useState } from "react";
import { Foreign } from "../../components/Foreign";
import { ItemWords, SearchList } from "../../components/SearchList";
import type { Ticks } from "../../lib/ticks";
import { match } from "../../lib/fuzzy";
import { m } from "../../paraglide/messages.js";
import { finalWords, resolve } from "./resolving";
import styles from "./ChangeDialog.module.css";

/** The usual ones; anything else can be typed. */
const usual = [
  m.tools_outcome_solved,
  m.tools_outcome_answered,
  m.tools_outcome_passed_on,
  m.tools_outcome_no_answer,
  m.tools_outcome_duplicate,
] as const;

/** The choice. Enter alone resolves without saying more, as `E` does elsewhere. */
export function Outcome({ targets, onClose }: { targets: Ticks; onClose: () => void }) {
  const [text, setText] = useState("");
  const typed = text.trim();
  const final = finalWords(targets);
  const choices = [
    ...(typed === "" ? [{ id: "none", name: m.tools_outcome_none(), outcome: null }] : []),
    ...usual
      .map((name) => ({ id: name(), name: name(), outcome: name() }))
      .filter(({ name }) => match(text, name) !== null),
    ...(typed === "" || usual.some((name) => name() === typed)
      ? []
      : [{ id: "typed", name: m.tools_outcome_typed({ text: typed }), outcome: typed }]),
  ];
  return (
    <SearchList
      search={m.tools_outcome_search()}
      label={m.change_choices()}
      text={text}
      onText={setText}
      items={choices}
      between={final !== null && <p className={styles.final}>{final}</p>}
      onChoose={(choice) => {
        onClose();
        resolve(targets, choice.outcome);
      }}
    >
      {(choice) => (
        <ItemWords>
          <Foreign>{choice.name}</Foreign>
        </ItemWords>
      )}
    </SearchList>
  );
}
