/** The rail's views: their names and their order, the same in rail, list, palette and keys. */
import type { ViewDto } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";

/** Every view, in the rail's order. */
export const views: readonly ViewDto[] = [
  "mine",
  "unassigned",
  "allOpen",
  "needsPerson",
  "humanRequested",
  "closingSoon",
  "snoozed",
  "resolved",
];

const names = {
  mine: m.rail_mine,
  unassigned: m.rail_unassigned,
  allOpen: m.rail_all_open,
  // The same words as the group and the lamp: it is the same set.
  needsPerson: m.list_move_needs_person,
  humanRequested: m.rail_human_requested,
  closingSoon: m.rail_closing_soon,
  snoozed: m.rail_snoozed,
  resolved: m.rail_resolved,
} satisfies Record<ViewDto, () => string>;

/** The name of a view. */
export function viewName(view: ViewDto): string {
  return names[view]();
}
