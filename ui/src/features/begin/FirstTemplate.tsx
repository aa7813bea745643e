// The first words as a template: its name and wording as they are on the platform, and a value for each gap.

import { useId, useState } from "react";
import { TextField } from "../../components/TextField";
import type { TemplateInput } from "../../ipc/bindings.gen";
import { m } from "../../paraglide/messages.js";
import styles from "./BeginDialog.module.css";

/** A template that was filled in, and what the customer will read. */
export interface FilledTemplate {
  readonly template: TemplateInput;
  readonly text: string;
}

/** The gaps of a wording, each once, in the order they stand. */
function gapsOf(wording: string): readonly string[] {
  const gaps = [...wording.matchAll(/\{\{\s*([^{}]+?)\s*\}\}/gu)].flatMap(([, gap]) =>
    gap === undefined ? [] : [gap],
  );
  return [...new Set(gaps)];
}

/** The wording with its values. */
function filledIn(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/gu, (whole, gap: string) => {
    const value = values[gap]?.trim() ?? "";
    return value === "" ? whole : value;
  });
}

/** Why a template cannot go out yet; null when it can. */
function lacking(
  name: string,
  language: string,
  wording: string,
  values: Readonly<Record<string, string>>,
): string | null {
  if (name.trim() === "") return m.begin_template_no_name();
  if (language.trim() === "") return m.begin_template_no_language();
  if (wording.trim() === "") return m.begin_template_no_wording();
  const open = gapsOf(wording).find((gap) => (values[gap] ?? "").trim() === "");
  return open === undefined ? null : m.begin_template_no_value({ gap: open });
}

/** The form. `onChange` hears what is filled in, or why it cannot go out yet. */
export function FirstTemplate({
  name: recipient,
  platform,
  onChange,
}: {
  name: string;
  platform: string;
  onChange: (filled: FilledTemplate | string) => void;
}) {
  const [name, setName] = useState("");
  const [language, setLanguage] = useState("");
  const [category, setCategory] = useState("");
  const [wording, setWording] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const wordingId = useId();
  const previewId = useId();
  const gaps = gapsOf(wording);
  const text = filledIn(wording, values);

  const tell = (next: {
    name?: string;
    language?: string;
    category?: string;
    wording?: string;
    values?: Readonly<Record<string, string>>;
  }) => {
    const all = { name, language, category, wording, values, ...next };
    const lack = lacking(all.name, all.language, all.wording, all.values);
    onChange(
      lack ?? {
        text: filledIn(all.wording, all.values),
        template: {
          name: all.name.trim(),
          language: all.language.trim(),
          category: all.category.trim() === "" ? null : all.category.trim(),
          values: gapsOf(all.wording).map((gap) => ({
            gap,
            value: (all.values[gap] ?? "").trim(),
          })),
        },
      },
    );
  };

  return (
    <div className={styles.column}>
      <p className={styles.hint}>{m.begin_template_why({ platform })}</p>
      <div className={styles.pair}>
        <TextField
          label={m.begin_template_name()}
          kind="code"
          value={name}
          onChange={(next) => {
            setName(next);
            tell({ name: next });
          }}
        />
        <TextField
          label={m.begin_template_language()}
          kind="code"
          value={language}
          onChange={(next) => {
            setLanguage(next);
            tell({ language: next });
          }}
        />
        <TextField
          label={m.begin_template_category()}
          kind="code"
          value={category}
          onChange={(next) => {
            setCategory(next);
            tell({ category: next });
          }}
        />
      </div>
      <label htmlFor={wordingId} className={styles.label}>
        {m.begin_template_wording({ gap: "{{1}}" })}
      </label>
      <textarea
        id={wordingId}
        dir="auto"
        rows={2}
        className={styles.words}
        value={wording}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setWording(next);
          tell({ wording: next });
        }}
      />
      {gaps.length > 0 && (
        <div className={styles.pair}>
          {gaps.map((gap) => (
            <TextField
              key={gap}
              label={m.begin_template_value({ gap })}
              value={values[gap] ?? ""}
              onChange={(value) => {
                const next = { ...values, [gap]: value };
                setValues(next);
                tell({ values: next });
              }}
            />
          ))}
        </div>
      )}
      {text.trim() !== "" && (
        <div className={styles.preview} role="group" aria-labelledby={previewId}>
          <span id={previewId} className={styles.label}>
            {m.begin_template_preview({ name: recipient })}
          </span>
          <p dir="auto" className={styles.bubble}>
            {text}
          </p>
        </div>
      )}
    </div>
  );
}
