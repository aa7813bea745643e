// Runs the journeys in the real window, one file after the other, with Node's own runner.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs')).sort();
const child = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', '--test-timeout=180000', '--test-reporter=spec', ...files.map((name) => join(here, name))],
  { stdio: 'inherit' },
);
child.on('exit', (code) => process.exit(code ?? 1));
