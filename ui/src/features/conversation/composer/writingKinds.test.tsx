import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConversationDetail } from "../../../ipc/bindings.gen";
import { findAction, runAction } from "../../../lib/actions";
import { queryClient } from "../../../lib/hostQuery";
import { aLine, someCapabilities } from "../../../testing/builders";
import { layOut } from "../../../testing/layout";
import {
  box,
  hour,
  id,
  message,
  noAccessibilityFaults,
  opened,
  ours,
  row,
  show,
} from "../conversationTesting";
import { drafts, noteDrafts } from "./drafts";
import { enteredTemplates, openTabs, quoting } from "./kept";

const able = [
  aLine({ capabilities: someCapabilities({ notes: "available", quote: "available" }) }),
];
const closed: Partial<ConversationDetail> = {
  replyWindow: { state: "closed", endedAt: Date.now() - 2 * hour },
};
const plain = {
  conversation: id,
  note: false,
  quote: null,
  terms: null,
  takeOver: false,
  buttons: [],
  template: null,
  email: null,
  files: [],
};

const noteTab = () => screen.findByRole("tab", { name: /^Note/u });
const noteBox = () => screen.findByRole("textbox", { name: "Note about نورة الحربي" });
const run = (action: string) => {
  let ran = false;
  act(() => {
    ran = runAction(action);
  });
  return ran;
};

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  noteDrafts.reset();
  for (const kept of [openTabs, quoting, enteredTemplates]) kept.reset();
});

describe("a note", () => {
  it("has a limit of its own, counted while it is written", async () => {
    const host = await opened({
      lines: [aLine({ capabilities: someCapabilities({ notes: "available", noteLimit: 10 }) })],
    });
    await userEvent.click(await noteTab());
    await userEvent.type(await noteBox(), "👍".repeat(10));
    expect(await screen.findByText("0 characters left")).toBeTruthy();
    await userEvent.type(await noteBox(), "!");
    expect((await screen.findAllByText("1 character too long"))[0]).toBeTruthy();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([]);
  });

  it("is off with the reason where the platform has none", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ notes: "notByPlatform" }) })],
    });
    await waitFor(async () => {
      expect((await noteTab()).getAttribute("aria-disabled")).toBe("true");
    });
    expect(findAction("conversation.note")?.reason?.()).toBe(
      "Hatif has no notes in a conversation.",
    );
    await userEvent.click(await noteTab());
    await box();
  });

  it("that is refused stands in its box again, and never in the reply", async () => {
    const host = await opened({ lines: able });
    host.fail("send_message", "scopeMissing");
    await userEvent.click(await noteTab());
    await userEvent.type(await noteBox(), "Only us");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toContain("Not added");
    expect(await noteBox()).toHaveProperty("value", "Only us");
    await userEvent.click(screen.getByRole("tab", { name: /^Reply/u }));
    expect(await box()).toHaveProperty("value", "");
  });

  it("goes to colleagues and leaves the reply's draft as it is", async () => {
    const host = await opened({ lines: able });
    await userEvent.type(await box(), "Half a reply");
    await waitFor(() => {
      expect(run("conversation.note")).toBe(true);
    });
    await userEvent.type(await noteBox(), "Gate 2");
    await userEvent.click(screen.getByRole("button", { name: /Add note/u }));
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "Gate 2", note: true }]);
    await waitFor(() => {
      const saved = host.inputsOf("save_draft");
      expect(saved.findLast(({ note }) => note)?.text).toBe("");
      expect(saved.findLast(({ note }) => !note)?.text).toBe("Half a reply");
    });
    expect(await noteBox()).toHaveProperty("value", "");
    run("conversation.reply");
    expect(await box()).toHaveProperty("value", "Half a reply");
  });

  it("that was begun is kept by the host, apart from the reply, and is there again after a restart", async () => {
    const host = await opened({ lines: able });
    await userEvent.click(await noteTab());
    await userEvent.type(await noteBox(), "Ask Omar");
    await waitFor(() => {
      expect(host.inputsOf("save_draft")).toEqual([
        { conversation: id, note: true, text: "Ask Omar" },
      ]);
    });
    cleanup();
    // The window is gone and with it everything it remembered; the host is not.
    noteDrafts.reset();
    queryClient.clear();
    await show();
    await userEvent.click(await noteTab());
    expect(await noteBox()).toHaveProperty("value", "Ask Omar");
    await userEvent.click(screen.getByRole("tab", { name: /^Reply/u }));
    expect(await box()).toHaveProperty("value", "");
  });

  it("that could not be kept says so", async () => {
    const host = await opened({ lines: able });
    host.fail("save_draft", "storeFailed");
    await userEvent.click(await noteTab());
    await userEvent.type(await noteBox(), "Ask Omar");
    expect((await screen.findByRole("alert")).textContent).toContain("not saved");
  });

  it("that is stuck comes back into the note's box, never into the reply", async () => {
    const stuck = message("n", 1, {
      ...ours,
      direction: "internal",
      content: { type: "note", text: "Secret", mentions: [], terms: null },
      delivery: { state: "stuck", outbox: "o1", reason: "refused" },
    });
    const host = await opened({ lines: able, items: { [id]: [stuck] } });
    host.answer("discard_send", () => ({ text: "Secret" }));
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    expect(await noteBox()).toHaveProperty("value", "Secret");
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1", intoDraft: true }]);
    expect(drafts.text(id)).toBe("");
    await noAccessibilityFaults();
  });
});

describe("quoting", () => {
  it("is off with the reason where the platform cannot", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ quote: "notByPlatform" }) })],
    });
    await screen.findByText("Text c");
    expect(findAction("conversation.quote")?.reason?.()).toBe(
      "Hatif has no way to answer one message in particular.",
    );
  });

  it("answers the customer's newest message, says which, and goes with the words", async () => {
    const host = await opened({ lines: able });
    await screen.findByText("Text c");
    expect(run("conversation.quote")).toBe(true);
    const quoted = screen.getByRole("group", { name: "Answers this message" });
    within(quoted).getByText("Text c");
    await userEvent.type(await box(), "Yes{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "Yes", quote: "c" }]);
    expect(screen.queryByRole("group", { name: "Answers this message" })).toBeNull();
  });

  it("is there again when sending was refused, and can be taken away", async () => {
    const host = await opened({ lines: able });
    host.fail("send_message", "refused");
    await screen.findByText("Text c");
    run("conversation.quote");
    await userEvent.type(await box(), "Yes{Control>}{Enter}{/Control}");
    await screen.findByRole("alert");
    screen.getByRole("group", { name: "Answers this message" });
    await noAccessibilityFaults();
    await userEvent.click(screen.getByRole("button", { name: "Answer no message in particular" }));
    expect(screen.queryByRole("group", { name: "Answers this message" })).toBeNull();
  });
});

describe("where the AI answers", () => {
  const aiOn = { row: { ...row, aiOn: true } };

  it("sending takes over, which is said beside the tabs", async () => {
    const host = await opened({
      lines: [aLine({ capabilities: someCapabilities({ setAi: "available" }) })],
      detail: aiOn,
    });
    await screen.findByText("Sending takes over from AI");
    await userEvent.type(await box(), "Hi{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "Hi" }]);
  });

  it("a platform that wants a take-over first gets one with the words", async () => {
    const host = await opened({
      lines: [
        aLine({ capabilities: someCapabilities({ setAi: "available", takeOverFirst: true }) }),
      ],
      detail: aiOn,
    });
    await screen.findByText("Hatif takes a reply only after you take over.");
    await userEvent.type(await box(), "Hi");
    await userEvent.click(screen.getByRole("button", { name: /Take over and reply/u }));
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "Hi", takeOver: true }]);
  });
});

describe("a closed window", () => {
  it("keeps the draft below the template, and the draft can fill a gap", async () => {
    await opened({ detail: { ...closed, row: { ...row, draft: "Kept words" } } });
    const wording = await screen.findByRole("textbox", { name: /^Its wording/u });
    screen.getByText("Kept words");
    await userEvent.type(wording, "Hello {{{{1}}");
    await userEvent.click(screen.getByRole("button", { name: "Use my draft as value 1" }));
    expect(await screen.findByText("Hello Kept words")).toBeTruthy();
    expect(drafts.text(id)).toBe("Kept words");
  });

  it("sends nothing while a gap is empty, and says which", async () => {
    const host = await opened({ detail: closed });
    await userEvent.type(await screen.findByRole("textbox", { name: "Template name" }), "delay");
    await userEvent.type(screen.getByRole("textbox", { name: "Language code" }), "ar");
    await userEvent.type(screen.getByRole("textbox", { name: /^Its wording/u }), "Hi {{{{1}}");
    const send = screen.getByRole("button", { name: /Send template/u });
    expect(send.textContent).toContain("Value 1 is empty.");
    await userEvent.click(send);
    expect(host.inputsOf("send_message")).toEqual([]);
    await userEvent.type(screen.getByRole("textbox", { name: "Value 1" }), "Noura");
    await noAccessibilityFaults();
    await userEvent.click(screen.getByRole("button", { name: /Send template/u }));
    expect(host.inputsOf("send_message")).toEqual([
      {
        ...plain,
        text: "Hi Noura",
        template: {
          name: "delay",
          language: "ar",
          category: null,
          values: [{ gap: "1", value: "Noura" }],
        },
      },
    ]);
  });

  it("says why a template was refused and keeps what was entered", async () => {
    const host = await opened({ detail: closed });
    host.fail("send_message", "refused");
    await userEvent.type(await screen.findByRole("textbox", { name: "Template name" }), "delay");
    await userEvent.type(screen.getByRole("textbox", { name: "Language code" }), "ar");
    await userEvent.type(screen.getByRole("textbox", { name: /^Its wording/u }), "Hi");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toContain("Not sent");
    expect(screen.getByRole("textbox", { name: "Template name" })).toHaveProperty("value", "delay");
  });

  it("still takes a note", async () => {
    await opened({ lines: able, detail: closed });
    await userEvent.click(await noteTab());
    await noteBox();
  });
});
