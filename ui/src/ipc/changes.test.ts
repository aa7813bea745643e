import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

  it("lets go of what it knows from events alone after a gap, and only then", () => {
    const forget = vi.fn<() => void>();
    follower = new ChangeFollower(client, forget);
    changed(7);
    changed(8);
    expect(forget).not.toHaveBeenCalled();
    changed(10);
    expect(forget).toHaveBeenCalledTimes(1);
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

describe("a message in the open conversation", () => {
  it("reads the words before all else, and the rest once, after the words", async () => {
    const read: string[] = [];
    const answers: (() => void)[] = [];
    const stops = (
      [
        ["list_lines", {}],
        ["rail_counts", { line: null }],
        ["list_conversations", { view: "mine" }],
        ["list_items", { conversation: "a" }],
      ] as const
    ).map((queryKey) => {
      client.setQueryData(queryKey, []);
      const observer = new QueryObserver(client, {
        queryKey,
        queryFn: () => {
          read.push(queryKey[0]);
          return new Promise<never[]>((resolve) => {
            answers.push(() => {
              resolve([]);
            });
          });
        },
        staleTime: Infinity,
      });
      return observer.subscribe(() => {});
    });

    changed(1, { type: "conversations" }, { type: "items", conversation: "a" });
    changed(2, { type: "lines" });
    changed(3, { type: "lines" });
    expect(read).toEqual(["list_items", "list_conversations"]);
    expect(isStale("list_lines", {})).toBe(true);

    for (const answer of answers) answer();
    await vi.waitFor(() => {
      expect(read.toSorted()).toEqual([
        "list_conversations",
        "list_items",
        "list_lines",
        "rail_counts",
      ]);
    });
    for (const stop of stops) stop();
  });

  it("does not keep the rest waiting for words that do not come", async () => {
    const readLines = vi.fn<() => Promise<never[]>>(() => Promise.resolve([]));
    client.setQueryData(["list_items", { conversation: "a" }], []);
    const stops = [
      new QueryObserver(client, {
        queryKey: ["list_items", { conversation: "a" }],
        queryFn: () => new Promise<never[]>(() => {}),
        staleTime: Infinity,
      }).subscribe(() => {}),
      new QueryObserver(client, {
        queryKey: ["list_lines", {}],
        queryFn: readLines,
        staleTime: Infinity,
      }).subscribe(() => {}),
    ];
    changed(1, { type: "items", conversation: "a" }, { type: "lines" });
    await vi.waitFor(() => {
      expect(readLines).toHaveBeenCalledTimes(1);
    });
    for (const stop of stops) stop();
  });
});

describe("a history that is being filled", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("does not keep the numbers waiting, though there is always something to read first", async () => {
    const takes = (milliseconds: number) =>
      vi.fn<() => Promise<never[]>>(
        () =>
          new Promise((resolve) => {
            setTimeout(() => {
              resolve([]);
            }, milliseconds);
          }),
      );
    const readCounts = takes(1);
    const stops = [
      new QueryObserver(client, {
        queryKey: ["list_conversations", { view: "mine" }],
        queryFn: takes(80),
      }).subscribe(() => {}),
      new QueryObserver(client, {
        queryKey: ["rail_counts", { line: null }],
        queryFn: readCounts,
        staleTime: Infinity,
      }).subscribe(() => {}),
    ];
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      changed(sequence, { type: "conversations" });
      await vi.advanceTimersByTimeAsync(50);
    }
    // In this second several times, but not for each of its twenty changes.
    expect(readCounts.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(readCounts.mock.calls.length).toBeLessThan(20);
    for (const stop of stops) stop();
  });
});

describe("a hidden window", () => {
  let visibility: DocumentVisibilityState;

  beforeEach(() => {
    visibility = "hidden";
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  });

  it("reads nothing while customers write, and once what it shows when it is seen again", async () => {
    const read = vi.fn<() => Promise<never[]>>(() => Promise.resolve([]));
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
    const read = vi.fn<() => Promise<never[]>>(
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
