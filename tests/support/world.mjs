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
      running.push(world.relay.process);
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

async function startRelay(folder) {
  const env = { ...process.env, SWITCHBOARD_RELAY_DATABASE: join(folder, 'relay.db') };
  const program = executable('switchboard-relay');
  const process_ = await start(program, ['serve', '--listen', '127.0.0.1:0'], {
    env, ready: (line) => json(line)?.url,
  });
  const url = process_.value;
  const added = await output(program, ['inlet', 'add', '--label', 'hatif', '--scheme', 'hatif'], { env });
  const reader = await output(program, ['reader', 'add', '--label', 'desk', '--inlets', 'all'], { env });
  // The command line knows the public address at most; the path is what counts.
  const inlet = url + added.trim().slice(added.trim().indexOf('/in/'));
  return { process: process_, url, inlet, token: reader.trim().split(/\s+/).at(-1) };
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
