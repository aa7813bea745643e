// The scenarios of the conversation: where it is, moving it on, and where it was.

import { memo, useState } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Checkbox } from "../../components/Checkbox";
import { Foreign, Name } from "../../components/Foreign";
import { Lamp } from "../../components/Lamp";
import { MenuButton, MenuItem, MenuSection } from "../../components/Menu";
import { Block, Waiting } from "../../components/Skeleton";
import type {
  ConversationDetail,
  LineDto,
  ScenarioDto,
  ScenarioMoveDto,
  ScenarioStayDto,
  ScenariosDto,
  StayStateDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { formatAgo, formatExact } from "../../lib/format";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { useNow } from "../../lib/now";
import { useWellAgain } from "../../lib/wellAgain";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import rows from "./Tools.module.css";
import { Section } from "./Section";

const hasScenarios = (line: string) => (lines: readonly LineDto[]) =>
  lines.find(({ id }) => id === line)?.capabilities?.tools.scenarios === "available";

/** The section; nothing where the line has no scenarios. */
export const ScenariosSection = memo(function ScenariosSection({
  detail,
}: {
  detail: ConversationDetail;
}) {
  const { row, beingBegun } = detail;
  const has = useHostQuery("list_lines", {}, { select: hasScenarios(row.line) }).data ?? false;
  if (!has || beingBegun) return null;
  return (
    <Section name="scenarios" title={m.tools_scenarios()}>
      <Read conversation={row.id} line={row.line} />
    </Section>
  );
});

function Read({ conversation, line }: { conversation: string; line: string }) {
  const read = useHostQuery("get_scenarios", { conversation });
  useWellAgain(line, read.isError, () => void read.refetch());
  if (read.data !== undefined) {
    return (
      <Known
        conversation={conversation}
        scenarios={read.data}
        onMoved={() => void read.refetch()}
      />
    );
  }
  if (read.error === null) {
    return (
      <Waiting label={m.tools_scenarios_reading()}>
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

/** What became of a move, or why it was none. */
interface Outcome {
  readonly tone: "info" | "due" | "fault";
  readonly text: string;
}

function Known({
  conversation,
  scenarios: { all, place, log },
  onMoved,
}: {
  conversation: string;
  scenarios: ScenariosDto;
  onMoved: () => void;
}) {
  const [withMessage, setWithMessage] = useState(false);
  const [isMoving, setIsMoving] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const inside = place === null ? undefined : all.find(({ id }) => id === place.scenario);
  const step = inside?.steps.find(({ id }) => id === place?.step);

  const move = async (to: ScenarioMoveDto, done: string) => {
    setIsMoving(true);
    setOutcome(null);
    try {
      const moved = await callHost("move_in_scenarios", { conversation, to });
      setOutcome(
        moved.blockedByWindow
          ? { tone: "due", text: m.tools_scenario_blocked() }
          : { tone: "info", text: moved.messageSent ? m.tools_scenario_moved_message() : done },
      );
    } catch (cause) {
      setOutcome({ tone: "fault", text: presentError(cause).text() });
    }
    // Whatever was answered, what the platform says now is what counts.
    setIsMoving(false);
    onMoved();
  };

  const off = isMoving ? m.tools_scenario_moving() : null;
  return (
    <div className={rows.body}>
      <p>
        {inside === undefined ? (
          m.tools_scenario_none()
        ) : (
          <>
            <Name>{inside.name}</Name>
            {step !== undefined && (
              <>
                {" · "}
                <Name>{step.name}</Name>
              </>
            )}
          </>
        )}
      </p>
      {outcome !== null && (
        <Banner tone={outcome.tone} role={outcome.tone === "fault" ? "alert" : "status"}>
          {outcome.text}
        </Banner>
      )}
      <span className={rows.ways}>
        {inside === undefined ? (
          <EnterMenu
            all={all}
            off={all.length === 0 ? m.tools_scenario_no_scenarios() : off}
            onEnter={(to) => void move({ type: "enter", step: to }, m.tools_scenario_entered())}
          />
        ) : (
          <>
            <MoveMenu
              scenario={inside}
              now={place?.step ?? null}
              off={off}
              onMove={(to) =>
                void move({ type: "move", step: to, withMessage }, m.tools_scenario_moved())
              }
            />
            <Button
              size="small"
              variant="quiet"
              reason={off}
              onPress={() =>
                void move({ type: "leave", scenario: inside.id }, m.tools_scenario_left())
              }
            >
              {m.tools_scenario_leave()}
            </Button>
          </>
        )}
      </span>
      {inside !== undefined && inside.steps.some(({ message }) => message !== null) && (
        <Checkbox
          ticked={withMessage}
          onChange={setWithMessage}
          label={m.tools_scenario_message()}
        />
      )}
      {log.length > 0 && (
        <ul className={rows.list} aria-label={m.tools_scenario_log()}>
          {log.slice(0, 10).map((stay) => (
            <Stay key={stay.id} stay={stay} />
          ))}
        </ul>
      )}
    </div>
  );
}

function EnterMenu({
  all,
  off,
  onEnter,
}: {
  all: readonly ScenarioDto[];
  off: string | null;
  onEnter: (step: string) => void;
}) {
  const button = (
    <Button size="small" reason={off}>
      {m.tools_scenario_enter()}
    </Button>
  );
  if (off !== null) return button;
  return (
    <MenuButton label={m.tools_scenario_enter()} button={button}>
      {all.map((scenario) => (
        <MenuSection key={scenario.id} title={scenario.name}>
          {scenario.steps.map((step) => (
            <MenuItem
              key={step.id}
              id={step.id}
              label={
                step.message === null ? step.name : m.tools_scenario_writes({ step: step.name })
              }
              onAction={() => {
                onEnter(step.id);
              }}
            />
          ))}
        </MenuSection>
      ))}
    </MenuButton>
  );
}

function MoveMenu({
  scenario,
  now,
  off,
  onMove,
}: {
  scenario: ScenarioDto;
  now: string | null;
  off: string | null;
  onMove: (step: string) => void;
}) {
  const button = (
    <Button size="small" reason={off}>
      {m.tools_scenario_move()}
    </Button>
  );
  if (off !== null) return button;
  return (
    <MenuButton label={m.tools_scenario_move()} button={button}>
      {scenario.steps
        .filter(({ id }) => id !== now)
        .map((step) => (
          <MenuItem
            key={step.id}
            id={step.id}
            label={step.endsScenario ? m.tools_scenario_ends({ step: step.name }) : step.name}
            onAction={() => {
              onMove(step.id);
            }}
          />
        ))}
    </MenuButton>
  );
}

const states: Record<StayStateDto, () => string> = {
  active: m.tools_stay_active,
  over: m.tools_stay_over,
  failed: m.tools_stay_failed,
};

function Stay({ stay }: { stay: ScenarioStayDto }) {
  const { beganAt, state } = stay;
  const time = useNow((now) => (beganAt === null ? "" : formatAgo(beganAt, now)));
  return (
    <li className={rows.entry} data-tall>
      <Lamp kind={state === "failed" ? "fault" : state === "active" ? "on" : "off"} />
      <span className={rows.grow}>
        <Foreign>{stay.step ?? stay.scenario ?? m.tools_scenario_unnamed()}</Foreign>
        <span className={styles.meta}>
          {state !== null && states[state]()}
          {beganAt !== null && (
            <>
              {state !== null && " · "}
              <time title={formatExact(beganAt)}>{time}</time>
            </>
          )}
        </span>
      </span>
    </li>
  );
}
