import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { HostError } from "../../ipc/transport";
import { applyLanguage } from "../../lib/i18n";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { resetToasts } from "../../lib/toasts";
import { anAppInfo, everyCapability, someCapabilities } from "../../testing/builders";
import { accessibilityProblems } from "../../testing/renderOnHost";
import {
  secret,
  whatWasFound,
  onClose,
  opened,
  goOn,
  tested,
  toNotifications,
  chose,
} from "./connectTesting";

beforeEach(() => {
  resetToasts();
  onClose.mockReset();
});

describe("connecting a line, when it fails", () => {
  test.each([
    ["keyRefused", "", null, "Hatif refused the client id or secret."],
    ["scopeMissing", "VoxaAPI", null, "lacks the right “VoxaAPI”"],
    ["scopeMissing", "GET /v1 said: no, really", null, "lacks a right it needs"],
    ["unreachable", "", null, "Hatif cannot be reached."],
    ["rateLimited", "", 120_000, "Hatif asks to wait 2 min."],
    ["addressNotAllowed", "", null, "This address cannot be used."],
    ["alreadyConnected", "", null, "This account is connected already."],
  ] as const)("%s (%s) says what to do and stores nothing", async (code, detail, wait, words) => {
    const host = await opened((each) => {
      each.answer("test_line", () => {
        throw new HostError(code, detail, wait);
      });
    });
    await tested();
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    expect(screen.queryByText(/really/u)).toBeNull();
    expect(host.inputsOf("add_line")).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("a key that may not read channels connects, and says which right it lacks", async () => {
    await opened((host) => {
      host.answer("test_line", () =>
        whatWasFound({
          channels: [{ id: "1", name: "6f1c", kind: "other", address: null }],
          notices: [{ type: "channelsUnread", scope: "channels:read" }],
        }),
      );
    });
    await tested();
    expect(await screen.findByText(/^The key lacks the right “channels:read”/u)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("the failed check is named, the later ones were not made", async () => {
    await opened((host) => {
      host.answer("test_line", ({ attempt }) => {
        host.emit({ event: "testProgress", attempt, step: "reach", done: true });
        host.emit({ event: "testProgress", attempt: "another", step: "channels", done: true });
        host.emit({ event: "testProgress", attempt, step: "key", done: false });
        throw new HostError("keyRefused", "");
      });
    });
    await tested();
    await screen.findByRole("alert");
    const checks = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(checks).toContain("Hatif answerspassed");
    expect(checks).toContain("The key is acceptedfailed");
    expect(checks).toContain("Channels foundnot checked yet");
  });

  test("going back keeps the client id and forgets the secret", async () => {
    await opened((host) => {
      host.fail("test_line", "keyRefused");
    });
    await tested();
    await screen.findByRole("alert");
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByLabelText("Client id")).toHaveProperty("value", " najd-home ");
    expect(screen.getByLabelText("Client secret")).toHaveProperty("value", "");
  });

  test("a key with a part missing is not tested", async () => {
    const host = await opened();
    await goOn();
    await goOn();
    expect(screen.getByText("The client id is missing.")).toBeTruthy();
    expect(screen.getByText("The client secret is missing.")).toBeTruthy();
    expect(host.inputsOf("test_line")).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("without a keychain nothing is tested until there is one", async () => {
    const host = await opened(() => {}, { appInfo: anAppInfo({ keychain: "missing" }) });
    await goOn();
    await screen.findByText(/This computer has no keychain/u);
    await userEvent.type(screen.getByLabelText("Client id"), "id");
    await userEvent.type(screen.getByLabelText("Client secret"), `${secret}{Enter}`);
    expect(host.inputsOf("test_line")).toEqual([]);
    host.data.appInfo = anAppInfo();
    await userEvent.click(screen.getByRole("button", { name: "Look again" }));
    await waitFor(() => {
      expect(screen.queryByText(/This computer has no keychain/u)).toBeNull();
    });
  });

  test("a test that was left says nothing any more", async () => {
    let fail: (cause: unknown) => void = () => {};
    const host = await opened((each) => {
      each.answer("test_line", () => new Promise((_, reject) => (fail = reject)));
    });
    await tested();
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    const [tried] = host.inputsOf("test_line");
    expect(host.inputsOf("drop_test")).toEqual([{ attempt: tried?.attempt }]);
    fail(new HostError("unreachable", ""));
    await Promise.resolve();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByLabelText("Client id")).toBeTruthy();
  });

  test.each([
    ["relayUnreachable", "Address of the relay", "The relay does not answer. Check its address."],
    ["relayTokenRefused", "Reader token", "The relay refuses the reader token."],
  ] as const)("%s stands at its field, and the line is not there", async (code, field, words) => {
    const host = await opened((each) => {
      each.fail("add_line", code);
    });
    await toNotifications();
    await userEvent.click(screen.getByRole("switch", { name: "Use a relay" }));
    await goOn("Connect");
    expect(screen.getByText("The address is missing.")).toBeTruthy();
    expect(host.inputsOf("add_line")).toEqual([]);
    await userEvent.type(
      screen.getByLabelText("Address of the relay"),
      "https://relay.example.com",
    );
    await userEvent.type(screen.getByLabelText("Reader token"), "token");
    await goOn("Connect");
    await screen.findAllByText(words);
    const box = screen.getByLabelText(field);
    expect(box.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(box);
    expect(onClose).not.toHaveBeenCalled();
    expect(host.inputsOf("set_settings")).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("an account that is connected already is said at the end too", async () => {
    await opened((host) => {
      host.fail("add_line", "alreadyConnected");
    });
    await toNotifications();
    await goOn("Connect");
    expect((await screen.findByRole("alert")).textContent).toContain("connected already");
  });

  test("notifications that do not arrive are said", async () => {
    await opened(
      (host) => {
        host.fail("send_test_notification", "noNotificationService");
      },
      { appInfo: anAppInfo({ notifications: "noService" }) },
    );
    await toNotifications();
    expect(screen.getByText(/Nothing on this computer shows notifications. Unread/u)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
    expect(await screen.findByText("Nothing on this computer shows notifications.")).toBeTruthy();
  });

  test("that the system blocks notifications is said with what helps, after a test too", async () => {
    await opened((host) => {
      host.fail("send_test_notification", "notificationsBlocked");
    });
    await toNotifications();
    expect(screen.queryByText(/blocks notifications/u)).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Send a test" }));
    expect(await screen.findByText(/blocks .* Allow them in the system settings/u)).toBeTruthy();
  });
});

describe("connecting a line", () => {
  test("a key that belongs to a person says who, and asks nobody", async () => {
    const host = await opened((each) => {
      each.answer("test_line", () => whatWasFound({ me: "agent-camila" }));
    });
    await chose("Chatwoot");
    await userEvent.type(screen.getByLabelText("Access token"), secret);
    await goOn();
    await screen.findByText("the key is right");
    await goOn();
    expect(screen.getByText("You are Camila Rocha on this line. The key says so.")).toBeTruthy();
    expect(screen.queryByRole("combobox", { name: /Who you are/u })).toBeNull();
    await goOn();
    await goOn("Connect");
    await waitFor(() => {
      expect(host.inputsOf("add_line")[0]?.me).toBe("agent-camila");
    });
  });

  test("all that a line can do is listed as such", async () => {
    await opened((each) => {
      each.answer("test_line", () =>
        whatWasFound({
          capabilities: everyCapability({
            takeOverFirst: true,
            aiTasks: "available",
            macros: "available",
            findAnswers: "available",
          }),
        }),
      );
    });
    await tested();
    await screen.findByText("412 conversations");
    await goOn();
    const list = within(screen.getByRole("list", { name: "What this line can do" }));
    const rows = list.getAllByRole("listitem").map((row) => row.textContent);
    expect(rows).toContain("Can: Replyafter you take over from the AI");
    expect(rows).toContain("Can: Snoozeuntil a time or their answer, for everybody");
    expect(rows.filter((row) => row.startsWith("Cannot"))).toEqual([]);
  });

  test("from the key to the inbox, with me among the people and what to be told about", async () => {
    const host = await opened();
    await tested();
    expect(host.inputsOf("sign_in")).toEqual([
      { platform: "hatif", clientId: "najd-home", clientSecret: secret, baseUrl: null },
    ]);
    await waitFor(() => {
      expect(host.inputsOf("test_line")).toEqual([
        { attempt: expect.any(String) as string, account: "account-1" },
      ]);
    });
    await screen.findByText("412 conversations");
    expect(screen.getByText("api.example.com")).toBeTruthy();
    expect(screen.getByText("2 people and 1 AI agent")).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
    await goOn();

    expect(screen.getByLabelText("Name of this line")).toHaveProperty("value", "Riyadh line");
    const me = screen.getByRole("combobox", { name: /Who you are/u });
    await userEvent.type(me, "camila");
    const people = within(await screen.findByRole("listbox"));
    expect(people.getAllByRole("option")).toHaveLength(1);
    await userEvent.click(people.getByRole("option", { name: /Camila Rocha/u }));
    await goOn();

    await userEvent.click(screen.getByRole("radio", { name: /Every message/u }));
    expect(await accessibilityProblems()).toEqual([]);
    await goOn("Connect");
    await waitFor(() => {
      expect(onClose).toHaveBeenCalledOnce();
    });
    expect(host.inputsOf("add_line")).toEqual([
      {
        test: "test-1",
        name: "Riyadh line",
        me: "agent-camila",
        namedMe: null,
        relay: null,
      },
    ]);
    expect(host.inputsOf("set_settings").at(-1)?.notifications.concern).toBe("everything");
    expect(selection.get().page).toBe("inbox");
    expect(screen.getByText(/Riyadh line is connected/u)).toBeTruthy();
  });

  test("AI agents are not offered as oneself, and being nobody is allowed", async () => {
    const host = await opened();
    await tested();
    await screen.findByText("412 conversations");
    await goOn();
    await userEvent.click(screen.getByRole("button", { name: /Show the people/u }));
    const names = (await screen.findAllByRole("option")).map((option) => option.textContent);
    expect(names.join()).not.toContain("Hatif AI");
    await userEvent.keyboard("{Escape}");
    await goOn();
    await goOn("Connect");
    await waitFor(() => {
      expect(host.inputsOf("add_line")[0]?.me).toBeNull();
    });
  });

  test("an empty name holds the step", async () => {
    await opened();
    await tested();
    await screen.findByText("412 conversations");
    await goOn();
    await userEvent.clear(screen.getByLabelText("Name of this line"));
    await goOn();
    expect(screen.getByText("A line needs a name.")).toBeTruthy();
  });

  test("what only the key forbids names the remedy, what the platform lacks what happens instead", async () => {
    await opened((host) => {
      host.answer("test_line", () =>
        whatWasFound({
          capabilities: someCapabilities({ sendText: "notByKey", assignPerson: "notByPlatform" }),
        }),
      );
    });
    await tested();
    await screen.findByText("412 conversations");
    await goOn();
    const list = within(screen.getByRole("list", { name: "What this line can do" }));
    const rows = list.getAllByRole("listitem").map((row) => row.textContent);
    expect(rows).toContain(
      "Partly: ReplyThis key may not. Ask the owner of the Hatif account for the right.",
    );
    expect(rows).toContain("Cannot: Assigndone in Hatif");
  });

  test("Esc leaves at any time and keeps nothing, not even in the query cache", async () => {
    const host = await opened();
    await tested();
    await screen.findByText("412 conversations");
    await userEvent.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalledOnce();
    expect(host.inputsOf("add_line")).toEqual([]);
    cleanup();
    const [tried] = host.inputsOf("test_line");
    expect(host.inputsOf("drop_test")).toEqual([{ attempt: tried?.attempt }]);
    expect(host.inputsOf("forget_sign_in").length).toBeGreaterThan(0);
    const cached = JSON.stringify([
      queryClient
        .getQueryCache()
        .getAll()
        .map((query) => query.state),
      queryClient
        .getMutationCache()
        .getAll()
        .map((mutation) => mutation.state),
    ]);
    expect(cached).not.toContain(secret);
    expect(document.body.innerHTML).not.toContain(secret);
  });

  test("the first step is accessible and all steps are named, in Portuguese", async () => {
    applyLanguage("pt");
    await opened();
    await screen.findByRole("dialog", { name: "Conectar linha" });
    expect(
      within(screen.getByRole("list", { name: "Etapas" }))
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual(["Plataforma", "Chave", "Teste", "O que ela faz", "Notificações"]);
    expect(await accessibilityProblems()).toEqual([]);
  });
});
