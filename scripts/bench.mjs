// `npm run bench`: what things cost, held against tests/budgets.md.
//
//   npm run bench                all of it, about ten minutes after the build
//   npm run bench -- --quick     a tenth of the data, under two minutes after the build
//   npm run bench -- --json      the figures as JSON
//   npm run bench -- --no-build  measures what is built
//   npm run bench -- store relay some of it: store, fill, relay, traffic, window, live
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { budgets, keeps } from './bench/budgets.mjs';
import {
  buildInterface, ensure, environment, executable, fail, printToStderr, root, run, script, targetDirectory,
} from './toolbox.mjs';

// Without the development host: what is measured is what people get.
const programs = ['switchboard', 'inbox-simulators', 'inbox-relay', 'inbox-bench'];
const parts = ['store', 'fill', 'relay', 'traffic', 'window', 'live'];

const figures = new Map();
const failures = new Map();

function report(id, value, extra = {}) {
  figures.set(id, { id, value, ...extra });
}

/** Runs a part; when it fails, its figures say why and the others are measured all the same. */
async function attempt(title, ids, work) {
  process.stderr.write(`measuring: ${title}\n`);
  try {
    return await work();
  } catch (error) {
    for (const id of ids) if (!figures.has(id)) failures.set(id, `failed: ${error.message.split('\n')[0]}`);
    process.stderr.write(`${title}: ${error.stack}\n`);
    return undefined;
  }
}

/** Runs a part of the Rust bench, which prints a figure per line; `suffix` tells figures of the same id apart. */
async function measure(args, suffix = '') {
  const child = spawn(executable('switchboard-bench', 'release'), args, {
    cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, value, ...extra } = JSON.parse(line);
    report(id + suffix, value, extra);
  });
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...end) => resolve(end));
  });
  if (code !== 0) throw new Error(`switchboard-bench ${args[0]} ended with ${code ?? signal}`);
}

async function measureAll(wanted, quick) {
  const has = (part) => wanted.includes(part);
  const tenth = quick ? 10 : 1;
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
  const seed = async (name, lines = 1) => {
    const into = join(folder, name);
    const conversations = (lines > 1 ? 40_000 : 20_000) / tenth;
    const size = ['--conversations', String(conversations), '--items', String(1_000_000 / tenth), '--lines', String(lines)];
    await measure(['seed', '--cache', join(targetDirectory, 'bench'), '--into', into, ...size]);
    return into;
  };
  try {
    if (has('store')) {
      await attempt('the store', ['list-page', 'view-counts', 'open-rust', 'apply'], async () => {
        const directory = await seed('store');
        await measure(['store', '--directory', directory, '--rounds', quick ? '8' : '40']);
        rmSync(directory, { recursive: true });
      });
      const ofFour = ['list-page', 'view-counts', 'open-rust', 'apply'].map((id) => `${id}-four`);
      await attempt('the store of four lines', ofFour, async () => {
        const directory = await seed('four', 4);
        await measure(['store', '--directory', directory, '--rounds', quick ? '4' : '20', '--lines', '4'], '-four');
        rmSync(directory, { recursive: true });
      });
    }
    if (has('fill')) {
      await attempt('first fill', ['first-fill'], () =>
        measure(['fill', '--conversations', String(4_000 / tenth)]));
    }
    if (has('relay')) {
      await attempt('the relay accepting', ['relay-accept', 'relay-accept-p99'], () =>
        measure(['accept', '--events', String(2_000 / tenth)]));
      await attempt('the relay delivering', ['relay-deliver-p50', 'relay-deliver-p99'], () =>
        measure(['deliver', '--desktops', String(1_000 / tenth), '--rounds', quick ? '20' : '60']));
    }
    if (has('traffic')) await attempt('the calls of lines', [], () => measure(['traffic']));
    if (has('window')) await window(quick, seed);
    if (has('live')) await live(quick, join(folder, 'live'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function window(quick, seed) {
  const ids = budgets().map(({ id }) => id).filter((id) => /^(start|open-painted|select|scroll|event|memory|idle)/.test(id));
  if (process.platform !== 'linux') {
    for (const id of ids) failures.set(id, 'the window is measured on Linux only');
    return;
  }
  // The driver and the world of the journeys, on release builds.
  process.env.SWITCHBOARD_PROFILE = 'release';
  const { measureWindow } = await import('./bench/window.mjs');
  await attempt('the window', ids, async () => {
    await measureWindow({ quick, dataDir: await seed('window'), report, attempt });
  });
}

async function live(quick, dataDir) {
  if (process.platform !== 'linux') return;
  process.env.SWITCHBOARD_PROFILE = 'release';
  const { liveIds, measureLive } = await import('./bench/live.mjs');
  await attempt('messages on their way', liveIds, () => measureLive({ quick, dataDir, report }));
}

const shown = (value, unit) => {
  const digits = value >= 1_000 ? 0 : value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${unit}`;
};

/** Every budget with what was measured; figures without a budget come last. */
function results() {
  const all = budgets().map((budget) => {
    const figure = figures.get(budget.id);
    if (figure === undefined) {
      return { ...budget, verdict: failures.get(budget.id) ?? (budget.remark || 'not asked for') };
    }
    // Memory is told as what comes on top of its reference.
    const isComparable = figure.reference !== undefined && budget.limit.unit !== 'MiB';
    const ratio = isComparable ? figure.value / figure.reference : undefined;
    const compared = budget.ratio !== null && ratio !== undefined;
    const passes = keeps(figure.value, budget.limit) && (!compared || keeps(ratio, budget.ratio));
    return { ...budget, ...figure, unit: budget.limit.unit, measuredRatio: ratio, compared, verdict: passes ? 'pass' : 'over' };
  });
  const known = new Set(all.map(({ id }) => id));
  for (const figure of figures.values()) {
    if (!known.has(figure.id)) all.push({ ...figure, verdict: 'no budget' });
  }
  return all;
}

function printTable(all) {
  const rows = all.map((row) => [
    row.id,
    row.value === undefined ? '' : shown(row.value, row.unit),
    row.limit ? `${row.limit.sign} ${row.limit.value.toLocaleString('en')} ${row.limit.unit}`.trim() : '',
    row.reference === undefined ? '' : shown(row.reference, row.unit),
    row.measuredRatio === undefined ? '' : row.measuredRatio.toFixed(2),
    row.compared ? `${row.ratio.sign} ${row.ratio.value}` : '',
    row.verdict,
  ]);
  const head = ['figure', 'measured', 'budget', 'reference', 'ratio', 'budget', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (column === 6 ? 0 : row[column].length))));
  const line = (cells) => cells.map((cell, column) => (column === 0 || column === 6 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd();
  console.log(line(head));
  for (const row of rows) console.log(line(row));
  console.log('');
  for (const { id, what, note } of all) if (note) console.log(`${id}: ${what}. ${note}.`);
}

await script(async (args) => {
  const flags = args.filter((arg) => arg.startsWith('--'));
  const asked = args.filter((arg) => !arg.startsWith('--'));
  const unknown = [
    ...flags.filter((flag) => !['--quick', '--json', '--no-build'].includes(flag)),
    ...asked.filter((part) => !parts.includes(part)),
  ];
  if (unknown.length > 0) fail(`Unknown: ${unknown.join(', ')}. There are: ${parts.join(', ')}, --quick, --json, --no-build`);
  const quick = flags.includes('--quick');
  if (flags.includes('--json')) printToStderr();
  if (!flags.includes('--no-build')) {
    await ensure(['build', 'run', 'test']);
    await buildInterface();
    await run('cargo', ['build', '--release', ...programs.flatMap((name) => ['-p', name]), '--quiet']);
  }
  const began = performance.now();
  // What is counted, and what waits for a platform's turn, needs no second look each time.
  const usual = quick ? parts.filter((part) => !['traffic', 'live'].includes(part)) : parts;
  await measureAll(asked.length > 0 ? asked : usual, quick);
  const all = results();
  if (flags.includes('--json')) {
    console.log(JSON.stringify(all, null, 2));
  } else {
    const gigabytes = Math.round(totalmem() / 2 ** 30);
    console.log(`\n${cpus().length} cores, ${gigabytes} GiB; ${quick ? 'a tenth of the data' : '20,000 conversations, 1,000,000 items'}; ${Math.round((performance.now() - began) / 1000)} s\n`);
    printTable(all);
  }
  if (failures.size > 0) process.exitCode = 1;
});
