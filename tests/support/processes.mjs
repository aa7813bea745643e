// Child processes of a test: started, waited for by what they say, and ended by their id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Starts a program and resolves when `ready` accepts a line of its output (or at once without
 * `ready`). `stop` ends it and waits until it is gone.
 */
export async function start(program, args, { env, cwd, ready, stream = 'stdout', patience = 30_000 } = {}) {
  const child = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = [];
  const exited = once(child, 'exit');
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  const running = {
    child,
    pid: child.pid,
    said,
    exited,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
  const lines = (source) => createInterface({ input: child[source] });
  const found = new Promise((resolve) => {
    for (const source of ['stdout', 'stderr']) {
      lines(source).on('line', (line) => {
        said.push(line);
        if (said.length > 2_000) said.shift();
        if (source === stream && ready) {
          const value = ready(line);
          if (value) resolve(value);
        }
      });
    }
  });
  failed.catch(() => {});
  if (!ready) {
    running.value = undefined;
    return running;
  }
  const early = exited.then(([code, signal]) => {
    throw new Error(`${program} ended early (${code ?? signal}):\n${said.slice(-30).join('\n')}`);
  });
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${program} was not ready in time:\n${said.slice(-30).join('\n')}`));
    }, patience);
  });
  try {
    running.value = await Promise.race([found, early, failed, late]);
  } finally {
    clearTimeout(timer);
    early.catch(() => {});
  }
  return running;
}

/** A line of JSON as its value. */
export function json(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Runs a program to its end and answers its output; its failure throws. */
export async function output(program, args, { env, input, cwd } = {}) {
  const child = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  // A program may end before it has read what nobody asked it to read.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${err}`);
  return out;
}

/** Waits until `look` answers something true; asks again every 50 ms, gives up after `patience`. */
export async function until(what, look, patience = 20_000) {
  const deadline = performance.now() + patience;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
