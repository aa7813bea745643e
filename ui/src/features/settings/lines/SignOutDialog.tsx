/** Signing a line out: says what goes, and lets nothing unsent go unnoticed. */
import { useState } from "react";
import { Checkbox } from "../../../components/Checkbox";
import type { LineDto, OutboxEntry } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { AskDialog } from "../AskDialog";
import { WhenRead } from "../SectionPage";
import styles from "../SettingsPage.module.css";

/** What of the outbox would be lost with a line. */
function unsentOf(line: string, outbox: readonly OutboxEntry[]) {
  const waiting = outbox.filter((entry) => entry.line === line);
  const messages = waiting.filter(({ action }) => action.type === "send").length;
  return { messages, assignments: waiting.length - messages };
}

/** The dialog. */
export function SignOutDialog({ line, onClose }: { line: LineDto; onClose: () => void }) {
  const outbox = useHostQuery("list_outbox", {});
  const [agreed, setAgreed] = useState(false);
  const [alsoWebhook, setAlsoWebhook] = useState(true);
  const [leaving, setLeaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const unsent = outbox.data === undefined ? null : unsentOf(line.id, outbox.data);
  const losesUnsent = unsent !== null && unsent.messages + unsent.assignments > 0;

  const signOut = () => {
    setLeaving(true);
    setFailure(null);
    const webhook = line.webhookRegistered && alsoWebhook;
    // First what needs the key; without it nobody could take it back from here.
    const removed = webhook ? callHost("remove_webhook", { line: line.id }) : Promise.resolve({});
    removed
      .then(() => callHost("remove_line", { line: line.id }))
      .then(
        () => {
          onClose();
          showToast({ text: m.settings_signed_out({ name: line.name }) });
        },
        (cause: unknown) => {
          setFailure(presentError(cause).text());
          setLeaving(false);
        },
      );
  };

  const wait = leaving
    ? m.settings_signing_out()
    : unsent === null
      ? m.settings_sign_out_looking()
      : losesUnsent && !agreed
        ? m.settings_sign_out_agree_first()
        : null;

  return (
    <AskDialog
      title={m.settings_sign_out_of({ name: line.name })}
      go={m.settings_sign_out()}
      wait={wait}
      onGo={signOut}
      onClose={onClose}
    >
      <p>{m.settings_sign_out_text({ platform: platformName(line.platform) })}</p>
      <WhenRead read={outbox}>
        {() =>
          unsent !== null && losesUnsent ? (
            <div className={styles.unsent}>
              {unsent.messages > 0 && (
                <p>{m.settings_unsent_messages({ count: unsent.messages })}</p>
              )}
              {unsent.assignments > 0 && (
                <p>{m.settings_unsent_assignments({ count: unsent.assignments })}</p>
              )}
              <Checkbox label={m.settings_sign_out_agree()} ticked={agreed} onChange={setAgreed} />
            </div>
          ) : null
        }
      </WhenRead>
      {line.webhookRegistered && (
        <Checkbox
          label={m.settings_sign_out_webhook({ platform: platformName(line.platform) })}
          ticked={alsoWebhook}
          onChange={setAlsoWebhook}
        />
      )}
      {failure !== null && (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      )}
    </AskDialog>
  );
}
