/**
 * Which cached answers a change makes stale. One typed table, so a new kind of change does not compile
 * until somebody has said what it means. Invariant: query keys are `[command, input]`.
 */
import type { InvalidateOptions, InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";
import type { ChangeDto, HostEvent } from "./bindings.gen";
import type { CommandName, InputOf } from "./transport";

/** The key under which an answer is cached. */
export type HostQueryKey<K extends CommandName = CommandName> = readonly [K, InputOf<K>];

type Stale = readonly [command: CommandName, input?: Partial<Record<string, unknown>>];
type StaleTable = {
  [T in ChangeDto["type"]]: (change: Extract<ChangeDto, { type: T }>) => readonly Stale[];
};

const staleAfter = {
  conversations: () => [
    ["list_conversations"],
    ["rail_counts"],
    ["find_conversations"],
    ["list_saved_views"],
    ["list_platform_views"],
  ],
  // Who else a customer is depends on conversations of other lines as well.
  conversation: ({ conversation }) => [
    ["get_conversation", { conversation }],
    ["get_contact", { conversation }],
    ["get_person"],
    // What fills the gaps of prepared texts.
    ["list_saved_replies", { conversation }],
    ["draft_files", { conversation }],
  ],
  items: ({ conversation }) => [["list_items", { conversation }], ["list_story"]],
  // A line tells how much of it is to be sent, a customer what of them waits or was refused.
  outbox: () => [["list_outbox"], ["list_lines"], ["get_contact"]],
  lines: () => [
    ["list_lines"],
    ["app_info"],
    ["get_contact"],
    ["get_webhook"],
    ["list_platform_views"],
  ],
  directory: ({ line }) => [
    ["list_agents", { line }],
    ["list_mentionable", { line }],
    ["list_lines"],
    ["list_saved_replies"],
    ["list_platform_views"],
  ],
  savedViews: () => [["list_saved_views"], ["list_platform_views"]],
  settings: () => [["get_settings"]],
  visitor: ({ visitor }) => [["get_visitor", { visitor }]],
  savedReplies: () => [["list_saved_replies"]],
} satisfies StaleTable;

function staleQueries(change: ChangeDto): readonly Stale[] {
  // The table's type ties each entry to its own change; the index only loses that tie.
  const entry = staleAfter[change.type] as (change: ChangeDto) => readonly Stale[];
  return entry(change);
}

/** Makes stale what one change touches. */
function applyChange(client: QueryClient, change: ChangeDto): void {
  for (const queryKey of staleQueries(change)) {
    // A partial key matches by prefix and by partial object: `{conversation}` matches every window of it.
    invalidate(client, [...queryKey]);
  }
}

/** Readings that a change has made stale while they were under way; each is done once more after it. */
const overtaken = new WeakSet<Query>();

/** Nobody looks: what becomes stale is read again when somebody does. */
const isHidden = () => document.visibilityState === "hidden";

/**
 * Makes answers stale, those still under way too: a reading that began before the change may bring what was before
 * it. Such a one is not given up, as what it brings is newer than what is shown, but done again afterwards; a message
 * makes several commits, and a reading for each of them would stand in the way of the first.
 */
function invalidate(client: QueryClient, queryKey: readonly unknown[]): void {
  for (const query of client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" })) {
    if (overtaken.has(query)) continue;
    overtaken.add(query);
    const again = () => {
      overtaken.delete(query);
      makeStale(client, { queryKey: query.queryKey, exact: true });
    };
    query.promise?.then(again, again);
  }
  makeStale(client, { queryKey }, { cancelRefetch: false });
}

function makeStale(
  client: QueryClient,
  queries: Pick<InvalidateQueryFilters, "queryKey" | "exact">,
  options?: InvalidateOptions,
): void {
  const refetchType = isHidden() ? "none" : "active";
  void client.invalidateQueries({ ...queries, refetchType }, options);
}

/** Follows the host's numbering and repairs what was missed. */
export class ChangeFollower {
  readonly #client: QueryClient;
  #last: number | null = null;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Takes a `changed` event. A jump in its number refetches everything shown. */
  take(event: Extract<HostEvent, { event: "changed" }>): void {
    const expected = this.#last === null ? event.sequence : this.#last + 1;
    this.#last = event.sequence;
    if (event.sequence !== expected) {
      this.repair();
      return;
    }
    for (const change of event.changes) applyChange(this.#client, change);
  }

  /** Refetches everything shown and drops what is not. */
  repair(): void {
    invalidate(this.#client, []);
  }

  /** The window was hidden or is seen again: refetches what has become stale meanwhile. */
  noteVisibility(): void {
    if (!isHidden()) void this.#client.refetchQueries({ type: "active", stale: true });
  }
}
