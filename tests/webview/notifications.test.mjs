// What reaches the person while they look elsewhere: notifications and the number on the dock.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start, until } from '../support/processes.mjs';
import { startWorld } from '../support/world.mjs';
import { startDesk } from './desk.mjs';
import { call, reads, see } from './page.mjs';
import { connect, inbox, newCustomer, open, row, spoken } from './steps.mjs';

let desk;
let world;
let window;
let amal;
let bilal;
let notifies;
let dock;

before(async () => {
  [desk, world] = await Promise.all([startDesk(), startWorld({ size: 'empty' })]);
  notifies = await desk.desktop.listen(
    "type='method_call',interface='org.freedesktop.Notifications',member='Notify'",
  );
  dock = await desk.desktop.listen("type='signal',interface='com.canonical.Unity.LauncherEntry'");
  // Written before the line is connected: history, of which nothing is told.
  amal = await newCustomer(world, 'Amal Nasser', '+966500000201', 'Good evening');
  bilal = await newCustomer(world, 'Bilal Karim', '+966500000202', 'Hello');
  window = await desk.start();
  await connect(window, world);
  await call(window, 'set_settings', { ...(await call(window, 'get_settings')), badge: 'everything' });
  await open(window, amal.conversationId, 'Amal Nasser');
  await row(window, bilal.conversationId);
});
after(async () => {
  await desk?.stop();
  await world?.stop();
});

const writes = (customer, text) =>
  world.hatif.control('receive', { conversationId: customer.conversationId, what: { text } });

/** The notifications asked for so far: which one each replaces, its title and its body. */
function notified() {
  return notifies
    .heard()
    .split(/^method call /m)
    .flatMap((said) => {
      const found = /string "Switchboard"\s+uint32 (\d+)\s+string "[^"]*"\s+string "(.*)"\s+string "(.*)"\s+array/.exec(said);
      return found ? [{ replaces: Number(found[1]), title: found[2], body: found[3] }] : [];
    });
}

/** The numbers told to the dock so far. */
function numbers() {
  return dock
    .heard()
    .split(/^signal /m)
    .flatMap((said) => {
      const count = /"count"\s+variant\s+int64 (\d+)/.exec(said);
      const visible = /"count-visible"\s+variant\s+boolean (\w+)/.exec(said);
      return count && visible ? [{ count: Number(count[1]), visible: visible[1] === 'true' }] : [];
    });
}

test('a message elsewhere is told with name and text, its markup as written', async () => {
  const before = notified().length;
  await writes(bilal, '<b>x</b> & y');
  await until('it is told', () => notified().length > before);
  assert.deepEqual(notified().slice(before), [
    { replaces: 0, title: 'Bilal Karim', body: '&lt;b&gt;x&lt;/b&gt; &amp; y' },
  ]);
  await until('it is on the screen', async () => (await desk.desktop.notificationsShown()) === 1);
});

test('the next one of that conversation replaces it', async () => {
  const before = notified().length;
  await writes(bilal, 'Are you there?');
  await until('it is told', () => notified().length > before);
  assert.ok(notified().at(-1).replaces > 0);
  assert.equal(await desk.desktop.notificationsShown(), 1);
});

test('nothing is told of the conversation that is being looked at', async () => {
  const before = notified().length;
  await until('the window has the focus', () => window.execute(() => document.hasFocus()));
  await writes(amal, 'Just so you know');
  await reads(window, 'Just so you know');
  // Messages are decided in their order: once the second was told, the first was not.
  await writes(bilal, 'Hello again');
  await until('the other one is told', () => notified().length > before);
  assert.deepEqual(notified().slice(before).map(({ body }) => body), ['Hello again']);
});

test('choosing a notification opens its conversation', async () => {
  assert.equal(await desk.desktop.notificationsShown(), 1);
  await desk.desktop.clickNotification();
  await see(window, 'heading', 'Bilal Karim', { within: 'main' });
  await reads(window, '<b>x</b> & y');
});

test('the open conversation is told, too, while another program has the focus', async () => {
  const other = await start('xmessage', ['Another program'], { env: desk.desktop.env });
  try {
    await until('the window has lost the focus', () => window.execute(() => !document.hasFocus()));
    const before = notified().length;
    await writes(bilal, 'Still here');
    await until('it is told', () => notified().length > before);
    await desk.desktop.clickNotification();
    await until('the window is in front again', () => window.execute(() => document.hasFocus()));
  } finally {
    await other.stop();
  }
});

test('the number of unread conversations is told to the dock and taken away', async () => {
  assert.ok(numbers().some(({ count, visible }) => count > 0 && visible));
  for (const [customer, name] of [[amal, 'Amal Nasser'], [bilal, 'Bilal Karim']]) {
    const line = await row(window, customer.conversationId);
    await open(window, customer.conversationId, name);
    await until(`${name} counts as read`, async () => !/unread/.test(await spoken(window, line)));
  }
  await until('the dock shows no number', () => numbers().at(-1)?.visible === false);
  await open(window, amal.conversationId, 'Amal Nasser');
  await writes(bilal, 'One more');
  await until('the dock shows a one', () => {
    const last = numbers().at(-1);
    return last.visible && last.count === 1;
  });
  assert.match(dock.heard(), /string "application:\/\/Switchboard\.desktop"/);
});

test('after a restart what came meanwhile is told once, and what was told is not told again', async () => {
  await desk.quit();
  const before = notified().length;
  await writes(bilal, 'While you were gone');
  window = await desk.start();
  await inbox(window);
  await until('it is told', () => notified().length > before);
  assert.deepEqual(notified().slice(before), [
    { replaces: 0, title: 'While you were away', body: '1 message in 1 conversation' },
  ]);

  await desk.quit();
  window = await desk.start();
  await inbox(window);
  await writes(amal, 'Back already?');
  await until('the new one is told', () => notified().length > before + 1);
  assert.equal(notified().length, before + 2);
});
