import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { SavedReplyDto } from "../../../ipc/bindings.gen";
import { ChangeFollower } from "../../../ipc/changes";
import { subscribe } from "../../../ipc/transport";
import { queryClient } from "../../../lib/hostQuery";
import { resetToasts, undoLast, useToasts } from "../../../lib/toasts";
import { aLine, aSavedReply, someCapabilities } from "../../../testing/builders";
import { fakeHost, type FakeHost } from "../../../testing/fakeHost";
import { SavedRepliesSection } from "./SavedRepliesSection";

const sharing = aLine({
  id: "line-shop",
  name: "Shop",
  platform: "chatwoot",
  capabilities: someCapabilities({ savedReplies: "available" }),
});
const own = aSavedReply();
const shared = aSavedReply({ id: "2:7", line: "line-shop", shortCode: "hours", text: "At nine." });

function Said() {
  return useToasts().map(({ id, text }) => <p key={id}>{text}</p>);
}

async function shown(savedReplies: SavedReplyDto[], lines = [aLine(), sharing]): Promise<FakeHost> {
  const host = fakeHost({ lines, savedReplies });
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
      <SavedRepliesSection />
      <Said />
    </QueryClientProvider>,
  );
  return host;
}

const noFaults = async () => {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
};

beforeEach(() => {
  resetToasts();
});

describe("saved replies in the settings", () => {
  it("that cannot be read say so", async () => {
    const host = await shown([]);
    host.fail("list_saved_replies", "storeFailed");
    act(() => {
      host.changed({ type: "savedReplies" });
    });
    await screen.findByText("There are no saved replies yet.");
    await noFaults();
  });

  it("are grouped by where they are kept; a line without any to share is not drawn", async () => {
    await shown([own, shared]);
    const mine = await screen.findByRole("region", { name: "Yours, on every line" });
    within(mine).getByText("thanks");
    const theirs = await screen.findByRole("region", { name: "Shop, shared with everybody there" });
    within(theirs).getByText("hours");
    expect(screen.queryByRole("region", { name: /Riyadh line/u })).toBeNull();
    await noFaults();
  });

  it("that the key may not change stay in place, off", async () => {
    const reading = aLine({
      ...sharing,
      capabilities: someCapabilities({ savedReplies: "notByKey" }),
    });
    const host = await shown([shared], [reading]);
    const button = await screen.findByRole("button", { name: "Delete hours" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(button);
    expect(host.inputsOf("delete_saved_reply")).toEqual([]);
  });

  it("are written with a name and a text, on this computer or for everybody on a line", async () => {
    const host = await shown([]);
    await userEvent.click(await screen.findByRole("button", { name: "New saved reply" }));
    const dialog = await screen.findByRole("dialog", { name: "New saved reply" });
    const save = () => within(dialog).getByRole("button", { name: /^Save/u });
    expect(save().textContent).toContain("It needs a short name.");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Short name" }), "hours");
    expect(save().textContent).toContain("It needs a text.");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Text" }), "Dear ");
    await userEvent.click(within(dialog).getByRole("button", { name: "Insert a gap" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Customer's name" }));
    await noFaults();
    host.fail("add_saved_reply", "nameTaken");
    await userEvent.click(save());
    expect((await within(dialog).findByRole("alert")).textContent).toBe(
      "Another one is already called that.",
    );
    host.answer("add_saved_reply", (input) => ({
      ...input,
      id: "desk:9",
      filled: input.text,
    }));
    await userEvent.click(save());
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    expect(host.inputsOf("add_saved_reply").at(-1)).toEqual({
      line: null,
      shortCode: "hours",
      text: "Dear {{contact.name}}",
    });
  });

  it("are changed where they are kept", async () => {
    const host = await shown([own, shared]);
    await userEvent.click(await screen.findByRole("button", { name: "Edit hours" }));
    const text = await screen.findByRole("textbox", { name: "Text" });
    expect(text).toHaveProperty("value", "At nine.");
    await userEvent.clear(text);
    await userEvent.type(text, "At ten.{Control>}{Enter}{/Control}");
    expect(host.inputsOf("change_saved_reply")).toEqual([
      { reply: "2:7", shortCode: "hours", text: "At ten." },
    ]);
    await screen.findByText("At ten.");
  });

  it("are deleted at once and come back on undo; a failure is said and nothing is gone", async () => {
    const host = await shown([own, shared]);
    await userEvent.click(await screen.findByRole("button", { name: "Delete thanks" }));
    await screen.findByText("Saved reply “thanks” deleted");
    await waitFor(() => {
      expect(screen.queryByRole("button", { name: "Delete thanks" })).toBeNull();
    });
    act(undoLast);
    await screen.findByRole("button", { name: "Delete thanks" });
    host.fail("delete_saved_reply", "unreachable");
    await userEvent.click(screen.getByRole("button", { name: "Delete hours" }));
    await screen.findByText(/cannot be reached/u);
    screen.getByRole("button", { name: "Delete hours" });
  });
});
