/**
 * The timeline of the open conversation as a small external store: reads windows from the host, keeps
 * one contiguous run, and tells its view what changed. A row subscribes to its own entry.
 *
 * Invariant: readings are taken one after the other, so none is laid over a newer one.
 */
import type { ItemDto, ItemWindow, WindowAnchor } from "../../../ipc/bindings.gen";
import { entriesOf, isBubble, type TimelineEntry, type UnreadDivider } from "./timelineEntries";
import {
  emptyWindow,
  windowOf,
  withEcho,
  withNewer,
  withOlder,
  withReading,
  withoutNewest,
  type TimelineWindow,
} from "./timelineWindow";

/** Reads part of the timeline; `limit` at most 200. */
export type ReadItems = (anchor: WindowAnchor, limit: number) => Promise<ItemWindow>;

/** Where the view should go. A new object is a new wish. */
export type Place =
  | { readonly at: "end" }
  | { readonly at: "divider"; readonly item: string }
  | { readonly at: "item"; readonly item: string }
  /** Where the reader was before: this item's top so many pixels below the view's. */
  | { readonly at: "seen"; readonly item: string; readonly fromTop: number };

/** What the view shows besides the entries themselves. */
export interface TimelineState {
  readonly phase: "loading" | "ready" | "failed";
  /** Why the last reading failed. */
  readonly failure: unknown;
  /** Grows when another run replaced the held one: rows are then laid out afresh. */
  readonly generation: number;
  /** The items' ids, oldest first. */
  readonly ids: readonly string[];
  /** This state differs from the one before by older items at the start. */
  readonly prepended: boolean;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  readonly historyComplete: boolean;
  readonly place: Place;
  /** How many items of others came at the end since opening. */
  readonly arrivals: number;
  /** How many of them are from the customer. */
  readonly inboundArrivals: number;
  /** The newest of those. */
  readonly newestArrival: ItemDto | null;
}

/** How many items are read at once. */
const PAGE = 50;
/** How many the host gives at most. */
const LARGEST_PAGE = 200;
/** Beyond this many, scrolling up lets go of the newest, so that a refresh stays a few pages. */
const HELD_AT_MOST = 600;

/** The open conversation's timeline. */
export class Timeline {
  readonly #readItems: ReadItems;
  readonly #drawn: () => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #window: TimelineWindow = emptyWindow;
  #entries: ReadonlyMap<string, TimelineEntry> = new Map();
  #divider: UnreadDivider | null = null;
  /** Every id ever read: what is newly read at the end and not among them has just come. */
  readonly #known = new Set<string>();
  #lookedAt: string | null = null;
  /** Where a view that is mounted anew goes on. */
  #seen: Place = { at: "end" };
  #queue: Promise<void> = Promise.resolve();
  /** How many readings run or wait for their turn. */
  #inRow = 0;
  #readingOlder: Promise<void> | null = null;
  #readingNewer: Promise<void> | null = null;
  #state: TimelineState = {
    phase: "loading",
    failure: null,
    generation: 0,
    ids: [],
    prepended: false,
    hasBefore: false,
    hasAfter: false,
    historyComplete: false,
    place: { at: "end" },
    arrivals: 0,
    inboundArrivals: 0,
    newestArrival: null,
  };

  /** `drawn` waits until what was published has been drawn. */
  constructor(readItems: ReadItems, drawn: () => Promise<void> = nextTask) {
    this.#readItems = readItems;
    this.#drawn = drawn;
  }

  /** Calls after each change; answers the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The state now; the same object until something changed. */
  readonly state = (): TimelineState => this.#state;

  /** One row; the same object until something in it changed. */
  entry(id: string): TimelineEntry | undefined {
    return this.#entries.get(id);
  }

  /** The outbox row of the newest message that stays until the person acts. */
  newestStuck(): string | null {
    const stuck = this.#window.items.findLast(({ delivery }) => delivery?.state === "stuck");
    return stuck?.delivery?.state === "stuck" ? stuck.delivery.outbox : null;
  }

  /**
   * Remembers where the reader is, so that a refresh far from the end renews what is seen, and a view that is
   * mounted anew begins there.
   */
  lookAt(item: string, fromTop: number, isAtEnd: boolean): void {
    this.#lookedAt = item;
    this.#seen = isAtEnd ? { at: "end" } : { at: "seen", item, fromTop };
  }

  /** Lets the view that is mounted next begin where the reader is. */
  resume(): void {
    this.#state = { ...this.#state, prepended: false, place: this.#seen };
  }

  /** Opens at the unread divider, else at the end; later renews what is held. */
  read(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        if (this.#state.phase === "ready") await this.#renew();
        else await this.#open();
      } catch (failure) {
        const phase = this.#state.phase === "ready" ? "ready" : "failed";
        this.#publish({ phase, failure });
        throw failure;
      }
    });
  }

  /** Adds older items, if this computer has them. */
  readOlder(): Promise<void> {
    this.#readingOlder ??= this.#inTurn(async () => {
      const first = this.#window.items[0];
      if (first === undefined || !this.#window.hasBefore) return;
      const read = await this.#readItems({ at: "before", item: first.id }, PAGE);
      // The view keeps its place by counting what this one update adds at the start: it must not be
      // drawn together with another one.
      await this.#drawn();
      this.#take(withOlder(this.#window, read), { prepended: true });
      await this.#drawn();
    }).finally(() => {
      this.#readingOlder = null;
      this.#letGoOfNewest();
    });
    return this.#readingOlder;
  }

  /** Adds newer items, if this computer has them. */
  readNewer(): Promise<void> {
    this.#readingNewer ??= this.#inTurn(async () => {
      const last = this.#window.items.at(-1);
      if (last === undefined || !this.#window.hasAfter) return;
      const read = await this.#readItems({ at: "after", item: last.id }, PAGE);
      this.#take(withNewer(this.#window, read));
    }).finally(() => {
      this.#readingNewer = null;
    });
    return this.#readingNewer;
  }

  /** Brings an item into view, reading around it when it is not held. */
  goTo(item: string): Promise<void> {
    return this.#inTurn(async () => {
      const place: Place = { at: "item", item };
      if (this.#entries.has(item)) this.#publish({ place });
      else this.#replace(await this.#readItems({ at: "around", item }, PAGE), place);
    });
  }

  /** Brings the end into view, reading it when it is not held. */
  goToEnd(): Promise<void> {
    return this.#inTurn(async () => {
      const place: Place = { at: "end" };
      if (this.#window.hasAfter) {
        this.#replace(await this.#readItems({ at: "newest" }, PAGE), place);
      } else this.#publish({ place });
    });
  }

  /** Shows what was just sent before the host tells of it, and goes there. */
  takeEcho(echo: ItemDto): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state.phase !== "ready") return;
      if (this.#window.hasAfter) {
        this.#replace(await this.#readItems({ at: "newest" }, PAGE), { at: "end" });
      } else this.#take(withEcho(this.#window, echo), { place: { at: "end" } });
    });
  }

  async #open(): Promise<void> {
    const read = await this.#readItems({ at: "unread" }, PAGE);
    this.#divider =
      read.firstUnread === null ? null : { item: read.firstUnread, count: read.unread };
    const { firstUnread } = read;
    const place: Place =
      firstUnread === null ? { at: "end" } : { at: "divider", item: firstUnread };
    this.#replace(read, place, { phase: "ready", failure: null });
    // Opened in the middle of a long unread run: the end must be known to tell what comes after it.
    if (read.hasAfter) this.#remember((await this.#readItems({ at: "newest" }, PAGE)).items);
  }

  async #renew(): Promise<void> {
    const held = this.#window;
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, held.items.length + PAGE));
    const newest = await this.#readItems({ at: "newest" }, limit);
    this.#noteArrivals(newest);
    this.#remember(newest.items);
    let renewed = held.hasAfter ? held : withReading(held, newest);
    if (renewed.hasAfter) {
      const looked = renewed.items.find(({ id }) => id === this.#lookedAt);
      const anchor = (looked ?? renewed.items.at(-1))?.id;
      if (anchor !== undefined) {
        const around = await this.#readItems({ at: "around", item: anchor }, LARGEST_PAGE);
        renewed = await this.#renewOlder(withReading(renewed, around), held, around);
        renewed = await this.#renewNewer(renewed, held, around);
      }
    } else {
      renewed = await this.#renewOlder(renewed, held, newest);
    }
    this.#take(renewed, { failure: null });
  }

  /** Renews page by page from a reading back to where the held run begins. */
  async #renewOlder(
    renewed: TimelineWindow,
    held: TimelineWindow,
    from: ItemWindow,
  ): Promise<TimelineWindow> {
    let result = renewed;
    let read = from;
    for (;;) {
      const [first] = read.items;
      if (first === undefined || !beginsAfter(held.items[0], read)) break;
      read = await this.#readItems({ at: "before", item: first.id }, LARGEST_PAGE);
      result = withReading(result, read);
    }
    return result;
  }

  /** Renews page by page from a reading on to where the held run ends. */
  async #renewNewer(
    renewed: TimelineWindow,
    held: TimelineWindow,
    from: ItemWindow,
  ): Promise<TimelineWindow> {
    let result = renewed;
    let read = from;
    for (;;) {
      const last = read.items.at(-1);
      if (last === undefined || !endsBefore(held.items.at(-1), read)) break;
      read = await this.#readItems({ at: "after", item: last.id }, LARGEST_PAGE);
      result = withReading(result, read);
    }
    return result;
  }

  #noteArrivals(newest: ItemWindow): void {
    const known = newest.items.findIndex((item) => this.#known.has(item.id));
    const counted = newest.items
      .slice(known + 1)
      .filter((item) => !this.#known.has(item.id) && isFromOthers(item));
    if (counted.length === 0) return;
    const inbound = counted.filter((item) => item.direction === "inbound");
    this.#state = {
      ...this.#state,
      arrivals: this.#state.arrivals + counted.length,
      inboundArrivals: this.#state.inboundArrivals + inbound.length,
      newestArrival: inbound.at(-1) ?? this.#state.newestArrival,
    };
  }

  #letGoOfNewest(): void {
    if (this.#window.items.length <= HELD_AT_MOST) return;
    void this.#inTurn(async () => {
      this.#take(withoutNewest(this.#window, HELD_AT_MOST));
    });
  }

  #replace(read: ItemWindow, place: Place, patch: Partial<TimelineState> = {}): void {
    this.#take(windowOf(read), { ...patch, place, generation: this.#state.generation + 1 });
  }

  #remember(items: readonly ItemDto[]): void {
    for (const item of items) this.#known.add(item.id);
  }

  #take(window: TimelineWindow, patch: Partial<TimelineState> = {}): void {
    this.#window = window;
    this.#remember(window.items);
    this.#entries = entriesOf(window.items, this.#divider, this.#entries);
    const ids = [...this.#entries.keys()];
    const former = this.#state.ids;
    const isSame = ids.length === former.length && ids.every((id, index) => id === former[index]);
    this.#publish({
      ids: isSame ? former : ids,
      hasBefore: window.hasBefore,
      hasAfter: window.hasAfter,
      historyComplete: window.historyComplete,
      ...patch,
    });
  }

  #publish(patch: Partial<TimelineState>): void {
    this.#state = { ...this.#state, prepended: false, ...patch };
    for (const listener of this.#listeners) listener();
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    // The first of a row starts in this moment: the window is about to be drawn, and could be asking already.
    const turn = this.#inRow === 0 ? step() : this.#queue.then(step);
    this.#inRow += 1;
    const end = () => {
      this.#inRow -= 1;
    };
    this.#queue = turn.then(end, end);
    return turn;
  }
}

/** A reading begins after an item. By time, too, as the item may be gone from the store. */
function beginsAfter(item: ItemDto | undefined, read: ItemWindow): boolean {
  const [first] = read.items;
  if (!read.hasBefore || first === undefined || item === undefined) return false;
  return first.occurredAt >= item.occurredAt && !read.items.some(({ id }) => id === item.id);
}

/** A reading ends before an item. */
function endsBefore(item: ItemDto | undefined, read: ItemWindow): boolean {
  const last = read.items.at(-1);
  if (!read.hasAfter || last === undefined || item === undefined) return false;
  return last.occurredAt <= item.occurredAt && !read.items.some(({ id }) => id === item.id);
}

/** React draws a store's change at the end of the task that made it. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function isFromOthers(item: ItemDto): boolean {
  if (item.authorKind === "me") return false;
  return isBubble(item) || item.content.type === "call" || item.content.type === "note";
}
