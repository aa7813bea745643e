/**
 * Leading a platform's own webhooks to the relay of a line, step by step: an address at the relay, then either we
 * register it on the platform or the person enters it there; then whether events arrive, as they really do.
 */
import { Check } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { CopyField } from "../../../components/CopyField";
import { Icon } from "../../../components/Icon";
import { Lamp } from "../../../components/Lamp";
import { TextField } from "../../../components/TextField";
import type { LineDto, WebhookDto, WebhookSetupDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { formatAgo } from "../../../lib/format";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { lineErrorWords } from "../../../lib/lineErrors";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import { WhenRead } from "../SectionPage";
import styles from "./Lines.module.css";
import { PartForm } from "./PartForm";

/** What there is of it; nothing for platforms without webhooks, and before the line was reached. */
export function Webhooks({ line }: { line: LineDto }) {
  const setup = line.capabilities?.webhooks ?? "none";
  const [open, setOpen] = useState(false);
  if (setup === "none") return null;
  const platform = platformName(line.platform);
  if (line.relayUrl === null)
    return <p className={styles.faint}>{m.settings_webhook_relay_first({ platform })}</p>;
  if (setup === "notByKey")
    return <p className={styles.faint}>{m.settings_webhook_not_by_key({ platform })}</p>;
  return (
    <div className={styles.form}>
      <Arriving line={line} />
      {open ? (
        <Steps line={line} setup={setup} />
      ) : (
        <div>
          <Button
            size="small"
            onPress={() => {
              setOpen(true);
            }}
          >
            {line.webhookRegistered
              ? m.settings_webhook_look()
              : m.settings_webhook_lead({ platform })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Whether events arrive, told by those that did. */
function Arriving({ line }: { line: LineDto }) {
  const at = line.relayEventAt;
  const ago = useNow((now) => (at === null ? null : formatAgo(at, now)), 5_000);
  return (
    <p role="status" className={styles.arriving}>
      <Lamp kind={at === null ? "off" : "ok"} />
      {ago === null ? m.settings_webhook_waiting() : m.settings_webhook_arrive({ ago })}
    </p>
  );
}

function Steps({ line, setup }: { line: LineDto; setup: WebhookSetupDto }) {
  const read = useHostQuery("get_webhook", { line: line.id });
  return (
    <WhenRead read={read}>
      {(way: WebhookDto) => (
        <ol className={styles.steps}>
          <li>
            <Inlet line={line} way={way} />
          </li>
          {way.inlet !== null && (
            <li>
              {setup === "registered" ? (
                <Register line={line} way={way} />
              ) : (
                <ByHand line={line} way={way} inlet={way.inlet} />
              )}
            </li>
          )}
        </ol>
      )}
    </WhenRead>
  );
}

const copyWords = () => ({
  copyLabel: m.settings_copy(),
  copiedLabel: m.settings_copied(),
});

/** The address at the relay: how to make one, and the field that takes it. */
function Inlet({ line, way }: { line: LineDto; way: WebhookDto }) {
  const [address, setAddress] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [changing, setChanging] = useState(way.inlet === null);

  const keep = () => {
    if (address.trim() === "") {
      setError(m.settings_relay_no_address());
      return;
    }
    callHost("set_inlet", { line: line.id, address: address.trim() }).then(
      () => {
        setAddress("");
        setError(null);
        setChanging(false);
      },
      (cause: unknown) => {
        const failure = HostError.from(cause);
        setError(
          failure.code === "addressNotAllowed"
            ? m.settings_inlet_wrong()
            : lineErrorWords(failure, line.platform),
        );
      },
    );
  };

  if (!changing)
    return (
      <div className={styles.form}>
        <p>
          <Icon of={Check} size="s" /> {m.settings_inlet_kept()}
        </p>
        <div>
          <Button
            size="small"
            variant="quiet"
            onPress={() => {
              setChanging(true);
            }}
          >
            {m.settings_inlet_change()}
          </Button>
        </div>
      </div>
    );
  return (
    <PartForm
      keep={m.settings_inlet_keep()}
      onKeep={keep}
      onCancel={
        way.inlet === null
          ? undefined
          : () => {
              setChanging(false);
              setError(null);
            }
      }
    >
      <p>{m.settings_inlet_make()}</p>
      <CopyField
        label={m.settings_inlet_command()}
        value={way.commands.addInlet}
        {...copyWords()}
      />
      {way.header !== null && (
        <>
          <p>{m.settings_inlet_word()}</p>
          <CopyField
            label={m.settings_webhook_word()}
            value={way.header.value}
            hidden
            {...copyWords()}
          />
        </>
      )}
      <TextField
        label={m.settings_inlet()}
        kind="secret"
        value={address}
        onChange={setAddress}
        hint={m.settings_inlet_hint()}
        error={error}
      />
    </PartForm>
  );
}

/** One press registers, one removes; what the platform signs with goes to the relay by hand. */
function Register({ line, way }: { line: LineDto; way: WebhookDto }) {
  const platform = platformName(line.platform);
  const [working, setWorking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [unsigned, setUnsigned] = useState(false);
  const [error, setError] = useState<HostError | null>(null);
  const registered = line.webhookRegistered;

  const run = async (work: () => Promise<void>) => {
    if (working) return;
    setWorking(true);
    setError(null);
    try {
      await work();
    } catch (cause) {
      setError(HostError.from(cause));
    } finally {
      setWorking(false);
    }
  };
  const register = () =>
    run(async () => {
      const made = await callHost("register_webhook", { line: line.id });
      setSecret(made.secret);
      setUnsigned(made.secret === null);
    });
  const remove = () =>
    run(async () => {
      await callHost("remove_webhook", { line: line.id });
      setSecret(null);
      setUnsigned(false);
    });
  const wait = working ? m.settings_webhook_asking({ platform }) : null;

  return (
    <div className={styles.form}>
      <p>
        {registered ? (
          <>
            <Icon of={Check} size="s" /> {m.settings_webhook_registered({ platform })}
          </>
        ) : (
          m.settings_webhook_register_text({ platform })
        )}
      </p>
      {error !== null && (
        <Banner tone="fault" role="alert">
          {error.code === "relayUnreachable"
            ? m.settings_webhook_relay_first({ platform })
            : lineErrorWords(error, line.platform)}
        </Banner>
      )}
      {secret !== null && (
        <>
          <p>{m.settings_webhook_secret_text({ platform })}</p>
          <CopyField
            label={m.settings_inlet_command()}
            value={way.commands.setSecret}
            {...copyWords()}
          />
          <CopyField label={m.settings_webhook_secret()} value={secret} hidden {...copyWords()} />
        </>
      )}
      {unsigned && <p className={styles.faint}>{m.settings_webhook_unsigned({ platform })}</p>}
      <div className={styles.doings}>
        <Button
          size="small"
          variant={registered ? "plain" : "primary"}
          reason={wait}
          onPress={() => {
            void register();
          }}
        >
          {registered
            ? m.settings_webhook_show_secret()
            : m.settings_webhook_register({ platform })}
        </Button>
        {registered && (
          <Button
            size="small"
            variant="quiet"
            reason={wait}
            onPress={() => {
              void remove();
            }}
          >
            {m.settings_webhook_remove()}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What to enter in the platform's own pages. */
function ByHand({ line, way, inlet }: { line: LineDto; way: WebhookDto; inlet: string }) {
  const platform = platformName(line.platform);
  return (
    <div className={styles.form}>
      <p>
        {way.header === null
          ? m.settings_webhook_by_hand({ platform })
          : m.settings_webhook_by_hand_header({ platform })}
      </p>
      <CopyField label={m.settings_inlet()} value={inlet} hidden {...copyWords()} />
      {way.header !== null && (
        <>
          <CopyField
            label={m.settings_webhook_header_name()}
            value={way.header.name}
            {...copyWords()}
          />
          <CopyField
            label={m.settings_webhook_header_value()}
            value={way.header.value}
            hidden
            {...copyWords()}
          />
        </>
      )}
    </div>
  );
}
