import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import type { CapabilitiesDto, ConversationDetail, LineDto } from "../../ipc/bindings.gen";
import { findAction, runAction, useActions } from "../../lib/actions";
import { callHost, queryClient, queryKeyOf } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { resetToasts, undoLast, useToasts } from "../../lib/toasts";
import { aDetail, aLine, aRow, someCapabilities, someTools } from "../../testing/builders";
import { fakeHost, type FakeHost } from "../../testing/fakeHost";
import { changeActions } from "./changeActions";
import { ChangeDialog } from "./ChangeDialog";
import { openChoice } from "./changeDialogState";

const able = someCapabilities({
  setStatus: "available",
  reopen: "available",
  snooze: "available",
  setPriority: "available",
  setTags: "available",
  assignTeam: "available",
  setAi: "available",
  mute: "available",
  approve: "available",
});
const refund = { id: "tag-refund", name: "refund", icon: null };
const vip = { id: "tag-vip", name: "VIP", icon: "⭐" };

function Toasts() {
  return useToasts().map((toast) => (
    <p key={toast.id} data-tone={toast.tone}>
      {toast.text}
      {toast.undo !== null && <button type="button">{toast.undo.label}</button>}
    </p>
  ));
}

function Changing() {
  useActions(changeActions);
  return <ChangeDialog />;
}

async function shown({
  capabilities = able,
  detail = {},
  line = {},
  lines,
}: {
  capabilities?: CapabilitiesDto;
  detail?: Partial<ConversationDetail>;
  line?: Partial<LineDto>;
  lines?: LineDto[];
} = {}): Promise<FakeHost> {
  const row = aRow({ id: "one", tags: [refund], ...detail.row });
  const host = fakeHost({
    lines: lines ?? [aLine({ capabilities, ...line })],
    rows: [row, aRow({ id: "two", tags: [vip] })],
    details: { one: aDetail({ ...detail, row }) },
  });
  render(
    <QueryClientProvider client={queryClient}>
      <Changing />
      <Toasts />
    </QueryClientProvider>,
  );
  await queryClient.fetchQuery({
    queryKey: queryKeyOf("list_lines", {}),
    queryFn: () => callHost("list_lines", {}),
  });
  await queryClient.fetchQuery({
    queryKey: queryKeyOf("get_conversation", { conversation: "one" }),
    queryFn: () => callHost("get_conversation", { conversation: "one" }),
  });
  act(() => {
    selection.openConversation("one");
  });
  return host;
}

function run(action: string): boolean {
  let ran = false;
  act(() => {
    ran = runAction(action);
  });
  return ran;
}

beforeEach(() => {
  openChoice(null);
  resetToasts();
  ticks.clear();
});

test("ticked rows that are resolved are opened again, whatever view they are seen in", async () => {
  const host = await shown();
  act(() => {
    selection.openConversation(null);
    ticks.add([["two", { line: "line-riyadh", status: "resolved" }]]);
  });
  expect(findAction("change.status")?.label()).toBe("Open again");
  act(() => {
    ticks.add([["three", { line: "line-riyadh", status: "open" }]]);
  });
  expect(findAction("change.status")?.label()).toBe("Resolve");
  act(() => {
    ticks.remove(["three"]);
  });
  run("change.status");
  await waitFor(() => {
    expect(host.inputsOf("change")).toMatchObject([
      { conversations: ["two"], change: { type: "setStatus", status: "open" } },
    ]);
  });
});

describe("what a line cannot do", () => {
  test.each([
    ["change.status", "Hatif has no way to close a conversation."],
    ["change.snooze", "Hatif has no way to snooze a conversation."],
    ["change.priority", "Hatif has no priorities to set."],
    ["change.tags", "Hatif has no way to change tags."],
    ["change.team", "Hatif has no teams to give this to."],
    ["change.ai", "Hatif has no AI to switch from here."],
    ["change.mute", "Hatif has no way to block a customer from here."],
  ])("stays in its place with the reason: %s", async (id, reason) => {
    const no = Object.fromEntries(
      ["setStatus", "snooze", "setPriority", "setTags", "assignTeam", "setAi", "mute"].map(
        (each) => [each, "notByPlatform"],
      ),
    );
    const host = await shown({ capabilities: someCapabilities(no) });
    const action = findAction(id);
    expect(action?.when()).toBe(true);
    expect(action?.reason?.()).toBe(reason);
    expect(run(id)).toBe(false);
    expect(host.inputsOf("change")).toEqual([]);
  });

  test("a line without teams says so", async () => {
    await shown({ line: { teams: [] } });
    expect(findAction("change.team")?.reason?.()).toBe("This line has no teams.");
  });

  test("of several lines only those that can are changed, and the others are named", async () => {
    const host = await shown({
      lines: [
        aLine({ capabilities: able }),
        aLine({
          id: "line-br",
          name: "Loja BR",
          capabilities: someCapabilities({ setStatus: "notByPlatform" }),
        }),
      ],
    });
    ticks.add([
      ["one", { line: "line-riyadh" }],
      ["three", { line: "line-br" }],
    ]);
    run("change.status");
    await screen.findByText("Resolved 1 conversation. 1 on Loja BR stays as it is.");
    expect(host.inputsOf("change").map(({ conversations }) => conversations)).toEqual([["one"]]);
  });
});

describe("a change", () => {
  test("that is refused is told and nothing is offered to undo", async () => {
    const host = await shown();
    host.fail("change", "scopeMissing");
    run("change.status");
    expect((await screen.findByText(/lacks the right/u)).dataset["tone"]).toBe("failed");
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  test("that cannot be taken back offers no undo", async () => {
    const host = await shown({
      detail: {
        attention: [{ id: "a", kind: "approval", reason: null, raisedAt: 1, open: true }],
      },
    });
    host.answer("change", () => ({ undo: null, changed: 1, undoable: 0 }));
    run("change.approve");
    await screen.findByText("Approved. AI goes on.");
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  test("is taken back, and what somebody changed meanwhile is said", async () => {
    const host = await shown();
    host.answer("undo", () => ({ restored: 0, changedMeanwhile: 1 }));
    run("change.status");
    await screen.findByText("Resolved 1 conversation.");
    act(() => {
      undoLast();
    });
    await screen.findByText("Somebody changed 1 meanwhile; it stays as it is.");
    expect(host.inputsOf("undo")).toEqual([{ undo: "undo-1" }]);
  });

  test("opens again what is resolved", async () => {
    const host = await shown({ detail: { status: "resolved" } });
    expect(findAction("change.status")?.label()).toBe("Open again");
    run("change.status");
    await screen.findByText("1 conversation is open again.");
    expect(host.inputsOf("change")).toEqual([
      { conversations: ["one"], change: { type: "setStatus", status: "open", until: null } },
    ]);
  });

  test("hands over to the AI and back with one key", async () => {
    const host = await shown({ detail: { row: aRow({ id: "one", aiOn: true }) } });
    expect(findAction("change.ai")?.label()).toBe("Take over");
    run("change.ai");
    await screen.findByText("You took over from AI.");
    expect(host.inputsOf("change")[0]?.change).toEqual({ type: "setAi", on: false });
  });
});

describe("the choices", () => {
  test("snooze until they answer, by a few letters", async () => {
    const host = await shown();
    run("change.snooze");
    const dialog = await screen.findByRole("dialog", { name: "Snooze this conversation until" });
    await userEvent.type(within(dialog).getByRole("searchbox"), "answer{Enter}");
    await screen.findByText("1 conversation comes back when they answer.");
    expect(host.inputsOf("change")).toEqual([
      { conversations: ["one"], change: { type: "setStatus", status: "snoozed", until: null } },
    ]);
  });

  test("snooze says until when, and what is snoozed can be brought back", async () => {
    const host = await shown({ detail: { status: "snoozed" } });
    run("change.snooze");
    const tomorrow = await screen.findByRole("option", { name: /^Tomorrow/u });
    expect(tomorrow.textContent).toMatch(/09:00/u);
    await userEvent.click(screen.getByRole("option", { name: "Bring it back now" }));
    expect(host.inputsOf("change")[0]?.change).toMatchObject({ status: "open" });
  });

  test("a time that is over cannot be chosen", async () => {
    const host = await shown();
    run("change.snooze");
    const field = await screen.findByLabelText("Another time");
    await userEvent.type(field, "2020-01-01T10:00{Enter}");
    expect(host.inputsOf("change")).toEqual([]);
    screen.getByRole("dialog");
  });

  test("priority is set and taken away", async () => {
    const host = await shown({ detail: { row: aRow({ id: "one", priority: "high" }) } });
    run("change.priority");
    expect((await screen.findByRole("option", { name: /^High/u })).textContent).toContain("now");
    await userEvent.click(screen.getByRole("option", { name: "No priority" }));
    await screen.findByText("Priority taken away.");
    expect(host.inputsOf("change")[0]?.change).toEqual({ type: "setPriority", priority: null });
  });

  test("a team is chosen by its name", async () => {
    const host = await shown({ line: { teams: [{ id: "t1", name: "الفواتير" }] } });
    run("change.team");
    await userEvent.click(await screen.findByRole("option", { name: "الفواتير" }));
    await screen.findByText("Given to الفواتير.");
    expect(host.inputsOf("change")[0]?.change).toEqual({ type: "assignTeam", team: "t1" });
  });

  test("tags are found, ticked and saved together", async () => {
    const host = await shown();
    run("change.tags");
    const search = await screen.findByRole("searchbox", { name: "Find a tag" });
    expect(screen.getByRole("option", { name: /refund/u }).getAttribute("aria-selected")).toBe(
      "true",
    );
    await userEvent.type(search, "vip");
    await userEvent.keyboard("{Enter}");
    await userEvent.click(screen.getByRole("button", { name: /Save tags/u }));
    await screen.findByText("Tags of 1 conversation changed.");
    expect(host.inputsOf("change")[0]?.change).toEqual({
      type: "setTags",
      tags: ["tag-refund", "tag-vip"],
    });
  });

  test("Escape leaves the tags as they were", async () => {
    const host = await shown();
    run("change.tags");
    const field = await screen.findByRole("searchbox", { name: "Find a tag" });
    await userEvent.type(field, "{Escape}");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    expect(host.inputsOf("change")).toEqual([]);
  });

  test("a tag that the line does not have yet is made and ticked", async () => {
    const host = await shown();
    run("change.tags");
    const search = await screen.findByRole("searchbox", { name: "Find a tag" });
    await userEvent.type(search, "vip");
    expect(screen.queryByRole("button", { name: /^Make the tag/u })).toBeNull();
    await userEvent.clear(search);
    await userEvent.type(search, "gate 2");
    await userEvent.click(screen.getByRole("button", { name: "Make the tag “gate 2”" }));
    const made = await screen.findByRole("option", { name: "gate 2" });
    expect(made.getAttribute("aria-selected")).toBe("true");
    expect(host.inputsOf("create_tag")).toEqual([{ line: "line-riyadh", name: "gate 2" }]);
    await userEvent.click(screen.getByRole("button", { name: /Save tags/u }));
    await waitFor(() => {
      expect(host.inputsOf("change")[0]?.change).toEqual({
        type: "setTags",
        tags: ["tag-refund", "line-riyadh:gate 2"],
      });
    });
  });

  test("where this key may not make tags the button says so and does nothing", async () => {
    const host = await shown({
      line: { capabilities: someCapabilities({ createTags: "notByKey" }) },
    });
    run("change.tags");
    await userEvent.type(await screen.findByRole("searchbox", { name: "Find a tag" }), "gate 2");
    const make = screen.getByRole("button", { name: /^Make the tag/u });
    expect(make.getAttribute("aria-disabled")).toBe("true");
    const reason = document.getElementById(make.getAttribute("aria-describedby") ?? "");
    expect(reason?.textContent).toMatch(/^This key lacks the right/u);
    await userEvent.click(make);
    expect(host.inputsOf("create_tag")).toEqual([]);
  });

  test("a refusal to make a tag is said, and what was typed stays", async () => {
    const host = await shown();
    host.fail("create_tag", "nameTaken");
    run("change.tags");
    const search = await screen.findByRole<HTMLInputElement>("searchbox", { name: "Find a tag" });
    await userEvent.type(search, "gate 2");
    await userEvent.click(screen.getByRole("button", { name: /^Make the tag/u }));
    await screen.findByText("Another one is already called that.");
    expect(search.value).toBe("gate 2");
  });

  test("tags of many are added to what each has", async () => {
    const host = await shown();
    ticks.add([
      ["one", { line: "line-riyadh" }],
      ["two", { line: "line-riyadh" }],
    ]);
    run("change.tags");
    await userEvent.click(await screen.findByRole("option", { name: /VIP/u }));
    await userEvent.click(screen.getByRole("button", { name: /Save tags/u }));
    await waitFor(() => {
      expect(host.inputsOf("change")).toEqual([
        { conversations: ["one"], change: { type: "setTags", tags: ["tag-refund", "tag-vip"] } },
        { conversations: ["two"], change: { type: "setTags", tags: ["tag-vip"] } },
      ]);
    });
  });

  test("tags of several lines cannot be edited together, which is said", async () => {
    await shown();
    ticks.add([
      ["one", { line: "line-riyadh" }],
      ["two", { line: "line-br" }],
    ]);
    run("change.tags");
    await screen.findByText(/Tags belong to one line/u);
  });

  test.each(["change.snooze", "change.tags", "change.priority"])(
    "%s is without accessibility faults",
    async (id) => {
      await shown();
      run(id);
      await screen.findAllByRole("option");
      const { violations } = await axe.run(document.body, {
        rules: {
          region: { enabled: false },
          "color-contrast": { enabled: false },
          "page-has-heading-one": { enabled: false },
        },
      });
      expect(violations.map((each) => each.id)).toEqual([]);
    },
  );
});

describe("resolving what cannot be opened again", () => {
  const closesOnly = someCapabilities({ setStatus: "available", reopen: "notByPlatform" });
  const lines = [
    aLine({ capabilities: able }),
    aLine({ id: "line-o", platform: "ohallo", capabilities: closesOnly }),
  ];
  const tick = () => {
    act(() => {
      ticks.add([
        ["one", { line: "line-riyadh" }],
        ["two", { line: "line-o" }],
        ["three", { line: "line-o" }],
      ]);
    });
  };

  test("asks once, with how many of how many, and does nothing until then", async () => {
    const host = await shown({ lines });
    tick();
    run("change.status");
    const dialog = await screen.findByRole("dialog", { name: "Resolve 3 conversations" });
    within(dialog).getByText("2 of 3 cannot be opened again: Ohallo has no way to do that.");
    expect(host.inputsOf("change")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(host.inputsOf("change")).toEqual([]);
    run("change.status");
    await userEvent.click(await screen.findByRole("button", { name: "Resolve" }));
    await waitFor(() => {
      expect(host.inputsOf("change").map(({ conversations }) => conversations)).toEqual([
        ["one"],
        ["two", "three"],
      ]);
    });
  });

  test("says how much undo takes back, before and after", async () => {
    const host = await shown({ lines });
    host.answer("change", ({ conversations }) => {
      const changed = conversations.length;
      return changed === 1
        ? { undo: "undo-1", changed, undoable: 1 }
        : { undo: null, changed, undoable: 0 };
    });
    tick();
    run("change.status");
    await userEvent.click(await screen.findByRole("button", { name: "Resolve" }));
    await screen.findByText("Resolved 3 conversations. Undo takes back 1 of 3.");
    act(() => {
      undoLast();
    });
    await screen.findByText(
      "Undone: 1 conversation is back where it was. 2 stay: they cannot be undone.",
    );
    expect(host.inputsOf("undo")).toEqual([{ undo: "undo-1" }]);
  });

  test("says so above the outcomes, where one is asked for anyhow", async () => {
    const capabilities = someCapabilities({
      setStatus: "available",
      reopen: "notByPlatform",
      tools: someTools({ outcome: "available" }),
    });
    await shown({ lines: [aLine({ platform: "ohallo", capabilities })] });
    run("change.status");
    await screen.findByText("It cannot be opened again: Ohallo has no way to do that.");
    screen.getByRole("option", { name: "Resolve without saying more" });
  });
});

describe("resolving with an outcome", () => {
  const takesOutcome = someCapabilities({
    setStatus: "available",
    tools: someTools({ outcome: "available" }),
  });

  test("asks how it came out where the line takes that, and says it in one's own words", async () => {
    const host = await shown({ capabilities: takesOutcome });
    expect(run("change.status")).toBe(true);
    await screen.findByRole("dialog", { name: "Resolve this conversation" });
    await userEvent.type(screen.getByRole("searchbox"), "Sent a new part");
    await userEvent.click(
      await screen.findByRole("option", { name: "Resolve as “Sent a new part”" }),
    );
    await waitFor(() => {
      expect(host.inputsOf("change")).toEqual([
        { conversations: ["one"], change: { type: "resolveAs", outcome: "Sent a new part" } },
      ]);
    });
  });

  test("resolves without more by the first choice", async () => {
    const host = await shown({ capabilities: takesOutcome });
    run("change.status");
    await userEvent.click(
      await screen.findByRole("option", { name: "Resolve without saying more" }),
    );
    await waitFor(() => {
      expect(host.inputsOf("change")[0]?.change).toMatchObject({
        type: "setStatus",
        status: "resolved",
      });
    });
  });

  test("asks nothing where the line takes no outcome", async () => {
    const host = await shown();
    run("change.status");
    await waitFor(() => {
      expect(host.inputsOf("change")).toHaveLength(1);
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("blocking a customer", () => {
  test("asks first, says what it does, and does it only then", async () => {
    const host = await shown();
    expect(findAction("change.mute")?.label()).toBe("Block and resolve");
    expect(run("change.mute")).toBe(true);
    const dialog = await screen.findByRole("dialog", { name: "Block this customer?" });
    within(dialog).getByText(/opens nothing and tells nobody/u);
    expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(host.inputsOf("change")).toEqual([]);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    expect(host.inputsOf("change")).toEqual([]);
    run("change.mute");
    await userEvent.click(await screen.findByRole("button", { name: "Block and resolve" }));
    await waitFor(() => {
      expect(host.inputsOf("change")).toMatchObject([
        { change: { type: "setMuted", muted: true } },
      ]);
    });
    await screen.findByText("The customer is blocked, the conversation resolved.");
  });

  test("letting in again needs no question", async () => {
    const host = await shown({ detail: { muted: true } });
    expect(findAction("change.mute")?.label()).toBe("Unblock the customer");
    run("change.mute");
    await waitFor(() => {
      expect(host.inputsOf("change")).toMatchObject([{ change: { muted: false } }]);
    });
  });
});

test("what a person is asked for longest is done from the palette", async () => {
  const asked = (id: string | null, raisedAt: number, open = true) => ({
    id,
    kind: "aiStuck" as const,
    reason: null,
    raisedAt,
    open,
  });
  const attention = [asked("new", 3), asked("old", 2), asked("done", 1, false), asked(null, 0)];
  const host = await shown({
    capabilities: someCapabilities({ resolveAttention: "available" }),
    detail: { attention },
  });
  expect(findAction("change.attention")?.label()).toMatch(/^Done: /u);
  run("change.attention");
  await waitFor(() => {
    expect(host.inputsOf("change")).toMatchObject([
      { change: { type: "resolveAttention", item: "old" } },
    ]);
  });
});
