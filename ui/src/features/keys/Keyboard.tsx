/** Listens to the whole window's keys, and shows how a chord that waits can go on. */
import { useEffect, useState } from "react";
import { KeyCaps } from "../../components/KeyCap";
import { announce } from "../../lib/announce";
import { capsOf } from "../../lib/keys";
import { selection } from "../../lib/selection";
import { settingsNow } from "../../lib/settings";
import { useSystem } from "../../lib/system";
import { showToast } from "../../lib/toasts";
import { onceReady, wantNothing } from "../../lib/opening";
import { keepTyped } from "../../lib/typedAhead";
import {
  dispatch,
  isLetter,
  isModifier,
  placeOf,
  type Candidate,
  type Outcome,
  type Place,
} from "./dispatch";
import styles from "./Keyboard.module.css";

/** How long a chord waits for its next key, in ms. */
const chordWaits = 1_200;
/** After how long it shows its choices, in ms. */
const hintAfter = 400;

/** Installs the keyboard; draws only the hint of a waiting chord. */
export function Keyboard() {
  const [hint, setHint] = useState<readonly Candidate[]>([]);

  useEffect(() => {
    let waiting: readonly Candidate[] = [];
    let giveUp: ReturnType<typeof setTimeout> | undefined;
    let showHint: ReturnType<typeof setTimeout> | undefined;

    const wait = (candidates: readonly Candidate[]) => {
      waiting = candidates;
      clearTimeout(giveUp);
      clearTimeout(showHint);
      setHint([]);
      if (candidates.length === 0) return;
      giveUp = setTimeout(() => {
        wait([]);
      }, chordWaits);
      showHint = setTimeout(() => {
        setHint(candidates);
      }, hintAfter);
    };

    const act = (event: KeyboardEvent, place: Place): Outcome["kind"] => {
      const singleKeys = settingsNow()?.singleKeys !== false;
      const outcome = dispatch(event, place, waiting, singleKeys);
      switch (outcome.kind) {
        case "ignored":
          break;
        case "waiting":
          wait(outcome.candidates);
          break;
        case "run":
          wait([]);
          outcome.action.run();
          break;
        case "off":
          wait([]);
          showToast({ text: outcome.reason });
          announce(outcome.reason);
          break;
        case "cancelled":
          wait([]);
          break;
      }
      return outcome.kind;
    };

    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isModifier(event.key)) return;
      if (keepTyped(event)) {
        event.preventDefault();
        return;
      }
      const place = placeOf(event.target);
      if (event.key === "Escape" && place.inField && !place.inOverlay && !event.isComposing) {
        leaveField(event);
        return;
      }
      if (act(event, place) !== "ignored" || isForNext(event, place)) event.preventDefault();
    };

    // A hand that knows the keys is faster than a conversation opens: "next, reply" is one movement.
    const isForNext = (event: KeyboardEvent, place: Place): boolean =>
      isLetter(event) &&
      !place.inField &&
      !place.inOverlay &&
      selection.get().page === "inbox" &&
      onceReady(() => {
        act(event, placeOf(document.activeElement));
      });

    // Before whatever has the focus, which may keep the key for itself.
    const onEachKey = (event: KeyboardEvent) => {
      if (!isModifier(event.key)) wantNothing();
    };

    window.addEventListener("keydown", onEachKey, { capture: true });
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("keydown", onEachKey, { capture: true });
      window.removeEventListener("keydown", onKeyDown);
      clearTimeout(giveUp);
      clearTimeout(showHint);
    };
  }, []);

  return hint.length === 0 ? null : <ChordHint candidates={hint} />;
}

/** Esc leaves a field for its pane, so that single keys work again. */
function leaveField(event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLElement)) return;
  event.preventDefault();
  field.blur();
  const pane = field.closest("[data-pane]")?.getAttribute("data-pane");
  selection.focusPane(pane === "composer" || pane === "conversation" ? "timeline" : "list");
}

function ChordHint({ candidates }: { candidates: readonly Candidate[] }) {
  const system = useSystem();
  return (
    <div role="status" className={styles.hint}>
      {candidates.map(({ entry, rest }) => (
        <span key={entry.id} className={styles.choice}>
          <KeyCaps caps={rest.map((press) => capsOf(press.key, system).join(""))} read />
          {entry.label()}
        </span>
      ))}
    </div>
  );
}
