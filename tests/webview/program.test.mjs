// The program as the person starts it, without a driver: one window, what closing it means, and what
// happens when the page's own process dies.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startDesktop } from '../support/desktop.mjs';
import { output, start, until } from '../support/processes.mjs';
import { executable } from '../support/world.mjs';
import { childrenOf } from './desk.mjs';

let desktop;

before(async () => {
  desktop = await startDesktop();
});
after(async () => {
  await desktop?.stop();
});

const run = (program, ...args) => output(program, args, { env: desktop.env });

/** Title of the window in front; empty while there is none. */
const inFront = () =>
  run('xdotool', 'getactivewindow', 'getwindowname').then((name) => name.trim(), () => '');
const isInFront = (title) => until(`${title} is in front`, async () => (await inFront()) === title);

test('without a tray to come back from, closing the window ends the program', async () => {
  const program = await start(executable('switchboard'), [], { env: desktop.env });
  await isInFront('Switchboard');
  await run('xdotool', 'key', 'alt+F4');
  const ending = await program.exited;
  assert.deepEqual(ending, [0, null], program.said.join('\n'));
});

test('a second start brings the first window forward and ends', async () => {
  const first = await start(executable('switchboard'), [], { env: desktop.env });
  await isInFront('Switchboard');
  const other = await start('xmessage', ['Another program'], { env: desktop.env });
  try {
    // The window manager may leave a new window behind; a person would click it.
    const found = () => run('xdotool', 'search', '--onlyvisible', '--name', '^xmessage$').catch(() => '');
    const message = await until('the other window is there', async () => (await found()).trim());
    await run('xdotool', 'windowactivate', message);
    await isInFront('xmessage');
    const second = await start(executable('switchboard'), [], { env: desktop.env });
    const ending = await second.exited;
    assert.deepEqual(ending, [0, null], second.said.join('\n'));
    await isInFront('Switchboard');
  } finally {
    await other.stop();
    await first.stop();
  }
});

test('when the page\'s process dies the window is filled again', async () => {
  const program = await start(executable('switchboard'), [], { env: desktop.env });
  try {
    await isInFront('Switchboard');
    const page = () => childrenOf(program.pid, 'WebKitWebProcess')[0];
    const first = await until('the page has a process', page);
    const filled = await until('the page is drawn', async () => (await colours()) > EMPTY && colours());
    process.kill(first, 'SIGKILL');
    await until('it has another process', () => page() && page() !== first);
    await until('the page is drawn again', async () => (await colours()) === filled);
  } finally {
    await program.stop();
  }
});

/** An empty window with its frame has no more colours than this. */
const EMPTY = 100;

/** How many colours the screen shows. */
const colours = async () => Number(await run('convert', 'x:root', '-format', '%k', 'info:'));
