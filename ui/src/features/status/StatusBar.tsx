/** The foot of the window: how the lines are, in a sentence and a lamp each, and the keys of the focused pane. */
import { useEffect, useRef } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Button } from "../../components/Button";
import { KeyCaps } from "../../components/KeyCap";
import { Lamp } from "../../components/Lamp";
import { Tooltip } from "../../components/Tooltip";
import type { LineDto } from "../../ipc/bindings.gen";
import { useRegisteredActions, type Action } from "../../lib/actions";
import { announce } from "../../lib/announce";
import { useHostQuery } from "../../lib/hostQuery";
import { capsOf } from "../../lib/keys";
import { healthLamp, healthWords } from "../../lib/lineHealth";
import { useNow } from "../../lib/now";
import { selection, useSelection, type Pane } from "../../lib/selection";
import { useSystem } from "../../lib/system";
import { m } from "../../paraglide/messages.js";
import { statusSentence } from "./sentence";
import styles from "./StatusBar.module.css";

const noLines: readonly LineDto[] = [];

/** The status bar. */
export function StatusBar() {
  const lines = useHostQuery("list_lines", {}).data ?? noLines;
  useOfflineAnnounced(lines);
  return (
    <footer aria-label={m.status_name()} className={styles.status} data-pane="status">
      <Sentence lines={lines} />
      {lines.length > 0 && <LineLamps lines={lines} />}
      <PaneKeys />
    </footer>
  );
}

function Sentence({ lines }: { lines: readonly LineDto[] }) {
  // Only the words of this moment are kept: the bar re-renders when they change, not when time passes.
  const shown = useNow((now) => JSON.stringify(statusSentence(lines, now)), 5_000);
  const sentence = JSON.parse(shown) as ReturnType<typeof statusSentence>;
  if (sentence === null) return null;
  const { lamp, working, text, aside, remedy } = sentence;
  return (
    <span className={styles.sentence}>
      <Lamp kind={lamp} working={working} />
      <span role="status" className="cut">
        {text}
      </span>
      {aside !== null && <span className={`cut ${styles.aside}`}>· {aside}</span>}
      {remedy !== null && (
        <Button
          size="small"
          variant="quiet"
          onPress={() => {
            selection.openPage("settings", remedy.line);
          }}
        >
          {remedy.label}
        </Button>
      )}
    </span>
  );
}

function LineLamps({ lines }: { lines: readonly LineDto[] }) {
  const live = lines.filter((line) => line.health.state === "live").length;
  const words = m.status_lines_live({ live, count: lines.length });
  const each = lines.map((line) => `${line.name}: ${healthWords(line.health)}`).join(" · ");
  return (
    <Tooltip text={each} placement="top">
      <AriaButton
        className={styles.lines ?? ""}
        onPress={() => {
          selection.openPage("settings", "lines");
        }}
      >
        <span className={styles.lamps}>
          {lines.map((line) => {
            const lamp = healthLamp(line.health);
            return <Lamp key={line.id} kind={lamp.kind} working={lamp.working} />;
          })}
        </span>
        {words}
      </AriaButton>
    </Tooltip>
  );
}

interface UsefulKey {
  readonly bindings: readonly string[];
  /** Words for several keys at once; one key says its action's own. */
  readonly label?: () => string;
}

const both: UsefulKey = { bindings: ["J", "K"], label: m.status_key_move };

function one(binding: string): UsefulKey {
  return { bindings: [binding] };
}

/** The keys worth showing while a pane has the focus, by binding, most useful first. */
const usefulKeys: Partial<Record<Pane, readonly UsefulKey[]>> = {
  list: [both, one("W"), one("R"), one("A"), one("M"), one("?")],
  composer: [one("$mod+Enter"), one("$mod+K"), one("F6"), one("?")],
};
const usefulElsewhere: readonly UsefulKey[] = [
  one("R"),
  one("A"),
  one("M"),
  both,
  one("I"),
  one("?"),
];
const keysShown = 6;

function PaneKeys() {
  const pane = useSelection((state) => state.pane);
  // Whether an action makes sense hangs on the selection; subscribing to it keeps the bar true.
  useSelection((state) => state.conversation);
  const actions = useRegisteredActions();
  const system = useSystem();
  const all = [...actions.values()];
  const shown = (usefulKeys[pane] ?? usefulElsewhere)
    .map(({ bindings, label }) => {
      const action = all.find(
        (each: Action) => each.keys.includes(bindings[0] ?? "") && each.when(),
      );
      return { bindings, label: action && (label ?? action.label) };
    })
    .filter((entry) => entry.label !== undefined)
    .slice(0, keysShown);
  return (
    <span aria-hidden className={styles.keys}>
      {shown.map(({ bindings, label }) => (
        <span key={bindings.join(" ")} className={styles.key}>
          <KeyCaps caps={bindings.flatMap((binding) => capsOf(binding, system))} />
          {label?.()}
        </span>
      ))}
    </span>
  );
}

/** Says once when everything goes offline and when it comes back. */
function useOfflineAnnounced(lines: readonly LineDto[]): void {
  const active = lines.filter((line) => line.health.state !== "paused");
  const offline = active.length > 0 && active.every((line) => line.health.state === "offline");
  const was = useRef(offline);
  useEffect(() => {
    if (was.current === offline) return;
    was.current = offline;
    announce(offline ? m.app_offline_said() : m.app_online_said());
  }, [offline]);
}
