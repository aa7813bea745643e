import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { PersonContact } from "../../ipc/bindings.gen";
import { registerActions } from "../../lib/actions";
import { selection } from "../../lib/selection";
import { resetToasts, undoLast } from "../../lib/toasts";
import { aRow } from "../../testing/builders";
import type { FakeHost } from "../../testing/fakeHost";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { Details } from "./Details";

const onLoja: PersonContact = {
  contact: "2:id:noura",
  name: "Noura A.",
  phone: "+966500000041",
  email: null,
  lineName: "Loja BR",
  platform: "chatwoot",
  places: [
    {
      conversation: "there",
      channelName: null,
      channelKind: "instagram",
      whoseMove: "needsPerson",
      lastActivityAt: Date.now() - 3_600_000,
    },
  ],
};

function show(person: { others?: PersonContact[]; apart?: PersonContact[] }): Promise<FakeHost> {
  const { others = [], apart = [] } = person;
  return renderOnHost(<Details conversation="one" />, { rows: [aRow({ id: "one" })] }, (host) => {
    host.answer("get_person", () => ({ others, apart, conversations: 1 + others.length }));
  });
}

beforeEach(() => {
  localStorage.clear();
  resetToasts();
});

test("a customer of one line has no other places, and no story button", async () => {
  await show({});
  await screen.findByRole("button", { name: "Facts" });
  expect(screen.queryByRole("button", { name: "Also on" })).toBeNull();
  expect(screen.queryByRole("button", { name: /whole story/u })).toBeNull();
});

test("a failure to split is said, and nothing is offered to be undone", async () => {
  const host = await show({ others: [onLoja] });
  host.fail("split_person", "storeFailed");
  await userEvent.click(
    await screen.findByRole("button", { name: "Not the same person: Noura A. on Loja BR" }),
  );
  await waitFor(() => {
    expect(host.inputsOf("split_person")).toHaveLength(1);
  });
  expect(screen.queryByText(/is somebody else/u)).toBeNull();
  undoLast();
  expect(host.inputsOf("undo_split")).toEqual([]);
});

test("the same person elsewhere is said with whose move it is, and opens there", async () => {
  await show({ others: [onLoja] });
  await screen.findByRole("button", { name: "Also on" });
  const place = screen.getByRole("button", {
    name: /Instagram on Loja BR\. Needs a person\. 1 h/u,
  });
  within(place).getByText("Noura A.");
  await userEvent.click(place);
  expect(selection.get().conversation).toBe("there");
});

test("somebody else is split off, and the split is taken back", async () => {
  const host = await show({ others: [onLoja] });
  await userEvent.click(
    await screen.findByRole("button", { name: "Not the same person: Noura A. on Loja BR" }),
  );
  expect(host.inputsOf("split_person")).toEqual([{ conversation: "one", contact: "2:id:noura" }]);
  await screen.findByText("Noura A. on Loja BR is somebody else.");
  undoLast();
  await waitFor(() => {
    expect(host.inputsOf("undo_split")).toEqual([{ contact: "2:id:noura", others: ["own"] }]);
  });
});

test("who was kept apart can be joined again", async () => {
  const host = await show({ apart: [onLoja] });
  await screen.findByText("Kept apart: Noura A. on Loja BR");
  await userEvent.click(screen.getByRole("button", { name: "Same person after all" }));
  expect(host.inputsOf("join_person")).toEqual([{ conversation: "one", contact: "2:id:noura" }]);
});

test("the whole story is asked for by the conversation's own action", async () => {
  const run = vi.fn<() => void>();
  const forget = registerActions([
    {
      id: "conversation.story",
      label: () => "Show the whole story",
      group: "conversation",
      keys: ["H"],
      when: () => true,
      run,
    },
  ]);
  await show({ others: [onLoja] });
  await userEvent.click(await screen.findByRole("button", { name: /Show the whole story/u }));
  expect(run).toHaveBeenCalledOnce();
  forget();
});

test("the section is without accessibility faults", async () => {
  await show({ others: [onLoja], apart: [{ ...onLoja, contact: "3:id:x" }] });
  await screen.findByRole("button", { name: "Also on" });
  expect(await accessibilityProblems()).toEqual([]);
});
