/** Who sees a note and when it reminds, as its platform keeps them. */
import { X } from "lucide-react";
import { IconButton } from "../../../components/Button";
import { Checkbox } from "../../../components/Checkbox";
import type { NoteTermsDto } from "../../../ipc/bindings.gen";
import { momentOf } from "../../../lib/moment";
import { m } from "../../../paraglide/messages.js";
import styles from "./NoteTermsFields.module.css";

/** Draws them; null is for everybody, without a reminder. */
export function NoteTermsFields({
  terms,
  onChange,
}: {
  terms: NoteTermsDto | null;
  onChange: (terms: NoteTermsDto | null) => void;
}) {
  const { private: isPrivate, remindAt } = terms ?? { private: false, remindAt: null };
  const change = (next: NoteTermsDto) => {
    onChange(next.private || next.remindAt !== null ? next : null);
  };
  return (
    <div className={styles.terms}>
      <Checkbox
        label={m.conversation_note_make_private()}
        ticked={isPrivate}
        onChange={(ticked) => {
          change({ private: ticked, remindAt });
        }}
      />
      <label className={styles.reminder}>
        {m.conversation_note_remind()}
        <input
          type="datetime-local"
          className={styles.field}
          value={remindAt === null ? "" : momentOf(remindAt)}
          onChange={({ currentTarget: { value } }) => {
            const at = new Date(value).getTime();
            change({ private: isPrivate, remindAt: Number.isNaN(at) ? null : at });
          }}
        />
      </label>
      {remindAt !== null && (
        <IconButton
          icon={X}
          size="small"
          placement="top"
          label={m.conversation_note_remind_none()}
          onPress={() => {
            change({ private: isPrivate, remindAt: null });
          }}
        />
      )}
    </div>
  );
}
