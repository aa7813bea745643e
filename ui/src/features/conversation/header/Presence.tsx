/** Says who writes at this moment. It never blocks. */
import type { WritingDto } from "../../../ipc/bindings.gen";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import { Sentence } from "../../../components/Sentence";
import styles from "./AiBar.module.css";

/** The line under the AI bar; nothing while nobody writes. */
export function Presence({
  writing,
  contactName,
}: {
  writing: WritingDto | null;
  contactName: string;
}) {
  // Who closes the window tells nobody that they have stopped.
  const writes = useNow((now) => writing !== null && now < writing.until, 1_000);
  if (writing === null || !writes) return null;
  const name = writing.name ?? (writing.colleague ? m.conversation_colleague() : contactName);
  return (
    <p className={styles.presence} data-colleague={writing.colleague || undefined}>
      <Sentence
        message={writing.colleague ? m.conversation_writing_here : m.conversation_typing}
        parts={{ name: <bdi>{name}</bdi> }}
      />
    </p>
  );
}
