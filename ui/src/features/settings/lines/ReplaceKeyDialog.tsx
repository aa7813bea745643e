/** A new key for a line: tested first, so that a mistyped one never replaces a working one. */
import { useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { TextField } from "../../../components/TextField";
import type { LineDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import { lineErrorWords } from "../../../lib/lineErrors";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import styles from "../SettingsPage.module.css";

/** The dialog; what was typed lives in it only. */
export function ReplaceKeyDialog({ line, onClose }: { line: LineDto; onClose: () => void }) {
  const [clientId, setClientId] = useState("");
  const [clientSecret, setClientSecret] = useState("");
  const [baseUrl, setBaseUrl] = useState("");
  const [advanced, setAdvanced] = useState(false);
  const [incomplete, setIncomplete] = useState(false);
  const [testing, setTesting] = useState(false);
  const [error, setError] = useState<HostError | null>(null);
  const platform = platformName(line.platform);

  const replace = () => {
    const missing = clientId.trim() === "" || clientSecret.trim() === "";
    setIncomplete(missing);
    if (missing || testing) return;
    setTesting(true);
    setError(null);
    callHost("replace_key", {
      line: line.id,
      credentials: {
        platform: line.platform,
        clientId: clientId.trim(),
        clientSecret: clientSecret.trim(),
        baseUrl: baseUrl.trim() === "" ? null : baseUrl.trim(),
      },
    }).then(
      () => {
        onClose();
        showToast({ text: m.settings_key_replaced({ name: line.name }) });
      },
      (cause: unknown) => {
        setError(HostError.from(cause));
        setTesting(false);
      },
    );
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={m.settings_replace_key_of({ name: line.name })}
      closeLabel={m.settings_close()}
      size="small"
      dismissable={false}
    >
      <form
        className={styles.ask}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          replace();
        }}
      >
        <p>{m.connect_key_where({ platform })}</p>
        <TextField
          label={m.connect_client_id()}
          kind="code"
          value={clientId}
          onChange={setClientId}
          autoFocus
          error={incomplete && clientId.trim() === "" ? m.connect_client_id_missing() : null}
        />
        <TextField
          label={m.connect_client_secret()}
          kind="secret"
          value={clientSecret}
          onChange={setClientSecret}
          hint={m.connect_secret_hint()}
          error={
            incomplete && clientSecret.trim() === "" ? m.connect_client_secret_missing() : null
          }
        />
        {advanced ? (
          <TextField
            label={m.connect_address()}
            kind="code"
            value={baseUrl}
            onChange={setBaseUrl}
            hint={m.connect_address_hint({ platform })}
            placeholder="https://"
          />
        ) : (
          <div>
            <Button
              variant="quiet"
              size="small"
              onPress={() => {
                setAdvanced(true);
              }}
            >
              {m.connect_address_other()}
            </Button>
          </div>
        )}
        {error !== null && (
          <Banner tone="fault" role="alert">
            {lineErrorWords(error, line.platform)}
          </Banner>
        )}
        <div className={styles.ways}>
          <Button onPress={onClose}>{m.settings_cancel()}</Button>
          <Button
            type="submit"
            variant="primary"
            reason={testing ? m.settings_replace_key_testing() : null}
          >
            {m.settings_replace_key()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
