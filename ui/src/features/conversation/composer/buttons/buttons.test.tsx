import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { findAction, runAction } from "../../../../lib/actions";
import { queryClient } from "../../../../lib/hostQuery";
import { aLine, everyCapability, someCapabilities } from "../../../../testing/builders";
import { layOut } from "../../../../testing/layout";
import {
  box,
  id,
  message,
  noAccessibilityFaults,
  opened,
  ours,
  row,
} from "../../conversationTesting";
import { drafts } from "../drafts";
import { offering } from "./offered";

const lines = [aLine({ capabilities: everyCapability() })];

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  offering.reset();
});

const form = () => screen.queryByRole("group", { name: "Buttons to answer by" });
const field = (number: number) =>
  screen.getByRole<HTMLInputElement>("textbox", { name: `Button ${String(number)}` });
const send = () => screen.getByRole("button", { name: /^Send/u });
const sent = {
  conversation: id,
  note: false,
  quote: null,
  terms: null,
  takeOver: false,
  template: null,
  email: null,
};

/** Begins with the action that the palette offers too. */
async function begun(text: string) {
  const area = await box();
  await userEvent.type(area, text);
  act(() => {
    runAction("conversation.buttons");
  });
  await waitFor(() => {
    expect(document.activeElement).toBe(field(1));
  });
}

describe("buttons below a reply", () => {
  it("are written one after the other by Enter, seen as they will look, and sent with the words", async () => {
    const host = await opened({ lines });
    await begun("When shall we call?");
    await userEvent.keyboard("Today{Enter}");
    expect(document.activeElement).toBe(field(2));
    await userEvent.keyboard(" Tomorrow ");
    const preview = screen.getByRole("group", { name: "As it will look" });
    within(preview).getByText("When shall we call?");
    const offered = within(preview).getAllByRole("listitem");
    expect(offered.map(({ textContent }) => textContent)).toEqual(["Today", "Tomorrow"]);
    await noAccessibilityFaults();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([
      { ...sent, text: "When shall we call?", files: [], buttons: ["Today", "Tomorrow"] },
    ]);
    await waitFor(() => {
      expect(form()).toBeNull();
    });
  });

  it("are not sent while one says nothing or too much, and it is said which", async () => {
    const host = await opened({ lines });
    await begun("Which?");
    const off = () => send().getAttribute("aria-disabled");
    expect(off()).toBe("true");
    await userEvent.keyboard("Exactly twenty chars!");
    expect(field(1).getAttribute("aria-invalid")).toBe("true");
    screen.getByText("21 of 20 characters");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([]);
    await userEvent.keyboard("{Backspace}");
    expect(field(1).getAttribute("aria-invalid")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /^Add a button/u }));
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Remove button 2" }));
    await userEvent.click(send());
    expect(host.inputsOf("send_message")).toHaveLength(1);
  });

  it("are no more than the line takes", async () => {
    await opened({ lines });
    await begun("Which?");
    await userEvent.keyboard("One{Enter}Two{Enter}Three{Enter}");
    expect(screen.getAllByRole("textbox", { name: /^Button/u })).toHaveLength(3);
    const add = screen.getByRole("button", { name: /^Add a button/u });
    expect(add.getAttribute("aria-disabled")).toBe("true");
  });

  it("are asked about before they are thrown away, and the words of the reply stay", async () => {
    await opened({ lines });
    await begun("Which?");
    const remove = () => screen.getByRole("button", { name: "Remove the buttons" });
    await userEvent.click(remove());
    expect(form()).toBeNull();
    act(() => {
      runAction("conversation.buttons");
    });
    await userEvent.type(field(1), "One");
    await userEvent.click(remove());
    const dialog = await screen.findByRole("dialog", { name: "Remove the buttons?" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Keep them" }));
    expect(field(1).value).toBe("One");
    await userEvent.click(remove());
    const again = await screen.findByRole("dialog");
    await userEvent.click(within(again).getByRole("button", { name: "Remove the buttons" }));
    expect(form()).toBeNull();
    expect(drafts.text(id)).toBe("Which?");
  });

  it("come back with the words when the host refuses them", async () => {
    const host = await opened({ lines });
    await begun("Which?");
    await userEvent.keyboard("One");
    host.fail("send_message", "unsupported");
    await userEvent.click(send());
    await waitFor(() => {
      expect(field(1).value).toBe("One");
    });
    expect(drafts.text(id)).toBe("Which?");
  });

  it("are kept with the draft on leaving, come back with it, and go with it", async () => {
    const host = await opened({ lines });
    await begun("Which?");
    await userEvent.keyboard("One{Enter}Two");
    expect(host.inputsOf("save_draft_buttons").at(-1)?.titles).not.toEqual(["One", "Two"]);
    act(() => {
      window.dispatchEvent(new Event("blur"));
    });
    await waitFor(() => {
      expect(host.inputsOf("save_draft_buttons").at(-1)).toEqual({
        conversation: id,
        titles: ["One", "Two"],
      });
    });
    cleanup();
    // Another window, or the same after a restart: nothing is left but what the host kept.
    drafts.reset();
    offering.reset();
    queryClient.clear();
    const kept = host.data.details[id];
    const later = await opened({ lines, detail: { ...kept, row: host.data.rows[0] ?? row } });
    await box();
    await screen.findByRole("group", { name: "Buttons to answer by" });
    expect(field(1).value).toBe("One");
    expect(field(2).value).toBe("Two");
    await userEvent.click(send());
    await waitFor(() => {
      expect(later.inputsOf("send_message").at(-1)?.buttons).toEqual(["One", "Two"]);
    });
    // A saving that was under way could have overtaken the sending.
    await waitFor(() => {
      expect(later.inputsOf("save_draft_buttons").at(-1)?.titles).toEqual([]);
    });
    expect(form()).toBeNull();
  });

  it("that cannot be kept say so, and a form in which nothing was written is not kept", async () => {
    const host = await opened({ lines });
    await begun("Which?");
    host.fail("save_draft_buttons", "storeFailed");
    await userEvent.keyboard("One");
    await screen.findByText("Draft not saved yet");
    await userEvent.keyboard("{Backspace}{Backspace}{Backspace}");
    await waitFor(() => {
      expect(host.inputsOf("save_draft_buttons").at(-1)?.titles).toEqual([]);
    });
  });

  it("come back into the form when a message that waits is taken back", async () => {
    const waiting = message("w", 3, {
      ...ours,
      content: {
        type: "interactive",
        kind: "choice",
        text: "Which?",
        entries: ["One", "Two"].map((title) => ({
          title,
          description: null,
          link: null,
          answer: null,
        })),
      },
      delivery: { state: "stuck", outbox: "o1", reason: "refused" },
    });
    const host = await opened({ lines, items: { [id]: [waiting] } });
    host.answer("discard_send", () => ({ text: "Which?" }));
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    await waitFor(() => {
      expect(field(2).value).toBe("Two");
    });
    expect(field(1).value).toBe("One");
  });

  it("are off with the reason where the channel or the platform has none, and not drawn where no line has", async () => {
    const few = everyCapability({
      buttons: { channels: ["telegram"], count: 3, title: 20, text: 1024 },
    });
    const host = await opened({ lines: [aLine({ capabilities: few })] });
    const button = await screen.findByRole("button", { name: /^Buttons below the reply/u });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(findAction("conversation.buttons")?.reason?.()).toBe("This channel carries no buttons.");
    act(() => {
      host.data.lines = [aLine({ capabilities: someCapabilities() })];
      host.changed({ type: "lines" });
    });
    await waitFor(() => {
      expect(screen.queryByRole("button", { name: /^Buttons below the reply/u })).toBeNull();
    });
    expect(findAction("conversation.buttons")?.reason?.()).toBe("Hatif sends no buttons.");
  });
});
