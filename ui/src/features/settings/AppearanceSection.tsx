/** Colours and room between rows. */
import { ChoiceCards } from "../../components/ChoiceCards";
import type { DensityDto, ThemeDto } from "../../ipc/bindings.gen";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import { change } from "./change";
import { SectionPage, WhenRead } from "./SectionPage";
import styles from "./SettingsPage.module.css";

const themes = {
  system: m.settings_theme_system,
  light: m.settings_theme_light,
  dark: m.settings_theme_dark,
  contrastLight: m.settings_theme_contrast_light,
  contrastDark: m.settings_theme_contrast_dark,
} satisfies Record<ThemeDto, () => string>;

const densities = {
  comfortable: { title: m.settings_density_comfortable, text: m.settings_density_comfortable_text },
  compact: { title: m.settings_density_compact, text: m.settings_density_compact_text },
} satisfies Record<DensityDto, { title: () => string; text: () => string }>;

/** The section. */
export function AppearanceSection() {
  const read = useHostQuery("get_settings", {});
  return (
    <SectionPage title={m.settings_appearance()} text={m.settings_at_once()}>
      <WhenRead read={read}>
        {(settings) => (
          <div className={styles.parts}>
            <ChoiceCards
              label={m.settings_theme()}
              layout="tiles"
              value={settings.theme}
              onChange={(theme) => {
                change({ theme });
              }}
              cards={(Object.keys(themes) as ThemeDto[]).map((value) => ({
                value,
                title: themes[value](),
              }))}
            />
            <ChoiceCards
              label={m.settings_density()}
              value={settings.density}
              onChange={(density) => {
                change({ density });
              }}
              cards={(Object.keys(densities) as DensityDto[]).map((value) => ({
                value,
                title: densities[value].title(),
                text: densities[value].text(),
              }))}
            />
          </div>
        )}
      </WhenRead>
    </SectionPage>
  );
}
