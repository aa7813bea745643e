/** An AI summary in its light markdown, as elements; nothing of it is ever taken as HTML. */
import { useMemo } from "react";
import { readMarkdown, type Span } from "../items/markdown";
import styles from "./Summary.module.css";

/** Draws a summary. */
export function Summary({ text }: { text: string }) {
  const blocks = useMemo(() => readMarkdown(text), [text]);
  return (
    <div className={styles.summary}>
      {blocks.map((block, index) => {
        // Blocks of one text never reorder.
        const key = String(index);
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
                {block.items.map((spans, item) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <li key={item}>
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
  return spans.map(({ text, bold }, index) =>
    // oxlint-disable-next-line react/no-array-index-key
    bold ? <strong key={index}>{text}</strong> : <span key={index}>{text}</span>,
  );
}
