/** How much of a span is left, as a ring. Decorative: the time beside it says the same. */
import styles from "./CountdownRing.module.css";

const around = 2 * Math.PI * 5.5;

/** Draws a ring; `left` from 0 to 1. Its sense is clockwise in every direction of writing. */
export function CountdownRing({ left, tone }: { left: number; tone: "ok" | "due" | "fault" }) {
  const shown = Math.min(1, Math.max(0, left));
  return (
    <svg aria-hidden focusable={false} className={styles.ring} data-tone={tone} viewBox="0 0 14 14">
      <circle cx="7" cy="7" r="5.5" />
      <circle
        cx="7"
        cy="7"
        r="5.5"
        strokeDasharray={`${String(around * shown)} ${String(around)}`}
      />
    </svg>
  );
}
