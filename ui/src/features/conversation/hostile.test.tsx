import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { ContentDto } from "../../ipc/bindings.gen";
import { expectOnlyWords, hostileWords, turning } from "../../testing/hostile";
import { layOut } from "../../testing/layout";
import { drafts } from "./composer/drafts";
import { id, message, noAccessibilityFaults, opened, row } from "./conversationTesting";

beforeEach(() => {
  layOut({ viewport: 9_000, row: 60 });
  drafts.reset();
});

const contents = (words: string): ContentDto[] => [
  { type: "text", text: words },
  {
    type: "media",
    kind: "document",
    fileName: words,
    mimeType: words,
    bytes: -1,
    duration: null,
    caption: words,
  },
  { type: "location", latitude: "0", longitude: "0", name: words, address: words },
  {
    type: "call",
    outcome: "answered",
    ringing: null,
    duration: null,
    hasRecording: false,
    summary: words,
    transcript: [],
  },
  { type: "template", name: words, text: words },
  { type: "email", subject: words, from: words, to: [words], cc: [], bcc: [], text: words },
  { type: "interactive", kind: "form", text: words, entries: [] },
  { type: "told", text: words },
  { type: "note", text: words, mentions: [], terms: null },
  { type: "assigned", toName: words, toMe: false, toAi: false, byName: words, byMe: false },
  { type: "statusChanged", status: words, byName: words },
  { type: "unsupported", platformKind: words },
];

describe("hostile words in a conversation", () => {
  it.each(hostileWords.map((words) => [words.slice(0, 24), words]))(
    "are shown as words in every kind of item: %s",
    async (_, words) => {
      const items = contents(words).map((content, index) =>
        message(`i${String(index)}`, 60 - index, { content, quote: null }),
      );
      await opened({ items: { [id]: items } });
      const shown = await screen.findAllByRole("article");
      expect(shown.length).toBeGreaterThan(5);
      expectOnlyWords();
    },
  );

  it("keep apart what a name, a company or a subject would turn", async () => {
    await opened({
      detail: { row: { ...row, contactName: turning, company: turning }, subject: turning },
      items: { [id]: [message("a", 3, { authorName: turning })] },
    });
    await screen.findAllByRole("article");
    expectOnlyWords();
    await noAccessibilityFaults();
  });

  it("are laid out piece by piece when they are endless, and none is lost", async () => {
    const endless = "ab ".repeat(20_000) + "😀".repeat(20_000);
    const user = userEvent.setup();
    await opened({
      items: { [id]: [message("a", 3, { content: { type: "text", text: endless } })] },
    });
    const article = await screen.findByRole("article");
    const pieces = () => [...article.querySelectorAll("p")].map((piece) => piece.textContent);
    expect(pieces()).toHaveLength(1);
    for (let more; (more = within(article).queryByRole("button", { name: /Show more/u }));) {
      await user.click(more);
    }
    expect(Math.max(...pieces().map((piece) => piece.length))).toBeLessThanOrEqual(6_000);
    expect(pieces().join("") === endless).toBe(true);
    await noAccessibilityFaults();
  });

  it("call a customer of whom nothing is known by words of their own", async () => {
    await opened({
      detail: { row: { ...row, contactName: "" } },
      items: { [id]: [message("a", 3)] },
    });
    expect(await screen.findByRole("heading", { name: /Unknown customer/u })).toBeTruthy();
    expect(screen.getByRole("textbox", { name: /Unknown customer/u })).toBeTruthy();
    await noAccessibilityFaults();
  });
});
