import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { ConversationPage, ConversationRow, WhoseMoveDto } from "../../ipc/bindings.gen";
import { capacity, ListWindow } from "./listWindow";
import { movesByRank } from "./order";

/** The host's list, kept as simply as possible: an array in order. */
class NaiveList {
  rows: { id: string; key: number; whoseMove: WhoseMoveDto; unread: number }[] = [];
  pages = 0;
  failing = false;

  constructor(size: number) {
    for (let index = 0; index < size; index += 1) this.put(`c${index}`, index * 10);
  }

  put(id: string, key: number): void {
    this.rows = this.rows.filter((row) => row.id !== id);
    // Far apart keys fall into later groups, as a rank does.
    const whoseMove = movesByRank[Math.min(Math.floor(key / 4000), 4)] ?? "waiting";
    this.rows.push({ id, key, whoseMove, unread: 0 });
    this.rows.sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1));
  }

  remove(id: string): void {
    this.rows = this.rows.filter((row) => row.id !== id);
  }

  row(id: string): ConversationRow | null {
    return (this.rows.find((row) => row.id === id) as unknown as ConversationRow) ?? null;
  }

  async page(cursor: string | null, limit: number): Promise<ConversationPage> {
    this.pages += 1;
    await Promise.resolve();
    if (this.failing) throw new Error("storeFailed");
    const after = cursor === null ? null : (JSON.parse(cursor) as [number, string]);
    const rest = this.rows.filter(
      (row) => after === null || row.key > after[0] || (row.key === after[0] && row.id > after[1]),
    );
    const rows = rest.slice(0, limit);
    const last = rows.at(-1);
    const next =
      rest.length > limit && last !== undefined ? JSON.stringify([last.key, last.id]) : null;
    return {
      rows: rows.map((row) => ({ ...row })) as unknown as ConversationRow[],
      next,
      groups: movesByRank.map((whoseMove) => ({
        whoseMove,
        count: this.rows.filter((row) => row.whoseMove === whoseMove).length,
      })),
      total: this.rows.length,
      unread: this.rows.filter((row) => row.unread > 0).length,
    };
  }

  get ids(): string[] {
    return this.rows.map((row) => row.id);
  }
}

function open(list: NaiveList, grouped = true): ListWindow {
  return new ListWindow(
    {
      page: (cursor, limit) => list.page(cursor, limit),
      row: (id) => Promise.resolve(list.row(id)),
    },
    { grouped, fade: () => 0 },
  );
}

describe("the window onto a list", () => {
  test("a reading that fails is told and tried again when asked", async () => {
    const list = new NaiveList(3);
    list.failing = true;
    const window = open(list);
    await window.show(0, 10);
    expect(window.get().status).toBe("failed");
    list.failing = false;
    await window.refresh();
    expect(window.get()).toMatchObject({ status: "ready", error: null });
    expect(window.get().order.ids).toEqual(["c0", "c1", "c2"]);
  });

  test("while the order is held counts and contents change but no row moves", async () => {
    const list = new NaiveList(30);
    const window = open(list);
    await window.show(0, 10);
    const before = window.get().order;
    await window.hold(true);
    list.put("c5", -5);
    list.put("new", -6);
    list.rows[7]!.unread = 2;
    await window.refresh();
    expect(window.get().order).toBe(before);
    expect(window.get().counts).toMatchObject({ total: 31, unread: 1 });
    expect(window.row(list.rows[7]!.id)?.unread).toBe(2);
    await window.hold(false);
    expect(window.get().order.ids).toEqual(list.ids);
  });

  test("a row that left its place while held still shows the truth", async () => {
    const list = new NaiveList(400);
    const window = open(list);
    await window.show(0, 10);
    await window.hold(true);
    list.put("c3", 9000);
    list.rows.find((row) => row.id === "c3")!.unread = 1;
    await window.refresh();
    expect(window.get().order.ids[3]).toBe("c3");
    expect(window.row("c3")?.unread).toBe(1);
  });

  test("the open conversation keeps its place and its group until it is left", async () => {
    const list = new NaiveList(20);
    const window = open(list);
    await window.show(0, 20);
    await window.keep("c4");
    list.put("c4", 15000);
    await window.refresh();
    expect(window.get().order.ids.slice(3, 6)).toEqual(["c3", "c4", "c5"]);
    expect(window.get().order.groups).toContainEqual({ whoseMove: "needsPerson", count: 20 });
    expect(window.get().order.total).toBe(20);
    await window.keep("c5");
    expect(window.get().order.ids.at(-1)).toBe("c4");
  });

  test("the open conversation stays when it has left the view altogether", async () => {
    const list = new NaiveList(1);
    const window = open(list);
    await window.show(0, 10);
    await window.keep("c0");
    list.remove("c0");
    list.row = () => ({ id: "c0", whoseMove: "waiting" }) as unknown as ConversationRow;
    await window.refresh();
    expect(window.get().order).toMatchObject({ ids: ["c0"], total: 1 });
    expect(window.get().counts.total).toBe(0);
    await window.keep(null);
    expect(window.get().order).toMatchObject({ ids: [], total: 0 });
  });

  test("leaving rows fade before the rest closes up", async () => {
    vi.useFakeTimers();
    const list = new NaiveList(5);
    const window = new ListWindow(
      { page: (cursor, limit) => list.page(cursor, limit), row: async (id) => list.row(id) },
      { grouped: true, fade: () => 140 },
    );
    await window.show(0, 5);
    list.remove("c2");
    await window.refresh();
    expect([...window.get().leaving]).toEqual(["c2"]);
    expect(window.get().order.ids).toContain("c2");
    vi.advanceTimersByTime(140);
    expect(window.get().order.ids).toEqual(["c0", "c1", "c3", "c4"]);
    expect(window.get().leaving.size).toBe(0);
    vi.useRealTimers();
  });

  test("a change of one row wakes only that row", async () => {
    const list = new NaiveList(50);
    const window = open(list);
    await window.show(0, 20);
    const woken: string[] = [];
    for (const id of list.ids) window.subscribeRow(id, () => woken.push(id));
    const states: unknown[] = [];
    window.subscribe(() => states.push(window.get()));
    list.rows[4] = { ...list.rows[4]!, unread: 1 };
    await window.refresh();
    expect(woken).toEqual(["c4"]);
  });

  test("the end of a long list is reached page by page and back again", async () => {
    const list = new NaiveList(2000);
    const window = open(list);
    await window.show(0, 12);
    await window.show(1988, 2000);
    const { order } = window.get();
    expect(order.start + order.ids.length).toBe(2000);
    expect(order.ids.at(-1)).toBe("c1999");
    expect(order.ids.length).toBeLessThanOrEqual(capacity);
    await window.show(0, 12);
    expect(window.get().order.ids.slice(0, 2)).toEqual(["c0", "c1"]);
  });

  test("every conversation is found although few are in memory", async () => {
    const list = new NaiveList(730);
    const window = open(list);
    await window.show(0, 12);
    expect((await window.all()).map((row) => row.id)).toEqual(list.ids);
  });

  test("whatever happens, what is on screen is a true part of the list", async () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const step = fc.oneof(
      fc.record({ do: fc.constant("scroll" as const), to: place }),
      fc.record({ do: fc.constant("move" as const), which: place, to: place }),
      fc.record({ do: fc.constant("add" as const), to: place }),
      fc.record({ do: fc.constant("remove" as const), which: place }),
      fc.record({ do: fc.constant("hold" as const), held: fc.boolean() }),
      fc.record({ do: fc.constant("keep" as const), which: place }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1600 }),
        fc.boolean(),
        fc.array(step, { maxLength: 25 }),
        async (size, grouped, steps) => {
          const list = new NaiveList(size);
          const window = open(list, grouped);
          const pick = (at: number) => list.ids[Math.floor(at * (list.ids.length - 1))] ?? "none";
          let names = 0;
          let from = 0;
          await window.show(0, 12);
          for (const each of steps) {
            if (each.do === "scroll") {
              from = Math.floor(each.to * Math.max(window.get().order.total - 12, 0));
              await window.show(from, from + 12);
            } else if (each.do === "hold") await window.hold(each.held);
            else if (each.do === "keep") await window.keep(pick(each.which));
            else {
              if (each.do === "move") list.put(pick(each.which), each.to * size * 10);
              if (each.do === "remove") list.remove(pick(each.which));
              if (each.do === "add") list.put(`n${(names += 1)}`, each.to * size * 10);
              await window.refresh();
            }
            const { order } = window.get();
            expect(order.ids.length).toBeLessThanOrEqual(capacity + 1);
            expect(new Set(order.ids).size).toBe(order.ids.length);
            expect(window.get().counts.total).toBe(list.rows.length);
          }
          // Let everything go: what is left must be a run of the true list around the screen.
          await window.hold(false);
          await window.keep(null);
          await window.refresh();
          const { order } = window.get();
          from = Math.min(from, Math.max(order.total - 12, 0));
          await window.show(from, from + 12);
          const settled = window.get().order;
          const at = list.ids.indexOf(settled.ids[0] ?? "");
          expect(settled.total).toBe(list.rows.length);
          expect(settled.ids).toEqual(at === -1 ? [] : list.ids.slice(at, at + settled.ids.length));
          expect(settled.start).toBeLessThanOrEqual(from);
          expect(settled.start + settled.ids.length).toBeGreaterThanOrEqual(
            Math.min(from + 12, settled.total),
          );
          if (settled.start === 0) expect(at).toBeLessThanOrEqual(0);
          if (settled.start + settled.ids.length === settled.total && at !== -1) {
            expect(settled.start).toBe(at);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
