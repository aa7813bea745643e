/**
 * The timeline on the screen: a virtual list that opens where reading goes on, follows at its end, and
 * never moves the reader otherwise. One tab stop; arrows move between the articles.
 */
import { ArrowDown } from "lucide-react";
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { Button } from "../../../components/Button";
import { markPainted } from "../../../lib/marks";
import { registerPane } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { HistoryTop, HISTORY_HEIGHT } from "./HistoryTop";
import { TimelineRow } from "./TimelineRow";
import { useArrivalAnnouncements } from "./useArrivalAnnouncements";
import styles from "./TimelineView.module.css";

/** Within this many pixels of the end the view counts as being there. */
const AT_END = 24;
/** A place above the end is shown this far below the top, so that what came before can be seen. */
const ABOVE_PLACE = 56;
/**
 * How long going to a place may take, in ms: rows on the way are measured meanwhile, and adding older
 * ones then would move the place itself.
 */
const SETTLE = 160;
/** How long an item flashes after a jump, in ms. */
const FLASH = 1_200;

/** One conversation is open in a window, so its list has a fixed label. */
const LABEL = "timeline-label";

/** Draws the timeline of the open conversation. */
export function TimelineView({ scene, contactName }: { scene: Scene; contactName: string }) {
  const { timeline } = scene;
  const state = useSyncExternalStore(timeline.subscribe, timeline.state);
  const { ids, place, generation } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const atEnd = useRef(true);
  const isSettling = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [seenArrivals, setSeenArrivals] = useState(0);
  const [isNearTop, setIsNearTop] = useState(false);
  const [focused, setFocused] = useState<string | null>(null);
  const [holdsFocus, setHoldsFocus] = useState(false);

  useArrivalAnnouncements(timeline);

  const noteEnd = useCallback(
    (isEnd: boolean) => {
      if (isEnd !== atEnd.current) setSeenArrivals(timeline.state().arrivals);
      atEnd.current = isEnd;
      setIsAtEnd(isEnd);
    },
    [timeline],
  );

  const look = useCallback(() => {
    const handle = list.current;
    if (handle === null || handle.viewportSize === 0 || isSettling.current) return;
    const { hasBefore, hasAfter, ids: held } = timeline.state();
    const { scrollOffset: offset, scrollSize, viewportSize } = handle;
    const below = scrollSize - offset - viewportSize;
    const isEnd = below < AT_END && !hasAfter;
    noteEnd(isEnd);
    const middle = held[handle.findItemIndex(offset + viewportSize / 2)];
    if (middle !== undefined) timeline.lookAt(middle);
    // Two screens ahead, so that scrolling never meets an edge that is still being read.
    if (hasBefore && offset < 2 * viewportSize) void timeline.readOlder();
    if (hasAfter && below < 2 * viewportSize) void timeline.readNewer();
    setIsNearTop(!hasBefore && offset < viewportSize / 2);
  }, [timeline, noteEnd]);

  const toEnd = useCallback(() => {
    const last = timeline.state().ids.length - 1;
    if (last >= 0) list.current?.scrollToIndex(last, { align: "end" });
  }, [timeline]);

  // Goes to a place when one is wished for: at opening, after a jump, after sending.
  useLayoutEffect(() => {
    isSettling.current = true;
    const timer = setTimeout(() => {
      isSettling.current = false;
      look();
      if (place.at === "item") flash(scroller.current, place.item);
    }, SETTLE);
    const stop = () => {
      clearTimeout(timer);
    };
    if (place.at === "end") {
      noteEnd(true);
      toEnd();
      return stop;
    }
    const index = timeline.state().ids.indexOf(place.item);
    if (index === -1) return stop;
    // Only the following stops at once; the button waits until it is known where this ends.
    atEnd.current = false;
    list.current?.scrollToIndex(
      index,
      place.at === "divider" ? { align: "start", offset: -ABOVE_PLACE } : { align: "center" },
    );
    return stop;
  }, [place, generation, timeline, noteEnd, toEnd, look]);

  // Follows what comes, only from the end.
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [ids, toEnd]);

  useEffect(() => {
    look();
  }, [ids, look]);

  useEffect(() => {
    if (state.phase === "ready") markPainted("conversation:open");
  }, [state.phase]);

  const focusItem = useEffectEvent((id: string | undefined): boolean => {
    if (id === undefined) return false;
    setFocused(id);
    list.current?.scrollToIndex(ids.indexOf(id), { align: "nearest" });
    focusWhenShown(scroller.current, id);
    return true;
  });
  const enter = useEffectEvent((): boolean =>
    focusItem(focused !== null && ids.includes(focused) ? focused : ids.at(-1)),
  );
  useEffect(() => registerPane("timeline", () => enter()), []);

  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>("[data-item]");
    if (from === null || from !== event.target) return;
    const index = ids.indexOf(from.dataset["item"] ?? "");
    const steps: Record<string, number> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: ids.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focusItem(ids[Math.min(ids.length - 1, Math.max(0, next))]);
  };

  const focusedIndex = focused === null ? -1 : ids.indexOf(focused);
  const newBelow = isAtEnd ? 0 : state.arrivals - seenArrivals;
  return (
    <div className={styles.timeline} data-pane="timeline">
      <div
        ref={scroller}
        className={styles.scroller}
        // The list is one tab stop: it hands the focus on to the article last focused.
        tabIndex={holdsFocus ? -1 : 0}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          setHoldsFocus(true);
          if (event.target === scroller.current) enter();
          else
            setFocused(
              event.target.closest<HTMLElement>("[data-item]")?.dataset["item"] ?? focused,
            );
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setHoldsFocus(false);
        }}
      >
        <span id={LABEL} hidden>
          {m.conversation_messages_with({ name: contactName })}
        </span>
        <div className={styles.spacer} />
        <HistoryTop scene={scene} isNearTop={isNearTop} />
        <Virtualizer
          key={generation}
          ref={list}
          scrollRef={scroller}
          data={ids}
          shift={state.prepended}
          startMargin={HISTORY_HEIGHT}
          as={List}
          item={ListItem}
          bufferSize={400}
          {...(focusedIndex === -1 ? {} : { keepMounted: [focusedIndex] })}
          onScroll={look}
          onResize={() => {
            if (atEnd.current) toEnd();
            else look();
          }}
        >
          {(id) => <TimelineRow key={id} id={id} scene={scene} />}
        </Virtualizer>
      </div>
      {!isAtEnd && (
        <div className={styles.below}>
          <Button
            icon={ArrowDown}
            onPress={() => {
              void timeline.goToEnd();
            }}
          >
            {newBelow > 0 ? m.conversation_new_below({ count: newBelow }) : m.conversation_to_end()}
          </Button>
        </div>
      )}
    </div>
  );
}

function articleOf(scroller: HTMLElement | null, id: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`) ?? null;
}

/** A row that was not mounted takes a few frames to be measured, and cannot take the focus before. */
function focusWhenShown(scroller: HTMLElement | null, id: string, frames = 20): void {
  const article = articleOf(scroller, id);
  article?.focus({ preventScroll: true });
  if ((article !== null && document.activeElement === article) || frames === 0) return;
  requestAnimationFrame(() => {
    focusWhenShown(scroller, id, frames - 1);
  });
}

function flash(scroller: HTMLElement | null, id: string): void {
  const article = articleOf(scroller, id);
  if (article === null) return;
  article.dataset["flash"] = "";
  setTimeout(() => delete article.dataset["flash"], FLASH);
}

interface ContainerProps {
  style: CSSProperties;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
}

function List({ style, children, ref }: ContainerProps) {
  return (
    <div ref={ref} role="list" aria-labelledby={LABEL} className={styles.list} style={style}>
      {children}
    </div>
  );
}

function ListItem({ style, children, ref }: ContainerProps & { index: number }) {
  return (
    <div ref={ref} role="listitem" style={style}>
      {children}
    </div>
  );
}
