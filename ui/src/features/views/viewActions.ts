// What keys and the palette can do with views: save what is shown, change, rename, delete, go there.

import type { PlatformViewDto, SavedView } from "../../ipc/bindings.gen";
import { type Action, defineAction } from "../../lib/actions";
import { isFiltered, recipeOf } from "../../lib/filters";
import {
  askForName,
  deleteView,
  isChanged,
  keepChanges,
  moveView,
  shownView,
} from "../../lib/savedViews";
import { platformViewOnLine } from "../../lib/platformViews";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";

const inInbox = () => selection.get().page === "inbox";
const isShown = () => inInbox() && shownView() !== undefined;

function onShown(run: (view: SavedView) => void): () => void {
  return () => {
    const view = shownView();
    if (view !== undefined) run(view);
  };
}

/** The actions of views. */
export const viewActions: readonly Action[] = [
  defineAction({
    id: "view.save",
    label: m.views_save,
    group: "go",
    keys: ["$mod+Shift+S"],
    when: inInbox,
    run: () => {
      askForName({ of: "new", recipe: recipeOf(selection.get()) });
    },
  }),
  defineAction({
    id: "view.keepChanges",
    label: m.views_save_changes,
    group: "go",
    keys: [],
    when: () => {
      const view = shownView();
      return inInbox() && view !== undefined && isChanged(view);
    },
    run: onShown((view) => void keepChanges(view)),
  }),
  defineAction({
    id: "view.rename",
    label: m.views_rename,
    group: "go",
    keys: [],
    when: isShown,
    run: onShown((view) => {
      askForName({ of: "saved", view });
    }),
  }),
  defineAction({
    id: "view.moveUp",
    label: m.views_move_up,
    group: "go",
    keys: [],
    when: isShown,
    run: onShown((view) => void moveView(view, -1)),
  }),
  defineAction({
    id: "view.moveDown",
    label: m.views_move_down,
    group: "go",
    keys: [],
    when: isShown,
    run: onShown((view) => void moveView(view, 1)),
  }),
  defineAction({
    id: "view.delete",
    label: m.views_delete,
    group: "go",
    keys: [],
    when: isShown,
    run: onShown((view) => void deleteView(view)),
  }),
  defineAction({
    id: "view.clearFilters",
    label: m.list_filter_clear,
    group: "go",
    keys: [],
    when: () => inInbox() && isFiltered(selection.get()),
    run: () => {
      selection.clearFilters();
    },
  }),
];

const viewsWithKeys = 9;

/** One action for each saved view. */
export function savedViewActions(views: readonly SavedView[]): Action[] {
  return views.map((view, index) =>
    defineAction({
      id: `go.saved.${view.id}`,
      label: () => view.name,
      group: "go",
      keys: index < viewsWithKeys ? [`G ${String(index + 1)}`] : [],
      single: true,
      when: () => true,
      run: () => {
        selection.openSavedView(view);
        selection.focusPane("list");
      },
    }),
  );
}

/** One action for each view that was saved on a platform. */
export function platformViewActions(views: readonly PlatformViewDto[]): Action[] {
  return views.map((view) =>
    defineAction({
      id: `go.saved.${view.id}`,
      label: () => platformViewOnLine(view),
      group: "go",
      keys: [],
      single: true,
      when: () => true,
      run: () => {
        selection.openSavedView(view);
        selection.focusPane("list");
      },
    }),
  );
}
