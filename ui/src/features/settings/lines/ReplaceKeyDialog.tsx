/**
 * A new key for a line: tested first, so that a mistyped one never replaces a working one. It goes to where the
 * line is, which is said and not asked; a platform that wants a code as well gets it here.
 */
import { useEffect, useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { ChoiceCards } from "../../../components/ChoiceCards";
import { Dialog } from "../../../components/Dialog";
import { Ltr, Name } from "../../../components/Foreign";
import { TextField } from "../../../components/TextField";
import type { LineDto, SignedInDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import {
  credentialsOf,
  inWay,
  isComplete,
  keyComesFrom,
  keyFields,
  noKey,
  shownField,
  waysOf,
  type KeyDraft,
  type KeyField,
} from "../../../lib/credentials";
import { callHost } from "../../../lib/hostQuery";
import { lineErrorWords } from "../../../lib/lineErrors";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import styles from "../SettingsPage.module.css";

/** The dialog; what was typed lives in it only. */
export function ReplaceKeyDialog({ line, onClose }: { line: LineDto; onClose: () => void }) {
  const [draft, setDraft] = useState<KeyDraft>(noKey);
  const [incomplete, setIncomplete] = useState(false);
  /** The attempt that waits for a code. */
  const [attempt, setAttempt] = useState<string | null>(null);
  const [code, setCode] = useState("");
  const [testing, setTesting] = useState(false);
  const [error, setError] = useState<HostError | null>(null);
  const platform = platformName(line.platform);
  useEffect(
    () => () => {
      // A host that cannot be told forgets it by itself, a little later.
      callHost("forget_sign_in", {}).catch(() => {});
    },
    [],
  );

  const putIn = async (signedIn: SignedInDto) => {
    if (signedIn.state === "secondFactor") {
      setAttempt(signedIn.attempt);
      setCode("");
      setDraft({ ...draft, secret: "" });
      return;
    }
    const accounts = signedIn.accounts.map(({ account }) => account);
    await callHost("replace_key", { line: line.id, accounts });
    onClose();
    showToast({ text: m.settings_key_replaced({ name: line.name }) });
  };
  const replace = async () => {
    const complete = attempt === null ? isComplete(line.platform, draft) : code.trim() !== "";
    setIncomplete(!complete);
    if (!complete || testing) return;
    setTesting(true);
    setError(null);
    try {
      await putIn(
        await (attempt === null
          ? callHost("sign_in_again", {
              line: line.id,
              credentials: credentialsOf(line.platform, draft),
            })
          : callHost("give_code", { attempt, code: code.trim() })),
      );
      setIncomplete(false);
    } catch (cause) {
      setError(HostError.from(cause));
    } finally {
      setTesting(false);
    }
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
          void replace();
        }}
      >
        <p>
          {m.settings_replace_key_at({ platform })} <Ltr>{line.baseUrl}</Ltr>
          {line.me !== null && (
            <>
              {" · "}
              {m.settings_replace_key_me()} <Name>{line.me.name}</Name>
            </>
          )}
        </p>
        <p>
          {line.toSend > 0
            ? m.settings_replace_key_waits({ count: line.toSend })
            : m.settings_replace_key_kept()}
        </p>
        {line.unprotected && <Banner tone="due">{m.settings_unprotected()}</Banner>}
        {attempt === null ? (
          <KeyFields line={line} draft={draft} onChange={setDraft} incomplete={incomplete} />
        ) : (
          <>
            <p>{m.connect_code_text({ platform })}</p>
            <TextField
              key="code"
              label={m.connect_code()}
              kind="code"
              value={code}
              onChange={setCode}
              maxLength={32}
              autoFocus
              error={
                incomplete && code.trim() === ""
                  ? m.connect_code_missing()
                  : error === null
                    ? null
                    : codeErrorWords(error, line)
              }
            />
          </>
        )}
        {error !== null && attempt === null && (
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

/** A refusal here means the code, not the password that was right before. */
function codeErrorWords(error: HostError, { platform }: LineDto): string {
  return error.code === "keyRefused" || error.code === "refused"
    ? m.connect_code_refused({ platform: platformName(platform) })
    : lineErrorWords(error, platform);
}

function KeyFields({
  line,
  draft,
  onChange,
  incomplete,
}: {
  line: LineDto;
  draft: KeyDraft;
  onChange: (draft: KeyDraft) => void;
  incomplete: boolean;
}) {
  const ways = waysOf(line.platform);
  const fields = keyFields(line.platform, draft.way);
  const shown = (field: KeyField) => (
    <TextField
      key={`${draft.way} ${field.part}`}
      {...shownField(field, draft, incomplete)}
      onChange={(typed) => {
        onChange({ ...draft, [field.part]: typed });
      }}
      autoFocus={field === fields[0]}
    />
  );
  return (
    <>
      <p>{keyComesFrom(line.platform, draft.way)}</p>
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
    </>
  );
}
