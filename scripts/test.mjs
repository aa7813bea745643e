// `npm test`: every check there is, cheapest first. Ends with one summed line.
//
//   npm test                 all of it
//   npm test -- rust ui      some of it: rust, ui, browser, webview
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { auditCrates, auditPackages } from './audit.mjs';
import {
  buildInterface, CARGO_DENY, ensure, ensureCargoTool, environment, fail, needsShell, root, run, script,
} from './toolbox.mjs';

const cargoFlags = ['--workspace', '--all-targets', '--features', 'switchboard/dev-host'];

// The closing lines of cargo test, Vitest, Playwright and Node's own runner. Each is asked to count,
// so that a suite that silently ran nothing is a failure here.
const closingLines = [
  { pattern: /^test result: \w+\. (\d+) passed; (\d+) failed/, read: (m) => [Number(m[1]), Number(m[2])] },
  { pattern: /^\s*Tests\s+(?:(\d+) failed[ |]+)?(?:(\d+) passed)?/, read: (m) => [Number(m[2] ?? 0), Number(m[1] ?? 0)] },
  { pattern: /^\s*(\d+) passed \(/, read: (m) => [Number(m[1]), 0] },
  { pattern: /^\s*(\d+) failed$/, read: (m) => [0, Number(m[1])] },
  { pattern: /^# pass (\d+)/, read: (m) => [Number(m[1]), 0] },
  { pattern: /^# fail (\d+)/, read: (m) => [0, Number(m[1])] },
  { pattern: /^ℹ pass (\d+)/, read: (m) => [Number(m[1]), 0] },
  { pattern: /^ℹ fail (\d+)/, read: (m) => [0, Number(m[1])] },
];

const total = { passed: 0, failed: 0 };
const times = [];

// Colours are taken off before a line is read.
const plain = (line) => line.replace(/\u001b\[[0-9;]*m/g, '');

/** A part that takes this many minutes has come to a standstill, and will say nothing by itself. */
const PATIENCE_MINUTES = 25;

/**
 * Runs a program, shows its output, adds up what its tests report. What runs beside something else
 * (`beside`) shows its output in one piece when it ends.
 */
function counted(title, program, args, { expectsTests = false, beside = false, env = environment } = {}) {
  const held = [];
  const show = (stream, chunk) => (beside ? held.push([stream, chunk]) : stream.write(chunk));
  show(process.stdout, `\n── ${title}\n`);
  const began = performance.now();
  const before = total.passed;
  return new Promise((resolve, reject) => {
    // In a group of its own, so that all it started can be ended with it.
    const child = spawn(program, args, {
      cwd: root, env, detached: true, shell: needsShell(program), stdio: ['ignore', 'pipe', beside ? 'pipe' : 'inherit'],
    });
    child.stderr?.on('data', (chunk) => show(process.stderr, chunk));
    const end = () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    process.once('exit', end);
    const standstill = setTimeout(() => {
      console.error(`\n${title} came to a standstill: it did not end within ${PATIENCE_MINUTES} minutes.`);
      end();
    }, PATIENCE_MINUTES * 60_000);
    let rest = '';
    child.stdout.on('data', (chunk) => {
      show(process.stdout, chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines.map(plain)) {
        for (const { pattern, read } of closingLines) {
          const match = pattern.exec(line);
          if (!match) continue;
          const [passed, failed] = read(match);
          total.passed += passed;
          total.failed += failed;
          break;
        }
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(standstill);
      process.off('exit', end);
      for (const [stream, chunk] of held) stream.write(chunk);
      times.push([title, Math.round((performance.now() - began) / 1000)]);
      if (code !== 0) {
        if (total.failed === 0) total.failed += 1;
        reject(new Error(`${title} ended with ${code}`));
      } else if (expectsTests && total.passed === before) {
        reject(new Error(`${title} ran no test`));
      } else resolve();
    });
  });
}

/** Known weaknesses of what the program ships, as others tell them. */
async function audited(title, audit) {
  console.log(`\n── ${title}`);
  const began = performance.now();
  const { ok, sentence } = audit();
  console.log(sentence);
  times.push([title, Math.round((performance.now() - began) / 1000)]);
  if (!ok) throw new Error(`${title}: one has a known weakness`);
}

const uiScript = (name) => ['run', '--silent', name, '--workspace', 'ui'];

// What is read, not run; the interface's beside the program's, as neither keeps two cores busy.
const checks = {
  async rust() {
    await counted('Rust format', 'cargo', ['fmt', '--all', '--check']);
    await counted('Rust lints', 'cargo', ['clippy', ...cargoFlags, '--quiet', '--', '-D', 'warnings']);
    const deny = await ensureCargoTool(...CARGO_DENY);
    await counted('Dependencies', deny, ['--log-level', 'error', 'check', 'licenses', 'bans', 'sources']);
    await audited('Crates', () => auditCrates(deny));
  },
  async ui(beside) {
    await counted('Interface types', 'npm', uiScript('check'), { beside });
    await counted('Journey types', 'npx', ['tsc', '--noEmit', '--project', 'tests'], { beside });
    await counted('Interface lints', 'npm', uiScript('lint'), { beside });
    await counted('Interface format', 'npm', uiScript('format:check'), { beside });
  },
};

const parts = {
  async ui() {
    await counted('Script tests', 'node', ['--test', 'scripts/audit.test.mjs', 'scripts/demo.test.mjs', 'scripts/toolbox.test.mjs'], { expectsTests: true });
    await audited('Node packages', auditPackages);
    await counted('Interface tests', 'npm', uiScript('test'), { expectsTests: true });
  },
  async rust() {
    // A test often waits for its disk or a connection: twice as many as cores keep all cores busy.
    const env = { ...environment, RUST_TEST_THREADS: String(2 * availableParallelism()) };
    await counted('Rust tests', 'cargo', ['test', ...cargoFlags, '--no-fail-fast', '--quiet'], { expectsTests: true, env });
  },
  async browser() {
    await counted('Journeys in a browser', 'npx', ['playwright', 'test', '--config', 'tests/browser/playwright.config.ts'], { expectsTests: true });
  },
  async webview() {
    if (process.platform !== 'linux') {
      console.log('\n── Journeys in the window\nLeft out: the window can be driven on Linux alone.');
      return;
    }
    await counted('Journeys in the window', 'node', ['tests/webview/run.mjs'], { expectsTests: true });
  },
};

// An interrupt ends what runs, too: the groups of their own do not hear it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

await script(async (args) => {
  const unknown = args.filter((name) => !(name in parts));
  if (unknown.length > 0) fail(`Unknown: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`);
  const wanted = args.length > 0 ? args : Object.keys(parts);
  await ensure(['build', 'run', 'test']);
  if (!existsSync(join(root, 'node_modules'))) fail('The Node packages are not installed.');
  let problem;
  try {
    await buildInterface();
    const both = wanted.includes('ui') && wanted.includes('rust');
    const checked = ['ui', 'rust'].filter((name) => wanted.includes(name)).map((name) => checks[name](both));
    // All of them end before the first failure is said, so that none is left running.
    for (const outcome of await Promise.allSettled(checked)) if (outcome.status === 'rejected') throw outcome.reason;
    if (wanted.includes('ui')) await parts.ui();
    if (wanted.includes('rust')) await parts.rust();
    if (wanted.includes('browser') || wanted.includes('webview')) {
      console.log('\n── Build for the journeys');
      await run('cargo', ['build', ...cargoFlags, '--quiet']);
    }
    if (wanted.includes('browser')) await parts.browser();
    if (wanted.includes('webview')) await parts.webview();
  } catch (error) {
    problem = error;
  }
  console.log('');
  for (const [title, seconds] of times) console.log(`${String(seconds).padStart(5)} s  ${title}`);
  if (problem) {
    console.error(`\n${problem.message}`);
    process.exitCode = 1;
    if (total.failed === 0) total.failed = 1;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
});
