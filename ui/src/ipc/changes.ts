/**
 * Which cached answers a change makes stale. One typed table, so a new kind of change does not compile
 * until somebody has said what it means. Invariant: query keys are `[command, input]`.
 */
import type {
  InvalidateOptions,
  InvalidateQueryFilters,
  Query,
  QueryClient,
} from "@tanstack/react-query";
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
    ["place_counts"],
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
    ["list_presences", { line }],
    ["list_mentionable", { line }],
    ["list_told"],
    ["list_lines"],
    ["list_saved_replies"],
    ["list_platform_views"],
  ],
  savedViews: () => [["list_saved_views"], ["list_platform_views"]],
  settings: () => [["get_settings"]],
  visitor: ({ visitor }) => [["get_visitor", { visitor }]],
  savedReplies: () => [["list_saved_replies"]],
  presences: () => [["list_presences"]],
} satisfies StaleTable;

function staleQueries(change: ChangeDto): readonly Stale[] {
  // The table's type ties each entry to its own change; the index only loses that tie.
  const entry = staleAfter[change.type] as (change: ChangeDto) => readonly Stale[];
  return entry(change);
}

/** What a message is seen in; of everything that it changes this is read first, and in this order. */
const seenFirst: readonly CommandName[] = ["list_items", "get_conversation", "list_conversations"];

/** How long the rest waits at most, in milliseconds: while a history is filled, something is always being read. */
const longestWait = 200;

/** Readings that a change has made stale while they were under way; each is done once more after it. */
const overtaken = new WeakSet<Query>();

/** Nobody looks: what becomes stale is read again when somebody does. */
const isHidden = () => document.visibilityState === "hidden";

/**
 * Makes answers stale, those still under way too: a reading that began before the change may bring what was before
 * it. Such a one is not given up, as what it brings is newer than what is shown, but done again afterwards; a message
 * makes several commits, and a reading for each of them would stand in the way of the first.
 */
function invalidate(client: QueryClient, queryKey: readonly unknown[]): Promise<void> {
  for (const query of client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" })) {
    if (overtaken.has(query)) continue;
    overtaken.add(query);
    const again = () => {
      overtaken.delete(query);
      void makeStale(client, { queryKey: query.queryKey, exact: true });
    };
    query.promise?.then(again, again);
  }
  return makeStale(client, { queryKey }, { cancelRefetch: false });
}

function makeStale(
  client: QueryClient,
  queries: Pick<InvalidateQueryFilters, "queryKey" | "exact">,
  options?: InvalidateOptions,
): Promise<void> {
  const refetchType = isHidden() ? "none" : "active";
  return client.invalidateQueries({ ...queries, refetchType }, options);
}

/** Done once what was drawn last is on the screen. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** Follows the host's numbering and repairs what was missed. */
export class ChangeFollower {
  readonly #client: QueryClient;
  readonly #forget: () => void;
  #last: number | null = null;
  /** How many events have what is seen first still being read or drawn. */
  #busy = 0;
  /** What is read after that, by its key. */
  readonly #later = new Map<string, Stale>();
  #restDue: ReturnType<typeof setTimeout> | undefined;

  /** `forget` lets go of what is known from events alone, once some were missed. */
  constructor(client: QueryClient, forget: () => void = () => {}) {
    this.#client = client;
    this.#forget = forget;
  }

  /** Takes a `changed` event. A jump in its number refetches everything shown. */
  take(event: Extract<HostEvent, { event: "changed" }>): void {
    const expected = this.#last === null ? event.sequence : this.#last + 1;
    this.#last = event.sequence;
    if (event.sequence !== expected) {
      this.repair();
      return;
    }
    this.#apply(event.changes);
  }

  /**
   * A message changes a dozen answers, and asking for each takes the page a moment: the words themselves come first,
   * and what else may have changed (numbers, the customer, the line) once they are on the screen.
   */
  #apply(changes: readonly ChangeDto[]): void {
    const first = new Map<string, Stale>();
    for (const stale of changes.flatMap(staleQueries)) {
      const [command] = stale;
      const rest = seenFirst.includes(command) ? first : this.#later;
      rest.set(JSON.stringify(stale), stale);
      // Whoever is drawn meanwhile shall not take the old answer for true.
      void this.#client.invalidateQueries({ queryKey: stale, refetchType: "none" });
    }
    if (this.#later.size > 0) {
      this.#restDue ??= setTimeout(() => {
        this.#readRest();
      }, longestWait);
    }
    if (first.size > 0) void this.#readFirst([...first.values()]);
    else if (this.#busy === 0) this.#readRest();
  }

  async #readFirst(stale: Stale[]): Promise<void> {
    this.#busy += 1;
    const place = ([command]: Stale) => seenFirst.indexOf(command);
    const inOrder = stale.toSorted((one, other) => place(one) - place(other));
    await Promise.allSettled(inOrder.map((each) => invalidate(this.#client, each)));
    await nextFrame();
    this.#busy -= 1;
    if (this.#busy === 0) this.#readRest();
  }

  #readRest(): void {
    clearTimeout(this.#restDue);
    this.#restDue = undefined;
    const rest = [...this.#later.values()];
    this.#later.clear();
    for (const stale of rest) void invalidate(this.#client, stale);
  }

  /** Refetches everything shown and drops what is not. */
  repair(): void {
    this.#forget();
    void invalidate(this.#client, []);
  }

  /** The window was hidden or is seen again: refetches what has become stale meanwhile. */
  noteVisibility(): void {
    if (!isHidden()) void this.#client.refetchQueries({ type: "active", stale: true });
  }
}
