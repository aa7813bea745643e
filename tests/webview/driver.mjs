// The real window under a browser driver.
import { createServer } from 'node:net';

import { remote } from 'webdriverio';

import { start, until } from '../support/processes.mjs';
import { executable } from '../support/world.mjs';

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the driver of a desktop; `open` starts the program and answers its window. */
export async function startDriver(desktop, env = {}) {
  const port = await freePort();
  const driver = await start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    // The webview accepts a driver only when asked to.
    env: { ...desktop.env, ...env, TAURI_WEBVIEW_AUTOMATION: 'true' },
  });
  await until('the driver listens', async () => {
    try {
      return (await fetch(`http://127.0.0.1:${port}/status`)).ok;
    } catch {
      return false;
    }
  });
  return {
    async open(args = [], binary = executable('switchboard')) {
      const window = await remote({
        hostname: '127.0.0.1',
        port,
        logLevel: 'silent',
        connectionRetryCount: 0,
        connectionRetryTimeout: 60_000,
        capabilities: {
          'wdio:enforceWebDriverClassic': true,
          'webkitgtk:browserOptions': { binary, args },
        },
      });
      return window;
    },
    said: driver.said,
    pid: driver.pid,
    stop: () => driver.stop(),
  };
}
