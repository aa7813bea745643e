/** How much of a text's length is left, as the line counts it. */
import { m } from "../../../paraglide/messages.js";
import { countCharacters } from "./writing";
import styles from "./Composer.module.css";

/** How long a text may be before the line has told its limit; WhatsApp's own. */
export const usualLimit = 4096;

/** Characters that are left below the limit; less than none when there are too many. */
export function charactersLeft(text: string, limit: number): number {
  // Counting characters walks the text; far below the limit its length in units says enough.
  return text.length < limit / 2 ? limit : limit - countCharacters(text);
}

/** Says how much is left once it is little. */
export function Room({ left, limit }: { left: number; limit: number }) {
  if (left >= limit / 10) return null;
  return (
    <span className={styles.count} data-over={left < 0 || undefined} role="status">
      {left < 0
        ? m.conversation_too_long({ count: -left })
        : m.conversation_characters_left({ count: left })}
    </span>
  );
}
