// Colleagues who are told of everything that happens in the conversation.

import { X } from "lucide-react";
import { memo, useState } from "react";
import { Avatar } from "../../components/Avatar";
import { Button, IconButton } from "../../components/Button";
import { Name } from "../../components/Foreign";
import { SpokenLamp } from "../../components/Lamp";
import { MenuButton, MenuItem } from "../../components/Menu";
import { Block, Waiting } from "../../components/Skeleton";
import type { AgentDto, ConversationDetail, LineDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { presenceSign, usePresences } from "../../lib/presences";
import { useWellAgain } from "../../lib/wellAgain";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import rows from "./Tools.module.css";
import { Section } from "./Section";

const hasParticipants = (line: string) => (lines: readonly LineDto[]) =>
  lines.find(({ id }) => id === line)?.capabilities?.tools.participants === "available";

const people = (agents: readonly AgentDto[]) => agents.filter(({ isAi }) => !isAi);

/** The section; nothing where the line has no participants. */
export const ParticipantsSection = memo(function ParticipantsSection({
  detail,
}: {
  detail: ConversationDetail;
}) {
  const { row, beingBegun } = detail;
  const has = useHostQuery("list_lines", {}, { select: hasParticipants(row.line) }).data ?? false;
  if (!has || beingBegun) return null;
  return (
    <Section name="participants" title={m.tools_participants()}>
      <Read conversation={row.id} line={row.line} />
    </Section>
  );
});

function Read({ conversation, line }: { conversation: string; line: string }) {
  const read = useHostQuery("list_participants", { conversation });
  const colleagues = useHostQuery("list_agents", { line }, { select: people }).data ?? [];
  const presences = usePresences(line);
  const [failure, setFailure] = useState<string | null>(null);
  useWellAgain(line, read.isError, () => void read.refetch());
  if (read.data === undefined) {
    if (read.error === null) {
      return (
        <Waiting label={m.tools_participants_reading()}>
          <Block width="70%" />
        </Waiting>
      );
    }
    return (
      <p className={styles.stacked} role="alert">
        {presentError(read.error).text()}
        <Button size="small" onPress={() => void read.refetch()}>
          {m.app_try_again()}
        </Button>
      </p>
    );
  }
  const present = read.data;
  const set = async (agents: readonly string[]) => {
    setFailure(null);
    try {
      await callHost("set_participants", { conversation, agents: [...agents] });
    } catch (cause) {
      setFailure(presentError(cause).text());
    }
    await read.refetch();
  };
  const absent = colleagues.filter(({ id }) => present.every((each) => each.id !== id));
  return (
    <div className={rows.body}>
      {failure !== null && <p role="alert">{failure}</p>}
      {present.length === 0 ? (
        <p className={styles.meta}>{m.tools_participants_none()}</p>
      ) : (
        <ul className={rows.list} aria-label={m.tools_participants()}>
          {present.map((person) => (
            <li key={person.id} className={rows.entry}>
              <Avatar name={person.name} tintKey={person.id} shape="teammate" size="small" />
              <SpokenLamp sign={presenceSign(presences.get(person.id))} />
              <span className={rows.grow}>
                <Name className="cut">
                  {person.isMe ? m.tools_participants_you({ name: person.name }) : person.name}
                </Name>
              </span>
              <IconButton
                icon={X}
                size="small"
                label={m.tools_participants_remove({ name: person.name })}
                onPress={() =>
                  void set(present.filter(({ id }) => id !== person.id).map(({ id }) => id))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <Adding
        absent={absent}
        onAdd={(agent) => void set([...present.map(({ id }) => id), agent])}
      />
    </div>
  );
}

function Adding({
  absent,
  onAdd,
}: {
  absent: readonly AgentDto[];
  onAdd: (agent: string) => void;
}) {
  const button = (
    <Button
      size="small"
      variant="quiet"
      reason={absent.length === 0 ? m.tools_participants_all() : null}
    >
      {m.tools_participants_add()}
    </Button>
  );
  if (absent.length === 0) return button;
  return (
    <MenuButton label={m.tools_participants_add()} button={button}>
      {absent.map((person) => (
        <MenuItem
          key={person.id}
          id={person.id}
          label={person.name}
          onAction={() => {
            onAdd(person.id);
          }}
        />
      ))}
    </MenuButton>
  );
}
