// Steps that several journeys take.
import { until } from '../support/processes.mjs';
import { call, press, see, type } from './page.mjs';

/** The name every journey gives to its line. */
export const LINE = 'Riyadh line';

/** Connects the simulated platform through the dialog, as a person does on the first day. */
export async function connectThroughDialog(window, world) {
  await press(window, 'button', 'Connect a line', { within: 'main[aria-label^="Connect"]' });
  await press(window, 'button', 'Continue');
  await type(window, 'Client id', world.hatif.clientId);
  await type(window, 'Client secret', world.hatif.clientSecret);
  await press(window, 'button', 'Use another address');
  await type(window, 'Another address', world.hatif.baseUrl);
  await press(window, 'button', 'Continue');
  await until('the test has passed', () =>
    window.execute(() => document.body.innerText.includes('The test has passed.')),
  );
  await press(window, 'button', 'Continue');
  const name = await see(window, 'textbox', 'Name of this line');
  await name.setValue(LINE);
  await press(window, 'button', 'Continue');
  await press(window, 'button', 'Connect');
  await inbox(window);
}

/** Connects without the dialog, for journeys that are about something else. */
export async function connect(window, world, { address = world.hatif.baseUrl } = {}) {
  await until('the page is there', () => window.execute(() => document.body.innerText !== ''));
  const { accounts } = await call(window, 'sign_in', {
    platform: 'hatif',
    clientId: world.hatif.clientId,
    clientSecret: world.hatif.clientSecret,
    baseUrl: address,
  });
  const { account } = accounts[0];
  const found = await call(window, 'test_line', { attempt: 'journey', account });
  const people = found.agents.filter((agent) => !agent.isAi);
  const line = await call(window, 'add_line', {
    test: found.test,
    name: LINE,
    me: people[0]?.id ?? null,
    relay: world.relay ? { url: world.relay.url, token: world.relay.token } : null,
  });
  await inbox(window);
  return { line, people };
}

/** Waits until the list of conversations is there and the line listens. */
export async function inbox(window) {
  await until('the line is live', async () => {
    const lines = await call(window, 'list_lines');
    return lines.length > 0 && lines.every((line) => line.health?.state === 'live');
  });
}

/** Waits until that conversation of the platform is on the list. */
export const row = (window, conversation) =>
  until(`conversation ${conversation} is on the list`, () =>
    window.execute(
      (id) => document.querySelector(`[data-row$=":${CSS.escape(id)}"]`),
      conversation,
    ),
  ).then((element) => window.$(element));

/** Opens it by a click on its row. */
export async function open(window, conversation, name) {
  await (await row(window, conversation)).click();
  await see(window, 'heading', name, { within: 'main' });
}

/** A customer nobody knew writes; answers what happened at the platform. */
export const newCustomer = (world, name, phone, text) =>
  world.hatif.control('receive', { phone, name, what: { text } });

/** What a row says to somebody who does not see it. */
export const spoken = (window, line) =>
  window.execute((element) => document.getElementById(element.getAttribute('aria-labelledby')).textContent, line);
