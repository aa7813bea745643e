/** Ctrl K: everything that can be done and everywhere one can go, by a few letters. */
import { Search } from "lucide-react";
import {
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
} from "react";
import { Button } from "../../components/Button";
import { BareDialog } from "../../components/Dialog";
import { Foreign, Name } from "../../components/Foreign";
import { Highlight } from "../../components/Highlight";
import { Icon } from "../../components/Icon";
import { KeyCaps } from "../../components/KeyCap";
import { Lamp } from "../../components/Lamp";
import { customerName } from "../../lib/customerName";
import { useHostQuery } from "../../lib/hostQuery";
import { isComposition } from "../../lib/keys";
import { selection, useSelection } from "../../lib/selection";
import { fieldIsHere, typedSoFar } from "../../lib/typedAhead";
import { m } from "../../paraglide/messages.js";
import { useEntries, type Entry, type EntryGroup } from "./entries";
import styles from "./Palette.module.css";

/** The palette; its content lives only while it is open, so it always starts fresh. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <BareDialog open={open} onClose={onClose} label={m.palette_name()} place="top">
      <PaletteBody onClose={onClose} />
    </BareDialog>
  );
}

const groupNames: Record<EntryGroup, () => string> = {
  conversation: m.palette_group_conversation,
  go: m.palette_group_go,
  conversations: m.palette_group_conversations,
  tags: m.palette_group_tags,
  teams: m.palette_group_teams,
  channels: m.palette_group_channels,
  settings: m.palette_group_settings,
};
const groupOrder: readonly EntryGroup[] = [
  "conversation",
  "go",
  "conversations",
  "tags",
  "teams",
  "channels",
  "settings",
];

function PaletteBody({ onClose }: { onClose: () => void }) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState(typedSoFar);
  const [active, setActive] = useState(0);
  const conversation = useSelection((state) => state.conversation);
  const [chip, setChip] = useState(true);
  const context = chip ? conversation : null;
  // Typing stays ahead of ranking on a slow machine.
  const ranked = useDeferredValue(typed);
  const { entries, pending } = useEntries(ranked, context);
  const rowsAreForTyped = ranked === typed && !pending;
  // A row was pointed at, as opposed to just being the first.
  const [chosen, setChosen] = useState(false);
  // Enter came before the rows for what was typed: the first of those is meant, not of the former ones.
  const [entered, setEntered] = useState(false);

  const ordered = groupOrder.flatMap((group) => entries.filter((entry) => entry.group === group));
  const index = Math.min(active, Math.max(0, ordered.length - 1));
  const current = ordered[index];

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [index, current?.id]);

  const run = (entry: Entry | undefined) => {
    if (entry === undefined || entry.reason !== null) return;
    // Closed first: what it opens must not be closed with it, and the focus returns before it moves on.
    onClose();
    queueMicrotask(entry.run);
  };
  // What runs closes the palette, so there is nothing to take back.
  const runEntered = useEffectEvent(() => {
    run(current);
  });
  useEffect(() => {
    if (entered && rowsAreForTyped) runEntered();
  }, [entered, rowsAreForTyped]);

  const point = (place: number) => {
    setActive(place);
    setChosen(true);
    setEntered(false);
  };
  const type = (text: string) => {
    setTyped(text);
    setActive(0);
    setChosen(false);
    setEntered(false);
  };

  useEffect(fieldIsHere, []);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposition(event.nativeEvent)) return;
    const last = ordered.length - 1;
    switch (event.key) {
      case "ArrowDown":
        point(index >= last ? 0 : index + 1);
        break;
      case "ArrowUp":
        point(index <= 0 ? last : index - 1);
        break;
      case "PageDown":
        point(Math.min(last, index + 8));
        break;
      case "PageUp":
        point(Math.max(0, index - 8));
        break;
      case "Enter":
        if (chosen || rowsAreForTyped) run(current);
        else setEntered(true);
        break;
      case "Backspace":
        if (typed !== "" || context === null) return;
        setChip(false);
        break;
      case "Tab":
        // The highlighted conversation becomes the one to act on, without leaving the palette.
        if (event.shiftKey || current?.conversation === undefined) return;
        selection.openConversation(current.conversation);
        setChip(true);
        type("");
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <>
      <div className={styles.input}>
        <Icon of={Search} />
        {context !== null && <ContextChip conversation={context} onRemove={() => setChip(false)} />}
        <input
          ref={input}
          // The palette opens to be typed into.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          role="combobox"
          aria-label={m.palette_input()}
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current === undefined ? undefined : `${listId}-${current.id}`}
          className={styles.field}
          dir="auto"
          spellCheck={false}
          autoComplete="off"
          placeholder={m.palette_input()}
          value={typed}
          onChange={(event) => {
            type(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        <KeyCaps caps={["Esc"]} />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={m.palette_name()}
        className={styles.results}
      >
        {groupOrder.map((group) => {
          const inside = ordered.filter((entry) => entry.group === group);
          if (inside.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={groupNames[group]()}>
              <div aria-hidden className={styles.title}>
                {groupNames[group]()}
              </div>
              {inside.map((entry) => (
                <PaletteRow
                  key={entry.id}
                  id={`${listId}-${entry.id}`}
                  entry={entry}
                  selected={entry === current}
                  onPoint={() => {
                    point(ordered.indexOf(entry));
                  }}
                  onRun={() => {
                    run(entry);
                  }}
                />
              ))}
            </div>
          );
        })}
      </div>
      {ordered.length === 0 && !pending && (
        <div className={styles.nothing}>
          <strong>{m.palette_nothing({ typed: typed.trim() })}</strong>
          <p>{m.palette_nothing_text()}</p>
        </div>
      )}
      <span role="status" className="visually-hidden">
        {pending ? "" : m.palette_results({ count: ordered.length })}
      </span>
      <Foot canActOn={current?.conversation !== undefined} />
    </>
  );
}

function ContextChip({ conversation, onRemove }: { conversation: string; onRemove: () => void }) {
  const told = useHostQuery("get_conversation", { conversation }).data?.row.contactName;
  if (told === undefined) return null;
  const name = customerName(told);
  return (
    <Button
      size="small"
      variant="quiet"
      aria-label={m.palette_acts_on({ name })}
      excludeFromTabOrder
      onPress={onRemove}
    >
      <Name className={`cut ${styles.chip}`}>{name}</Name>
    </Button>
  );
}

function PaletteRow({
  id,
  entry,
  selected,
  onPoint,
  onRun,
}: {
  id: string;
  entry: Entry;
  selected: boolean;
  onPoint: () => void;
  onRun: () => void;
}) {
  return (
    // The combobox holds the focus and the keys; the pointer only points.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-disabled={entry.reason !== null || undefined}
      className={styles.row}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      {entry.icon !== undefined && <Icon of={entry.icon} />}
      {entry.lamp !== undefined && (
        <span className={styles.lamp}>
          <Lamp kind={entry.lamp} />
        </span>
      )}
      <span
        className={`${entry.foreign ? "cut" : (styles.whole ?? "")} ${styles.words}`}
        dir={entry.foreign ? "auto" : undefined}
      >
        <Highlight text={entry.label} ranges={entry.ranges} />
      </span>
      {entry.reason !== null && <span className={styles.reason}>{entry.reason}</span>}
      {entry.preview !== undefined && (
        <Foreign className={`cut ${styles.preview}`}>{entry.preview}</Foreign>
      )}
      {(entry.end !== undefined || entry.caps.length > 0) && (
        <span className={styles.end}>
          {entry.end}
          {entry.caps.length > 0 && <KeyCaps caps={entry.caps} />}
        </span>
      )}
    </div>
  );
}

function Foot({ canActOn }: { canActOn: boolean }) {
  return (
    <div aria-hidden className={styles.foot}>
      <span className={styles.hint}>
        <KeyCaps caps={["↑", "↓"]} />
        {m.palette_choose()}
      </span>
      <span className={styles.hint}>
        <KeyCaps caps={["↵"]} />
        {m.palette_run()}
      </span>
      {canActOn && (
        <span className={styles.hint}>
          <KeyCaps caps={["Tab"]} />
          {m.palette_act_on()}
        </span>
      )}
      <span className={`${styles.hint} ${styles.last}`}>
        <KeyCaps caps={[">"]} />
        {m.palette_commands_only()}
      </span>
    </div>
  );
}
