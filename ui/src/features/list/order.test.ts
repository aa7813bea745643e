import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WhoseMoveDto } from "../../ipc/bindings.gen";
import { focusAfter, keepPlace, type Order, settleStart } from "./order";

const plain = (ids: readonly string[], start = 0, total = start + ids.length): Order => ({
  start,
  ids,
  total,
  groups: null,
});
const noMove = () => null;

describe("keeping a place", () => {
  test("a neighbour that jumped away does not take the row along", () => {
    const before = plain(["a", "b", "c", "d", "e"]);
    const after = plain(["a", "c", "d", "e", "b"]);
    expect(keepPlace(before, after, "c", noMove).ids).toEqual(["a", "c", "d", "e", "b"]);
  });

  test("a row that left the view is one more than the host counts", () => {
    const kept = keepPlace(plain(["a", "b", "c"]), plain(["a", "c"]), "b", noMove);
    expect(kept).toMatchObject({ ids: ["a", "b", "c"], total: 3 });
  });

  test("a row whose neighbours are out of memory is let go", () => {
    const after = plain(["x", "y"], 600);
    expect(keepPlace(plain(["a", "b"]), after, "b", noMove)).toBe(after);
  });

  test("the last row of a group keeps its group", () => {
    const moves: Record<string, WhoseMoveDto> = { a: "needsPerson", b: "waiting", c: "waiting" };
    const before: Order = {
      ...plain(["a", "b", "c"]),
      groups: [
        { whoseMove: "needsPerson", count: 1 },
        { whoseMove: "waiting", count: 2 },
      ],
    };
    moves["a"] = "waiting";
    const after: Order = {
      ...plain(["b", "c", "a"]),
      groups: [{ whoseMove: "waiting", count: 3 }],
    };
    const kept = keepPlace(before, after, "a", (id) => moves[id] ?? null);
    expect(kept.ids).toEqual(["a", "b", "c"]);
    expect(kept.groups).toContainEqual({ whoseMove: "needsPerson", count: 1 });
    expect(kept.groups).toContainEqual({ whoseMove: "waiting", count: 2 });
  });

  test("only the kept row stands elsewhere than the host says, and all others in its order", () => {
    const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), {
      minLength: 1,
    });
    fc.assert(
      fc.property(ids, ids, fc.nat(), (old, fresh, seed) => {
        const id = old[seed % old.length] ?? "a";
        const kept = keepPlace(plain(old), plain(fresh), id, noMove);
        expect(kept.ids.filter((each) => each !== id)).toEqual(fresh.filter((each) => each !== id));
        expect(new Set(kept.ids).size).toBe(kept.ids.length);
        expect(kept.total).toBe(kept.ids.length);
      }),
    );
  });
});

test("where a run begins is told by the end of the list and by every border between groups", () => {
  expect(settleStart(plain(["x", "y"], 7, 12), true, noMove).start).toBe(10);
  const moves: Record<string, WhoseMoveDto> = { x: "ourTurn", y: "waiting" };
  const grouped: Order = {
    ...plain(["x", "y"], 9, 30),
    groups: [
      { whoseMove: "ourTurn", count: 12 },
      { whoseMove: "waiting", count: 18 },
    ],
  };
  expect(settleStart(grouped, false, (id) => moves[id] ?? null).start).toBe(11);
});

test("the focus of a row that went passes to the next, else to the one before", () => {
  const before = plain(["a", "b", "c"]);
  expect(focusAfter(before, plain(["a", "c"]), "b")).toBe("c");
  expect(focusAfter(before, plain(["a", "b"]), "c")).toBe("b");
  expect(focusAfter(before, plain([]), "a")).toBeNull();
});
