import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ConversationRow } from "../../ipc/bindings.gen";
import { ChangeFollower } from "../../ipc/changes";
import { subscribe } from "../../ipc/transport";
import { runAction } from "../../lib/actions";
import { noFilter } from "../../lib/filters";
import { queryClient, queryKeyOf } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import {
  aDetail,
  aLine,
  anAssignee,
  aPlatformView,
  aRow,
  someSettings,
} from "../../testing/builders";
import { type FakeData, fakeHost, type FakeHost } from "../../testing/fakeHost";
import { ConversationList } from "./ConversationList";
import { ListKeeper } from "./ListKeeper";

const drawn = vi.hoisted(() => ({ rows: new Map<string, number>() }));

// A row draws its contact's picture once each time it renders, which makes renders countable.
vi.mock("../../components/Avatar", () => ({
  Avatar: ({ name, shape }: { name: string | null; shape?: string }) => {
    if (name !== null && shape === undefined) {
      drawn.rows.set(name, (drawn.rows.get(name) ?? 0) + 1);
    }
    return <span aria-hidden />;
  },
}));

const minute = 60_000;

function rowsOf(count: number): ConversationRow[] {
  return Array.from({ length: count }, (_, at) =>
    aRow({
      id: `c${String(at)}`,
      contactName: `Customer ${String(at)}`,
      lastActivityAt: Date.now() - at * minute,
      preview: {
        kind: "text",
        outbound: false,
        authorKind: "contact",
        authorName: null,
        text: `Text ${String(at)}`,
      },
    }),
  );
}

async function shown(
  data: Partial<FakeData> = {},
  prepare: (host: FakeHost) => void = () => {},
): Promise<FakeHost> {
  const host = fakeHost({ lines: [aLine()], rows: rowsOf(5), ...data });
  prepare(host);
  const follower = new ChangeFollower(queryClient);
  await subscribe(
    (event) => {
      if (event.event === "changed") follower.take(event);
    },
    () => {
      follower.repair();
    },
  );
  render(
    <QueryClientProvider client={queryClient}>
      <ListKeeper />
      <ConversationList />
    </QueryClientProvider>,
  );
  // A view may be empty, or fail; either way the list has said so by then.
  await waitFor(() => {
    expect(screen.queryByRole("status", { name: "Loading conversations" })).toBeNull();
    expect(screen.queryByRole("listbox") ?? document.querySelector("h2 ~ *, h3, p")).not.toBeNull();
  });
  return host;
}

const option = (name: RegExp) => screen.getByRole("option", { name });
const names = () =>
  screen
    .getAllByRole("option")
    .map((each) => /(?:Customer \d+|new)(?=,)/u.exec(each.textContent)?.[0]);

async function change(host: FakeHost): Promise<void> {
  await act(async () => {
    host.changed({ type: "conversations" });
    await new Promise((done) => {
      setTimeout(done, 0);
    });
  });
}

beforeEach(() => {
  drawn.rows.clear();
  ticks.clear();
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
});

describe("what stands in the list", () => {
  test("a store that does not answer is said, and can be asked again", async () => {
    const host = fakeHost({ rows: rowsOf(2) });
    const answer = host.call("list_conversations", {} as never);
    void answer.catch(() => {});
    host.fail("list_conversations", "storeFailed");
    render(
      <QueryClientProvider client={queryClient}>
        <ListKeeper />
        <ConversationList />
      </QueryClientProvider>,
    );
    await screen.findByRole("heading", { name: "The list could not be read" });
    host.answer("list_conversations", () => ({
      rows: rowsOf(2),
      next: null,
      groups: [{ whoseMove: "ourTurn", count: 2 }],
      total: 2,
      unread: 0,
    }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("option", { name: /Customer 1/ });
  });

  test("an empty view says what is and offers the oldest that nobody has", async () => {
    selection.setView("mine");
    await shown({ rows: [aRow({ moveSince: Date.now() - 14 * minute })] });
    await screen.findByRole("heading", { name: "Nothing is waiting for you" });
    await screen.findByText("1 conversation has no owner yet. The oldest has waited 14 min.");
    await userEvent.click(screen.getByRole("button", { name: "See unassigned" }));
    expect(selection.get().view).toBe("unassigned");
  });

  test("groups carry their names and live counts", async () => {
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Beatriz", whoseMove: "needsPerson" }),
        aRow({ id: "b", contactName: "Rafael", whoseMove: "waiting" }),
        aRow({ id: "c", contactName: "Lukas", whoseMove: "waiting" }),
      ],
    });
    const list = screen.getByRole("listbox", { name: "All open, 3 conversations, 0 unread" });
    const waiting = within(list).getByRole("group", { name: "Waiting for the customer" });
    expect(within(waiting).getAllByRole("option")).toHaveLength(2);
  });

  test("a row says itself in sentences", async () => {
    const now = Date.now();
    await shown({
      rows: [
        aRow({
          contactName: "Beatriz Nogueira",
          lineName: "Loja BR",
          whoseMove: "needsPerson",
          moveReason: "humanRequested",
          moveSince: now - 46 * minute,
          unread: 3,
          preview: {
            kind: "text",
            outbound: false,
            authorKind: "contact",
            authorName: null,
            text: "Já é a terceira vez",
          },
        }),
      ],
    });
    screen.getByRole("option", {
      name: "Beatriz Nogueira, WhatsApp on Loja BR. Needs a person: Human requested, 46 min. 3 unread. Já é a terceira vez Unassigned.",
    });
  });

  test("a row says that the AI still answers, and how frustrated the customer is", async () => {
    await shown({
      rows: [
        aRow({
          id: "a",
          contactName: "Beatriz",
          whoseMove: "needsPerson",
          moveReason: "aiStuck",
          aiOn: true,
          frustration: 81,
        }),
        aRow({ id: "b", contactName: "Rafael", frustration: 59 }),
      ],
    });
    expect(
      screen.getByRole("option", { name: /Beatriz.*AI answers. Frustration 4 of 5\.$/u }),
    ).toBeTruthy();
    expect(screen.queryByRole("option", { name: /Rafael.*Frustration/u })).toBeNull();
  });

  test("the list is without accessibility faults", async () => {
    await shown({
      rows: [
        aRow({ id: "a", draft: "…", unread: 2, priority: "urgent", assignee: anAssignee() }),
        aRow({ id: "b", whoseMove: "closingSoon", windowEndsAt: Date.now() + 30 * minute }),
      ],
    });
    ticks.add([["a", { line: "line-riyadh" }]]);
    await screen.findByText("1 selected");
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(violations.map((each) => each.id)).toEqual([]);
  });
});

describe("what a row tells", () => {
  test("each reason a person is asked for stands in the row in words", async () => {
    const reasons = [
      ["approval", "AI waits for approval"],
      ["attention", "Asks for attention"],
      ["missedCall", "Missed call"],
      ["mentioned", "You were mentioned"],
      ["frustrated", "Very frustrated"],
    ] as const;
    await shown({
      rows: reasons.map(([moveReason], at) =>
        aRow({
          id: moveReason,
          contactName: `Customer ${String(at)}`,
          whoseMove: "needsPerson",
          moveReason,
          moveSince: Date.now() - 5 * minute,
        }),
      ),
    });
    for (const [at, [, words]] of reasons.entries()) {
      expect(option(new RegExp(`^Customer ${String(at)}, .*: ${words}, 5 min`, "u"))).toBeTruthy();
      expect(screen.getAllByText(words)).toHaveLength(1);
    }
  });

  test("a snoozed one says when it comes back, also in the view of snoozed ones", async () => {
    const back = new Date();
    back.setHours(23, 58, 0, 0);
    selection.setView("snoozed");
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", status: "snoozed", snoozedUntil: back.getTime() }),
        aRow({ id: "b", contactName: "Lukas", status: "snoozed" }),
      ],
    });
    expect(option(/Rafael.*Back 23:58\./u)).toBeTruthy();
    expect(option(/Lukas.*Back when they answer\./u)).toBeTruthy();
  });

  test("a pending one is marked; a resolved one is, outside its own view", async () => {
    selection.setView("resolved");
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", status: "pending" }),
        aRow({ id: "b", contactName: "Lukas", status: "resolved" }),
      ],
    });
    expect(screen.queryByRole("option", { name: /Lukas.*Resolved/u })).toBeNull();
    act(() => {
      selection.setView("allOpen");
    });
    await screen.findByRole("option", { name: /Rafael.*Pending\./u });
  });

  test("the subject of an e-mail stands before its text, and only of an e-mail", async () => {
    const preview = {
      kind: "text",
      outbound: false,
      authorKind: "contact",
      authorName: null,
      text: "See below",
    } as const;
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", channelKind: "email", subject: "Invoice", preview }),
        aRow({ id: "b", contactName: "Lukas", subject: "Title", preview }),
      ],
    });
    expect(option(/Rafael.*Invoice See below/u)).toBeTruthy();
    expect(screen.queryByRole("option", { name: /Title/u })).toBeNull();
  });
});

describe("who wrote last", () => {
  const by = (
    id: string,
    authorKind: ConversationRow["preview"]["authorKind"],
    authorName: string | null = null,
  ) => {
    const preview = {
      kind: "text",
      outbound: true,
      authorKind,
      authorName,
      text: "words",
    } as const;
    return aRow({ id, contactName: `Customer ${id}`, preview });
  };

  test.each([
    ["me", null, "You:"],
    ["person", "نورة", "نورة:"],
    ["person", null, "A colleague:"],
    ["system", null, "Automatic:"],
    ["unknown", null, "Sent:"],
  ] as const)("a message of %s (%s) begins with %s", async (kind, name, words) => {
    await shown({ rows: [by("a", kind, name)] });
    expect(option(new RegExp(`Customer a.*${words} words`, "u"))).toBeTruthy();
    expect(screen.getAllByText(words).length).toBe(2);
    if (kind !== "me") expect(screen.queryByText("You:")).toBeNull();
  });

  test("the AI's carries its mark, whoever the conversation is assigned to", async () => {
    await shown({ rows: [by("a", "aiAgent", "Sophie")] });
    expect(option(/Customer a.*AI: words/u)).toBeTruthy();
    expect(screen.queryByText("You:")).toBeNull();
  });
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

describe("holding still", () => {
  test("a new message renders its own row and no other", async () => {
    const host = await shown({ rows: rowsOf(12) });
    // The last one lies below what is seen and is drawn after that.
    await screen.findByRole("option", { name: /Customer 11/ });
    drawn.rows.clear();
    host.data.rows = host.data.rows.map((row) =>
      row.id === "c3" ? { ...row, unread: 1, preview: { ...row.preview, text: "Just now" } } : row,
    );
    await change(host);
    await screen.findByRole("option", { name: /Just now/ });
    expect([...drawn.rows.keys()]).toEqual(["Customer 3"]);
  });

  test("the passing of a minute renders no row", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await shown({ rows: rowsOf(4) });
    await screen.findByRole("option", { name: /Customer 2/ });
    expect(option(/Customer 2/).querySelector("time")?.textContent).toBe("2 min");
    drawn.rows.clear();
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(option(/Customer 2/).querySelector("time")?.textContent).toBe("3 min");
    expect(drawn.rows.size).toBe(0);
    vi.useRealTimers();
  });

  test("while the pointer is over the list no row moves, but counts do", async () => {
    const host = await shown();
    await userEvent.hover(option(/Customer 2/));
    host.data.rows = [aRow({ id: "new", contactName: "new", unread: 1 }), ...host.data.rows];
    await change(host);
    expect(names()[0]).toBe("Customer 0");
    screen.getByRole("heading", { name: "All open 6" });
    await userEvent.unhover(screen.getByRole("listbox"));
    await waitFor(() => {
      expect(names()[0]).toBe("new");
    });
  });

  test("the open conversation stays where it was until another is opened", async () => {
    const host = await shown();
    act(() => {
      selection.openConversation("c1");
    });
    host.data.rows = [...host.data.rows.filter((row) => row.id !== "c1"), host.data.rows[1]!];
    await change(host);
    expect(names()).toEqual(["Customer 0", "Customer 1", "Customer 2", "Customer 3", "Customer 4"]);
    act(() => {
      selection.openConversation("c2");
    });
    await waitFor(() => {
      expect(names().at(-1)).toBe("Customer 1");
    });
  });
});

describe("moving through the list", () => {
  test("arrows move the focus, Enter opens, and one row at a time takes part in Tab", async () => {
    await shown();
    await userEvent.click(option(/Customer 1/));
    expect(selection.get().conversation).toBe("c1");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() => {
      expect(document.activeElement).toBe(option(/Customer 3/));
    });
    expect(selection.get().conversation).toBe("c1");
    await userEvent.keyboard("{Enter}");
    expect(selection.get().conversation).toBe("c3");
    await userEvent.keyboard("{End}");
    await waitFor(() => {
      expect(document.activeElement).toBe(option(/Customer 4/));
    });
    const inTab = screen.getAllByRole("option").filter((each) => each.tabIndex === 0);
    expect(inTab).toEqual([option(/Customer 4/)]);
  });

  test("the focus of a row that goes passes to the next one", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const host = await shown();
    act(() => {
      option(/Customer 0/).focus();
    });
    await userEvent.keyboard("{ArrowDown}");
    await waitFor(() => {
      expect(document.activeElement).toBe(option(/Customer 1/));
    });
    host.data.rows = host.data.rows.filter((row) => row.id !== "c1");
    await change(host);
    await act(() => vi.advanceTimersByTimeAsync(2_500));
    vi.useRealTimers();
    await waitFor(() => {
      expect(names()).not.toContain("Customer 1");
    });
    expect(document.activeElement).toBe(option(/Customer 2/));
  });

  test("J opens the next, Shift J the next unread, W the next that needs us", async () => {
    const rows = rowsOf(5).map((row, at) =>
      at === 3
        ? { ...row, unread: 1 }
        : at === 4
          ? { ...row, whoseMove: "ourTurn" as const }
          : { ...row, whoseMove: "waiting" as const },
    );
    await shown({ rows });
    selection.setSort("newest");
    await screen.findByRole("option", { name: /Customer 0/ });
    const run = async (action: string, opens: string) => {
      act(() => {
        runAction(action);
      });
      await waitFor(() => {
        expect(selection.get().conversation).toBe(opens);
      });
    };
    await run("list.next", "c0");
    await run("list.next", "c1");
    await run("list.nextUnread", "c3");
    await run("list.nextNeedsUs", "c4");
    await run("list.previous", "c3");
  });
});

describe("finding by name", () => {
  test("letters find a name, blind to case and accents, once single keys are switched off", async () => {
    queryClient.setQueryData(queryKeyOf("get_settings", {}), someSettings({ singleKeys: false }));
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Beatriz" }),
        aRow({ id: "b", contactName: "أحمد" }),
        aRow({ id: "c", contactName: "Éva" }),
      ],
    });
    act(() => {
      option(/Beatriz/).focus();
    });
    await userEvent.keyboard("ev");
    expect(document.activeElement).toBe(option(/Éva/));
  });
});

describe("ticking", () => {
  test("Shift and arrows extend, Escape clears, Ctrl A takes what is not even in memory", async () => {
    await shown({ rows: rowsOf(250) });
    await screen.findByRole("option", { name: /Customer 0,/ });
    act(() => {
      option(/Customer 0,/).focus();
    });
    await userEvent.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await screen.findByText("3 selected");
    expect(
      option(/Customer 2,/).ariaSelected ?? option(/Customer 2,/).getAttribute("aria-selected"),
    ).toBe("true");
    await userEvent.keyboard("{Escape}");
    expect(ticks.get().size).toBe(0);
    await userEvent.keyboard("{Control>}a{/Control}");
    await screen.findByText("250 selected");
  });

  test("U marks everything ticked read", async () => {
    const host = await shown({ rows: rowsOf(3).map((row) => ({ ...row, unread: 1 })) });
    ticks.add([
      ["c0", { line: "line-riyadh" }],
      ["c2", { line: "line-riyadh" }],
    ]);
    await userEvent.click(await screen.findByRole("button", { name: /Mark read/ }));
    expect(host.inputsOf("set_read")).toEqual([
      { conversation: "c0", read: true },
      { conversation: "c2", read: true },
    ]);
  });
});

describe("reading", () => {
  test("an open conversation is read after 2 s in view, not before and not in the background", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const focus = vi.spyOn(document, "hasFocus").mockReturnValue(false);
    const host = await shown({ rows: rowsOf(2).map((row) => ({ ...row, unread: 2 })) });
    act(() => {
      selection.openConversation("c1");
    });
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    expect(host.inputsOf("set_read")).toEqual([]);
    focus.mockReturnValue(true);
    act(() => {
      window.dispatchEvent(new Event("focus"));
    });
    await act(() => vi.advanceTimersByTimeAsync(1_900));
    expect(host.inputsOf("set_read")).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(200));
    expect(host.inputsOf("set_read")).toEqual([{ conversation: "c1", read: true }]);
    vi.useRealTimers();
  });

  test("what one was told by name is read with the conversation, though the customer said nothing", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    const [row] = rowsOf(1);
    if (row === undefined) throw new Error("one row");
    const host = await shown({
      rows: [row],
      details: { c0: aDetail({ row, noticed: true }) },
    });
    act(() => {
      selection.openConversation("c0");
    });
    await act(() => vi.advanceTimersByTimeAsync(2_100));
    expect(host.inputsOf("set_read")).toEqual([{ conversation: "c0", read: true }]);
    vi.useRealTimers();
  });

  test("what was put back to unread stays unread while it is looked at", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    const host = await shown({ rows: rowsOf(2) });
    act(() => {
      selection.openConversation("c1");
    });
    await act(() => vi.advanceTimersByTimeAsync(100));
    act(() => {
      runAction("conversation.toggleRead");
    });
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(host.inputsOf("set_read")).toEqual([{ conversation: "c1", read: false }]);
    vi.useRealTimers();
  });
});
