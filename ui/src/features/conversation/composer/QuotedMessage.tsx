/** The message that the reply answers, above the box, with the way to answer none in particular. */
import { X } from "lucide-react";
import { IconButton } from "../../../components/Button";
import { Foreign, Name } from "../../../components/Foreign";
import { selection } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import { quoting, type Quoted } from "./kept";
import styles from "./Composer.module.css";

/** Draws it. */
export function QuotedMessage({ conversation, quoted }: { conversation: string; quoted: Quoted }) {
  return (
    <div className={styles.quoted} role="group" aria-label={m.conversation_quoting()}>
      <span className={styles.quotedWords}>
        <Name className={styles.quotedBy ?? ""}>{quoted.sender}</Name>
        <Foreign className="cut">{quoted.text}</Foreign>
      </span>
      <IconButton
        icon={X}
        size="small"
        placement="top"
        label={m.conversation_quote_remove()}
        onPress={() => {
          quoting.set(conversation, null);
          selection.focusPane("composer");
        }}
      />
    </div>
  );
}
