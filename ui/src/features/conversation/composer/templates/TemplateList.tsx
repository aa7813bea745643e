/** The approved templates of a channel: found by name, language, category or wording. */
import { useEffect, useRef, useState } from "react";
import { Autocomplete, ListBox, ListBoxItem } from "react-aria-components";
import type { TemplateDto, TemplateObstacleDto } from "../../../../ipc/bindings.gen";
import { Foreign, Ltr } from "../../../../components/Foreign";
import { SearchField } from "../../../../components/SearchField";
import { Waiting } from "../../../../components/Skeleton";
import { match } from "../../../../lib/fuzzy";
import { platformName } from "../../../../lib/lineWords";
import { registerPane } from "../../../../lib/selection";
import { m } from "../../../../paraglide/messages.js";
import type { Scene } from "../../scene";
import type { ListRead } from "./Templates";
import styles from "./Templates.module.css";

/** Why an approved template cannot go out from here. */
const obstacles: Record<TemplateObstacleDto, () => string> = {
  media: m.writing_template_media,
  gap: m.writing_template_gap,
};

/** Draws it. */
export function TemplateList({
  read,
  scene,
  isWanted,
  onChoose,
}: {
  read: Exclude<ListRead, { phase: "failed" }>;
  scene: Scene;
  isWanted: boolean;
  onChoose: (template: TemplateDto) => void;
}) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const platform = platformName(scene.platform);
  useEffect(
    () =>
      registerPane("composer", () => {
        field.current?.focus();
        return field.current !== null;
      }),
    [],
  );
  if (read.phase === "reading") {
    const words = m.writing_template_loading({ platform });
    return (
      <Waiting label={words}>
        <p className={styles.note}>{words}</p>
      </Waiting>
    );
  }
  const found = read.templates
    .flatMap((template) => {
      const { name, language, category, body } = template;
      const hit = match(
        text,
        `${name.replaceAll("_", " ")} ${name} ${language} ${category ?? ""} ${body}`,
      );
      return hit === null ? [] : [{ id: `${name}/${language}`, template, score: hit.score }];
    })
    .sort((one, other) => other.score - one.score);
  return (
    <div className={styles.list}>
      <Autocomplete inputValue={text} onInputChange={setText}>
        <SearchField
          ref={field}
          label={m.writing_template_search()}
          value={text}
          onChange={setText}
          autoFocus={isWanted}
        />
        <ListBox
          aria-label={m.writing_templates()}
          items={found}
          className={styles.rows ?? ""}
          renderEmptyState={() => (
            <p className={styles.note}>
              {read.templates.length === 0
                ? m.writing_template_none({ platform })
                : m.writing_no_match({ text })}
            </p>
          )}
        >
          {({ id, template }) => (
            <ListBoxItem
              id={id}
              textValue={template.name}
              className={styles.row ?? ""}
              onAction={() => {
                if (template.obstacle === null) onChoose(template);
              }}
              data-off={template.obstacle === null ? undefined : true}
            >
              <span className={styles.name}>
                <Ltr>{template.name}</Ltr>
              </span>
              <span className={styles.about}>
                <Ltr>{template.language}</Ltr>
                {template.category !== null && <Ltr>{template.category}</Ltr>}
              </span>
              <Foreign className={`cut ${styles.body ?? ""}`}>{template.body}</Foreign>
              {template.obstacle !== null && (
                <span className={styles.reason}>{obstacles[template.obstacle]()}</span>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Autocomplete>
    </div>
  );
}
