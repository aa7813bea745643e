/**
 * Where the reader is in the timeline on the screen, and how the view moves: to a place when one is wished
 * for, along with the end while the reader is there, and never otherwise.
 */
import type { ScrollToIndexOpts, VirtualizerHandle } from "virtua";
import type { Place, Timeline } from "./timeline";

/** What the view draws differently by where the reader is. */
export interface ReaderState {
  /** New items appear by themselves. */
  readonly isAtEnd: boolean;
  /** How many arrivals the reader has had a chance to see. */
  readonly seenArrivals: number;
  /** The oldest item held on this computer is close. */
  readonly isNearTop: boolean;
}

/** Within this many pixels of the end the reader counts as being there. */
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

function alignmentOf(place: Exclude<Place, { at: "end" }>): ScrollToIndexOpts {
  switch (place.at) {
    case "divider":
      return { align: "start", offset: -ABOVE_PLACE };
    case "item":
      return { align: "center" };
    case "seen":
      return { align: "start", offset: -place.fromTop };
  }
}

/** The reader of one timeline. */
export class Reader {
  #list: VirtualizerHandle | null = null;
  #scroller: HTMLElement | null = null;
  readonly #timeline: Timeline;
  readonly #listeners = new Set<() => void>();
  #state: ReaderState = { isAtEnd: true, seenArrivals: 0, isNearTop: false };
  /** Follows what comes; unlike `isAtEnd`, it is off at once when a place elsewhere is wished for. */
  #follows = true;
  #isSettling = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Calls after each change of the state; answers the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The state now. */
  readonly state = (): ReaderState => this.#state;

  /** Takes the mounted list and the box that scrolls it. */
  attach(list: VirtualizerHandle | null, scroller: HTMLElement | null): void {
    this.#list = list;
    this.#scroller = scroller;
  }

  /** Goes to a place; answers the way to give up. */
  goTo(place: Place): () => void {
    this.#isSettling = true;
    const timer = setTimeout(() => {
      this.#isSettling = false;
      this.look();
      if (place.at === "item") this.#flash(place.item);
    }, SETTLE);
    this.#follows = place.at === "end";
    if (place.at === "end") {
      this.#publish({ isAtEnd: true, seenArrivals: this.#timeline.state().arrivals });
      this.follow();
    } else {
      const index = this.#timeline.state().ids.indexOf(place.item);
      if (index !== -1) this.#list?.scrollToIndex(index, alignmentOf(place));
    }
    return () => {
      clearTimeout(timer);
    };
  }

  /** Shows the end, if the reader is there. */
  readonly follow = (): void => {
    const last = this.#timeline.state().ids.length - 1;
    if (this.#follows && last >= 0) this.#list?.scrollToIndex(last, { align: "end" });
  };

  /** Keeps what is seen where it is although something below it grows. */
  hold(): void {
    this.#follows = false;
  }

  /** Takes a change of size: of the box, or of a row in it. */
  readonly resized = (): void => {
    if (this.#follows) this.follow();
    else this.look();
  };

  /** Takes note of where the view is, and reads on two screens before it gets to an edge. */
  readonly look = (): void => {
    const list = this.#list;
    if (list === null || list.viewportSize === 0 || this.#isSettling) return;
    const { hasBefore, hasAfter, ids, arrivals } = this.#timeline.state();
    const { scrollOffset: offset, scrollSize, viewportSize } = list;
    const below = scrollSize - offset - viewportSize;
    const isAtEnd = below < AT_END && !hasAfter;
    this.#follows = isAtEnd;
    const changes = isAtEnd !== this.#state.isAtEnd;
    this.#publish({
      isAtEnd,
      seenArrivals: changes ? arrivals : this.#state.seenArrivals,
      isNearTop: !hasBefore && offset < viewportSize / 2,
    });
    const index = list.findItemIndex(offset + viewportSize / 2);
    const middle = ids[index];
    if (middle !== undefined) {
      this.#timeline.lookAt(middle, list.getItemOffset(index) - offset, isAtEnd);
    }
    if (hasBefore && offset < 2 * viewportSize) void this.#timeline.readOlder();
    if (hasAfter && below < 2 * viewportSize) void this.#timeline.readNewer();
  };

  /** Brings an item into view and gives it the focus. */
  focus(id: string): void {
    this.#list?.scrollToIndex(this.#timeline.state().ids.indexOf(id), { align: "nearest" });
    this.#focusWhenShown(id, 20);
  }

  /** A row that was not mounted takes a few frames to be measured, and cannot take the focus before. */
  #focusWhenShown(id: string, frames: number): void {
    const article = this.#article(id);
    article?.focus({ preventScroll: true });
    if ((article !== null && document.activeElement === article) || frames === 0) return;
    requestAnimationFrame(() => {
      this.#focusWhenShown(id, frames - 1);
    });
  }

  #flash(id: string): void {
    const article = this.#article(id);
    if (article === null) return;
    article.dataset["flash"] = "";
    setTimeout(() => delete article.dataset["flash"], FLASH);
  }

  #article(id: string): HTMLElement | null {
    return this.#scroller?.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`) ?? null;
  }

  #publish(patch: Partial<ReaderState>): void {
    const next = { ...this.#state, ...patch };
    const { isAtEnd, seenArrivals, isNearTop } = this.#state;
    if (
      next.isAtEnd === isAtEnd &&
      next.seenArrivals === seenArrivals &&
      next.isNearTop === isNearTop
    ) {
      return;
    }
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
