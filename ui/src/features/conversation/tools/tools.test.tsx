import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findAction, runAction } from "../../../lib/actions";
import { queryClient } from "../../../lib/hostQuery";
import { selection } from "../../../lib/selection";
import {
  aDetail,
  aLine,
  anOutboxEntry,
  everyCapability,
  someTools,
} from "../../../testing/builders";
import type { ToolsDto } from "../../../ipc/bindings.gen";
import { layOut } from "../../../testing/layout";
import type { FakeHost } from "../../../testing/fakeHost";
import { box, id, message, noAccessibilityFaults, opened, ours, row } from "../conversationTesting";
import { drafts } from "../composer/drafts";
import { resetTranslations } from "./translations";
import { openTool } from "./toolDialogState";

const all: Partial<ToolsDto> = {
  deleteMessage: "available",
  retryMessage: "available",
  translate: "available",
  changeNote: "available",
  deleteNote: "available",
  transcript: "available",
  tellsWriting: true,
};

const able = (tools: Partial<ToolsDto> = all) => [
  aLine({ capabilities: everyCapability({ tools: someTools(tools) }) }),
];

async function menuOf(name: RegExp): Promise<void> {
  fireEvent.contextMenu(await screen.findByText(name));
}

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  queryClient.clear();
  selection.reset();
  drafts.reset();
  resetTranslations();
  act(() => {
    openTool(null);
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("recording what was said elsewhere", () => {
  test("keeps the words without a reply being written", async () => {
    const host = await opened({
      lines: able({ record: "available" }),
      items: { [id]: [message("a", 5)] },
    });
    await screen.findByText("Text a");
    await waitFor(() => {
      let ran = false;
      act(() => {
        ran = runAction("conversation.record");
      });
      expect(ran).toBe(true);
    });
    const keep = await screen.findByRole("button", { name: /^Record/u });
    await userEvent.click(keep);
    expect(host.inputsOf("record_message")).toEqual([]);
    await userEvent.type(
      screen.getByRole("textbox", { name: "What you told the customer" }),
      "Told on the phone",
    );
    await userEvent.click(screen.getByRole("button", { name: "Record" }));
    await waitFor(() => {
      expect(host.inputsOf("record_message")).toEqual([
        { conversation: id, text: "Told on the phone", insteadOf: null },
      ]);
    });
    expect(host.inputsOf("send_message")).toEqual([]);
  });

  test("that got stuck is kept in other words, and never becomes a reply", async () => {
    const stuck = message("a", 5, {
      ...ours,
      delivery: { state: "stuck", outbox: "o1", reason: "refused" },
    });
    const host = await opened({
      lines: able({ record: "available" }),
      items: { [id]: [stuck] },
      outbox: [
        anOutboxEntry({
          id: "o1",
          conversation: id,
          action: {
            type: "send",
            text: "Told on the fone",
            note: false,
            recorded: true,
            files: [],
          },
        }),
      ],
    });
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    const words = await screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "What you told the customer",
    });
    expect(words.value).toBe("Told on the fone");
    expect(drafts.text(id) ?? "").toBe("");
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(host.inputsOf("discard_send")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Edit" }));
    const again = await screen.findByRole("textbox", { name: "What you told the customer" });
    await userEvent.clear(again);
    await userEvent.type(again, "Told on the phone");
    await userEvent.click(screen.getByRole("button", { name: "Record" }));
    await waitFor(() => {
      expect(host.inputsOf("record_message")).toEqual([
        { conversation: id, text: "Told on the phone", insteadOf: "o1" },
      ]);
    });
    expect(host.inputsOf("discard_send")).toEqual([]);
    expect(host.inputsOf("send_message")).toEqual([]);
  });

  test("is off with the reason where the platform keeps nothing of the kind", async () => {
    await opened({ lines: able({}), items: { [id]: [message("a", 5)] } });
    await waitFor(() => {
      expect(findAction("conversation.record")?.reason?.()).toBe(
        "Hatif keeps nothing that was said elsewhere.",
      );
    });
  });
});

describe("translating a message", () => {
  test("says why it failed, and tries again on wish", async () => {
    const host = await opened({ lines: able(), items: { [id]: [message("a", 5)] } });
    host.fail("translate_item", "unreachable");
    await menuOf(/Text/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: /^Translate/u }));
    expect(await screen.findByText(/^Not translated:/u)).not.toBeNull();
    host.answer("translate_item", () => ({ text: "Door number 2" }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Door number 2")).not.toBeNull();
    expect(screen.getByText("Text a")).not.toBeNull();
  });

  test("shows that it is under way and can be let go", async () => {
    const host = await opened({ lines: able(), items: { [id]: [message("a", 5)] } });
    host.hang("translate_item");
    await menuOf(/Text/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: /^Translate/u }));
    expect(await screen.findByText("Translating…")).not.toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Stop" }));
    expect(screen.queryByText("Translating…")).toBeNull();
  });

  test("is off with the reason where the line cannot", async () => {
    const host = await opened({ lines: able({}), items: { [id]: [message("a", 5)] } });
    await menuOf(/Text/u);
    const item = await screen.findByRole("menuitem", { name: /^Translate/u });
    expect(item.textContent).toContain("Hatif does not translate.");
    await userEvent.click(item);
    expect(host.inputsOf("translate_item")).toEqual([]);
  });
});

describe("taking a message back", () => {
  const sent = message("sent", 5, { ...ours, delivery: { state: "sent" } });

  test("asks first, and leaves it alone when one keeps it", async () => {
    const host = await opened({ lines: able(), items: { [id]: [sent] } });
    await menuOf(/Text/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: /Take the message back/u }));
    await screen.findByRole("dialog", { name: "Take this message back?" });
    await noAccessibilityFaults();
    await userEvent.click(screen.getByRole("button", { name: "Keep it" }));
    expect(host.inputsOf("delete_item")).toEqual([]);
  });

  test("is done once it is confirmed", async () => {
    const host = await opened({ lines: able(), items: { [id]: [sent] } });
    await menuOf(/Text/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: /Take the message back/u }));
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    await waitFor(() => {
      expect(host.inputsOf("delete_item")).toEqual([{ item: "sent" }]);
    });
  });

  test("is not offered for what the customer wrote", async () => {
    await opened({ lines: able(), items: { [id]: [message("a", 5)] } });
    await menuOf(/Text/u);
    await screen.findByRole("menuitem", { name: /^Translate/u });
    expect(screen.queryByRole("menuitem", { name: /Take the message back/u })).toBeNull();
  });
});

describe("a note", () => {
  const note = message("note", 5, {
    direction: "internal",
    authorKind: "me",
    content: { type: "note", text: "Call back tomorrow", mentions: [], terms: null },
  });

  test("gets other words; a refusal stands where they were typed", async () => {
    const host = await opened({ lines: able(), items: { [id]: [note] } });
    host.fail("change_note", "storeFailed");
    await menuOf(/tomorrow/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Change the note" }));
    const words = await screen.findByRole("textbox", { name: "Words of the note" });
    await userEvent.clear(words);
    await userEvent.type(words, "Call back on Monday");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).not.toBeNull();
    expect((words as HTMLInputElement).value).toBe("Call back on Monday");
    host.answer("change_note", () => ({}));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => {
      expect(host.inputsOf("change_note").at(-1)).toEqual({
        item: "note",
        text: "Call back on Monday",
        terms: { private: false, remindAt: null },
      });
    });
  });

  test("shows that it is private and when it reminds, and can be told otherwise", async () => {
    const remindAt = new Date(2030, 4, 6, 9, 30).getTime();
    const kept = message("note", 5, {
      direction: "internal",
      authorKind: "me",
      content: {
        type: "note",
        text: "Call back tomorrow",
        mentions: [],
        terms: { private: true, remindAt },
      },
    });
    const host = await opened({ lines: able(), items: { [id]: [kept] } });
    await screen.findByText("Private note, hidden from other colleagues");
    screen.getByText(/^Reminder: .*9:30/u);
    await menuOf(/tomorrow/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Change the note" }));
    const remind = await screen.findByLabelText<HTMLInputElement>("Remind on");
    expect(remind.value).toBe("2030-05-06T09:30");
    await userEvent.click(screen.getByRole("button", { name: "Remove the reminder" }));
    expect(remind.value).toBe("");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => {
      expect(host.inputsOf("change_note")).toEqual([
        { item: "note", text: "Call back tomorrow", terms: { private: true, remindAt: null } },
      ]);
    });
  });

  test("is only words where the platform keeps nothing else of it", async () => {
    const capabilities = everyCapability({ tools: someTools(all), noteTerms: false });
    const host = await opened({ lines: [aLine({ capabilities })], items: { [id]: [note] } });
    await menuOf(/tomorrow/u);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Change the note" }));
    await screen.findByRole("textbox", { name: "Words of the note" });
    expect(screen.queryByLabelText("Remind on")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => {
      expect(host.inputsOf("change_note").map(({ terms }) => terms)).toEqual([null]);
    });
  });
});

describe("a failed message", () => {
  test("is delivered again by the platform where it can", async () => {
    const failed = message("failed", 5, {
      ...ours,
      delivery: { state: "failed", code: null, reason: "No WhatsApp" },
    });
    const host = await opened({ lines: able(), items: { [id]: [failed] } });
    await userEvent.click(await screen.findByRole("button", { name: "Deliver again" }));
    expect(host.inputsOf("retry_item")).toEqual([{ item: "failed" }]);
  });
});

describe("the conversation's menu", () => {
  async function more(): Promise<FakeHost> {
    const host = await opened({
      lines: able(),
      detail: { contact: { ...aDetail().contact, email: "noura@example.com" } },
    });
    await userEvent.click(await screen.findByRole("button", { name: "More" }));
    return host;
  }

  test("mails the conversation to the address that is asked for", async () => {
    const host = await more();
    await userEvent.click(await screen.findByRole("menuitem", { name: /Mail the conversation/u }));
    const field = await screen.findByRole("textbox", { name: "To" });
    expect((field as HTMLInputElement).value).toBe("noura@example.com");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => {
      expect(host.inputsOf("mail_transcript")).toEqual([
        { conversation: id, email: "noura@example.com" },
      ]);
    });
  });
});

describe("telling that one writes", () => {
  test("is told once in a while, and ends on leaving the box", async () => {
    const host = await opened({ lines: able() });
    await userEvent.type(await box(), "On my way");
    expect(host.inputsOf("tell_writing")).toEqual([{ conversation: id, on: true }]);
    act(() => {
      (document.activeElement as HTMLElement).blur();
    });
    expect(host.inputsOf("tell_writing").at(-1)).toEqual({ conversation: id, on: false });
  });

  test("is never told of a note, nor where nobody would see it", async () => {
    const host = await opened({ lines: able() });
    await userEvent.click(await screen.findByRole("tab", { name: /Note/u }));
    await userEvent.type(await screen.findByRole("textbox"), "For us only");
    expect(host.inputsOf("tell_writing")).toEqual([]);
  });
});

describe("a conversation that is being begun", () => {
  test("takes no words, and becomes the one that its platform names", async () => {
    const provisional = { ...row, id };
    const host = await opened({
      lines: able(),
      detail: { row: provisional, beingBegun: true },
    });
    expect(await screen.findByText(/does not know this conversation yet/u)).not.toBeNull();
    expect(screen.queryByRole("textbox")).toBeNull();
    host.data.details[id] = aDetail({ row: { ...row, id: "named" } });
    act(() => {
      host.changed({ type: "conversation", conversation: id });
    });
    await waitFor(() => {
      expect(selection.get().conversation).toBe("named");
    });
  });
});
