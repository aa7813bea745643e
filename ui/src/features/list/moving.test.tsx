import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { runAction } from "../../lib/actions";
import { queryClient, queryKeyOf } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { aDetail, aRow, someSettings } from "../../testing/builders";
import { rowsOf, shown, option, names, change, startAfresh } from "./listTesting";

beforeEach(() => {
  startAfresh();
});

describe("moving through the list", () => {
  test("arrows move the focus, Enter opens, and one row at a time takes part in Tab", async () => {
    await shown();
    await userEvent.click(option(/Customer 1/));
    expect(selection.get().conversation).toBe("c1");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() => {
      expect(document.activeElement).toBe(option(/Customer 3/));
    });
    expect(selection.get().conversation).toBe("c1");
    await userEvent.keyboard("{Enter}");
    expect(selection.get().conversation).toBe("c3");
    await userEvent.keyboard("{End}");
    await waitFor(() => {
      expect(document.activeElement).toBe(option(/Customer 4/));
    });
    const inTab = screen.getAllByRole("option").filter((each) => each.tabIndex === 0);
    expect(inTab).toEqual([option(/Customer 4/)]);
  });

  test("the focus of a row that goes passes to the next one", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const host = await shown();
    act(() => {
      option(/Customer 0/).focus();
    });
    await userEvent.keyboard("{ArrowDown}");
    await waitFor(() => {
      expect(document.activeElement).toBe(option(/Customer 1/));
    });
    host.data.rows = host.data.rows.filter((row) => row.id !== "c1");
    await change(host);
    await act(() => vi.advanceTimersByTimeAsync(2_500));
    vi.useRealTimers();
    await waitFor(() => {
      expect(names()).not.toContain("Customer 1");
    });
    expect(document.activeElement).toBe(option(/Customer 2/));
  });

  test("J opens the next, Shift J the next unread, W the next that needs us", async () => {
    const rows = rowsOf(5).map((row, at) =>
      at === 3
        ? { ...row, unread: 1 }
        : at === 4
          ? { ...row, whoseMove: "ourTurn" as const }
          : { ...row, whoseMove: "waiting" as const },
    );
    await shown({ rows });
    selection.setSort("newest");
    await screen.findByRole("option", { name: /Customer 0/ });
    const run = async (action: string, opens: string) => {
      act(() => {
        runAction(action);
      });
      await waitFor(() => {
        expect(selection.get().conversation).toBe(opens);
      });
    };
    await run("list.next", "c0");
    await run("list.next", "c1");
    await run("list.nextUnread", "c3");
    await run("list.nextNeedsUs", "c4");
    await run("list.previous", "c3");
  });
});

describe("finding by name", () => {
  test("letters find a name, blind to case and accents, once single keys are switched off", async () => {
    queryClient.setQueryData(queryKeyOf("get_settings", {}), someSettings({ singleKeys: false }));
    await shown({
      rows: [
        aRow({ id: "a", contactName: "Beatriz" }),
        aRow({ id: "b", contactName: "أحمد" }),
        aRow({ id: "c", contactName: "Éva" }),
      ],
    });
    act(() => {
      option(/Beatriz/).focus();
    });
    await userEvent.keyboard("ev");
    expect(document.activeElement).toBe(option(/Éva/));
  });
});

describe("ticking", () => {
  test("Shift and arrows extend, Escape clears, Ctrl A takes what is not even in memory", async () => {
    await shown({ rows: rowsOf(250) });
    await screen.findByRole("option", { name: /Customer 0,/ });
    act(() => {
      option(/Customer 0,/).focus();
    });
    await userEvent.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await screen.findByText("3 selected");
    expect(
      option(/Customer 2,/).ariaSelected ?? option(/Customer 2,/).getAttribute("aria-selected"),
    ).toBe("true");
    await userEvent.keyboard("{Escape}");
    expect(ticks.get().size).toBe(0);
    await userEvent.keyboard("{Control>}a{/Control}");
    await screen.findByText("250 selected");
  });

  test("U marks everything ticked read", async () => {
    const host = await shown({ rows: rowsOf(3).map((row) => ({ ...row, unread: 1 })) });
    ticks.add([
      ["c0", { line: "line-riyadh" }],
      ["c2", { line: "line-riyadh" }],
    ]);
    await userEvent.click(await screen.findByRole("button", { name: /Mark read/ }));
    expect(host.inputsOf("set_read")).toEqual([
      { conversation: "c0", read: true },
      { conversation: "c2", read: true },
    ]);
  });
});

describe("reading", () => {
  test("an open conversation is read after 2 s in view, not before and not in the background", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const focus = vi.spyOn(document, "hasFocus").mockReturnValue(false);
    const host = await shown({ rows: rowsOf(2).map((row) => ({ ...row, unread: 2 })) });
    act(() => {
      selection.openConversation("c1");
    });
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    expect(host.inputsOf("set_read")).toEqual([]);
    focus.mockReturnValue(true);
    act(() => {
      window.dispatchEvent(new Event("focus"));
    });
    await act(() => vi.advanceTimersByTimeAsync(1_900));
    expect(host.inputsOf("set_read")).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(200));
    expect(host.inputsOf("set_read")).toEqual([{ conversation: "c1", read: true }]);
    vi.useRealTimers();
  });

  test("what one was told by name is read with the conversation, though the customer said nothing", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    const [row] = rowsOf(1);
    if (row === undefined) throw new Error("one row");
    const host = await shown({
      rows: [row],
      details: { c0: aDetail({ row, noticed: true }) },
    });
    act(() => {
      selection.openConversation("c0");
    });
    await act(() => vi.advanceTimersByTimeAsync(2_100));
    expect(host.inputsOf("set_read")).toEqual([{ conversation: "c0", read: true }]);
    vi.useRealTimers();
  });

  test("what was put back to unread stays unread while it is looked at", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    const host = await shown({ rows: rowsOf(2) });
    act(() => {
      selection.openConversation("c1");
    });
    await act(() => vi.advanceTimersByTimeAsync(100));
    act(() => {
      runAction("conversation.toggleRead");
    });
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(host.inputsOf("set_read")).toEqual([{ conversation: "c1", read: false }]);
    vi.useRealTimers();
  });
});
