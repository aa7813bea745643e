import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { noFilter } from "../../lib/filters";
import { selection } from "../../lib/selection";
import { aLine, anAssignee, aPlatformView, aRow } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { Rail } from "./Rail";
import type * as RailRows from "./railRows";

const drawn = vi.hoisted(() => ({ views: 0 }));

// Each drawing of the views asks once for the number of Mine, which makes drawings countable.
vi.mock("./railRows", async (original) => {
  const rows = await original<typeof RailRows>();
  return {
    ...rows,
    countOf: (...[counts, view]: Parameters<typeof rows.countOf>) => {
      if (view === "mine") drawn.views += 1;
      return rows.countOf(counts, view);
    },
  };
});

const mine = aRow({ id: "c1", unread: 1, assignee: anAssignee() });

async function shown() {
  const host = await renderOnHost(<Rail />, { lines: [aLine()], rows: [mine] });
  await screen.findByRole("button", { name: "Mine, 1 unread of 1" });
  return host;
}

beforeEach(() => {
  drawn.views = 0;
});

test("what leaves the numbers as they are does not draw them again", async () => {
  const host = await shown();
  drawn.views = 0;
  const before = host.inputsOf("rail_counts").length;
  act(() => {
    selection.openConversation("c1");
    selection.setPanelOpen(false);
    host.changed({ type: "items", conversation: "c1" });
    host.changed({ type: "conversations" });
  });
  await waitFor(() => {
    expect(host.inputsOf("rail_counts").length).toBeGreaterThan(before);
  });
  // A change that does draw comes after those, so that nothing of theirs can be still on its way.
  act(() => {
    host.data.rows = [{ ...mine, unread: 0 }];
    host.changed({ type: "conversations" });
  });
  await screen.findByRole("button", { name: /^Mine(?!.*unread)/u });
  expect(drawn.views).toBe(1);
});

const fires = {
  id: "v1",
  name: "Fires",
  recipe: {
    view: "allOpen" as const,
    filter: { ...noFilter, priorities: ["urgent" as const] },
    sort: "newest" as const,
  },
};

test("everything a person is asked for is one queue with its own number", async () => {
  const rows = [
    aRow({ id: "a", whoseMove: "needsPerson", moveReason: "missedCall" }),
    aRow({ id: "b", whoseMove: "needsPerson", moveReason: "humanRequested" }),
    aRow({ id: "c" }),
  ];
  await renderOnHost(<Rail />, { lines: [aLine()], rows });
  await userEvent.click(await screen.findByRole("button", { name: "Needs a person, 2" }));
  expect(selection.get().view).toBe("needsPerson");
  screen.getByRole("button", { name: "Human requested, 1" });
});

test("saved views stand in a list of their own, with unread first and their menu", async () => {
  const rows = [
    aRow({ id: "a", priority: "urgent", unread: 2 }),
    aRow({ id: "b", priority: "urgent" }),
    aRow({ id: "c" }),
  ];
  const calm = { ...fires, id: "v2", name: "Calm", recipe: { ...fires.recipe, filter: noFilter } };
  const host = await renderOnHost(<Rail />, { lines: [aLine()], rows, savedViews: [fires, calm] });
  const list = await screen.findByRole("list", { name: "Saved views" });
  const row = within(list).getByRole("button", { name: "Fires, 1 unread of 2" });
  await userEvent.click(row);
  expect(row.getAttribute("aria-current")).toBe("page");
  expect(selection.get().facets.priorities).toEqual(["urgent"]);
  expect(
    screen.getByRole("button", { name: /^All open/u }).getAttribute("aria-current"),
  ).toBeNull();
  expect(await accessibilityProblems()).toEqual([]);
  fireEvent.contextMenu(row);
  const menu = await screen.findByRole("menu", { name: "Saved view Fires" });
  within(menu).getByRole("menuitem", { name: /^Move up.*It is the first already\.$/u });
  await userEvent.click(within(menu).getByRole("menuitem", { name: "Delete view" }));
  await screen.findByText("Fires deleted");
  expect(host.data.savedViews.map(({ name }) => name)).toEqual(["Calm"]);
});

test("views saved on a platform stand among the saved ones, with their line in words", async () => {
  const told = {
    ...aPlatformView(),
    id: "line-riyadh:1",
    name: "VIP",
    recipe: fires.recipe,
    asked: false,
    unread: 1,
    total: 3,
  };
  const host = await renderOnHost(<Rail />, {
    lines: [aLine()],
    platformViews: [told, aPlatformView()],
  });
  const list = await screen.findByRole("list", { name: "Saved views" });
  const vip = within(list).getByRole("button", {
    name: "VIP, saved on Riyadh line, 1 unread of 3",
  });
  await userEvent.click(vip);
  expect(vip.getAttribute("aria-current")).toBe("page");
  expect(selection.get().facets.priorities).toEqual(["urgent"]);
  expect(selection.get().facets.platformView).toBeNull();
  // What nobody knows yet has no number.
  const old = within(list).getByRole("button", { name: "Old ones, saved on Riyadh line" });
  await userEvent.click(old);
  expect(old.getAttribute("aria-current")).toBe("page");
  expect(selection.get().facets.platformView).toBe("line-riyadh:7");
  expect(selection.get().facets.priorities).toEqual([]);
  act(() => {
    host.data.platformViews = [];
    host.changed({ type: "directory", line: "line-riyadh" });
  });
  await waitFor(() => {
    expect(screen.queryByRole("list", { name: "Saved views" })).toBeNull();
  });
});

test("a line's row says that it is a test account and that its key ends soon", async () => {
  const notices = [
    { type: "sandbox" },
    { type: "keyExpires", at: Date.now() + 3 * 24 * 3_600_000 - 60_000 },
  ] as const;
  await renderOnHost(<Rail />, { lines: [aLine({ notices: [...notices] })], rows: [mine] });
  const row = await screen.findByRole("button", {
    name: /^Riyadh line, Hatif, .*, a test account, nobody reads what is sent, the key ends in 2 d/u,
  });
  within(row).getByText("Test");
  expect(await accessibilityProblems()).toEqual([]);
});

test("views that the platform itself has are called by what they are, in the person's language", async () => {
  await renderOnHost(<Rail />, {
    lines: [aLine()],
    platformViews: [
      {
        ...aPlatformView(),
        id: "line-riyadh:participating",
        name: "participating",
        kind: "participating",
      },
      { ...aPlatformView(), id: "line-riyadh:unattended", name: "unattended", kind: "unattended" },
    ],
  });
  const list = await screen.findByRole("list", { name: "Saved views" });
  within(list).getByRole("button", { name: "I take part, on Riyadh line" });
  within(list).getByRole("button", { name: "Waiting for an answer, on Riyadh line" });
});
