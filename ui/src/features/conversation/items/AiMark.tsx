/** The mark of what an AI wrote. */
import { m } from "../../../paraglide/messages.js";
import styles from "./AiMark.module.css";

/** Two letters in a frame. */
export function AiMark() {
  return <span className={styles.ai}>{m.conversation_ai()}</span>;
}
