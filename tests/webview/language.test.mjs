// Words and direction: by the person's choice, and by the system's language at the first start.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { output, until } from '../support/processes.mjs';
import { startDesk } from './desk.mjs';
import { call, press, see } from './page.mjs';

const direction = (window) =>
  window.execute(() => `${document.documentElement.lang} ${document.documentElement.dir}`);

test('Arabic by choice turns the window around at once, and back', async () => {
  const desk = await startDesk();
  try {
    const window = await desk.start();
    await see(window, 'heading', 'Connect your first line');
    assert.equal(await direction(window), 'en ltr');
    await window.keys(['Control', ',']);
    await press(window, 'button', 'Language', { within: 'nav' });
    await (await window.$('//label[contains(., "العربية")]')).click();
    await until('the window is Arabic', async () => (await direction(window)) === 'ar rtl');
    await see(window, 'heading', 'اللغة');
    assert.equal((await call(window, 'get_settings')).language, 'ar');
    await desk.quit();
    const again = await desk.start();
    await until('it still is', async () => (await direction(again)) === 'ar rtl');
  } finally {
    await desk.stop();
  }
});

test('on an Arabic system the first start is Arabic', async () => {
  const locales = await output('locale', ['-a']);
  if (!/^ar_EG\.utf-?8$/im.test(locales)) await output('localedef', ['-i', 'ar_EG', '-f', 'UTF-8', 'ar_EG.UTF-8']);
  const desk = await startDesk({ env: { LANG: 'ar_EG.UTF-8' } });
  try {
    const window = await desk.start();
    await until('the window is Arabic', async () => (await direction(window)) === 'ar rtl');
    await see(window, 'heading', /[\u0600-\u06ff]/);
    const outside = await window.execute(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(outside, false);
  } finally {
    await desk.stop();
  }
});
