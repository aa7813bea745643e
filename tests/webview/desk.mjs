// A desk for a test: a desktop of its own and the program on it. The program can be ended and started
// again on the same home, as a person or a power cut would.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

import { startDesktop } from '../support/desktop.mjs';
import { output, until } from '../support/processes.mjs';
import { executable } from '../support/world.mjs';
import { startDriver } from './driver.mjs';

/** Starts a desktop; `desk.start()` then opens the program's window on it. */
export async function startDesk({ keyring, notifications, env = {} } = {}) {
  const desktop = await startDesktop({ keyring, notifications });
  let driver;
  const desk = {
    desktop,
    /** The window under the driver. */
    window: undefined,
    /** What the program wrote to its terminal. */
    said: () => driver.said,
    async start(args = []) {
      driver = await startDriver(desktop, env);
      desk.window = await driver.open(args);
      return desk.window;
    },
    /** Ends the program by a signal and waits until it is gone. */
    async quit(signal = 'SIGTERM') {
      const pid = programOf(driver.pid);
      process.kill(pid, signal);
      await until('the program has ended', () => !isRunning(pid));
      await driver.stop();
      driver = undefined;
    },
    async stop() {
      await driver?.stop();
      await desktop.stop();
    },
    /** Presses keys as the person's keyboard does, outside of the driver. */
    keys: (...keys) => output('xdotool', ['key', ...keys], { env: desktop.env }),
  };
  return desk;
}

const words = (path) => readFileSync(path, 'utf8').split(/[\s\0]+/);

/** The program that the driver has started: its child, by its executable. */
function programOf(driver) {
  const [program] = childrenOf(driver, basename(executable('switchboard')));
  if (program === undefined) throw new Error('the program is not running');
  return program;
}

/** The processes that `parent` has started from an executable of that name. */
export function childrenOf(parent, name) {
  return readdirSync('/proc').map(Number).filter((pid) => {
    try {
      const path = join('/proc', String(pid));
      return Number(words(join(path, 'stat'))[3]) === parent && basename(readlinkSync(join(path, 'exe'))) === name;
    } catch {
      // No process, or ended between listing and looking.
      return false;
    }
  });
}

function isRunning(pid) {
  try {
    // A zombie has ended; only its parent has not looked yet.
    return words(join('/proc', String(pid), 'stat'))[2] !== 'Z';
  } catch {
    return false;
  }
}
