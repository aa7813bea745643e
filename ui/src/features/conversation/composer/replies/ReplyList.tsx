/** The list of saved replies above the box, and what the chosen one will put there. */
import { Fragment } from "react";
import { Button } from "../../../../components/Button";
import { Foreign } from "../../../../components/Foreign";
import { presentError } from "../../../../ipc/errors";
import { selection } from "../../../../lib/selection";
import { m } from "../../../../paraglide/messages.js";
import { openGaps } from "../openGaps";
import { SuggestionList } from "../suggestions/SuggestionList";
import type { FoundReply } from "./slash";
import styles from "./ReplyList.module.css";

/** Draws it. */
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
  return (
    <SuggestionList
      id={id}
      label={m.writing_replies()}
      all={found.map(({ reply, ranges }) => ({
        id: reply.id,
        name: reply.shortCode,
        ranges,
        end: reply.line === null ? m.writing_reply_own() : m.writing_reply_shared(),
        below: <Foreign className="cut">{reply.filled}</Foreign>,
      }))}
      chosen={chosen}
      onChoose={onChoose}
      onInsert={onInsert}
      empty={
        <p className={styles.empty} role={read.error === null ? "status" : "alert"}>
          {read.error !== null
            ? presentError(read.error).text()
            : read.data === undefined
              ? m.writing_replies_loading()
              : typed === ""
                ? m.writing_replies_none()
                : m.writing_no_match({ text: typed })}
        </p>
      }
      preview={
        <p dir="auto" className={styles.words}>
          <Gapped text={found[chosen]?.reply.filled ?? ""} />
        </p>
      }
      foot={
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
      }
    />
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
