/** One line: what can be done with it, its name, who is me on it, its relay, what it can do. */
import { Check, RefreshCw, TriangleAlert } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Ltr, Name } from "../../../components/Foreign";
import { PlatformGlyph } from "../../../components/Glyphs";
import { Icon } from "../../../components/Icon";
import { TextField } from "../../../components/TextField";
import type { KeychainAvailability, LineDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { abilitiesOf, channelKindTitle, platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { canPlayVisitor, playVisitor } from "../../../lib/visitor";
import { m } from "../../../paraglide/messages.js";
import { tellFailure } from "../change";
import { CopyReport } from "../CopyReport";
import { Dashboard } from "./Dashboard";
import styles from "./Lines.module.css";
import { Me } from "./Me";
import { Relay } from "./Relay";
import { SignOutDialog } from "./SignOutDialog";
import { TemplateNumber } from "./TemplateNumber";
import { Webhooks } from "./Webhooks";

const keychains = {
  available: m.settings_keychain_available,
  missing: m.settings_keychain_missing,
  locked: m.settings_keychain_locked,
} satisfies Record<KeychainAvailability, () => string>;

/** The card of the chosen line. */
export function LineCard({ line, onReplaceKey }: { line: LineDto; onReplaceKey: () => void }) {
  const titleId = useId();
  const [signingOut, setSigningOut] = useState(false);
  const paused = line.health.state === "paused";
  const info = useHostQuery("app_info", {});

  const checkNow = () => {
    callHost("check_now", { line: line.id }).then(() => {
      showToast({ text: m.rail_checking({ name: line.name }) });
    }, tellFailure);
  };
  const setPaused = (wanted: boolean) => {
    callHost("update_line", { line: line.id, name: null, me: null, paused: wanted }).catch(
      tellFailure,
    );
  };

  return (
    <section aria-labelledby={titleId} className={styles.card}>
      <div className={styles.head}>
        <h2 id={titleId} className={styles.title}>
          <Name>{line.name}</Name>
        </h2>
        <p className={styles.of}>
          <PlatformGlyph platform={line.platform} />
          {platformName(line.platform)}
        </p>
        <div className={styles.doings}>
          <Button
            icon={RefreshCw}
            reason={paused ? m.settings_check_paused() : null}
            onPress={checkNow}
          >
            {m.rail_check_now()}
          </Button>
          <Button onPress={onReplaceKey}>{m.settings_replace_key()}</Button>
          {canPlayVisitor(line) && (
            <Button
              onPress={() => {
                playVisitor(line.id);
              }}
            >
              {m.visitor_test()}
            </Button>
          )}
          <Button
            onPress={() => {
              setPaused(!paused);
            }}
          >
            {paused ? m.rail_resume() : m.rail_pause()}
          </Button>
          <Button
            variant="danger"
            onPress={() => {
              setSigningOut(true);
            }}
          >
            {m.settings_sign_out()}
          </Button>
        </div>
      </div>
      <div className={styles.pair}>
        <LineName line={line} />
        <Me line={line} />
      </div>
      <Part title={m.settings_at()}>
        <p className={styles.address}>
          <Ltr>{line.baseUrl}</Ltr>
        </p>
        {line.unprotected && (
          <Banner tone="due" start={<Icon of={TriangleAlert} />}>
            {m.settings_unprotected()}
          </Banner>
        )}
      </Part>
      <Part title={m.settings_listens()}>
        <Relay line={line} />
        <Webhooks line={line} />
      </Part>
      {line.capabilities?.dashboard != null && (
        <Part title={m.settings_dashboard()}>
          <Dashboard line={line} used={line.capabilities.dashboard} />
        </Part>
      )}
      {line.capabilities?.wantsTemplateNumber === true && (
        <Part title={m.writing_number()}>
          <TemplateNumber line={line} />
        </Part>
      )}
      <Part title={m.settings_channels()}>
        {line.channels.length === 0 ? (
          <p className={styles.faint}>{m.settings_channels_none()}</p>
        ) : (
          <ul className={styles.channels}>
            {line.channels.map((channel) => (
              <li key={channel.id}>
                <Name>{channel.name}</Name>
                <span className={styles.faint}>
                  {channelKindTitle(channel.kind)}
                  {channel.address !== null && (
                    <>
                      {" · "}
                      <span className="ltr">{channel.address}</span>
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title={m.connect_abilities()}>
        <Abilities line={line} />
      </Part>
      <Part title={m.settings_key()}>
        {info.data !== undefined && (
          <p className={info.data.keychain === "available" ? styles.faint : styles.due}>
            {keychains[info.data.keychain]()}
          </p>
        )}
      </Part>
      <CopyReport lines={[line]} />
      {signingOut && (
        <SignOutDialog
          line={line}
          onClose={() => {
            setSigningOut(false);
          }}
        />
      )}
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className={styles.partName}>{title}</h3>
      {children}
    </div>
  );
}

/** Renames when the field is left or ↵ is pressed; an empty name is not taken. */
function LineName({ line }: { line: LineDto }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const keep = () => {
    const name = draft?.trim();
    if (name === undefined || name === line.name) {
      setDraft(null);
      setFailure(null);
    } else if (name === "") {
      setFailure(m.connect_name_missing());
    } else {
      callHost("update_line", { line: line.id, name, me: null, paused: null }).then(
        () => {
          // What was typed meanwhile is not lost.
          setDraft((now) => (now?.trim() === name ? null : now));
          setFailure(null);
        },
        (cause: unknown) => {
          setFailure(presentError(cause).text());
        },
      );
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextField
        label={m.connect_name()}
        value={draft ?? line.name}
        onChange={setDraft}
        onBlur={keep}
        maxLength={60}
        hint={m.connect_name_hint()}
        error={failure}
      />
    </form>
  );
}

function Abilities({ line }: { line: LineDto }) {
  if (line.capabilities === null)
    return (
      <p className={styles.faint}>
        {m.settings_abilities_unknown({ platform: platformName(line.platform) })}
      </p>
    );
  const rows = abilitiesOf({
    platform: line.platform,
    capabilities: line.capabilities,
    channels: line.channels,
    conversations: null,
    agents: [],
  });
  const has = rows.filter(({ level }) => level === "has");
  return (
    <>
      <ul className={styles.has}>
        {has.map(({ id, name }) => (
          <li key={id}>
            <Icon of={Check} size="s" />
            {name}
          </li>
        ))}
      </ul>
      <ul className={styles.lacks}>
        {rows
          .filter(({ level }) => level !== "has")
          .map(({ id, name, words }) => (
            <li key={id}>{m.settings_ability({ name, words })}</li>
          ))}
      </ul>
    </>
  );
}
