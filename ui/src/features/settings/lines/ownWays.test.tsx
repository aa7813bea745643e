import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { LineDto, WebhookDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { selection } from "../../../lib/selection";
import { resetToasts } from "../../../lib/toasts";
import { aLine, anAgent, noon, someCapabilities } from "../../../testing/builders";
import type { FakeHost } from "../../../testing/fakeHost";
import { accessibilityProblems, renderOnHost } from "../../../testing/renderOnHost";
import { LinesSection } from "./LinesSection";

async function opened(
  line: Partial<LineDto>,
  prepare: (host: FakeHost) => void = () => {},
): Promise<FakeHost> {
  return renderOnHost(
    <LinesSection target={null} />,
    { lines: [aLine(line)], agents: [anAgent()] },
    prepare,
  );
}

const card = async () => within(await screen.findByRole("region", { name: "Riyadh line" }));

function aWay(over: Partial<WebhookDto> = {}): WebhookDto {
  return {
    setup: "registered",
    inlet: null,
    header: null,
    registered: false,
    commands: {
      addInlet: "switchboard-relay inlet add --label chatwoot-1 --scheme chatwoot",
      addReader: "switchboard-relay reader add --label desk-1 --inlets chatwoot-1",
      setSecret: "switchboard-relay inlet secret --label chatwoot-1 --secret-stdin",
    },
    ...over,
  };
}

beforeEach(() => {
  resetToasts();
});

describe("the dashboard's host", () => {
  const off = {
    platform: "chatvolt",
    capabilities: someCapabilities({ dashboard: false }),
  } as const;

  test("is off, says what it brings and risks, and a refusal leaves it off", async () => {
    const host = await opened(off, (each) => {
      each.answer("use_dashboard", () => {
        throw new HostError("scopeMissing", "dashboard");
      });
    });
    const dashboard = (await card()).getByRole("switch", { name: /undocumented dashboard host/u });
    expect(dashboard).toHaveProperty("checked", false);
    expect((await card()).getByText(/may change or stop without notice/u)).toBeTruthy();
    await userEvent.click(dashboard);
    expect((await screen.findByRole("alert")).textContent).toContain("refuses this key");
    expect(dashboard).toHaveProperty("checked", false);
    expect(host.inputsOf("use_dashboard")).toEqual([{ line: "line-riyadh", on: true }]);
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("is used and left again, and is not drawn where there is none", async () => {
    await opened(off);
    const dashboard = (await card()).getByRole("switch", { name: /undocumented dashboard host/u });
    await userEvent.click(dashboard);
    await waitFor(() => {
      expect(dashboard).toHaveProperty("checked", true);
    });
    await userEvent.click(dashboard);
    await waitFor(() => {
      expect(dashboard).toHaveProperty("checked", false);
    });
  });
});

test("a server that is spoken to unprotected is said in the card", async () => {
  await opened({ platform: "chatwoot", baseUrl: "http://chat.lan", unprotected: true });
  expect((await card()).getByText("http://chat.lan")).toBeTruthy();
  expect((await card()).getByText(/^Unprotected: keys and messages travel readable/u)).toBeTruthy();
  expect(screen.queryByRole("switch", { name: /undocumented/u })).toBeNull();
});

describe("who one is where nobody is listed", () => {
  const byId = {
    platform: "ohallo",
    me: null,
    capabilities: someCapabilities({ peopleById: true }),
  } as const;

  test("an id is asked for, kept with a name, and made oneself", async () => {
    const host = await opened(byId, (each) => {
      each.fail("name_person", "storeFailed");
    });
    await userEvent.click(
      await (await card()).findByRole("button", { name: "Enter your user id" }),
    );
    await userEvent.click((await card()).getByRole("button", { name: "This is me" }));
    expect((await card()).getByText("The id is missing.")).toBeTruthy();
    expect(host.inputsOf("name_person")).toEqual([]);
    await userEvent.type((await card()).getByLabelText("Your user id in Ohallo"), " user-42 ");
    await userEvent.type((await card()).getByLabelText("Name to remember it by"), "Freja");
    await userEvent.click((await card()).getByRole("button", { name: "This is me" }));
    expect(await (await card()).findByText(/The local store did not answer/u)).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
    host.answer("name_person", () => anAgent({ id: "agent-42", name: "Freja", isMe: false }));
    await userEvent.click((await card()).getByRole("button", { name: "This is me" }));
    await waitFor(() => {
      expect(host.inputsOf("update_line")).toEqual([
        { line: "line-riyadh", name: null, me: "agent-42", paused: null },
      ]);
    });
    expect(host.inputsOf("name_person").at(-1)).toEqual({
      line: "line-riyadh",
      person: { id: "user-42", name: "Freja" },
    });
  });
});

describe("webhooks through the relay", () => {
  const admin = {
    platform: "chatwoot",
    capabilities: someCapabilities({ webhooks: "registered" }),
  } as const;

  test.each([
    [{ ...admin, relayUrl: null, relay: { state: "none" } }, /Set the relay first/u],
    [
      { ...admin, capabilities: someCapabilities({ webhooks: "notByKey" }) },
      /An administrator’s key could have Chatwoot/u,
    ],
  ] as const)("what is missing is said: %#", async (line, words) => {
    await opened(line);
    expect((await card()).getByText(words)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Send Chatwoot/u })).toBeNull();
  });

  test("an address is taken, the webhook registered, its secret copied and never in sight", async () => {
    const host = await opened(admin, (each) => {
      each.answer("get_webhook", () => aWay());
      each.fail("set_inlet", "addressNotAllowed");
      each.fail("register_webhook", "unreachable");
    });
    const user = userEvent.setup();
    const lead = "Send Chatwoot’s messages through your relay";
    await user.click((await card()).getByRole("button", { name: lead }));
    const command = await (await card()).findByLabelText("Command for the relay");
    expect(command).toHaveProperty("value", aWay().commands.addInlet);
    await user.click((await card()).getByRole("button", { name: "Use this address" }));
    expect((await card()).getByText("The address is missing.")).toBeTruthy();
    const address = (await card()).getByLabelText("Address at the relay");
    await user.type(address, "https://relay.example.com{Enter}");
    expect(await (await card()).findByText(/This is no address of a relay/u)).toBeTruthy();
    expect(address).toHaveProperty("type", "password");
    expect(await accessibilityProblems()).toEqual([]);

    const inlet = "https://relay.example.com/in/3f0c";
    host.answer("set_inlet", () => aWay({ inlet }));
    host.answer("get_webhook", () => aWay({ inlet }));
    await user.clear(address);
    await user.type(address, `${inlet}{Enter}`);
    host.changed({ type: "lines" });
    const register = await (await card()).findByRole("button", { name: "Register in Chatwoot" });
    await user.click(register);
    expect((await screen.findByRole("alert")).textContent).toContain("cannot be reached");
    host.answer("register_webhook", () => {
      host.data.lines = host.data.lines.map((line) => ({ ...line, webhookRegistered: true }));
      host.changed({ type: "lines" });
      return { secret: "whsec-nobody-sees" };
    });
    // The button that waited is another one than the button that does not.
    await user.click((await card()).getByRole("button", { name: "Register in Chatwoot" }));
    expect(await (await card()).findByText("The webhook is registered in Chatwoot.")).toBeTruthy();
    const secret = (await card()).getByLabelText("Signing secret");
    expect(secret).toHaveProperty("type", "password");
    await user.click((await card()).getByRole("button", { name: "Copy: Signing secret" }));
    expect(await navigator.clipboard.readText()).toBe("whsec-nobody-sees");
    expect(document.body.textContent).not.toContain("whsec-nobody-sees");
    expect((await card()).getByLabelText("Command for the relay")).toHaveProperty(
      "value",
      aWay().commands.setSecret,
    );
    expect(await accessibilityProblems()).toEqual([]);
    await user.click((await card()).getByRole("button", { name: "Remove the webhook" }));
    expect(host.inputsOf("remove_webhook")).toEqual([{ line: "line-riyadh" }]);
  });

  test("what a person enters elsewhere is copied, and whether events arrive is told by those that did", async () => {
    const way = aWay({
      setup: "byHandWithHeader",
      inlet: "https://relay.example.com/in/77",
      header: { name: "X-Relay-Secret", value: "a-word" },
    });
    const host = await opened(
      { platform: "chatvolt", capabilities: someCapabilities({ webhooks: "byHandWithHeader" }) },
      (each) => {
        each.answer("get_webhook", () => way);
      },
    );
    expect((await card()).getByText("Waiting for the first event through the relay…")).toBeTruthy();
    const user = userEvent.setup();
    await user.click((await card()).getByRole("button", { name: /Send Chatvolt’s messages/u }));
    expect(await (await card()).findByLabelText("Name of the header")).toHaveProperty(
      "value",
      "X-Relay-Secret",
    );
    await user.click((await card()).getByRole("button", { name: "Copy: Value of the header" }));
    expect(await navigator.clipboard.readText()).toBe("a-word");
    expect(document.body.textContent).not.toContain("a-word");
    expect(await accessibilityProblems()).toEqual([]);
    host.data.lines = host.data.lines.map((line) => ({ ...line, relayEventAt: noon }));
    host.changed({ type: "lines" });
    expect(await (await card()).findByText(/^Events arrive. The last one /u)).toBeTruthy();
  });
});

describe("playing a customer", () => {
  const api = {
    platform: "chatwoot",
    capabilities: someCapabilities({ playVisitor: "available" }),
    channels: [{ id: "api", name: "App", kind: "api", address: null }],
  } as const;

  test("is offered where there is a channel for it, and opens as a page where there are no windows", async () => {
    await opened({ ...api, channels: [...api.channels] });
    await userEvent.click((await card()).getByRole("button", { name: "Test an API channel" }));
    await waitFor(() => {
      expect(selection.get()).toMatchObject({ page: "visitor", settingsTarget: "line-riyadh" });
    });
  });

  test("is not offered without such a channel, nor with a key that may not", async () => {
    await opened({ ...api, channels: [] });
    await card();
    expect(screen.queryByRole("button", { name: "Test an API channel" })).toBeNull();
  });
});
