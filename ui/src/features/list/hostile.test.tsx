import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../../lib/hostQuery";
import { aLine, anAssignee, aRow } from "../../testing/builders";
import { fakeHost } from "../../testing/fakeHost";
import { expectOnlyWords, hostileWords } from "../../testing/hostile";
import { ConversationList } from "./ConversationList";
import { ListKeeper } from "./ListKeeper";

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
});

test("hostile names, words, tags and drafts are shown as words, each kept apart", async () => {
  const rows = hostileWords.map((words, index) =>
    aRow({
      id: `c${String(index)}`,
      contactName: words,
      company: words,
      lineName: words,
      preview: {
        kind: "text",
        outbound: false,
        authorKind: "contact",
        authorName: null,
        text: words,
      },
      draft: index % 2 === 0 ? words : null,
      assignee: anAssignee({ id: "agent-omar", name: words, isMe: false }),
    }),
  );
  fakeHost({ lines: [aLine()], rows });
  render(
    <QueryClientProvider client={queryClient}>
      <ListKeeper />
      <ConversationList />
    </QueryClientProvider>,
  );
  expect((await screen.findAllByRole("option")).length).toBeGreaterThan(5);
  expectOnlyWords();
});

test("a customer of whom nothing is known has words of their own in the list", async () => {
  fakeHost({ lines: [aLine()], rows: [aRow({ id: "c", contactName: "" })] });
  render(
    <QueryClientProvider client={queryClient}>
      <ListKeeper />
      <ConversationList />
    </QueryClientProvider>,
  );
  const option = await screen.findByRole("option");
  expect(option.textContent).toContain("Unknown customer");
});
