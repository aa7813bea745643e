// The part of the bench that has a window: starts, painting, events, memory.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { startDesktop } from '../../tests/support/desktop.mjs';
import { output, start, until } from '../../tests/support/processes.mjs';
import { startWorld } from '../../tests/support/world.mjs';
import { call, see } from '../../tests/webview/page.mjs';
import { median, now, pause, quantile } from './numbers.mjs';
import { buildBlank, programs } from './programs.mjs';
import { cpu, memory } from './tree.mjs';

const CUSTOMER = { phone: '+966500009999', name: 'Bench Customer' };

/** Between the platform and the relay: notes when each event reaches the relay. */
async function startDoorway(inlet) {
  const passed = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const headers = { ...request.headers };
    for (const name of ['host', 'connection', 'content-length']) delete headers[name];
    const text = body.toString();
    passed.push({ at: now(), text });
    const answer = await fetch(inlet, { method: request.method, headers, body });
    response.writeHead(answer.status).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    at: (words) => passed.find(({ text }) => text.includes(words))?.at,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const listIsPainted = (window) =>
  until('the list is painted', () =>
    window.execute(() => {
      const mark = performance.getEntriesByName('app:list:painted')[0];
      return mark ? performance.timeOrigin + mark.startTime : null;
    }),
  );

/** Measures everything; `report(id, value, extra)` takes a figure, `attempt` a part that may fail. */
export async function measureWindow({ quick, dataDir, report, attempt }) {
  const blank = buildBlank();
  const desktop = await startDesktop();
  const world = await startWorld({ size: 'small' });
  const doorway = await startDoorway(world.relay.inlet);
  await world.hatif.control('webhooks', { url: doorway.url });
  const programs_ = programs(desktop, dataDir, blank);
  const bench = { quick, desktop, world, doorway, report, ...programs_ };
  try {
    const conversation = await attempt('connecting a line', ['event-painted-p50', 'event-painted-p95', 'event-bus-p50', 'event-bus-p95'], () => connect(bench));
    if (conversation !== undefined) {
      await attempt('events', ['event-painted-p50', 'event-painted-p95', 'event-bus-p50', 'event-bus-p95'], () => events(bench, conversation));
    }
    await attempt('warm starts', ['start-warm'], () => starts(bench, 'start-warm', quick ? 3 : 7, () => {}));
    await attempt('the window in use', ['open-painted-p50', 'open-painted-p95', 'select-painted', 'scroll-frame-p95', 'scroll-frame-max', 'memory-opens'], () => use(bench));
    await attempt('the window at rest', ['memory-idle', 'idle-cpu'], () => rest(bench));
    await attempt('cold starts', ['start-cold'], () => {
      if (process.getuid() !== 0) throw new Error('only root can drop the page cache');
      return starts(bench, 'start-cold', quick ? 1 : 3, dropPageCache);
    });
  } finally {
    await doorway.stop();
    await world.stop();
    await desktop.stop();
  }
}

function dropPageCache() {
  writeFileSync('/proc/sys/vm/drop_caches', '3');
}

/** Connects the simulated platform beside the seeded line; answers a conversation to write into. */
async function connect({ driven, world }) {
  const app = await driven();
  try {
    const { window } = app;
    await listIsPainted(window);
    const { hatif, relay } = world;
    const { accounts } = await call(window, 'sign_in', {
      platform: 'hatif',
      clientId: hatif.clientId,
      clientSecret: hatif.clientSecret,
      baseUrl: hatif.baseUrl,
    });
    const { account } = accounts[0];
    const found = await call(window, 'test_line', { attempt: 'bench', account });
    const me = found.agents.find((agent) => !agent.isAi)?.id ?? null;
    const line = await call(window, 'add_line', {
      test: found.test,
      name: 'Live line',
      me,
      relay: { url: relay.url, token: relay.token },
    });
    await until('the line is live', async () => {
      const lines = await call(window, 'list_lines');
      return lines.find(({ id }) => id === line.id)?.health?.state === 'live';
    });
    const { conversationId } = await hatif.control('receive', { ...CUSTOMER, what: { text: 'Good morning' } });
    const id = `${line.id}:${conversationId}`;
    await until('the new conversation is known', async () => {
      const found = await call(window, 'find_conversations', { text: CUSTOMER.name, limit: 5 });
      return found.some((row) => row.id === id);
      // Written before the line listened to its relay, it is first told by the next look at the list.
    }, 90_000);
    // The first sync goes on filling pasts; it shall not be what is measured.
    await pause(5_000);
    return { id, remote: conversationId };
  } finally {
    await app.stop();
  }
}

async function events({ quick, driven, desktop, world, doorway, report }, conversation) {
  const app = await driven();
  try {
    const { window } = app;
    await listIsPainted(window);
    await window.keys(['Control', 'k']);
    await until('the palette is open', () =>
      window.execute(() => document.activeElement.matches('input[role=combobox], input[type=search]')),
    );
    await window.keys(CUSTOMER.name);
    await (await see(window, 'option', new RegExp(CUSTOMER.name), { within: '[role=dialog]' })).click();
    await until('the conversation is open', () =>
      window.execute(() => performance.getEntriesByName('conversation:open:painted').length > 0),
    );
    await pause(2_000);
    const write = (text) =>
      world.hatif.control('receive', { conversationId: conversation.remote, what: { text } });

    const painted = [];
    for (let round = 0; round < (quick ? 15 : 60); round += 1) {
      const text = `Word ${round} of the bench`;
      await window.execute((wanted) => {
        globalThis.benchSeen = new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            if (!document.body.textContent.includes(wanted)) return;
            observer.disconnect();
            requestAnimationFrame(() =>
              setTimeout(() => resolve(performance.timeOrigin + performance.now())),
            );
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        });
      }, text);
      await write(text);
      const at = await window.executeAsync((done) => globalThis.benchSeen.then(done));
      painted.push(at - doorway.at(text));
      await pause(200 + (round % 7) * 30);
    }
    const note = `${painted.length} messages into the open conversation; until its words are on the screen, wherever first`;
    report('event-painted-p50', median(painted), { note });
    report('event-painted-p95', quantile(painted, 0.95), { note });

    const bus = await monitorBus(desktop);
    await output('xdotool', ['search', '--onlyvisible', '--class', 'switchboard', 'windowminimize', '%@'], { env: desktop.env });
    await until('the window is hidden', () => window.execute(() => document.visibilityState === 'hidden'));
    await pause(1_000);
    const told = [];
    for (let round = 0; round < (quick ? 6 : 20); round += 1) {
      const text = `Call ${round} of the bench`;
      const before = bus.times.length;
      await write(text);
      await until('a notification is on the bus', () => bus.times.length > before);
      told.push(bus.times[before] - doorway.at(text));
      await pause(600 + (round % 7) * 30);
    }
    await bus.stop();
    const busNote = `${told.length} messages, window minimised; until Notify is on the session bus`;
    report('event-bus-p50', median(told), { note: busNote });
    report('event-bus-p95', quantile(told, 0.95), { note: busNote });
  } finally {
    await app.stop();
  }
}

/** Follows the session bus: the times at which somebody was asked to notify. */
async function monitorBus(desktop) {
  const times = [];
  const rule = "interface='org.freedesktop.Notifications',member='Notify'";
  const monitor = await start('dbus-monitor', ['--session', rule], {
    env: desktop.env,
    ready(line) {
      const call = /^method call time=([\d.]+) .*member=Notify/.exec(line);
      if (call) times.push(Number(call[1]) * 1000);
      return /member=NameAcquired|member=NameLost/.test(line);
    },
  });
  return { times, stop: () => monitor.stop() };
}

/** Starts blank window and program in turn, so that both meet the same machine. */
async function starts({ driven, blank, report }, id, rounds, prepare) {
  if (id === 'start-warm') {
    await (await driven()).stop();
    await (await blank()).stop();
  }
  const ours = [];
  const reference = [];
  for (let round = 0; round < rounds; round += 1) {
    prepare();
    const empty = await blank();
    reference.push(empty.painted);
    await empty.stop();
    prepare();
    const app = await driven();
    ours.push((await listIsPainted(app.window)) - app.at);
    await app.stop();
  }
  const all = ours.map((value) => Math.round(value)).join(', ');
  report(id, median(ours), {
    reference: median(reference),
    note: `median of ${all}; a GtkWindow with a WebKitWebView of a nearly empty page (scripts/bench/blank.c)`,
  });
}

async function use({ quick, driven, blank, report }) {
  const empty = await blank(300);
  await pause(3_000);
  const emptyMemory = memory(empty.pid);
  await empty.stop();
  const app = await driven();
  try {
    const { window } = app;
    await listIsPainted(window);
    await pause(2_000);
    const opened = await openMany(window, quick ? 15 : 50);
    const note = `${opened.length} conversations clicked one after the other`;
    report('open-painted-p50', median(opened), { note });
    report('open-painted-p95', quantile(opened, 0.95), { note });
    await pause(3_000);
    report('memory-opens', memory(app.pid) - emptyMemory, {
      reference: emptyMemory,
      note: `above the blank window, after ${opened.length} opens`,
    });
    const selected = await selectMany(window, quick ? 20 : 60);
    report('select-painted', median(selected), {
      note: `${selected.length} presses of the down arrow; p95 ${quantile(selected, 0.95).toFixed(1)} ms`,
    });
    const frames = await scroll(window, quick ? 150 : 300);
    report('scroll-frame-p95', quantile(frames, 0.95), {
      reference: empty.frames[0],
      note: `${frames.length} frames of 240 px, the blank window's do nothing`,
    });
    report('scroll-frame-max', Math.max(...frames), { reference: empty.frames[1] });
  } finally {
    await app.stop();
  }
}

async function openMany(window, wanted) {
  await window.execute(() => {
    addEventListener('click', (event) => (globalThis.benchClick = event.timeStamp), true);
  });
  const times = [];
  const seen = new Set();
  while (times.length < wanted) {
    const next = await window.execute((known) => {
      const list = document.querySelector('[role=listbox]');
      const box = list.getBoundingClientRect();
      for (const row of list.querySelectorAll('[data-row]')) {
        const { top, bottom } = row.getBoundingClientRect();
        if (top >= box.top + 30 && bottom <= box.bottom && !known.includes(row.dataset.row)) {
          return row.dataset.row;
        }
      }
      list.scrollTop += box.height * 0.8;
      return null;
    }, [...seen]);
    if (next === null) {
      await pause(300);
      continue;
    }
    seen.add(next);
    const row = await window.$(`[data-row="${next}"]`);
    // The page itself waits for the mark: each question of the driver's would take time from what is measured.
    await window.execute(() => {
      performance.clearMarks();
      globalThis.benchOpened = new Promise((resolve) => {
        new PerformanceObserver((marks, observer) => {
          const [painted] = marks.getEntriesByName('conversation:open:painted');
          if (painted === undefined) return;
          observer.disconnect();
          resolve(painted.startTime - globalThis.benchClick);
        }).observe({ type: 'mark' });
      });
    });
    await row.click();
    const took = await window.executeAsync((done) => globalThis.benchOpened.then(done));
    times.push(took);
    await pause(150);
  }
  return times;
}

async function selectMany(window, rounds) {
  await window.execute(() => {
    globalThis.benchKeys = [];
    document.querySelector('[role=listbox] [role=option][tabindex="0"]').focus();
    let pressed = null;
    addEventListener('keydown', (event) => (pressed = event.timeStamp), true);
    new MutationObserver(() => {
      if (pressed === null) return;
      const began = pressed;
      pressed = null;
      requestAnimationFrame(() => setTimeout(() => globalThis.benchKeys.push(performance.now() - began)));
    }).observe(document.querySelector('[role=listbox]'), { subtree: true, attributeFilter: ['tabindex'] });
  });
  for (let round = 0; round < rounds; round += 1) {
    await window.keys('ArrowDown');
    await until('the next row has the focus', () =>
      window.execute((count) => globalThis.benchKeys.length >= count, round + 1),
    );
  }
  return window.execute(() => globalThis.benchKeys);
}

async function scroll(window, frames) {
  await window.execute((wanted) => {
    const list = document.querySelector('[role=listbox]');
    list.scrollTop = 0;
    globalThis.benchFrames = [];
    let last = 0;
    let step = 240;
    const frame = (at) => {
      if (last) globalThis.benchFrames.push(at - last);
      last = at;
      const before = list.scrollTop;
      list.scrollTop += step;
      if (list.scrollTop === before) step = -step;
      if (globalThis.benchFrames.length < wanted) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }, frames);
  // Asked for seldom: the driver's questions take time from the frames.
  const deadline = now() + 120_000;
  for (;;) {
    await pause(2_000);
    const times = await window.execute(() => globalThis.benchFrames);
    if (times.length >= frames) return times;
    if (now() > deadline) throw new Error(`only ${times.length} frames in two minutes`);
  }
}

async function rest({ quick, alone, blank, desktop, report }) {
  const empty = await blank();
  await pause(3_000);
  const emptyMemory = memory(empty.pid);
  await empty.stop();
  const app = await alone();
  try {
    await pause(quick ? 8_000 : 12_000);
    report('memory-idle', memory(app.pid) - emptyMemory, {
      reference: emptyMemory,
      note: 'above the blank window; the program with its web processes, no driver',
    });
    await output('xdotool', ['search', '--onlyvisible', '--class', 'switchboard', 'windowminimize', '%@'], { env: desktop.env });
    await pause(5_000);
    const before = cpu(app.pid);
    const began = now();
    await pause(quick ? 10_000 : 20_000);
    const share = ((cpu(app.pid) - before) / (now() - began)) * 100;
    report('idle-cpu', share, { note: 'minimised, one live line at its relay and one paused' });
  } finally {
    await app.stop();
  }
}
