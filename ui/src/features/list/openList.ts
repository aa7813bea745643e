// The list on screen: the window onto what the selection asks for, and which of its rows has the focus.
// Kept outside React, because keys move through it while any pane has the focus.

import { QueryObserver } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { ConversationQuery, ConversationRow } from "../../ipc/bindings.gen";
import { filterOf } from "../../lib/filters";
import { fold } from "../../lib/fold";
import { callHost, queryClient, queryKeyOf } from "../../lib/hostQuery";
import { markStart } from "../../lib/marks";
import { type Selection, selection } from "../../lib/selection";
import { provideShownRows } from "../../lib/shownRows";
import { ticks } from "../../lib/ticks";
import { ListWindow } from "./listWindow";
import { focusAfter, idAt, indexOf, type Order } from "./order";

/** How long a leaving row fades; the design's `--t-base`. */
const fadeTime = 140;
/** How long the order stays still after a key that acts on the list, in milliseconds. */
const stillAfterKey = 2_000;

/** Why the order is held still. */
export type HoldReason = "pointer" | "menu" | "key";

const listeners = new Set<() => void>();
const focusListeners = new Set<() => void>();
const holds = new Set<HoldReason>();
let current: ListWindow | null = null;
let currentKey = "";
let focused: string | null = null;
/** Where the last extension of ticks began. */
let anchor: string | null = null;
let stillTimer: ReturnType<typeof setTimeout> | undefined;
let closeCurrent: () => void = () => {};
let bringIntoSight: (index: number) => void = () => {};

/** What the host is asked for a selection. */
export function queryOf(chosen: Selection): ConversationQuery {
  const { view, sort } = chosen;
  return { view, filter: filterOf(chosen), sort, cursor: null, limit: 100 };
}

function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function open(query: ConversationQuery): ListWindow {
  closeCurrent();
  const window = new ListWindow(
    {
      page: (cursor, limit) => callHost("list_conversations", { ...query, cursor, limit }),
      row: async (conversation) => {
        const detail = await callHost("get_conversation", { conversation }).catch(() => null);
        return detail?.row ?? null;
      },
    },
    { grouped: query.sort === "needsUsFirst", fade: () => (reducedMotion() ? 0 : fadeTime) },
  );
  // The shared table of changes makes this query stale; reading the window again is its answer.
  const observer = new QueryObserver(queryClient, {
    queryKey: queryKeyOf("list_conversations", query),
    queryFn: async () => {
      await window.refresh();
      return window.get().counts;
    },
    gcTime: 0,
  });
  let before: Order = window.get().order;
  const stopFocus = window.subscribe(() => {
    const { order } = window.get();
    if (order === before) return;
    if (focused !== null) setFocus(focusAfter(before, order, focused));
    before = order;
  });
  const stopObserver = observer.subscribe(() => {});
  closeCurrent = () => {
    stopFocus();
    stopObserver();
    observer.destroy();
    window.close();
  };
  current = window;
  setFocus(null);
  anchor = null;
  ticks.clear();
  void window.keep(selection.get().conversation);
  void window.hold(holds.size > 0);
  for (const listener of listeners) listener();
  return window;
}

/**
 * Opens the list of the selection before anything is mounted, so that its first page is read by the time the list
 * pane is there; `followSelection` takes it over. Answers when that page was read, or could not be.
 */
export function openListEarly(): Promise<void> {
  const query = queryOf(selection.get());
  currentKey = JSON.stringify(query);
  return open(query).read();
}

/** Follows the selection until the answer is called; the list pane does so while it is mounted. */
export function followSelection(): () => void {
  const follow = () => {
    const chosen = selection.get();
    const query = queryOf(chosen);
    const key = JSON.stringify(query);
    if (key !== currentKey || current === null) {
      currentKey = key;
      open(query);
    } else void current.keep(chosen.conversation);
  };
  follow();
  const stop = selection.subscribe(follow);
  return () => {
    stop();
    closeCurrent();
    closeCurrent = () => {};
    current = null;
    currentKey = "";
    holds.clear();
    clearTimeout(stillTimer);
    for (const listener of listeners) listener();
  };
}

/** The window of the list on screen, or `null` before there is one. */
export function useListWindow(): ListWindow | null {
  return useSyncExternalStore(subscribeTo, () => current);
}

function subscribeTo(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Holds the order still for a reason, or lets it go. */
export function hold(reason: HoldReason, held: boolean): void {
  if (held) holds.add(reason);
  else holds.delete(reason);
  void current?.hold(holds.size > 0);
}

/** Holds the order still for a moment, as a key has just acted on the list. */
export function holdAfterKey(): void {
  hold("key", true);
  clearTimeout(stillTimer);
  stillTimer = setTimeout(() => {
    hold("key", false);
  }, stillAfterKey);
}

function setFocus(id: string | null): void {
  if (id === focused) return;
  focused = id;
  for (const listener of focusListeners) listener();
}

/** Which row takes the focus; the open one, else the first, when none has it yet. */
export function focusedRow(): string | null {
  if (focused !== null) return focused;
  const order = current?.get().order;
  if (order === undefined) return null;
  const { conversation } = selection.get();
  if (conversation !== null && order.ids.includes(conversation)) return conversation;
  return idAt(order, 0) ?? order.ids[0] ?? null;
}

/** Follows the row that takes the focus; `select` must answer a primitive. */
export function useFocusedRow<T extends string | boolean | null>(
  select: (focused: string | null) => T,
): T {
  return useSyncExternalStore(
    (listener) => {
      focusListeners.add(listener);
      const stop = [subscribeTo(listener), selection.subscribe(listener)];
      return () => {
        focusListeners.delete(listener);
        for (const each of stop) each();
      };
    },
    () => select(focusedRow()),
  );
}

/** Gives the focus to a row and brings it into sight. */
function focusRow(id: string): void {
  setFocus(id);
  const order = current?.get().order;
  const index = order === undefined ? null : indexOf(order, id);
  if (index !== null) bringIntoSight(index);
}

/** Tells how a row is brought into sight; the rows do so while they are mounted. */
export function registerSight(bring: (index: number) => void): () => void {
  bringIntoSight = bring;
  return () => {
    bringIntoSight = () => {};
  };
}

/** Moves the focus to a place in the list, reading it first where it is not in memory. */
export async function focusIndex(index: number): Promise<string | null> {
  const window = current;
  if (window === null) return null;
  const { total } = window.get().order;
  const wanted = Math.min(Math.max(index, 0), total - 1);
  if (wanted < 0) return null;
  holdAfterKey();
  if (idAt(window.get().order, wanted) === null) await window.show(wanted, wanted + 1);
  const id = idAt(window.get().order, wanted);
  if (id === null || window !== current) return null;
  setFocus(id);
  bringIntoSight(wanted);
  return id;
}

/** What was typed to find a row, until a pause. */
let typed = "";
let typedAt = 0;
const typingPause = 1_000;

/** Gives the focus to the next row in memory whose customer's name begins with what is being typed. */
export function typeAhead(letter: string): void {
  const window = current;
  if (window === null) return;
  const now = performance.now();
  typed = now - typedAt > typingPause ? letter : typed + letter;
  typedAt = now;
  const { ids } = window.get().order;
  const from = Math.max(ids.indexOf(focusedRow() ?? ""), 0);
  // A longer beginning may still mean the row that has the focus; a first letter means the next one.
  const start = typed.length > 1 ? from : from + 1;
  const wanted = fold(typed).text;
  const found = [...ids.slice(start), ...ids.slice(0, start)].find((id) =>
    fold(window.row(id)?.contactName ?? "").text.startsWith(wanted),
  );
  if (found !== undefined) focusRow(found);
}

/** Where the focus stands in the whole list. */
export function focusedIndex(): number | null {
  const id = focusedRow();
  return id === null || current === null ? null : indexOf(current.get().order, id);
}

/** Where the open conversation stands in the whole list. */
function openIndex(): number | null {
  const { conversation } = selection.get();
  return conversation === null || current === null
    ? null
    : indexOf(current.get().order, conversation);
}

/** Opens a conversation from the list and gives its row the focus. */
export function openRow(id: string): void {
  holdAfterKey();
  focusRow(id);
  openNow(id);
}

function openNow(id: string): void {
  if (selection.get().conversation !== id) markStart("conversation:open");
  selection.openConversation(id);
}

/** Opens the next or the previous conversation of the list; the first when none is open. */
export async function openBeside(step: 1 | -1): Promise<void> {
  const from = openIndex() ?? (selection.get().conversation === null ? -1 : focusedIndex()) ?? -1;
  const id = await focusIndex(from === -1 ? 0 : from + step);
  if (id !== null) openNow(id);
}

/** Opens the next conversation of the whole list that fits, after the open one and then from the top. */
export async function openNextWhere(fits: (row: ConversationRow) => boolean): Promise<void> {
  const window = current;
  if (window === null) return;
  const { conversation } = selection.get();
  const { order } = window.get();
  const from = conversation === null ? -1 : order.ids.indexOf(conversation);
  const near = order.ids.slice(from + 1).find((id) => {
    const row = window.row(id);
    return row !== null && fits(row);
  });
  const id = near ?? (await window.findAround(conversation, fits));
  if (id !== null && window === current) openRow(id);
}

/** What is known of rows, for ticking them. */
function tickedRows(ids: readonly string[]) {
  return ids.flatMap((id) => {
    const row = current?.row(id) ?? null;
    return row === null ? [] : [[id, { line: row.line, status: row.status }] as const];
  });
}

/** Ticks a row, or takes its tick away. */
export function toggleTick(id: string): void {
  holdAfterKey();
  anchor = id;
  if (ticks.get().has(id)) ticks.remove([id]);
  else ticks.add(tickedRows([id]));
}

/** Ticks everything between the last ticked row and this one. */
export function tickTo(id: string): void {
  const order = current?.get().order;
  if (order === undefined) return;
  anchor ??= focusedRow() ?? id;
  const from = order.ids.indexOf(anchor);
  const to = order.ids.indexOf(id);
  if (to === -1) return;
  const start = from === -1 ? to : from;
  ticks.add(tickedRows(order.ids.slice(Math.min(start, to), Math.max(start, to) + 1)));
}

/** Ticks the whole view, not only what is in memory. */
export async function tickAll(): Promise<void> {
  const window = current;
  if (window === null) return;
  holdAfterKey();
  const rows = await window.all();
  if (window === current) ticks.add(rows.map((row) => [row.id, { line: row.line }]));
}

/** The contents of a row of the list on screen, when it is in memory. */
export function rowNow(id: string): ConversationRow | null {
  return current?.row(id) ?? null;
}

provideShownRows(rowNow);
