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
  await isDrawn();
  // A key pressed while the window manager still places the window is lost; a person presses again.
  let pressed = 0;
  await until('the program has ended', async () => {
    const ended = program.child.exitCode !== null || program.child.signalCode !== null;
    if (!ended && performance.now() - pressed > 2_000) {
      pressed = performance.now();
      await run('xdotool', 'key', 'alt+F4');
    }
    return ended;
  });
  assert.deepEqual(await program.exited, [0, null], program.said.join('\n'));
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
    await until('the second start has ended', () => second.child.exitCode !== null);
    assert.deepEqual(await second.exited, [0, null], second.said.join('\n'));
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
    await isDrawn();
    process.kill(first, 'SIGKILL');
    await until('it has another process', () => page() && page() !== first);
    const drawn = await isDrawn();
    // What is left of the old page on the screen would not answer a key.
    await run('xdotool', 'key', 'question');
    await until('the page answers', async () => (await picture()).hash !== drawn.hash);
  } finally {
    await program.stop();
  }
});

/** An empty window with its frame has no more colours than this. */
const EMPTY = 100;

/** What the screen shows: how many colours, and a name for exactly this picture. */
async function picture() {
  const said = await run('convert', 'x:root', '-format', '%k %#', 'info:');
  const [colours, hash] = said.trim().split(' ');
  return { colours: Number(colours), hash };
}

/** Waits until the page is drawn and stays as it is. */
async function isDrawn() {
  let last;
  return until('the page is drawn', async () => {
    const before = last;
    last = await picture();
    return last.colours > EMPTY && last.hash === before?.hash && last;
  });
}
