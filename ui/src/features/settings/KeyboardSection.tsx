/** The key that sends, and whether single letters act. */
import { Button } from "../../components/Button";
import { ChoiceCards } from "../../components/ChoiceCards";
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
  const modifierEnter = useCaps("$mod+Enter").join(" ");
  const enter = useCaps("Enter").join(" ");
  const shiftEnter = useCaps("Shift+Enter").join(" ");
  const hasSheet = useRegisteredActions().has("app.keys");
  return (
    <SectionPage title={m.settings_keyboard()} text={m.settings_at_once()}>
      <WhenRead read={read}>
        {({ sendKey, singleKeys, signEmails }) => (
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
                  title: m.settings_sends({ keys: modifierEnter }),
                  text: m.settings_new_line({ keys: enter }),
                },
                {
                  value: "enter",
                  title: m.settings_sends({ keys: enter }),
                  text: m.settings_new_line({ keys: shiftEnter }),
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
            <div className={styles.part}>
              <Switch
                label={m.settings_sign_emails()}
                hint={m.settings_sign_emails_hint()}
                on={signEmails}
                onChange={(on) => {
                  change({ signEmails: on });
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
