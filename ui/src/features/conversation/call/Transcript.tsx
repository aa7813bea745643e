/** What was said in a call: follows the playback, a click seeks, and it can be searched. */
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { TranscriptLineDto } from "../../../ipc/bindings.gen";
import { IconButton } from "../../../components/Button";
import { Highlight } from "../../../components/Highlight";
import { Icon } from "../../../components/Icon";
import { formatLength } from "../../../lib/format";
import { m } from "../../../paraglide/messages.js";
import { findIn } from "./findIn";
import styles from "./Transcript.module.css";

/** Which line is being spoken at `at` ms; -1 before the first, and where no line tells its time. */
export function spokenLine(lines: readonly TranscriptLineDto[], at: number): number {
  return lines.findLastIndex(({ start }) => start !== null && start <= at);
}

/** A transcript. `spoken` is the line being played, -1 for none. */
export function Transcript({
  lines,
  spoken,
  isFinding,
  onSeek,
}: {
  lines: readonly TranscriptLineDto[];
  spoken: number;
  isFinding: boolean;
  onSeek: ((at: number) => void) | null;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState(0);
  const found = useMemo(
    () => lines.map(({ text }) => (isFinding ? findIn(text, sought) : [])),
    [lines, isFinding, sought],
  );
  const hits = useMemo(() => found.flatMap((ranges, line) => ranges.map(() => line)), [found]);
  const isSeeking = isFinding && sought.trim() !== "";
  const shownLine = isSeeking && hits.length > 0 ? (hits[chosen] ?? -1) : spoken;

  useEffect(() => {
    const frame = box.current;
    const line = frame?.children.item(shownLine);
    if (frame === null || !(line instanceof HTMLElement)) return;
    // Only this box scrolls: `scrollIntoView` would move the whole timeline.
    const above = line.offsetTop - frame.scrollTop;
    const below = above + line.offsetHeight - frame.clientHeight;
    if (above < 0) frame.scrollTop += above;
    else if (below > 0) frame.scrollTop += below;
  }, [shownLine]);

  const step = (by: 1 | -1) => {
    if (hits.length > 0) setChosen((chosen + by + hits.length) % hits.length);
  };
  return (
    <div className={styles.transcript}>
      {isFinding && (
        <div className={styles.find}>
          <Icon of={Search} size="s" />
          <input
            type="search"
            dir="auto"
            className={styles.field}
            aria-label={m.conversation_transcript_find()}
            placeholder={m.conversation_transcript_find()}
            value={sought}
            // Opened by the person's own "Find", so that is where typing should go.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            onChange={(event) => {
              setSought(event.currentTarget.value);
              setChosen(0);
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
            }}
          />
          {isSeeking && (
            <span role="status" className={styles.count}>
              {hits.length === 0
                ? m.conversation_find_none()
                : m.conversation_find_count({ index: chosen + 1, count: hits.length })}
            </span>
          )}
          <IconButton
            icon={ChevronUp}
            size="small"
            label={m.conversation_find_previous()}
            onPress={() => {
              step(-1);
            }}
          />
          <IconButton
            icon={ChevronDown}
            size="small"
            label={m.conversation_find_next()}
            onPress={() => {
              step(1);
            }}
          />
        </div>
      )}
      <div
        ref={box}
        className={styles.lines}
        role="group"
        aria-label={m.conversation_transcript()}
        // It scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {lines.map((line, index) => (
          <Line
            // Lines of one transcript never reorder, and may repeat.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            line={line}
            isSpoken={index === spoken}
            ranges={found[index] ?? []}
            onSeek={onSeek}
          />
        ))}
      </div>
    </div>
  );
}

function Line({
  line,
  isSpoken,
  ranges,
  onSeek,
}: {
  line: TranscriptLineDto;
  isSpoken: boolean;
  ranges: ReturnType<typeof findIn>;
  onSeek: ((at: number) => void) | null;
}) {
  const { start } = line;
  const words = (
    <>
      <span className={styles.time} dir="ltr">
        {start === null ? "" : formatLength(start)}
      </span>
      <bdi className={styles.speaker}>{line.speaker}</bdi>
      <span dir="auto" className={styles.words}>
        <Highlight text={line.text} ranges={ranges} />
      </span>
    </>
  );
  if (start === null || onSeek === null) return <div className={styles.line}>{words}</div>;
  return (
    <button
      type="button"
      className={styles.line}
      aria-current={isSpoken ? "true" : undefined}
      // The box scrolls with arrows; a hundred tab stops in it would be a trap.
      tabIndex={-1}
      onClick={() => {
        onSeek(start);
      }}
    >
      {words}
    </button>
  );
}
