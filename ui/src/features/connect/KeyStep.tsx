/** The key: pasted, masked, never shown again. */
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Checkbox } from "../../components/Checkbox";
import { ChoiceCards } from "../../components/ChoiceCards";
import { Icon } from "../../components/Icon";
import { Switch } from "../../components/Switch";
import { TextField } from "../../components/TextField";
import type { KeychainAvailability, PlatformDto } from "../../ipc/bindings.gen";
import {
  addressField,
  asksDashboardAddress,
  dashboardField,
  hasDashboard,
  hasOwnServers,
  inWay,
  keyComesFrom,
  keyFields,
  shownField,
  waysOf,
  type KeyDraft,
  type KeyField,
} from "../../lib/credentials";
import { formatNumber } from "../../lib/format";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { StepHead } from "./StepHead";
import styles from "./Connect.module.css";

/** The second step. */
export function KeyStep({
  platform,
  draft,
  onChange,
  missing,
  warned,
  keychain,
  onLookAgain,
}: {
  platform: PlatformDto;
  draft: KeyDraft;
  onChange: (draft: KeyDraft) => void;
  /** Continue was pressed while something was missing. */
  missing: boolean;
  /** Nothing protects the way to this address; nothing was sent there yet. */
  warned: boolean;
  keychain: KeychainAvailability;
  /** Asks the host about the keychain again. */
  onLookAgain: () => void;
}) {
  const [advanced, setAdvanced] = useState(draft.baseUrl !== "");
  const ways = waysOf(platform);
  const fields = keyFields(platform, draft.way);
  const firstEmpty = fields.find(({ part }) => draft[part] === "") ?? fields[0];

  const shown = (field: KeyField) => {
    const length = field.kind === "secret" ? draft[field.part].trim().length : 0;
    return (
      <TextField
        key={`${draft.way} ${field.part}`}
        {...shownField(field, draft, missing)}
        {...(length > 0
          ? { hint: m.connect_secret_length({ count: length, number: formatNumber(length) }) }
          : {})}
        onChange={(typed) => {
          // What was agreed to is about one address.
          const unprotected = field.part === "baseUrl" ? false : draft.unprotected;
          onChange({ ...draft, [field.part]: typed, unprotected });
        }}
        autoFocus={field === firstEmpty}
      />
    );
  };

  return (
    <>
      <StepHead
        title={m.connect_key_for({ platform: platformName(platform) })}
        text={keyComesFrom(platform, draft.way)}
      />
      <div className={styles.fields}>
        {keychain !== "available" && (
          <Banner
            tone={keychain === "missing" ? "fault" : "due"}
            start={<Icon of={TriangleAlert} />}
            action={
              <Button size="small" onPress={onLookAgain}>
                {m.connect_look_again()}
              </Button>
            }
          >
            {keychain === "missing" ? m.connect_keychain_missing() : m.connect_keychain_locked()}
          </Banner>
        )}
        {hasOwnServers(platform) && shown(addressField(platform))}
        {warned && (
          <Unprotected
            agreed={draft.unprotected}
            onAgree={(unprotected) => {
              onChange({ ...draft, unprotected });
            }}
          />
        )}
        {ways.length > 0 && (
          <ChoiceCards
            label={m.connect_way()}
            layout="tiles"
            value={draft.way}
            onChange={(way) => {
              onChange(inWay(draft, way));
            }}
            cards={ways}
          />
        )}
        {fields.map(shown)}
        {hasDashboard(platform) && (
          <Switch
            label={m.connect_dashboard({ platform: platformName(platform) })}
            hint={m.connect_dashboard_hint()}
            on={draft.dashboard}
            onChange={(dashboard) => {
              onChange({ ...draft, dashboard });
            }}
          />
        )}
        {asksDashboardAddress(platform, draft) && shown(dashboardField())}
        {!hasOwnServers(platform) &&
          (advanced ? (
            shown(addressField(platform))
          ) : (
            <Button
              variant="quiet"
              size="small"
              onPress={() => {
                setAdvanced(true);
              }}
            >
              {m.connect_address_other()}
            </Button>
          ))}
      </div>
    </>
  );
}

/** What it means that nothing protects the way, and the person's word on it. */
function Unprotected({ agreed, onAgree }: { agreed: boolean; onAgree: (agreed: boolean) => void }) {
  return (
    <div role="alert" className={styles.fields}>
      <Banner tone="fault" start={<Icon of={TriangleAlert} />}>
        {m.connect_unprotected()}
      </Banner>
      <Checkbox label={m.connect_unprotected_agree()} ticked={agreed} onChange={onAgree} />
    </div>
  );
}
