/** What a platform's AI wrote, in its light markdown, as elements; nothing of it is ever taken as HTML. */
import { useMemo } from "react";
import { readMarkdown, type Span } from "./markdown";
import styles from "./Summary.module.css";

/** Draws a summary; every piece of it in the direction of its own language. */
export function Summary({ text }: { text: string }) {
  const blocks = useMemo(() => readMarkdown(text), [text]);
  return (
    <div data-selectable className={styles.summary}>
      {blocks.map((block, at) => {
        // Blocks of one text never reorder.
        const key = at;
        switch (block.kind) {
          case "heading":
            return (
              <p key={key} dir="auto" className={styles.heading}>
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
                {block.items.map((spans, place) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <li key={place}>
                    <Spans spans={spans} />
                  </li>
                ))}
              </ul>
            );
        }
      })}
    </div>
  );
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return spans.map(({ text, bold }, at) =>
    // oxlint-disable-next-line react/no-array-index-key
    bold ? <strong key={at}>{text}</strong> : <span key={at}>{text}</span>,
  );
}
