// A day's work in the real window: read, answer, hand over, look at what customers send.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { until } from '../support/processes.mjs';
import { startWorld } from '../support/world.mjs';
import { startDesk } from './desk.mjs';
import { press, reads, see, type } from './page.mjs';
import { connect, LINE, newCustomer, open, row, spoken } from './steps.mjs';

let desk;
let world;
let window;
let people;
let customer;

before(async () => {
  [desk, world] = await Promise.all([startDesk(), startWorld({ size: 'empty' })]);
  window = await desk.start();
  ({ people } = await connect(window, world));
  customer = await newCustomer(world, 'Omar Haddad', '+966500000101', 'Is my table still free tonight?');
});
after(async () => {
  await desk?.stop();
  await world?.stop();
});

/** The assignee of a conversation at the platform. */
async function carrier(conversation) {
  const all = await world.hatif.truth('conversations');
  return all.find(({ id }) => id === conversation).assigneeId;
}

test('a message that comes in is on the list by itself, opens at a click and is read then', async () => {
  const line = await row(window, customer.conversationId);
  await until('it counts as unread', async () => /1 unread/.test(await spoken(window, line)));
  await open(window, customer.conversationId, 'Omar Haddad');
  await see(window, 'article', /^Omar Haddad, message/);
  await reads(window, 'Is my table still free tonight?');
  await until('it counts as read', async () => !/unread/.test(await spoken(window, line)));
});

test('a reply shows at once, reaches the platform once and ends as read', async () => {
  const words = 'Yes, it is yours from eight. سعداء بكم';
  await type(window, 'Reply to Omar Haddad', words);
  await press(window, 'button', 'Send');
  await see(window, 'article', /^You, message/);
  await see(window, 'article', /^You, message, .*, (Delivered|Read)$/);
  const sends = await world.hatif.truth('sends');
  assert.deepEqual(
    sends.map(({ text, accepted }) => ({ text, accepted })),
    [{ text: words, accepted: true }],
  );
  const box = await see(window, 'textbox', 'Reply to Omar Haddad');
  assert.equal(await box.getValue(), '');
});

test('a conversation is handed to a colleague, seen there and undone from the message at the foot', async () => {
  const { users } = await world.hatif.truth('state');
  const colleague = users.find(({ isAi, name }) => !isAi && name !== people[0].name);
  await press(window, 'button', 'Assignee: Nobody. Assign');
  await press(window, 'option', new RegExp(`^${colleague.name}`), { within: '[role=dialog]' });
  await see(window, 'button', `Assignee: ${colleague.name}. Assign`);
  await until('the platform knows', async () => (await carrier(customer.conversationId)) === colleague.userId);
  await press(window, 'button', 'Undo');
  await see(window, 'button', 'Assignee: Nobody. Assign');
  await until('the platform knows that, too', async () => (await carrier(customer.conversationId)) === null);
});

test('a picture and a voice message are fetched and can be seen and heard', async () => {
  await world.hatif.control('receive', {
    conversationId: customer.conversationId,
    what: { media: { messageType: 'Image', caption: 'The table by the window' } },
  });
  const picture = await see(window, 'image', 'The table by the window');
  await until('the picture has a size', () =>
    window.execute((image) => image.complete && image.naturalWidth > 0 && image.naturalHeight > 0, picture),
  );

  await world.hatif.control('receive', {
    conversationId: customer.conversationId,
    what: { media: { messageType: 'Audio' } },
  });
  const voice = await see(window, 'article', /^Omar Haddad, voice message/);
  await hearIn(voice);
});

test('the recording of a call can be heard and its summary be read', async () => {
  await world.hatif.control('call', {
    phone: '+966500000101', ringSeconds: 3, ending: { answered: { talkSeconds: 45 } }, pace: 0,
  });
  const call = await see(window, 'article', /Incoming call/);
  await reads(window, 'Summary by Hatif');
  await hearIn(call);
});

/** Presses play inside an item and waits until its sound has a length. */
async function hearIn(article) {
  const selector = `[data-item="${await article.getAttribute('data-item')}"]`;
  await press(window, 'button', 'Play', { within: selector });
  const heard = await until('the sound is loaded', () =>
    window.execute((inside) => {
      const sound = document.querySelector(`${inside} audio`);
      if (sound.error) return { failed: sound.error.code };
      return sound.readyState > 0 && { length: sound.duration };
    }, selector),
  );
  assert.equal(heard.failed, undefined);
  assert.ok(heard.length > 0, `it is ${heard.length} s long`);
}

test('the inbox has no serious barrier for people with disabilities', async () => {
  await open(window, customer.conversationId, 'Omar Haddad');
  await reads(window, LINE);
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await window.execute(readFileSync(axe, 'utf8'));
  const found = await window.executeAsync((done) => {
    // That rule takes initials in a picture for words of the label.
    const rules = { 'label-content-name-mismatch': { enabled: false } };
    window.axe.run(document, { resultTypes: ['violations'], rules }).then(
      ({ violations, passes }) =>
        done({
          checked: passes.length,
          violations: violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 160)) })),
        }),
      (failure) => done({ failure: String(failure) }),
    );
  });
  assert.equal(found.failure, undefined);
  assert.ok(found.checked > 10);
  assert.deepEqual(found.violations, []);
});
