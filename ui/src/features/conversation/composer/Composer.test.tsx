import { act, fireEvent, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { HostError } from "../../../ipc/transport";
import { runAction } from "../../../lib/actions";
import { queryClient } from "../../../lib/hostQuery";
import { aLine, someCapabilities, someSettings } from "../../../testing/builders";
import { layOut } from "../../../testing/layout";
import {
  box,
  hour,
  id,
  message,
  minute,
  noAccessibilityFaults,
  opened,
  ours,
  row,
  show,
} from "../conversationTesting";
import { drafts, noteDrafts } from "./drafts";
import { resetAttaching } from "./files/attaching";
import { enteredTemplates, openTabs, quoting } from "./kept";

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  noteDrafts.reset();
  resetAttaching();
  for (const kept of [openTabs, quoting, enteredTemplates]) kept.reset();
});

/** What the host is told of a plain reply. */
const sent = (text: string) => ({
  conversation: id,
  text,
  note: false,
  quote: null,
  terms: null,
  takeOver: false,
  buttons: [],
  template: null,
  email: null,
  files: [],
});

describe("a file that is pasted or dropped", () => {
  const file = new File(["x"], "photo.png", { type: "image/png" });
  const because = "The file was not attached. Hatif takes a file only as a public link.";

  it("is refused in words, until one writes on", async () => {
    await opened();
    fireEvent.paste(await box(), { clipboardData: { types: ["Files"], files: [file] } });
    expect((await screen.findByRole("alert")).textContent).toBe(because);
    await userEvent.type(await box(), "I");
    expect(screen.queryByRole("alert")).toBeNull();
    const dataTransfer = { types: ["Files"], files: [file] };
    expect(fireEvent.drop(await box(), { dataTransfer })).toBe(false);
    expect((await screen.findByRole("alert")).textContent).toBe(because);
  });

  it("that only goes with copied words does not keep the words out", async () => {
    await opened();
    const clipboardData = { types: ["text/plain", "Files"], files: [file] };
    expect(fireEvent.paste(await box(), { clipboardData })).toBe(true);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("a message of ours", () => {
  const stuck = message("s", 1, {
    ...ours,
    content: { type: "text", text: "Lost words" },
    delivery: { state: "stuck", outbox: "o1", reason: "notFoundAfterNoAnswer" },
  });

  it("that is stuck says why, and Shift R tries it again", async () => {
    const host = await opened({ items: { [id]: [stuck] } });
    expect(
      await screen.findByText("Not sent: Hatif did not answer, and it is not in the conversation."),
    ).toBeTruthy();
    expect(runAction("conversation.retrySend")).toBe(true);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(host.inputsOf("retry_send")).toEqual([{ outbox: "o1" }, { outbox: "o1" }]);
  });

  it("that is edited goes back into the box", async () => {
    const host = await opened({ items: { [id]: [stuck] } });
    host.answer("discard_send", () => ({ text: "Lost words" }));
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    expect(await box()).toHaveProperty("value", "Lost words");
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1", intoDraft: true }]);
  });

  it("that cannot be taken back says so", async () => {
    const host = await opened({ items: { [id]: [stuck] } });
    host.fail("discard_send", "alreadySending");
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1", intoDraft: false }]);
    expect(await screen.findByText("Lost words")).toBeTruthy();
  });

  it.each([
    [131026, "Not delivered: this number is not on WhatsApp."],
    [131047, "Not delivered: the 24 hours were over."],
    [1, "Not delivered: Odd things"],
  ])("that failed with %i says it in plain words", async (code, words) => {
    await opened({
      items: {
        [id]: [
          message("f", 1, { ...ours, delivery: { state: "failed", code, reason: "Odd things" } }),
        ],
      },
    });
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it("waits for the internet only when there is none", async () => {
    const queued = message("q", 1, {
      ...ours,
      delivery: { state: "queued", outbox: "o", until: null },
    });
    await opened({ items: { [id]: [queued] } });
    expect(await screen.findByText("Sending")).toBeTruthy();
    cleanup();
    queryClient.clear();
    await opened({ items: { [id]: [queued] }, lines: [aLine({ health: { state: "offline" } })] });
    expect(await screen.findByText("Waits for the internet")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
    expect(screen.getByRole("button", { name: /Send when online/u })).toBeTruthy();
  });
});

describe("a message of ours on a line that sends nothing", () => {
  it.each([
    ["keyRefused", "Waits for a new key"],
    ["paused", "Waits until the line goes on"],
  ] as const)("is not called under way: %s", async (state, words) => {
    const queued = message("q", 1, {
      ...ours,
      delivery: { state: "queued", outbox: "o", until: null },
    });
    await opened({ items: { [id]: [queued] }, lines: [aLine({ health: { state } })] });
    expect(await screen.findByText(words)).toBeTruthy();
    expect(screen.queryByText("Sending")).toBeNull();
    expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
  });
});

describe("the composer", () => {
  it("puts the words back and says why when sending is refused", async () => {
    const host = await opened();
    host.fail("send_message", "windowClosed");
    await userEvent.type(await box(), "Hello");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Not sent");
    expect(await box()).toHaveProperty("value", "Hello");
  });

  it("keeps what was typed while a refused sending was under way", async () => {
    const host = await opened();
    let refuse = () => {};
    host.answer(
      "send_message",
      () =>
        new Promise((_, reject) => {
          refuse = () => {
            reject(new HostError("refused", "test"));
          };
        }),
    );
    await userEvent.type(await box(), "First");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await userEvent.type(await box(), "second");
    refuse();
    await waitFor(async () => {
      expect(await box()).toHaveProperty("value", "First\nsecond");
    });
  });

  it("empties at once, shows the echo at once and keeps its row when it is confirmed", async () => {
    const host = await opened();
    await userEvent.type(await box(), "On its way");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(await box()).toHaveProperty("value", "");
    const echo = (await screen.findByText("On its way")).closest("article");
    act(() => {
      host.data.items[id] = (host.data.items[id] ?? []).map((item) =>
        item.authorKind === "me" ? { ...item, delivery: { state: "sent" } } : item,
      );
      host.changed({ type: "items", conversation: id });
    });
    expect(await within(echo ?? document.body).findByText("Sent")).toBeTruthy();
    expect(screen.getByText("On its way").closest("article")).toBe(echo);
  });

  it("sends once however often the keys are pressed", async () => {
    const host = await opened();
    await userEvent.type(await box(), "Once");
    await userEvent.keyboard("{Control>}{Enter}{Enter}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([sent("Once")]);
  });

  it("sends on Enter when that is the choice, but never while an input method composes", async () => {
    const host = await opened({ settings: someSettings({ sendKey: "enter" }) });
    const area = await box();
    await userEvent.type(area, "Word");
    area.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }),
    );
    expect(host.inputsOf("send_message")).toEqual([]);
    await userEvent.type(area, "{Shift>}{Enter}{/Shift}more{Enter}");
    expect(host.inputsOf("send_message")).toEqual([sent("Word\nmore")]);
  });

  it("refuses a text over the limit, counted in characters", async () => {
    const host = await opened({
      lines: [aLine({ capabilities: someCapabilities({ textLimit: 10 }) })],
    });
    await userEvent.type(await box(), "👍👍👍👍👍👍👍👍👍👍");
    expect(await screen.findByText("0 characters left")).toBeTruthy();
    await userEvent.type(await box(), "👍");
    expect((await screen.findAllByText("1 character too long"))[0]).toBeTruthy();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([]);
    expect(await box()).toHaveProperty("value", "👍".repeat(11));
  });

  it("lets the host keep the draft until it has taken the text, so that a crash in between loses nothing", async () => {
    const host = await opened();
    let take = () => {};
    host.answer(
      "send_message",
      () =>
        new Promise((resolve) => {
          take = () => {
            resolve(message("taken", 9, { direction: "outbound", authorKind: "me" }));
          };
        }),
    );
    await userEvent.type(await box(), "Hello");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(await box()).toHaveProperty("value", "");
    window.dispatchEvent(new Event("blur"));
    expect(host.inputsOf("save_draft")).not.toContainEqual({
      conversation: id,
      note: false,
      text: "",
    });
    take();
    await waitFor(() => {
      expect(host.inputsOf("save_draft").at(-1)).toEqual({
        conversation: id,
        note: false,
        text: "",
      });
    });
  });

  it("saves the draft on leaving and shows it when coming back, before the host has told of it", async () => {
    const host = await opened();
    await userEvent.type(await box(), "Half a sen");
    cleanup();
    await waitFor(() => {
      expect(host.inputsOf("save_draft").at(-1)).toEqual({
        conversation: id,
        note: false,
        text: "Half a sen",
      });
    });
    await show();
    expect(await box()).toHaveProperty("value", "Half a sen");
  });

  it("says that a draft could not be saved", async () => {
    const host = await opened();
    host.fail("save_draft", "storeFailed");
    await userEvent.type(await box(), "x");
    expect(await screen.findByText("Draft not saved yet")).toBeTruthy();
  });

  it("takes the direction of the first letter, and swaps it on demand", async () => {
    await opened();
    const area = await box();
    await userEvent.type(area, "مرحبا");
    expect(area.getAttribute("dir")).toBe("rtl");
    await userEvent.keyboard("{Control>}{Shift>}x{/Shift}{/Control}");
    expect(area.getAttribute("dir")).toBe("ltr");
  });

  it("is replaced by the reason and the way on when the window is closed, and keeps the draft", async () => {
    const host = await opened({
      lines: [aLine({ capabilities: someCapabilities({ sendTemplate: "notByPlatform" }) })],
      detail: {
        row: { ...row, draft: "Kept words" },
        replyWindow: { state: "closed", endedAt: Date.now() - 2 * hour },
      },
    });
    expect(
      await screen.findByText(/Only an approved template can be sent now/u, {
        selector: "[data-way-on] span",
      }),
    ).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByText("Kept words")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Open in Hatif" }));
    expect(host.inputsOf("open_in_platform")).toEqual([{ conversation: id }]);
    await noAccessibilityFaults();
  });

  it("warns, and takes the reply, where a closed window does not keep it from being sent", async () => {
    const host = await opened({
      detail: {
        replyWindow: { state: "open", endsAt: Date.now() - 2 * hour },
        windowOnlyWarns: true,
      },
    });
    expect(
      await screen.findByText(/^The 24 hours ended .* ago\. It may not arrive\.$/u),
    ).toBeTruthy();
    await userEvent.type(await box(), "Still there?");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => {
      expect(host.inputsOf("send_message")).toMatchObject([{ text: "Still there?" }]);
    });
    await noAccessibilityFaults();
  });

  it("offers no template where the channel has none, and says what opens it again", async () => {
    await opened({
      lines: [aLine({ capabilities: someCapabilities({ sendTemplate: "available" }) })],
      detail: {
        row: { ...row, channelKind: "instagram" },
        replyWindow: { state: "closed", endedAt: Date.now() - 2 * hour },
      },
    });
    const reason = /Their next message opens it again/u;
    expect(await screen.findByText(reason, { selector: "[data-way-on] span" })).toBeTruthy();
    expect(screen.queryByText(/template/u)).toBeNull();
    await noAccessibilityFaults();
  });

  it("is replaced by the reason when the key can only read", async () => {
    await opened({ lines: [aLine({ capabilities: someCapabilities({ sendText: "notByKey" }) })] });
    expect(
      await screen.findByText("This key can only read. Ask for a key with write access."),
    ).toBeTruthy();
  });

  it.each([
    [true, /Hatif takes no reply in a conversation that is resolved/u, "No more replies here."],
    [false, /the time to answer on this channel is over/u, "No reply now."],
  ])(
    "says why nothing can be sent, and never that the customer was silent (for good: %s)",
    async (forGood, reason, short) => {
      await opened({
        lines: [aLine({ capabilities: someCapabilities({ sendTemplate: "available" }) })],
        detail: { replyWindow: { state: "shut", forGood } },
      });
      expect(await screen.findByText(reason, { selector: "[data-way-on] span" })).toBeTruthy();
      expect(screen.getByText(short)).toBeTruthy();
      expect(screen.queryByText(/has not written yet|template/u)).toBeNull();
      expect(screen.queryByRole("textbox")).toBeNull();
      await noAccessibilityFaults();
    },
  );

  it("says how little time is left", async () => {
    await opened({ detail: { replyWindow: { state: "open", endsAt: Date.now() + 38 * minute } } });
    expect(
      await screen.findByText(/left to reply freely. After that only templates/u),
    ).toBeTruthy();
  });
});
