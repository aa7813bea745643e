/** Writing a saved reply, new or there: its name, its text with gaps, and where a new one is kept. */
import { useId, useRef, useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { MenuButton, MenuItem } from "../../../components/Menu";
import { Select } from "../../../components/Select";
import { TextField } from "../../../components/TextField";
import type { LineDto, SavedReplyDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { callHost } from "../../../lib/hostQuery";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import styles from "./Replies.module.css";

const DESK = "desk";

/** What the host can fill, by the name it stands in a text with. */
const known = [
  ["contact.name", m.writing_gap_contact_name],
  ["contact.first_name", m.writing_gap_contact_first],
  ["contact.company", m.writing_gap_company],
  ["agent.name", m.writing_gap_agent_name],
  ["channel.name", m.writing_gap_channel],
] as const;

/** The dialog; `lines` are those a new one can be shared on. */
export function ReplyEditor({
  reply,
  lines,
  onClose,
}: {
  reply: SavedReplyDto | null;
  lines: readonly LineDto[];
  onClose: () => void;
}) {
  const [code, setCode] = useState(reply?.shortCode ?? "");
  const [text, setText] = useState(reply?.text ?? "");
  const [where, setWhere] = useState(DESK);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const textId = useId();
  const hintId = useId();
  const off =
    code.trim() === ""
      ? m.writing_code_missing()
      : text.trim() === ""
        ? m.writing_text_missing()
        : null;
  const insert = (name: string) => {
    const element = box.current;
    const at = element?.selectionStart ?? text.length;
    const end = element?.selectionEnd ?? at;
    setText(`${text.slice(0, at)}{{${name}}}${text.slice(end)}`);
    element?.focus();
  };
  const save = async () => {
    if (off !== null || isSaving) return;
    setSaving(true);
    setFailure(null);
    try {
      if (reply === null) {
        const line = where === DESK ? null : where;
        await callHost("add_saved_reply", { line, shortCode: code.trim(), text });
      } else {
        await callHost("change_saved_reply", { reply: reply.id, shortCode: code.trim(), text });
      }
      onClose();
      showToast({ text: m.writing_saved({ name: code.trim() }) });
    } catch (cause) {
      setFailure(presentError(cause).text());
      setSaving(false);
    }
  };
  return (
    <Dialog
      open
      // What is half written is not lost to a click beside it.
      dismissable={false}
      onClose={onClose}
      title={reply === null ? m.writing_new() : m.writing_edit()}
      closeLabel={m.writing_close()}
    >
      {/* Saving by its keys works from every field. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form
        className={styles.editor}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save();
        }}
      >
        {failure !== null && (
          <Banner tone="fault" role="alert">
            {failure}
          </Banner>
        )}
        <TextField
          label={m.writing_code()}
          hint={m.writing_code_hint()}
          value={code}
          onChange={setCode}
          maxLength={60}
          autoFocus
        />
        <div className={styles.textField}>
          <label htmlFor={textId} className={styles.label}>
            {m.writing_text()}
          </label>
          <textarea
            ref={box}
            id={textId}
            dir="auto"
            rows={6}
            className={styles.text}
            aria-describedby={hintId}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          <div className={styles.below}>
            <span id={hintId} className={styles.hint}>
              {m.writing_text_hint({ gap: "{{contact.name}}" })}
            </span>
            <MenuButton
              label={m.writing_insert_gap()}
              button={<Button size="small">{m.writing_insert_gap()}</Button>}
            >
              {[...known, [m.writing_gap_free_name(), m.writing_gap_free] as const].map(
                ([name, label]) => (
                  <MenuItem
                    key={name}
                    id={name}
                    label={label()}
                    onAction={() => {
                      insert(name);
                    }}
                  />
                ),
              )}
            </MenuButton>
          </div>
        </div>
        {reply === null && lines.length > 0 && (
          <Select
            label={m.writing_where()}
            value={where}
            onChange={setWhere}
            options={[
              { value: DESK, label: m.writing_where_desk() },
              ...lines.map(({ id, name }) => ({
                value: id,
                label: m.writing_where_line({ line: name }),
              })),
            ]}
          />
        )}
        <div className={styles.ways}>
          <Button onPress={onClose}>{m.writing_cancel()}</Button>
          <Button variant="primary" type="submit" reason={off}>
            {m.writing_save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
