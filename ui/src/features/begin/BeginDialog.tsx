/**
 * A new conversation: line, channel, to whom, first words. What is asked for follows from what the host says of
 * line, channel and recipient; sending shows the conversation at once, and it goes out when it can.
 */
import { useEffect, useId, useState, type ReactNode } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Select } from "../../components/Select";
import { Block, Waiting } from "../../components/Skeleton";
import { TextField } from "../../components/TextField";
import type {
  AgentDto,
  ChannelDto,
  LineDto,
  OpeningDraftDto,
  TermsDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { channelKindName, platformName } from "../../lib/lineWords";
import { selection } from "../../lib/selection";
import { reasonAgainstTool } from "../../lib/tools";
import { m } from "../../paraglide/messages.js";
import { openBegin, useBegin, type BeginFrom } from "../../lib/beginning";
import { DraftKeeper, emptyDraft, nobody } from "./openingDraft";
import { FirstTemplate, type FilledTemplate } from "./FirstTemplate";
import { RecipientField } from "./RecipientField";
import styles from "./BeginDialog.module.css";

const close = () => {
  openBegin(null);
};

/** The dialog, while it is open. */
export function BeginDialog() {
  const from = useBegin();
  return (
    <Dialog
      open={from !== null}
      onClose={close}
      title={m.begin_title()}
      closeLabel={m.begin_close()}
      dismissable={false}
    >
      {from !== null && <Prepared from={from} />}
    </Dialog>
  );
}

/** Reads the lines and what was filled in before; a draft of another time comes back as it was left. */
function Prepared({ from }: { from: BeginFrom }) {
  const lines = useHostQuery("list_lines", {}).data;
  const [draft, setDraft] = useState<OpeningDraftDto | null>();
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let stays = true;
    callHost("get_opening_draft", {}).then(
      (kept) => {
        if (stays) setDraft(kept);
      },
      (cause: unknown) => {
        if (!stays) return;
        setFailure(presentError(cause).text());
        setDraft(null);
      },
    );
    return () => {
      stays = false;
    };
  }, []);
  if (lines === undefined || draft === undefined) {
    return (
      <div className={styles.form}>
        <Waiting label={m.begin_preparing()}>
          <Block width="60%" height="30px" />
        </Waiting>
      </div>
    );
  }
  const able = lines.filter((line) => reasonAgainstTool(line, "begin") === null);
  const [first] = able;
  if (first === undefined) {
    return (
      <div className={styles.form}>
        <p>{lines[0] === undefined ? m.begin_no_line() : reasonAgainstTool(lines[0], "begin")}</p>
      </div>
    );
  }
  const { to } = from;
  const line = to === undefined ? (draft?.line ?? from.line) : from.line;
  const wanted = able.find(({ id }) => id === line) ?? first;
  const kept = draft?.line === wanted.id ? draft : emptyDraft(wanted.id);
  // Words that were begun stay: they are seen beside whom they would go to now.
  const start =
    to === undefined
      ? kept
      : { ...emptyDraft(wanted.id), text: draft?.text ?? "", recipient: { ...nobody, ...to } };
  return <Form lines={able} start={start} failure={failure} />;
}

function Form({
  lines,
  start,
  failure: notRead,
}: {
  lines: readonly LineDto[];
  start: OpeningDraftDto;
  failure: string | null;
}) {
  const [draft, setDraft] = useState(start);
  const [failure, setFailure] = useState(notRead);
  const [keeper] = useState(
    () =>
      new DraftKeeper(() => {
        setFailure(m.begin_draft_failed());
      }),
  );
  useEffect(
    () => () => {
      keeper.flush();
    },
    [keeper],
  );
  const change = (patch: Partial<OpeningDraftDto>) => {
    const next = { ...draft, ...patch };
    setDraft(next);
    keeper.keep(next);
  };
  const line = lines.find((each) => each.id === draft.line);
  const channels = useHostQuery("list_beginnings", { line: draft.line }).data;
  // A number that was passed on is one for WhatsApp, as a rule.
  const usual =
    start.recipient.phone === null
      ? undefined
      : channels?.find(({ kind }) => kind === "whatsApp" || kind === "whatsAppAndPhone");
  const channel = channels?.find((each) => each.id === draft.channel) ?? usual ?? channels?.[0];
  return (
    <div className={styles.form}>
      {failure !== null && (
        <Banner tone="fault" role="alert">
          {failure}
        </Banner>
      )}
      <div className={styles.pair}>
        <Select
          label={m.begin_line()}
          value={draft.line}
          options={lines.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next) => {
            change({ ...emptyDraft(next), text: draft.text, subject: draft.subject });
          }}
        />
        {channels !== undefined && channel !== undefined && (
          <Select
            label={m.begin_channel()}
            value={channel.id}
            options={channels.map((each) => ({ value: each.id, label: channelLabel(each) }))}
            onChange={(next) => {
              change({ channel: next });
            }}
          />
        )}
      </div>
      {line !== undefined && channels?.length === 0 && (
        <p>{m.begin_only_customers({ line: line.name })}</p>
      )}
      {line !== undefined && channel !== undefined && (
        <OnChannel
          key={channel.id}
          line={line}
          channel={channel}
          draft={draft}
          onChange={change}
          onFailure={setFailure}
          onBegun={() => {
            keeper.drop();
          }}
        />
      )}
    </div>
  );
}

function channelLabel({ name, kind }: ChannelDto): string {
  const kindName = channelKindName(kind);
  return name === kindName ? name : m.begin_channel_of({ name, kind: kindName });
}

function OnChannel({
  line,
  channel,
  draft,
  onChange,
  onFailure,
  onBegun,
}: {
  line: LineDto;
  channel: ChannelDto;
  draft: OpeningDraftDto;
  onChange: (patch: Partial<OpeningDraftDto>) => void;
  onFailure: (failure: string | null) => void;
  onBegun: () => void;
}) {
  const { recipient } = draft;
  const terms = useHostQuery(
    "opening_terms",
    { line: line.id, channel: channel.id, recipient },
    { keepPrevious: true },
  ).data;
  if (terms === undefined) return null;
  return (
    <Filled
      line={line}
      channel={channel}
      draft={draft}
      terms={terms}
      onChange={onChange}
      onFailure={onFailure}
      onBegun={onBegun}
    />
  );
}

function Filled({
  line,
  channel,
  draft,
  terms,
  onChange,
  onFailure,
  onBegun,
}: {
  line: LineDto;
  channel: ChannelDto;
  draft: OpeningDraftDto;
  terms: TermsDto;
  onChange: (patch: Partial<OpeningDraftDto>) => void;
  onFailure: (failure: string | null) => void;
  onBegun: () => void;
}) {
  const { recipient } = draft;
  const [template, setTemplate] = useState<FilledTemplate | string>(m.begin_template_no_name());
  const [isBeginning, setIsBeginning] = useState(false);
  const wordsId = useId();
  const isOffline = line.health.state === "offline";
  const agents = useAgents(line.id, terms.inNameOfAi);
  const agent = agents.find(({ id }) => id === draft.inNameOf) ?? agents[0];

  const off = whyOff({ draft, terms, template, agent });
  const begin = async () => {
    if (off !== null || isBeginning) return;
    onFailure(null);
    setIsBeginning(true);
    try {
      const { conversation } = await callHost("begin_conversation", {
        line: line.id,
        channel: channel.id,
        recipient,
        subject: draft.subject,
        inNameOf: terms.inNameOfAi ? (agent?.id ?? null) : null,
        ...(terms.template && typeof template !== "string"
          ? template
          : { text: draft.text, template: null }),
      });
      onBegun();
      close();
      selection.openConversation(conversation);
    } catch (cause) {
      onFailure(m.begin_failed({ reason: presentError(cause).text() }));
      setIsBeginning(false);
    }
  };

  return (
    // Sending by its keys works from every field.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.rest}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void begin();
      }}
    >
      <RecipientField
        line={line.id}
        channel={channel.id}
        terms={terms}
        recipient={recipient}
        onChange={(next) => {
          onChange({ channel: channel.id, recipient: next });
        }}
      />
      {terms.conversation !== null && <Known conversation={terms.conversation} />}
      {terms.inNameOfAi && agents.length > 0 && agent !== undefined && (
        <Select
          label={m.begin_in_name_of()}
          value={agent.id}
          options={agents.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(inNameOf) => {
            onChange({ inNameOf });
          }}
        />
      )}
      {terms.subject && (
        <TextField
          label={m.begin_subject()}
          value={draft.subject ?? ""}
          onChange={(subject) => {
            onChange({ subject: subject === "" ? null : subject });
          }}
        />
      )}
      {terms.template ? (
        <FirstTemplate
          name={recipient.name ?? recipient.phone ?? ""}
          platform={platformName(line.platform)}
          onChange={setTemplate}
        />
      ) : (
        <div className={styles.column}>
          <label htmlFor={wordsId} className={styles.label}>
            {m.begin_first_words()}
          </label>
          <textarea
            id={wordsId}
            dir="auto"
            className={styles.words}
            value={draft.text}
            onChange={(event) => {
              onChange({ text: event.currentTarget.value });
            }}
          />
        </div>
      )}
      <Foot>
        <Button onPress={close}>{m.begin_later()}</Button>
        <Button variant="primary" reason={off} onPress={() => void begin()}>
          {isOffline ? m.begin_send_online() : m.begin_send()}
        </Button>
      </Foot>
    </div>
  );
}

function Foot({ children }: { children: ReactNode }) {
  return (
    <div className={styles.foot}>
      <span className={styles.said}>{m.begin_kept()}</span>
      {children}
    </div>
  );
}

const noAgents: readonly AgentDto[] = [];

/** The AI agents in whose name it can go out. */
function useAgents(line: string, wanted: boolean): readonly AgentDto[] {
  return (
    useHostQuery("list_agents", { line }, { enabled: wanted, select: aiAgents }).data ?? noAgents
  );
}

const aiAgents = (agents: readonly AgentDto[]) => agents.filter(({ isAi }) => isAi);

/** There is a conversation with them already: writing on there may be what is meant. */
function Known({ conversation }: { conversation: string }) {
  return (
    <Banner
      tone="info"
      role="status"
      action={
        <Button
          size="small"
          onPress={() => {
            close();
            selection.openConversation(conversation);
          }}
        >
          {m.begin_open_known()}
        </Button>
      }
    >
      {m.begin_known()}
    </Banner>
  );
}

/** Why it cannot go out yet, in a sentence; null when it can. The host judges once more. */
function whyOff({
  draft: { recipient, subject, text },
  terms,
  template,
  agent,
}: {
  draft: OpeningDraftDto;
  terms: TermsDto;
  template: FilledTemplate | string;
  agent: AgentDto | undefined;
}): string | null {
  const { contact, phone, email } = recipient;
  if (terms.reachedBy === "phone" && phone === null) return m.error_phone_needed();
  if (terms.reachedBy === "email" && email === null) return m.error_email_needed();
  if (contact === null && !terms.strangers) return m.error_contact_needed();
  if (terms.inNameOfAi && agent === undefined) return m.begin_no_agents();
  if (terms.subject && (subject ?? "").trim() === "") return m.error_subject_needed();
  if (terms.template) return typeof template === "string" ? template : null;
  return text.trim() === "" ? m.begin_no_words() : null;
}
