// The first day: the welcome, connecting through the dialog, and where the key ends up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { leaks } from '../support/leaks.mjs';
import { output, until } from '../support/processes.mjs';
import { startWorld } from '../support/world.mjs';
import { startDesk } from './desk.mjs';
import { press, reads, see, seeNo, type } from './page.mjs';
import { connectThroughDialog, LINE, newCustomer, open, row, spoken } from './steps.mjs';

let desk;
let world;
let window;

before(async () => {
  [desk, world] = await Promise.all([startDesk(), startWorld({ size: 'empty' })]);
  window = await desk.start();
});
after(async () => {
  await desk?.stop();
  await world?.stop();
});

/** How many secrets of ours the keyring of the session holds. */
async function keysInKeyring() {
  const found = await output(
    'gdbus',
    [
      'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', '/org/freedesktop/secrets',
      '--method', 'org.freedesktop.Secret.Service.SearchItems', "{'service': 'app.switchboard.desktop'}",
    ],
    { env: desk.desktop.env },
  );
  return found.match(/\/org\/freedesktop\/secrets\/collection\/[^']+/g)?.length ?? 0;
}

test('a first start says what to do', async () => {
  await see(window, 'heading', 'Connect your first line');
  await see(window, 'button', 'Try it with sample data');
});

test('a wrong key is refused in words, and nothing is kept', async () => {
  await press(window, 'button', 'Connect a line', { within: 'main[aria-label^="Connect"]' });
  await press(window, 'button', 'Continue');
  await type(window, 'Client id', world.hatif.clientId);
  await type(window, 'Client secret', 'not-the-secret');
  await press(window, 'button', 'Use another address');
  await type(window, 'Another address', world.hatif.baseUrl);
  await press(window, 'button', 'Continue');
  await reads(window, 'Hatif refused the client id or secret.');
  assert.equal(await keysInKeyring(), 0);
  await press(window, 'button', 'Cancel');
  await seeNo(window, 'dialog', 'Connect a line');
});

test('a line is connected through the dialog and its key lies in the keyring', async () => {
  await connectThroughDialog(window, world);
  await reads(window, LINE);
  assert.ok((await keysInKeyring()) > 0);
});

test('neither key nor customer data lies on disk outside of the store', async () => {
  const name = 'Zubaida Quraishi';
  const phone = '+966500417263';
  const body = 'my parcel number is ZX-81-QQ';
  const happened = await newCustomer(world, name, phone, body);
  await open(window, happened.conversationId, name);
  await reads(window, body);
  await type(window, `Reply to ${name}`, 'a draft nobody else should read');
  await reads(window, 'Draft saved');
  const line = await row(window, happened.conversationId);
  await until('it counts as read', async () => !/unread/.test(await spoken(window, line)));

  const key = [world.hatif.clientSecret, world.hatif.clientId];
  assert.deepEqual(await leaks(desk.desktop.home, key), []);
  const isStore = (path) => /\.db(-wal|-shm)?$/.test(path);
  const customer = [name, phone, phone.slice(1), body, 'a draft nobody else should read'];
  assert.deepEqual(await leaks(desk.desktop.home, customer, { except: isStore }), []);
  assert.deepEqual(
    desk.said().filter((line) => [...key, ...customer].some((word) => line.includes(word))),
    [],
  );
});
