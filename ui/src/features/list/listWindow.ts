// The part of a list that is in memory: at most 500 rows around what is on screen, read by keyset
// pages from the host and read again when it says that something changed.
// Invariant: `order` never changes while it is held, and one row's change wakes only that row.

import { replaceEqualDeep } from "@tanstack/react-query";
import type { ConversationPage, ConversationRow, GroupCount } from "../../ipc/bindings.gen";
import { emptyOrder, keepPlace, type Order, settleStart } from "./order";

/** Where a list reads from. */
export interface ListSource {
  /** One page from a cursor (`null`: from the top). */
  page(cursor: string | null, limit: number): Promise<ConversationPage>;
  /** One row by itself; `null` when the conversation is gone. */
  row(id: string): Promise<ConversationRow | null>;
}

/** What the whole list has, said in its header and titles. */
interface ListCounts {
  readonly total: number;
  readonly unread: number;
  readonly groups: readonly GroupCount[];
}

/** Everything about the list but the contents of its rows. */
export interface ListSnapshot {
  readonly status: "loading" | "ready" | "failed";
  /** Why the last reading failed, with rows of an earlier one perhaps still shown. */
  readonly error: unknown;
  readonly order: Order;
  /** Live even while the order is held. */
  readonly counts: ListCounts;
  /** Rows that are fading out. */
  readonly leaving: ReadonlySet<string>;
}

/** How a list is read. */
export interface ListWindowOptions {
  /** The sort has groups. */
  readonly grouped: boolean;
  /** How long a leaving row fades, in milliseconds; asked each time, as motion can be switched off. */
  readonly fade: () => number;
}

/** Most rows in memory. */
export const capacity = 500;
/** Rows of an ordinary page. */
const pageSize = 100;
/** Rows of a page on the way to a far place; the host gives no more. */
const largestPage = 200;
/** Rows fetched before they come into sight. */
const margin = 50;

/** A known place to start reading from. */
interface Mark {
  readonly index: number;
  readonly cursor: string | null;
}

/** What was read: a run of rows as the host orders them, and where it goes on. */
interface Slice {
  readonly order: Order;
  /** Where the run goes on; `null` at the end of the list. */
  readonly next: string | null;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const top: Mark = { index: 0, cursor: null };
const noCounts: ListCounts = { total: 0, unread: 0, groups: [] };
const nobody: ReadonlySet<string> = new Set();

/** The window onto one list. */
export class ListWindow {
  readonly #source: ListSource;
  readonly #options: ListWindowOptions;
  readonly #listeners = new Set<() => void>();
  readonly #rowListeners = new Map<string, Set<() => void>>();
  #rows = new Map<string, ConversationRow>();
  #snapshot: ListSnapshot = {
    status: "loading",
    error: null,
    order: emptyOrder,
    counts: noCounts,
    leaving: nobody,
  };
  #slice: Slice = { order: emptyOrder, next: null };
  #marks: readonly Mark[] = [top];
  #visible: Range = { from: 0, to: pageSize / 2 };
  #kept: string | null = null;
  #held = false;
  /** The host's order is newer than ours. */
  #stale = true;
  /** Something changed since the last reading of contents. */
  #changed = false;
  #working: Promise<void> | null = null;
  #again = false;
  #fading: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(source: ListSource, options: ListWindowOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** The current state; a new object only when something in it changed. */
  readonly get = (): ListSnapshot => this.#snapshot;

  /** Calls back on every new state. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The contents of a row, when it is in memory. */
  readonly row = (id: string): ConversationRow | null => this.#rows.get(id) ?? null;

  /** Calls back when the contents of one row changed. */
  readonly subscribeRow = (id: string, listener: () => void): (() => void) => {
    const listeners = this.#rowListeners.get(id) ?? new Set();
    this.#rowListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#rowListeners.get(id) === listeners) {
        this.#rowListeners.delete(id);
      }
    };
  };

  /** Tells which places are on screen; what is missing around them is read. */
  show(from: number, to: number): Promise<void> {
    this.#visible = { from, to };
    return this.#work();
  }

  /** Reads again what is shown. While held, contents and counts change but no row moves. */
  refresh(): Promise<void> {
    this.#changed = true;
    this.#stale = true;
    return this.#work();
  }

  /** Until what is being read was read, or could not be. */
  read(): Promise<void> {
    return this.#work();
  }

  /** Holds the order still, or lets it go. */
  hold(held: boolean): Promise<void> {
    this.#held = held;
    return this.#work();
  }

  /** Keeps one row at its place although it belongs elsewhere; `null` lets it go. */
  keep(id: string | null): Promise<void> {
    if (this.#kept === id) return this.#work();
    const left = this.#kept;
    this.#kept = id;
    if (left !== null && this.#snapshot.order !== this.#slice.order) this.#stale = true;
    return this.#work();
  }

  /** Every conversation of the list in order, also those not in memory. */
  async all(): Promise<readonly Pick<ConversationRow, "id" | "line">[]> {
    const found = new Map<string, Pick<ConversationRow, "id" | "line">>();
    for await (const { id, line } of this.#everyRow()) found.set(id, { id, line });
    return [...found.values()];
  }

  /** The first fitting conversation after one, else the first of the whole list. */
  async findAround(
    after: string | null,
    fits: (row: ConversationRow) => boolean,
  ): Promise<string | null> {
    let first: string | null = null;
    let passed = after === null;
    for await (const row of this.#everyRow()) {
      if (row.id === after) passed = true;
      else if (fits(row)) {
        if (passed) return row.id;
        first ??= row.id;
      }
    }
    return first;
  }

  async *#everyRow(): AsyncGenerator<ConversationRow> {
    let cursor: string | null = null;
    do {
      const page: ConversationPage = await this.#source.page(cursor, largestPage);
      yield* page.rows;
      cursor = page.next;
    } while (cursor !== null);
  }

  /** Stops everything; the window is of no use afterwards. */
  close(): void {
    this.#closed = true;
    if (this.#fading !== null) clearTimeout(this.#fading);
    this.#listeners.clear();
    this.#rowListeners.clear();
  }

  /** One reading at a time: two would each cut the run the other has just extended. */
  #work(): Promise<void> {
    this.#again = true;
    this.#working ??= this.#workOff();
    return this.#working;
  }

  async #workOff(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#readUntilSettled();
    }
    // In the same turn as the check above, so that no call falls between the two.
    this.#working = null;
  }

  async #readUntilSettled(): Promise<void> {
    try {
      let step = this.#nextStep();
      while (step !== null) {
        await step();
        step = this.#nextStep();
      }
    } catch (error) {
      if (this.#closed) return;
      const status = this.#snapshot.status === "loading" ? "failed" : this.#snapshot.status;
      this.#publish({ status, error });
    }
  }

  #nextStep(): (() => Promise<void>) | null {
    if (this.#closed) return null;
    if (this.#stale && (!this.#held || this.#snapshot.status !== "ready")) {
      return () => this.#readAnew();
    }
    if (this.#changed) return () => this.#readContents();
    const { order, next } = this.#slice;
    const end = order.start + order.ids.length;
    const wanted = this.#wanted();
    if (wanted.from < order.start) return () => this.#readBefore(wanted.from);
    if (wanted.to > end && next !== null) return () => this.#readAfter(wanted.to);
    return null;
  }

  /** What should be in memory: what is on screen and some rows around it. */
  #wanted(): Range {
    const total = this.#snapshot.order.total;
    const from = Math.max(Math.min(this.#visible.from, total - 1) - margin, 0);
    return { from, to: Math.max(Math.min(this.#visible.to + margin, total), from) };
  }

  /** Reads the run around the screen again and takes over the host's order. */
  async #readAnew(): Promise<void> {
    this.#stale = false;
    this.#changed = false;
    const first = this.#snapshot.status !== "ready";
    const wanted = first ? { from: 0, to: pageSize } : this.#wanted();
    const begin = nearestMark(this.#marks, wanted.from);
    let slice = await this.#readRun(begin, wanted.to);
    // Everything from the mark on is gone: the list became shorter than where we stood.
    if (slice.order.ids.length === 0 && begin.cursor !== null) {
      slice = await this.#readRun(top, Math.min(wanted.to, capacity));
    }
    await this.#readKept(slice);
    if (!this.#closed) this.#take(slice);
  }

  /** Reads from a mark until a place is reached, marking each page's beginning. */
  async #readRun(begin: Mark, to: number): Promise<Slice> {
    const ids = new Set<string>();
    const cursors: { at: number; cursor: string }[] = [];
    let cursor = begin.cursor;
    let page: ConversationPage;
    do {
      const missing = Math.max(to - begin.index - ids.size, pageSize);
      const limit = Math.min(missing, largestPage, capacity - ids.size);
      page = await this.#source.page(cursor, limit);
      for (const row of page.rows) ids.add(row.id);
      this.#store(page.rows);
      cursor = page.rows.length === 0 ? null : page.next;
      if (cursor !== null) cursors.push({ at: ids.size, cursor });
    } while (cursor !== null && begin.index + ids.size < to && ids.size < capacity);
    this.#count(page);
    const groups = this.#options.grouped ? page.groups : null;
    const read: Order = { start: begin.index, ids: [...ids], total: page.total, groups };
    const order = settleStart(read, cursor === null, this.#moveOf);
    this.#marks = [
      ...this.#marks.filter((mark) => mark.index < Math.min(begin.index, order.start)),
      { index: order.start, cursor: begin.cursor },
      ...cursors.map((each) => ({ index: order.start + each.at, cursor: each.cursor })),
    ];
    return { order, next: cursor };
  }

  /** The kept row may have left every page; what it shows must still be true. */
  async #readKept(slice: Slice): Promise<void> {
    const kept = this.#kept;
    if (kept === null || slice.order.ids.includes(kept)) return;
    if (!this.#snapshot.order.ids.includes(kept)) return;
    const row = await this.#source.row(kept);
    if (row !== null) this.#store([row]);
    else if (this.#kept === kept) this.#kept = null;
  }

  /** Reads on at the end of the run, dropping rows at its beginning when there are too many. */
  async #readAfter(to: number): Promise<void> {
    const { order, next } = this.#slice;
    const end = order.start + order.ids.length;
    const page = await this.#source.page(next, to - end > pageSize ? largestPage : pageSize);
    if (this.#closed) return;
    this.#store(page.rows);
    this.#count(page);
    const ids = [...new Set([...order.ids, ...page.rows.map((row) => row.id)])];
    const drop = Math.max(ids.length - capacity, 0);
    this.#mark({ index: end, cursor: next });
    this.#extend(page, {
      order: { ...order, start: order.start + drop, ids: ids.slice(drop) },
      next: page.rows.length === 0 ? null : page.next,
    });
  }

  /** Reads the rows before the run, or starts a new run when the place is far above it. */
  async #readBefore(from: number): Promise<void> {
    const { order, next } = this.#slice;
    const begin = nearestMark(this.#marks, from);
    if (order.start - begin.index > capacity - pageSize) {
      const slice = await this.#readRun(begin, from + pageSize);
      if (!this.#closed) this.#adopt(slice);
      return;
    }
    const known = new Set(order.ids);
    const before = new Set<string>();
    let cursor = begin.cursor;
    let met = false;
    let page: ConversationPage;
    do {
      const missing = Math.max(order.start - begin.index - before.size, 1);
      page = await this.#source.page(cursor, Math.min(missing + 1, largestPage));
      for (const row of page.rows) {
        met ||= known.has(row.id);
        if (!met) before.add(row.id);
      }
      this.#store(page.rows);
      cursor = page.next;
    } while (!met && cursor !== null && before.size < capacity);
    if (this.#closed) return;
    this.#count(page);
    const start = begin.cursor === null ? 0 : Math.max(order.start - before.size, 0);
    const ids = [...before, ...order.ids];
    this.#marks = [
      ...this.#marks.filter((mark) => mark.index < start),
      { index: start, cursor: begin.cursor },
      ...this.#marks
        .filter((mark) => mark.index >= order.start)
        .map((mark) => ({ ...mark, index: mark.index - order.start + start + before.size })),
    ];
    const cut = this.#marks.findLast(
      (mark) => mark.index <= start + capacity && mark.index > start,
    );
    if (ids.length <= capacity) {
      this.#extend(page, { order: { ...order, start, ids }, next });
    } else if (cut === undefined) {
      // There is no cursor to go on from at the shortened end.
      const slice = await this.#readRun(nearestMark(this.#marks, from), from + pageSize);
      if (!this.#closed) this.#adopt(slice);
    } else {
      const kept = ids.slice(0, cut.index - start);
      this.#extend(page, { order: { ...order, start, ids: kept }, next: cut.cursor });
    }
  }

  /** Reads the contents of what is on screen without moving anything. */
  async #readContents(): Promise<void> {
    this.#changed = false;
    const { order } = this.#snapshot;
    const { from, to } = this.#visible;
    const begin = nearestMark(this.#marks, from);
    const seen = new Set<string>();
    let cursor = begin.cursor;
    do {
      const limit = Math.min(Math.max(to - begin.index - seen.size, 1), largestPage);
      const page = await this.#source.page(cursor, limit);
      for (const row of page.rows) seen.add(row.id);
      this.#store(page.rows);
      this.#count(page);
      cursor = page.rows.length === 0 ? null : page.next;
    } while (cursor !== null && begin.index + seen.size < to);
    // Rows that moved away stay where they are until the order is let go, but may not lie.
    const shown = idsWithin(order, this.#visible).filter((id) => !seen.has(id));
    const moved = await Promise.all(shown.map((id) => this.#source.row(id)));
    if (!this.#closed) this.#store(moved.filter((row) => row !== null));
  }

  /** Takes over a longer run of the same order. */
  #extend(page: ConversationPage, slice: Slice): void {
    // The list has changed since its order was read; heal even if no event should say so.
    if (page.total !== slice.order.total) this.#stale = true;
    this.#adopt(slice);
  }

  /** Takes over a run at once. */
  #adopt(slice: Slice): void {
    this.#slice = slice;
    this.#lay(this.#keptIn(slice.order));
  }

  /** Takes over a new order: rows that leave fade first, then the rest closes up. */
  #take(slice: Slice): void {
    this.#slice = slice;
    const before = this.#snapshot.order;
    const after = this.#keptIn(slice.order);
    const staying = new Set(after.ids);
    const leaving = idsWithin(before, this.#visible).filter((id) => !staying.has(id));
    const fade = this.#options.fade();
    if (this.#fading !== null) clearTimeout(this.#fading);
    this.#fading = null;
    if (this.#snapshot.status !== "ready" || leaving.length === 0 || fade === 0) {
      this.#lay(after);
      return;
    }
    this.#publish({ leaving: new Set(leaving), error: null });
    this.#fading = setTimeout(() => {
      this.#fading = null;
      this.#lay(this.#keptIn(this.#slice.order));
    }, fade);
  }

  #keptIn(after: Order): Order {
    if (this.#kept === null) return after;
    return keepPlace(this.#snapshot.order, after, this.#kept, this.#moveOf);
  }

  #lay(order: Order): void {
    if (this.#fading !== null) clearTimeout(this.#fading);
    this.#fading = null;
    this.#publish({ order, leaving: nobody, status: "ready", error: null });
    this.#forget();
  }

  #moveOf = (id: string) => this.#rows.get(id)?.whoseMove ?? null;

  #mark(mark: Mark): void {
    if (this.#marks.some((each) => each.index === mark.index)) return;
    this.#marks = [...this.#marks, mark].toSorted((a, b) => a.index - b.index);
  }

  #count(page: ConversationPage): void {
    const counts = replaceEqualDeep(this.#snapshot.counts, {
      total: page.total,
      unread: page.unread,
      groups: page.groups,
    }) as ListCounts;
    this.#publish({ counts, error: null });
  }

  #store(rows: readonly ConversationRow[]): void {
    for (const row of rows) {
      const before = this.#rows.get(row.id);
      const after = replaceEqualDeep<ConversationRow>(before, row);
      if (before === after) continue;
      this.#rows.set(row.id, after);
      for (const listener of this.#rowListeners.get(row.id) ?? []) listener();
    }
  }

  /** Forgets rows outside the window, except those somebody still shows. */
  #forget(): void {
    const ids = new Set([...this.#snapshot.order.ids, ...this.#slice.order.ids]);
    for (const id of this.#rows.keys()) {
      if (!ids.has(id) && !this.#rowListeners.has(id)) this.#rows.delete(id);
    }
  }

  #publish(change: Partial<ListSnapshot>): void {
    const next = { ...this.#snapshot, ...change };
    const same = (Object.keys(change) as (keyof ListSnapshot)[]).every((key) =>
      Object.is(next[key], this.#snapshot[key]),
    );
    if (same) return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener();
  }
}

function idsWithin(order: Order, { from, to }: Range): readonly string[] {
  return order.ids.slice(Math.max(from - order.start, 0), Math.max(to - order.start, 0));
}

function nearestMark(marks: readonly Mark[], index: number): Mark {
  return marks.reduce(
    (best, mark) => (mark.index <= index && mark.index > best.index ? mark : best),
    top,
  );
}
