/** Views that the person has saved on platforms. */
import type { PlatformViewDto } from "../ipc/bindings.gen";
import { recipeOf, sameRecipe } from "./filters";
import { useHostQuery } from "./hostQuery";
import type { Selection } from "./selection";

/** A platform's view by its id; undefined for none, and until it is known. */
export function usePlatformView(id: string | null): PlatformViewDto | undefined {
  const views = useHostQuery("list_platform_views", {}, { enabled: id !== null }).data;
  return id === null ? undefined : views?.find((view) => view.id === id);
}

/** Whether this view is what is shown, in whatever order, and all of it or what is unread. */
export function isShown(view: PlatformViewDto, chosen: Selection): boolean {
  const { sort, unreadOnly } = chosen;
  const recipe = { ...view.recipe, sort, filter: { ...view.recipe.filter, unreadOnly } };
  return chosen.savedView === view.id && sameRecipe(recipe, recipeOf(chosen));
}
