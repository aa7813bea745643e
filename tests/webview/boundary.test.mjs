// What the page may not do, whatever gets into it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { startDesk } from './desk.mjs';
import { call, see } from './page.mjs';

let desk;
let window;
let elsewhere;
const asked = [];

before(async () => {
  elsewhere = createServer((request, response) => {
    asked.push(request.url);
    response.setHeader('access-control-allow-origin', '*');
    response.end('window.ranRemote = true');
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  desk = await startDesk();
  window = await desk.start();
  await see(window, 'heading', 'Connect your first line');
});
after(async () => {
  elsewhere.close();
  await desk?.stop();
});

const address = () => `http://127.0.0.1:${elsewhere.address().port}`;

test('no command of a plugin or of the window itself can be called', async () => {
  assert.equal((await call(window, 'app_info')).demo, false);
  const commands = {
    'plugin:notification|notify': { options: { title: 'x' } },
    'plugin:opener|open_url': { url: 'https://example.com' },
    'plugin:opener|open_path': { path: '/etc/passwd' },
    'plugin:store|load': { path: 'settings.json' },
    'plugin:store|set': { rid: 0, key: 'language', value: 'ar' },
    'plugin:window|close': {},
    'plugin:window|set_title': { value: 'x' },
    'plugin:webview|create_webview_window': { options: { label: 'y', url: 'https://example.com' } },
    'plugin:webview|internal_toggle_devtools': {},
    'plugin:event|emit': { event: 'host-event', payload: null },
    'plugin:path|resolve_directory': { directory: 1 },
    'plugin:app|version': {},
    'a_command_nobody_declared': {},
  };
  for (const [command, input] of Object.entries(commands)) {
    const refusal = await call(window, command, input).then(
      () => 'it was carried out',
      (error) => JSON.stringify(error.refusal),
    );
    assert.match(refusal, /not allowed|not found/i, command);
  }
});

test('code from text, from elsewhere and in frames does not run', async () => {
  const tried = await window.executeAsync((elsewhere, done) => {
    const outcome = { violations: [] };
    document.addEventListener('securitypolicyviolation', (event) => {
      outcome.violations.push(event.effectiveDirective.replace(/-elem$|-attr$/, ''));
      if (new Set(outcome.violations).size === 4) done(outcome);
    });
    // Run by the page, not by the driver, which may do anything.
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.ranAttribute = true');
    button.click();
    const inline = document.createElement('script');
    inline.textContent = 'window.ranInline = true';
    document.head.append(inline);
    const remote = document.createElement('script');
    remote.src = `${elsewhere}/script.js`;
    document.head.append(remote);
    const frame = document.createElement('iframe');
    frame.src = elsewhere;
    document.body.append(frame);
    const image = document.createElement('img');
    image.src = `${elsewhere}/picture.png`;
    document.body.append(image);
    fetch(elsewhere).then(
      () => (outcome.fetched = true),
      () => {},
    );
  }, address());
  assert.deepEqual([...new Set(tried.violations)].sort(), ['connect-src', 'frame-src', 'img-src', 'script-src']);
  assert.equal(tried.fetched, undefined);
  assert.deepEqual(
    await window.execute(() => [window.ranAttribute, window.ranInline, window.ranRemote]),
    [null, null, null],
  );
  const evaluated = await window.execute(() => {
    try {
      return String(window.setTimeout.constructor('return 1')());
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(evaluated, 'EvalError');
  assert.deepEqual(asked, []);
});

test('the page cannot be led to another address', async () => {
  await window.execute((elsewhere) => window.location.assign(elsewhere), address());
  await call(window, 'app_info');
  await see(window, 'heading', 'Connect your first line');
  assert.match(await window.getUrl(), /^tauri:\/\/localhost/);
  assert.deepEqual(asked, []);
});
