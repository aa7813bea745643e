// The programs whose starts are timed: ours under a browser driver or alone, and the blank window.
import { execFileSync } from 'node:child_process';
import {
  chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { start, until } from '../../tests/support/processes.mjs';
import { executable } from '../../tests/support/world.mjs';
import { startDriver } from '../../tests/webview/driver.mjs';
import { root, targetDirectory } from '../toolbox.mjs';

/** Builds the blank window and answers its path. */
export function buildBlank() {
  const folder = join(targetDirectory, 'bench');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'blank');
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'gtk+-3.0', 'webkit2gtk-4.1'], {
    encoding: 'utf8',
  });
  execFileSync('cc', ['-O1', join(root, 'scripts', 'bench', 'blank.c'), '-o', program, ...flags.trim().split(/\s+/)]);
  return program;
}

/** A script that notes its time and process id and becomes `program`: neither a driver nor Node is timed. */
function stamped(folder, name, program) {
  const stamp = join(folder, `${name}.stamp`);
  const script = join(folder, name);
  writeFileSync(
    script,
    `#!/bin/bash\nprintf '%s %s' "$EPOCHREALTIME" "$$" > '${stamp}'\nexec '${program}' "$@"\n`,
  );
  chmodSync(script, 0o755);
  return {
    script,
    forget: () => rmSync(stamp, { force: true }),
    read() {
      const [at, pid] = readFileSync(stamp, 'utf8').split(' ').map(Number);
      return { at: at * 1000, pid };
    },
  };
}

const hasGpu = existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));

const isRunning = (pid) => {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** What can be started on a desktop. */
export function programs(desktop, dataDir, blank) {
  const ours = stamped(desktop.home, 'ours', executable('switchboard'));
  const empty = stamped(desktop.home, 'blank', blank);
  const data = ['--data-dir', dataDir];
  return {
    /** Ours, driven. `stop` ends it in order, so that the next start has nothing to mend. */
    async driven(args = []) {
      ours.forget();
      const driver = await startDriver(desktop);
      const window = await driver.open([...data, ...args], ours.script);
      const { at, pid } = ours.read();
      return {
        window, at, pid,
        async stop() {
          process.kill(pid, 'SIGTERM');
          await until('the program has ended', () => !isRunning(pid));
          await driver.stop();
        },
      };
    },
    /** Ours, alone. */
    async alone() {
      ours.forget();
      const running = await start(ours.script, data, { env: desktop.env });
      await until('the program has begun', () => running.pid);
      return { pid: running.pid, stop: () => running.stop() };
    },
    /** The blank window; `painted` is how long that took, `frames` the p95 and longest of as many as asked for. */
    async blank(frames = 0) {
      empty.forget();
      let painted;
      let times;
      const running = await start(empty.script, [String(frames), ...(hasGpu ? [] : ['software'])], {
        env: desktop.env,
        ready(line) {
          if (line.startsWith('painted ')) painted = Number(line.slice(8)) / 1000;
          if (line.startsWith('frames ')) times = line.slice(7).split(' ').map(Number);
          return painted !== undefined && (frames === 0 || times !== undefined);
        },
      });
      return { pid: running.pid, painted: painted - empty.read().at, frames: times, stop: () => running.stop() };
    },
  };
}
