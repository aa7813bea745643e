/** A new key for a line: tested first, so that a mistyped one never replaces a working one. */
import { useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { ChoiceCards } from "../../../components/ChoiceCards";
import { Dialog } from "../../../components/Dialog";
import { TextField } from "../../../components/TextField";
import type { LineDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import {
  addressField,
  credentialsOf,
  hasOwnServers,
  isComplete,
  keyComesFrom,
  keyFields,
  noKey,
  waysOf,
  type KeyDraft,
  type KeyField,
} from "../../../lib/credentials";
import { callHost } from "../../../lib/hostQuery";
import { lineErrorWords } from "../../../lib/lineErrors";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import styles from "../SettingsPage.module.css";

/** The dialog; what was typed lives in it only. */
export function ReplaceKeyDialog({ line, onClose }: { line: LineDto; onClose: () => void }) {
  const [draft, setDraft] = useState<KeyDraft>(noKey);
  const [advanced, setAdvanced] = useState(false);
  const [incomplete, setIncomplete] = useState(false);
  const [testing, setTesting] = useState(false);
  const [error, setError] = useState<HostError | null>(null);
  const ways = waysOf(line.platform);
  const fields = keyFields(line.platform, draft.way);
  const own = hasOwnServers(line.platform);

  const replace = () => {
    const complete = isComplete(line.platform, draft);
    setIncomplete(!complete);
    if (!complete || testing) return;
    setTesting(true);
    setError(null);
    callHost("replace_key", {
      line: line.id,
      credentials: credentialsOf(line.platform, draft),
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

  const shown = (field: KeyField) => (
    <TextField
      key={`${draft.way} ${field.part}`}
      label={field.label}
      kind={field.kind}
      value={draft[field.part]}
      onChange={(typed) => {
        setDraft({ ...draft, [field.part]: typed });
      }}
      {...(field.hint === null ? {} : { hint: field.hint })}
      {...(field.placeholder === null ? {} : { placeholder: field.placeholder })}
      error={incomplete && draft[field.part].trim() === "" ? field.missing : null}
      autoFocus={field === fields[0]}
    />
  );

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
        <p>{keyComesFrom(line.platform, draft.way)}</p>
        {own && shown(addressField(line.platform))}
        {ways.length > 1 && (
          <ChoiceCards
            label={m.connect_way()}
            layout="tiles"
            value={draft.way}
            onChange={(way) => {
              setDraft({ ...draft, way, name: "", secret: "" });
            }}
            cards={ways.map((way) => ({
              value: way,
              title: way === "token" ? m.connect_way_token() : m.connect_way_password(),
            }))}
          />
        )}
        {fields.map(shown)}
        {!own &&
          (advanced ? (
            shown(addressField(line.platform))
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
          ))}
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
