// A computer without keychain and without notifications: it is said, and nothing is kept in clear.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { leaks } from '../support/leaks.mjs';
import { startWorld } from '../support/world.mjs';
import { startDesk } from './desk.mjs';
import { call, press, reads, see, seeNo } from './page.mjs';

let desk;
let world;
let window;

before(async () => {
  [desk, world] = await Promise.all([
    startDesk({ keyring: false, notifications: false }),
    startWorld({ size: 'empty', relay: false }),
  ]);
  window = await desk.start();
});
after(async () => {
  await desk?.stop();
  await world?.stop();
});

test('connecting says that there is no keychain and goes no further', async () => {
  await press(window, 'button', 'Connect a line', { within: 'main[aria-label^="Connect"]' });
  await press(window, 'button', 'Continue');
  await reads(window, 'This computer has no keychain, so a key cannot be kept safely.');
  await see(window, 'button', 'Look again');
  await press(window, 'button', 'Cancel');
  await seeNo(window, 'dialog', 'Connect a line');
});

test('the host keeps no key either, and stores nothing', async () => {
  const { clientId, clientSecret, baseUrl } = world.hatif;
  const credentials = { platform: 'hatif', clientId, clientSecret, baseUrl };
  const { accounts } = await call(window, 'sign_in', credentials);
  const { account } = accounts[0];
  const refused = await call(window, 'test_line', { attempt: 'journey', account }).then(
    (found) => call(window, 'add_line', { test: found.test, name: 'Nowhere', me: null, relay: null }),
  ).then(() => null, (error) => error.refusal);
  assert.equal(refused?.code, 'noKeychain');
  assert.deepEqual(await call(window, 'list_lines'), []);
  assert.deepEqual(await leaks(desk.desktop.home, [clientSecret, clientId]), []);
});

test('settings say that nothing shows notifications', async () => {
  // Settings are reached without a line, by their key.
  await window.keys(['Control', ',']);
  await press(window, 'button', 'Notifications', { within: 'nav' });
  await reads(window, 'Nothing on this computer shows notifications. Unread counts still work.');
  await press(window, 'button', 'Send a test');
  await reads(window, 'Nothing on this computer shows notifications.');
});
