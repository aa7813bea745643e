import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { runAction, useActions } from "../../lib/actions";
import { noFacets, noFilter } from "../../lib/filters";
import { useHostQuery } from "../../lib/hostQuery";
import { askForName, deleteView, keepChanges, moveView, savedViewsNow } from "../../lib/savedViews";
import { selection } from "../../lib/selection";
import { undoLast } from "../../lib/toasts";
import { aRow } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { NameViewDialog } from "./NameViewDialog";
import { savedViewActions, viewActions } from "./viewActions";

/** The dialog and the actions, as the window has them; the names of the views stand beside. */
function Views() {
  useActions(viewActions);
  const views = useHostQuery("list_saved_views", {}).data ?? [];
  return (
    <main>
      <ul>
        {views.map(({ id, name, total }) => (
          <li key={id}>{`${name} ${String(total)}`}</li>
        ))}
      </ul>
      <NameViewDialog />
    </main>
  );
}

const urgent = { ...noFilter, priorities: ["urgent" as const] };
const saved = (id: string, name: string, sort: "newest" | "longestWaiting" = "newest") => ({
  id,
  name,
  recipe: { view: "allOpen" as const, filter: urgent, sort },
});
const listed = () => screen.queryAllByRole("listitem").map((item) => item.textContent);
const run = (action: string) => {
  let ran = false;
  act(() => {
    ran = runAction(action);
  });
  return ran;
};

beforeEach(() => {
  askForName(null);
});

describe("a view", () => {
  test("is saved as it is shown, under a name", async () => {
    const rows = [aRow({ id: "a", priority: "urgent" }), aRow({ id: "b" })];
    const host = await renderOnHost(<Views />, { rows });
    act(() => {
      selection.setFacets({ priorities: ["urgent"] });
      selection.setSort("longestWaiting");
    });
    expect(run("view.save")).toBe(true);
    const name = await screen.findByRole("textbox", { name: "Name" });
    const save = screen.getByRole("button", { name: /^Save/u });
    expect(save.getAttribute("aria-disabled")).toBe("true");
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.type(name, "  Fires  {Enter}");
    await waitFor(() => {
      expect(listed()).toEqual(["Fires 1"]);
    });
    expect(host.inputsOf("save_view")).toEqual([
      {
        name: "Fires",
        place: null,
        recipe: { view: "allOpen", filter: urgent, sort: "longestWaiting" },
      },
    ]);
    expect(selection.get().savedView).toBe("view-1");
    screen.getByText("Fires saved");
  });

  test("that the host cannot keep is said, and nothing looks saved", async () => {
    const host = await renderOnHost(<Views />);
    host.fail("save_view", "storeFailed");
    run("view.save");
    await userEvent.type(await screen.findByRole("textbox", { name: "Name" }), "Fires{Enter}");
    await screen.findByText("The local store did not answer. Nothing typed is lost.");
    expect(selection.get().savedView).toBeNull();
  });

  test("is opened by its key with everything it was saved with, and going back leaves it", async () => {
    await renderOnHost(<Views />, { savedViews: [saved("v", "Fires", "longestWaiting")] });
    await screen.findByText("Fires 0");
    const [open] = savedViewActions(savedViewsNow());
    expect(open?.keys).toEqual(["G 1"]);
    act(() => {
      open?.run();
    });
    expect(selection.get()).toMatchObject({
      view: "allOpen",
      sort: "longestWaiting",
      savedView: "v",
      facets: { ...noFacets, priorities: ["urgent"] },
    });
    act(() => {
      selection.back();
    });
    expect(selection.get()).toMatchObject({ savedView: null, facets: noFacets });
    act(() => {
      selection.forward();
      selection.setView("mine");
    });
    expect(selection.get()).toMatchObject({ savedView: null, facets: noFacets });
  });

  test("is renamed with its name already there", async () => {
    const host = await renderOnHost(<Views />, { savedViews: [saved("v", "Fires")] });
    await screen.findByText("Fires 0");
    act(() => {
      selection.openSavedView(savedViewsNow()[0]!);
    });
    expect(run("view.rename")).toBe(true);
    const name = await screen.findByRole("textbox", { name: "Name" });
    expect(name).toHaveProperty("value", "Fires");
    await userEvent.clear(name);
    await userEvent.type(name, "حرائق{Enter}");
    await waitFor(() => {
      expect(listed()).toEqual(["حرائق 0"]);
    });
    expect(host.inputsOf("update_view")).toEqual([
      { savedView: "v", name: "حرائق", recipe: null, place: null },
    ]);
  });

  test("takes over what was changed on it only when asked, and gives it back", async () => {
    const host = await renderOnHost(<Views />, { savedViews: [saved("v", "Fires")] });
    await screen.findByText("Fires 0");
    act(() => {
      selection.openSavedView(savedViewsNow()[0]!);
    });
    expect(run("view.keepChanges")).toBe(false);
    act(() => {
      selection.setUnreadOnly(true);
    });
    expect(host.inputsOf("update_view")).toEqual([]);
    await act(() => keepChanges(savedViewsNow()[0]!));
    expect(host.data.savedViews[0]?.recipe.filter.unreadOnly).toBe(true);
    act(undoLast);
    await waitFor(() => {
      expect(host.data.savedViews[0]?.recipe.filter.unreadOnly).toBe(false);
    });
  });

  test("moves among the others and is put back where it was after it was deleted", async () => {
    const views = [saved("a", "First"), saved("b", "Second"), saved("c", "Third")];
    await renderOnHost(<Views />, { savedViews: views });
    await screen.findByText("Third 0");
    await act(() => moveView(savedViewsNow()[2]!, -1));
    await waitFor(() => {
      expect(listed()).toEqual(["First 0", "Third 0", "Second 0"]);
    });
    await act(() => deleteView(savedViewsNow()[1]!));
    await waitFor(() => {
      expect(listed()).toEqual(["First 0", "Second 0"]);
    });
    screen.getByText("Third deleted");
    act(undoLast);
    await waitFor(() => {
      expect(listed()).toEqual(["First 0", "Third 0", "Second 0"]);
    });
  });
});
