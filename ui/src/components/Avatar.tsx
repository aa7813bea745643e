/** Initials on a tint that stays with the person, and the channel on the corner. Decorative. */
import { ChannelGlyph, type ChannelGlyphKind } from "./Glyphs";
import styles from "./Avatar.module.css";

/** Two letters of a name: first and last word, or the first two of a single word. Numbers give "#". */
export function initialsOf(name: string): string {
  const words = name
    .split(/[\s,._-]+/u)
    // The Arabic article says nothing about whose name it is.
    .map((word) => word.replace(/^ال(?=\p{L}{2})/u, ""))
    .filter((word) => /^\p{L}/u.test(word));
  const [first] = words;
  if (first === undefined) return "#";
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letters =
    last === undefined
      ? graphemes(first).slice(0, 2)
      : [...graphemes(first).slice(0, 1), ...graphemes(last).slice(0, 1)];
  return letters.join("").toUpperCase();
}

const segmenter = new Intl.Segmenter();

function graphemes(word: string): string[] {
  return Array.from(segmenter.segment(word), (part) => part.segment);
}

/** Which of the six tints a key takes; the same key always takes the same. */
export function tintOf(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1)
    hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return (Math.abs(hash) % 6) + 1;
}

/** Customers are circles, teammates rounded squares; nobody is a dashed square. */
export function Avatar({
  name,
  tintKey,
  shape = "customer",
  size = "row",
  channel,
}: {
  /** The person's name; null draws the place of nobody. */
  name: string | null;
  /** What picks the tint; the name when absent. */
  tintKey?: string;
  shape?: "customer" | "teammate";
  /** 32 (26 compact), 18, 24 or 44 px. */
  size?: "row" | "small" | "medium" | "large";
  channel?: ChannelGlyphKind;
}) {
  return (
    <span
      aria-hidden
      className={styles.avatar}
      data-shape={name === null ? "nobody" : shape}
      data-size={size}
      data-tint={name === null ? undefined : tintOf(tintKey ?? name)}
    >
      {/* Arabic letters join and hang below the line; the channel would lie on them. */}
      <span dir="auto" className={styles.initials}>
        {name === null ? "+" : initialsOf(name)}
      </span>
      {channel !== undefined && (
        <span className={styles.channel}>
          <ChannelGlyph kind={channel} />
        </span>
      )}
    </span>
  );
}
