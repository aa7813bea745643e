/**
 * Text that is not ours, in a direction we do not know. Each in its own element: a prefix inside an
 * auto-direction element would decide the direction.
 */
import type { ReactNode } from "react";

/** A foreign sentence in a column: its own direction, the column's alignment. `cut` clips it to one line. */
export function Foreign({ children, className = "" }: { children: ReactNode; className?: string }) {
  return (
    <span dir="auto" className={`column-text ${className}`}>
      {children}
    </span>
  );
}

/** A name of a person, a line or a thing: inside our sentence, or alone in a column. */
export function Name({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <bdi className={`column-text ${className}`}>{children}</bdi>;
}

/** Numbers, phones, times, codes: left to right everywhere. */
export function Ltr({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <span className={`ltr ${className}`}>{children}</span>;
}
