import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AbilityDto, ItemDto } from "../../ipc/bindings.gen";
import { registerActions } from "../../lib/actions";
import { useBegin, type BeginFrom } from "../../lib/beginning";
import { selection } from "../../lib/selection";
import { aDetail, aLine, anAssignee, everyCapability, someTools } from "../../testing/builders";
import { fakeHost, type FakeHost } from "../../testing/fakeHost";
import { layOut } from "../../testing/layout";
import { drafts } from "./composer/drafts";
import {
  descriptionOf,
  id,
  message,
  noAccessibilityFaults,
  opened,
  ours,
  row,
  show,
} from "./conversationTesting";
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

  it("marks words that were changed, to the eye and to a screen reader, and no others", async () => {
    const at = (minutes: number) => new Date(2026, 10, 19, 13, minutes).getTime();
    await opened({
      items: {
        [id]: [
          message("a", 9, { occurredAt: at(5), edited: true }),
          message("b", 8, { ...ours, occurredAt: at(6), delivery: { state: "read" } }),
          message("c", 7, {
            ...ours,
            direction: "internal",
            occurredAt: at(7),
            content: { type: "note", text: "Call first", mentions: [], terms: null },
            edited: true,
          }),
        ],
      },
    });
    await screen.findByRole("list", { name: "Messages with نورة الحربي" });
    const shown = await articles();
    expect(shown.map((each) => each.getAttribute("aria-label"))).toEqual([
      "\u2068نورة الحربي, message, 13:05\u2069, edited",
      "You, message, 13:06, Read",
      "You, internal note, 13:07, edited",
    ]);
    expect(shown.map((each) => within(each).queryByText("Edited") !== null)).toEqual([
      true,
      false,
      true,
    ]);
    await noAccessibilityFaults();
  });

  /** One message here and one more at the platform, which does not answer. */
  function olderOutOfReach(): FakeHost {
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
    return host;
  }

  function comesIntoReach(host: FakeHost): void {
    host.answer("fetch_history", () => {
      host.data.items[id] = [message("a", 60), ...(host.data.items[id] ?? [])];
      return {};
    });
  }

  async function expectWholeHistory(): Promise<void> {
    await waitFor(async () => {
      expect(await articles()).toHaveLength(2);
    });
    expect(screen.getByText("The conversation begins here")).toBeTruthy();
  }

  it("says that history could not be fetched and fetches it by hand", async () => {
    const host = olderOutOfReach();
    await show();
    expect(await screen.findByText(/Older messages could not be fetched/u)).toBeTruthy();
    comesIntoReach(host);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await expectWholeHistory();
  });

  it("fetches history by itself once the line that was out of reach is well again", async () => {
    const host = olderOutOfReach();
    await show();
    expect(await screen.findByText(/Older messages could not be fetched/u)).toBeTruthy();
    act(() => {
      host.data.lines = [aLine({ health: { state: "offline" } })];
      host.changed({ type: "lines" });
    });
    expect(await screen.findByText(/when the internet is back/u)).toBeTruthy();
    comesIntoReach(host);
    act(() => {
      host.data.lines = [aLine()];
      host.changed({ type: "lines" });
    });
    await expectWholeHistory();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
});

describe("the menu of an item", () => {
  const link = "https://shop.example/order/48213";

  it("copies its words and the address that was pointed at", async () => {
    const user = userEvent.setup();
    await opened({
      items: {
        [id]: [
          message("a", 5, { content: { type: "text", text: `See ${link} and www.shop.example` } }),
        ],
      },
    });
    fireEvent.contextMenu(await screen.findByRole("link", { name: link }));
    await user.click(await screen.findByRole("menuitem", { name: "Copy link" }));
    expect(await navigator.clipboard.readText()).toBe(link);
    const [article] = await articles();
    if (article === undefined) throw new Error("no article");
    fireEvent.contextMenu(article);
    // Of several addresses none is meant.
    await screen.findByRole("menuitem", { name: "Copy text" });
    expect(screen.queryByRole("menuitem", { name: "Copy link" })).toBeNull();
    await user.click(screen.getByRole("menuitem", { name: "Copy text" }));
    expect(await navigator.clipboard.readText()).toBe(`See ${link} and www.shop.example`);
  });

  it("shows somebody whose card was passed on, and copies their number", async () => {
    const user = userEvent.setup();
    const entries = [
      { title: "Lia Sand", description: "+15550100", link: null, answer: null },
      { title: "+15550101", description: null, link: null, answer: null },
    ];
    await opened({
      items: {
        [id]: [
          message("a", 5, {
            content: { type: "interactive", kind: "contacts", text: "", entries },
          }),
        ],
      },
    });
    const card = within(await screen.findByRole("list", { name: "Contacts" }));
    expect(card.getByText("Lia Sand")).toBeTruthy();
    await user.click(card.getByRole("button", { name: "Copy the number of Lia Sand" }));
    expect(await navigator.clipboard.readText()).toBe("+15550100");
    await user.click(card.getByRole("button", { name: "Copy the number of +15550101" }));
    expect(await navigator.clipboard.readText()).toBe("+15550101");
    await noAccessibilityFaults();
  });

  it("writes to somebody whose card was passed on, where the line begins conversations", async () => {
    const entries = [{ title: "Lia Sand", description: "+15550100", link: null, answer: null }];
    const card = message("a", 5, {
      content: { type: "interactive", kind: "contacts", text: "", entries },
    });
    const write = () => screen.queryByRole("button", { name: "Write to Lia Sand" });
    const lines = (begin: AbilityDto) => [
      aLine({ capabilities: everyCapability({ tools: someTools({ begin }) }) }),
    ];
    let asked: BeginFrom | null = null;
    const Asked = () => {
      asked = useBegin();
      return null;
    };
    render(<Asked />);
    const host = await opened({ lines: lines("notByPlatform"), items: { [id]: [card] } });
    await screen.findByText("Lia Sand");
    expect(write()).toBeNull();
    act(() => {
      host.data.lines = lines("available");
      host.changed({ type: "lines" });
    });
    await waitFor(() => {
      expect(write()).not.toBeNull();
    });
    await userEvent.click(write() ?? document.body);
    expect(asked).toEqual({
      line: "line-riyadh",
      to: { phone: "+15550100", name: "Lia Sand" },
    });
  });

  it("opens and saves its file", async () => {
    const host = await opened({
      items: {
        [id]: [
          message("f", 5, {
            content: {
              type: "media",
              kind: "document",
              fileName: "invoice.pdf",
              mimeType: "application/pdf",
              bytes: 2_048,
              duration: null,
              caption: null,
            },
          }),
        ],
      },
    });
    const [article] = await articles();
    if (article === undefined) throw new Error("no article");
    fireEvent.contextMenu(article);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Save" }));
    expect(host.inputsOf("save_media")).toEqual([{ item: "f" }]);
    fireEvent.contextMenu(article);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Open" }));
    expect(host.inputsOf("open_media")).toEqual([{ item: "f" }]);
  });

  it("does not open where there is nothing to take", async () => {
    await opened({ items: { [id]: [message("a", 5, { content: { type: "deleted" } })] } });
    const [article] = await articles();
    if (article === undefined) throw new Error("no article");
    expect(fireEvent.contextMenu(article)).toBe(true);
    expect(screen.queryByRole("menu")).toBeNull();
  });
});

describe("a picture", () => {
  it("has its own shape reserved when it is shown again", async () => {
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => {} }),
    );
    const picture = message("p", 5, {
      content: {
        type: "media",
        kind: "image",
        fileName: null,
        mimeType: "image/png",
        bytes: 10,
        duration: null,
        caption: "Door",
      },
    });
    const media = { p: new Blob(["x"]) };
    await opened({ items: { [id]: [picture] }, media });
    const shown = await screen.findByRole("img", { name: "Door" });
    Object.assign(
      Object.defineProperties(shown, {
        naturalWidth: { value: 600 },
        naturalHeight: { value: 400 },
      }),
    );
    fireEvent.load(shown);
    cleanup();
    const host = await opened({ items: { [id]: [picture] }, media });
    host.fetchMedia = () => new Promise(() => {});
    const [article] = await articles();
    const frame = article?.querySelector<HTMLElement>("[style*='aspect-ratio']");
    expect(frame?.style.aspectRatio).toBe("1.5");
  });
});

describe("the timeline", () => {
  it("draws one item for one new message", async () => {
    const host = await opened();
    expect(await articles()).toHaveLength(3);
    drawn.items.clear();
    act(() => {
      host.data.items[id]?.push(message("d", 0));
      host.changed({ type: "items", conversation: id });
    });
    await waitFor(() => {
      expect(screen.getAllByRole("article")).toHaveLength(4);
    });
    expect([...drawn.items]).toEqual([["d", 1]]);
  });

  it("draws only the message whose delivery changed", async () => {
    const sent = message("c", 1, { ...ours, delivery: { state: "sent" } });
    const host = await opened({ items: { [id]: [message("a", 30), message("b", 20), sent] } });
    await articles();
    drawn.items.clear();
    act(() => {
      host.data.items[id] = [
        ...(host.data.items[id] ?? []).slice(0, 2),
        { ...sent, delivery: { state: "read" } },
      ];
      host.changed({ type: "items", conversation: id });
    });
    await screen.findByRole("article", { name: /, Read$/u });
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
          message("note", 32, {
            ...change,
            content: { type: "note", text: "n", mentions: [], terms: null },
          }),
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

  it("without a transcript has its recording saved beside the player, and no empty foot", async () => {
    const host = await opened({
      items: { [id]: [message("a", 5, call({ summary: null, transcript: [] }))] },
    });
    const save = await screen.findByRole("button", { name: "Save recording" });
    expect(screen.queryByRole("button", { name: "Transcript" })).toBeNull();
    const play = screen.getByRole("button", { name: "Play" });
    expect(save.parentElement?.contains(play)).toBe(true);
    await userEvent.click(save);
    expect(host.inputsOf("save_media")).toEqual([{ item: "a" }]);
  });

  it("says that recording and summary are not ready", async () => {
    await opened({
      items: {
        [id]: [message("a", 5, call({ hasRecording: false, summary: null, transcript: [] }))],
      },
    });
    expect(await screen.findByText("Recording and summary are not ready.")).toBeTruthy();
  });

  it("promises neither of a call we made, nor of one that is long over", async () => {
    const bare = call({ hasRecording: false, summary: null, transcript: [] });
    await opened({
      items: {
        [id]: [{ ...message("a", 5, bare), direction: "outbound" }, message("b", 24 * 60, bare)],
      },
    });
    await screen.findByText(/answered by/u);
    expect(screen.getAllByRole("article")).toHaveLength(2);
    expect(screen.queryByText("Recording and summary are not ready.")).toBeNull();
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

describe("the head", () => {
  it("keeps what the platform cannot do in its place, off, with the reason", async () => {
    await opened();
    await waitFor(() => {
      const resolve = screen.getByRole("button", { name: /^Resolve/u });
      expect(resolve.getAttribute("aria-disabled")).toBe("true");
      expect(descriptionOf(resolve)).toBe("Hatif has no way to close a conversation.");
    });
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
