import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { MentionableDto } from "../../../../ipc/bindings.gen";
import { aLine, everyCapability, someCapabilities } from "../../../../testing/builders";
import { layOut } from "../../../../testing/layout";
import { id, message, noAccessibilityFaults, opened } from "../../conversationTesting";
import { noteDrafts } from "../drafts";
import { openTabs } from "../kept";
import { showTab } from "../../showTab";
import { findNames, nameWordAt } from "./naming";

const someone = (who: string, words: string, over: Partial<MentionableDto> = {}) => ({
  id: who,
  words,
  email: null,
  isTeam: false,
  ...over,
});
const mentionable = [
  someone("1", "Mira Holt", { email: "mira@example.com" }),
  someone("2", "نورة"),
  someone("3", "Billing", { isTeam: true }),
];
const lines = [aLine({ capabilities: everyCapability() })];

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  noteDrafts.reset();
  openTabs.reset();
});

async function noteBox(): Promise<HTMLTextAreaElement> {
  act(() => {
    showTab(id, "note");
  });
  return await screen.findByRole("textbox", { name: /^Note about/u });
}

const list = () => screen.queryByRole("listbox", { name: "Colleagues to name" });
const options = () => screen.getAllByRole("option").map(({ textContent }) => textContent);

describe("naming a colleague in a note", () => {
  it("offers colleagues and teams behind @, and takes the chosen one by Enter, with the note unsent", async () => {
    const host = await opened({ lines, mentionable });
    const box = await noteBox();
    await userEvent.type(box, "Ask @");
    await waitFor(() => {
      expect(list()).not.toBeNull();
    });
    expect(options()).toEqual(["Mira Holtmira@example.com", "نورة", "BillingTeam"]);
    expect(box.getAttribute("aria-activedescendant")).toBe(screen.getAllByRole("option")[0]?.id);
    expect(document.activeElement).toBe(box);
    await noAccessibilityFaults();
    await userEvent.keyboard("{ArrowUp}{Enter}");
    expect(box.value).toBe("Ask @Billing ");
    expect(list()).toBeNull();
    expect(host.inputsOf("send_message")).toEqual([]);
  });

  it("says of colleagues whether they are there, where that is known", async () => {
    const host = await opened({ lines, mentionable });
    host.answer("list_presences", () => [
      { agent: "1", presence: "busy" },
      { agent: "2", presence: "online" },
    ]);
    act(() => {
      host.changed({ type: "presences" });
    });
    const box = await noteBox();
    await userEvent.type(box, "@");
    await screen.findByRole("option", { name: "Mira Holt Busy mira@example.com" });
    screen.getByRole("option", { name: "نورة Available" });
    screen.getByRole("option", { name: "Billing Team" });
    await noAccessibilityFaults();
  });

  it("offers those first who will be told, and says of the others that they will not be", async () => {
    const host = await opened({ lines, mentionable });
    host.answer("list_told", () => ["2"]);
    const box = await noteBox();
    await waitFor(() => {
      expect(host.inputsOf("list_told")).toEqual([{ conversation: id }]);
    });
    await userEvent.type(box, "@");
    await waitFor(() => {
      expect(options()).toEqual([
        "نورة",
        "BillingTeam",
        "Mira Holtmira@example.comWill not be told: not on this channel",
      ]);
    });
    await noAccessibilityFaults();
    await userEvent.keyboard("{ArrowUp}{Enter}");
    expect(box.value).toBe("@Mira Holt ");
  });

  it("claims nothing before the platform has answered, and leaves an open list as it is when it does", async () => {
    const host = await opened({ lines, mentionable });
    let answer: (told: string[]) => void = () => undefined;
    host.answer("list_told", () => new Promise<string[]>((resolve) => (answer = resolve)));
    const box = await noteBox();
    const before = ["Mira Holtmira@example.com", "نورة", "BillingTeam"];
    await userEvent.type(box, "@");
    await waitFor(() => {
      expect(options()).toEqual(before);
    });
    await act(async () => {
      answer(["2"]);
      await Promise.resolve();
    });
    expect(options()).toEqual(before);
    await userEvent.keyboard("{Escape}{Backspace}@");
    await waitFor(() => {
      expect(options()[0]).toBe("نورة");
    });
  });

  it("finds a name in Arabic as it is typed, by Tab, and by a press that leaves the focus", async () => {
    await opened({ lines, mentionable });
    const box = await noteBox();
    await userEvent.type(box, "@نو");
    await waitFor(() => {
      expect(options()).toEqual(["نورة"]);
    });
    await userEvent.keyboard("{Tab}");
    expect(box.value).toBe("@نورة ");
    await userEvent.type(box, "@mira h");
    await waitFor(() => {
      expect(options()).toEqual(["Mira Holtmira@example.com"]);
    });
    await userEvent.click(screen.getByRole("option"));
    expect(box.value).toBe("@نورة @Mira Holt ");
    expect(document.activeElement).toBe(box);
  });

  it("closes on Escape, and Escape again leaves the box", async () => {
    await opened({ lines, mentionable });
    const box = await noteBox();
    await userEvent.type(box, "@");
    await waitFor(() => {
      expect(list()).not.toBeNull();
    });
    await userEvent.keyboard("{Escape}");
    expect(list()).toBeNull();
    expect(document.activeElement).toBe(box);
    expect(box.value).toBe("@");
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).not.toBe(box);
  });

  it("offers nothing where the line's notes name nobody", async () => {
    const capabilities = someCapabilities({ notes: "available", mentions: "notByPlatform" });
    const host = await opened({ lines: [aLine({ capabilities })], mentionable });
    const box = await noteBox();
    await userEvent.type(box, "@Mira");
    expect(list()).toBeNull();
    expect(host.inputsOf("list_mentionable")).toEqual([]);
  });

  it("shows a name in a note apart, and apart again where it is one's own", async () => {
    const content = {
      type: "note",
      text: "@Mira Holt and @نورة: https://example.com",
      mentions: [
        { start: 0, end: 10, isMe: true },
        { start: 15, end: 20, isMe: false },
      ],
      terms: null,
    } as const;
    const note = message("n", 5, {
      direction: "internal",
      authorKind: "person",
      content: { ...content, mentions: [...content.mentions] },
    });
    await opened({ lines, items: { [id]: [note] } });
    const mine = await screen.findByText("@Mira Holt");
    expect(mine.dataset["me"]).toBe("true");
    expect(screen.getByText("@نورة").dataset["me"]).toBeUndefined();
    expect(mine.closest("p")?.textContent).toBe(content.text);
    screen.getByRole("link", { name: "https://example.com" });
  });
});

describe("what is typed", () => {
  it.each([
    ["@", 1, ""],
    ["Ask @mira h", 11, "mira h"],
    ["a@mira", 6, undefined],
    ["@mira\nand", 9, undefined],
  ])("%j names %o", (text, caret, typed) => {
    expect(nameWordAt(text, caret)?.typed).toBe(typed);
  });

  it("is over once the name is written out and the sentence goes on", () => {
    expect(findNames(mentionable, "Mira Holt", null)).toHaveLength(1);
    expect(findNames(mentionable, "Mira Holt ", null)).toEqual([]);
    expect(findNames(mentionable, "Mira Holt can", null)).toEqual([]);
  });
});
