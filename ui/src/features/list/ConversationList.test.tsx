import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ConversationRow } from "../../ipc/bindings.gen";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { anAssignee, aRow } from "../../testing/builders";
import { fakeHost } from "../../testing/fakeHost";
import { ConversationList } from "./ConversationList";
import { ListKeeper } from "./ListKeeper";
import { minute, rowsOf, shown, option, names, change, startAfresh } from "./listTesting";

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

beforeEach(() => {
  drawn.rows.clear();
  startAfresh();
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
  test("a draft of files alone is a draft, and the row names them", async () => {
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", draftFiles: ["offer.pdf", "map.png"] }),
        aRow({ id: "b", contactName: "Lukas", draft: "See the map", draftFiles: ["map.png"] }),
      ],
    });
    const words = (name: RegExp) => screen.getByRole("option", { name }).textContent;
    expect(words(/Rafael.*Draft\. Files: offer\.pdf and map\.png/u)).toContain("Draft");
    expect(words(/Lukas.*Draft\. See the map/u)).not.toContain("Files");
  });

  test("a draft of buttons alone is a draft, and the row says what they say", async () => {
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", draftButtons: ["Today", "Tomorrow"] }),
        aRow({ id: "b", contactName: "Lukas", draft: "Which day?", draftButtons: ["Today"] }),
        aRow({ id: "c", contactName: "Freja" }),
      ],
    });
    const words = (name: RegExp) => screen.getByRole("option", { name }).textContent;
    expect(words(/Rafael.*Draft\. Buttons: Today and Tomorrow/u)).toContain("Draft");
    expect(words(/Lukas.*Draft\. Which day\?/u)).not.toContain("Buttons");
    expect(words(/Freja/u)).not.toContain("Draft");
  });

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

  test("words that wait are said, also when the customer wrote again since", async () => {
    const again = { ...aRow().preview, outbound: false, text: "Hello?" };
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", delivery: "toSend", preview: again }),
        aRow({
          id: "b",
          contactName: "Lukas",
          delivery: "toSend",
          preview: again,
          whoseMove: "needsPerson",
          moveReason: "humanRequested",
        }),
        aRow({ id: "c", contactName: "Freja", preview: again }),
      ],
    });
    expect(option(/Rafael.*To send\./u)).toBeTruthy();
    expect(option(/Lukas.*Human requested.*To send\./u)).toBeTruthy();
    expect(screen.queryByRole("option", { name: /Freja.*To send/u })).toBeNull();
    // In letters where there is room, which the reason takes.
    expect(screen.getAllByText("To send")).toHaveLength(1);
  });

  test("a status that the platform does not know yet is shown, and said to wait", async () => {
    selection.setView("resolved");
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Rafael", status: "resolved", statusPending: true }),
        aRow({ id: "b", contactName: "Lukas", status: "resolved" }),
        aRow({ id: "c", contactName: "Freja", status: "pending", statusPending: true }),
      ],
    });
    expect(option(/Rafael.*To send\./u)).toBeTruthy();
    expect(screen.queryByRole("option", { name: /Lukas.*To send/u })).toBeNull();
    act(() => {
      selection.setView("allOpen");
    });
    await screen.findByRole("option", { name: /Freja.*To send\. Pending\./u });
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
