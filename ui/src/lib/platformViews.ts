/** Views that the person has saved on platforms. */
import type { PlatformViewDto } from "../ipc/bindings.gen";
import { recipeOf, sameRecipe } from "./filters";
import { m } from "../paraglide/messages.js";
import { useHostQuery } from "./hostQuery";
import type { Selection } from "./selection";

/** A platform's view by its id; undefined for none, and until it is known. */
export function usePlatformView(id: string | null): PlatformViewDto | undefined {
  const views = useHostQuery("list_platform_views", {}, { enabled: id !== null }).data;
  return id === null ? undefined : views?.find((view) => view.id === id);
}

/** What a platform's view is called: by the person who saved it, or by what it is. */
export function platformViewName({ kind, name }: Pick<PlatformViewDto, "kind" | "name">): string {
  switch (kind) {
    case "saved":
      return name;
    case "participating":
      return m.rail_view_participating();
    case "unattended":
      return m.rail_view_unattended();
  }
}

/** The same with its line. */
export function platformViewOnLine(view: PlatformViewDto): string {
  const named = { name: platformViewName(view), line: view.lineName };
  return view.kind === "saved" ? m.rail_platform_view(named) : m.rail_view_of(named);
}

/** Whether this view is what is shown, in whatever order, and all of it or what is unread. */
export function isShown(view: PlatformViewDto, chosen: Selection): boolean {
  const { sort, unreadOnly } = chosen;
  const recipe = { ...view.recipe, sort, filter: { ...view.recipe.filter, unreadOnly } };
  return chosen.savedView === view.id && sameRecipe(recipe, recipeOf(chosen));
}
