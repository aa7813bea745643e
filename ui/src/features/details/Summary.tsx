// What the platform's AI wrote, in the direction of its own language.

import type { SummaryDto } from "../../ipc/bindings.gen";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { readMarkdown, type Span } from "./markdown";

/** A summary's words, and how far it reaches. */
export function SummaryText({ summary }: { summary: SummaryDto }) {
  return (
    <>
      <div data-selectable className={styles.summary}>
        {readMarkdown(summary.text).map((block, at) => {
          // Blocks of one text never reorder.
          const key = at;
          switch (block.kind) {
            case "heading":
              return (
                <p key={key} dir="auto" className={styles.summaryHead}>
                  <Spans spans={block.spans} />
                </p>
              );
            case "paragraph":
              return (
                <p key={key} dir="auto">
                  <Spans spans={block.spans} />
                </p>
              );
            case "list":
              return (
                // Its points take its direction, as their marks stand at its edge.
                <ul key={key} dir="auto">
                  {block.items.map((item, place) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <li key={place}>
                      <Spans spans={item} />
                    </li>
                  ))}
                </ul>
              );
          }
        })}
      </div>
      <p className={styles.meta}>
        {m.details_summary_from_call()}
        {summary.newerItems > 0 && ` ${m.details_summary_newer({ count: summary.newerItems })}`}
      </p>
    </>
  );
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return spans.map((span, at) =>
    span.bold ? (
      // oxlint-disable-next-line react/no-array-index-key
      <b key={at}>{span.text}</b>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <span key={at}>{span.text}</span>
    ),
  );
}
