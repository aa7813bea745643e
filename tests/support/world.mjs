// The outside world of a journey: a simulated platform, a relay that carries its webhooks, and a
// hand on the platform's switches. Each test has its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { json, output, start } from './processes.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const target =
  process.env.CARGO_TARGET_DIR ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'switchboard', 'target');

export const executable = (name) => join(target, process.env.SWITCHBOARD_PROFILE ?? 'debug', name);

/** Starts simulator and relay; `size` is empty, small or large. */
export async function startWorld({ size = 'small', seed = 7, relay = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-world-'));
  const running = [];
  const world = {
    folder,
    async stop() {
      for (const process_ of running) await process_.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    const args = ['--platform', 'hatif', '--size', size, '--seed', String(seed)];
    if (relay) {
      world.relay = await startRelay(folder);
      running.push(world.relay);
      args.push('--webhook-url', world.relay.inlet);
    }
    const simulator = await start(executable('inbox-simulators'), args, {
      env: process.env, ready: (line) => json(line)?.hatif,
    });
    running.unshift(simulator);
    world.hatif = platform(simulator.value);
    return world;
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** Starts one platform by itself. */
export async function startPlatform(name, { size = 'empty', seed = 7 } = {}) {
  const args = ['--platform', name, '--size', size, '--seed', String(seed)];
  const simulator = await start(executable('inbox-simulators'), args, {
    env: process.env, ready: (line) => json(line)?.[name],
  });
  return { ...platform(simulator.value), stop: () => simulator.stop() };
}

/** Starts a Chatwoot by itself, for journeys about what only it can do. */
export const startChatwoot = (options) => startPlatform('chatwoot', options);

/** Starts a Chatvolt by itself, for journeys about what only it can do. */
export const startChatvolt = (options) => startPlatform('chatvolt', options);

/** A relay on a database of its own; it can go away and come back at the same address. */
async function startRelay(folder) {
  const env = { ...process.env, SWITCHBOARD_RELAY_DATABASE: join(folder, 'relay.db') };
  const program = executable('switchboard-relay');
  // Before it serves: a running relay takes a moment to notice what was added.
  const added = await output(program, ['inlet', 'add', '--label', 'hatif', '--scheme', 'hatif'], { env });
  const reader = await output(program, ['reader', 'add', '--label', 'desk', '--inlets', 'all'], { env });
  const serve = (listen) =>
    start(program, ['serve', '--listen', listen], { env, ready: (line) => json(line)?.url });
  let process_ = await serve('127.0.0.1:0');
  const url = process_.value;
  return {
    url,
    // The command line knows the public address at most; the path is what counts.
    inlet: url + added.trim().slice(added.trim().indexOf('/in/')),
    token: reader.trim().split(/\s+/).at(-1),
    async start() {
      process_ = await serve(new URL(url).host);
    },
    stop: () => process_.stop(),
  };
}

function platform(place) {
  const ask = async (method, path, body) => {
    const response = await fetch(`${place.baseUrl}/_control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`_control/${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    ...place,
    /** Does something at the platform, as a customer, a colleague or fate. */
    control: (path, body = {}) => ask('POST', path, body),
    /** What is true at the platform. */
    truth: (path) => ask('GET', path),
  };
}
