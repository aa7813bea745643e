import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { ItemDto, ItemWindow, WindowAnchor } from "../../../ipc/bindings.gen";
import { anItem } from "../../../testing/builders";
import { Timeline } from "./timeline";

/** The host's side: the whole timeline as one array, read in windows. */
class NaiveHost {
  items: ItemDto[];
  unread = 0;
  readings = 0;
  #made = 0;

  constructor(count: number) {
    this.items = Array.from({ length: count }, () => this.make());
  }

  make(): ItemDto {
    this.#made += 1;
    return anItem({ id: `i${String(this.#made)}`, occurredAt: this.#made * 60_000 });
  }

  readonly read = async (anchor: WindowAnchor, limit: number): Promise<ItemWindow> => {
    this.readings += 1;
    const all = this.items;
    const firstUnread = this.unread > 0 ? all.length - this.unread : -1;
    let from: number;
    let to: number;
    switch (anchor.at) {
      case "before":
        to = Math.max(0, this.#indexOf(anchor.item));
        from = Math.max(0, to - limit);
        break;
      case "after":
        from = this.#indexOf(anchor.item) + 1;
        to = Math.min(all.length, from + limit);
        break;
      case "around": {
        const at = this.#indexOf(anchor.item);
        from = Math.max(0, at - Math.floor(limit / 2));
        to = Math.min(all.length, at + Math.ceil(limit / 2));
        break;
      }
      case "unread":
        from = firstUnread >= 0 ? Math.max(0, firstUnread - 10) : Math.max(0, all.length - limit);
        to = Math.min(all.length, from + limit);
        break;
      case "newest":
        to = all.length;
        from = Math.max(0, to - limit);
    }
    return {
      // Parsed anew each time, as over the wire: equal things are other objects.
      items: structuredClone(all.slice(from, to)),
      hasBefore: from > 0,
      hasAfter: to < all.length,
      historyComplete: true,
      firstUnread: firstUnread >= 0 ? (all[firstUnread]?.id ?? null) : null,
      unread: this.unread,
    };
  };

  #indexOf(id: string): number {
    const index = this.items.findIndex((item) => item.id === id);
    if (index === -1) throw new Error("notFound");
    return index;
  }
}

const idsOf = (items: readonly ItemDto[]) => items.map((item) => item.id);

async function opened(host: NaiveHost): Promise<Timeline> {
  const timeline = new Timeline(host.read, () => Promise.resolve());
  await timeline.read();
  return timeline;
}

describe("the timeline of the open conversation", () => {
  it("says that it failed when the first reading fails, and opens when it is tried again", async () => {
    const host = new NaiveHost(3);
    let isBroken = true;
    const timeline = new Timeline((anchor, limit) =>
      isBroken ? Promise.reject(new Error("broken")) : host.read(anchor, limit),
    );
    await expect(timeline.read()).rejects.toThrow("broken");
    expect(timeline.state().phase).toBe("failed");
    isBroken = false;
    await timeline.read();
    expect(timeline.state()).toMatchObject({ phase: "ready", ids: ["i1", "i2", "i3"] });
  });

  it("keeps what it holds when a later reading fails", async () => {
    const host = new NaiveHost(3);
    let isBroken = false;
    const timeline = new Timeline((anchor, limit) =>
      isBroken ? Promise.reject(new Error("broken")) : host.read(anchor, limit),
    );
    await timeline.read();
    isBroken = true;
    await expect(timeline.read()).rejects.toThrow("broken");
    expect(timeline.state()).toMatchObject({ phase: "ready", ids: ["i1", "i2", "i3"] });
    expect(timeline.state().failure).not.toBeNull();
  });

  it("opens at the unread divider and leaves the divider where it was", async () => {
    const host = new NaiveHost(20);
    host.unread = 3;
    const timeline = await opened(host);
    expect(timeline.state().place).toEqual({ at: "divider", item: "i18" });
    expect(timeline.entry("i18")?.unread).toBe(3);
    host.unread = 0;
    host.items.push(host.make());
    await timeline.read();
    expect(timeline.entry("i18")?.unread).toBe(3);
  });

  it("adds older items at the start and marks only that update as such", async () => {
    const timeline = await opened(new NaiveHost(120));
    await timeline.readOlder();
    expect(timeline.state().prepended).toBe(true);
    expect(timeline.state().ids.length).toBe(100);
    await timeline.read();
    expect(timeline.state().prepended).toBe(false);
  });

  it("never adds at the start while renewing, since the reader would be moved", async () => {
    const host = new NaiveHost(400);
    const timeline = await opened(host);
    const [first] = timeline.state().ids;
    host.items.push(host.make());
    await timeline.read();
    expect(timeline.state().ids[0]).toBe(first);
    expect(timeline.state().hasBefore).toBe(true);
  });

  it("leaves what was fetched before the beginning to be read as older", async () => {
    const host = new NaiveHost(5);
    const timeline = await opened(host);
    host.items.unshift({ ...host.make(), id: "history" });
    await timeline.read();
    expect(timeline.state()).toMatchObject({ prepended: false, hasBefore: true });
    await timeline.readOlder();
    expect(timeline.state().ids[0]).toBe("history");
  });

  it("reads older items once when asked twice at the same time", async () => {
    const host = new NaiveHost(300);
    const timeline = await opened(host);
    const before = host.readings;
    await Promise.all([timeline.readOlder(), timeline.readOlder()]);
    expect(host.readings).toBe(before + 1);
  });

  it("counts what comes from others at the end, not what I send or what is found further up", async () => {
    const host = new NaiveHost(5);
    const timeline = await opened(host);
    host.items.push(host.make());
    host.items.push({ ...host.make(), direction: "outbound", authorKind: "me" });
    host.items.unshift({ ...host.make(), id: "history" });
    await timeline.read();
    expect(timeline.state().arrivals).toBe(1);
    expect(timeline.state().newestArrival?.id).toBe("i6");
  });

  it("counts what comes while the reader is far above the end", async () => {
    const host = new NaiveHost(400);
    const timeline = await opened(host);
    await timeline.goTo("i20");
    expect(timeline.state().hasAfter).toBe(true);
    host.items.push(host.make(), host.make());
    await timeline.read();
    expect(timeline.state().arrivals).toBe(2);
    expect(timeline.state().ids).not.toContain("i402");
    await timeline.goToEnd();
    expect(timeline.state().ids.at(-1)).toBe("i402");
  });

  it("keeps the id of an echo when it is confirmed, and every other row as it was", async () => {
    const host = new NaiveHost(5);
    const timeline = await opened(host);
    const echo: ItemDto = {
      ...host.make(),
      direction: "outbound",
      authorKind: "me",
      delivery: { state: "queued", outbox: "o", until: null },
    };
    await timeline.takeEcho(echo);
    const rows = host.items.map((item) => timeline.entry(item.id));
    const { generation } = timeline.state();
    host.items.push({ ...echo, delivery: { state: "sent" } });
    await timeline.read();
    expect(timeline.state().ids.at(-1)).toBe(echo.id);
    expect(timeline.state().ids.length).toBe(6);
    expect(timeline.state().generation).toBe(generation);
    expect(timeline.entry(echo.id)?.item.delivery).toEqual({ state: "sent" });
    host.items.slice(0, 5).forEach((item, index) => {
      expect(timeline.entry(item.id)).toBe(rows[index]);
    });
  });

  it("lets go of the newest after long scrolling up, and finds them again", async () => {
    const host = new NaiveHost(900);
    const timeline = await opened(host);
    for (let page = 0; page < 13; page += 1) await timeline.readOlder();
    await timeline.goTo("i500");
    await vi.waitFor(() => {
      expect(timeline.state().ids.length).toBe(600);
    });
    expect(timeline.state().hasAfter).toBe(true);
    await timeline.readNewer();
    expect(timeline.state().ids).toEqual(idsOf(host.items).slice(200, 850));
  });

  it("mounted anew, goes on where the reader was", async () => {
    const timeline = await opened(new NaiveHost(60));
    timeline.lookAt("i40", 12, false);
    timeline.resume();
    expect(timeline.state().place).toEqual({ at: "seen", item: "i40", fromTop: 12 });
    timeline.lookAt("i59", 500, true);
    timeline.resume();
    expect(timeline.state().place).toEqual({ at: "end" });
  });

  it("holds one contiguous, current run of the naive model whatever happens", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("append" as const), count: fc.integer({ min: 1, max: 260 }) }),
      fc.record({ do: fc.constant("insert" as const), at: fc.nat() }),
      fc.record({ do: fc.constant("change" as const), at: fc.nat() }),
      fc.record({ do: fc.constant("older" as const) }),
      fc.record({ do: fc.constant("newer" as const) }),
      fc.record({ do: fc.constant("goTo" as const), at: fc.nat() }),
      fc.record({ do: fc.constant("goToEnd" as const) }),
      fc.record({ do: fc.constant("both" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 300 }),
        fc.nat({ max: 80 }),
        fc.array(step, { maxLength: 14 }),
        async (count, unread, steps) => {
          const host = new NaiveHost(count);
          host.unread = Math.min(unread, count);
          const timeline = await opened(host);
          for (const each of steps) {
            const { items } = host;
            switch (each.do) {
              case "append":
                for (let n = 0; n < each.count; n += 1) items.push(host.make());
                break;
              case "insert":
                {
                  const index = each.at % (items.length + 1);
                  const next = items[index]?.occurredAt;
                  // A late arrival is put in its place by its time.
                  const late = next === undefined ? {} : { occurredAt: next };
                  items.splice(index, 0, { ...host.make(), ...late });
                }
                break;
              case "change": {
                const index = each.at % Math.max(1, items.length);
                const item = items[index];
                if (item !== undefined) items[index] = { ...item, content: { type: "deleted" } };
                break;
              }
              case "older":
                await timeline.readOlder();
                break;
              case "newer":
                await timeline.readNewer();
                break;
              case "goTo": {
                const item = items[each.at % Math.max(1, items.length)];
                if (item !== undefined) {
                  await timeline.goTo(item.id);
                  timeline.lookAt(item.id, 0, false);
                }
                break;
              }
              case "goToEnd":
                await timeline.goToEnd();
                break;
              case "both":
                await Promise.all([timeline.readOlder(), timeline.read(), timeline.readNewer()]);
            }
            // Every write of the host is told, and answered by a reading.
            await timeline.read();

            const { ids, hasBefore, hasAfter } = timeline.state();
            const all = idsOf(host.items);
            const from = ids.length === 0 ? 0 : all.indexOf(ids[0] ?? "");
            expect(ids).toEqual(all.slice(from, from + ids.length));
            expect(hasBefore).toBe(from > 0);
            expect(hasAfter).toBe(from + ids.length < all.length);
            const shown = ids.map((id) => timeline.entry(id)?.item);
            expect(shown).toEqual(host.items.slice(from, from + ids.length));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
