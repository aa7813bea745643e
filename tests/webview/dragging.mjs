// Drags a file onto the window as a person does with a file manager: with the mouse of the display.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { output, start } from '../support/processes.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Where the source lies: the corner of the display, over the window's rail. */
const SOURCE = { x: 4, y: 4 };

/** Takes hold of the file and holds it over a place of the display; answers how to let go or to give up. */
export async function dragOver(desktop, path, { x, y }) {
  const program = join(desktop.home, 'drag_source');
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'gtk+-3.0'], { encoding: 'utf8' });
  execFileSync('cc', [join(here, 'drag_source.c'), '-o', program, ...flags.trim().split(/\s+/)]);
  const source = await start(program, [pathToFileURL(path).href, String(SOURCE.x), String(SOURCE.y)], {
    env: desktop.env,
    ready: (line) => line === 'ready',
  });
  const mouse = (...words) => output('xdotool', words, { env: desktop.env });
  await mouse('mousemove', String(SOURCE.x + 30), String(SOURCE.y + 30), 'mousedown', '1');
  // A drag begins after some way, and is followed step by step.
  for (let step = 1; step <= 20; step += 1) {
    const at = (from, to) => String(Math.round(from + ((to - from) * step) / 20));
    await mouse('mousemove', at(SOURCE.x + 30, x), at(SOURCE.y + 30, y));
  }
  return {
    drop: () => mouse('mouseup', '1'),
    stop: () => source.stop(),
  };
}
