/** What the tests of the list share. */
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import { expect, vi } from "vitest";
import type { ConversationRow } from "../../ipc/bindings.gen";
import { ChangeFollower } from "../../ipc/changes";
import { subscribe } from "../../ipc/transport";
import { queryClient } from "../../lib/hostQuery";
import { ticks } from "../../lib/ticks";
import { aLine, aRow } from "../../testing/builders";
import { type FakeData, fakeHost, type FakeHost } from "../../testing/fakeHost";
import { ConversationList } from "./ConversationList";
import { ListKeeper } from "./ListKeeper";

/** In ms. */
export const minute = 60_000;

/** So many rows, the newest first. */
export function rowsOf(count: number): ConversationRow[] {
  return Array.from({ length: count }, (_, at) =>
    aRow({
      id: `c${String(at)}`,
      contactName: `Customer ${String(at)}`,
      lastActivityAt: Date.now() - at * minute,
      preview: {
        kind: "text",
        outbound: false,
        authorKind: "contact",
        authorName: null,
        text: `Text ${String(at)}`,
      },
    }),
  );
}

/** Shows the list on a host with these things, and waits until it has said what it has. */
export async function shown(
  data: Partial<FakeData> = {},
  prepare: (host: FakeHost) => void = () => {},
): Promise<FakeHost> {
  const host = fakeHost({ lines: [aLine()], rows: rowsOf(5), ...data });
  prepare(host);
  const follower = new ChangeFollower(queryClient);
  await subscribe(
    (event) => {
      if (event.event === "changed") follower.take(event);
    },
    () => {
      follower.repair();
    },
  );
  render(
    <QueryClientProvider client={queryClient}>
      <ListKeeper />
      <ConversationList />
    </QueryClientProvider>,
  );
  // A view may be empty, or fail; either way the list has said so by then.
  await waitFor(() => {
    expect(screen.queryByRole("status", { name: "Loading conversations" })).toBeNull();
    expect(screen.queryByRole("listbox") ?? document.querySelector("h2 ~ *, h3, p")).not.toBeNull();
  });
  return host;
}

/** The row of this name. */
export const option = (name: RegExp) => screen.getByRole("option", { name });
/** The customers as they stand. */
export const names = () =>
  screen
    .getAllByRole("option")
    .map((each) => /(?:Customer \d+|new)(?=,)/u.exec(each.textContent)?.[0]);

/** Tells the list that conversations have changed, and lets it read them. */
export async function change(host: FakeHost): Promise<void> {
  await act(async () => {
    host.changed({ type: "conversations" });
    await new Promise((done) => {
      setTimeout(done, 0);
    });
  });
}

/** A window in sight, and nothing ticked; before each test. */
export function startAfresh(): void {
  ticks.clear();
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
}
