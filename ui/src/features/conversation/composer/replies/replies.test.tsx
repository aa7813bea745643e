import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { runAction } from "../../../../lib/actions";
import { selection } from "../../../../lib/selection";
import { aSavedReply } from "../../../../testing/builders";
import { layOut } from "../../../../testing/layout";
import { box, descriptionOf, noAccessibilityFaults, opened } from "../../conversationTesting";
import { drafts } from "../drafts";
import { finding, openTabs, templating } from "../kept";
import { gapFrom, openGaps } from "../openGaps";
import { findReplies, slashWordAt } from "./slash";

const replies = [
  aSavedReply({ id: "desk:1", shortCode: "thanks", text: "Thank you, {{contact.name}}." }),
  aSavedReply({
    id: "1:7",
    line: "line-riyadh",
    shortCode: "موعد التسليم",
    text: "Order {{order}} comes {{day}}",
    filled: "Order {{order}} comes {{day}}",
  }),
];

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  for (const kept of [openTabs, templating, finding]) kept.reset();
});

const list = () => screen.queryByRole("listbox", { name: "Saved replies" });
const options = () => screen.getAllByRole("option").map(({ textContent }) => textContent);

describe("typing a slash", () => {
  it("opens nothing in the middle of a word, in an address or for what no reply says", async () => {
    await opened({ savedReplies: replies });
    for (const text of ["and/or", "https://example.com", "/etc/hosts", "/zzz"]) {
      await userEvent.clear(await box());
      await userEvent.type(await box(), text);
      expect(list()).toBeNull();
    }
    await userEvent.type(await box(), "{Enter}");
    expect(await box()).toHaveProperty("value", "/zzz\n");
  });

  it("that cannot be answered says why", async () => {
    const host = await opened();
    host.fail("list_saved_replies", "storeFailed");
    await userEvent.type(await box(), "/");
    await screen.findByRole("alert");
    await noAccessibilityFaults();
  });

  it("says when there are none yet, and leaves the slash", async () => {
    await opened();
    await userEvent.type(await box(), "/");
    await screen.findByText("There are no saved replies yet.");
    await userEvent.type(await box(), "{Escape}");
    expect(screen.queryByText("There are no saved replies yet.")).toBeNull();
    expect(await box()).toHaveProperty("value", "/");
  });

  it("finds without case, marks and hamza, shows the chosen one, and inserts it on Enter", async () => {
    await opened({ savedReplies: replies });
    await userEvent.type(await box(), "Hello /التسليم");
    await waitFor(() => {
      expect(list()).not.toBeNull();
    });
    expect(options()).toHaveLength(1);
    const field = await box();
    expect(field.getAttribute("aria-activedescendant")).toBe(screen.getByRole("option").id);
    expect(document.activeElement).toBe(field);
    await noAccessibilityFaults();
    await userEvent.type(field, "{Enter}");
    expect(field).toHaveProperty("value", "Hello Order {{order}} comes {{day}}");
    expect(list()).toBeNull();
  });

  it("moves with the arrows, round and round, and takes the one that is pressed", async () => {
    await opened({ savedReplies: replies });
    await userEvent.type(await box(), "/");
    await screen.findAllByRole("option");
    const chosen = () => screen.getByRole("option", { selected: true }).textContent;
    const first = chosen();
    await userEvent.type(await box(), "{ArrowDown}");
    expect(chosen()).not.toBe(first);
    await userEvent.type(await box(), "{ArrowDown}");
    expect(chosen()).toBe(first);
    await userEvent.click(screen.getByRole("option", { name: /thanks/u }));
    expect(drafts.text("conversation-noura")).toBe("Thank you, {{contact.name}}.");
  });
});

describe("gaps that nobody else can fill", () => {
  it("keep the message here, say which, and are walked by Tab in both directions", async () => {
    const host = await opened({ savedReplies: replies });
    await userEvent.type(await box(), "/موعد");
    await screen.findByRole("option");
    await userEvent.keyboard("{Enter}");
    const field = (await box()) as HTMLTextAreaElement;
    const selected = () => field.value.slice(field.selectionStart, field.selectionEnd);
    expect(selected()).toBe("{{order}}");
    const send = screen.getByRole("button", { name: /^Send/u });
    expect(descriptionOf(send)).toBe("Fill or remove {{order}} first. Tab goes to it.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([]);
    await userEvent.keyboard("8841{Tab}");
    expect(selected()).toBe("{{day}}");
    await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
    expect(document.activeElement, "before the first gap Tab leaves the box").not.toBe(field);
    field.focus();
    field.setSelectionRange(0, 0);
    await userEvent.keyboard("{Tab}today{Tab}");
    expect(document.activeElement, "behind the last one, too").not.toBe(field);
    field.focus();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message").map(({ text }) => text)).toEqual([
      "Order 8841 comes today",
    ]);
  });
});

describe("the button and the palette", () => {
  it("open the same list where the caret is, and closing it leaves no trace", async () => {
    await opened({ savedReplies: replies });
    await userEvent.type(await box(), "Well");
    await userEvent.click(screen.getByRole("button", { name: "Saved replies" }));
    expect(await screen.findAllByRole("option")).toHaveLength(2);
    await userEvent.keyboard("{Escape}");
    expect(await box()).toHaveProperty("value", "Well");
    act(() => {
      runAction("conversation.savedReply");
    });
    expect(await screen.findAllByRole("option")).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "Manage saved replies" }));
    expect(selection.get().settingsTarget).toBe("replies");
    act(() => {
      selection.openPage("inbox");
    });
  });
});

describe("reading what is typed", () => {
  it("takes a slash only at the start of a word", () => {
    expect(slashWordAt("/th", 3)).toEqual({ start: 0, end: 3, typed: "th" });
    expect(slashWordAt("a /th more", 5)).toEqual({ start: 2, end: 5, typed: "th" });
    expect(slashWordAt("a/th", 4)).toBeNull();
    expect(slashWordAt("/a/b", 4)).toBeNull();
    expect(slashWordAt("/a b", 4)).toBeNull();
  });

  it("counts what a reply is called before what it says", () => {
    const called = aSavedReply({ id: "2", shortCode: "refund", text: "x" });
    const says = aSavedReply({ id: "1", shortCode: "a", text: "refund" });
    expect(findReplies([says, called], "refund").map(({ reply }) => reply.id)).toEqual(["2", "1"]);
    expect(findReplies([says], "")).toHaveLength(1);
  });

  it("sees gaps as the host does", () => {
    expect(openGaps("{{}} {{ }} {{a\nb}} {x} {{").length).toBe(0);
    expect(openGaps("{{{{name}}").map(({ text }) => text)).toEqual(["{{name}}"]);
    const text = "{{a}} and {{b}}";
    expect(gapFrom(text, 5, "next")?.text).toBe("{{b}}");
    expect(gapFrom(text, 15, "next")).toBeNull();
    expect(gapFrom(text, 10, "previous")?.text).toBe("{{a}}");
  });
});
