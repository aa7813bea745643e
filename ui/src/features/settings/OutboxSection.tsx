/** What this desk wants to tell the platforms and they have not confirmed. */
import { useState } from "react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Foreign, Name } from "../../components/Foreign";
import { Lamp } from "../../components/Lamp";
import type { LineDto, OutboxEntry } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { customerName } from "../../lib/customerName";
import { formatAgo } from "../../lib/format";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { useNow } from "../../lib/now";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { AskDialog } from "./AskDialog";
import { changeWords, inOrder, messageWords, stateWords } from "./outboxWords";
import { SectionPage, WhenRead } from "./SectionPage";
import styles from "./SettingsPage.module.css";

/** The section. */
export function OutboxSection() {
  const read = useHostQuery("list_outbox", {}, { select: inOrder });
  const lines = useHostQuery("list_lines", {});
  return (
    <SectionPage title={m.settings_outbox()} text={m.settings_outbox_text()}>
      <WhenRead read={read}>
        {(entries) =>
          entries.length === 0 ? (
            <EmptyState
              art="joined"
              title={m.settings_outbox_empty()}
              text={m.settings_outbox_empty_text()}
            />
          ) : (
            <ul aria-label={m.settings_outbox()} className={styles.outbox}>
              {entries.map((entry) => (
                <Entry
                  key={entry.id}
                  entry={entry}
                  line={lines.data?.find(({ id }) => id === entry.line)}
                />
              ))}
            </ul>
          )
        }
      </WhenRead>
    </SectionPage>
  );
}

function Entry({ entry, line }: { entry: OutboxEntry; line: LineDto | undefined }) {
  const { action, state } = entry;
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const ago = useNow((now) => formatAgo(entry.createdAt, now));
  const isStuck = state.state === "stuck";
  const says = action.type === "send" || action.type === "begin";
  const isHeld = action.type === "assign" && isStuck && state.reason === "heldByColleague";
  const canRetry = isStuck || state.state === "waiting";
  const onWire = state.state === "sending" || state.state === "checking";

  const run = (asked: Promise<unknown>) => {
    setAsking(false);
    setFailure(null);
    asked.catch((cause: unknown) => {
      setFailure(presentError(cause).text());
    });
  };

  return (
    <li className={styles.entryRow}>
      <span className={styles.entryLamp}>
        <Lamp kind={isStuck ? "fault" : onWire ? "due" : "off"} working={onWire} />
      </span>
      <div className={styles.entryWords}>
        <p className={styles.entryTop}>
          <Name className={styles.strong ?? ""}>{customerName(entry.contactName)}</Name>
          {line !== undefined && <Name className={styles.faint ?? ""}>{line.name}</Name>}
          <time dateTime={new Date(entry.createdAt).toISOString()} className={styles.faint}>
            {ago}
          </time>
        </p>
        <p className={styles.entryText}>
          {action.type === "send" || action.type === "begin" ? (
            <>
              {action.type === "begin" ? (
                <span className={styles.faint}>{m.tools_outbox_begin()} </span>
              ) : (
                action.note && <span className={styles.faint}>{m.settings_outbox_note()} </span>
              )}
              <Foreign>{action.type === "begin" ? action.text : messageWords(action)}</Foreign>
            </>
          ) : (
            changeWords(action)
          )}
        </p>
        <p className={isStuck ? styles.failure : styles.faint}>{stateWords(state)}</p>
        {failure !== null && (
          <p role="alert" className={styles.failure}>
            {failure}
          </p>
        )}
      </div>
      <div className={styles.entryWays}>
        {isHeld && (
          <Button
            size="small"
            aria-label={m.tools_held_take_of({ name: customerName(entry.contactName) })}
            onPress={() => {
              run(callHost("take_over_held", { outbox: entry.id }));
            }}
          >
            {m.assign_held_take()}
          </Button>
        )}
        {canRetry && (
          <Button
            size="small"
            aria-label={m.settings_outbox_retry_of({ name: customerName(entry.contactName) })}
            onPress={() => {
              run(callHost("retry_send", { outbox: entry.id }));
            }}
          >
            {m.settings_outbox_retry()}
          </Button>
        )}
        <Button
          size="small"
          variant="quiet"
          aria-label={m.settings_outbox_open_of({ name: customerName(entry.contactName) })}
          onPress={() => {
            selection.openConversation(entry.conversation);
          }}
        >
          {m.settings_outbox_open()}
        </Button>
        <Button
          size="small"
          variant="quiet"
          aria-label={m.settings_outbox_discard_of({ name: customerName(entry.contactName) })}
          reason={onWire ? m.settings_outbox_on_wire() : null}
          onPress={() => {
            setAsking(true);
          }}
        >
          {m.settings_outbox_discard()}
        </Button>
      </div>
      {asking && (
        <AskDialog
          title={says ? m.settings_discard_message_title() : m.settings_discard_change_title()}
          go={m.settings_outbox_discard()}
          stay={m.settings_keep()}
          onGo={() => {
            run(callHost("discard_send", { outbox: entry.id, intoDraft: false }));
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>{says ? m.settings_discard_message_text() : m.settings_discard_change_text()}</p>
          {says && (
            <blockquote className={styles.quote}>
              <Foreign>{action.type === "begin" ? action.text : messageWords(action)}</Foreign>
            </blockquote>
          )}
        </AskDialog>
      )}
    </li>
  );
}
