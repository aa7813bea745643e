/** Views that the person has put together: keeping, renaming, moving, deleting with the way back. */
import { useSyncExternalStore } from "react";
import type { SavedView, ViewRecipe } from "../ipc/bindings.gen";
import { presentError } from "../ipc/errors";
import { m } from "../paraglide/messages.js";
import { recipeOf, sameRecipe } from "./filters";
import { callHost, queryClient, queryKeyOf } from "./hostQuery";
import { selection } from "./selection";
import { showToast } from "./toasts";

/** The saved views, as far as they were read. */
export function savedViewsNow(): readonly SavedView[] {
  return queryClient.getQueryData<SavedView[]>(queryKeyOf("list_saved_views", {})) ?? [];
}

/** The saved view that is shown, with what was changed on it or without; undefined for others. */
export function shownView(): SavedView | undefined {
  const { savedView } = selection.get();
  return savedView === null ? undefined : savedViewsNow().find(({ id }) => id === savedView);
}

/** What is shown is not what was saved. */
export function isChanged(view: SavedView): boolean {
  return !sameRecipe(view.recipe, recipeOf(selection.get()));
}

/** What the dialog asks a name for: what is shown, or a view that has one already. */
export type Naming =
  | { readonly of: "new"; readonly recipe: ViewRecipe }
  | { readonly of: "saved"; readonly view: SavedView };

let naming: Naming | null = null;
const listeners = new Set<() => void>();

/** Asks for a name; with null the dialog closes. */
export function askForName(of: Naming | null): void {
  naming = of;
  for (const listener of listeners) listener();
}

/** What a name is asked for; null while it is not. */
export function useNaming(): Naming | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => naming,
  );
}

function sayFailure(cause: unknown): void {
  showToast({ tone: "failed", text: presentError(cause).text() });
}

/** Keeps the naming's view under this name, and shows it. */
export async function keepView(of: Naming, name: string): Promise<void> {
  try {
    if (of.of === "new") {
      const saved = await callHost("save_view", { name, recipe: of.recipe, place: null });
      selection.setSavedView(saved.id);
      showToast({ text: m.views_saved({ name: saved.name }) });
    } else {
      await callHost("update_view", { savedView: of.view.id, name, recipe: null, place: null });
    }
  } catch (cause) {
    sayFailure(cause);
  }
}

/** Lets a saved view show what is shown now; can be taken back. */
export async function keepChanges(view: SavedView): Promise<void> {
  const keep = (recipe: ViewRecipe) =>
    callHost("update_view", { savedView: view.id, name: null, recipe, place: null });
  try {
    await keep(recipeOf(selection.get()));
    showToast({
      text: m.views_changes_saved({ name: view.name }),
      undo: {
        label: m.views_undo(),
        run: () => {
          keep(view.recipe).catch(sayFailure);
        },
      },
    });
  } catch (cause) {
    sayFailure(cause);
  }
}

/** Moves a saved view up or down among the others. */
export async function moveView(view: SavedView, by: 1 | -1): Promise<void> {
  const place = savedViewsNow().findIndex(({ id }) => id === view.id) + by;
  if (place < 0) return;
  try {
    await callHost("update_view", { savedView: view.id, name: null, recipe: null, place });
  } catch (cause) {
    sayFailure(cause);
  }
}

/** Deletes a saved view; what it showed stays on screen, and it can be put back. */
export async function deleteView(view: SavedView): Promise<void> {
  try {
    const gone = await callHost("delete_view", { savedView: view.id });
    const wasShown = selection.get().savedView === view.id;
    if (wasShown) selection.setView(view.recipe.view);
    showToast({
      text: m.views_deleted({ name: gone.name }),
      undo: {
        label: m.views_undo(),
        run: () => {
          callHost("save_view", gone).then((again) => {
            if (wasShown) selection.openSavedView(again);
          }, sayFailure);
        },
      },
    });
  } catch (cause) {
    sayFailure(cause);
  }
}
