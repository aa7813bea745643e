import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoryPlaceDto, StoryWindow } from "../../../ipc/bindings.gen";
import { runAction } from "../../../lib/actions";
import { selection } from "../../../lib/selection";
import { layOut } from "../../../testing/layout";
import { id, message, noAccessibilityFaults, opened, ours } from "../conversationTesting";
import { closeStory } from "./storyState";

const here: StoryPlaceDto = {
  conversation: id,
  line: "line-riyadh",
  lineName: "Riyadh line",
  platform: "hatif",
  channelName: null,
  channelKind: "whatsApp",
  historyComplete: true,
};
const there: StoryPlaceDto = {
  ...here,
  conversation: "there",
  line: "line-loja",
  lineName: "Loja BR",
  platform: "chatwoot",
  channelKind: "instagram",
};

function story(over: Partial<StoryWindow> = {}): StoryWindow {
  return {
    places: [here, there],
    items: [
      { place: 0, item: message("first", 90) },
      { place: 1, item: message("second", 60) },
      { place: 1, item: message("third", 59) },
      {
        place: 0,
        item: message("fourth", 5, {
          ...ours,
          delivery: { state: "stuck", outbox: "o1", reason: "refused" },
        }),
      },
    ],
    hasBefore: false,
    hasAfter: false,
    ...over,
  };
}

/** The action is there as soon as the conversation is. */
async function openTheStory(): Promise<void> {
  await waitFor(() => {
    expect(runAction("conversation.story")).toBe(true);
  });
}

beforeEach(() => {
  layOut({ viewport: 800, row: 60 });
});
afterEach(closeStory);

test("a story that cannot be read says so and is read again", async () => {
  const host = await opened();
  host.fail("list_story", "storeFailed");
  await openTheStory();
  await screen.findByRole("heading", { name: "The story could not be read" });
  host.answer("list_story", () => story());
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Text first");
});

test("every item says where it happened, and a jump goes there", async () => {
  const host = await opened();
  host.answer("list_story", () => story());
  await openTheStory();
  const dialog = await screen.findByRole("dialog", { name: "The whole story of نورة الحربي" });
  await within(dialog).findByText("Text first");
  within(dialog).getByText("2 conversations on 2 lines. To answer, open one.");
  const names = within(dialog)
    .getAllByRole("article")
    .map((article) => article.getAttribute("aria-label") ?? "");
  expect(names.map((name) => /(?:WhatsApp|Instagram) on (.+)$/u.exec(name)?.[1])).toEqual([
    "Riyadh line",
    "Loja BR",
    "Loja BR",
    "Riyadh line",
  ]);
  // Said once for what follows at once in one place.
  const jumps = within(dialog).getAllByRole("button", { name: "Open there: Instagram on Loja BR" });
  expect(jumps).toHaveLength(1);
  await noAccessibilityFaults();
  await userEvent.click(jumps[0] as HTMLElement);
  expect(selection.get().conversation).toBe("there");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a story is only read: what did not go out is said, and nothing is sent from it", async () => {
  const host = await opened();
  host.answer("list_story", () => story());
  await openTheStory();
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("Text fourth");
  expect(within(dialog).queryByRole("button", { name: /Try again|Edit|Delete/u })).toBeNull();
  expect(within(dialog).queryByRole("textbox")).toBeNull();
});

test("what only platforms have is fetched from each of them", async () => {
  const host = await opened();
  host.answer("list_story", () => story({ places: [here, { ...there, historyComplete: false }] }));
  await openTheStory();
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("Older messages of 1 conversation are only on its platform.");
  host.fail("fetch_history", "unreachable");
  await userEvent.click(within(dialog).getByRole("button", { name: "Get older" }));
  await within(dialog).findByRole("alert");
  host.answer("fetch_history", () => ({}));
  host.answer("list_story", () => story());
  await userEvent.click(within(dialog).getByRole("button", { name: "Get older" }));
  await within(dialog).findByText("Here it begins.");
  expect(host.inputsOf("fetch_history")).toEqual([
    { conversation: "there" },
    { conversation: "there" },
  ]);
});

test("older parts are read by the place of the oldest item", async () => {
  const host = await opened();
  host.answer("list_story", ({ anchor }) =>
    anchor.at === "before"
      ? story({ items: [{ place: 1, item: message("zeroth", 200) }] })
      : story({ hasBefore: true }),
  );
  await openTheStory();
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("Text zeroth");
  await waitFor(() => {
    expect(host.inputsOf("list_story").map(({ anchor }) => anchor)).toContainEqual({
      at: "before",
      item: "first",
    });
  });
});
