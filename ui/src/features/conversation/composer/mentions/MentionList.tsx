/** The list of colleagues and teams above the box of notes. */
import { Foreign, Name } from "../../../../components/Foreign";
import { Highlight } from "../../../../components/Highlight";
import { m } from "../../../../paraglide/messages.js";
import type { FoundName } from "./naming";
import styles from "./MentionList.module.css";

/** Draws it. The focus stays in the box, so everything here answers to the pointer only. */
export function MentionList({
  id,
  found,
  chosen,
  onChoose,
  onInsert,
}: {
  id: string;
  found: readonly FoundName[];
  chosen: number;
  onChoose: (index: number) => void;
  onInsert: (index: number) => void;
}) {
  return (
    // The box keeps the focus: a press anywhere in here must not take it.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.popup}
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      <div id={id} role="listbox" aria-label={m.mention_list()} className={styles.list}>
        {found.map(({ who, ranges }, index) => (
          // The box has the keys of this list.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={who.id}
            id={`${id}-${String(index)}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={styles.option}
            ref={(element) => {
              // jsdom cannot scroll.
              if (index === chosen) element?.scrollIntoView?.({ block: "nearest" });
            }}
            onPointerMove={() => {
              if (index !== chosen) onChoose(index);
            }}
            onClick={() => {
              onInsert(index);
            }}
          >
            <Name className={`cut ${styles.name ?? ""}`}>
              <Highlight text={who.words} ranges={ranges} />
            </Name>
            {who.isTeam ? (
              <span className={styles.end}>{m.mention_team()}</span>
            ) : (
              who.email !== null && (
                <Foreign className={`cut ${styles.end ?? ""}`}>{who.email}</Foreign>
              )
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
