/** Opens a conversation on a host in memory, for the tests of this folder. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import axe from "axe-core";
import { expect } from "vitest";
import type { ConversationDetail, ItemDto } from "../../ipc/bindings.gen";
import { ChangeFollower } from "../../ipc/changes";
import { subscribe } from "../../ipc/transport";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { aDetail, aLine, anItem, aRow } from "../../testing/builders";
import { fakeHost, type FakeData, type FakeHost } from "../../testing/fakeHost";
import { Conversation } from "./Conversation";

/** A minute in ms. */
export const minute = 60_000;
/** An hour in ms. */
export const hour = 60 * minute;
/** The open conversation: its window is open. */
export const row = aRow({ windowEndsAt: Date.now() + 23 * hour });
/** Its id. */
export const { id } = row;
/** Written by the person at this desk. */
export const ours = { direction: "outbound", authorKind: "me", authorName: null } as const;

/** A text of the customer, `ago` minutes old. */
export function message(name: string, ago: number, over: Partial<ItemDto> = {}): ItemDto {
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

/** Opens the conversation on a host with these things. */
export async function opened({ detail = {}, ...data }: Scene = {}): Promise<FakeHost> {
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

/** Opens the conversation on the host that is installed. */
export async function show(): Promise<void> {
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

/** Proves what stands on the page. */
export async function noAccessibilityFaults(): Promise<void> {
  // Colours are proven from the style sheet; jsdom has none.
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)])).toEqual(
    [],
  );
}

/** What an element is described by. */
export function descriptionOf(element: HTMLElement): string {
  const ids = element.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((each) => document.getElementById(each)?.textContent ?? "").join(" ");
}

/** The box one writes in. */
export const box = () => screen.findByRole("textbox", { name: "Reply to نورة الحربي" });
