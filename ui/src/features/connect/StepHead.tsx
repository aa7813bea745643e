/** Title and sentence of a step; the title takes the focus when the step begins, so that it is read. */
import type { RefObject } from "react";
import styles from "./Connect.module.css";

/** Where a step puts the focus. */
export type HeadingRef = RefObject<HTMLHeadingElement | null>;

/** The head of a step. */
export function StepHead({
  heading,
  title,
  text,
}: {
  heading?: HeadingRef;
  title: string;
  text: string;
}) {
  return (
    <>
      <h2
        {...(heading === undefined ? {} : { ref: heading, tabIndex: -1 })}
        className={styles.head}
      >
        {title}
      </h2>
      <p className={styles.lead}>{text}</p>
    </>
  );
}
