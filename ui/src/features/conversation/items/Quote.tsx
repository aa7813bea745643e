/** The message another one answers: two lines of it, and the way there. */
import type { QuoteDto } from "../../../ipc/bindings.gen";
import { Button as AriaButton } from "react-aria-components";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import styles from "./Quote.module.css";

/** Draws a quote; activating it jumps to the original and flashes it. */
export function Quote({ quote, scene }: { quote: QuoteDto; scene: Scene }) {
  const { item } = quote;
  const words = (
    <>
      {quote.outbound !== null && (
        <bdi className={styles.by}>
          {quote.outbound ? (quote.authorName ?? m.conversation_you()) : quote.authorName}
        </bdi>
      )}
      <span dir="auto" className={styles.text}>
        {quote.text ?? m.conversation_quote_missing()}
      </span>
    </>
  );
  if (item === null) return <blockquote className={styles.quote}>{words}</blockquote>;
  return (
    <AriaButton
      className={styles.quote ?? ""}
      onPress={() => {
        scene.timeline.goTo(item).catch(() => {
          showToast({ tone: "failed", text: m.conversation_jump_failed() });
        });
      }}
    >
      <span className="visually-hidden">{m.conversation_quote_go()}</span>
      {words}
    </AriaButton>
  );
}
