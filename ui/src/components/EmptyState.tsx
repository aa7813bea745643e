/** Nothing here: one line drawing, one sentence of fact, one way on. */
import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

/** What the drawing shows: a cord hanging free, two lines joined, or a cord pulled out. */
export type EmptyArt = "idle" | "joined" | "unplugged";

const art: Record<EmptyArt, ReactNode> = {
  idle: (
    <>
      <path d="M4 44h112" />
      <circle cx="30" cy="44" r="5" className={styles.socket} />
      <circle cx="90" cy="44" r="5" className={styles.socket} />
      <path className={styles.cord} d="M30 39V26c0-16 22-16 30-4s16 8 16 0" />
      <circle cx="76" cy="20" r="2.5" className={styles.plug} />
    </>
  ),
  joined: (
    <>
      <path d="M4 44h112" />
      <circle cx="30" cy="44" r="5" className={styles.socket} />
      <circle cx="90" cy="44" r="5" className={styles.socket} />
      <path className={styles.cord} d="M30 44C30 4 90 4 90 44" />
      <circle cx="30" cy="44" r="2.5" className={styles.plug} />
      <circle cx="90" cy="44" r="2.5" className={styles.plug} />
    </>
  ),
  unplugged: (
    <>
      <path d="M4 44h44M72 44h44" />
      <circle cx="30" cy="44" r="5" className={styles.socket} />
      <circle cx="90" cy="44" r="5" className={styles.socket} />
      <path className={styles.cord} d="M30 44C30 18 48 14 56 24" />
      <circle cx="56" cy="24" r="2.5" className={styles.plug} />
      <path d="M66 16l6-6M70 22l8-2" />
    </>
  ),
};

/** An empty place. `children` are the ways on, usually one button. */
export function EmptyState({
  art: drawing = "idle",
  title,
  text,
  children,
}: {
  art?: EmptyArt;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <div className={styles.inner}>
        <svg aria-hidden focusable={false} className={styles.art} viewBox="0 0 120 56">
          {art[drawing]}
        </svg>
        <h2 className={styles.title}>{title}</h2>
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {children !== undefined && <div className={styles.ways}>{children}</div>}
      </div>
    </div>
  );
}
