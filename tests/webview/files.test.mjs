// Files from outside in the real window: chosen, kept by the host, sent by the program.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { until } from '../support/processes.mjs';
import { startChatwoot } from '../support/world.mjs';
import { startDesk } from './desk.mjs';
import { dragOver } from './dragging.mjs';
import { call, press, reads, see, text, type } from './page.mjs';
import { inbox, open } from './steps.mjs';

let desk;
let chatwoot;
let window;
let conversation;

before(async () => {
  [desk, chatwoot] = await Promise.all([startDesk(), startChatwoot()]);
  const { inboxes } = await chatwoot.truth('state');
  const happened = await chatwoot.control('receive', {
    inboxId: inboxes.find(({ kind }) => kind === 'whatsApp').id,
    phone: '+966555200002',
    name: 'Omar Haddad',
    what: { text: 'Send me the list, will you?' },
  });
  conversation = happened.conversationId;
  window = await desk.start();
  await until('the page is there', () => window.execute(() => document.body.innerText !== ''));
  const { accounts } = await call(window, 'sign_in', {
    platform: 'chatwootToken', accessToken: chatwoot.accessToken, baseUrl: chatwoot.baseUrl, unprotected: false,
  });
  const found = await call(window, 'test_line', { attempt: 'journey', account: accounts[0].account });
  await call(window, 'add_line', { test: found.test, name: 'Help desk', me: null, relay: null });
  await inbox(window);
  await open(window, conversation, 'Omar Haddad');
});
after(async () => {
  await desk?.stop();
  await chatwoot?.stop();
});

test('a file that is chosen is attached, sent, and arrives byte for byte', async () => {
  // Larger than one portion, so that several are put together.
  const bytes = Buffer.alloc(2_500_000, 'price list\n');
  const path = join(desk.desktop.home, 'price list.txt');
  await writeFile(path, bytes);
  // The system's own dialog is not the page's; a driver hands the choice over as that dialog would.
  await (await window.$('input[type=file]')).addValue(path);
  await reads(window, 'price list.txt');
  await until('the file is kept', async () => {
    const files = await call(window, 'draft_files', { conversation: `1:${conversation}` });
    return files.length === 1 && files[0].bytes === bytes.length;
  });
  await type(window, 'Reply to Omar Haddad', 'Here it is');
  await press(window, 'button', 'Send');
  await see(window, 'article', /^You, .*, (Sent|Delivered|Read)$/);
  const sent = await chatwoot.truth('files');
  assert.deepEqual(
    sent.map(({ name, size, sha256, text }) => ({ name, size, sha256, text })),
    [
      {
        name: 'price list.txt',
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        text: 'Here it is',
      },
    ],
  );
});

test('a file that is dragged onto the window says where it will go, and is attached when it is let go', async () => {
  const bytes = Buffer.alloc(1_200_000, 'drawing\n');
  const path = join(desk.desktop.home, 'drawing é.txt');
  await writeFile(path, bytes);
  const drag = await dragOver(desk.desktop, path, { x: 640, y: 400 });
  try {
    await reads(window, 'Drop to attach to the reply');
    await drag.drop();
    await reads(window, 'drawing é.txt');
    await until('the file is kept', async () => {
      const files = await call(window, 'draft_files', { conversation: `1:${conversation}` });
      return files.length === 1 && files[0].bytes === bytes.length;
    });
    assert.doesNotMatch(await text(window), /Drop to attach/);
  } finally {
    await drag.stop();
  }
});
