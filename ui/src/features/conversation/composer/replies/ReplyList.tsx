/** The list of saved replies above the box, and what the chosen one will put there. */
import { Fragment } from "react";
import { Button } from "../../../../components/Button";
import { Foreign, Name } from "../../../../components/Foreign";
import { Highlight } from "../../../../components/Highlight";
import { presentError } from "../../../../ipc/errors";
import { selection } from "../../../../lib/selection";
import { m } from "../../../../paraglide/messages.js";
import { openGaps } from "../openGaps";
import type { FoundReply } from "./slash";
import styles from "./ReplyList.module.css";

/** Draws it. The focus stays in the box, so everything here answers to the pointer only. */
export function ReplyList({
  id,
  found,
  typed,
  chosen,
  read,
  onChoose,
  onInsert,
  onLeave,
}: {
  id: string;
  found: readonly FoundReply[];
  typed: string;
  chosen: number;
  read: { readonly data: unknown; readonly error: unknown };
  onChoose: (index: number) => void;
  onInsert: (index: number) => void;
  onLeave: () => void;
}) {
  const shown = found[chosen]?.reply;
  return (
    // The box keeps the focus: a press anywhere in here must not take it.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.popup}
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      {shown === undefined ? (
        <p className={styles.empty} role={read.error === null ? "status" : "alert"}>
          {read.error !== null
            ? presentError(read.error).text()
            : read.data === undefined
              ? m.writing_replies_loading()
              : typed === ""
                ? m.writing_replies_none()
                : m.writing_no_match({ text: typed })}
        </p>
      ) : (
        <div className={styles.columns}>
          <div id={id} role="listbox" aria-label={m.writing_replies()} className={styles.list}>
            {found.map(({ reply, ranges }, index) => (
              // The box has the keys of this list.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={reply.id}
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
                <Name className={styles.code ?? ""}>
                  <Highlight text={reply.shortCode} ranges={ranges} />
                </Name>
                <span className={styles.whose}>
                  {reply.line === null ? m.writing_reply_own() : m.writing_reply_shared()}
                </span>
                <Foreign className={`cut ${styles.said ?? ""}`}>{reply.filled}</Foreign>
              </div>
            ))}
          </div>
          <div className={styles.preview} aria-hidden>
            <p dir="auto" className={styles.words}>
              <Gapped text={shown.filled} />
            </p>
          </div>
        </div>
      )}
      <div className={styles.foot}>
        <Button
          size="small"
          variant="quiet"
          // The box would close the list as soon as it lost the focus.
          preventFocusOnPress
          onPress={() => {
            onLeave();
            selection.openPage("settings", "replies");
          }}
        >
          {m.writing_replies_manage()}
        </Button>
      </div>
    </div>
  );
}

/** A text with its open gaps marked. */
function Gapped({ text }: { text: string }) {
  const gaps = openGaps(text);
  return (
    <>
      {gaps.map(({ start, text: gap }, index) => (
        <Fragment key={start}>
          {text.slice(gaps[index - 1]?.end ?? 0, start)}
          <mark className={styles.gap} dir="ltr">
            {gap}
          </mark>
        </Fragment>
      ))}
      {text.slice(gaps.at(-1)?.end ?? 0)}
    </>
  );
}
