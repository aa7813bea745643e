import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import { runAction } from "../../lib/actions";
import { noFilter } from "../../lib/filters";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { aLine, anAgent, anAssignee, aPlatformView, aRow } from "../../testing/builders";
import { rowsOf, shown, names, change, startAfresh } from "./listTesting";

beforeEach(() => {
  startAfresh();
});

describe("leaving out", () => {
  const filterMenu = async () => {
    await userEvent.click(screen.getByRole("button", { name: "Filter" }));
    return screen.findByRole("menu", { name: "Filter" });
  };
  const choose = async (name: string) => {
    await userEvent.click(within(await filterMenu()).getByRole("menuitemcheckbox", { name }));
    await userEvent.keyboard("{Escape}");
  };

  const chipNames = () =>
    within(screen.getByRole("list", { name: "Filters" }))
      .getAllByRole("listitem")
      .map((chip) => chip.textContent);

  test("several filters hold together, each as a chip that takes it off", async () => {
    const host = await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", priority: "urgent", channelKind: "email" }),
        aRow({ id: "b", contactName: "Lukas", priority: "urgent", assignee: anAssignee() }),
        aRow({ id: "c", contactName: "Freja", status: "pending" }),
      ],
    });
    await choose("Urgent");
    await waitFor(() => {
      expect(screen.queryByRole("option", { name: /Freja/u })).toBeNull();
    });
    await choose("Nobody");
    await waitFor(() => {
      expect(screen.getAllByRole("option")).toHaveLength(1);
    });
    expect(host.inputsOf("list_conversations").at(-1)?.filter).toMatchObject({
      priorities: ["urgent"],
      carried: { by: "nobody" },
      statuses: [],
    });
    const chips = screen.getByRole("list", { name: "Filters" });
    expect(
      within(chips)
        .getAllByRole("listitem")
        .map((chip) => chip.textContent),
    ).toEqual(["Nobody", "Urgent"]);
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(violations.map((each) => each.id)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Remove filter Nobody" }));
    await userEvent.click(screen.getByRole("button", { name: "Remove filter Urgent" }));
    await waitFor(() => {
      expect(screen.getAllByRole("option")).toHaveLength(3);
    });
    expect(screen.queryByRole("list", { name: "Filters" })).toBeNull();
  });

  test("where nothing fits, all filters go with one press", async () => {
    await shown({ rows: rowsOf(2) });
    await choose("High priority");
    await choose("Pending");
    await screen.findByRole("heading", { name: "Nothing fits these filters" });
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    await screen.findByRole("option", { name: /Customer 1/u });
  });

  test("where nothing fits, the list says what narrows it and nothing else", async () => {
    await shown({ rows: rowsOf(2) });
    await choose("High priority");
    await screen.findByText("This view is narrowed by priority.");
    act(() => {
      selection.setUnreadOnly(true);
      selection.setFacets({ carried: { by: "nobody" }, withoutTeam: true, channels: ["1:3"] });
    });
    await screen.findByText(
      "This view is narrowed by unread only, assignee, team, priority, and channel.",
    );
  });

  test("with one line its agents are offered without choosing it, and with several only once one is", async () => {
    const only = aLine({ id: "line-riyadh" });
    const agents = [anAgent(), anAgent({ id: "agent-camila", name: "Camila Rocha", isMe: false })];
    const camila = anAssignee({ id: "agent-camila", name: "Camila Rocha", isMe: false });
    const host = await shown({
      lines: [only],
      agents,
      rows: [
        aRow({ id: "a", contactName: "Customer 1", assignee: camila }),
        aRow({ id: "b", contactName: "Customer 2" }),
      ],
    });
    await choose("Camila Rocha");
    await waitFor(() => {
      expect(names()).toEqual(["Customer 1"]);
    });
    expect(chipNames()).toEqual(["Camila Rocha"]);
    act(() => {
      selection.clearFilters();
      host.data.lines = [only, aLine({ id: "line-jeddah", name: "Jeddah line", channels: [] })];
      host.changed({ type: "lines" });
    });
    await waitFor(() => {
      expect(host.inputsOf("list_lines").length).toBeGreaterThan(1);
    });
    const menu = await filterMenu();
    await within(menu).findByRole("menuitemcheckbox", { name: "Jeddah line" });
    expect(within(menu).queryByRole("menuitemcheckbox", { name: "Camila Rocha" })).toBeNull();
  });

  test("kinds of channels stand as names, in the menu and as chips", async () => {
    const kinds = ["phone", "email", "webChat", "other", "sms"] as const;
    const channels = kinds.map((kind) => ({ id: `1:${kind}`, name: kind, kind, address: null }));
    await shown({ lines: [aLine({ channels })], rows: rowsOf(1) });
    const menu = await filterMenu();
    const group = within(menu).getByRole("group", { name: "Kind of channel" });
    expect(
      within(group)
        .getAllByRole("menuitemcheckbox")
        .map((item) => item.textContent),
    ).toEqual(["Phone", "E-mail", "Web chat", "Other", "SMS"]);
    await userEvent.click(within(group).getByRole("menuitemcheckbox", { name: "Web chat" }));
    await userEvent.keyboard("{Escape}");
    expect(chipNames()).toEqual(["Web chat"]);
  });

  test("ticking the whole view ticks what the filters leave, and nothing else", async () => {
    await shown({
      rows: [
        ...Array.from({ length: 240 }, (_, at) =>
          aRow({ id: `u${String(at)}`, contactName: `Customer ${String(at)}`, priority: "urgent" }),
        ),
        ...rowsOf(30),
      ],
    });
    await choose("Urgent");
    await waitFor(() => {
      expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("All open 240");
    });
    act(() => {
      runAction("list.tickAll");
    });
    await screen.findByText("240 selected");
    expect([...ticks.get().keys()].every((id) => id.startsWith("u"))).toBe(true);
  });

  const placed = {
    lines: [
      aLine({
        id: "line-riyadh",
        channels: [
          { id: "1:3", name: "Shop", kind: "webChat", address: null },
          { id: "1:6", name: "متجر الرياض", kind: "email", address: null },
        ],
        teams: [{ id: "1:4", name: "sales" }],
      }),
      aLine({ id: "line-jeddah", name: "Jeddah line" }),
    ],
    rows: [
      aRow({ id: "a", contactName: "Customer 1" }),
      aRow({ id: "b", contactName: "Customer 2" }),
      aRow({ id: "c", contactName: "Customer 3" }),
    ],
    places: { a: { channel: "1:3", team: "1:4" }, b: { channel: "1:6" }, c: { channel: "1:3" } },
  };
  test("one channel and one team narrow the list, and both go with another line", async () => {
    await shown(placed);
    await choose("Shop");
    await waitFor(() => {
      expect(names()).toEqual(["Customer 1", "Customer 3"]);
    });
    await choose("sales");
    await waitFor(() => {
      expect(names()).toEqual(["Customer 1"]);
    });
    await choose("No team");
    await waitFor(() => {
      expect(names()).toEqual(["Customer 1", "Customer 3"]);
    });
    expect(chipNames()).toEqual(["sales", "No team", "Shop"]);
    await userEvent.click(screen.getByRole("button", { name: "Remove filter sales" }));
    await waitFor(() => {
      expect(names()).toEqual(["Customer 3"]);
    });
    act(() => {
      selection.setLine("line-jeddah");
    });
    expect(chipNames()).toEqual(["Jeddah line", "No team"]);
  });

  test("each line's channels stand under its name, and their names keep their direction", async () => {
    await shown(placed);
    const menu = await filterMenu();
    const ofRiyadh = within(menu).getByRole("group", { name: "Channel, Riyadh line" });
    expect(
      within(ofRiyadh)
        .getAllByRole("menuitemcheckbox")
        .map((item) => item.querySelector("bdi")?.textContent),
    ).toEqual(["Shop", "متجر الرياض"]);
    within(menu).getByRole("group", { name: "Channel, Jeddah line" });
    // Only one line has teams, so its name says nothing.
    within(menu).getByRole("group", { name: "Team" });
  });

  test("beside each channel, team and tag stands how many are open, in words for whoever listens", async () => {
    const vip = { id: "vip", name: "VIP", icon: null };
    const rows = placed.rows.map((row) => ({ ...row, tags: row.id === "a" ? [vip] : [] }));
    const done = aRow({ id: "done", contactName: "Customer 4", status: "resolved" });
    const places = { ...placed.places, done: { channel: "1:3", team: "1:4" } };
    await shown({ ...placed, rows: [...rows, done], places });
    const menu = await filterMenu();
    const numberOf = (name: string) => {
      const item = within(menu).getByRole("menuitemcheckbox", { name });
      const [number] = item.querySelectorAll('[slot="description"] > [aria-hidden]');
      const described = document.getElementById(item.getAttribute("aria-describedby") ?? "");
      return [number?.textContent, described?.querySelector(".visually-hidden")?.textContent];
    };
    await waitFor(() => {
      expect(numberOf("Shop")).toEqual(["2", "Open: 2"]);
    });
    expect(numberOf("متجر الرياض")).toEqual(["1", "Open: 1"]);
    expect(numberOf("sales")).toEqual(["1", "Open: 1"]);
    expect(numberOf("No team")).toEqual(["2", "Open: 2"]);
    expect(numberOf("VIP")).toEqual(["1", "Open: 1"]);
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(violations.map((each) => each.id)).toEqual([]);
  });

  test("where there are many names, typing finds one, and Enter chooses it", async () => {
    const channels = Array.from({ length: 12 }, (_, at) => ({
      id: `1:${String(at)}`,
      name: `Shop ${String(at)}`,
      kind: "api" as const,
      address: null,
    }));
    await shown({
      lines: [aLine({ channels })],
      rows: placed.rows,
      places: { a: { channel: "1:11" }, b: { channel: "1:2" } },
    });
    const menu = await filterMenu();
    const box = screen.getByRole("searchbox", { name: "Find a filter" });
    expect(box).toBe(document.activeElement);
    await userEvent.keyboard("shop 11");
    await waitFor(() => {
      expect(within(menu).getAllByRole("menuitemcheckbox")).toHaveLength(1);
    });
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => {
      expect(selection.get().facets.channels).toEqual(["1:11"]);
    });
    await waitFor(() => {
      expect(names()).toEqual(["Customer 1"]);
    });
    await filterMenu();
    await userEvent.keyboard("nowhere");
    await screen.findByText("No filter of this name");
    await userEvent.keyboard("{Escape}{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("menu", { name: "Filter" })).toBeNull();
    });
    expect(selection.get().facets.channels).toEqual(["1:11"]);
  });

  test("a saved view gives the list its name and says when it was changed", async () => {
    const recipe = {
      view: "allOpen" as const,
      filter: { ...noFilter, priorities: ["urgent" as const] },
      sort: "newest" as const,
    };
    const view = { id: "v", name: "Fires", recipe };
    selection.openSavedView(view);
    await shown({ rows: [aRow({ priority: "urgent" })], savedViews: [view] });
    await screen.findByRole("heading", { name: "Fires 1" });
    screen.getByRole("listbox", { name: "Fires, 1 conversation, 0 unread" });
    expect(screen.queryByRole("button", { name: "Save this view" })).toBeNull();
    act(() => {
      selection.setSort("longestWaiting");
    });
    await userEvent.click(await screen.findByRole("button", { name: "Save this view" }));
    await screen.findByRole("menuitem", { name: "Save changes to Fires" });
  });
});

describe("a view that only its platform can answer", () => {
  const rows = [
    aRow({ id: "a", contactName: "Customer 1" }),
    aRow({ id: "b", contactName: "Customer 2", status: "resolved" }),
    aRow({ id: "c", contactName: "Customer 3" }),
  ];
  const answered = aPlatformView({ answeredAt: Date.now(), there: 40, total: 2, unread: 0 });

  test("is asked for when it is opened, and shows what was answered with the time of it", async () => {
    selection.openSavedView(aPlatformView());
    const host = await shown({ rows, platformViews: [aPlatformView()] }, (made) => {
      made.hang("ask_platform_view");
    });
    await screen.findByRole("heading", { name: /^Old ones/u });
    await screen.findByText("Asking Riyadh line", { selector: "p" });
    await screen.findByRole("heading", { name: "Not known yet" });
    host.data.platformViews = [answered];
    host.data.viewMembers = { [answered.id]: ["a", "b"] };
    await change(host);
    await screen.findByText(/^According to Riyadh line, .* · the newest 2 of 40$/u);
    await waitFor(() => {
      expect(names()).toEqual(["Customer 1", "Customer 2"]);
    });
    expect(host.inputsOf("ask_platform_view")).toEqual([
      { platformView: "line-riyadh:7", again: false },
    ]);
  });

  test("is asked again by a button, though it has just answered", async () => {
    selection.openSavedView(answered);
    const host = await shown({ rows, platformViews: [answered] });
    await userEvent.click(screen.getByRole("button", { name: "Ask again" }));
    expect(host.inputsOf("ask_platform_view")).toEqual([
      { platformView: "line-riyadh:7", again: false },
      { platformView: "line-riyadh:7", again: true },
    ]);
  });

  test("is asked again by itself once the line that was out of reach is well again", async () => {
    selection.openSavedView(answered);
    const host = await shown({ rows, platformViews: [answered] }, (made) => {
      made.data.lines = [{ ...aLine({ id: "line-riyadh" }), health: { state: "offline" } }];
      made.fail("ask_platform_view", "unreachable");
    });
    await screen.findByText(/The platform cannot be reached/u);
    host.answer("ask_platform_view", () => ({}));
    act(() => {
      host.data.lines = [aLine({ id: "line-riyadh" })];
      host.changed({ type: "lines" });
    });
    await waitFor(() => {
      expect(host.inputsOf("ask_platform_view")).toEqual([
        { platformView: "line-riyadh:7", again: false },
        { platformView: "line-riyadh:7", again: true },
      ]);
    });
    expect(screen.queryByText(/The platform cannot be reached/u)).toBeNull();
  });

  test("keeps what was answered last while the platform cannot be reached, and says so", async () => {
    selection.openSavedView(answered);
    const members = { [answered.id]: ["a"] };
    await shown({ rows, platformViews: [answered], viewMembers: members }, (host) => {
      host.fail("ask_platform_view", "unreachable");
    });
    await screen.findByText(/The platform cannot be reached.* · According to Riyadh line/u);
    expect(names()).toEqual(["Customer 1"]);
    const chips = screen.getByRole("list", { name: "Filters" });
    await userEvent.click(within(chips).getByRole("button", { name: /Old ones/u }));
    expect(selection.get().facets.platformView).toBeNull();
    await screen.findByRole("heading", { name: /^All open/u });
  });
});
