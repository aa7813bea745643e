import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { applyLanguage } from "../../../lib/i18n";
import { selection } from "../../../lib/selection";
import { resetToasts } from "../../../lib/toasts";
import {
  aLine,
  anAgent,
  anAppInfo,
  anOutboxEntry,
  someCapabilities,
} from "../../../testing/builders";
import type { FakeData, FakeHost } from "../../../testing/fakeHost";
import { accessibilityProblems, renderOnHost } from "../../../testing/renderOnHost";
import { LinesSection } from "./LinesSection";

const riyadh = aLine({ relay: { state: "none" }, relayUrl: null });
const refused = aLine({ id: "line-shop", name: "Old shop", health: { state: "keyRefused" } });
const people = [
  anAgent(),
  anAgent({ id: "agent-camila", name: "Camila Rocha", isMe: false, email: null }),
  anAgent({ id: "agent-ai", name: "Hatif AI", isAi: true, isMe: false }),
];

async function opened(
  data: Partial<FakeData> = {},
  prepare: (host: FakeHost) => void = () => {},
  target: string | null = null,
): Promise<FakeHost> {
  return renderOnHost(
    <LinesSection target={target} />,
    { lines: [riyadh, refused], agents: people, ...data },
    prepare,
  );
}

async function cardOf(name: string) {
  return within(await screen.findByRole("region", { name }));
}

beforeEach(() => {
  resetToasts();
});

describe("lines, when something fails", () => {
  test("lines that cannot be read say so", async () => {
    await opened({}, (host) => {
      host.fail("list_lines", "storeFailed");
    });
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The local store did not answer",
    );
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("a refused key is said on top, and a refused new one leaves the dialog open", async () => {
    const host = await opened({}, (each) => {
      each.fail("sign_in_again", "keyRefused");
    });
    await screen.findByText(/Hatif refuses the key. Nothing is lost/u);
    await userEvent.click(screen.getAllByRole("button", { name: "Replace key" })[0] as HTMLElement);
    const dialog = within(await screen.findByRole("dialog", { name: "New key for Old shop" }));
    await userEvent.click(dialog.getByRole("button", { name: "Replace key" }));
    expect(dialog.getByText("The client secret is missing.")).toBeTruthy();
    expect(host.inputsOf("sign_in_again")).toEqual([]);
    await userEvent.type(dialog.getByLabelText("Client id"), "id");
    await userEvent.type(dialog.getByLabelText("Client secret"), "secret{Enter}");
    expect((await dialog.findByRole("alert")).textContent).toContain(
      "refused the client id or secret",
    );
    expect(host.inputsOf("replace_key")).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
    host.answer("sign_in_again", () => ({
      state: "accounts",
      accounts: [
        { account: "one", name: "One" },
        { account: "two", name: "Two" },
      ],
    }));
    host.answer("replace_key", () => refused);
    await userEvent.click(dialog.getByRole("button", { name: "Replace key" }));
    expect(await screen.findByText("Old shop has its new key and catches up.")).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(host.inputsOf("replace_key")).toEqual([{ line: "line-shop", accounts: ["one", "two"] }]);
    expect(host.inputsOf("forget_sign_in")).toHaveLength(1);
  });

  test("it says what the new key replaces, asks for no address, and takes a code", async () => {
    const shop = aLine({
      id: "line-br",
      name: "Loja BR",
      platform: "chatwoot",
      baseUrl: "https://chat.example.com",
      toSend: 3,
    });
    const host = await opened({ lines: [shop] }, (each) => {
      each.answer("sign_in_again", () => ({ state: "secondFactor", attempt: "attempt-1" }));
      each.fail("give_code", "keyRefused");
    });
    const card = await cardOf("Loja BR");
    await userEvent.click(card.getByRole("button", { name: "Replace key" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New key for Loja BR" }));
    expect(dialog.getByText(/It replaces the key for Chatwoot at/u).textContent).toContain(
      "https://chat.example.com",
    );
    expect(dialog.getByText(/^3 messages or changes wait/u)).toBeTruthy();
    expect(dialog.queryByLabelText("Server address")).toBeNull();
    await userEvent.type(dialog.getByLabelText("Access token"), "dropped with the way");
    await userEvent.click(dialog.getByRole("radio", { name: "With e-mail and password" }));
    await userEvent.type(dialog.getByLabelText("E-mail address"), "sara@example.com");
    await userEvent.type(dialog.getByLabelText("Password"), "new{Enter}");
    const code = await dialog.findByLabelText("Code");
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.type(code, "111111{Enter}");
    expect(await dialog.findByText(/Chatwoot did not accept this code/u)).toBeTruthy();
    expect(host.inputsOf("replace_key")).toEqual([]);
    host.answer("give_code", () => ({
      state: "accounts",
      accounts: [{ account: "one", name: "Loja" }],
    }));
    await userEvent.clear(code);
    await userEvent.type(code, "222222{Enter}");
    expect(await screen.findByText("Loja BR has its new key and catches up.")).toBeTruthy();
    expect(host.inputsOf("give_code")).toEqual([
      { attempt: "attempt-1", code: "111111" },
      { attempt: "attempt-1", code: "222222" },
    ]);
    expect(host.inputsOf("sign_in_again")).toEqual([
      {
        line: "line-br",
        credentials: {
          platform: "chatwootPassword",
          email: "sara@example.com",
          password: "new",
          baseUrl: null,
          unprotected: false,
        },
      },
    ]);
  });

  test("what to know of a line stands on top: the key that ends, the sandbox, the AI that is paused", async () => {
    const day = 24 * 3_600_000;
    await opened({
      lines: [
        aLine({
          id: "line-nordics",
          name: "Nordics",
          platform: "ohallo",
          notices: [
            { type: "keyExpires", at: Date.now() + 2 * day },
            { type: "sandbox" },
            { type: "channelsUnread", scope: "channels:read" },
            {
              type: "aiPaused",
              reason: "Budget used up",
              since: Date.now() - day,
              pause: "w1/b1",
              company: null,
              acknowledged: false,
            },
          ],
        }),
        aLine({
          id: "line-old",
          name: "Old shop",
          notices: [{ type: "keyExpires", at: Date.now() - day }],
        }),
      ],
    });
    const [nordics, old] = await screen.findAllByRole("list", { name: "What to know" });
    const said = within(nordics as HTMLElement)
      .getAllByRole("listitem")
      .map((item) => item.textContent);
    expect(said[0]).toMatch(/^Nordics: The key ends on /u);
    expect(said[1]).toBe("Nordics: Sandbox: nobody reads what is sent on this line.");
    expect(said[2]).toMatch(/^Nordics: The key lacks the right “channels:read”/u);
    expect(said[3]).toMatch(/Answer the conversations yourself. Ohallo says: Budget used up$/u);
    expect(within(old as HTMLElement).getByRole("listitem").textContent).toMatch(/The key ended/u);
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.click(
      within(nordics as HTMLElement).getByRole("button", { name: "Replace key" }),
    );
    expect(await screen.findByRole("dialog", { name: "New key for Nordics" })).toBeTruthy();
  });

  test("conversations that cannot be read are said with their number", async () => {
    await opened({
      lines: [
        aLine({ name: "Loja", notices: [{ type: "conversationsUnreadable", count: 3 }] }),
        aLine({
          id: "line-other",
          name: "Other",
          notices: [{ type: "conversationsUnreadable", count: 1 }],
        }),
      ],
    });
    const [loja, other] = await screen.findAllByRole("list", { name: "What to know" });
    expect(loja?.textContent).toMatch(/^Loja: 3 conversations could not be read/u);
    expect(other?.textContent).toMatch(/^Other: One conversation could not be read/u);
  });

  test.each([
    ["relayUnreachable", "The relay does not answer. Check its address."],
    ["relayTokenRefused", "The relay refuses the reader token."],
    ["addressNotAllowed", "This address cannot be used."],
    ["keychainLocked", "The system keychain is locked."],
  ] as const)("a relay that fails with %s stays a draft", async (code, words) => {
    await opened({}, (host) => {
      host.fail("set_relay", code);
    });
    const card = await cardOf("Riyadh line");
    await userEvent.click(card.getByRole("button", { name: "Use a relay" }));
    await userEvent.click(card.getByRole("button", { name: "Use this relay" }));
    expect(card.getByText("The address is missing.")).toBeTruthy();
    await userEvent.type(card.getByLabelText("Address of the relay"), "https://relay.example.com");
    await userEvent.type(card.getByLabelText("Reader token"), "token{Enter}");
    expect(await card.findByText(new RegExp(words.replaceAll(".", "\\."), "u"))).toBeTruthy();
    expect(card.getByLabelText("Address of the relay")).toHaveProperty(
      "value",
      "https://relay.example.com",
    );
  });

  test("a name that could not be kept stays in its field with the reason", async () => {
    await opened({}, (host) => {
      host.fail("update_line", "storeFailed");
    });
    const card = await cardOf("Riyadh line");
    const name = card.getByLabelText("Name of this line");
    await userEvent.clear(name);
    await userEvent.type(name, "North{Enter}");
    expect(await card.findByText(/The local store did not answer/u)).toBeTruthy();
    expect(name).toHaveProperty("value", "North");
  });

  test("an empty name is not taken", async () => {
    const host = await opened();
    const card = await cardOf("Riyadh line");
    await userEvent.clear(card.getByLabelText("Name of this line"));
    await userEvent.tab();
    expect(card.getByText("A line needs a name.")).toBeTruthy();
    expect(host.inputsOf("update_line")).toEqual([]);
  });

  test("a failed change of me goes back to who it was", async () => {
    await opened({}, (host) => {
      host.fail("update_line", "platformFailed");
    });
    const card = await cardOf("Riyadh line");
    const me = await card.findByRole("combobox", { name: /Who you are/u });
    await userEvent.clear(me);
    await userEvent.type(me, "cam");
    await userEvent.click(await screen.findByRole("option", { name: /Camila/u }));
    expect(await screen.findByText(/The platform answered with a failure/u)).toBeTruthy();
    await waitFor(() => {
      expect(me).toHaveProperty("value", "Sara Al-Otaibi");
    });
  });

  test("where nothing may be copied the report is shown to be copied by hand", async () => {
    await opened();
    const card = await cardOf("Riyadh line");
    // user-event puts a working clipboard in place; a webview may refuse.
    const user = userEvent.setup();
    Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error("denied")) });
    await user.click(card.getByRole("button", { name: "Copy report" }));
    const text = await card.findByRole("textbox", { name: /Copy it from here/u });
    expect((text as HTMLTextAreaElement).value).toContain("line line-riyadh (hatif)");
  });
});

describe("signing out", () => {
  test("waits until it is known what would be lost", async () => {
    const host = await opened({}, (each) => {
      each.hang("list_outbox");
    });
    const card = await cardOf("Riyadh line");
    await userEvent.click(card.getByRole("button", { name: "Sign out" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: /^Sign out/u }));
    expect(host.inputsOf("remove_line")).toEqual([]);
  });

  test("names what was not sent and goes on only when that is agreed", async () => {
    const host = await opened({
      outbox: [
        anOutboxEntry(),
        anOutboxEntry({ id: "2", state: { state: "stuck", reason: "refused" } }),
        anOutboxEntry({ id: "3", action: { type: "assign", toName: null } }),
        anOutboxEntry({ id: "4", line: "line-shop" }),
      ],
    });
    const card = await cardOf("Riyadh line");
    await userEvent.click(card.getByRole("button", { name: "Sign out" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Sign out of Riyadh line?" }));
    expect(await dialog.findByText("2 messages were not sent yet and are lost.")).toBeTruthy();
    expect(dialog.getByText("1 assignment was not passed on yet and is lost.")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: /^Sign out/u }));
    expect(host.inputsOf("remove_line")).toEqual([]);
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.click(dialog.getByRole("checkbox", { name: "Lose what was not sent" }));
    await userEvent.click(dialog.getByRole("button", { name: /^Sign out/u }));
    expect(await screen.findByText("Signed out of Riyadh line")).toBeTruthy();
    expect(host.inputsOf("remove_line")).toEqual([{ line: "line-riyadh" }]);
    expect(await screen.findByRole("region", { name: "Old shop" })).toBeTruthy();
  });

  test("a webhook of ours goes along unless it shall stay, and a failure keeps the line", async () => {
    const led = aLine({ webhookRegistered: true });
    const host = await opened({ lines: [led] }, (each) => {
      each.fail("remove_webhook", "unreachable");
    });
    const card = await cardOf("Riyadh line");
    await userEvent.click(card.getByRole("button", { name: "Sign out" }));
    const dialog = within(await screen.findByRole("dialog"));
    const also = dialog.getByRole("checkbox", { name: "Also remove the webhook from Hatif" });
    await waitFor(() => {
      expect(
        dialog.getByRole("button", { name: "Sign out" }).getAttribute("aria-disabled"),
      ).toBeNull();
    });
    await userEvent.click(dialog.getByRole("button", { name: "Sign out" }));
    expect(await dialog.findByRole("alert")).toBeTruthy();
    expect(host.inputsOf("remove_line")).toEqual([]);
    await userEvent.click(also);
    await userEvent.click(dialog.getByRole("button", { name: "Sign out" }));
    expect(await screen.findByText("Signed out of Riyadh line")).toBeTruthy();
    expect(host.inputsOf("remove_webhook")).toHaveLength(1);
  });

  test("a failure is said in the dialog and nothing is gone", async () => {
    await opened({}, (host) => {
      host.fail("remove_line", "storeFailed");
    });
    const card = await cardOf("Riyadh line");
    await userEvent.click(card.getByRole("button", { name: "Sign out" }));
    const dialog = within(await screen.findByRole("dialog"));
    await waitFor(() => {
      expect(
        dialog.getByRole("button", { name: "Sign out" }).getAttribute("aria-disabled"),
      ).toBeNull();
    });
    await userEvent.click(dialog.getByRole("button", { name: "Sign out" }));
    expect((await dialog.findByRole("alert")).textContent).toContain("The local store");
  });
});

describe("lines", () => {
  test("no lines offer to connect one", async () => {
    await opened({ lines: [] });
    expect(await screen.findByRole("heading", { name: "Connect your first line" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Connect a line" }));
    expect(selection.get().page).toBe("connect");
    expect(await accessibilityProblems()).toEqual([]);
  });

  test.each([
    [{ health: { state: "offline" } }, "No way to Hatif now. It goes on by itself."],
    [{ health: { state: "faulty" } }, "Hatif answers with failures. Trying again by itself."],
    [{ health: { state: "paused" } }, "Paused. Nothing is fetched or sent."],
    [{ health: { state: "catchingUp", done: 12, total: 40 } }, "Catching up, 12 of 40"],
    [{ relay: { state: "unreachable" } }, /The relay does not answer. Looks at Hatif/u],
    [{ relay: { state: "tokenRefused" } }, /Change the relay and put in a new one/u],
    [{ history: { done: 1840, total: 4300 } }, "1,840 of 4,300"],
    [{ lastEventAt: null }, "none yet"],
  ] as const)("the table says %o", async (over, words) => {
    await opened({ lines: [aLine(over)] });
    const table = within(await screen.findByRole("grid", { name: "Lines and sync health" }));
    expect(table.getByText(words)).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("arrows walk the table and the card follows", async () => {
    await opened();
    const row = await screen.findByRole("row", { name: /Riyadh line/u });
    await userEvent.click(row);
    await userEvent.keyboard("{ArrowDown}");
    expect(await screen.findByRole("region", { name: "Old shop" })).toBeTruthy();
  });

  test("it opens at the line one came for", async () => {
    await opened({}, () => {}, "line-shop");
    expect(await screen.findByRole("region", { name: "Old shop" })).toBeTruthy();
  });

  test("a line is checked, paused, resumed and renamed", async () => {
    const host = await opened();
    const card = await cardOf("Riyadh line");
    await userEvent.click(card.getByRole("button", { name: "Check now" }));
    expect(host.inputsOf("check_now")).toEqual([{ line: "line-riyadh" }]);
    await userEvent.click(card.getByRole("button", { name: "Pause" }));
    await userEvent.click(await card.findByRole("button", { name: "Resume" }));
    await card.findByRole("button", { name: "Pause" });
    const name = card.getByLabelText("Name of this line");
    await userEvent.clear(name);
    await userEvent.type(name, "North{Enter}");
    expect(await screen.findByRole("region", { name: "North" })).toBeTruthy();
    expect(host.inputsOf("update_line").map(({ name: to, paused }) => [to, paused])).toEqual([
      [null, true],
      [null, false],
      ["North", null],
    ]);
  });

  test("a paused line says why it is not checked", async () => {
    const host = await opened({ lines: [aLine({ health: { state: "paused" } })] });
    const card = await cardOf("Riyadh line");
    const check = card.getByRole("button", { name: /Check now/u });
    await userEvent.click(check);
    expect(check.textContent).toContain("This line is paused.");
    expect(host.inputsOf("check_now")).toEqual([]);
  });

  test("a relay is removed only after asking", async () => {
    const host = await opened({ lines: [aLine()] });
    const card = await cardOf("Riyadh line");
    expect(card.getByText("https://relay.example.com")).toBeTruthy();
    await userEvent.click(card.getByRole("button", { name: "Remove relay" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Remove relay" }));
    expect(host.inputsOf("set_relay")).toEqual([{ line: "line-riyadh", relay: null }]);
  });

  test("a missing keychain and unknown abilities are said, in Arabic too", async () => {
    applyLanguage("ar");
    await opened({
      lines: [aLine({ capabilities: null, channels: [] })],
      appInfo: anAppInfo({ keychain: "missing" }),
      agents: [],
    });
    expect(await screen.findByText(/لا سلسلة مفاتيح على هذا الجهاز/u)).toBeTruthy();
    expect(screen.getByText(/غير معروف بعد/u)).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("a live connection of the platform is said, beside lines of the same platform without one", async () => {
    await opened({
      lines: [
        aLine({
          id: "a",
          name: "Loja BR",
          platform: "chatwoot",
          live: true,
          relay: { state: "none" },
        }),
        aLine({
          id: "b",
          name: "Loja PT",
          platform: "chatwoot",
          live: false,
          relay: { state: "none" },
        }),
      ],
    });
    const rows = await screen.findAllByRole("row", { name: /Chatwoot/u });
    expect(rows.map((row) => /Live connection to Chatwoot/u.test(row.textContent))).toEqual([
      true,
      false,
    ]);
  });
});

describe("the number that templates go out from", () => {
  const asks = aLine({
    relay: { state: "none" },
    capabilities: someCapabilities({ wantsTemplateNumber: true }),
  });

  test("is asked for only where the platform does not tell it", async () => {
    await opened();
    const card = await cardOf("Riyadh line");
    expect(card.queryByRole("textbox", { name: "Meta's id of the WhatsApp number" })).toBeNull();
  });

  test("is kept on ↵; one that is none is refused with words and stays to be mended", async () => {
    const host = await opened({ lines: [asks] }, (each) => {
      each.fail("set_template_number", "invalidInput");
    });
    const card = await cardOf("Riyadh line");
    const field = card.getByRole("textbox", { name: "Meta's id of the WhatsApp number" });
    await userEvent.type(field, "+55 11{Enter}");
    await card.findByText("It consists of digits only.");
    expect(field).toHaveProperty("value", "+55 11");
    host.answer("set_template_number", () => asks);
    await userEvent.clear(field);
    await userEvent.type(field, "1065{Enter}");
    expect(host.inputsOf("set_template_number").at(-1)).toEqual({
      line: "line-riyadh",
      number: "1065",
    });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
