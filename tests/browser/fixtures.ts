// What every journey starts with: a world, a host with its data, and a page on it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { test as base, expect, type Page } from "@playwright/test";

import { json, start } from "../support/processes.mjs";
import { executable, startWorld } from "../support/world.mjs";

type World = Awaited<ReturnType<typeof startWorld>>;
type Started = Awaited<ReturnType<typeof start>>;

/** The backend of one desk. It can be killed and started again on the same data. */
export class Desk {
  private running: Started | undefined;
  url = "";
  token = "";

  constructor(readonly data: string) {}

  async start(): Promise<void> {
    this.running = await start(
      executable("dev_host"),
      ["--data-dir", this.data, "--memory-secrets"],
      { env: process.env, ready: (line: string) => json(line)?.url && json(line) },
    );
    ({ url: this.url, token: this.token } = this.running.value as { url: string; token: string });
  }

  /** Calls a command as the page would. */
  async call<Output>(command: string, input: unknown = {}): Promise<Output> {
    const response = await fetch(`${this.url}/ipc/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
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

interface Fixtures {
  worldOptions: { size?: "empty" | "small" | "large"; relay?: boolean };
  world: World;
  desk: Desk;
}

export const test = base.extend<Fixtures>({
  worldOptions: [{}, { option: true }],
  world: async ({ worldOptions }, use) => {
    const world = await startWorld(worldOptions);
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

/** Connects the world's platform through the boundary, for journeys that are not about connecting. */
export async function connect(desk: Desk, world: World): Promise<void> {
  const found = await desk.call<{ test: string; agents: { id: string; isAi: boolean }[] }>("test_line", {
    credentials: {
      platform: "hatif",
      clientId: world.hatif.clientId,
      clientSecret: world.hatif.clientSecret,
      baseUrl: world.hatif.baseUrl,
    },
  });
  const me = found.agents.find((agent) => !agent.isAi)?.id ?? null;
  await desk.call("add_line", {
    test: found.test,
    name: "Riyadh line",
    me,
    relay: world.relay ? { url: world.relay.url, token: world.relay.token } : null,
  });
}

export { expect };
