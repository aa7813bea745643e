/**
 * What the person looks at: a tiny external store, so that a change re-renders only who selected it.
 * Features never import each other; they meet here and in the actions registry.
 */
import { useSyncExternalStore } from "react";
import type { SavedView, SortDto, ViewDto } from "../ipc/bindings.gen";
import { noFacets, type Facets } from "./filters";

/** The panes in focus order. */
export const panes = [
  "rail",
  "list",
  "conversation",
  "timeline",
  "composer",
  "panel",
  "status",
] as const;
/** A pane that `F6` can reach. */
export type Pane = (typeof panes)[number];

/** Which page fills the window beside the rail. */
export type Page = "inbox" | "settings" | "connect" | "visitor";

/** The whole state. Treat as immutable. */
export interface Selection {
  readonly page: Page;
  readonly view: ViewDto;
  /** Only this line; null for all. */
  readonly line: string | null;
  /** Only this tag; null for all. */
  readonly tag: string | null;
  readonly sort: SortDto;
  readonly unreadOnly: boolean;
  /** What else is left out. */
  readonly facets: Facets;
  /** The saved view this began as; null for a view of the rail. */
  readonly savedView: string | null;
  /** The open conversation. */
  readonly conversation: string | null;
  /** The pane that last held the focus. */
  readonly pane: Pane;
  /** The details panel is shown; the shell loads and keeps it. */
  readonly panelOpen: boolean;
  /** The rail lies over the list (windows under 720 px, where it has no place of its own). */
  readonly railOpen: boolean;
  /** What a page was opened for: a section or a line of the settings, the line on which a customer is played. */
  readonly settingsTarget: string | null;
}

const initial: Selection = {
  page: "inbox",
  view: "allOpen",
  line: null,
  tag: null,
  sort: "needsUsFirst",
  unreadOnly: false,
  facets: noFacets,
  savedView: null,
  conversation: null,
  pane: "list",
  panelOpen: true,
  railOpen: false,
  settingsTarget: null,
};

/** Where one was, for Alt ← and Alt →. */
type Place = Pick<
  Selection,
  "page" | "view" | "line" | "tag" | "facets" | "savedView" | "conversation"
>;

let state: Selection = initial;
let past: Place[] = [];
let future: Place[] = [];
const listeners = new Set<() => void>();
const paneFocus = new Map<Pane, () => boolean>();
const longestHistory = 100;

function placeOf(selected: Selection): Place {
  const { page, view, line, tag, facets, savedView, conversation } = selected;
  return { page, view, line, tag, facets, savedView, conversation };
}

/** Without what is one of a line. */
function withoutNames(facets: Facets): Facets {
  const { channels, teams, carried } = facets;
  const byAgent = carried?.by === "agent";
  if (channels.length === 0 && teams.length === 0 && !byAgent) return facets;
  return { ...facets, channels: [], teams: [], carried: byAgent ? null : carried };
}

function samePlace(a: Place, b: Place): boolean {
  return (
    a.page === b.page &&
    a.view === b.view &&
    a.line === b.line &&
    a.tag === b.tag &&
    a.facets === b.facets &&
    a.savedView === b.savedView &&
    a.conversation === b.conversation
  );
}

function publish(next: Selection): void {
  state = next;
  for (const listener of listeners) listener();
}

function change(patch: Partial<Selection>): void {
  const changed = (Object.keys(patch) as (keyof Selection)[]).some(
    (key) => patch[key] !== state[key],
  );
  if (!changed) return;
  const before = placeOf(state);
  const next = { ...state, ...patch };
  if (!samePlace(before, placeOf(next))) {
    past = [...past, before].slice(-longestHistory);
    future = [];
  }
  publish(next);
}

function subscribeTo(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const focusable =
  "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex='0']";

function focusFirstIn(pane: Pane): boolean {
  const root = document.querySelector(`[data-pane="${pane}"]`);
  const first = root?.querySelector<HTMLElement>(focusable);
  if (first === undefined || first === null) return false;
  first.focus();
  return true;
}

/** Reads and changes what the person looks at, outside React too. */
export const selection = {
  /** The state now. */
  get: (): Selection => state,
  /** Calls after each change; answers the way to stop. */
  subscribe: subscribeTo,
  /** Opens a conversation, or none. */
  openConversation(conversation: string | null): void {
    change({ conversation, page: "inbox", railOpen: false });
  },
  /** A conversation goes by another name from now on, wherever it was opened. */
  renameConversation(from: string, to: string): void {
    const renamed = <P extends Place>(place: P): P =>
      place.conversation === from ? { ...place, conversation: to } : place;
    past = past.map(renamed);
    future = future.map(renamed);
    if (state.conversation === from) publish(renamed(state));
  },
  /** Shows a view of the rail; of what was left out only the line stays so. */
  setView(view: ViewDto): void {
    change({
      view,
      tag: null,
      facets: noFacets,
      savedView: null,
      page: "inbox",
      railOpen: false,
    });
  },
  /** Shows a saved view as it was saved. */
  openSavedView({ id, recipe }: Pick<SavedView, "id" | "recipe">): void {
    const { line, tag, unreadOnly, ...facets } = recipe.filter;
    const { view, sort } = recipe;
    change({
      view,
      sort,
      line,
      tag,
      unreadOnly,
      facets,
      savedView: id,
      page: "inbox",
      railOpen: false,
    });
  },
  /** Says which saved view this is from now on. */
  setSavedView(savedView: string | null): void {
    change({ savedView });
  },
  /** Filters by more than line, tag and unread. */
  setFacets(patch: Partial<Facets>): void {
    change({ facets: { ...state.facets, ...patch }, page: "inbox" });
  },
  /** Leaves nothing out any more. */
  clearFilters(): void {
    change({ line: null, tag: null, unreadOnly: false, facets: noFacets, page: "inbox" });
  },
  /** Filters by a line, or by none. */
  setLine(line: string | null): void {
    // A view of a platform is one of its line.
    let facets =
      state.facets.platformView === null ? state.facets : { ...state.facets, platformView: null };
    // So are channels, teams and agents: of those of other lines nothing would be left.
    if (line !== null && line !== state.line) facets = withoutNames(facets);
    change({ line, facets, page: "inbox", railOpen: false });
  },
  /** Filters by a tag, or by none. */
  setTag(tag: string | null): void {
    change({ tag, page: "inbox", railOpen: false });
  },
  /** Orders the list. */
  setSort(sort: SortDto): void {
    change({ sort });
  },
  /** Shows only unread conversations. */
  setUnreadOnly(unreadOnly: boolean): void {
    change({ unreadOnly });
  },
  /** Shows another page; `target` names a section or a line in settings. */
  openPage(page: Page, target: string | null = null): void {
    change({ page, settingsTarget: target, railOpen: false });
  },
  /** Shows or hides the details panel. */
  setPanelOpen(panelOpen: boolean): void {
    change({ panelOpen });
  },
  /** Lays the rail over the list in windows under 720 px; the list header's button calls it there. */
  setRailOpen(railOpen: boolean): void {
    change({ railOpen });
  },
  /** Moves the focus into a pane; false when it is not on the screen or has nothing to focus. */
  focusPane(pane: Pane): boolean {
    const focus = paneFocus.get(pane);
    return focus === undefined ? focusFirstIn(pane) : focus();
  },
  /** Remembers which pane holds the focus; the shell calls it. */
  notePane(pane: Pane): void {
    change({ pane });
  },
  /** Goes to where one was before. */
  back(): void {
    const place = past.at(-1);
    if (place === undefined) return;
    past = past.slice(0, -1);
    future = [placeOf(state), ...future];
    publish({ ...state, ...place });
  },
  /** Undoes `back`. */
  forward(): void {
    const [place, ...rest] = future;
    if (place === undefined) return;
    future = rest;
    past = [...past, placeOf(state)];
    publish({ ...state, ...place });
  },
  /** Everything as at start; for tests. */
  reset(patch: Partial<Selection> = {}): void {
    past = [];
    future = [];
    publish({ ...initial, ...patch });
  },
};

/**
 * Tells how a pane takes the focus; answers the way to forget it. Without it the pane's first control takes it.
 * `focus` answers false when it has nothing to focus. A pane marks its element with `data-pane`, so the shell can
 * see where the focus is; panes may nest (the composer lies in the conversation).
 */
export function registerPane(pane: Pane, focus: () => boolean): () => void {
  paneFocus.set(pane, focus);
  return () => {
    if (paneFocus.get(pane) === focus) paneFocus.delete(pane);
  };
}

/** Subscribes to a part of the state. `select` must answer a primitive or a part of the state itself. */
export function useSelection<T>(select: (selection: Selection) => T): T {
  return useSyncExternalStore(subscribeTo, () => select(state));
}
