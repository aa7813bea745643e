import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";
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
