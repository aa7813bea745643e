import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { AbilityDto, CapabilitiesDto, DeedDto, MacroDto } from "../../ipc/bindings.gen";
import { findAction, runAction, useActions } from "../../lib/actions";
import { callHost, queryClient, queryKeyOf } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { resetToasts, useToasts } from "../../lib/toasts";
import { aDetail, aLine, aRow, someCapabilities } from "../../testing/builders";
import { fakeHost, type FakeHost } from "../../testing/fakeHost";
import { deedWords } from "./deedWords";
import { macroActions } from "./macroActions";
import { MacroDialog } from "./MacroDialog";
import { openMacros } from "./macroDialogState";

const close: MacroDto = {
  id: "1:4",
  name: "Thank and close",
  shared: true,
  deeds: [
    { type: "send", text: "Thank you!" },
    { type: "setStatus", status: "resolved" },
  ],
};
const hand: MacroDto = {
  id: "1:5",
  name: "إحالة إلى المالية",
  shared: false,
  deeds: [
    { type: "assignTeam", name: "Finance" },
    { type: "addTags", tags: ["refund", "vip"] },
  ],
};

function Macros() {
  useActions(macroActions);
  return <MacroDialog />;
}

function Said() {
  return useToasts().map(({ id, text }) => <p key={id}>{text}</p>);
}

async function shown(
  ability: AbilityDto = "available",
  over: Partial<CapabilitiesDto> = {},
): Promise<FakeHost> {
  const row = aRow({ id: "one" });
  const host = fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ macros: ability, ...over }) })],
    rows: [row],
    details: { one: aDetail({ row }) },
  });
  host.answer("list_macros", () => [close, hand]);
  render(
    <QueryClientProvider client={queryClient}>
      <Macros />
      <Said />
    </QueryClientProvider>,
  );
  for (const [name, input] of [
    ["list_lines", {}],
    ["get_conversation", { conversation: "one" }],
  ] as const) {
    await queryClient.fetchQuery({
      queryKey: queryKeyOf(name, input as never),
      queryFn: () => callHost(name, input as never),
    });
  }
  act(() => {
    selection.openConversation("one");
  });
  return host;
}

function run(): boolean {
  let ran = false;
  act(() => {
    ran = runAction("macro.open");
  });
  return ran;
}

beforeEach(() => {
  act(() => {
    openMacros(null);
  });
  resetToasts();
  ticks.clear();
});

describe("running a macro", () => {
  it.each([
    ["notByPlatform", "Hatif has no macros."],
    ["notByAccount", "This is not switched on for the account, or not part of its plan."],
  ] as const)("is off with the reason: %s", async (ability, reason) => {
    const host = await shown(ability);
    expect(findAction("macro.open")?.reason?.()).toBe(reason);
    expect(run()).toBe(false);
    expect(host.inputsOf("list_macros")).toEqual([]);
  });

  it("is for conversations of one line", async () => {
    await shown();
    ticks.add([
      ["one", { line: "line-riyadh" }],
      ["two", { line: "line-br" }],
    ]);
    expect(findAction("macro.open")?.reason?.()).toBe("A macro runs on conversations of one line.");
  });

  it("says why the list did not come, and asks again", async () => {
    const host = await shown();
    host.fail("list_macros", "unreachable");
    run();
    expect((await screen.findByRole("alert")).textContent).toContain("cannot be reached");
    host.answer("list_macros", () => []);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("This line has no macros. They are made in Hatif.");
  });

  it("shows in words what it will do, and runs the one that is found", async () => {
    const host = await shown();
    run();
    const dialog = await screen.findByRole("dialog", { name: "Run a macro on this conversation" });
    await within(dialog).findByText("Sends to the customer: Thank you!");
    const { violations } = await axe.run(document.body, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await userEvent.type(screen.getByRole("searchbox", { name: "Search macros" }), "احالة");
    await within(dialog).findByText("Adds the tags refund and vip");
    expect(within(dialog).getAllByRole("option")).toHaveLength(1);
    await userEvent.click(within(dialog).getByRole("button", { name: /Run/u }));
    expect(host.inputsOf("run_macro")).toEqual([{ run: "1:5", conversations: ["one"] }]);
    await screen.findByText(/Macro “إحالة إلى المالية” is running/u);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("asks before it blocks, as blocking by hand does, and runs nothing unless one says so", async () => {
    const host = await shown();
    const block: MacroDto = {
      id: "1:6",
      name: "Spam",
      shared: true,
      deeds: [{ type: "addTags", tags: ["spam"] }, { type: "mute" }],
    };
    host.answer("list_macros", () => [block]);
    run();
    await userEvent.click(await screen.findByRole("option", { name: /Spam/u }));
    const asks = () => screen.queryByRole("group", { name: "Run “Spam”?" });
    within(asks() ?? document.body).getByText(/opens nothing and tells nobody/u);
    const { violations } = await axe.run(document.body, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
    // The key that chose it must not confirm it too.
    await userEvent.keyboard("{Enter}");
    expect(asks()).toBeNull();
    expect(host.inputsOf("run_macro")).toEqual([]);
    await userEvent.click(await screen.findByRole("option", { name: /Spam/u }));
    await userEvent.click(within(asks() ?? document.body).getByRole("button", { name: "Run" }));
    expect(host.inputsOf("run_macro")).toEqual([{ run: "1:6", conversations: ["one"] }]);
  });

  it("asks before it resolves what cannot be opened again, and not where it can", async () => {
    const host = await shown("available", {
      setStatus: "available",
      reopen: "notByPlatform",
    });
    run();
    await userEvent.click(await screen.findByRole("option", { name: /Thank and close/u }));
    const asks = screen.getByRole("group", { name: "Run “Thank and close”?" });
    within(asks).getByText(/cannot be opened again: Hatif has no way/u);
    expect(host.inputsOf("run_macro")).toEqual([]);
    await userEvent.click(within(asks).getByRole("button", { name: "Run" }));
    expect(host.inputsOf("run_macro")).toHaveLength(1);
  });

  it.each([
    ["rateLimited", /was not run\. The platform asks to wait/u],
    ["platformFailed", /may have run: look at the conversation/u],
  ] as const)("that came to nothing certain says so: %s", async (code, said) => {
    const host = await shown();
    host.fail("run_macro", code);
    run();
    await userEvent.click(await screen.findByRole("option", { name: /Thank and close/u }));
    await screen.findByText(said);
    await waitFor(() => {
      expect(host.inputsOf("run_macro")).toHaveLength(1);
    });
  });

  it("has words for every deed", () => {
    const deeds: DeedDto[] = [
      { type: "assign", name: "Sara" },
      { type: "assignMe" },
      { type: "assignLast" },
      { type: "unassign" },
      { type: "unassignTeam" },
      { type: "removeTags", tags: ["a"] },
      { type: "mute" },
      { type: "setPriority", priority: null },
      { type: "setPriority", priority: "high" },
      { type: "note", text: "x" },
      { type: "sendFile" },
      { type: "mailTranscript", to: "a@b.c" },
      { type: "tell" },
      { type: "other" },
    ];
    expect(new Set(deeds.map(deedWords)).size).toBe(deeds.length);
  });
});
