/** When to be told, what is shown, and when it is quiet. */
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ChoiceCards } from "../../components/ChoiceCards";
import { Lamp } from "../../components/Lamp";
import { Select } from "../../components/Select";
import { Switch } from "../../components/Switch";
import type { ConcernDto, NotificationSettings, Settings } from "../../ipc/bindings.gen";
import { useHostQuery } from "../../lib/hostQuery";
import { availabilityWords, useTestNotification } from "../../lib/testNotification";
import { m } from "../../paraglide/messages.js";
import { change, changeNotifications } from "./change";
import { clockChoices, quietAtFirst } from "./quietHours";
import { SectionPage, WhenRead } from "./SectionPage";
import styles from "./SettingsPage.module.css";

const concerns: readonly ConcernDto[] = ["mine", "mineAndUnassigned", "everything"];

const badges = {
  mine: m.settings_badge_mine,
  mineAndUnassigned: m.settings_badge_mine_and_unassigned,
  everything: m.settings_badge_everything,
} satisfies Record<ConcernDto, () => string>;

const tells = {
  mine: { title: m.connect_tell_mine, text: m.connect_tell_mine_text },
  mineAndUnassigned: {
    title: m.connect_tell_mine_and_unassigned,
    text: m.connect_tell_mine_and_unassigned_text,
  },
  everything: { title: m.connect_tell_everything, text: m.connect_tell_everything_text },
} satisfies Record<ConcernDto, { title: () => string; text: () => string }>;

/** The section. */
export function NotificationsSection() {
  const read = useHostQuery("get_settings", {});
  return (
    <SectionPage title={m.settings_notifications()} text={m.settings_notifications_text()}>
      <Availability />
      <WhenRead read={read}>{(settings) => <Choices settings={settings} />}</WhenRead>
    </SectionPage>
  );
}

function Availability() {
  const info = useHostQuery("app_info", {});
  const test = useTestNotification();
  if (info.data === undefined) return null;
  const available = info.data.notifications === "available";
  return (
    <Banner
      tone={test.failed ? "fault" : available ? "info" : "due"}
      start={<Lamp kind={test.failed ? "fault" : available ? "ok" : "due"} />}
      action={
        <Button size="small" onPress={test.send}>
          {m.connect_notify_test()}
        </Button>
      }
    >
      <span role="status">{test.words ?? availabilityWords(info.data.notifications)}</span>
    </Banner>
  );
}

function Choices({ settings }: { settings: Settings }) {
  const { notifications } = settings;
  return (
    <div className={styles.parts}>
      <Switch
        label={m.settings_notify()}
        hint={m.settings_notify_hint()}
        on={notifications.enabled}
        onChange={(enabled) => {
          changeNotifications({ enabled });
        }}
      />
      {notifications.enabled && (
        <>
          <ChoiceCards
            label={m.settings_concern()}
            value={notifications.concern}
            onChange={(concern) => {
              changeNotifications({ concern });
            }}
            cards={concerns.map((value) => ({
              value,
              title: tells[value].title(),
              text: tells[value].text(),
            }))}
          />
          <QuietHours notifications={notifications} />
          <div className={styles.part}>
            <h2 className={styles.partName}>{m.settings_shown()}</h2>
            <Switch
              label={m.settings_show_name()}
              on={!notifications.hideName}
              onChange={(shown) => {
                changeNotifications({ hideName: !shown });
              }}
            />
            <Switch
              label={m.settings_show_text()}
              hint={m.settings_show_text_hint()}
              on={!notifications.hideText}
              onChange={(shown) => {
                changeNotifications({ hideText: !shown });
              }}
            />
          </div>
        </>
      )}
      <div className={styles.part}>
        <h2 className={styles.partName}>{m.settings_badge()}</h2>
        <div className={styles.narrow}>
          <Select
            label={m.settings_badge_counts()}
            value={settings.badge}
            onChange={(badge) => {
              change({ badge });
            }}
            options={concerns.map((value) => ({ value, label: badges[value]() }))}
          />
        </div>
      </div>
    </div>
  );
}

function QuietHours({
  notifications: { quietFrom, quietUntil },
}: {
  notifications: NotificationSettings;
}) {
  const on = quietFrom !== null && quietUntil !== null;
  return (
    <div className={styles.part}>
      <h2 className={styles.partName}>{m.settings_quiet()}</h2>
      <Switch
        label={m.settings_quiet_use()}
        hint={m.settings_quiet_hint()}
        on={on}
        onChange={(wanted) => {
          changeNotifications(wanted ? quietAtFirst : { quietFrom: null, quietUntil: null });
        }}
      />
      {on && (
        <div className={styles.times}>
          <Select
            label={m.settings_quiet_from()}
            value={String(quietFrom)}
            onChange={(minutes) => {
              changeNotifications({ quietFrom: Number(minutes) });
            }}
            options={clockChoices(quietFrom, quietUntil)}
          />
          <Select
            label={m.settings_quiet_until()}
            value={String(quietUntil)}
            onChange={(minutes) => {
              changeNotifications({ quietUntil: Number(minutes) });
            }}
            options={clockChoices(quietUntil, quietFrom)}
          />
        </div>
      )}
    </div>
  );
}
