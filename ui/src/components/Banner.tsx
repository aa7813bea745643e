/** A sentence that stands where it matters, with at most one thing to do. */
import type { ReactNode } from "react";
import styles from "./Banner.module.css";

/** `role` is `alert` only for failures of what was just done. */
export function Banner({
  tone,
  start,
  children,
  action,
  role = "note",
}: {
  tone: "fault" | "due" | "info";
  /** A lamp or an icon. */
  start?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
  role?: "note" | "status" | "alert";
}) {
  return (
    <div role={role} className={styles.banner} data-tone={tone}>
      {start}
      <span className={styles.words}>{children}</span>
      {action}
    </div>
  );
}
