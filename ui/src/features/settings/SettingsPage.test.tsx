import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { findAction, registerActions, runAction } from "../../lib/actions";
import { applyLanguage } from "../../lib/i18n";
import { selection } from "../../lib/selection";
import { resetToasts } from "../../lib/toasts";
import { aLine, anAppInfo, anOutboxEntry, noon, someSettings } from "../../testing/builders";
import type { FakeData, FakeHost } from "../../testing/fakeHost";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { sectionIds } from "./sections";
import { SettingsPage } from "./SettingsPage";
import { settingsActions } from "./settingsActions";

async function opened(
  target: string,
  data: Partial<FakeData> = {},
  prepare: (host: FakeHost) => void = () => {},
): Promise<FakeHost> {
  selection.openPage("settings", target);
  return renderOnHost(<SettingsPage />, { lines: [aLine()], ...data }, prepare);
}

beforeEach(() => {
  resetToasts();
});

describe("settings that cannot be read or kept", () => {
  test("a failed read says so and can be tried again", async () => {
    const host = await opened("appearance", {}, (each) => {
      each.fail("get_settings", "storeFailed");
    });
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The local store did not answer",
    );
    expect(await accessibilityProblems()).toEqual([]);
    host.answer("get_settings", () => host.data.settings);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("radio", { name: "Dark" })).toBeTruthy();
  });

  test("a choice that could not be kept goes back and is said", async () => {
    await opened("appearance", {}, (host) => {
      host.fail("set_settings", "storeFailed");
    });
    await userEvent.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(await screen.findByText(/The local store did not answer/u)).toBeTruthy();
    await waitFor(() => {
      expect(screen.getByRole("radio", { name: "Light" })).toHaveProperty("checked", true);
    });
  });

  test("while a read takes long there are grey blocks and a name for them", async () => {
    await opened("outbox", {}, (host) => {
      host.hang("list_outbox");
    });
    expect(screen.getByText("Loading")).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("a message that is on the wire by now is said at its row", async () => {
    await opened("outbox", { outbox: [anOutboxEntry()] }, (host) => {
      host.fail("discard_send", "alreadySending");
    });
    await userEvent.click(await screen.findByRole("button", { name: /^Discard/u }));
    await userEvent.click(
      within(await screen.findByRole("dialog")).getByRole("button", { name: "Discard" }),
    );
    expect((await screen.findByRole("alert")).textContent).toBe(
      "It is being sent and cannot be taken back.",
    );
  });
});

describe("settings", () => {
  test.each(sectionIds)("%s is accessible", async (section) => {
    await opened(section, {
      outbox: [anOutboxEntry(), anOutboxEntry({ id: "2", state: { state: "sending" } })],
    });
    await screen.findByRole("heading", { level: 1 });
    await waitFor(() => {
      expect(screen.queryByText("Loading")).toBeNull();
    });
    expect(await accessibilityProblems()).toEqual([]);
  });

  test.each([
    ["ar", "الهدوء كل يوم"],
    ["pt", "Silêncio todos os dias"],
  ] as const)("in %s it speaks that language and stays accessible", async (language, quiet) => {
    applyLanguage(language);
    await opened("notifications");
    await screen.findByRole("switch", { name: quiet });
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("a choice is shown at once and written whole", async () => {
    const host = await opened("appearance");
    await userEvent.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(screen.getByRole("radio", { name: "Dark" })).toHaveProperty("checked", true);
    await waitFor(() => {
      expect(host.inputsOf("set_settings")).toEqual([{ ...someSettings(), theme: "dark" }]);
    });
  });

  test("quiet hours begin with the evening, and end where one says", async () => {
    const host = await opened("notifications");
    await userEvent.click(await screen.findByRole("switch", { name: "Be quiet every day" }));
    await waitFor(() => {
      expect(host.data.settings.notifications).toMatchObject({ quietFrom: 1080, quietUntil: 480 });
    });
    await userEvent.click(screen.getByRole("button", { name: /Until/u }));
    await userEvent.click(await screen.findByRole("option", { name: "07:30" }));
    await waitFor(() => {
      expect(host.data.settings.notifications.quietUntil).toBe(450);
    });
    await userEvent.click(screen.getByRole("switch", { name: "Be quiet every day" }));
    await waitFor(() => {
      expect(host.data.settings.notifications).toMatchObject({ quietFrom: null, quietUntil: null });
    });
  });

  test("what is shown is stored as what is hidden", async () => {
    const host = await opened("notifications");
    await userEvent.click(await screen.findByRole("switch", { name: "Show the message text" }));
    await userEvent.click(screen.getByRole("switch", { name: "Show the customer’s name" }));
    await waitFor(() => {
      expect(host.data.settings.notifications).toMatchObject({ hideText: true, hideName: true });
    });
  });

  test("blocked notifications say what helps, and a test can be sent", async () => {
    const host = await opened("notifications", {
      appInfo: anAppInfo({ notifications: "blocked" }),
    });
    await screen.findByText(/Allow them in the system settings/u);
    await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
    expect(host.inputsOf("send_test_notification")).toHaveLength(1);
    expect(await screen.findByText(/A test was sent/u)).toBeTruthy();
  });

  test("single keys can be switched off and all keys are one step away", async () => {
    const sheet = vi.fn<() => void>();
    const stop = registerActions([
      {
        id: "app.keys",
        label: () => "Keys",
        group: "app",
        keys: ["?"],
        when: () => true,
        run: sheet,
      },
    ]);
    const host = await opened("keyboard");
    await userEvent.click(await screen.findByRole("switch", { name: "Single keys act" }));
    await waitFor(() => {
      expect(host.data.settings.singleKeys).toBe(false);
    });
    await userEvent.click(screen.getByRole("button", { name: /All keys/u }));
    expect(sheet).toHaveBeenCalledOnce();
    stop();
  });

  test("the rail counts what needs the person, and the palette leads to each section", async () => {
    const stop = registerActions(settingsActions);
    await opened("about", {
      lines: [aLine(), aLine({ id: "2", health: { state: "keyRefused" } })],
      outbox: [anOutboxEntry({ state: { state: "stuck", reason: "refused" } })],
    });
    expect(
      await screen.findByRole("button", { name: /Lines and sync health.*1 needs you/u }),
    ).toBeTruthy();
    expect(screen.getByRole("button", { name: /Outbox.*1 needs you/u })).toBeTruthy();
    expect(findAction("settings.outbox")?.label()).toBe("Settings: Outbox");
    runAction("settings.outbox");
    expect(await screen.findByRole("heading", { level: 1, name: "Outbox" })).toBeTruthy();
    expect(screen.getByRole("button", { name: /^Outbox/u }).getAttribute("aria-current")).toBe(
      "page",
    );
    stop();
  });

  test("Esc and the first button lead back to the inbox", async () => {
    await opened("about");
    expect(findAction("settings.leave")?.keys).toEqual(["Escape"]);
    await userEvent.click(screen.getByRole("button", { name: /Back to inbox/u }));
    expect(selection.get().page).toBe("inbox");
  });
});

describe("the outbox", () => {
  const stuck = anOutboxEntry({
    id: "stuck",
    contactName: "Beatriz Nogueira",
    createdAt: noon,
    action: { type: "send", note: false, text: "Já respondemos", files: [], recorded: false },
    state: { state: "stuck", reason: "windowClosed" },
  });

  test("nothing waits, nothing is stuck", async () => {
    await opened("outbox", { outbox: [] });
    expect(await screen.findByRole("heading", { name: "Everything is sent" })).toBeTruthy();
  });

  test("what is stuck comes first, with its reason, and is tried again on demand", async () => {
    const host = await opened("outbox", { outbox: [anOutboxEntry(), stuck] });
    await screen.findByText("Not delivered: the 24 hours were over.");
    const rows = within(screen.getByRole("list", { name: "Outbox" })).getAllByRole("listitem");
    expect(rows[0]?.textContent).toContain("Beatriz Nogueira");
    await userEvent.click(screen.getByRole("button", { name: "Try again: Beatriz Nogueira" }));
    expect(host.inputsOf("retry_send")).toEqual([{ outbox: "stuck" }]);
  });

  test("a message is discarded only after asking, and its words are shown while asking", async () => {
    const host = await opened("outbox", { outbox: [stuck] });
    await userEvent.click(await screen.findByRole("button", { name: /^Discard/u }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("Já respondemos")).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.click(dialog.getByRole("button", { name: "Keep" }));
    expect(host.inputsOf("discard_send")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: /^Discard/u }));
    await userEvent.click(
      within(await screen.findByRole("dialog")).getByRole("button", { name: "Discard" }),
    );
    expect(await screen.findByRole("heading", { name: "Everything is sent" })).toBeTruthy();
  });

  test("what is on the wire cannot be discarded and says why", async () => {
    const host = await opened("outbox", {
      outbox: [anOutboxEntry({ state: { state: "checking" } })],
    });
    const discard = await screen.findByRole("button", { name: /^Discard/u });
    await userEvent.click(discard);
    expect(discard.getAttribute("aria-disabled")).toBe("true");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(host.inputsOf("discard_send")).toEqual([]);
  });

  test("an entry opens its conversation", async () => {
    await opened("outbox", { outbox: [stuck] });
    await userEvent.click(await screen.findByRole("button", { name: "Open: Beatriz Nogueira" }));
    expect(selection.get()).toMatchObject({ page: "inbox", conversation: stuck.conversation });
  });
});
