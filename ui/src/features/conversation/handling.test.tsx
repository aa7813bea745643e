import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ContentDto, ItemDto } from "../../ipc/bindings.gen";
import { registerActions } from "../../lib/actions";
import { aLine, anAssignee, anOutboxEntry, someCapabilities } from "../../testing/builders";
import { layOut } from "../../testing/layout";
import {
  descriptionOf,
  id,
  message,
  noAccessibilityFaults,
  opened,
  ours,
  row,
} from "./conversationTesting";

const withAi = [aLine({ capabilities: someCapabilities({ setAi: "available" }) })];

/** Stands for the parts of the window that assign and change: notes what was asked of them. */
function listenTo(...ids: string[]): string[] {
  const ran: string[] = [];
  registerActions(
    ids.map((each) => ({
      id: each,
      label: () => each,
      group: "conversation" as const,
      keys: [],
      when: () => true,
      run: () => {
        ran.push(each);
      },
    })),
  );
  return ran;
}

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
});

describe("the head", () => {
  it.each([
    ["resolved", /^Open again/u],
    ["open", /^Resolve/u],
    ["snoozed", /^Snoozed/u],
  ] as const)("says of a status that waits that it does: %s", async (status, name) => {
    await opened({ detail: { status, row: { ...row, status, statusPending: true } } });
    const button = await screen.findByRole("button", { name });
    expect(button.textContent).toContain("waits to be confirmed");
    expect(screen.getAllByText("waits to be confirmed")).toHaveLength(1);
    await noAccessibilityFaults();
  });
});

describe("the AI bar", () => {
  it("stays with its switch off where the key may not use it", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ setAi: "notByKey" }) })],
      detail: { row: { ...row, aiOn: true } },
    });
    const button = await screen.findByRole("button", { name: /^Take over/u });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(descriptionOf(button)).toContain("This key lacks the right");
  });

  it("is not there where the platform has no AI", async () => {
    await opened();
    await screen.findByText("Text c");
    expect(screen.queryByText("AI is handling this.")).toBeNull();
    expect(screen.queryByText("AI is off here.")).toBeNull();
  });

  it("takes over and hands back with the same switch", async () => {
    const ran = listenTo("change.ai");
    await opened({ lines: withAi, detail: { row: { ...row, aiOn: true } } });
    await userEvent.click(await screen.findByRole("button", { name: /^Take over/u }));
    expect(ran).toEqual(["change.ai"]);
  });

  it.each([
    [anAssignee(), "You are handling this."],
    [null, "AI is off here."],
  ])("says who answers while the AI is off", async (assignee, words) => {
    await opened({ lines: withAi, detail: { row: { ...row, assignee } } });
    await screen.findByText(words);
    screen.getByRole("button", { name: /^Hand back to AI/u });
    await noAccessibilityFaults();
  });

  it("says since when the AI is off, where that is known", async () => {
    const since = new Date();
    since.setHours(0, 1, 0, 0);
    await opened({
      lines: withAi,
      detail: { row: { ...row, assignee: anAssignee() }, aiOffSince: since.getTime() },
    });
    await screen.findByText("AI has been off since 00:01.");
  });
});

describe("who is here", () => {
  it.each([
    [{ colleague: true, name: "Camila Rocha" }, "Camila Rocha is writing here."],
    [{ colleague: true, name: null }, "A colleague is writing here."],
    [{ colleague: false, name: null }, "نورة الحربي is typing…"],
  ])("is said while they write", async (writing, words) => {
    await opened({ detail: { writing: { ...writing, until: Date.now() + 30_000 } } });
    await waitFor(() => {
      expect(document.body.textContent).toContain(words);
    });
  });

  it("is not said any more once nothing was heard of them for long", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const until = Date.now() + 30_000;
      await opened({ detail: { writing: { colleague: false, name: null, until } } });
      await waitFor(() => {
        expect(document.body.textContent).toContain("is typing…");
      });
      act(() => {
        vi.advanceTimersByTime(31_000);
      });
      expect(document.body.textContent).not.toContain("is typing…");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the head", () => {
  it("leaves its room to the channel's name and the line's; the kind is seen in the glyph and heard", async () => {
    await opened({ detail: { channelName: "Support" } });
    const channel = await screen.findByText("Support");
    const where = channel.parentElement;
    expect(where?.textContent).toBe("WhatsAppSupport·Riyadh line");
    expect(within(where ?? document.body).getByText("WhatsApp").className).toBe("visually-hidden");
  });

  it("names the kind of a channel that has no name", async () => {
    await opened({ detail: { channelName: null } });
    const kind = await screen.findByText("WhatsApp");
    expect(kind.className).toBe("");
  });

  it("says until when it is snoozed, and that its customer is blocked", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ snooze: "available" }) })],
      detail: { status: "snoozed", snoozedUntil: null, muted: true },
    });
    await screen.findByRole("button", { name: "Snoozed until they answer" });
    screen.getByText("Customer blocked");
  });

  it("opens again what is resolved", async () => {
    const ran = listenTo("change.status");
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ reopen: "available" }) })],
      detail: { status: "resolved" },
    });
    await userEvent.click(await screen.findByRole("button", { name: /^Open again/u }));
    expect(ran).toEqual(["change.status"]);
  });

  it("keeps priority, team and mute in the menu with their reasons", async () => {
    const no = { setPriority: "notByPlatform", assignTeam: "available" } as const;
    await opened({
      lines: [
        aLine({ capabilities: someCapabilities({ ...no, mute: "notByPlatform" }), teams: [] }),
      ],
    });
    await screen.findByText("Text c");
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    const menu = await screen.findByRole("menu");
    within(menu).getByText("Hatif has no priorities to set.");
    within(menu).getByText("This line has no teams.");
    within(menu).getByText("Hatif has no way to block a customer from here.");
  });
});

describe("an approval", () => {
  const asked = {
    id: "a1",
    kind: "approval",
    reason: null,
    raisedAt: Date.now(),
    open: true,
  } as const;

  it("is off with the reason where it cannot be given from here", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ approve: "notByPlatform" }) })],
      detail: { attention: [asked] },
    });
    const card = await screen.findByRole("region", { name: "AI wants to act" });
    within(card).getByText(/Needs your approval. Hatif does not show the details here/u);
    await waitFor(() => {
      const approve = within(card).getByRole("button", { name: /^Approve/u });
      expect(approve.getAttribute("aria-disabled")).toBe("true");
    });
    // There is no AI to take over from.
    expect(within(card).queryByRole("button", { name: /Take over instead/u })).toBeNull();
  });

  it("is given, or the conversation is taken over instead", async () => {
    const ran = listenTo("change.approve", "change.takeOver");
    await opened({
      lines: [
        aLine({ capabilities: someCapabilities({ approve: "available", setAi: "available" }) }),
      ],
      detail: { row: { ...row, aiOn: true }, attention: [{ ...asked, reason: "Refund 40 €" }] },
    });
    await screen.findByText("Refund 40 €");
    await userEvent.click(screen.getByRole("button", { name: "Approve" }));
    await userEvent.click(screen.getByRole("button", { name: "Take over instead" }));
    expect(ran).toEqual(["change.approve", "change.takeOver"]);
    await noAccessibilityFaults();
  });

  it("that was given is gone", async () => {
    await opened({ detail: { attention: [{ ...asked, open: false }] } });
    await screen.findByText("Text c");
    expect(screen.queryByRole("region", { name: "AI wants to act" })).toBeNull();
  });
});

describe("a conversation that a colleague holds", () => {
  const held = anOutboxEntry({
    id: "o9",
    conversation: id,
    action: { type: "assign", toName: "Sara Al-Otaibi" },
    state: { state: "stuck", reason: "heldByColleague" },
  });

  it("is taken over after the question", async () => {
    const host = await opened({
      outbox: [held],
      detail: {
        row: { ...row, assignee: anAssignee({ id: "ana", name: "Ana", isMe: false }) },
      },
    });
    await waitFor(() => {
      expect(document.body.textContent).toContain("Already with Ana. Take it over?");
    });
    await noAccessibilityFaults();
    await userEvent.click(screen.getByRole("button", { name: "Take it over" }));
    await waitFor(() => {
      expect(host.inputsOf("take_over_held")).toEqual([{ outbox: "o9" }]);
    });
    expect(host.inputsOf("discard_send")).toEqual([]);
  });

  it("is left to them", async () => {
    const host = await opened({ outbox: [held] });
    await userEvent.click(await screen.findByRole("button", { name: "Leave it" }));
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o9", intoDraft: false }]);
  });
});

describe("a message that could not go out because somebody else answers", () => {
  it.each([
    ["aiAnswers", "Not sent: AI answers here. Take over, then try again.", "change.takeOver"],
    ["heldByColleague", "Not sent: a colleague holds this conversation.", "assign.takeOver"],
  ] as const)("says so and offers to take over: %s", async (reason, words, action) => {
    const ran = listenTo(action);
    const stuck = message("s", 1, { ...ours, delivery: { state: "stuck", outbox: "o1", reason } });
    await opened({ items: { [id]: [stuck] } });
    await screen.findByText(words);
    await userEvent.click(screen.getByRole("button", { name: "Take over" }));
    expect(ran).toEqual([action]);
    screen.getByRole("button", { name: "Try again" });
  });
});

describe("items", () => {
  const shown = async (content: ContentDto, over: Partial<ItemDto> = {}) => {
    await opened({ items: { [id]: [message("x", 1, { content, ...over })] } });
    return screen.findByRole("article");
  };

  it("an e-mail shows its subject and keeps its recipients folded", async () => {
    const article = await shown({
      type: "email",
      subject: "Falsche USt-IdNr.",
      from: "j@example.com",
      to: ["support@example.com"],
      cc: ["cc@example.com"],
      bcc: [],
      text: "Sehr geehrte Damen",
    });
    within(article).getByText("Falsche USt-IdNr.");
    within(article).getByText("Sehr geehrte Damen");
    const fold = within(article).getByRole("button", { name: "To 2 people" });
    expect(fold.getAttribute("aria-expanded")).toBe("false");
    await userEvent.click(fold);
    expect(fold.getAttribute("aria-expanded")).toBe("true");
    within(article).getByText("cc@example.com");
    expect(article.getAttribute("aria-label")).toContain("e-mail");
    await noAccessibilityFaults();
  });

  it("an e-mail without anything told about it is its words", async () => {
    const article = await shown({
      type: "email",
      subject: null,
      from: null,
      to: [],
      cc: [],
      bcc: [],
      text: "Only words",
    });
    within(article).getByText("Only words");
    expect(within(article).queryByRole("button")).toBeNull();
  });

  it("choices are without life, and the chosen one is said", async () => {
    const entry = { description: null, link: null };
    const article = await shown({
      type: "interactive",
      kind: "choice",
      text: "Which?",
      entries: [
        { ...entry, title: "Delivery", answer: "Delivery" },
        { ...entry, title: "Refund", answer: null },
      ],
    });
    const list = within(article).getByRole("list", { name: "Choices" });
    expect(within(list).queryByRole("button")).toBeNull();
    const [first, second] = within(list).getAllByRole("listitem");
    expect(first?.textContent).toContain("Chosen");
    expect(second?.textContent).not.toContain("Chosen");
    await noAccessibilityFaults();
  });

  it.each([
    ["cards", "Cards"],
    ["form", "Form"],
    ["articles", "Articles"],
    ["rating", "Rating"],
  ] as const)("%s are shown with what was answered", async (kind, name) => {
    const article = await shown({
      type: "interactive",
      kind,
      text: "",
      entries: [
        { title: "Title", description: "Below", link: "https://example.com/a", answer: "Five" },
      ],
    });
    const list = within(article).getByRole("list", { name });
    within(list).getByText("Below");
    within(list).getByText("Five");
    within(list).getByRole("link");
  });

  it("a rating is said once, with its words", async () => {
    const article = await shown({
      type: "interactive",
      kind: "rating",
      text: "Please rate the conversation",
      entries: [{ title: "4", description: "Quick and friendly", link: null, answer: "4" }],
    });
    const list = within(article).getByRole("list", { name: "Rating" });
    expect(within(list).getByRole("listitem").textContent).toBe("4Quick and friendly");
  });

  it("a customer who did not rate yet is said not to have answered", async () => {
    const article = await shown({
      type: "interactive",
      kind: "rating",
      text: "Please rate the conversation",
      entries: [],
    });
    within(article).getByText("No answer yet");
    expect(within(article).queryByRole("list")).toBeNull();
  });

  it("a form that nobody filled in says so", async () => {
    const article = await shown({
      type: "interactive",
      kind: "form",
      text: "Who?",
      entries: [{ title: "Name", description: null, link: null, answer: null }],
    });
    within(article).getByText("No answer yet");
  });

  it("a change is told in the platform's own sentence", async () => {
    const article = await shown({ type: "told", text: "تم تغيير الفريق" });
    within(article).getByText("تم تغيير الفريق");
  });

  it("a note of an AI is marked, on paper only the team sees", async () => {
    const article = await shown(
      { type: "note", text: "Summary", mentions: [], terms: null },
      { direction: "internal", authorKind: "aiAgent", authorName: "Captain" },
    );
    within(article).getByText("Note, only your team sees this");
    within(article).getByText("AI");
    within(article).getByText("Captain");
  });

  it("the menu keeps quoting in its place with the reason", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ quote: "notByPlatform" }) })],
      items: { [id]: [message("x", 1)] },
    });
    const words = await screen.findByText("Text x");
    act(() => {
      words.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: 5, clientY: 5 }));
    });
    const menu = await screen.findByRole("menu");
    await within(menu).findByText("Hatif has no way to answer one message in particular.");
  });
});
