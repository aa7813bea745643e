import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { aDetail, aLine, anAssignee, aRow } from "../../testing/builders";
import { fakeHost } from "../../testing/fakeHost";
import { Details } from "./Details";

function show(): void {
  render(
    <QueryClientProvider client={queryClient}>
      <Details conversation="one" />
    </QueryClientProvider>,
  );
}

const full = aDetail({
  row: aRow({ id: "one", assignee: anAssignee({ pending: true }), priority: "high" }),
  contact: {
    id: "contact",
    name: "نورة الحربي",
    key: "noura",
    phone: "+966 50 000 0041",
    email: "noura@example.com",
    company: null,
  },
  mood: "negative",
  summary: {
    text: "## Order\n- washer **not** here\n- <b>photo</b>",
    at: Date.UTC(2026, 10, 18, 16, 17),
    item: "call",
    newerItems: 4,
  },
  others: [
    {
      id: "other",
      lineName: "Riyadh line",
      channelKind: "email",
      whoseMove: "waiting",
      preview: "Invoice copy",
      lastActivityAt: Date.UTC(2026, 8, 1),
    },
  ],
});

beforeEach(() => {
  localStorage.clear();
});

test("a conversation that is not here says so and leads back", async () => {
  fakeHost({ lines: [aLine()] });
  selection.openConversation("one");
  show();
  await screen.findByRole("heading", { name: "This conversation is not on this computer" });
  await userEvent.click(screen.getByRole("button", { name: "Back to the list" }));
  expect(selection.get().conversation).toBeNull();
});

test("without the internet it says that it will open by itself", async () => {
  fakeHost({ lines: [aLine({ health: { state: "offline" } })] });
  show();
  await screen.findByText("It opens by itself when the internet is back.");
});

test("a store that fails is not taken for a missing conversation", async () => {
  fakeHost({ lines: [aLine()] }).fail("get_conversation", "storeFailed");
  show();
  await screen.findByRole("heading", { name: "The details could not be read" });
});

test("empty sections are not drawn", async () => {
  fakeHost({ rows: [aRow({ id: "one" })] });
  show();
  await screen.findByRole("button", { name: "Facts" });
  expect(screen.queryByRole("button", { name: /Summary/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Other conversations/ })).toBeNull();
  expect(screen.queryByText("Mood")).toBeNull();
});

test("a summary is read as light markdown and never as markup", async () => {
  fakeHost({ details: { one: full } });
  show();
  await screen.findByText("Order");
  expect(screen.getByText("not").tagName).toBe("STRONG");
  screen.getByText("<b>photo</b>");
  screen.getByText("From the call. 4 messages are newer.");
});

test("facts are words, and what is not confirmed is said", async () => {
  fakeHost({ details: { one: full } });
  show();
  await screen.findByText("Open, our turn");
  screen.getByText("negative");
  screen.getByText("not confirmed yet");
  screen.getByText("8 min");
});

test("the number is copied and the copying is said", async () => {
  fakeHost({ details: { one: full } });
  const user = userEvent.setup();
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  show();
  await user.click(await screen.findByRole("button", { name: "Copy number" }));
  expect(write).toHaveBeenCalledWith("+966 50 000 0041");
  await screen.findByRole("button", { name: "Copied" });
});

test("another conversation opens when it is activated", async () => {
  fakeHost({ details: { one: full } });
  show();
  const other = await screen.findByRole("button", { name: /on Riyadh line.*Invoice copy/ });
  await userEvent.click(other);
  expect(selection.get().conversation).toBe("other");
});

test("a folded section stays folded", async () => {
  fakeHost({ details: { one: full } });
  show();
  const facts = await screen.findByRole("button", { name: "Facts" });
  await userEvent.click(facts);
  expect(facts.ariaExpanded ?? facts.getAttribute("aria-expanded")).toBe("false");
  document.body.replaceChildren();
  show();
  const again = await screen.findByRole("button", { name: "Facts" });
  expect(again.getAttribute("aria-expanded")).toBe("false");
});

test("the panel is without accessibility faults", async () => {
  fakeHost({ details: { one: full } });
  show();
  await screen.findByText("Order");
  within(document.body).getByRole("region", { name: "Contact" });
  const { violations } = await axe.run(document.body, {
    rules: {
      region: { enabled: false },
      "color-contrast": { enabled: false },
      // The page's own first heading is the conversation's.
      "page-has-heading-one": { enabled: false },
    },
  });
  expect(violations.map((each) => each.id)).toEqual([]);
});
