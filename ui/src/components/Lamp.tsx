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

/** What a lamp says. */
export interface LampSign {
  readonly kind: LampKind;
  readonly word: string;
}

/** A lamp with its word, for those who hear it and for those who point at it; nothing for no sign. */
export function SpokenLamp({ sign }: { sign: LampSign | null }) {
  if (sign === null) return null;
  return (
    <span className={styles.spoken} data-spoken title={sign.word}>
      <Lamp kind={sign.kind} />
      <span className="visually-hidden">{sign.word}</span>
    </span>
  );
}
