/** The list of suggestions above the box one writes in. */
import type { ReactNode } from "react";
import { Name } from "../../../../components/Foreign";
import { Highlight } from "../../../../components/Highlight";
import type { Match } from "../../../../lib/fuzzy";
import styles from "./SuggestionList.module.css";

/** One of them: what it is called, with what was found in it, and what stands beside and below. */
export interface Suggestion {
  readonly id: string;
  readonly name: string;
  readonly ranges: Match["ranges"];
  readonly end: ReactNode;
  readonly below?: ReactNode;
}

/** Draws it. The focus stays in the box, so everything here answers to the pointer only. */
export function SuggestionList({
  id,
  label,
  all,
  chosen,
  onChoose,
  onInsert,
  empty,
  preview,
  foot,
}: {
  id: string;
  label: string;
  all: readonly Suggestion[];
  chosen: number;
  onChoose: (index: number) => void;
  onInsert: (index: number) => void;
  /** Stands in the place of an empty list. */
  empty?: ReactNode;
  /** What the chosen one will put into the box. */
  preview?: ReactNode;
  foot?: ReactNode;
}) {
  return (
    // The box keeps the focus: a press anywhere in here must not take it.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.popup}
      data-narrow={preview === undefined || undefined}
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      {all.length === 0 ? (
        empty
      ) : (
        <div className={styles.columns}>
          <div id={id} role="listbox" aria-label={label} className={styles.list}>
            {all.map(({ id: key, name, ranges, end, below }, index) => (
              // The box has the keys of this list.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={key}
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
                  <Highlight text={name} ranges={ranges} />
                </Name>
                {end !== null && <span className={styles.end}>{end}</span>}
                {below}
              </div>
            ))}
          </div>
          {preview !== undefined && (
            <div className={styles.preview} aria-hidden>
              {preview}
            </div>
          )}
        </div>
      )}
      {foot !== undefined && <div className={styles.foot}>{foot}</div>}
    </div>
  );
}
