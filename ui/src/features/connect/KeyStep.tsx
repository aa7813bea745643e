/** The key: pasted, masked, never shown again. */
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { TextField } from "../../components/TextField";
import type { KeychainAvailability, PlatformDto } from "../../ipc/bindings.gen";
import { formatNumber } from "../../lib/format";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { StepHead } from "./StepHead";
import styles from "./Connect.module.css";

/** What was typed. */
export interface KeyDraft {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Another address; empty for the platform's own. */
  readonly baseUrl: string;
}

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
  const idMissing = missing && draft.clientId.trim() === "";
  const secretMissing = missing && draft.clientSecret.trim() === "";
  const length = draft.clientSecret.trim().length;
  const named = platformName(platform);
  return (
    <>
      <StepHead
        title={m.connect_key_for({ platform: named })}
        text={m.connect_key_where({ platform: named })}
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
        <TextField
          label={m.connect_client_id()}
          kind="code"
          value={draft.clientId}
          onChange={(clientId) => {
            onChange({ ...draft, clientId });
          }}
          error={idMissing ? m.connect_client_id_missing() : null}
          autoFocus={draft.clientId === ""}
        />
        <TextField
          label={m.connect_client_secret()}
          kind="secret"
          value={draft.clientSecret}
          onChange={(clientSecret) => {
            onChange({ ...draft, clientSecret });
          }}
          hint={
            length === 0
              ? m.connect_secret_hint()
              : m.connect_secret_length({ count: length, number: formatNumber(length) })
          }
          error={secretMissing ? m.connect_client_secret_missing() : null}
          autoFocus={draft.clientId !== ""}
        />
        {advanced ? (
          <TextField
            label={m.connect_address()}
            kind="code"
            value={draft.baseUrl}
            onChange={(baseUrl) => {
              onChange({ ...draft, baseUrl });
            }}
            hint={m.connect_address_hint({ platform: named })}
            placeholder="https://"
          />
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
        )}
      </div>
    </>
  );
}
