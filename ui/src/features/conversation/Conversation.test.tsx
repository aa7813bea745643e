import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ConversationDetail, ItemDto } from "../../ipc/bindings.gen";
import { ChangeFollower } from "../../ipc/changes";
import { HostError, subscribe } from "../../ipc/transport";
import { registerActions, runAction } from "../../lib/actions";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import {
  aDetail,
  aLine,
  anAssignee,
  anItem,
  aRow,
  someCapabilities,
  someSettings,
} from "../../testing/builders";
import { fakeHost, type FakeData, type FakeHost } from "../../testing/fakeHost";
import { layOut } from "../../testing/layout";
import { drafts } from "./composer/drafts";
import { Conversation } from "./Conversation";
import type * as Words from "./words";

const drawn = vi.hoisted(() => ({ items: new Map<string, number>() }));

// Every item asks once per render what it is called, which makes renders countable.
vi.mock("./words", async (original) => {
  const words = await original<typeof Words>();
  return {
    ...words,
    kindOf: (item: ItemDto) => {
      drawn.items.set(item.id, (drawn.items.get(item.id) ?? 0) + 1);
      return words.kindOf(item);
    },
  };
});

const minute = 60_000;
const hour = 60 * minute;
const row = aRow({ windowEndsAt: Date.now() + 23 * hour });
const { id } = row;
const ours = { direction: "outbound", authorKind: "me", authorName: null } as const;

function message(name: string, ago: number, over: Partial<ItemDto> = {}): ItemDto {
  return anItem({
    id: name,
    occurredAt: Date.now() - ago * minute,
    content: { type: "text", text: `Text ${name}` },
    ...over,
  });
}

interface Scene extends Partial<FakeData> {
  detail?: Partial<ConversationDetail>;
}

async function opened({ detail = {}, ...data }: Scene = {}): Promise<FakeHost> {
  const shown = aDetail({
    row,
    replyWindow: { state: "open", endsAt: Date.now() + 23 * hour },
    ...detail,
  });
  const host = fakeHost({
    lines: [aLine()],
    rows: [shown.row],
    details: { [id]: shown },
    items: { [id]: [message("a", 30), message("b", 20), message("c", 10)] },
    ...data,
  });
  await show();
  return host;
}

async function show(): Promise<void> {
  const follower = new ChangeFollower(queryClient);
  await subscribe(
    (event) => {
      if (event.event === "changed") follower.take(event);
    },
    () => {
      follower.repair();
    },
  );
  selection.openConversation(id);
  render(
    <QueryClientProvider client={queryClient}>
      <main>
        <Conversation conversation={id} />
      </main>
    </QueryClientProvider>,
  );
}

async function noAccessibilityFaults(): Promise<void> {
  // Colours are proven from the style sheet; jsdom has none.
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)])).toEqual(
    [],
  );
}

function descriptionOf(element: HTMLElement): string {
  const ids = element.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((each) => document.getElementById(each)?.textContent ?? "").join(" ");
}

const box = () => screen.findByRole("textbox", { name: "Reply to نورة الحربي" });
const articles = () => screen.findAllByRole("article");

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  drawn.items.clear();
});

describe("opening", () => {
  it("says what is wrong and tries again when the store fails", async () => {
    const host = fakeHost({ lines: [aLine()] });
    host.fail("get_conversation", "storeFailed");
    await show();
    expect(await screen.findByText("This conversation could not be opened")).toBeTruthy();
    await noAccessibilityFaults();
    host.answer("get_conversation", () => aDetail({ row }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "نورة الحربي" })).toBeTruthy();
  });

  it("says that it comes by itself when it is not on this computer and there is no internet", async () => {
    const host = fakeHost({ lines: [aLine({ health: { state: "offline" } })] });
    host.fail("get_conversation", "notFound");
    await show();
    expect(await screen.findByText("This conversation is not on this computer yet")).toBeTruthy();
    expect(
      await screen.findByText("You are offline. It opens by itself when the internet is back."),
    ).toBeTruthy();
  });

  it("names each item by sender, kind, time and delivery", async () => {
    await opened({
      items: {
        [id]: [
          message("a", 9, { occurredAt: new Date(2026, 10, 19, 13, 5).getTime() }),
          message("b", 8, {
            ...ours,
            occurredAt: new Date(2026, 10, 19, 13, 6).getTime(),
            delivery: { state: "read" },
          }),
        ],
      },
    });
    expect(await screen.findByRole("list", { name: "Messages with نورة الحربي" })).toBeTruthy();
    expect((await articles()).map((each) => each.getAttribute("aria-label"))).toEqual([
      "نورة الحربي, message, 13:05",
      "You, message, 13:06, Read",
    ]);
    await noAccessibilityFaults();
  });

  it("says that history could not be fetched and fetches it by hand", async () => {
    const host = fakeHost({
      lines: [aLine()],
      rows: [row],
      items: { [id]: [message("b", 5)] },
    });
    const held = () => host.data.items[id] ?? [];
    host.answer("list_items", ({ anchor }) => ({
      items: anchor.at === "before" ? held().slice(0, -1) : held().slice(-1),
      hasBefore: anchor.at !== "before" && held().length > 1,
      hasAfter: false,
      historyComplete: held().length > 1,
      firstUnread: null,
      unread: 0,
    }));
    host.fail("fetch_history", "platformFailed");
    await show();
    expect(await screen.findByText(/Older messages could not be fetched/u)).toBeTruthy();
    host.answer("fetch_history", () => {
      host.data.items[id] = [message("a", 60), ...held()];
      return {};
    });
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(async () => {
      expect(await articles()).toHaveLength(2);
    });
    expect(screen.getByText("The conversation begins here")).toBeTruthy();
  });
});

describe("the timeline", () => {
  it("draws one item for one new message", async () => {
    const host = await opened();
    expect(await articles()).toHaveLength(3);
    drawn.items.clear();
    await act(async () => {
      host.data.items[id]?.push(message("d", 0));
      host.changed({ type: "items", conversation: id });
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    expect(await articles()).toHaveLength(4);
    expect([...drawn.items]).toEqual([["d", 1]]);
  });

  it("draws only the message whose delivery changed", async () => {
    const sent = message("c", 1, { ...ours, delivery: { state: "sent" } });
    const host = await opened({ items: { [id]: [message("a", 30), message("b", 20), sent] } });
    await articles();
    drawn.items.clear();
    await act(async () => {
      host.data.items[id] = [
        ...(host.data.items[id] ?? []).slice(0, 2),
        { ...sent, delivery: { state: "read" } },
      ];
      host.changed({ type: "items", conversation: id });
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    expect([...drawn.items]).toEqual([["c", 1]]);
  });

  it("is one tab stop whose arrows move between the articles", async () => {
    await opened();
    await articles();
    act(() => {
      selection.focusPane("timeline");
    });
    const [first, second, third] = await articles();
    expect(document.activeElement).toBe(third);
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement).toBe(second);
    await userEvent.keyboard("{Home}");
    expect(document.activeElement).toBe(first);
  });

  it("asks before it opens an address that does not look like what it is", async () => {
    const host = await opened({
      items: {
        [id]: [
          message("a", 1, {
            content: {
              type: "text",
              text: "https://bank.example@evil.example/x https://ok.example/",
            },
          }),
        ],
      },
    });
    await userEvent.click(await screen.findByRole("link", { name: "https://ok.example/" }));
    expect(host.inputsOf("open_link")).toEqual([{ url: "https://ok.example/" }]);
    await userEvent.click(screen.getByRole("link", { name: /evil/u }));
    const dialog = await screen.findByRole("dialog", { name: "Open this address?" });
    expect(within(dialog).getByText("evil.example")).toBeTruthy();
    expect(host.inputsOf("open_link")).toHaveLength(1);
    await userEvent.click(within(dialog).getByRole("button", { name: "Open" }));
    expect(host.inputsOf("open_link")).toHaveLength(2);
  });

  it("shows every kind without an accessibility fault", async () => {
    const media = (kind: "image" | "video" | "audio" | "document") =>
      ({
        content: {
          type: "media",
          kind,
          fileName: "file.pdf",
          mimeType: null,
          bytes: 184_000,
          duration: 14_000,
          caption: "caption",
        },
      }) as const;
    const change = { direction: "internal", authorKind: "system", authorName: null } as const;
    await opened({
      items: {
        [id]: [
          message("image", 40, media("image")),
          message("video", 39, media("video")),
          message("audio", 38, media("audio")),
          message("document", 37, media("document")),
          message("place", 36, {
            content: {
              type: "location",
              latitude: "24.8",
              longitude: "46.6",
              name: "Gate",
              address: null,
            },
          }),
          message("gone", 35, { content: { type: "deleted" } }),
          message("quote", 34, {
            quote: { item: "image", authorName: null, outbound: true, text: "q" },
          }),
          message("template", 33, {
            ...ours,
            content: { type: "template", name: "order_delay", text: "Hi" },
          }),
          message("note", 32, { ...change, content: { type: "note", text: "n" } }),
          message("assigned", 31, {
            ...change,
            content: {
              type: "assigned",
              toName: "Sara",
              toMe: true,
              toAi: false,
              byName: "Faisal",
              byMe: false,
            },
          }),
          message("status", 30, {
            ...change,
            content: { type: "statusChanged", status: "Closed", byName: null },
          }),
          message("other", 29, { content: { type: "unsupported", platformKind: "poll" } }),
        ],
      },
    });
    expect(await screen.findByText("This file could not be loaded.")).toBeTruthy();
    expect(screen.getByText("Deleted by the customer")).toBeTruthy();
    expect(screen.getByText(/assigned this to you/u)).toBeTruthy();
    expect(screen.getByText(/cannot show/u)).toBeTruthy();
    await noAccessibilityFaults();
  });
});

describe("a call", () => {
  const call = (over = {}): Partial<ItemDto> => ({
    authorKind: "person",
    authorName: "Faisal",
    content: {
      type: "call",
      outcome: "answered",
      ringing: 8_000,
      duration: 222_000,
      hasRecording: true,
      summary: "### Order\n- **late**",
      transcript: [
        { speaker: "Faisal", start: 0, text: "أهلا" },
        { speaker: "Customer", start: 60_000, text: "الطلب متأخر" },
      ],
      ...over,
    },
  });

  it("that nobody took says so, and how long it rang", async () => {
    await opened({
      items: {
        [id]: [
          message(
            "a",
            5,
            call({
              outcome: "missed",
              ringing: 24_000,
              duration: null,
              hasRecording: false,
              summary: null,
              transcript: [],
            }),
          ),
        ],
      },
    });
    expect(await screen.findByText("Missed call")).toBeTruthy();
    expect(screen.getByText("rang 24 s")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Call back in Hatif" })).toBeTruthy();
  });

  it("says that recording and summary are not ready", async () => {
    await opened({
      items: {
        [id]: [message("a", 5, call({ hasRecording: false, summary: null, transcript: [] }))],
      },
    });
    expect(await screen.findByText("Recording and summary are not ready.")).toBeTruthy();
  });

  it("folds its transcript out, finds in it and seeks", async () => {
    await opened({ items: { [id]: [message("a", 5, call())] } });
    const handler = await screen.findByText("answered by", { exact: false });
    expect(handler.textContent).toContain("Faisal");
    await userEvent.click(screen.getByRole("button", { name: "Find" }));
    await userEvent.type(screen.getByRole("searchbox"), "متاخر");
    expect(screen.getByText("1 of 1")).toBeTruthy();
    const slider = screen.getByRole("slider", { name: "Position" });
    expect(slider.getAttribute("aria-valuetext")).toBe("0:00 of 3:42");
    slider.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(slider.getAttribute("aria-valuetext")).toBe("0:10 of 3:42");
    await noAccessibilityFaults();
  });
});

describe("a message of ours", () => {
  const stuck = message("s", 1, {
    ...ours,
    content: { type: "text", text: "Lost words" },
    delivery: { state: "stuck", outbox: "o1", reason: "notFoundAfterNoAnswer" },
  });

  it("that is stuck says why, and Shift R tries it again", async () => {
    const host = await opened({ items: { [id]: [stuck] } });
    expect(
      await screen.findByText("Not sent: Hatif did not answer, and it is not in the conversation."),
    ).toBeTruthy();
    expect(runAction("conversation.retrySend")).toBe(true);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(host.inputsOf("retry_send")).toEqual([{ outbox: "o1" }, { outbox: "o1" }]);
  });

  it("that is edited goes back into the box", async () => {
    const host = await opened({ items: { [id]: [stuck] } });
    host.answer("discard_send", () => ({ text: "Lost words" }));
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    expect(await box()).toHaveProperty("value", "Lost words");
  });

  it("that cannot be taken back says so", async () => {
    const host = await opened({ items: { [id]: [stuck] } });
    host.fail("discard_send", "alreadySending");
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1" }]);
    expect(await screen.findByText("Lost words")).toBeTruthy();
  });

  it.each([
    [131026, "Not delivered: this number is not on WhatsApp."],
    [131047, "Not delivered: the 24 hours were over."],
    [1, "Not delivered: Odd things"],
  ])("that failed with %i says it in plain words", async (code, words) => {
    await opened({
      items: {
        [id]: [
          message("f", 1, { ...ours, delivery: { state: "failed", code, reason: "Odd things" } }),
        ],
      },
    });
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it("waits for the internet only when there is none", async () => {
    const queued = message("q", 1, {
      ...ours,
      delivery: { state: "queued", outbox: "o", until: null },
    });
    await opened({ items: { [id]: [queued] } });
    expect(await screen.findByText("Sending")).toBeTruthy();
    cleanup();
    queryClient.clear();
    await opened({ items: { [id]: [queued] }, lines: [aLine({ health: { state: "offline" } })] });
    expect(await screen.findByText("Waits for the internet")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
    expect(screen.getByRole("button", { name: /Send when online/u })).toBeTruthy();
  });
});

describe("the composer", () => {
  it("puts the words back and says why when sending is refused", async () => {
    const host = await opened();
    host.fail("send_text", "windowClosed");
    await userEvent.type(await box(), "Hello");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Not sent");
    expect(await box()).toHaveProperty("value", "Hello");
  });

  it("keeps what was typed while a refused sending was under way", async () => {
    const host = await opened();
    let refuse = () => {};
    host.answer(
      "send_text",
      () =>
        new Promise((_, reject) => {
          refuse = () => {
            reject(new HostError("refused", "test"));
          };
        }),
    );
    await userEvent.type(await box(), "First");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await userEvent.type(await box(), "second");
    refuse();
    await waitFor(async () => {
      expect(await box()).toHaveProperty("value", "First\nsecond");
    });
  });

  it("empties at once, shows the echo at once and keeps its row when it is confirmed", async () => {
    const host = await opened();
    await userEvent.type(await box(), "On its way");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(await box()).toHaveProperty("value", "");
    const echo = (await screen.findByText("On its way")).closest("article");
    await act(async () => {
      host.data.items[id] = (host.data.items[id] ?? []).map((item) =>
        item.authorKind === "me" ? { ...item, delivery: { state: "sent" } } : item,
      );
      host.changed({ type: "items", conversation: id });
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    expect(screen.getByText("On its way").closest("article")).toBe(echo);
    expect(within(echo ?? document.body).getByText("Sent")).toBeTruthy();
  });

  it("sends once however often the keys are pressed", async () => {
    const host = await opened();
    await userEvent.type(await box(), "Once");
    await userEvent.keyboard("{Control>}{Enter}{Enter}{Enter}{/Control}");
    expect(host.inputsOf("send_text")).toEqual([{ conversation: id, text: "Once" }]);
  });

  it("sends on Enter when that is the choice, but never while an input method composes", async () => {
    const host = await opened({ settings: someSettings({ sendKey: "enter" }) });
    const area = await box();
    await userEvent.type(area, "Word");
    area.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }),
    );
    expect(host.inputsOf("send_text")).toEqual([]);
    await userEvent.type(area, "{Shift>}{Enter}{/Shift}more{Enter}");
    expect(host.inputsOf("send_text")).toEqual([{ conversation: id, text: "Word\nmore" }]);
  });

  it("refuses a text over the limit, counted in characters", async () => {
    const host = await opened({
      lines: [aLine({ capabilities: someCapabilities({ textLimit: 10 }) })],
    });
    await userEvent.type(await box(), "👍👍👍👍👍👍👍👍👍👍");
    expect(await screen.findByText("0 characters left")).toBeTruthy();
    await userEvent.type(await box(), "👍");
    expect((await screen.findAllByText("1 character too long"))[0]).toBeTruthy();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_text")).toEqual([]);
    expect(await box()).toHaveProperty("value", "👍".repeat(11));
  });

  it("saves the draft on leaving and shows it when coming back, before the host has told of it", async () => {
    const host = await opened();
    await userEvent.type(await box(), "Half a sen");
    cleanup();
    await waitFor(() => {
      expect(host.inputsOf("save_draft").at(-1)).toEqual({ conversation: id, text: "Half a sen" });
    });
    await show();
    expect(await box()).toHaveProperty("value", "Half a sen");
  });

  it("says that a draft could not be saved", async () => {
    const host = await opened();
    host.fail("save_draft", "storeFailed");
    await userEvent.type(await box(), "x");
    expect(await screen.findByText("Draft not saved yet")).toBeTruthy();
  });

  it("takes the direction of the first letter, and swaps it on demand", async () => {
    await opened();
    const area = await box();
    await userEvent.type(area, "مرحبا");
    expect(area.getAttribute("dir")).toBe("rtl");
    await userEvent.keyboard("{Control>}{Shift>}x{/Shift}{/Control}");
    expect(area.getAttribute("dir")).toBe("ltr");
  });

  it("is replaced by the reason and the way on when the window is closed, and keeps the draft", async () => {
    const host = await opened({
      detail: {
        row: { ...row, draft: "Kept words" },
        replyWindow: { state: "closed", endedAt: Date.now() - 2 * hour },
      },
    });
    expect(
      await screen.findByText(/Only an approved template can be sent now/u, {
        selector: "[data-way-on] span",
      }),
    ).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByText("Kept words")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Open in Hatif" }));
    expect(host.inputsOf("open_in_platform")).toEqual([{ conversation: id }]);
    await noAccessibilityFaults();
  });

  it("is replaced by the reason when the key can only read", async () => {
    await opened({ lines: [aLine({ capabilities: someCapabilities({ sendText: "notByKey" }) })] });
    expect(
      await screen.findByText("This key can only read. Ask for a key with write access."),
    ).toBeTruthy();
  });

  it("says how little time is left", async () => {
    await opened({ detail: { replyWindow: { state: "open", endsAt: Date.now() + 38 * minute } } });
    expect(
      await screen.findByText(/left to reply freely. After that only templates/u),
    ).toBeTruthy();
  });
});

describe("the head", () => {
  it("keeps what the platform cannot do in its place, off, with the reason", async () => {
    await opened();
    const resolve = await screen.findByRole("button", { name: /^Resolve/u });
    expect(resolve.getAttribute("aria-disabled")).toBe("true");
    expect(descriptionOf(resolve)).toBe("Hatif has no way to close a conversation.");
    expect(descriptionOf(screen.getByRole("tab", { name: "Note" }))).toBe(
      "Hatif has no notes in a conversation.",
    );
    expect(descriptionOf(screen.getByRole("button", { name: "Attach a file" }))).toBe(
      "Hatif takes a file only as a public link.",
    );
  });

  it("lets a person take over from the AI that carries the conversation", async () => {
    const take = vi.fn<() => void>();
    const forget = registerActions([
      {
        id: "assign.take",
        label: () => "",
        group: "conversation",
        keys: [],
        when: () => true,
        run: take,
      },
    ]);
    await opened({
      detail: {
        row: { ...row, assignee: anAssignee({ id: "bia", name: "Bia", isAi: true, isMe: false }) },
      },
    });
    expect(await screen.findByText("AI is handling this.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Take over" }));
    expect(take).toHaveBeenCalledOnce();
    await noAccessibilityFaults();
    forget();
  });
});
