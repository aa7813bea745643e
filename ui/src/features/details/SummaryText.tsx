// What the platform's AI wrote, and how far it reaches.

import { Summary } from "../../components/Summary";
import type { SummaryDto } from "../../ipc/bindings.gen";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";

/** A summary's words, and how far it reaches. */
export function SummaryText({ summary }: { summary: SummaryDto }) {
  return (
    <>
      <Summary text={summary.text} />
      <p className={`${styles.meta} ${styles.summaryReach}`}>
        {summary.item === null ? m.details_summary_whole() : m.details_summary_from_call()}
        {summary.newerItems > 0 && ` ${m.details_summary_newer({ count: summary.newerItems })}`}
      </p>
    </>
  );
}
