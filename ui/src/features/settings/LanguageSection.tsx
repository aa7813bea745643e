/** The interface's language. */
import { ChoiceCards } from "../../components/ChoiceCards";
import type { LanguageDto } from "../../ipc/bindings.gen";
import { useHostQuery } from "../../lib/hostQuery";
import { resolveLanguage, type Language } from "../../lib/i18n";
import { m } from "../../paraglide/messages.js";
import { change } from "./change";
import { SectionPage, WhenRead } from "./SectionPage";
import styles from "./SettingsPage.module.css";

// Each language names itself, so that one who cannot read the others finds it.
const ownNames: Record<Language, string> = {
  en: "English",
  ar: "العربية",
  pt: "Português (Brasil)",
};
const languages: readonly LanguageDto[] = ["system", "en", "ar", "pt"];

/** The section. */
export function LanguageSection() {
  const read = useHostQuery("get_settings", {});
  return (
    <SectionPage title={m.settings_language()} text={m.settings_language_text()}>
      <WhenRead read={read}>
        {({ language }) => (
          <div className={styles.parts}>
            <ChoiceCards
              label={m.settings_language()}
              hideLabel
              value={language}
              onChange={(chosen) => {
                change({ language: chosen });
              }}
              cards={languages.map((value) =>
                value === "system"
                  ? {
                      value,
                      title: m.settings_language_system(),
                      text: <bdi>{ownNames[resolveLanguage("system")]}</bdi>,
                    }
                  : { value, title: <bdi lang={value}>{ownNames[value]}</bdi> },
              )}
            />
          </div>
        )}
      </WhenRead>
    </SectionPage>
  );
}
