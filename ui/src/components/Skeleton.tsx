/** Grey blocks for what is still being read; nothing at all for the first 150 ms. */
import { useEffect, useState, type ReactNode } from "react";
import styles from "./Skeleton.module.css";

/** How long a read may take before anything shows, in ms. Local reads should never get there. */
const grace = 150;

/** True once `waiting` has lasted longer than the grace. */
function useGrace(waiting: boolean): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => {
      setOver(true);
    }, grace);
    return () => {
      clearTimeout(timer);
      setOver(false);
    };
  }, [waiting]);
  return waiting && over;
}

/** A place that waits; draws `children` (grey blocks) after the grace, and tells assistive technology. */
export function Waiting({ label, children }: { label: string; children: ReactNode }) {
  const shown = useGrace(true);
  return (
    <div aria-busy className={styles.waiting}>
      <span className="visually-hidden">{label}</span>
      {shown && children}
    </div>
  );
}

/** One still grey block; sizes are CSS lengths. */
export function Block({
  width = "100%",
  height = "12px",
  round = false,
}: {
  width?: string;
  height?: string;
  round?: boolean;
}) {
  return (
    <span
      aria-hidden
      className={styles.block}
      data-round={round || undefined}
      style={{ inlineSize: width, blockSize: height }}
    />
  );
}
