/** The lamp. It never stands alone: a word, a title or an accessible name beside it says the same. */
import styles from "./Lamp.module.css";

/** What a lamp can show; contrast themes also change its shape. */
export type LampKind = "fault" | "due" | "on" | "ai" | "off" | "ok" | "pause";

/** Draws a lamp. `working` lets it breathe while something is going on. */
export function Lamp({ kind, working = false }: { kind: LampKind; working?: boolean }) {
  return (
    <span
      aria-hidden
      data-lamp={kind}
      data-working={working || undefined}
      className={styles.lamp}
    />
  );
}
