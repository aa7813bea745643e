import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { ReplyHeadDto } from "../../../../ipc/bindings.gen";
import { runAction } from "../../../../lib/actions";
import {
  aLine,
  everyCapability,
  someCapabilities,
  someSettings,
} from "../../../../testing/builders";
import { layOut } from "../../../../testing/layout";
import { box, id, noAccessibilityFaults, opened, row } from "../../conversationTesting";
import { drafts, noteDrafts } from "../drafts";
import { changedCopies, openLines, typedCopies, wantedLine } from "./head";

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  noteDrafts.reset();
  for (const kept of [changedCopies, openLines, typedCopies, wantedLine]) kept.reset();
});

const head: ReplyHeadDto = {
  to: ["noura@example.com"],
  copies: { cc: ["ana@example.org"], bcc: [] },
  signature: "Mira Holt\nOasis Furniture",
};

/** Opens a conversation by e-mail on a line that takes copies. */
const letter = (over: Parameters<typeof opened>[0] = {}, shown: Partial<ReplyHeadDto> = {}) =>
  opened({
    lines: [aLine({ capabilities: everyCapability() })],
    detail: {
      row: { ...row, channelKind: "email" },
      replyWindow: { state: "unlimited" },
      subject: "Question about order A-4711",
      replyHead: { ...head, ...shown },
    },
    ...over,
  });

const group = () => screen.findByRole("group", { name: "Who gets this e-mail" });

describe("the head of an e-mail", () => {
  it("says to whom, who gets a copy, and under which subject; hidden copies wait until wanted", async () => {
    await letter();
    const shown = within(await group());
    expect(shown.getByText("noura@example.com")).toBeTruthy();
    expect(shown.getByText("Question about order A-4711")).toBeTruthy();
    expect(
      within(shown.getByRole("list", { name: "Cc" })).getByText("ana@example.org"),
    ).toBeTruthy();
    expect(shown.queryByRole("textbox", { name: "Add people in hidden copy" })).toBeNull();
    await userEvent.click(shown.getByRole("button", { name: "Add people in hidden copy" }));
    const field = await shown.findByRole("textbox", { name: "Add people in hidden copy" });
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
    await noAccessibilityFaults();
  });

  it("takes addresses by Enter, by comma and on leaving, and goes out with them", async () => {
    const host = await letter();
    const shown = within(await group());
    const cc = shown.getByRole("textbox", { name: "Add people in copy" });
    await userEvent.type(cc, "sam@example.org{Enter}");
    expect(await shown.findByText("sam@example.org")).toBeTruthy();
    await userEvent.type(cc, "eva@example.org");
    await userEvent.click(shown.getByRole("button", { name: "Remove ana@example.org" }));
    await waitFor(() => {
      expect(shown.queryByText("ana@example.org")).toBeNull();
    });
    await userEvent.type(await box(), "Good news.");
    await userEvent.click(screen.getByRole("button", { name: /^Send/u }));
    await waitFor(() => {
      expect(host.inputsOf("send_message")).toHaveLength(1);
    });
    const [sent] = host.inputsOf("send_message");
    expect(sent?.email?.cc).toContain("sam@example.org");
    expect(sent?.email?.cc).not.toContain("ana@example.org");
    expect(sent?.email?.bcc).toEqual([]);
  });

  it("says at the field what is no address, and nothing goes out before that is settled", async () => {
    const host = await letter();
    const shown = within(await group());
    const cc = shown.getByRole("textbox", { name: "Add people in copy" });
    await userEvent.type(cc, "sam{Enter}");
    const words = "“sam” is not an e-mail address. Correct it or remove it.";
    expect((await shown.findByRole("alert")).textContent).toBe(words);
    expect(cc).toHaveProperty("value", "sam");
    await userEvent.type(await box(), "Hello");
    await userEvent.click(screen.getByRole("button", { name: /^Send/u }));
    await waitFor(() => {
      expect(screen.getAllByText(words)).toHaveLength(2);
    });
    expect(host.inputsOf("send_message")).toEqual([]);
  });

  it("has an entry in the palette that leads into the field", async () => {
    await letter();
    await group();
    expect(runAction("conversation.copies")).toBe(true);
    const field = await screen.findByRole("textbox", { name: "Add people in copy" });
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
  });

  it("is not there where the line takes no copies", async () => {
    await letter({ lines: [aLine({ capabilities: someCapabilities() })] });
    await box();
    expect(screen.queryByRole("group", { name: "Who gets this e-mail" })).toBeNull();
  });
});

describe("the signature of a new e-mail", () => {
  const signed = "\n\nMira Holt\nOasis Furniture";

  it("stands below the room to write, once, and is nothing by itself", async () => {
    const host = await letter();
    await waitFor(async () => {
      expect(await box()).toHaveProperty("value", signed);
    });
    expect(screen.getByRole("button", { name: /^Send/u }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    await userEvent.type(await box(), "Good news.", { initialSelectionStart: 0 });
    await userEvent.click(screen.getByRole("button", { name: /^Send/u }));
    await waitFor(() => {
      expect(host.inputsOf("send_message").map(({ text }) => text)).toEqual([
        `Good news.${signed}`,
      ]);
    });
    expect(await box()).toHaveProperty("value", signed);
    expect(host.inputsOf("save_draft").at(-1)).toEqual({ conversation: id, note: false, text: "" });
  });

  it("is not put under a draft that was begun, and not where it is not wanted", async () => {
    await letter({
      detail: {
        row: { ...row, channelKind: "email", draft: "Half an answer" },
        replyWindow: { state: "unlimited" },
        replyHead: head,
      },
    });
    expect(await box()).toHaveProperty("value", "Half an answer");
  });

  it("is left out by choice", async () => {
    await letter({ settings: someSettings({ signEmails: false }) });
    expect(await box()).toHaveProperty("value", "");
  });

  it("is what a refused e-mail is put back above, and not twice", async () => {
    const host = await letter();
    host.fail("send_message", "unreachable");
    await waitFor(async () => {
      expect(await box()).toHaveProperty("value", signed);
    });
    await userEvent.type(await box(), "Good news.", { initialSelectionStart: 0 });
    await userEvent.click(screen.getByRole("button", { name: /^Send/u }));
    await waitFor(async () => {
      expect(await box()).toHaveProperty("value", `Good news.${signed}`);
    });
  });
});
