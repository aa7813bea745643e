// A hand that drags files from outside into the window, through the display as a person's would.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { output, start } from './processes.mjs';
import { root } from './world.mjs';

/** Drags these files to a place on the screen and lets go of them there. */
export async function dragFiles(desktop, files, to) {
  const program = join(desktop.home, 'drag');
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'gtk+-3.0'], { encoding: 'utf8' });
  execFileSync('cc', [join(root, 'tests', 'support', 'drag.c'), '-o', program, ...flags.trim().split(/\s+/)]);
  const source = await start(program, files, { env: desktop.env, ready: (line) => line === 'ready' });
  const hand = (...order) => output('xdotool', order.map(String), { env: desktop.env });
  try {
    await hand('mousemove', 40, 20, 'mousedown', 1);
    // A drag begins after a few pixels, and whoever is below asks what it is: a hand takes its time.
    for (const part of [0.1, 0.3, 0.6, 0.9, 1, 1]) {
      const at = (from, end) => Math.round(from + (end - from) * part);
      await hand('mousemove', at(40, to.x), at(20, to.y), 'sleep', 0.15);
    }
    await hand('mouseup', 1);
  } finally {
    await source.stop();
  }
}
