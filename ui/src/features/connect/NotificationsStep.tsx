/** When to be told, and how news arrives. */
import { TriangleAlert } from "lucide-react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ChoiceCards } from "../../components/ChoiceCards";
import { Icon } from "../../components/Icon";
import { Lamp } from "../../components/Lamp";
import { Switch } from "../../components/Switch";
import { TextField } from "../../components/TextField";
import type {
  ConcernDto,
  NotificationAvailability,
  PlatformDto,
  Settings,
} from "../../ipc/bindings.gen";
import type { HostError } from "../../ipc/transport";
import { platformName } from "../../lib/lineWords";
import { availabilityWords, useTestNotification } from "../../lib/testNotification";
import { m } from "../../paraglide/messages.js";
import { lineErrorWords, isAboutRelay } from "../../lib/lineErrors";
import { StepHead, type HeadingRef } from "./StepHead";
import styles from "./Connect.module.css";

/** About which conversations to be told; "nothing" switches notifications off. */
export type Tells = ConcernDto | "nothing";

/** The choice as it stands in the settings. */
export function tellsOf({ notifications }: Settings): Tells {
  return notifications.enabled ? notifications.concern : "nothing";
}

/** What was typed about the relay. */
export interface RelayDraft {
  readonly used: boolean;
  readonly url: string;
  readonly token: string;
}

/** The last step. */
export function NotificationsStep({
  heading,
  platform,
  availability,
  tells,
  onTells,
  relay,
  onRelay,
  relayMissing,
  error,
}: {
  heading: HeadingRef;
  platform: PlatformDto;
  availability: NotificationAvailability;
  tells: Tells;
  onTells: (tells: Tells) => void;
  relay: RelayDraft;
  onRelay: (relay: RelayDraft) => void;
  /** Connect was pressed while the relay's address or token was missing. */
  relayMissing: boolean;
  /** Why the line could not be kept; null before it was tried. */
  error: HostError | null;
}) {
  const test = useTestNotification();
  const named = platformName(platform);
  const relayError = error !== null && isAboutRelay(error) ? lineErrorWords(error, platform) : null;
  const tokenRefused = error?.code === "relayTokenRefused";
  return (
    <>
      <StepHead
        heading={heading}
        title={m.connect_notify_when()}
        text={m.connect_notify_when_text()}
      />
      <div className={styles.stack}>
        {error !== null && relayError === null && (
          <Banner tone="fault" role="alert" start={<Icon of={TriangleAlert} />}>
            {lineErrorWords(error, platform)}
          </Banner>
        )}
        <Banner
          tone={availability === "available" ? "info" : "due"}
          start={<Lamp kind={availability === "available" ? "ok" : "due"} />}
          action={
            <Button size="small" onPress={test.send}>
              {m.connect_notify_test()}
            </Button>
          }
        >
          <span role="status">{test.words ?? availabilityWords(availability)}</span>
        </Banner>
        <ChoiceCards
          label={m.connect_notify_when()}
          hideLabel
          layout="pairs"
          value={tells}
          onChange={onTells}
          cards={[
            {
              value: "mine",
              title: m.connect_tell_mine(),
              text: m.connect_tell_mine_text(),
            },
            {
              value: "mineAndUnassigned",
              title: m.connect_tell_mine_and_unassigned(),
              text: m.connect_tell_mine_and_unassigned_text(),
            },
            {
              value: "everything",
              title: m.connect_tell_everything(),
              text: m.connect_tell_everything_text(),
            },
            {
              value: "nothing",
              title: m.connect_tell_nothing(),
              text: m.connect_tell_nothing_text(),
            },
          ]}
        />
        <fieldset className={styles.relay}>
          <legend className="visually-hidden">{m.connect_relay()}</legend>
          <Switch
            label={m.connect_relay_use()}
            hint={
              relay.used ? m.connect_relay_with() : m.connect_relay_without({ platform: named })
            }
            on={relay.used}
            onChange={(used) => {
              onRelay({ ...relay, used });
            }}
          />
          {relay.used && (
            <div className={styles.pair}>
              <TextField
                label={m.connect_relay_address()}
                kind="code"
                value={relay.url}
                onChange={(url) => {
                  onRelay({ ...relay, url });
                }}
                placeholder="https://"
                error={
                  relayMissing && relay.url.trim() === ""
                    ? m.settings_relay_no_address()
                    : tokenRefused
                      ? null
                      : relayError
                }
              />
              <TextField
                label={m.connect_relay_token()}
                kind="secret"
                value={relay.token}
                onChange={(token) => {
                  onRelay({ ...relay, token });
                }}
                error={
                  relayMissing && relay.token.trim() === ""
                    ? m.settings_relay_no_token()
                    : tokenRefused
                      ? relayError
                      : null
                }
              />
            </div>
          )}
          {relayError !== null && (
            <p role="alert" className="visually-hidden">
              {relayError}
            </p>
          )}
        </fieldset>
      </div>
    </>
  );
}
