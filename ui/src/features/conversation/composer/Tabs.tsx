/** Reply or note: two tabs, the note off with its reason where the line has none. */
import { Lock } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { Focusable } from "react-aria-components";
import { Icon } from "../../../components/Icon";
import { KeyCaps } from "../../../components/KeyCap";
import { Tooltip } from "../../../components/Tooltip";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import { openTabs, type WritingTab } from "./kept";
import styles from "./Composer.module.css";

/** Draws the tabs; `noNotes` says why there are no notes. */
export function Tabs({
  conversation,
  tab,
  noNotes,
}: {
  conversation: string;
  tab: WritingTab;
  noNotes: string | null;
}) {
  const replyCaps = useCaps("R");
  const noteCaps = useCaps("N");
  const reasonId = useId();
  const choose = (next: WritingTab) => {
    openTabs.set(conversation, next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const other = event.currentTarget.parentElement?.querySelector<HTMLElement>(
      "[role='tab'][aria-selected='false']",
    );
    other?.focus();
    if (noNotes === null) choose(tab === "reply" ? "note" : "reply");
  };
  const note = (
    <button
      type="button"
      role="tab"
      aria-selected={tab === "note"}
      tabIndex={tab === "note" || noNotes !== null ? 0 : -1}
      {...(noNotes === null ? {} : { "aria-disabled": true, "aria-describedby": reasonId })}
      className={styles.tab}
      onKeyDown={onKeyDown}
      onClick={() => {
        if (noNotes === null) choose("note");
      }}
    >
      <Icon of={Lock} size="xs" />
      {m.conversation_note_tab()}
      {noNotes === null && <KeyCaps caps={noteCaps} />}
    </button>
  );
  return (
    <div role="tablist" aria-label={m.conversation_kind_of_text()} className={styles.tabs}>
      <button
        type="button"
        role="tab"
        aria-selected={tab === "reply"}
        tabIndex={tab === "reply" ? 0 : -1}
        className={styles.tab}
        onKeyDown={onKeyDown}
        onClick={() => {
          choose("reply");
        }}
      >
        {m.conversation_reply()}
        <KeyCaps caps={replyCaps} />
      </button>
      {noNotes === null ? (
        note
      ) : (
        <>
          <Tooltip text={noNotes} placement="top">
            <Focusable>{note}</Focusable>
          </Tooltip>
          <span id={reasonId} hidden>
            {noNotes}
          </span>
        </>
      )}
    </div>
  );
}
