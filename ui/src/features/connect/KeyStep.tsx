/** The key: pasted, masked, never shown again. */
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { ChoiceCards } from "../../components/ChoiceCards";
import { Icon } from "../../components/Icon";
import { TextField } from "../../components/TextField";
import type { KeychainAvailability, PlatformDto } from "../../ipc/bindings.gen";
import {
  addressField,
  hasOwnServers,
  keyComesFrom,
  keyFields,
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
  keychain,
  onLookAgain,
}: {
  platform: PlatformDto;
  draft: KeyDraft;
  onChange: (draft: KeyDraft) => void;
  /** Continue was pressed while something was missing. */
  missing: boolean;
  keychain: KeychainAvailability;
  /** Asks the host about the keychain again. */
  onLookAgain: () => void;
}) {
  const [advanced, setAdvanced] = useState(draft.baseUrl !== "");
  const ways = waysOf(platform);
  const fields = keyFields(platform, draft.way);
  const firstEmpty = fields.find(({ part }) => draft[part] === "") ?? fields[0];

  const shown = (field: KeyField) => {
    const value = draft[field.part];
    const length = field.kind === "secret" ? value.trim().length : 0;
    const hint =
      length > 0
        ? m.connect_secret_length({ count: length, number: formatNumber(length) })
        : field.hint;
    return (
      <TextField
        key={`${draft.way} ${field.part}`}
        label={field.label}
        kind={field.kind}
        value={value}
        onChange={(typed) => {
          onChange({ ...draft, [field.part]: typed });
        }}
        {...(hint === null ? {} : { hint })}
        {...(field.placeholder === null ? {} : { placeholder: field.placeholder })}
        error={missing && value.trim() === "" ? field.missing : null}
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
        {ways.length > 1 && (
          <ChoiceCards
            label={m.connect_way()}
            layout="tiles"
            value={draft.way}
            onChange={(way) => {
              // What was typed for one way is no part of the other.
              onChange({ ...draft, way, name: "", secret: "" });
            }}
            cards={ways.map((way) => ({
              value: way,
              title: way === "token" ? m.connect_way_token() : m.connect_way_password(),
            }))}
          />
        )}
        {fields.map(shown)}
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
