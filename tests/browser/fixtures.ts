// What every journey starts with: a world, a host with its data, and a page on it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { test as base, expect, type Page } from "@playwright/test";

import { json, start, type Running } from "../support/processes.mjs";
import { executable, root, startWorld, type World } from "../support/world.mjs";

/** What a host says when it listens. */
interface Listening {
  url: string;
  token: string;
}

/** The backend of one desk. It can be killed and started again on the same data. */
export class Desk {
  private running: Running<Listening> | undefined;
  url = "";
  token = "";

  /** `env` with a keyring in it keeps keys there; without one they live in memory. `demo` connects sample data. */
  constructor(
    readonly data: string,
    private readonly env: NodeJS.ProcessEnv | null = null,
    private readonly demo = false,
  ) {}

  async start(): Promise<void> {
    // The program may have been built in another clone, whose pages it would serve.
    const args = ["--data-dir", this.data, "--pages", join(root, "ui", "dist")];
    if (this.env === null) args.push("--memory-secrets");
    if (this.demo) args.push("--demo");
    this.running = await start<Listening>(executable("dev_host"), args, {
      env: this.env ?? process.env,
      ready: (line) => json(line)?.url && json(line),
    });
    ({ url: this.url, token: this.token } = this.running.value);
  }

  /** Calls a command as the page would. */
  async call<Output>(command: string, input: unknown = {}): Promise<Output> {
    const response = await fetch(`${this.url}/ipc/${command}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${this.token}`,
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(`${command}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Output;
  }

  async open(page: Page): Promise<void> {
    await page.goto(`${this.url}/#token=${this.token}`);
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.running?.stop(signal);
    this.running = undefined;
  }
}

/** How a journey's world is set up. */
interface WorldOptions {
  /** Sample data of the platform; most journeys bring their own customers. */
  size?: "empty" | "small" | "large";
  relay?: boolean;
}

interface Fixtures {
  worldOptions: WorldOptions;
  world: World;
  desk: Desk;
}

export const test = base.extend<Fixtures>({
  worldOptions: [{}, { option: true }],
  world: async ({ worldOptions }, use) => {
    const world = await startWorld({ size: "empty", ...worldOptions });
    await use(world);
    await world.stop();
  },
  desk: async ({ world: _world }, use) => {
    const data = await mkdtemp(join(tmpdir(), "switchboard-desk-"));
    const desk = new Desk(data);
    await desk.start();
    await use(desk);
    await desk.stop();
    await rm(data, { recursive: true, force: true });
  },
});

interface AgentDto {
  id: string;
  name: string;
  isAi: boolean;
}

/** The key of the world's platform, as the boundary takes it. */
export function credentials(world: World) {
  const { clientId, clientSecret, baseUrl } = world.hatif;
  return { platform: "hatif", clientId, clientSecret, baseUrl };
}

/** Connects the world's platform through the boundary, for journeys that are not about connecting. */
export async function connect(desk: Desk, world: World): Promise<void> {
  const { accounts } = await desk.call<{ accounts: { account: string }[] }>(
    "sign_in",
    credentials(world),
  );
  const found = await desk.call<{ test: string; agents: AgentDto[] }>("test_line", {
    attempt: "journey",
    account: accounts[0]?.account,
  });
  const me = found.agents.find((agent) => agent.name === "Layla Hassan")?.id ?? null;
  await desk.call("add_line", {
    test: found.test,
    name: "Riyadh line",
    me,
    relay: world.relay !== undefined ? { url: world.relay.url, token: world.relay.token } : null,
  });
}

/** A customer of the journey, by what the desk shows of them. */
export interface Customer {
  name: string;
  /** The platform's id of the conversation. */
  conversation: string;
}

let numbers = 0;

/** Somebody nobody knows yet writes on WhatsApp. */
export async function newCustomer(world: World, name: string, text: string): Promise<Customer> {
  numbers += 1;
  const happened = await world.hatif.control("receive", {
    phone: `+9665551${String(numbers).padStart(5, "0")}`,
    name,
    what: { text },
  });
  return { name, conversation: happened.conversationId };
}

/** A customer writes again. */
export async function writes(world: World, customer: Customer, text: string): Promise<void> {
  await world.hatif.control("receive", {
    conversationId: customer.conversation,
    what: { text },
  });
}

/** A connected desk on the page, with the whole list on it. */
export async function atTheDesk(page: Page, desk: Desk, world: World): Promise<void> {
  await connect(desk, world);
  await desk.open(page);
  await expect(status(page)).toHaveText("Live");
}

/** The sentence at the foot of the window. */
export const status = (page: Page) =>
  page.getByRole("contentinfo", { name: "Status" }).getByRole("status");

/** A row of the list, by the customer's name. */
export const row = (page: Page, { name }: Pick<Customer, "name">) =>
  page.getByRole("option", { name: new RegExp(`^${name}, `) });

/** What was said with a customer. */
export const timeline = (page: Page, { name }: Pick<Customer, "name">) =>
  page.getByRole("list", { name: `Messages with ${name}` });

/** The message of a text in the open conversation. */
export const message = (page: Page, text: string) =>
  page.getByRole("article").filter({ hasText: text });

/** The box one replies in. */
export const box = (page: Page, { name }: Pick<Customer, "name">) =>
  page.getByRole("textbox", { name: `Reply to ${name}` });

/** Has the line look at its platform now. */
export async function checkNow(page: Page): Promise<void> {
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("button", { name: /Riyadh line/ }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Check now" }).click();
}

/** Opens a conversation as the hand does; the pointer leaves the list, which stands still below it. */
export async function openConversation(
  page: Page,
  customer: Pick<Customer, "name">,
): Promise<void> {
  await row(page, customer).click();
  await timeline(page, customer).hover();
}

/** Writes a reply into the open conversation and sends it by key. */
export async function reply(
  page: Page,
  customer: Pick<Customer, "name">,
  text: string,
): Promise<void> {
  await box(page, customer).fill(text);
  await box(page, customer).press("Control+Enter");
}

/** How often the platform executed a text. */
export async function timesSent(world: World, text: string): Promise<number> {
  const sends: { text: string; accepted: boolean }[] = await world.hatif.truth("sends");
  return sends.filter((send) => send.accepted && send.text === text).length;
}

/** The platform has executed a text exactly once. */
export async function expectSentOnce(world: World, text: string): Promise<void> {
  await expect.poll(() => timesSent(world, text)).toBe(1);
}

/** Connects a Chatwoot by its token, as the person whose token it is. */
export async function connectChatwoot(
  desk: Desk,
  baseUrl: string,
  accessToken: string,
): Promise<void> {
  const { accounts } = await desk.call<{ accounts: { account: string }[] }>("sign_in", {
    platform: "chatwootToken",
    accessToken,
    baseUrl,
    unprotected: false,
  });
  const found = await desk.call<{ test: string }>("test_line", {
    attempt: "journey",
    account: accounts[0]?.account,
  });
  await desk.call("add_line", {
    test: found.test,
    name: "Web shop",
    me: null,
    namedMe: null,
    relay: null,
  });
}

/** Connects a Chatvolt by its documented API alone. */
export async function connectChatvolt(
  desk: Desk,
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
): Promise<void> {
  const { accounts } = await desk.call<{ accounts: { account: string }[] }>("sign_in", {
    platform: "chatvolt",
    apiKey,
    baseUrl,
    dashboard: false,
    dashboardUrl: null,
  });
  const found = await desk.call<{ test: string }>("test_line", {
    attempt: "journey",
    account: accounts[0]?.account,
  });
  await desk.call("add_line", {
    test: found.test,
    name: "Shop assistant",
    me: null,
    namedMe: null,
    relay: null,
  });
}

export { expect, type World };
