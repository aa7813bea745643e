import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ChangeFollower } from "./changes";
import type { ChangeDto } from "./bindings.gen";

let client: QueryClient;
let follower: ChangeFollower;

function isStale(...queryKey: unknown[]): boolean {
  return client.getQueryState(queryKey)?.isInvalidated === true;
}

function changed(sequence: number, ...changes: ChangeDto[]) {
  follower.take({ event: "changed", sequence, changes });
}

beforeEach(() => {
  client = new QueryClient();
  follower = new ChangeFollower(client);
  client.setQueryData(["list_lines", {}], []);
  client.setQueryData(
    ["list_items", { conversation: "a", anchor: { at: "unread" }, limit: 50 }],
    {},
  );
  client.setQueryData(
    ["list_items", { conversation: "b", anchor: { at: "unread" }, limit: 50 }],
    {},
  );
  client.setQueryData(["rail_counts", { line: null }], {});
});

describe("following the host", () => {
  it("refetches everything after a gap, and only then", () => {
    changed(7);
    expect(isStale("list_lines", {})).toBe(false);
    changed(9);
    expect(isStale("list_lines", {})).toBe(true);
    expect(isStale("rail_counts", { line: null })).toBe(true);
  });

  it("touches only the conversation that changed", () => {
    changed(1, { type: "items", conversation: "a" });
    expect(isStale("list_items", { conversation: "a", anchor: { at: "unread" }, limit: 50 })).toBe(
      true,
    );
    expect(isStale("list_items", { conversation: "b", anchor: { at: "unread" }, limit: 50 })).toBe(
      false,
    );
    expect(isStale("rail_counts", { line: null })).toBe(false);
  });

  it("counts anew what a line has to send when the outbox changed", () => {
    changed(1, { type: "outbox" });
    expect(isStale("list_lines", {})).toBe(true);
  });

  it("refetches every number when lists changed, whatever their filter", () => {
    client.setQueryData(["rail_counts", { line: "x" }], {});
    changed(1, { type: "conversations" });
    expect(isStale("rail_counts", { line: null })).toBe(true);
    expect(isStale("rail_counts", { line: "x" })).toBe(true);
    expect(isStale("list_lines", {})).toBe(false);
  });
});

describe("a hidden window", () => {
  let visibility: DocumentVisibilityState;

  beforeEach(() => {
    visibility = "hidden";
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  });

  it("reads nothing while customers write, and once what it shows when it is seen again", async () => {
    const read = vi.fn(() => Promise.resolve([]));
    const observer = new QueryObserver(client, {
      queryKey: ["list_lines", {}],
      queryFn: read,
      staleTime: Infinity,
    });
    const stop = observer.subscribe(() => {});
    changed(1, { type: "lines" });
    changed(2, { type: "lines" }, { type: "outbox" });
    // A jump in the numbers is no reason to read either.
    changed(9, { type: "settings" });
    await Promise.resolve();
    expect(read).not.toHaveBeenCalled();

    follower.noteVisibility();
    expect(read).not.toHaveBeenCalled();
    visibility = "visible";
    follower.noteVisibility();
    await vi.waitFor(() => {
      expect(observer.getCurrentResult().isStale).toBe(false);
    });
    expect(read).toHaveBeenCalledTimes(1);
    stop();
  });

  it("does not do again a reading that a change has overtaken until it is seen", async () => {
    const answers: (() => void)[] = [];
    const read = vi.fn(
      () =>
        new Promise<never[]>((resolve) => {
          answers.push(() => {
            resolve([]);
          });
        }),
    );
    const observer = new QueryObserver(client, { queryKey: ["app_info", {}], queryFn: read });
    const stop = observer.subscribe(() => {});
    changed(1, { type: "lines" });
    answers[0]?.();
    await vi.waitFor(() => {
      expect(client.getQueryState(["app_info", {}])).toMatchObject({
        fetchStatus: "idle",
        isInvalidated: true,
      });
    });
    expect(read).toHaveBeenCalledTimes(1);
    visibility = "visible";
    follower.noteVisibility();
    expect(read).toHaveBeenCalledTimes(2);
    stop();
  });
});
