import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { HostError } from "../../ipc/transport";
import { resetToasts } from "../../lib/toasts";
import { someCapabilities } from "../../testing/builders";
import { accessibilityProblems } from "../../testing/renderOnHost";
import { secret, whatWasFound, onClose, opened, goOn, tested, chose } from "./connectTesting";

beforeEach(() => {
  resetToasts();
  onClose.mockReset();
});

describe("signing in, when it does not come to one account", () => {
  test("a plain http address of one's own server is refused in words", async () => {
    const host = await opened((each) => {
      each.fail("sign_in", "addressNotAllowed");
    });
    await chose("Chatwoot");
    await userEvent.type(screen.getByLabelText("Server address"), "http://chat.example.com");
    await userEvent.type(screen.getByLabelText("Access token"), secret);
    await goOn();
    expect((await screen.findByRole("alert")).textContent).toContain("only over https");
    expect(host.inputsOf("test_line")).toEqual([]);
  });

  test("a server without protection is gone to only after the warning, and for that address alone", async () => {
    const host = await opened((each) => {
      each.answer("sign_in", (key) => {
        if ("unprotected" in key && key.unprotected)
          return { state: "accounts", accounts: [{ account: "account-1", name: "" }] };
        throw new HostError("unprotected", "");
      });
    });
    await chose("Chatwoot");
    await userEvent.type(screen.getByLabelText("Server address"), "http://chat.lan");
    await userEvent.type(screen.getByLabelText("Access token"), secret);
    await goOn();
    expect((await screen.findByRole("alert")).textContent).toContain(
      "Keys and messages will travel unprotected",
    );
    expect(await accessibilityProblems()).toEqual([]);
    // What was typed is still there; without the person's word nothing more is sent.
    expect(screen.getByLabelText("Access token")).toHaveProperty("value", secret);
    await goOn();
    expect(host.inputsOf("sign_in")).toHaveLength(1);
    await userEvent.click(screen.getByRole("checkbox", { name: "Go on without protection" }));
    // Another address is another agreement.
    await userEvent.type(screen.getByLabelText("Server address"), ":3000");
    expect(screen.queryByRole("checkbox", { name: "Go on without protection" })).toBeNull();
    await goOn();
    await userEvent.click(
      await screen.findByRole("checkbox", { name: "Go on without protection" }),
    );
    await goOn();
    await screen.findByText("412 conversations");
    expect(
      host.inputsOf("sign_in").map((key) => ("unprotected" in key ? key.unprotected : null)),
    ).toEqual([false, false, true]);
  });

  test("the dashboard's host is off, explained, and needs its own address beside another one", async () => {
    const host = await opened();
    await chose("Chatvolt");
    const dashboard = screen.getByRole("switch", { name: /undocumented dashboard host/u });
    expect(dashboard).toHaveProperty("checked", false);
    expect(screen.getByText(/may change or stop without notice/u)).toBeTruthy();
    await userEvent.type(screen.getByLabelText("API key"), secret);
    await userEvent.click(dashboard);
    await userEvent.click(screen.getByRole("button", { name: "Use another address" }));
    await userEvent.type(screen.getByLabelText("Another address"), "https://api.example.com");
    await goOn();
    expect(screen.getByText("The address of the dashboard host is missing.")).toBeTruthy();
    expect(host.inputsOf("sign_in")).toEqual([]);
    await userEvent.type(
      screen.getByLabelText("Address of the dashboard host"),
      "https://app.example.com",
    );
    expect(await accessibilityProblems()).toEqual([]);
    await goOn();
    await screen.findByText("412 conversations");
    expect(host.inputsOf("sign_in")).toEqual([
      {
        platform: "chatvolt",
        apiKey: secret,
        baseUrl: "https://api.example.com",
        dashboard: true,
        dashboardUrl: "https://app.example.com",
      },
    ]);
  });

  test("where nobody is listed one says who one is, or leaves it", async () => {
    const host = await opened((each) => {
      each.answer("test_line", () =>
        whatWasFound({ agents: [], capabilities: someCapabilities({ peopleById: true }) }),
      );
    });
    await chose("Ohallo");
    await userEvent.type(screen.getByLabelText("API key"), secret);
    await goOn();
    await screen.findByText("412 conversations");
    await goOn();
    const id = screen.getByLabelText("Your user id in Ohallo");
    expect(screen.getByText(/Ohallo lists no people/u)).toBeTruthy();
    expect(screen.queryByLabelText("Name to remember it by")).toBeNull();
    await userEvent.type(id, "user-42");
    await userEvent.type(screen.getByLabelText("Name to remember it by"), "Freja");
    expect(await accessibilityProblems()).toEqual([]);
    await goOn();
    await goOn("Connect");
    await waitFor(() => {
      expect(host.inputsOf("add_line")).toMatchObject([
        { me: null, namedMe: { id: "user-42", name: "Freja" } },
      ]);
    });
  });

  test.each([
    ["Chatvolt", "API key", "Settings, API keys"],
    ["Ohallo", "API key", "Settings, API access"],
    ["Chatwoot", "Access token", "Check the server address"],
  ])("a key that %s refuses says where the next one comes from", async (platform, field, words) => {
    await opened((host) => {
      host.fail("sign_in", "keyRefused");
    });
    await chose(platform);
    await userEvent.type(screen.getByLabelText(field), secret);
    await goOn();
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByLabelText(field)).toHaveProperty("value", "");
  });

  test("a wrong code is said at its field, and the right one goes on without the password", async () => {
    const host = await opened((each) => {
      each.answer("sign_in", () => ({ state: "secondFactor", attempt: "attempt-1" }));
      each.fail("give_code", "keyRefused");
    });
    await chose("Chatwoot");
    await userEvent.click(screen.getByRole("radio", { name: "With e-mail and password" }));
    await userEvent.type(screen.getByLabelText("E-mail address"), "sara@example.com");
    await userEvent.type(screen.getByLabelText("Password"), secret);
    await goOn();
    const code = await screen.findByLabelText("Code");
    expect(await accessibilityProblems()).toEqual([]);
    await goOn();
    expect(screen.getByText("The code is missing.")).toBeTruthy();
    await userEvent.type(code, "000000");
    await goOn();
    await screen.findByText(/did not accept this code/u);
    expect(host.inputsOf("test_line")).toEqual([]);

    host.answer("give_code", () => ({
      state: "accounts",
      accounts: [{ account: "account-7", name: "Loja BR" }],
    }));
    await userEvent.clear(code);
    await userEvent.type(code, " 123456 ");
    await goOn();
    await screen.findByText("412 conversations");
    expect(host.inputsOf("give_code").at(-1)).toEqual({ attempt: "attempt-1", code: "123456" });
    expect(host.inputsOf("test_line").at(-1)?.account).toBe("account-7");
    expect(host.inputsOf("sign_in")).toEqual([
      {
        platform: "chatwootPassword",
        email: "sara@example.com",
        password: secret,
        baseUrl: null,
        unprotected: false,
      },
    ]);
  });

  test("of several accounts the chosen one is tested; going back chooses another", async () => {
    const host = await opened((each) => {
      each.answer("sign_in", () => ({
        state: "accounts",
        accounts: [
          { account: "account-1", name: "Loja BR" },
          { account: "account-2", name: "متجر الرياض" },
        ],
      }));
      each.fail("test_line", "scopeMissing");
    });
    await chose("Ohallo");
    await userEvent.type(screen.getByLabelText("API key"), secret);
    await goOn();
    const heading = await screen.findByRole("heading", { name: "Which account?" });
    expect(document.activeElement).toBe(heading);
    expect(host.inputsOf("test_line")).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
    await goOn();
    await screen.findByRole("alert");
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    await userEvent.click(screen.getByRole("radio", { name: "متجر الرياض" }));
    await goOn();
    await screen.findByRole("alert");
    expect(host.inputsOf("test_line").map(({ account }) => account)).toEqual([
      "account-1",
      "account-2",
    ]);
    expect(host.inputsOf("sign_in")).toHaveLength(1);
  });

  test("a failed test is tried again on the account that was found", async () => {
    const host = await opened((each) => {
      each.fail("test_line", "unreachable");
    });
    await tested();
    await screen.findByRole("alert");
    host.answer("test_line", () => whatWasFound());
    await goOn("Try again");
    await screen.findByText("412 conversations");
    expect(host.inputsOf("sign_in")).toHaveLength(1);
  });
});
