import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { root } from './toolbox.mjs';

test('without a display the demo names the way without one, and builds nothing', (t) => {
  if (process.platform !== 'linux') return t.skip('Other systems always have a display.');
  // No program can be found there: whoever looked for one first would say another sentence.
  const nothing = mkdtempSync(join(tmpdir(), 'switchboard-no-programs-'));
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'demo.mjs')], {
    env: { ...env, PATH: nothing },
    encoding: 'utf8',
  });
  rmdirSync(nothing);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, 'No display here. To use it in a browser: npm run demo -- --browser\n');
});
