/** The key that sends, and whether single letters act. */
import { Button } from "../../components/Button";
import { ChoiceCards } from "../../components/ChoiceCards";
import { KeyCaps } from "../../components/KeyCap";
import { Switch } from "../../components/Switch";
import { runAction, useRegisteredActions } from "../../lib/actions";
import { useHostQuery } from "../../lib/hostQuery";
import { useCaps } from "../../lib/system";
import { m } from "../../paraglide/messages.js";
import { change } from "./change";
import { SectionPage, WhenRead } from "./SectionPage";
import styles from "./SettingsPage.module.css";

/** The section. */
export function KeyboardSection() {
  const read = useHostQuery("get_settings", {});
  const modifierEnter = useCaps("$mod+Enter");
  const enter = useCaps("Enter");
  const hasSheet = useRegisteredActions().has("app.keys");
  return (
    <SectionPage title={m.settings_keyboard()} text={m.settings_at_once()}>
      <WhenRead read={read}>
        {({ sendKey, singleKeys }) => (
          <div className={styles.parts}>
            <ChoiceCards
              label={m.settings_send_key()}
              value={sendKey}
              onChange={(chosen) => {
                change({ sendKey: chosen });
              }}
              cards={[
                {
                  value: "modifierEnter",
                  title: m.settings_send_modifier(),
                  text: m.settings_send_modifier_text(),
                  end: <KeyCaps caps={modifierEnter} />,
                },
                {
                  value: "enter",
                  title: m.settings_send_enter(),
                  text: m.settings_send_enter_text(),
                  end: <KeyCaps caps={enter} />,
                },
              ]}
            />
            <div className={styles.part}>
              <Switch
                label={m.settings_single_keys()}
                hint={m.settings_single_keys_hint()}
                on={singleKeys}
                onChange={(on) => {
                  change({ singleKeys: on });
                }}
              />
            </div>
            {hasSheet && (
              <div>
                <Button
                  caps={["?"]}
                  onPress={() => {
                    runAction("app.keys");
                  }}
                >
                  {m.settings_all_keys()}
                </Button>
              </div>
            )}
          </div>
        )}
      </WhenRead>
    </SectionPage>
  );
}
