/**
 * The timeline on the screen: a virtual list that opens where reading goes on, follows at its end, and
 * never moves the reader otherwise. One tab stop; arrows move between the articles.
 */
import { ArrowDown } from "lucide-react";
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { Button } from "../../../components/Button";
import type { MenuPoint } from "../../../components/Menu";
import { markPainted } from "../../../lib/marks";
import { registerPane } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import { ItemMenu, takingsOf, type Takings } from "../items/ItemMenu";
import type { Scene } from "../scene";
import { HistoryTop, HISTORY_HEIGHT } from "./HistoryTop";
import { firstRows, ROW_HEIGHT } from "./firstRows";
import { Reader } from "./reader";
import type { Timeline } from "./timeline";
import { TimelineRow } from "./TimelineRow";
import { useArrivalAnnouncements } from "./useArrivalAnnouncements";
import styles from "./TimelineView.module.css";

/** The id of what names the list; the list's own element is made by the virtualizer. */
const Label = createContext("");
/** Rows this many pixels beyond the edge are there before they are seen; not for the first frame, which they would delay. */
const BEYOND_EDGE = 200;
const nowhere: MenuPoint = { x: 0, y: 0 };

/** Draws the timeline of the open conversation. */
export function TimelineView({ scene, contactName }: { scene: Scene; contactName: string }) {
  const { timeline } = scene;
  useArrivalAnnouncements(timeline);
  const isReady = useSyncExternalStore(
    timeline.subscribe,
    () => timeline.state().phase === "ready",
  );
  useEffect(() => {
    if (isReady) markPainted("conversation:open");
  }, [isReady]);
  return (
    <TimelineList
      timeline={timeline}
      label={m.conversation_messages_with({ name: contactName })}
      isPane
      topHeight={HISTORY_HEIGHT}
      renderTop={(isNearTop) => <HistoryTop scene={scene} isNearTop={isNearTop} />}
      renderRow={(id) => <TimelineRow key={id} id={id} scene={scene} />}
      sceneOf={() => scene}
    />
  );
}

/** Draws a timeline, whatever it is made of. */
export function TimelineList({
  timeline,
  label,
  isPane = false,
  topHeight,
  renderTop,
  renderRow,
  sceneOf,
}: {
  timeline: Timeline;
  /** What the list is called. */
  label: string;
  /** It is the window's timeline, which `F6` reaches. */
  isPane?: boolean;
  /** The height in px of what stands above the first item. */
  topHeight: number;
  renderTop: (isNearTop: boolean) => ReactNode;
  renderRow: (id: string) => ReactElement;
  /** Where an item happened. */
  sceneOf: (id: string) => Scene | undefined;
}) {
  const labelId = useId();
  const state = useSyncExternalStore(timeline.subscribe, timeline.state);
  const { ids, place, generation } = state;
  const [reader] = useState(() => new Reader(timeline));
  const { isAtEnd, seenArrivals, isNearTop } = useSyncExternalStore(reader.subscribe, reader.state);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [holdsFocus, setHoldsFocus] = useState(false);

  useLayoutEffect(() => {
    reader.attach(list.current, scroller.current);
  }, [reader, generation]);
  useLayoutEffect(() => reader.goTo(place), [reader, place, generation]);
  useLayoutEffect(() => {
    reader.follow();
    reader.look();
  }, [reader, ids]);

  const focusItem = useCallback(
    (id: string | undefined): boolean => {
      if (id === undefined) return false;
      setFocused(id);
      reader.focus(id);
      return true;
    },
    [reader],
  );
  const enter = useCallback((): boolean => {
    const held = timeline.state().ids;
    return focusItem(focused !== null && held.includes(focused) ? focused : held.at(-1));
  }, [timeline, focused, focusItem]);
  useEffect(() => (isPane ? registerPane("timeline", enter) : undefined), [isPane, enter]);

  const onKeyDown = (event: KeyboardEvent) => {
    const from = itemOf(event.target);
    if (from !== event.target || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = ids.indexOf(from.dataset["item"] ?? "");
    const steps: Record<string, number> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: ids.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focusItem(ids[Math.min(ids.length - 1, Math.max(0, next))]);
  };
  const onFocus = (event: FocusEvent) => {
    setHoldsFocus(true);
    if (event.target === event.currentTarget) enter();
    else setFocused((last) => itemOf(event.target)?.dataset["item"] ?? last);
  };
  const onBlur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setHoldsFocus(false);
  };

  const [menu, setMenu] = useState<{ takings: Takings; at: MenuPoint } | null>(null);
  const onContextMenu = (event: MouseEvent) => {
    const article = itemOf(event.target);
    const item = timeline.entry(article?.dataset["item"] ?? "")?.item;
    // Over marked words the system's own menu copies just those.
    if (article === null || item === undefined || getSelection()?.isCollapsed === false) return;
    const link = (event.target as Element).closest<HTMLElement>("[data-link]");
    const takings = takingsOf(item, link?.dataset["link"] ?? null);
    if (takings === null) return;
    event.preventDefault();
    const box = article.getBoundingClientRect();
    // The menu key sends no place of its own.
    const byKey = event.clientX === 0 && event.clientY === 0;
    const at = byKey
      ? { x: box.left + 24, y: box.top + 24 }
      : { x: event.clientX, y: event.clientY };
    setMenu({ takings, at });
  };

  const focusedIndex = focused === null ? -1 : ids.indexOf(focused);
  // A run that was just read draws its rows at once: the virtualizer alone would first draw none, to measure its box.
  const [drawn, setDrawn] = useState({ generation, ids, isPainted: false });
  if (drawn.generation !== generation) setDrawn({ generation, ids, isPainted: false });
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      later = setTimeout(() => {
        setDrawn((last) => ({ ...last, isPainted: true }));
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(later);
    };
  }, [generation]);
  const kept = drawn.ids === ids ? firstRows(ids, place, innerHeight) : [];
  if (focusedIndex !== -1) kept.push(focusedIndex);
  const menuScene = sceneOf(menu?.takings.item.id ?? ids.at(-1) ?? "");
  const newBelow = isAtEnd ? 0 : state.arrivals - seenArrivals;
  return (
    <div className={styles.timeline} data-pane={isPane ? "timeline" : undefined}>
      {/* The box only hears what its articles are told, and hands its one tab stop on to them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={holdsFocus ? -1 : 0}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onBlur={onBlur}
        onContextMenu={onContextMenu}
        onClickCapture={(event) => {
          // What folds out by the reader's own hand stays where it is, also at the end.
          if ((event.target as Element).closest("[aria-expanded]") !== null) reader.hold();
        }}
      >
        <span id={labelId} hidden>
          {label}
        </span>
        <div className={styles.spacer} />
        {renderTop(isNearTop)}
        <Label value={labelId}>
          <Virtualizer
            key={generation}
            ref={list}
            scrollRef={scroller}
            data={ids}
            shift={state.prepended}
            startMargin={topHeight}
            as={List}
            item={ListItem}
            itemSize={ROW_HEIGHT}
            bufferSize={drawn.isPainted ? BEYOND_EDGE : 0}
            keepMounted={kept}
            onScroll={reader.look}
            onResize={reader.resized}
          >
            {renderRow}
          </Virtualizer>
        </Label>
      </div>
      {menuScene !== undefined && (
        <ItemMenu
          scene={menuScene}
          takings={menu?.takings ?? null}
          at={menu?.at ?? nowhere}
          onClose={() => {
            setMenu(null);
          }}
        />
      )}
      {!isAtEnd && (
        <div className={styles.below}>
          <Button icon={ArrowDown} onPress={() => void timeline.goToEnd()}>
            {newBelow > 0 ? m.conversation_new_below({ count: newBelow }) : m.conversation_to_end()}
          </Button>
        </div>
      )}
    </div>
  );
}

function itemOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-item]") : null;
}

interface ContainerProps {
  style: CSSProperties;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
}

function List({ style, children, ref }: ContainerProps) {
  return (
    <div
      ref={ref}
      role="list"
      aria-labelledby={useContext(Label)}
      className={styles.list}
      style={style}
    >
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
