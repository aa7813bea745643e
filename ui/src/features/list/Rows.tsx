// The rows on screen: a listbox that draws only what can be seen, keeps what one looks at in its place,
// and gives one row at a time the focus.
//
// Groups are real elements of their full height, so that their titles stick by CSS alone and a screen
// reader is told of them; inside, a row's place is its number times the row's height.

import { memo, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { CSSProperties, KeyboardEvent, MouseEvent, PointerEvent } from "react";
import { Lamp } from "../../components/Lamp";
import type { MenuPoint } from "../../components/Menu";
import { formatNumber } from "../../lib/format";
import { moveLamp, moveName } from "../../lib/moves";
import { expectConversation } from "../../lib/opening";
import { settingsNow } from "../../lib/settings";
import { selection, useSelection } from "../../lib/selection";
import { ticks, useTicks } from "../../lib/ticks";
import { type Heights, type Range, rangeOf, scrollToSee, topOf } from "./geometry";
import type { ListSnapshot, ListWindow } from "./listWindow";
import {
  focusedIndex,
  focusedRow,
  focusIndex,
  hold,
  holdAfterKey,
  openRow,
  registerSight,
  tickAll,
  tickTo,
  toggleTick,
  typeAhead,
  useFocusedRow,
} from "./openList";
import { countOf, idAt, indexOf, type Section, sectionsOf } from "./order";
import { Row } from "./Row";
import styles from "./Rows.module.css";

/** Rows drawn above and below what can be seen, once that is on the screen. */
const overscan = 6;
const titleHeight = 25;
/** Sizes before anything could be measured. */
const usualRow = 72;
const usualView = 720;

/** What is seen of the list. */
interface View {
  readonly top: number;
  readonly height: number;
}

/** A row that stays where it is on screen when the order around it changes. */
interface Anchor {
  readonly id: string;
  readonly offset: number;
}

/** The list itself. `onMenu` opens the menu of a row. */
export function Rows({
  window,
  snapshot,
  label,
  onMenu,
  onGone,
}: {
  window: ListWindow;
  snapshot: ListSnapshot;
  label: string;
  onMenu: (id: string, at: MenuPoint) => void;
  /** The list has gone while it had the focus. */
  onGone: () => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  const anchor = useRef<Anchor | null>(null);
  const [size, setSize] = useState({ row: usualRow, view: usualView });
  const { order } = snapshot;
  const sections = sectionsOf(order);
  const heights: Heights = { row: size.row, title: order.groups === null ? 0 : titleHeight };
  // Nearly what is seen at first; drawn at once, so that the first layout is that of the rows as well.
  const [range, setRange] = useState<Range>(() => rangeOf(sections, 0, usualView, heights));
  const beyond = useRef(0);
  const lastSeen = useRef<View | null>(null);
  const focused = useFocusedRow((id) => id);
  const latest = useRef({ sections, heights, order, size });

  useLayoutEffect(() => {
    latest.current = { sections, heights, order, size };
  });

  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const now = latest.current;
    const view: View = { top: element.scrollTop, height: now.size.view };
    const seen = rangeOf(now.sections, view.top, view.height, now.heights);
    const next = { from: Math.max(seen.from - beyond.current, 0), to: seen.to + beyond.current };
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
    anchor.current = anchorOf(now, seen, view);
    // As it is now: the size that is drawn for follows a moment later.
    lastSeen.current = { top: element.scrollTop, height: element.clientHeight };
    void window.show(seen.from, seen.to);
  }, [window]);

  // What can be seen comes first; what lies beyond it, after the frame that shows it.
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      later = setTimeout(() => {
        beyond.current = overscan;
        look();
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(later);
    };
  }, [look]);

  // Sizes come from tokens: density and text size change them while the list is open.
  useLayoutEffect(() => {
    const measure = () => {
      const row = probe.current?.offsetHeight ?? 0;
      const view = scroller.current?.clientHeight ?? 0;
      setSize((before) => {
        const next = { row: row || usualRow, view: view || usualView };
        return before.row === next.row && before.view === next.view ? before : next;
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const each of [probe.current, scroller.current]) if (each !== null) observer.observe(each);
    return () => {
      observer.disconnect();
    };
  }, []);

  // The bulk bar and the toasts take their room from below: a row with the focus that was seen stays so.
  useLayoutEffect(() => {
    const element = scroller.current;
    const place = focusedIndex();
    const before = lastSeen.current;
    if (element === null || place === null || before === null) return;
    const now = latest.current;
    const toSee = (view: View) => scrollToSee(now.sections, place, now.heights, view);
    if (size.view >= before.height || toSee(before) !== null) return;
    const top = toSee({ top: element.scrollTop, height: size.view });
    if (top === null) return;
    element.scrollTop = top;
    look();
  }, [size, look]);

  // A new order must not move what one is looking at. At the very top new rows come into sight.
  useLayoutEffect(() => {
    const element = scroller.current;
    const kept = anchor.current;
    if (element !== null && kept !== null && element.scrollTop > 0) {
      const index = indexOf(latest.current.order, kept.id);
      if (index !== null) {
        const top = topOf(latest.current.sections, index, latest.current.heights) - kept.offset;
        if (Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top;
      }
    }
    look();
  }, [order, size, look]);

  // Coming back to the list in a narrow window: where one was is in sight again.
  useLayoutEffect(() => {
    const element = scroller.current;
    const place = focusedIndex();
    if (element === null || place === null) return;
    const now = latest.current;
    const view: View = { top: 0, height: element.clientHeight || now.size.view };
    const top = scrollToSee(now.sections, place, now.heights, view);
    if (top !== null) element.scrollTop = top;
  }, []);

  useEffect(
    () =>
      registerSight((index) => {
        const element = scroller.current;
        if (element === null) return;
        const now = latest.current;
        const view: View = { top: element.scrollTop, height: now.size.view };
        const top = scrollToSee(now.sections, index, now.heights, view);
        if (top !== null) element.scrollTop = top;
        look();
      }),
    [look],
  );

  // The focused row has gone from the document, and with it the focus; the next one takes it.
  useLayoutEffect(() => {
    if (!inside.current || document.activeElement !== document.body) return;
    scroller.current?.querySelector<HTMLElement>('[role="option"][tabindex="0"]')?.focus();
  }, [focused]);

  useEffect(
    () => () => {
      hold("pointer", false);
      if (inside.current) queueMicrotask(onGone);
    },
    [onGone],
  );

  const holdsFocus = useCallback(() => inside.current, []);
  const extra = focused === null ? null : indexOf(order, focused);

  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={label}
      aria-multiselectable
      tabIndex={-1}
      className={styles.list}
      onScroll={look}
      onPointerDown={onRowPress}
      onClick={(event) => {
        onRowClick(event);
      }}
      onContextMenu={(event) => {
        const id = rowIdOf(event.target);
        if (id === null) return;
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        // The menu key sends no place of its own.
        const byKey = event.clientX === 0 && event.clientY === 0;
        onMenu(id, byKey ? { x: box.left + 60, y: box.top + 60 } : pointOf(event));
      }}
      onKeyDown={onListKey}
      onPointerEnter={() => {
        hold("pointer", true);
      }}
      onPointerLeave={() => {
        hold("pointer", false);
      }}
      onFocus={() => {
        inside.current = true;
      }}
      onBlur={(event) => {
        // Without a new owner the focus has left the window, or its row has left the document.
        if (event.relatedTarget === null) return;
        inside.current = event.currentTarget.contains(event.relatedTarget);
      }}
    >
      <div ref={probe} aria-hidden className={styles.probe} />
      {sections.map((section) => (
        <Group
          key={section.whoseMove ?? "all"}
          window={window}
          snapshot={snapshot}
          section={section}
          range={range}
          extra={extra}
          holdsFocus={holdsFocus}
        />
      ))}
    </div>
  );
}

function anchorOf(
  { sections, heights, order }: Pick<AnchorInput, "sections" | "heights" | "order">,
  seen: Range,
  view: View,
): Anchor | null {
  const { conversation } = selection.get();
  const open = conversation === null ? null : indexOf(order, conversation);
  const first = topOf(sections, seen.from, heights) < view.top ? seen.from + 1 : seen.from;
  const index = open !== null && open >= first && open < seen.to ? open : first;
  const id = idAt(order, index);
  return id === null ? null : { id, offset: topOf(sections, index, heights) - view.top };
}

interface AnchorInput {
  readonly sections: readonly Section[];
  readonly heights: Heights;
  readonly order: ListSnapshot["order"];
}

function rowIdOf(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? null;
}

function pointOf({ clientX, clientY }: MouseEvent): MenuPoint {
  return { x: clientX, y: clientY };
}

function onRowPress(event: PointerEvent): void {
  // A finger that is put down mostly scrolls.
  if (event.pointerType !== "mouse" || event.button !== 0) return;
  if (event.shiftKey || event.ctrlKey || event.metaKey) return;
  const id = rowIdOf(event.target);
  if (id !== null) expectConversation(id);
}

function onRowClick(event: MouseEvent): void {
  const id = rowIdOf(event.target);
  if (id === null) return;
  if (event.shiftKey) tickTo(id);
  else if (event.ctrlKey || event.metaKey) toggleTick(id);
  else openRow(id);
}

function onListKey(event: KeyboardEvent<HTMLElement>): void {
  const id = focusedRow();
  const index = focusedIndex() ?? 0;
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  const go = (to: number) => {
    void focusIndex(to).then((reached) => {
      if (reached !== null && event.shiftKey) tickTo(reached);
    });
  };
  const page = Math.max(Math.floor(event.currentTarget.clientHeight / usualRow) - 1, 1);
  const moves: Record<string, () => void> = {
    ArrowDown: () => {
      if (event.shiftKey && id !== null) tickTo(id);
      go(index + 1);
    },
    ArrowUp: () => {
      if (event.shiftKey && id !== null) tickTo(id);
      go(index - 1);
    },
    Home: () => {
      go(0);
    },
    End: () => {
      go(Number.MAX_SAFE_INTEGER);
    },
    PageDown: () => {
      go(index + page);
    },
    PageUp: () => {
      go(index - page);
    },
    Enter: () => {
      if (id !== null) openRow(id);
    },
    " ": () => {
      if (id !== null) toggleTick(id);
    },
  };
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
    void tickAll();
  } else if (event.key === "Escape" && ticks.get().size > 0) {
    ticks.clear();
  } else if (!modified && moves[event.key] !== undefined) {
    if (event.key === "Enter" && event.shiftKey) return;
    moves[event.key]?.();
  } else if (!modified && event.key.length === 1 && settingsNow()?.singleKeys === false) {
    // Where letters are keys of their own they act; only otherwise do they find a name.
    typeAhead(event.key);
  } else return;
  holdAfterKey();
  event.preventDefault();
  event.stopPropagation();
}

/** A stretch of rows under its sticky title. */
function Group({
  window,
  snapshot,
  section,
  range,
  extra,
  holdsFocus,
}: {
  window: ListWindow;
  snapshot: ListSnapshot;
  section: Section;
  range: Range;
  /** A row drawn wherever it is, as it has the focus. */
  extra: number | null;
  holdsFocus: () => boolean;
}) {
  const titleId = useId();
  const { order, counts, leaving } = snapshot;
  const { whoseMove, first, count } = section;
  const from = Math.max(range.from, first);
  const to = Math.min(range.to, first + count);
  const places: number[] = [];
  if (extra !== null && extra >= first && extra < from) places.push(extra);
  for (let place = from; place < to; place += 1) places.push(place);
  if (extra !== null && extra >= Math.max(to, from) && extra < first + count) places.push(extra);
  const style = { "--count": count } as CSSProperties;
  const rows = places.map((place) => {
    const id = idAt(order, place);
    return id === null ? (
      <Placeholder key={place} at={place - first} />
    ) : (
      <Slot
        key={id}
        window={window}
        id={id}
        at={place - first}
        index={place}
        total={order.total}
        leaving={leaving.has(id)}
        holdsFocus={holdsFocus}
      />
    );
  });
  if (whoseMove === null) {
    return (
      <div role="presentation" className={styles.group} style={style}>
        {rows}
      </div>
    );
  }
  return (
    <div role="group" aria-labelledby={titleId} className={styles.group} data-titled style={style}>
      <div aria-hidden className={styles.title}>
        <Lamp kind={moveLamp(whoseMove)} />
        <b id={titleId}>{moveName(whoseMove)}</b>
        <span className={styles.count}>{formatNumber(countOf(counts.groups, whoseMove))}</span>
      </div>
      {rows}
    </div>
  );
}

/** The option a row lies in: its place, and whether it is chosen, ticked or focused. */
const Slot = memo(function Slot({
  window,
  id,
  at,
  index,
  total,
  leaving,
  holdsFocus,
}: {
  window: ListWindow;
  id: string;
  at: number;
  index: number;
  total: number;
  leaving: boolean;
  holdsFocus: () => boolean;
}) {
  const nameId = useId();
  const element = useRef<HTMLDivElement>(null);
  const open = useSelection((chosen) => chosen.conversation === id);
  const ticked = useTicks((all) => all.has(id));
  const ticking = useTicks((all) => all.size > 0);
  const takesFocus = useFocusedRow((focused) => focused === id);

  useLayoutEffect(() => {
    if (takesFocus && holdsFocus()) element.current?.focus({ preventScroll: true });
  }, [takesFocus, holdsFocus]);

  return (
    // Keys and clicks are the listbox's: one handler for all rows.
    <div
      ref={element}
      role="option"
      aria-labelledby={nameId}
      aria-selected={ticked || (!ticking && open)}
      aria-current={open || undefined}
      aria-posinset={index + 1}
      aria-setsize={total}
      tabIndex={takesFocus ? 0 : -1}
      className={styles.row}
      data-row={id}
      data-open={open || undefined}
      data-ticked={ticked || undefined}
      data-leaving={leaving || undefined}
      style={{ "--at": at } as CSSProperties}
    >
      <Row window={window} id={id} nameId={nameId} open={open} ticked={ticked} />
    </div>
  );
});

/** A row that is not in memory yet, in the row's own grid. */
function Placeholder({ at }: { at: number }) {
  return (
    <div aria-hidden className={styles.row} style={{ "--at": at } as CSSProperties}>
      <GreyRow />
    </div>
  );
}

/** Grey blocks where a row will be. */
export function GreyRow() {
  return (
    <>
      <span className={styles.greyLamp}>
        <Lamp kind="off" />
      </span>
      <span className={styles.greyAvatar} />
      <span className={styles.greyLines}>
        <span />
        <span />
      </span>
    </>
  );
}
