/**
 * Stands in the place of the box when only an approved template may be sent: name, language and wording as
 * they are on the platform, a value for each gap, and what the customer will read. What was typed is kept.
 */
import { FileText } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { ConversationDetail } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { TextField } from "../../../components/TextField";
import { Icon } from "../../../components/Icon";
import { customerName } from "../../../lib/customerName";
import { platformName } from "../../../lib/lineWords";
import { registerPane } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { useIsOffline } from "../useLine";
import { filled, gapsIn } from "./gaps";
import { enteredTemplates, useKept, type EnteredTemplate } from "./kept";
import { sendTemplate } from "./send";
import styles from "./templates/Templates.module.css";

/** Draws it. `draft` is the reply that was begun; it can fill a gap. */
export function TemplateForm({
  detail,
  scene,
  draft,
}: {
  detail: ConversationDetail;
  scene: Scene;
  draft: string;
}) {
  const { line } = scene;
  const entered = useKept(enteredTemplates, line);
  const [typed, setTyped] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const isOffline = useIsOffline(line);
  const root = useRef<HTMLDivElement>(null);
  const wordingId = useId();
  const previewId = useId();
  useEffect(
    () =>
      registerPane("composer", () => {
        const field = root.current?.querySelector<HTMLElement>("input");
        field?.focus();
        return field != null;
      }),
    [],
  );
  const values = Array.from({ length: gapsIn(entered.wording) }, (_, at) => typed[at] ?? "");
  const text = filled(entered.wording, values);
  const enter = (patch: Partial<EnteredTemplate>) => {
    enteredTemplates.set(line, { ...entered, ...patch });
  };
  const setValue = (at: number, value: string) => {
    setTyped(values.map((each, index) => (index === at ? value : each)));
  };
  const openGap = values.findIndex((value) => value.trim() === "");
  const off =
    entered.name.trim() === ""
      ? m.conversation_template_no_name()
      : entered.language.trim() === ""
        ? m.conversation_template_no_language()
        : entered.wording.trim() === ""
          ? m.conversation_template_no_wording()
          : openGap !== -1
            ? m.conversation_template_no_value({ number: openGap + 1 })
            : null;
  const send = async () => {
    if (off !== null || isSending) return;
    setFailure(null);
    setIsSending(true);
    const refused = await sendTemplate(scene, text, {
      name: entered.name.trim(),
      language: entered.language.trim(),
      category: entered.category.trim() === "" ? null : entered.category.trim(),
      values: values.map((value, at) => ({ gap: String(at + 1), value: value.trim() })),
    });
    setIsSending(false);
    if (refused === null) setTyped([]);
    else setFailure(m.conversation_send_failed({ reason: presentError(refused).text() }));
  };
  const sendKeys = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  return (
    // Sending by its keys works from every field.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles.filled} onKeyDown={sendKeys}>
      {failure !== null && (
        <Banner tone="fault" role="alert">
          {failure}
        </Banner>
      )}
      <p className={styles.hint}>
        {m.conversation_template_by_hand({ platform: platformName(scene.platform) })}
      </p>
      <div className={styles.fields}>
        <TextField
          label={m.conversation_template_name()}
          kind="code"
          value={entered.name}
          onChange={(name) => {
            enter({ name });
          }}
        />
        <TextField
          label={m.conversation_template_language()}
          kind="code"
          value={entered.language}
          onChange={(language) => {
            enter({ language });
          }}
        />
        <TextField
          label={m.conversation_template_category()}
          kind="code"
          value={entered.category}
          onChange={(category) => {
            enter({ category });
          }}
        />
      </div>
      <label htmlFor={wordingId} className={styles.label}>
        {m.conversation_template_wording({ gap: "{{1}}" })}
      </label>
      <textarea
        id={wordingId}
        dir="auto"
        rows={2}
        className={styles.wording}
        placeholder={m.conversation_template_wording_example()}
        value={entered.wording}
        onChange={(event) => {
          enter({ wording: event.currentTarget.value });
        }}
      />
      {values.length > 0 && (
        <div className={styles.fields}>
          {values.map((value, at) => (
            <TextField
              // Gaps are their numbers.
              // oxlint-disable-next-line react/no-array-index-key
              key={at}
              label={m.conversation_template_value({ number: at + 1 })}
              value={value}
              onChange={(next) => {
                setValue(at, next);
              }}
            />
          ))}
        </div>
      )}
      {text.trim() !== "" && (
        <div className={styles.preview} role="group" aria-labelledby={previewId}>
          <span id={previewId} className={styles.label}>
            {m.conversation_template_preview({ name: customerName(detail.row.contactName) })}
          </span>
          <p dir="auto" className={styles.bubble}>
            {text}
          </p>
        </div>
      )}
      <div className={styles.foot}>
        <span className={styles.hint}>{m.conversation_window_reopen()}</span>
        {draft.trim() !== "" && openGap !== -1 && (
          <Button
            size="small"
            onPress={() => {
              setValue(openGap, draft.trim());
            }}
          >
            {m.conversation_template_use_draft({ number: openGap + 1 })}
          </Button>
        )}
        <span className={styles.send}>
          <Button variant="primary" reason={off} onPress={() => void send()}>
            <Icon of={FileText} size="s" />
            {isOffline ? m.conversation_send_online() : m.conversation_template_send()}
          </Button>
        </span>
      </div>
    </div>
  );
}
