/** The words of a message in the person's language, below the original. */
import { Languages } from "lucide-react";
import { Icon } from "../../../components/Icon";
import { m } from "../../../paraglide/messages.js";
import { TextButton } from "../items/TextButton";
import { hideTranslation, translate, useTranslation } from "./translations";
import styles from "./Tools.module.css";

/** Draws it; nothing while nobody asked for one. */
export function TranslationLine({ item }: { item: string }) {
  const translation = useTranslation(item);
  if (translation === undefined) return null;
  const hide = (
    <TextButton
      onPress={() => {
        hideTranslation(item);
      }}
    >
      {translation.state === "asking" ? m.tools_translate_stop() : m.tools_translate_hide()}
    </TextButton>
  );
  return (
    <div className={styles.translation} role="group" aria-label={m.tools_translation()}>
      <span className={styles.translationHead}>
        <Icon of={Languages} size="xs" />
        <span role="status">
          {translation.state === "asking"
            ? m.tools_translating()
            : translation.state === "failed"
              ? m.tools_translate_failed({ reason: translation.reason })
              : m.tools_translation()}
        </span>
        {translation.state === "failed" && (
          <TextButton onPress={() => void translate(item)}>{m.conversation_try_again()}</TextButton>
        )}
        {hide}
      </span>
      {translation.state === "here" && (
        <p dir="auto" lang={translation.language} className={styles.translated}>
          {translation.text}
        </p>
      )}
    </div>
  );
}
