// How long a message takes from a platform to the list on the screen, by each way it can come.
import { startDesktop } from '../../tests/support/desktop.mjs';
import { until } from '../../tests/support/processes.mjs';
import { startPlatform, startWorld } from '../../tests/support/world.mjs';
import { call } from '../../tests/webview/page.mjs';
import { median, now, pause, quantile } from './numbers.mjs';
import { programs } from './programs.mjs';

/** The lines: how each is signed in to, and by which way its news come. */
const ways = [
  { id: 'hatif-relay', key: ({ hatif }) => hatifKey(hatif), relayed: true },
  { id: 'hatif-poll', key: hatifKey },
  {
    id: 'chatvolt-poll',
    key: ({ apiKey, baseUrl }) => ({ platform: 'chatvolt', apiKey, baseUrl, dashboard: false, dashboardUrl: null }),
    hasAi: true,
  },
  {
    id: 'ohallo-poll',
    key: ({ apiKey, baseUrl }) => ({ platform: 'ohallo', apiKey, baseUrl }),
    hasAi: true,
  },
  {
    id: 'chatwoot-socket',
    key: ({ accessToken, baseUrl }) => ({ platform: 'chatwootToken', accessToken, baseUrl, unprotected: false }),
  },
];

function hatifKey({ clientId, clientSecret, baseUrl }) {
  return { platform: 'hatif', clientId, clientSecret, baseUrl };
}

/** The figures this part brings. */
export const liveIds = ways.map(({ id }) => `live-${id}`);

/** Measures all ways at once, in one window. */
export async function measureLive({ quick, dataDir, report }) {
  const stops = [];
  try {
    const desktop = await startDesktop();
    stops.push(() => desktop.stop());
    const lines = [];
    for (const [place, way] of ways.entries()) {
      const world = way.relayed
        ? await startWorld({ size: 'empty' })
        : await startPlatform(way.id.split('-')[0]);
      stops.push(() => world.stop());
      const phone = `+96650000${String(1000 + place)}`;
      const name = `Customer of ${way.id}`;
      const write = (text) =>
        (world.hatif ?? world).control('receive', { phone, name, what: { text } });
      // Its answer would take the customer's words out of the list before they were seen.
      if (way.hasAi) await world.control('ai-answers', { on: false });
      await write('Good morning');
      lines.push({ ...way, world, write });
    }
    const { driven } = programs(desktop, dataDir, null);
    const app = await driven();
    stops.push(() => app.stop());
    for (const line of lines) await connect(app.window, line);
    await app.window.execute(() => location.reload());
    for (const line of lines) await isShown(app.window, `Customer of ${line.id}`);
    // The first minutes look more often and fill what was before.
    await pause(20_000);
    await watch(app.window);
    const times = new Map(lines.map(({ id }) => [id, []]));
    for (let round = 0; round < (quick ? 3 : 8); round += 1) {
      await Promise.all(lines.map(async ({ id, write }) => {
        const text = `Word ${round} by ${id}`;
        const at = now();
        await write(text);
        const painted = await until(`${text} is painted`, () =>
          app.window.execute((wanted) => globalThis.benchPainted(wanted), text), 180_000);
        times.get(id).push(painted - at);
      }));
      // Not in step with anybody's clock.
      await pause(1_000 + round * 1_700);
    }
    for (const [id, took] of times) {
      report(`live-${id}`, median(took), {
        what: `a customer writes on ${id.replace('-', ', by ')} → painted in the list, p50`,
        unit: 'ms',
        note: `${took.length} messages, none of them into the open conversation; p95 ${Math.round(quantile(took, 0.95))} ms`,
      });
    }
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function connect(window, { id, key, world }) {
  const { accounts } = await call(window, 'sign_in', key(world));
  const found = await call(window, 'test_line', { attempt: id, account: accounts[0].account });
  await call(window, 'add_line', {
    test: found.test,
    name: id,
    me: found.agents.find((agent) => !agent.isAi)?.id ?? null,
    namedMe: null,
    relay: world.relay === undefined ? null : { url: world.relay.url, token: world.relay.token },
  });
}

const isShown = (window, words) =>
  until(`${words} is in the list`, () =>
    window.execute((wanted) => document.querySelector('[role=listbox]')?.textContent.includes(wanted) ?? false, words), 120_000);

/** Has the page note when each text was first on the screen, so that asking does not make it later. */
const watch = (window) =>
  window.execute(() => {
    const seen = new Map();
    globalThis.benchPainted = (wanted) => seen.get(wanted) ?? null;
    new MutationObserver(() => {
      for (const [text] of document.querySelector('[role=listbox]').textContent.matchAll(/Word \d+ by (hatif|chatvolt|ohallo|chatwoot)-(relay|poll|socket)/gu)) {
        if (seen.has(text)) continue;
        seen.set(text, null);
        requestAnimationFrame(() => setTimeout(() => seen.set(text, performance.timeOrigin + performance.now())));
      }
    }).observe(document.querySelector('[role=listbox]'), { subtree: true, childList: true, characterData: true });
  });
