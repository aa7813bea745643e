/** A chosen template: a value for each gap, proposed where one is known, and what the customer will read. */
import { FileText } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { ConversationDetail, TemplateDto } from "../../../../ipc/bindings.gen";
import { presentError } from "../../../../ipc/errors";
import { Banner } from "../../../../components/Banner";
import { Button } from "../../../../components/Button";
import { Ltr } from "../../../../components/Foreign";
import { Icon } from "../../../../components/Icon";
import { TextField } from "../../../../components/TextField";
import { customerName } from "../../../../lib/customerName";
import { registerPane } from "../../../../lib/selection";
import { m } from "../../../../paraglide/messages.js";
import type { Scene } from "../../scene";
import { useIsOffline } from "../../useLine";
import { filledNamed } from "../gaps";
import { templating } from "../kept";
import { sendTemplate } from "../send";
import styles from "./Templates.module.css";

/** Draws it. `draft` is the reply that was begun; it can fill a gap. */
export function FilledTemplate({
  template,
  detail,
  scene,
  draft,
  onOther,
}: {
  template: TemplateDto;
  detail: ConversationDetail;
  scene: Scene;
  draft: string;
  onOther: () => void;
}) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(template.gaps.map(({ name, proposal }) => [name, proposal ?? ""])),
  );
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const isOffline = useIsOffline(scene.line);
  const root = useRef<HTMLDivElement>(null);
  const previewId = useId();
  useEffect(() => {
    const focus = () => {
      const fields = root.current?.querySelectorAll<HTMLInputElement>("input") ?? [];
      // The first that nobody could fill; without gaps, the way on.
      const target =
        [...fields].find(({ value }) => value === "") ??
        root.current?.querySelector<HTMLElement>("[data-send] button");
      target?.focus();
      return target !== undefined && target !== null;
    };
    focus();
    return registerPane("composer", focus);
  }, []);
  const open = template.gaps.find(({ name }) => (values[name] ?? "").trim() === "");
  const off = open === undefined ? null : m.writing_template_empty({ gap: `{{${open.name}}}` });
  const text = filledNamed(template.body, values);
  const set = (name: string, value: string) => {
    setValues({ ...values, [name]: value });
  };
  const send = async () => {
    if (off !== null || isSending) return;
    setFailure(null);
    setSending(true);
    const refused = await sendTemplate(scene, text, {
      name: template.name,
      language: template.language,
      category: template.category,
      values: template.gaps.map(({ name }) => ({ gap: name, value: (values[name] ?? "").trim() })),
    });
    setSending(false);
    if (refused === null) {
      templating.set(scene.conversation, false);
      onOther();
    } else {
      setFailure(m.conversation_send_failed({ reason: presentError(refused).text() }));
    }
  };
  return (
    // Sending by its keys works from every field.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={root}
      className={styles.filled}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void send();
      }}
    >
      {failure !== null && (
        <Banner tone="fault" role="alert">
          {failure}
        </Banner>
      )}
      <div className={styles.head}>
        <span className={styles.name}>
          <Ltr>{template.name}</Ltr>
        </span>
        <span className={styles.about}>
          <Ltr>{template.language}</Ltr>
          {template.category !== null && <Ltr>{template.category}</Ltr>}
        </span>
        <Button size="small" variant="quiet" onPress={onOther}>
          {m.writing_template_other()}
        </Button>
      </div>
      {template.gaps.length > 0 && (
        <div className={styles.fields}>
          {template.gaps.map(({ name }) => (
            <TextField
              key={name}
              label={m.writing_template_value({ gap: `{{${name}}}` })}
              value={values[name] ?? ""}
              onChange={(value) => {
                set(name, value);
              }}
            />
          ))}
        </div>
      )}
      <div className={styles.preview} role="group" aria-labelledby={previewId}>
        <span id={previewId} className={styles.label}>
          {m.conversation_template_preview({ name: customerName(detail.row.contactName) })}
        </span>
        <div className={styles.bubble}>
          {template.header !== null && (
            <p dir="auto" className={styles.header}>
              {template.header}
            </p>
          )}
          <p dir="auto">{text}</p>
          {template.footer !== null && (
            <p dir="auto" className={styles.footer}>
              {template.footer}
            </p>
          )}
          {template.buttons.length > 0 && (
            <ul className={styles.buttons}>
              {template.buttons.map((button) => (
                <li key={button}>
                  <bdi>{button}</bdi>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <div className={styles.foot}>
        <span className={styles.hint}>{m.conversation_window_reopen()}</span>
        {draft.trim() !== "" && open !== undefined && (
          <Button
            size="small"
            onPress={() => {
              set(open.name, draft.trim());
            }}
          >
            {m.writing_template_use_draft({ gap: `{{${open.name}}}` })}
          </Button>
        )}
        <span className={styles.send} data-send>
          <Button variant="primary" reason={off} onPress={() => void send()}>
            <Icon of={FileText} size="s" />
            {isOffline ? m.conversation_send_online() : m.conversation_template_send()}
          </Button>
        </span>
      </div>
    </div>
  );
}
