// The parts of a row that change as time passes. Each follows the clock by itself, so that a minute
// re-renders a few words and not the list.

import { CountdownRing } from "../../components/CountdownRing";
import { Ltr } from "../../components/Foreign";
import type { ConversationRow, Milliseconds } from "../../ipc/bindings.gen";
import { formatAgo, formatCountdown, formatExact } from "../../lib/format";
import { moveName } from "../../lib/moves";
import { useNow } from "../../lib/now";
import { m } from "../../paraglide/messages.js";
import styles from "./Row.module.css";
import { reasonOf, reasonWords } from "./words";

const hour = 3_600_000;
/** From when on the end of the reply window is shown. */
const closing = 4 * hour;
/** The whole reply window, for the share of the ring. */
const windowLength = 4 * hour;

/** How long ago something happened; the exact time is its tooltip. */
export function Ago({ at, className }: { at: Milliseconds; className?: string | undefined }) {
  const text = useNow((now) => formatAgo(at, now));
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      {text}
    </time>
  );
}

function minutesLeft(endsAt: Milliseconds | null, now: number): number | null {
  if (endsAt === null) return null;
  const left = endsAt - now;
  // Whole minutes, rounded down: the text changes once a minute and never promises more than there is.
  return left > 0 && left < closing ? Math.floor(left / 60_000) * 60_000 : null;
}

/** The time left to reply freely, once it is under 4 h; red under 1 h. */
export function TimeLeft({ endsAt }: { endsAt: Milliseconds | null }) {
  const left = useNow((now) => minutesLeft(endsAt, now));
  if (left === null) return null;
  const tone = left < hour ? "fault" : "due";
  return (
    <span className={styles.left} data-tone={tone}>
      <CountdownRing left={left / windowLength} tone={tone} />
      <Ltr>{formatCountdown(left)}</Ltr>
    </span>
  );
}

/** Whose move it is and for how long, as a sentence. */
export function MoveSentence({ row }: { row: ConversationRow }) {
  const reason = reasonOf(row);
  const sentence = useNow((now) => {
    const move = moveName(row.whoseMove);
    const left = minutesLeft(row.windowEndsAt, now);
    if (row.whoseMove === "closingSoon" && left !== null) {
      const time = m.list_row_left({ time: formatCountdown(left) });
      return `${m.list_row_sentence({ text: move })} ${time}`;
    }
    if (row.moveSince === null) return m.list_row_sentence({ text: move });
    const time = formatAgo(row.moveSince, now);
    return reason === null
      ? m.list_row_move({ move, time })
      : m.list_row_move_reason({ move, reason: reasonWords[reason](), time });
  });
  return <span>{sentence}</span>;
}
