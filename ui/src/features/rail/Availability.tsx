/** Whether colleagues see one as there, on each line that shows it: the account's row at the foot of the rail. */
import { useMemo } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Avatar } from "../../components/Avatar";
import { Name } from "../../components/Foreign";
import { Lamp } from "../../components/Lamp";
import { MenuButton, MenuItem, MenuSection } from "../../components/Menu";
import type { AgentDto, PresenceDto } from "../../ipc/bindings.gen";
import type { SteadyLine } from "../../lib/lines";
import { defineAction, useActions, type Action } from "../../lib/actions";
import { presentError } from "../../ipc/errors";
import { callHost, queryClient, queryKeyOf, useHostQuery } from "../../lib/hostQuery";
import { presenceLamps as lamps, presenceWords as words } from "../../lib/presences";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import styles from "./Rail.module.css";

const presences = Object.keys(words) as PresenceDto[];

async function show(line: SteadyLine, presence: PresenceDto): Promise<void> {
  try {
    await callHost("set_presence", { line: line.id, presence });
    showToast({ text: m.tools_presence_set({ line: line.name, presence: words[presence]() }) });
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
  await queryClient.invalidateQueries({ queryKey: queryKeyOf("get_presence", { line: line.id }) });
}

/** What the palette can show colleagues: each line that shows it, each way to be seen. */
function presenceActions(lines: readonly SteadyLine[]): readonly Action[] {
  return lines
    .filter(({ capabilities }) => capabilities?.tools.availability === "available")
    .flatMap((line) =>
      presences.map((presence) =>
        defineAction({
          id: `presence.${line.id}.${presence}`,
          label: () => m.tools_presence_action({ line: line.name, presence: words[presence]() }),
          words: m.tools_presence_words,
          group: "app",
          keys: [],
          when: () => true,
          run: () => void show(line, presence),
        }),
      ),
    );
}

/** One's own row; with a menu where a line shows colleagues whether one is there, and the lamp of the first that does. */
export function Account({ me, lines }: { me: AgentDto; lines: readonly SteadyLine[] }) {
  const able = lines.filter(({ capabilities }) => capabilities?.tools.availability === "available");
  const [first] = able;
  const actions = useMemo(() => presenceActions(lines), [lines]);
  useActions(actions);
  const presence = useHostQuery(
    "get_presence",
    { line: first?.id ?? "" },
    { enabled: first !== undefined },
  ).data?.presence;
  const who = (
    <>
      <Name className="cut">{me.name}</Name>
      <Avatar name={me.name} tintKey={me.id} shape="teammate" size="medium" />
    </>
  );
  if (first === undefined) return <span className={styles.me}>{who}</span>;
  return (
    <MenuButton
      label={m.tools_presence()}
      placement="top start"
      button={
        <AriaButton
          className={styles.me ?? ""}
          aria-label={
            presence === undefined
              ? m.tools_presence_of({ name: me.name })
              : m.tools_presence_seen({ name: me.name, presence: words[presence]() })
          }
        >
          {presence !== undefined && (
            <span className={styles.presence}>
              <Lamp kind={lamps[presence]} />
            </span>
          )}
          {who}
        </AriaButton>
      }
    >
      {able.map((line) => (
        <Presences key={line.id} line={line} />
      ))}
    </MenuButton>
  );
}

function Presences({ line }: { line: SteadyLine }) {
  const now = useHostQuery("get_presence", { line: line.id }).data?.presence;
  return (
    <MenuSection title={line.name}>
      {presences.map((presence) => (
        <MenuItem
          key={presence}
          id={`${line.id} ${presence}`}
          label={
            presence === now
              ? m.tools_presence_now({ presence: words[presence]() })
              : words[presence]()
          }
          start={<Lamp kind={lamps[presence]} />}
          onAction={() => void show(line, presence)}
        />
      ))}
    </MenuSection>
  );
}
