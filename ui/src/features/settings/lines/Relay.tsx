/** The relay of a line: set, changed, removed. Its token is written once and never shown. */
import { useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Ltr } from "../../../components/Foreign";
import { TextField } from "../../../components/TextField";
import type { LineDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import { isAboutRelay, lineErrorWords } from "../../../lib/lineErrors";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import { AskDialog } from "../AskDialog";
import { tellFailure } from "../change";
import styles from "./Lines.module.css";
import { PartForm } from "./PartForm";
import { listensBy } from "./listening";

/** What there is, and the ways to change it. */
export function Relay({ line }: { line: LineDto }) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const listens = listensBy(line);

  const remove = () => {
    setRemoving(false);
    callHost("set_relay", { line: line.id, relay: null }).catch(tellFailure);
  };

  return (
    <div className={styles.relay}>
      <p className={styles.said} data-tone={listens.tone}>
        {line.relayUrl === null
          ? m.connect_relay_without({ platform: platformName(line.platform) })
          : listens.words}
        {line.relayUrl !== null && (
          <>
            {" "}
            <Ltr className={styles.address ?? ""}>{line.relayUrl}</Ltr>
          </>
        )}
      </p>
      {editing ? (
        <RelayForm
          line={line}
          onDone={() => {
            setEditing(false);
          }}
        />
      ) : (
        <div className={styles.doings}>
          <Button
            size="small"
            onPress={() => {
              setEditing(true);
            }}
          >
            {line.relayUrl === null ? m.connect_relay_use() : m.settings_relay_change()}
          </Button>
          {line.relayUrl !== null && (
            <Button
              size="small"
              variant="quiet"
              onPress={() => {
                setRemoving(true);
              }}
            >
              {m.settings_relay_remove()}
            </Button>
          )}
        </div>
      )}
      {removing && (
        <AskDialog
          title={m.settings_relay_remove_title()}
          go={m.settings_relay_remove()}
          onGo={remove}
          onClose={() => {
            setRemoving(false);
          }}
        >
          <p>{m.settings_relay_remove_text()}</p>
        </AskDialog>
      )}
    </div>
  );
}

function RelayForm({ line, onDone }: { line: LineDto; onDone: () => void }) {
  const [url, setUrl] = useState(line.relayUrl ?? "");
  const [token, setToken] = useState("");
  const [incomplete, setIncomplete] = useState(false);
  const [trying, setTrying] = useState(false);
  const [error, setError] = useState<HostError | null>(null);

  const keep = () => {
    const relay = { url: url.trim(), token: token.trim() };
    setIncomplete(relay.url === "" || relay.token === "");
    if (relay.url === "" || relay.token === "" || trying) return;
    setTrying(true);
    setError(null);
    callHost("set_relay", { line: line.id, relay }).then(onDone, (cause: unknown) => {
      setError(HostError.from(cause));
      setTrying(false);
    });
  };

  const words = error === null ? null : lineErrorWords(error, line.platform);
  const atToken = error?.code === "relayTokenRefused";
  const atAddress =
    error !== null && !atToken && (isAboutRelay(error) || error.code === "addressNotAllowed");
  return (
    <PartForm
      keep={m.settings_relay_set()}
      reason={trying ? m.settings_relay_trying() : null}
      onKeep={keep}
      onCancel={onDone}
    >
      {words !== null && !atToken && !atAddress && (
        <Banner tone="fault" role="alert">
          {words}
        </Banner>
      )}
      <div className={styles.pair}>
        <TextField
          label={m.connect_relay_address()}
          kind="code"
          value={url}
          onChange={setUrl}
          placeholder="https://"
          autoFocus
          error={
            atAddress
              ? words
              : incomplete && url.trim() === ""
                ? m.settings_relay_no_address()
                : null
          }
        />
        <TextField
          label={m.connect_relay_token()}
          kind="secret"
          value={token}
          onChange={setToken}
          error={
            atToken ? words : incomplete && token.trim() === "" ? m.settings_relay_no_token() : null
          }
        />
      </div>
    </PartForm>
  );
}
