// The assign dialog: type a name, choose. People and AI agents of each line, with what they carry.

import { useMemo, useState, type ReactNode } from "react";
import {
  Autocomplete,
  Collection,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
} from "react-aria-components";
import { Avatar } from "../../components/Avatar";
import { Button } from "../../components/Button";
import { BareDialog, Dialog } from "../../components/Dialog";
import { Ltr } from "../../components/Foreign";
import { Highlight, type Range } from "../../components/Highlight";
import { SpokenLamp } from "../../components/Lamp";
import { SearchField } from "../../components/SearchField";
import { Waiting } from "../../components/Skeleton";
import type {
  AgentDto,
  ConversationDetail,
  LineDto,
  OutboxEntry,
  PresenceDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { sayFailure, sharesOf, type LineShare } from "../../lib/changing";
import { customerName } from "../../lib/customerName";
import { match } from "../../lib/fuzzy";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { useCaps } from "../../lib/system";
import { presenceSign, usePresences, type Presences } from "../../lib/presences";
import { KeyCaps } from "../../components/KeyCap";
import type { Ticks } from "../../lib/ticks";
import { m } from "../../paraglide/messages.js";
import {
  closeAssignDialog,
  useAssignDialog,
  type HeldAssignment,
  type Receiver,
} from "./assignDialogState";
import styles from "./AssignDialog.module.css";
import { assign, reasonAgainst } from "./assigning";
import { PeopleById } from "./PersonById";

/** The dialog, while it is open. */
export function AssignDialog() {
  const question = useAssignDialog();
  if (question?.of === "takeOver") return <TakeOver held={question.held} />;
  if (question?.of === "held") return <Held rows={question.rows} />;
  const targets = question?.targets ?? null;
  return (
    <BareDialog
      open={targets !== null}
      onClose={closeAssignDialog}
      label={m.assign_title({ count: targets?.size ?? 0 })}
      size="small"
      place="top"
    >
      {targets !== null && <Chooser targets={targets} />}
    </BareDialog>
  );
}

/** A colleague holds it: asked once, and done again with force. */
function TakeOver({ held: { shares, receiver, holder } }: { held: HeldAssignment }) {
  return (
    <Dialog
      open
      size="small"
      title={m.assign_held_title({ name: holder ?? m.assign_held_colleague() })}
      closeLabel={m.assign_held_leave()}
      onClose={closeAssignDialog}
    >
      <p>{m.assign_held_text()}</p>
      <div className={styles.ways}>
        <Button onPress={closeAssignDialog}>{m.assign_held_leave()}</Button>
        <Button
          variant="primary"
          onPress={() => {
            closeAssignDialog();
            void assign(shares, receiver, { force: true });
          }}
        >
          {m.assign_held_take()}
        </Button>
      </div>
    </Dialog>
  );
}

const holderOfDetail = (detail: ConversationDetail) => {
  const { assignee } = detail.row;
  return assignee === null || assignee.isMe || assignee.pending ? "" : assignee.name;
};

/** The platform refused because a colleague holds it: taken over, or left, which lets the wish go. */
function Held({ rows }: { rows: readonly OutboxEntry[] }) {
  const [first] = rows;
  const holder =
    useHostQuery(
      "get_conversation",
      { conversation: first?.conversation ?? "" },
      { enabled: rows.length === 1, select: holderOfDetail },
    ).data ?? "";
  const settle = (command: "take_over_held" | "discard_send") => {
    closeAssignDialog();
    const calls = rows.map(({ id }) =>
      command === "take_over_held"
        ? callHost("take_over_held", { outbox: id })
        : callHost("discard_send", { outbox: id, intoDraft: false }),
    );
    void Promise.allSettled(calls).then(sayFailure);
  };
  return (
    <Dialog
      open
      size="small"
      title={
        rows.length === 1
          ? m.assign_held_title({ name: holder === "" ? m.assign_held_colleague() : holder })
          : m.tools_held_title({ count: rows.length })
      }
      closeLabel={m.tools_held_later()}
      onClose={closeAssignDialog}
    >
      <p>{m.assign_held_text()}</p>
      {rows.length > 1 && (
        <ul>
          {rows.map(({ id, contactName }) => (
            <li key={id}>
              <bdi>{customerName(contactName)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.ways}>
        <Button
          onPress={() => {
            settle("discard_send");
          }}
        >
          {m.assign_held_leave()}
        </Button>
        <Button
          variant="primary"
          onPress={() => {
            settle("take_over_held");
          }}
        >
          {m.assign_held_take()}
        </Button>
      </div>
    </Dialog>
  );
}

/** A choice of the list. */
interface Choice {
  readonly key: string;
  readonly name: string;
  readonly nameRanges: readonly Range[];
  readonly agent: AgentDto | null;
  /** Whether they are there, where that is known. */
  readonly presence: PresenceDto | undefined;
  readonly reason: string | null;
  readonly score: number;
  readonly shares: readonly LineShare[];
  readonly receiver: Receiver;
}

/** Choices under one title. */
interface ChoiceGroup {
  readonly key: string;
  readonly title: string;
  readonly choices: readonly Choice[];
}

/** Who can carry conversations of a line, and who of them is there. */
interface Staff {
  readonly agents: readonly AgentDto[];
  readonly presences: Presences;
}

const noStaff: ReadonlyMap<string, Staff> = new Map();

const carrierOf = (detail: ConversationDetail) => detail.row.assignee?.id ?? null;

function Chooser({ targets }: { targets: Ticks }) {
  const [text, setText] = useState("");
  const shares = useMemo(() => sharesOf(targets), [targets]);
  const lines = useHostQuery("list_lines", {}).data;
  const [only] = targets.keys();
  const carrier = useHostQuery(
    "get_conversation",
    { conversation: only ?? "" },
    { enabled: targets.size === 1, select: carrierOf },
  ).data;
  const choose = (choice: Choice) => {
    if (choice.reason !== null) return;
    closeAssignDialog();
    void assign(choice.shares, choice.receiver);
  };
  return (
    <>
      <Autocomplete inputValue={text} onInputChange={setText}>
        <div className={styles.head}>
          <h2 className={styles.title}>{m.assign_title({ count: targets.size })}</h2>
          <SearchField label={m.assign_search()} value={text} onChange={setText} autoFocus />
        </div>
        <StaffOfLines shares={shares}>
          {(staff) => (
            <Choices
              groups={groupsOf(text, shares, lines ?? [], staff)}
              text={text}
              carrier={carrier ?? null}
              onChoose={choose}
            />
          )}
        </StaffOfLines>
      </Autocomplete>
      <PeopleById shares={shares} lines={lines ?? []} />
    </>
  );
}

/** Reads the agents of each line and who of them is there; line by line, as a hook cannot be called in a loop. */
function StaffOfLines({
  shares,
  known = noStaff,
  children,
}: {
  shares: readonly LineShare[];
  known?: ReadonlyMap<string, Staff>;
  children: (staff: ReadonlyMap<string, Staff>) => ReactNode;
}) {
  const [share, ...rest] = shares;
  const { data, error } = useHostQuery(
    "list_agents",
    { line: share?.line ?? "" },
    { enabled: share !== undefined },
  );
  const presences = usePresences(share?.line ?? null);
  if (share === undefined) return children(known);
  if (error !== null) {
    return (
      <p role="alert" className={styles.nothing}>
        <b>{m.assign_failed()}</b> {presentError(error).text()}
      </p>
    );
  }
  if (data === undefined) {
    return (
      <Waiting label={m.assign_loading()}>
        <p className={styles.nothing}>{m.assign_loading()}</p>
      </Waiting>
    );
  }
  return (
    <StaffOfLines
      key={rest[0]?.line ?? ""}
      shares={rest}
      known={new Map([...known, [share.line, { agents: data, presences }]])}
    >
      {children}
    </StaffOfLines>
  );
}

function groupsOf(
  text: string,
  shares: readonly LineShare[],
  lines: readonly LineDto[],
  staff: ReadonlyMap<string, Staff>,
): readonly ChoiceGroup[] {
  const lineOf = (id: string) => lines.find((line) => line.id === id);
  const choicesOf = (share: LineShare): readonly Choice[] =>
    (staff.get(share.line)?.agents ?? [])
      .flatMap((agent) => {
        const found = findAgent(text, agent);
        if (found === null) return [];
        return [
          {
            key: `${share.line} ${agent.id}`,
            name: agent.name,
            nameRanges: found.ranges,
            agent,
            presence: staff.get(share.line)?.presences.get(agent.id),
            reason: reasonAgainst(lineOf(share.line), agent.isAi ? "ai" : "person"),
            score: found.score,
            shares: [share],
            receiver: { agent },
          },
        ];
      })
      .toSorted((a, b) => Number(b.agent.isMe) - Number(a.agent.isMe) || b.score - a.score);
  const queue = match(text, m.assign_queue());
  const [first] = shares;
  const backToQueue: ChoiceGroup = {
    key: "queue",
    title: m.assign_queue_group(),
    choices:
      queue === null
        ? []
        : [
            {
              key: "queue",
              name: m.assign_queue(),
              nameRanges: queue.ranges,
              agent: null,
              presence: undefined,
              reason:
                shares
                  .map((share) => reasonAgainst(lineOf(share.line), "person"))
                  .find((reason) => reason !== null) ?? null,
              score: queue.score,
              shares,
              receiver: "queue",
            },
          ],
  };
  const groups: readonly ChoiceGroup[] =
    shares.length === 1 && first !== undefined
      ? [
          {
            key: "people",
            title: m.assign_people(),
            choices: choicesOf(first).filter((choice) => choice.agent?.isAi === false),
          },
          {
            key: "ai",
            title: m.assign_ais(),
            choices: choicesOf(first).filter((choice) => choice.agent?.isAi === true),
          },
        ]
      : shares.map((share) => ({
          key: share.line,
          title: m.assign_on_line({
            line: lineOf(share.line)?.name ?? "",
            count: share.conversations.length,
          }),
          choices: choicesOf(share),
        }));
  return [...groups, backToQueue].filter((group) => group.choices.length > 0);
}

/** Found by name, else by mail address, or as "you". */
function findAgent(
  text: string,
  agent: AgentDto,
): { score: number; ranges: readonly Range[] } | null {
  const byName = match(text, agent.name);
  if (byName !== null) return byName;
  const byMail = agent.email === null ? null : match(text, agent.email);
  const byMe = agent.isMe ? match(text, m.assign_me()) : null;
  const found = byMail ?? byMe;
  return found === null ? null : { score: found.score, ranges: [] };
}

function Choices({
  groups,
  text,
  carrier,
  onChoose,
}: {
  groups: readonly ChoiceGroup[];
  text: string;
  /** Who has the one conversation now. */
  carrier: string | null;
  onChoose: (choice: Choice) => void;
}) {
  const queueCaps = useCaps("Shift+A");
  const takeCaps = useCaps("M");
  return (
    <ListBox
      aria-label={m.assign_choices()}
      items={groups}
      className={styles.list ?? ""}
      // Typed text narrows the list; it was narrowed before it came here.
      renderEmptyState={() => (
        <p className={styles.nothing}>
          {text === "" ? m.assign_nobody() : m.assign_no_match({ text })}
        </p>
      )}
    >
      {(group) => (
        <ListBoxSection id={`group ${group.key}`}>
          <Header className={styles.group ?? ""}>{group.title}</Header>
          <Collection items={group.choices}>
            {(choice) => (
              <ListBoxItem
                id={choice.key}
                textValue={choice.name}
                className={styles.choice ?? ""}
                data-off={choice.reason === null ? undefined : true}
                onAction={() => {
                  onChoose(choice);
                }}
              >
                <Face agent={choice.agent} />
                <span className={styles.who}>
                  <span className={styles.nameLine}>
                    <bdi className={`cut ${styles.name}`}>
                      <Highlight text={choice.name} ranges={choice.nameRanges} />
                    </bdi>
                    <SpokenLamp sign={presenceSign(choice.presence)} />
                    {choice.agent?.isMe === true && (
                      <span className={styles.note}>{m.assign_me()}</span>
                    )}
                    {choice.agent !== null && choice.agent.id === carrier && (
                      <span className={styles.note}>{m.assign_current()}</span>
                    )}
                  </span>
                  {choice.reason !== null && <span className={styles.reason}>{choice.reason}</span>}
                  {choice.reason === null && choice.agent?.email != null && (
                    <Ltr className={`cut ${styles.mail}`}>{choice.agent.email}</Ltr>
                  )}
                </span>
                {choice.agent !== null && (
                  <span className={styles.load}>
                    {m.assign_open_load({ count: choice.agent.openConversations })}
                  </span>
                )}
                {choice.agent === null && <KeyCaps caps={queueCaps} />}
                {choice.agent?.isMe === true && <KeyCaps caps={takeCaps} />}
              </ListBoxItem>
            )}
          </Collection>
        </ListBoxSection>
      )}
    </ListBox>
  );
}

function Face({ agent }: { agent: AgentDto | null }) {
  if (agent === null) return <Avatar name={null} size="medium" />;
  if (agent.isAi) return <span className={styles.ai}>{m.list_ai()}</span>;
  return <Avatar name={agent.name} tintKey={agent.id} shape="teammate" size="medium" />;
}
