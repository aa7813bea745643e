import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import { ChangeFollower } from "../../ipc/changes";
import { HostError, subscribe } from "../../ipc/transport";
import { runAction, useActions } from "../../lib/actions";
import { callHost, queryClient, queryKeyOf } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { ticks } from "../../lib/ticks";
import { resetToasts, undoLast, useToasts } from "../../lib/toasts";
import { aLine, anAgent, anAssignee, aRow, someCapabilities } from "../../testing/builders";
import { type FakeData, fakeHost, type FakeHost } from "../../testing/fakeHost";
import { assignActions } from "./assignActions";
import { AssignDialog } from "./AssignDialog";
import { closeAssignDialog } from "./assignDialogState";

const sara = anAgent();
const camila = anAgent({ id: "camila", name: "Camila Rocha", isMe: false, openConversations: 6 });
const faisal = anAgent({ id: "faisal", name: "فيصل الأحمد", isMe: false, email: null });
const bot = anAgent({ id: "bot", name: "Hatif AI", isMe: false, isAi: true, email: null });

function Toasts() {
  return useToasts().map((toast) => (
    <p key={toast.id} data-tone={toast.tone}>
      {toast.text}
      {toast.undo !== null && (
        <button type="button" onClick={toast.undo.run}>
          {toast.undo.label}
        </button>
      )}
    </p>
  ));
}

function Assigning() {
  useActions(assignActions);
  return <AssignDialog />;
}

/** Shows the dialog over a host, with what the rail would have read by then. */
async function shown(data: Partial<FakeData> = {}): Promise<FakeHost> {
  const host = fakeHost({
    lines: [aLine()],
    agents: [sara, camila, faisal, bot],
    rows: [aRow({ id: "one" }), aRow({ id: "two" }), aRow({ id: "three" })],
    ...data,
  });
  const follower = new ChangeFollower(queryClient);
  await subscribe(
    (event) => {
      if (event.event === "changed") follower.take(event);
    },
    () => {
      follower.repair();
    },
  );
  render(
    <QueryClientProvider client={queryClient}>
      <Assigning />
      <Toasts />
    </QueryClientProvider>,
  );
  await queryClient.fetchQuery({
    queryKey: queryKeyOf("list_lines", {}),
    queryFn: () => callHost("list_lines", {}),
  });
  return host;
}

async function openFor(conversation: string): Promise<void> {
  await queryClient.fetchQuery({
    queryKey: queryKeyOf("get_conversation", { conversation }),
    queryFn: () => callHost("get_conversation", { conversation }),
  });
  act(() => {
    selection.openConversation(conversation);
  });
}

function run(action: string): boolean {
  let ran = false;
  act(() => {
    ran = runAction(action);
  });
  return ran;
}

beforeEach(() => {
  closeAssignDialog();
  resetToasts();
  ticks.clear();
});

describe("assigning", () => {
  test("a key without the right keeps the choice in place and says why", async () => {
    const host = await shown({
      lines: [aLine({ capabilities: someCapabilities({ assignPerson: "notByKey" }) })],
    });
    await openFor("one");
    expect(run("assign.take")).toBe(false);
    run("assign.open");
    const person = await screen.findByRole("option", { name: /Camila Rocha/ });
    expect(person.textContent).toContain("This key cannot assign.");
    await userEvent.click(person);
    expect(host.inputsOf("assign")).toEqual([]);
    screen.getByRole("dialog");
  });

  test("says of each colleague whether they are there, as it changes, and of nobody else", async () => {
    const host = await shown();
    host.answer("list_presences", () => [
      { agent: camila.id, presence: "busy" },
      { agent: faisal.id, presence: "offline" },
    ]);
    await openFor("one");
    run("assign.open");
    await screen.findByRole("option", { name: /Camila Rocha Busy/ });
    screen.getByRole("option", { name: /فيصل الأحمد Offline/ });
    const word = /Available|Busy|Offline/;
    for (const name of [/Sara/, /Hatif AI/]) {
      expect(screen.getByRole("option", { name }).textContent).not.toMatch(word);
    }
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(violations.map((each) => each.id)).toEqual([]);
    host.answer("list_presences", () => [{ agent: camila.id, presence: "online" }]);
    act(() => {
      host.changed({ type: "presences" });
    });
    await screen.findByRole("option", { name: /Camila Rocha Available/ });
    host.answer("list_presences", () => []);
    act(() => {
      host.changed({ type: "presences" });
    });
    await waitFor(() => {
      expect(screen.getByRole("option", { name: /Camila/ }).textContent).not.toMatch(word);
    });
    expect(host.inputsOf("list_agents"), "the colleagues are not asked for again").toHaveLength(1);
  });

  test("where a platform lists nobody, somebody is named by id and remembered", async () => {
    const host = await shown({
      lines: [aLine({ platform: "ohallo", capabilities: someCapabilities({ peopleById: true }) })],
      agents: [],
    });
    await openFor("one");
    run("assign.open");
    await userEvent.click(
      await screen.findByRole("button", { name: "Somebody else on Riyadh line, by id" }),
    );
    await userEvent.click(screen.getByRole("button", { name: "Assign" }));
    expect(screen.getByText("The id is missing.")).toBeTruthy();
    expect(host.inputsOf("name_person")).toEqual([]);
    await userEvent.type(screen.getByLabelText("Their user id in Ohallo"), "user-42");
    await userEvent.type(screen.getByLabelText("Name to remember them by"), "Freja");
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(violations.map((each) => each.id)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Assign" }));
    await screen.findByText(/Freja/u);
    expect(host.inputsOf("name_person")).toEqual([
      { line: "line-riyadh", person: { id: "user-42", name: "Freja" } },
    ]);
    expect(host.inputsOf("assign")).toMatchObject([
      { conversations: ["one"], agent: "agent-user-42" },
    ]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("a refusal of the host is told and nothing is offered to undo", async () => {
    const host = await shown();
    host.fail("assign", "scopeMissing");
    await openFor("one");
    run("assign.take");
    expect((await screen.findByText(/lacks the right/)).dataset["tone"]).toBe("failed");
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  test("a colleague's conversation is taken over only after the question", async () => {
    const host = await shown({
      rows: [
        aRow({ id: "one", assignee: { ...anAssignee(), id: "ana", name: "Ana", isMe: false } }),
      ],
    });
    host.answer("assign", ({ force, conversations }) => {
      if (!force) throw new HostError("heldByColleague", "test");
      return { undo: null, changed: conversations.length, undoable: 0, agent: sara };
    });
    await openFor("one");
    run("assign.take");
    const dialog = await screen.findByRole("dialog", { name: "Already with Ana. Take it over?" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Take it over" }));
    await screen.findByText("1 conversation moved to you.");
    expect(host.inputsOf("assign").map(({ force }) => force)).toEqual([false, true]);
    // What cannot be taken back offers no way back.
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("a colleague's conversation is left to them", async () => {
    const host = await shown();
    host.fail("assign", "heldByColleague");
    await openFor("one");
    run("assign.take");
    const dialog = await screen.findByRole("dialog", {
      name: "Already with a colleague. Take it over?",
    });
    const { violations } = await axe.run(dialog);
    expect(violations.map((each) => each.id)).toEqual([]);
    const [, leave] = within(dialog).getAllByRole("button", { name: "Leave it" });
    if (leave !== undefined) await userEvent.click(leave);
    expect(host.inputsOf("assign")).toHaveLength(1);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("nothing to act on leaves the keys without effect", async () => {
    await shown();
    expect(run("assign.open")).toBe(false);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("a name typed without its hamza finds its person and Enter gives to them", async () => {
    const host = await shown();
    await openFor("one");
    run("assign.open");
    const dialog = await screen.findByRole("dialog", { name: "Assign this conversation" });
    await within(dialog).findByRole("option", { name: /Camila/ });
    await userEvent.type(within(dialog).getByRole("searchbox", { name: "Name or e-mail" }), "احمد");
    expect(within(dialog).getAllByRole("option")).toHaveLength(1);
    await userEvent.keyboard("{Enter}");
    expect(host.inputsOf("assign")).toEqual([
      { conversations: ["one"], agent: "faisal", force: false },
    ]);
    await screen.findByText("1 conversation moved to فيصل الأحمد.");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("nobody of that name is said", async () => {
    await shown();
    await openFor("one");
    run("assign.open");
    await userEvent.type(await screen.findByRole("searchbox"), "zzz");
    await screen.findByText("Nobody is called “zzz” on this line");
  });

  test("ticked conversations move together, lose their ticks and come back by undo", async () => {
    const host = await shown();
    host.answer("undo", () => ({ restored: 1, changedMeanwhile: 1 }));
    ticks.add([
      ["one", { line: "line-riyadh" }],
      ["two", { line: "line-riyadh" }],
    ]);
    run("assign.open");
    await userEvent.click(await screen.findByRole("option", { name: /Hatif AI/ }));
    expect(host.inputsOf("assign")).toEqual([
      { conversations: ["one", "two"], agent: "bot", force: false },
    ]);
    await screen.findByText("2 conversations moved to Hatif AI.");
    expect(ticks.get().size).toBe(0);
    act(() => {
      undoLast();
    });
    await screen.findByText(
      "Undone: 1 conversation is back where it was. Somebody changed 1 meanwhile; it stays as it is.",
    );
    expect(host.inputsOf("undo")).toEqual([{ undo: "undo-1" }]);
  });

  test("a row that is ticked while its conversation is being given keeps its tick", async () => {
    const host = await shown();
    let given = () => {};
    const giving = new Promise<void>((resolve) => {
      given = resolve;
    });
    host.answer("assign", async ({ conversations }) => {
      await giving;
      return { undo: null, changed: conversations.length, undoable: 0, agent: sara };
    });
    await openFor("one");
    run("assign.take");
    ticks.add([["one", { line: "line-riyadh" }]]);
    given();
    await screen.findByText("1 conversation moved to you.");
    expect([...ticks.get().keys()]).toEqual(["one"]);
  });

  test("several lines are told one by one, each with who I am there", async () => {
    const host = await shown({
      lines: [aLine(), aLine({ id: "line-br", name: "Loja BR", me: anAgent({ id: "sara-br" }) })],
    });
    ticks.add([
      ["one", { line: "line-riyadh" }],
      ["two", { line: "line-br" }],
    ]);
    run("assign.take");
    await screen.findByText("2 conversations moved to you.");
    expect(host.inputsOf("assign")).toEqual([
      { conversations: ["one"], agent: "agent-sara", force: false },
      { conversations: ["two"], agent: "sara-br", force: false },
    ]);
  });

  test("the oldest that nobody has is taken and opened", async () => {
    const host = await shown();
    run("assign.takeOldest");
    await screen.findByText("1 conversation moved to you.");
    expect(selection.get().conversation).toBe("one");
    expect(host.inputsOf("list_conversations")[0]).toMatchObject({
      view: "unassigned",
      sort: "longestWaiting",
    });
  });

  test("the dialog is without accessibility faults, also when something is off", async () => {
    await shown({
      lines: [aLine({ capabilities: someCapabilities({ assignAi: "notByPlatform" }) })],
    });
    await openFor("one");
    run("assign.open");
    await screen.findByRole("option", { name: /Camila/ });
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(violations.map((each) => each.id)).toEqual([]);
  });
});
