import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { queryClient } from "../../lib/hostQuery";
import { aDetail, aLine, anAssignee, anOutboxEntry, aRow } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import type { FakeHost } from "../../testing/fakeHost";
import { AssignDialog } from "./AssignDialog";
import { closeAssignDialog } from "./assignDialogState";
import { HeldWatch } from "./HeldWatch";

const row = aRow({ assignee: anAssignee({ id: "agent-ana", name: "Ana", isMe: false }) });
const held = anOutboxEntry({
  id: "held",
  action: { type: "assign", toName: "Sara Al-Otaibi" },
  state: { state: "stuck", reason: "heldByColleague" },
});

async function shown(outbox = [anOutboxEntry()]): Promise<FakeHost> {
  const host = await renderOnHost(
    <>
      <HeldWatch />
      <AssignDialog />
    </>,
    { lines: [aLine()], rows: [row], details: { [row.id]: aDetail({ row }) }, outbox },
  );
  await waitFor(() => {
    expect(host.inputsOf("list_outbox")).toHaveLength(1);
    expect(queryClient.isFetching()).toBe(0);
  });
  return host;
}

function nowHeld(host: FakeHost, ...rows: (typeof held)[]): void {
  act(() => {
    host.data.outbox = rows;
    host.changed({ type: "outbox" });
  });
}

beforeEach(() => {
  queryClient.clear();
  act(() => {
    closeAssignDialog();
  });
});

describe("an assignment that a colleague keeps back", () => {
  test("of before the start is not asked about out of the blue", async () => {
    const host = await shown([held]);
    nowHeld(host, held, anOutboxEntry({ id: "another" }));
    await waitFor(() => {
      expect(host.inputsOf("list_outbox").length).toBeGreaterThan(1);
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("asks whether to take it over from whoever holds it", async () => {
    const host = await shown();
    nowHeld(host, held);
    await screen.findByRole("dialog", { name: "Already with Ana. Take it over?" });
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Take it over" }));
    expect(host.inputsOf("take_over_held")).toEqual([{ outbox: "held" }]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("is let go when it is left with them", async () => {
    const host = await shown();
    nowHeld(host, held);
    await userEvent.click(await screen.findByRole("button", { name: "Leave it" }));
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "held", intoDraft: false }]);
    expect(host.inputsOf("take_over_held")).toEqual([]);
  });

  test("asks once for several", async () => {
    const host = await shown();
    nowHeld(host, held, { ...held, id: "held-2", contactName: "Beatriz" });
    await screen.findByRole("dialog", { name: "Colleagues have 2 of these. Take them over?" });
    await userEvent.click(screen.getByRole("button", { name: "Take it over" }));
    expect(host.inputsOf("take_over_held").map(({ outbox }) => outbox)).toEqual(["held", "held-2"]);
  });
});
