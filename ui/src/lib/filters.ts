/** What is left out of a view: how it is asked of the host, and how its parts are called. */
import type {
  CarriedDto,
  ConversationFilter,
  PriorityDto,
  StatusDto,
  ViewDto,
  ViewRecipe,
} from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";

/** What is filtered by beside line, tag and unread. */
export type Facets = Pick<
  ConversationFilter,
  | "statuses"
  | "priorities"
  | "channelKinds"
  | "channels"
  | "teams"
  | "withoutTeam"
  | "carried"
  | "platformView"
>;

/** Leaves nothing out. */
export const noFacets: Facets = {
  statuses: [],
  priorities: [],
  channelKinds: [],
  channels: [],
  teams: [],
  withoutTeam: false,
  carried: null,
  platformView: null,
};

/** Leaves nothing out at all. */
export const noFilter: ConversationFilter = {
  line: null,
  tag: null,
  unreadOnly: false,
  ...noFacets,
};

/** What a list shows, as the selection holds it. */
interface Shown extends Pick<ViewRecipe, "view" | "sort"> {
  readonly line: string | null;
  readonly tag: string | null;
  readonly unreadOnly: boolean;
  readonly facets: Facets;
}

/** The filter of what the person looks at. */
export function filterOf({ line, tag, unreadOnly, facets }: Shown): ConversationFilter {
  return { line, tag, unreadOnly, ...facets };
}

/** What the person looks at, as it can be saved. */
export function recipeOf(chosen: Shown): ViewRecipe {
  return { view: chosen.view, filter: filterOf(chosen), sort: chosen.sort };
}

/** The same conversations in the same order. */
export function sameRecipe(one: ViewRecipe, other: ViewRecipe): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted({ view, filter, sort }: ViewRecipe): unknown {
  return [
    view,
    sort,
    filter.line,
    filter.tag,
    filter.unreadOnly,
    filter.statuses.toSorted(),
    filter.priorities.toSorted(),
    filter.channelKinds.toSorted(),
    filter.channels.toSorted(),
    filter.teams.toSorted(),
    filter.withoutTeam,
    filter.carried,
    filter.platformView,
  ];
}

/** Something beside line, tag and unread is filtered by. */
export function hasFacets(facets: Facets): boolean {
  return (
    facets.statuses.length > 0 ||
    facets.priorities.length > 0 ||
    facets.channelKinds.length > 0 ||
    facets.channels.length > 0 ||
    facets.teams.length > 0 ||
    facets.withoutTeam ||
    facets.carried !== null ||
    facets.platformView !== null
  );
}

/** Anything is left out. */
export function isFiltered({ line, tag, unreadOnly, facets }: Shown): boolean {
  return line !== null || tag !== null || unreadOnly || hasFacets(facets);
}

/** What leaves conversations out, each in a word. */
export function narrowing({ line, tag, unreadOnly, facets }: Shown): string[] {
  const words: (readonly [boolean, () => string])[] = [
    [facets.platformView !== null, m.list_narrowed_platform_view],
    [line !== null, m.list_narrowed_line],
    [tag !== null, m.list_narrowed_tag],
    [unreadOnly, m.list_narrowed_unread],
    [facets.statuses.length > 0, m.list_narrowed_status],
    [facets.carried !== null, m.list_narrowed_carried],
    [facets.teams.length > 0 || facets.withoutTeam, m.list_narrowed_team],
    [facets.priorities.length > 0, m.list_narrowed_priority],
    [facets.channelKinds.length > 0, m.list_narrowed_kind],
    [facets.channels.length > 0, m.list_narrowed_channel],
  ];
  return words.filter(([narrows]) => narrows).map(([, word]) => word());
}

/** A list with a value in it, or without it when it was there. */
export function toggled<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}

/** The same people. */
export function sameCarried(one: CarriedDto | null, other: CarriedDto | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const statusNames = {
  open: m.list_status_open,
  pending: m.list_status_pending,
  snoozed: m.list_status_snoozed,
  resolved: m.list_status_resolved,
} satisfies Record<StatusDto, () => string>;

/** Where a conversation stands, in a word. */
export function statusName(status: StatusDto): string {
  return statusNames[status]();
}

const priorityNames = {
  urgent: m.list_priority_urgent,
  high: m.list_priority_high,
  medium: m.list_priority_medium,
  low: m.list_priority_low,
} satisfies Record<PriorityDto, () => string>;

/** All priorities, the most pressing first. */
export const priorities = Object.keys(priorityNames) as PriorityDto[];

/** How pressing, in words. */
export function priorityName(priority: PriorityDto): string {
  return priorityNames[priority]();
}

/** What can be told apart inside a view; the others hold one status each. */
export function statusesWithin(view: ViewDto, platformView: string | null): readonly StatusDto[] {
  // A platform's view holds what it says, wherever it stands.
  if (platformView !== null) return Object.keys(statusNames) as StatusDto[];
  switch (view) {
    case "mine":
    case "unassigned":
    case "allOpen":
      return ["open", "pending"];
    case "needsPerson":
    case "humanRequested":
    case "closingSoon":
    case "snoozed":
    case "resolved":
      return [];
  }
}
