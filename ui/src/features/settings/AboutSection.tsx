/** What runs here, for whoever asks. */
import { Banner } from "../../components/Banner";
import { Ltr } from "../../components/Foreign";
import type { KeychainAvailability, SystemDto } from "../../ipc/bindings.gen";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import { CopyReport } from "./CopyReport";
import { SectionPage, WhenRead } from "./SectionPage";
import styles from "./SettingsPage.module.css";

// Names of products, the same in every language.
const systems: Record<SystemDto, string> = { linux: "Linux", macOs: "macOS", windows: "Windows" };

const keychains = {
  available: m.settings_keychain_available,
  missing: m.settings_keychain_missing,
  locked: m.settings_keychain_locked,
} satisfies Record<KeychainAvailability, () => string>;

/** The section. */
export function AboutSection() {
  const read = useHostQuery("app_info", {});
  const lines = useHostQuery("list_lines", {});
  return (
    <SectionPage title={m.settings_about()} text={m.settings_about_text()}>
      <WhenRead read={read}>
        {(info) => (
          <div className={styles.parts}>
            {info.storeRebuilt && <Banner tone="due">{m.settings_store_rebuilt()}</Banner>}
            <dl className={styles.facts}>
              <div>
                <dt>{m.settings_version()}</dt>
                <dd>
                  <Ltr>{info.version}</Ltr>
                </dd>
              </div>
              <div>
                <dt>{m.settings_system()}</dt>
                <dd>{systems[info.system]}</dd>
              </div>
              <div>
                <dt>{m.settings_keychain()}</dt>
                <dd>{keychains[info.keychain]()}</dd>
              </div>
              {info.demo && (
                <div>
                  <dt>{m.settings_data()}</dt>
                  <dd>{m.settings_data_sample()}</dd>
                </div>
              )}
            </dl>
            <CopyReport lines={lines.data ?? []} />
          </div>
        )}
      </WhenRead>
    </SectionPage>
  );
}
