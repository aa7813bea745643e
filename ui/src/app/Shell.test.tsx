/** The window as a person meets it: rail, status bar, keys, palette, focus, languages. */
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { conflictsAmong, unmarkedSingles } from "../features/keys/dispatch";
import { forgetRuns } from "../features/palette/commands";
import { findAction, listActions, registerActions } from "../lib/actions";
import { selection } from "../lib/selection";
import { resetToasts } from "../lib/toasts";
import { violationsOf } from "../testing/axe";
import { aLine, anAssignee, anItem, aRow, noon, someSettings } from "../testing/builders";
import { renderApp } from "../testing/renderApp";
import { openOverlay } from "./overlays";
import { fetchParts } from "./parts";

const tag = (id: string) => ({ id, name: id, icon: null });

const rows = [
  aRow({
    id: "c1",
    contactName: "Beatriz Nogueira",
    unread: 3,
    assignee: anAssignee(),
    tags: [tag("refund")],
  }),
  aRow({ id: "c2", contactName: "نورة الحربي", assignee: anAssignee(), tags: [tag("delivery")] }),
  aRow({
    id: "c3",
    contactName: "Isabela Assis",
    unread: 1,
    whoseMove: "closingSoon",
    tags: [tag("delivery")],
  }),
  aRow({
    id: "c4",
    contactName: "Lukas Hoffmann",
    tags: [tag("vip"), tag("invoice"), tag("washer")],
  }),
];
const lines = [aLine(), aLine({ id: "line-nordics", name: "Nordics" })];

beforeEach(() => {
  resetToasts();
  forgetRuns();
  act(() => {
    openOverlay(null);
  });
});

function attributeOf(element: Element | null | undefined, name: string): string | null {
  return element?.getAttribute(name) ?? null;
}

/** jsdom has no sizes, so rows are not drawn; the pane is there only once its messages were read. */
function timelineShown(): Promise<void> {
  return waitFor(() => {
    expect(document.querySelector("[data-pane=timeline]")).not.toBeNull();
  });
}

function rail() {
  return within(screen.getByRole("navigation", { name: "Views" }));
}

describe("the rail", () => {
  it("shows exact counts with both numbers in the accessible name", async () => {
    await renderApp({ lines, rows });
    expect(await rail().findByRole("button", { name: "Mine, 1 unread of 2" })).toBeTruthy();
    expect(rail().getByRole("button", { name: "Unassigned, 1 unread of 2" })).toBeTruthy();
    expect(rail().getByRole("button", { name: "Closing soon, 1 unread of 1" })).toBeTruthy();
    expect(rail().getByRole("button", { name: "Resolved" })).toBeTruthy();
  });

  it("keeps every view in its place, without a number while nothing is in it", async () => {
    await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    const names = within(rail().getByRole("list", { name: "Views" }))
      .getAllByRole("button")
      .map((button) => attributeOf(button, "aria-label")?.split(",")[0]);
    expect(names).toEqual([
      "Mine",
      "Unassigned",
      "All open",
      "Needs a person",
      "Human requested",
      "Closing soon",
      "Snoozed",
      "Resolved",
    ]);
    expect(rail().getByRole("button", { name: "Snoozed" })).toBeTruthy();
  });

  it("shows human requested as soon as somebody asks, without being told twice", async () => {
    const { host } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    host.data.rows = [
      ...rows,
      aRow({ id: "c9", moveReason: "humanRequested", whoseMove: "needsPerson" }),
    ];
    act(() => {
      host.changed({ type: "conversations" });
    });
    expect(await rail().findByRole("button", { name: "Human requested, 1" })).toBeTruthy();
  });

  it("marks the current view and changes it", async () => {
    const { user } = await renderApp({ lines, rows });
    const mine = await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await user.click(mine);
    expect(attributeOf(mine, "aria-current")).toBe("page");
    expect(selection.get().view).toBe("mine");
  });

  it("filters by a line, counts that line only, and shows all again", async () => {
    const { user, host } = await renderApp({ lines, rows });
    const nordics = await rail().findByRole("button", { name: "Nordics, Hatif, live" });
    await user.click(nordics);
    expect(attributeOf(nordics, "aria-pressed")).toBe("true");
    expect(host.inputsOf("rail_counts")).toContainEqual({ line: "line-nordics" });
    await user.click(nordics);
    expect(selection.get().line).toBeNull();
  });

  it("offers what can be done with a line, and tells the host", async () => {
    const { user, host } = await renderApp({ lines, rows });
    fireEvent.contextMenu(await rail().findByRole("button", { name: "Nordics, Hatif, live" }));
    await user.click(await screen.findByRole("menuitem", { name: "Pause" }));
    expect(host.inputsOf("update_line")).toEqual([
      { line: "line-nordics", name: null, me: null, paused: true },
    ]);
    expect(await rail().findByRole("button", { name: "Nordics, Hatif, paused" })).toBeTruthy();
  });

  it("says so when nothing stored can be read", async () => {
    await renderApp({ lines, rows }, (host) => {
      host.fail("list_lines", "storeFailed");
    });
    expect(
      await screen.findByText("The local store did not answer. Nothing typed is lost."),
    ).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("says so when the host refuses", async () => {
    const { user, host } = await renderApp({ lines, rows });
    host.fail("check_now", "unreachable");
    fireEvent.contextMenu(await rail().findByRole("button", { name: "Nordics, Hatif, live" }));
    await user.click(await screen.findByRole("menuitem", { name: "Check now" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The platform cannot be reached.",
    );
  });

  it("keeps the rest of the tags behind a number", async () => {
    const { user } = await renderApp({ lines, rows });
    await user.click(await rail().findByRole("button", { name: "2 more" }));
    expect(rail().getByRole("button", { name: "washer, 1" })).toBeTruthy();
    expect(rail().getByRole("button", { name: "Fewer" })).toBeTruthy();
  });

  it("has nothing axe objects to", async () => {
    await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    expect(await violationsOf(screen.getByRole("navigation", { name: "Views" }))).toEqual([]);
    expect(await violationsOf(screen.getByRole("contentinfo"))).toEqual([]);
  });
});

describe("the status bar", () => {
  it("follows the lines and leads to the remedy", async () => {
    const { user, host } = await renderApp({ lines, rows });
    expect(await screen.findByText("Live")).toBeTruthy();
    host.data.lines = [
      aLine({ health: { state: "keyRefused" } }),
      aLine({ id: "b", name: "Nordics" }),
    ];
    act(() => {
      host.changed({ type: "lines" });
    });
    expect(await screen.findByText("Riyadh line: key refused")).toBeTruthy();
    expect(screen.getByRole("button", { name: "1 of 2 lines live" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Replace key" }));
    expect(selection.get()).toMatchObject({ page: "settings", settingsTarget: "line-riyadh" });
  });

  it("repairs itself when an event was lost", async () => {
    const { host } = await renderApp({ lines, rows });
    await screen.findByText("Live");
    host.changed({ type: "settings" });
    await waitFor(() => {
      expect(host.inputsOf("get_settings").length).toBeGreaterThan(1);
    });
    host.data.lines = [aLine({ health: { state: "offline" }, lastEventAt: null })];
    host.loseEvent();
    act(() => {
      host.changed({ type: "settings" });
    });
    expect(await screen.findByText("Offline")).toBeTruthy();
  });
});

describe("the keyboard", () => {
  it("goes to a view by a chord", async () => {
    const { user } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await user.keyboard("gm");
    expect(selection.get().view).toBe("mine");
  });

  it("shows how a chord can go on after 400 ms and forgets it after 1.2 s", async () => {
    await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    vi.useFakeTimers();
    try {
      act(() => {
        fireEvent.keyDown(document.body, { key: "g", code: "KeyG" });
        vi.advanceTimersByTime(399);
      });
      expect(screen.queryByText("M", { selector: "kbd" })).toBeNull();
      act(() => {
        vi.advanceTimersByTime(1);
      });
      expect(screen.getByText("M", { selector: "kbd" })).toBeTruthy();
      act(() => {
        vi.advanceTimersByTime(800);
      });
      expect(screen.queryByText("M", { selector: "kbd" })).toBeNull();
      fireEvent.keyDown(document.body, { key: "m", code: "KeyM" });
      expect(selection.get().view).toBe("allOpen");
    } finally {
      vi.useRealTimers();
    }
  });

  it("has no two actions on the same key, and no letter that fires while one types", async () => {
    await renderApp({ lines, rows });
    act(() => {
      selection.openConversation("c1");
    });
    await screen.findByRole("main");
    expect(conflictsAmong(listActions())).toEqual([]);
    expect(unmarkedSingles(listActions())).toEqual([]);
  });

  it("opens the sheet of all keys, finds one, and returns the focus", async () => {
    const { user } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await user.keyboard("?");
    const sheet = await screen.findByRole("dialog", { name: "Keys" });
    expect(within(sheet).getByText("Next pane")).toBeTruthy();
    await user.keyboard("compact");
    expect(within(sheet).queryByText("Next pane")).toBeNull();
    expect(within(sheet).getByText("Ctrl Shift D")).toBeTruthy();
    expect(await violationsOf(sheet)).toEqual([]);
    await user.keyboard("{Escape}{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
  });

  it("walks the panes with F6 and back with Shift F6", async () => {
    const { user } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    act(() => {
      selection.focusPane("rail");
    });
    await user.keyboard("{F6}");
    expect(attributeOf(document.activeElement?.closest("[data-pane]"), "data-pane")).toBe("list");
    await user.keyboard("{Shift>}{F6}{/Shift}");
    expect(attributeOf(document.activeElement?.closest("[data-pane]"), "data-pane")).toBe("rail");
  });

  it("goes back and forward through where one was", async () => {
    const { user } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await user.keyboard("gm");
    await user.keyboard("gu");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(selection.get().view).toBe("mine");
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(selection.get().view).toBe("unassigned");
  });
});

describe("the palette", () => {
  async function openPalette(typed = "") {
    const app = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await app.user.keyboard("{Control>}k{/Control}");
    const input = await screen.findByRole("combobox", { name: "Search or jump to" });
    if (typed !== "") {
      await app.user.click(input);
      await app.user.paste(typed);
    }
    return { ...app, input };
  }

  it("finds actions and conversations, and marks what was found", async () => {
    const { input } = await openPalette("assi");
    const option = await screen.findByRole("option", { name: /Isabela/u });
    expect(within(option).getByText("Assi", { selector: "mark" })).toBeTruthy();
    expect(attributeOf(input, "aria-activedescendant")).not.toBeNull();
    expect(await violationsOf(screen.getByRole("dialog"))).toEqual([]);
  });

  it("loses no letter that is typed before its field is there, and no other key hears one", async () => {
    await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    const before = selection.get();
    // Together, before anything can be drawn.
    act(() => {
      for (const key of ["k", "i", "s", "x", "Backspace", "a"]) {
        fireEvent.keyDown(document.body, { key, ctrlKey: key === "k" });
      }
    });
    const input = await screen.findByRole("combobox", { name: "Search or jump to" });
    await waitFor(() => {
      expect(input).toHaveProperty("value", "isa");
    });
    expect(selection.get()).toEqual(before);
    expect(screen.getAllByRole("dialog")).toHaveLength(1);
  });

  it("opens a conversation with the keys alone", async () => {
    const { user } = await openPalette("isabela");
    await screen.findByRole("option", { name: /Isabela Assis/u });
    await user.keyboard("{Enter}");
    await waitFor(() => {
      expect(selection.get().conversation).toBe("c3");
    });
    expect(screen.queryByRole("combobox", { name: "Search or jump to" })).toBeNull();
  });

  it("narrows the list by a team or a channel that is found by its name", async () => {
    const { user, host } = await openPalette();
    act(() => {
      host.data.lines = lines.map((line, at) =>
        at === 0 ? { ...line, teams: [{ id: "team-billing", name: "Billing" }] } : line,
      );
      host.changed({ type: "lines" });
    });
    await user.keyboard("billing");
    const team = await screen.findByRole("option", { name: /Billing/u });
    await user.click(team);
    expect(selection.get().facets.teams).toEqual(["team-billing"]);
    await waitFor(() => {
      const [asked] = host.inputsOf("list_conversations").slice(-1);
      expect(asked?.filter.teams).toEqual(["team-billing"]);
    });
  });

  it("runs what was typed, however fast Enter follows, and never a row of the words before", async () => {
    const { user, host, input } = await openPalette("isabela");
    await screen.findByRole("option", { name: /Isabela Assis/u });
    let answer: (found: typeof rows) => void = () => undefined;
    host.answer("find_conversations", () => new Promise((resolve) => (answer = resolve)));
    fireEvent.change(input, { target: { value: "dark" } });
    await user.keyboard("{Enter}");
    expect(selection.get().conversation).toBeNull();
    expect(screen.getByRole("combobox", { name: "Search or jump to" })).toBeTruthy();
    await act(async () => {
      answer([]);
      await Promise.resolve();
    });
    await waitFor(() => {
      expect(document.documentElement.dataset["theme"]).toBe("dark");
    });
    expect(selection.get().conversation).toBeNull();
  });

  it("takes the highlighted conversation with Tab, to act on it", async () => {
    const { user } = await openPalette("isabela");
    await screen.findByRole("option", { name: /Isabela Assis/u });
    await user.keyboard("{Tab}");
    expect(selection.get().conversation).toBe("c3");
    expect(await screen.findByRole("button", { name: "Acts on Isabela Assis" })).toBeTruthy();
    await user.keyboard("{Backspace}");
    expect(screen.queryByRole("button", { name: "Acts on Isabela Assis" })).toBeNull();
  });

  it("goes round and runs what is highlighted", async () => {
    const { user } = await openPalette(">dark");
    expect(
      attributeOf(await screen.findByRole("option", { name: "Dark colours" }), "aria-selected"),
    ).toBe("true");
    await user.keyboard("{ArrowUp}{ArrowDown}{Enter}");
    await waitFor(() => {
      expect(document.documentElement.dataset["theme"]).toBe("dark");
    });
  });

  it("says when nothing matches", async () => {
    await openPalette("qqqq");
    expect(await screen.findByText("No match for “qqqq”")).toBeTruthy();
  });

  it("shows actions that are off with the reason, and does not run them", async () => {
    const run = vi.fn<() => void>();
    const stop = registerActions([
      {
        id: "test.resolve",
        label: () => "Resolve test",
        group: "go",
        keys: [],
        when: () => true,
        reason: () => "Hatif has no way to close a conversation.",
        run,
      },
    ]);
    const { user } = await openPalette("resolve test");
    expect(
      attributeOf(
        await screen.findByRole("option", { name: /Hatif has no way/u }),
        "aria-disabled",
      ),
    ).toBe("true");
    await user.keyboard("{Enter}");
    expect(run).not.toHaveBeenCalled();
    stop();
  });
});

describe("language, theme, density", () => {
  it("turns the window round for Arabic and keeps the choice", async () => {
    const { user, host } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "العربية{Enter}");
    expect(await screen.findByRole("navigation", { name: "العروض" })).toBeTruthy();
    expect(document.documentElement.dir).toBe("rtl");
    expect(host.data.settings.language).toBe("ar");
  });

  it("keeps the open conversation readable in the other language", async () => {
    const { host } = await renderApp({
      lines,
      rows,
      items: { c1: [anItem({ id: "i1", content: { type: "text", text: "Bom dia" } })] },
    });
    act(() => {
      selection.openConversation("c1");
    });
    await screen.findByRole("navigation", { name: "Views" });
    await timelineShown();
    host.data.settings = someSettings({ language: "pt" });
    act(() => {
      host.changed({ type: "settings" });
    });
    await screen.findByRole("navigation", { name: "Visões" });
    await timelineShown();
    // Opened once: opening again would bring the reader from where they were to the end.
    const openings = host.inputsOf("list_items").filter(({ anchor }) => anchor.at === "unread");
    expect(openings).toHaveLength(1);
  });

  it("reads a conversation when its row is pressed, and not again when it is chosen", async () => {
    const { user, host } = await renderApp({
      lines,
      rows,
      items: { c1: [anItem({ id: "i1", content: { type: "text", text: "Bom dia" } })] },
    });
    await act(fetchParts);
    const row = await screen.findByRole("option", { name: /^Beatriz Nogueira/u });
    const asked = () => host.inputsOf("list_items").filter((input) => input.conversation === "c1");
    await user.pointer({ keys: "[MouseLeft>]", target: row });
    expect(asked()).toHaveLength(1);
    expect(screen.queryByText("Bom dia")).toBeNull();
    await user.pointer({ keys: "[/MouseLeft]", target: row });
    await timelineShown();
    expect(asked()).toHaveLength(1);
  });

  it("goes back to what the host has when it refuses a choice, and says so", async () => {
    const { user, host } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    host.fail("set_settings", "storeFailed");
    await user.keyboard("{Control>}{Shift>}D{/Shift}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The local store did not answer.",
    );
    await waitFor(() => {
      expect(document.documentElement.dataset["density"]).toBe("comfortable");
    });
  });

  it("starts with what was chosen", async () => {
    await renderApp({
      lines,
      rows,
      settings: someSettings({ theme: "contrastDark", density: "compact" }),
    });
    await waitFor(() => {
      expect(document.documentElement.dataset).toMatchObject({
        theme: "hcdark",
        density: "compact",
      });
    });
  });
});

describe("opening one conversation after another", () => {
  const head = () => document.querySelector("[data-pane=conversation] h2")?.textContent;
  const isShown = (name: string) =>
    waitFor(() => {
      expect(head()).toBe(name);
    });
  const open = (conversation: string) => {
    act(() => {
      selection.openConversation(conversation);
    });
  };

  it("keeps the one before in sight until the next can be drawn, and no key reaches it meanwhile", async () => {
    const { host } = await renderApp({ lines, rows });
    const detail = await host.call("get_conversation", { conversation: "c2" });
    open("c1");
    await isShown("Beatriz Nogueira");
    const drawn = findAction("conversation.story");
    expect(drawn?.when()).toBe(true);

    let answer: (told: typeof detail) => void = () => {};
    const answered = new Promise<typeof detail>((resolve) => {
      answer = resolve;
    });
    host.answer("get_conversation", () => answered);
    open("c2");
    expect(head()).toBe("Beatriz Nogueira");
    expect(drawn?.when()).toBe(false);

    answer(detail);
    await isShown("نورة الحربي");
    expect(findAction("conversation.story")?.when()).toBe(true);
  });

  it("lets go of the one before when the next takes long", async () => {
    const { host } = await renderApp({ lines, rows });
    open("c1");
    await isShown("Beatriz Nogueira");
    host.hang("get_conversation");
    open("c2");
    await waitFor(() => {
      expect(head()).not.toBe("Beatriz Nogueira");
    });
  });

  it("shows the last of several that were chosen in a row", async () => {
    const { host } = await renderApp({ lines, rows });
    open("c1");
    await isShown("Beatriz Nogueira");
    open("c2");
    open("c3");
    await isShown("Isabela Assis");
    expect(host.inputsOf("list_items").at(-1)).toMatchObject({ conversation: "c3" });
  });
});

describe("the window", () => {
  it("tells the host what is looked at", async () => {
    const { host } = await renderApp({ lines, rows });
    act(() => {
      selection.openConversation("c1");
    });
    expect(host.attention.at(-1)).toMatchObject({ conversation: "c1", visible: true });
    act(() => {
      selection.openPage("settings");
    });
    expect(host.attention.at(-1)).toMatchObject({ conversation: null });
  });

  it("opens the conversation a notification names", async () => {
    const { host } = await renderApp({ lines, rows });
    act(() => {
      host.emit({ event: "openConversation", conversation: "c2" });
    });
    expect(selection.get().conversation).toBe("c2");
  });

  it("welcomes who has no line yet", async () => {
    await renderApp({ lines: [] });
    await screen.findByRole("main");
    expect(screen.queryByRole("navigation", { name: "Views" })).toBeNull();
  });

  it("skips to the list", async () => {
    const { user } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole("link", { name: "Skip to the list" }));
    await user.keyboard("{Enter}");
    expect(attributeOf(document.activeElement?.closest("[data-pane]"), "data-pane")).toBe("list");
  });

  it("keeps time: nothing is asked of the host while nothing happens", async () => {
    const { host } = await renderApp({ lines, rows });
    await rail().findByRole("button", { name: "Mine, 1 unread of 2" });
    vi.useFakeTimers({ now: noon });
    try {
      const asked = host.calls.length;
      act(() => {
        vi.advanceTimersByTime(120_000);
      });
      expect(host.calls).toHaveLength(asked);
    } finally {
      vi.useRealTimers();
    }
  });
});
