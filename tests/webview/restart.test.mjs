// Ending and starting again on the same home: what was there is there, what was queued is sent once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startGate } from '../support/gate.mjs';
import { until } from '../support/processes.mjs';
import { startWorld } from '../support/world.mjs';
import { startDesk } from './desk.mjs';
import { call, press, reads, see, type } from './page.mjs';
import { connect, inbox, LINE, newCustomer, open, row } from './steps.mjs';

const name = 'Dana Saleh';
let desk;
let world;
let window;
let customer;
let gate;

before(async () => {
  [desk, world] = await Promise.all([startDesk(), startWorld({ size: 'empty', relay: false })]);
  gate = await startGate(world.hatif.baseUrl);
  customer = await newCustomer(world, name, '+966500000301', 'Do you deliver to Jeddah?');
  window = await desk.start();
  await connect(window, world, { address: gate.address });
  await open(window, customer.conversationId, name);
});
after(async () => {
  await desk?.stop();
  await gate?.stop();
  await world?.stop();
});

test('after a quit the list and the draft are there before the platform answers, then the line is live', async () => {
  await type(window, `Reply to ${name}`, 'We do, on Sun');
  await reads(window, 'Draft saved');
  await desk.quit();
  await gate.cut();
  window = await desk.start();
  await open(window, customer.conversationId, name);
  const box = await see(window, 'textbox', `Reply to ${name}`);
  await until('the draft is in the box', async () => (await box.getValue()) === 'We do, on Sun');
  await gate.mend();
  // The key came from the keyring: nobody was asked for it.
  await inbox(window);
  await reads(window, LINE);
});

test('what was queued when the program was killed is sent once after the next start', async () => {
  await inbox(window);
  await gate.cut();
  await press(window, 'button', /^Send/, { within: '[data-pane=composer]' });
  await see(window, 'article', /^You, message/);
  await until('it waits on this computer', async () => {
    const [entry] = await call(window, 'list_outbox');
    return entry?.state.state === 'waiting' || entry?.state.state === 'queued';
  });
  await desk.quit('SIGKILL');
  assert.deepEqual(await accepted(), []);
  await gate.mend();
  window = await desk.start();
  await open(window, customer.conversationId, name);
  await see(window, 'article', /^You, message, .*, (Delivered|Read)$/);
  await until('the outbox is empty', async () => (await call(window, 'list_outbox')).length === 0);
  assert.deepEqual(await accepted(), ['We do, on Sun']);
});

test('a reply whose answer was lost with the program is found, not sent again', async () => {
  // The platform has it long before it says so: the program dies in between.
  await world.hatif.control('faults', { sendAnswerDelayMs: 30_000 });
  await type(window, `Reply to ${name}`, 'And on Mondays');
  await press(window, 'button', 'Send');
  await until('the platform has it', async () => (await accepted()).length === 2);
  await desk.quit('SIGKILL');
  await world.hatif.control('faults', { sendAnswerDelayMs: 0 });
  window = await desk.start();
  await open(window, customer.conversationId, name);
  await until('the outbox is empty', async () => (await call(window, 'list_outbox')).length === 0);
  await until('both are delivered', async () => (await delivered()) === 2);
  assert.deepEqual(await accepted(), ['We do, on Sun', 'And on Mondays']);
});

test('a start that names a conversation opens it', async () => {
  const id = await (await row(window, customer.conversationId)).getAttribute('data-row');
  await desk.quit();
  window = await desk.start(['--conversation', id]);
  await see(window, 'textbox', `Reply to ${name}`);
});

/** The texts the platform has taken. */
async function accepted() {
  const sends = await world.hatif.truth('sends');
  return sends.filter((send) => send.accepted).map(({ text }) => text);
}

/** How many of our messages the window shows as having arrived. */
const delivered = () =>
  window.execute(
    () =>
      [...document.querySelectorAll('article')].filter((article) =>
        /^You, message, .*, (Delivered|Read)$/.test(article.ariaLabel),
      ).length,
  );
