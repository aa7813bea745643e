import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { selection } from "../../lib/selection";
import { aLine, anAssignee, aRow } from "../../testing/builders";
import { renderOnHost } from "../../testing/renderOnHost";
import { Rail } from "./Rail";
import type * as RailRows from "./railRows";

const drawn = vi.hoisted(() => ({ views: 0 }));

// Each drawing of the views asks once for the number of Mine, which makes drawings countable.
vi.mock("./railRows", async (original) => {
  const rows = await original<typeof RailRows>();
  return {
    ...rows,
    countOf: (...[counts, view]: Parameters<typeof rows.countOf>) => {
      if (view === "mine") drawn.views += 1;
      return rows.countOf(counts, view);
    },
  };
});

const mine = aRow({ id: "c1", unread: 1, assignee: anAssignee() });

async function shown() {
  const host = await renderOnHost(<Rail />, { lines: [aLine()], rows: [mine] });
  await screen.findByRole("button", { name: "Mine, 1 unread of 1" });
  return host;
}

beforeEach(() => {
  drawn.views = 0;
});

test("what leaves the numbers as they are does not draw them again", async () => {
  const host = await shown();
  drawn.views = 0;
  const before = host.inputsOf("rail_counts").length;
  act(() => {
    selection.openConversation("c1");
    selection.setPanelOpen(false);
    host.changed({ type: "items", conversation: "c1" });
    host.changed({ type: "conversations" });
  });
  await waitFor(() => {
    expect(host.inputsOf("rail_counts").length).toBeGreaterThan(before);
  });
  // A change that does draw comes after those, so that nothing of theirs can be still on its way.
  act(() => {
    host.data.rows = [{ ...mine, unread: 0 }];
    host.changed({ type: "conversations" });
  });
  await screen.findByRole("button", { name: /^Mine(?!.*unread)/u });
  expect(drawn.views).toBe(1);
});
