// Makes the seeds of the corpus anew from the fixtures of the tests: each document as it is, cut off,
// and with something odd in the place of each of its members. What a fuzzer found is kept beside them
// (names that begin with `found-`) and is left alone.
//
//   node fuzz/seeds.mjs
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const platforms = join(here, '../src-tauri/crates/inbox-platforms/src');

const hostile = {
  turned: 'Invoice \u202Egnp.exe\u202C from \u2066Mira',
  unseen: '\u200B\u200F\uFEFF',
  emoji: 'family 👨‍👩‍👧 half \uD83D flag 🇸 tone 👍🏽',
  script: '<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;&#0;&#x110000;',
  control: 'one\u0000two\r\nthree\u001B[31m\u0085\u2028four',
  marks: `a${'\u0301'.repeat(200)}`,
  long: 'ة'.repeat(600),
};

// In turn in the place of one member after the other.
const odd = [
  null, [], {}, '', ' ', -1, 0, 1e300, 9007199254740993, true, 'no such word', '2026-02-30T25:61:00',
  '2026-06-01T09:00:00', '0001-01-01T00:00:00Z', [null, [null], { id: null }], { id: {} },
  ...Object.values(hostile),
];

const seeds = new Map();
const seed = (target, name, bytes) => {
  const files = seeds.get(target) ?? new Map();
  seeds.set(target, files);
  files.set(name, bytes);
};
// A lone half of a surrogate is written as JSON writes it.
const json = (value) => JSON.stringify(value);

/** A document whole, damaged as a whole, and with each member of its rows replaced. */
function damage(target, name, document) {
  const text = json(document);
  seed(target, name, text);
  seed(target, `${name}-cut`, text.slice(0, Math.floor(text.length / 2)));
  seed(target, `${name}-mark`, `\uFEFF${text}`);
  seed(target, `${name}-html`, `<!doctype html>${text}`);
  const rows = Array.isArray(document) ? document : Object.values(document).find(Array.isArray) ?? [document];
  const bare = rows.filter((row) => row && typeof row === 'object' && !Array.isArray(row));
  const members = [...new Set(bare.flatMap((row) => Object.keys(row)))];
  members.forEach((member, index) => {
    const row = bare.find((one) => member in one);
    const intruder = odd[(index * 5 + name.length) % odd.length];
    seed(target, `${name}-${member}`, json([{ ...row, [member]: intruder }]));
    const without = { ...row };
    delete without[member];
    seed(target, `${name}-no-${member}`, json([without]));
  });
  Object.entries(hostile).forEach(([kind, words]) => {
    const filled = (value) => {
      if (typeof value === 'string') return /^[\w-]{8,}$|^\d|:/.test(value) ? value : words;
      if (Array.isArray(value)) return value.map(filled);
      if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
      return value;
    };
    if (bare.length > 0) seed(target, `${name}-${kind}`, json([filled(bare[0])]));
  });
}

for (const target of ['hatif', 'chatvolt', 'ohallo', 'chatwoot']) {
  const fixtures = join(platforms, target, 'fixtures');
  for (const file of readdirSync(fixtures)) {
    const document = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
    const name = file.replace('.json', '');
    if (name === 'thread') {
      damage(target, 'messages', document.messages);
      damage(target, 'attachments', { data: document.attachments });
    } else damage(target, name, document.data?.payload ?? document);
    seed(target, `${name}-fixture`, json(document));
  }
}

const wrapped = (target, name, document) => {
  damage(target, name, [document]);
  seed(target, `${name}-bare`, json(document));
  for (const [kind, words] of Object.entries(hostile)) {
    const texts = Object.keys(document).filter((key) => typeof document[key] === 'string' && !/id|time|_at|At|event|Type|type/i.test(key));
    seed(target, `${name}-bare-${kind}`, json({ ...document, ...Object.fromEntries(texts.map((key) => [key, words])) }));
  }
  for (const member of Object.keys(document)) {
    seed(target, `${name}-bare-no-${member}`, json({ ...document, [member]: null }));
  }
};

wrapped('hatif', 'webhook', {
  conversationId: '3a1a4cb7-e7c1-f045-127b-ad2297847528',
  conversationEventId: '3a216e25-1703-ba02-691e-d7949fb20c2d',
  messageId: 'wamid.1', messageType: 'Text', body: 'Hello', mediaUrl: null, mimeType: null,
  direction: 'Inbound', status: 'Delivered', creationTime: '2026-06-01T09:00:00.123Z',
  senderUserId: null, errorCode: null, errorReason: null, latitude: null, longitude: null,
  contactPhoneNumber: '966500000001', contactName: 'Ahmed', channelId: '3a197b6e-e0b9-ce63-4664-a4d3eddae5a0',
});
wrapped('hatif', 'call-webhook', {
  callId: '3a216e25-1703-ba02-691e-d7949fb20c2d', status: 1, direction: 'Inbound', fromNumber: '966500000001',
  toNumber: '966112000000', userName: 'Mira', transcription: [{ speaker: 'Agent', text: 'Hello' }],
  summary: 'A question', recordingUrl: 'https://cdn.example.com/r.wav', startTime: '2026-06-01T09:00:00Z', duration: '00:01:05',
});
wrapped('chatvolt', 'webhook', {
  eventType: 'USER_MESSAGE_RECEIVED', conversationId: 'conv_abc123', agentId: 'clx0agent0001', messageId: 'm1',
  userMessage: 'Hello', createdAt: '2026-06-01T09:00:00.123Z', attachments: [{ id: 'a1', url: 'https://cdn.example.com/a.jpg', mimeType: 'image/jpeg', name: 'a.jpg' }],
});
wrapped('chatvolt', 'template', {
  id: 't1', name: 'order_update', language: 'en', status: 'APPROVED', category: 'UTILITY',
  components: [{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' }, { type: 'BODY', text: 'Order {{1}} of {{2}}' }, { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Open', url: 'https://example.com/{{1}}' }] }],
});
wrapped('ohallo', 'contact', {
  id: 'p', firstName: 'Henrik', lastName: 'Larsen', email: 'h@example.com', phone: null, accountName: 'Nordic',
  identities: [{ channel: 'whatsapp', value: '+4531234567' }], workspaceId: 'w', createdAt: '2026-03-15T14:30:00Z',
});
wrapped('ohallo', 'attention', {
  id: 'a', conversationId: 'c1', type: 'human_requested', reason: 'Wants a person', createdAt: '2026-03-15T14:30:00Z', resolvedAt: null,
});
const message = {
  id: 9001, content: 'Looking into it now.', content_type: 'text', content_attributes: { in_reply_to: 8999, deleted: false },
  message_type: 'outgoing', private: false, created_at: '2026-07-28T09:50:00.000Z', source_id: null,
  account: { id: 1, name: 'Acme' }, account_id: 1, conversation_id: 42, inbox: { id: 3 },
  sender: { id: 7, name: 'Mira Holt', type: 'user' }, attachments: [{ id: 5, file_type: 'image', data_url: 'https://cdn.example.com/a.jpg', file_size: 10 }],
  conversation: { id: 42, status: 'open', messages: [{ id: 9001, status: 'delivered' }] },
};
wrapped('chatwoot', 'webhook', { event: 'message_created', ...message });
for (const event of ['message.created', 'conversation.updated', 'conversation.typing_on', 'contact.updated', 'assignee.changed', 'presence.update', 'no.such']) {
  const data = { ...message, id: event.startsWith('conv') ? 42 : 9001, user: { id: 7, name: hostile.turned, type: 'user' } };
  seed('chatwoot', `frame-${event}`, json({ event, data }));
  seed('chatwoot', `frame-${event}-null`, json({ event, data: { ...data, conversation: null, id: null, user: null } }));
}
const presence = (name, users) => seed('chatwoot', `presence-${name}`, json({ event: 'presence.update', data: { account_id: 1, users } }));
odd.forEach((intruder, index) => presence(`users-${index}`, intruder));
presence('states', Object.fromEntries(odd.map((intruder, index) => [String(index), intruder])));
presence('ids', Object.fromEntries(odd.map((intruder) => [String(intruder), 'online'])));
for (const content_type of ['cards', 'form', 'article', 'input_select', 'input_csat', 'incoming_email', 'sticker', 'voice_call', 'integrations']) {
  seed('chatwoot', `content-${content_type}`, json([{
    ...message, content_type,
    content_attributes: {
      items: [{ title: hostile.turned, value: 1, actions: [{ type: 'link', text: 'Open', uri: 'javascript:alert(1)' }], name: null }, null, 'x'],
      submitted_values: [{ title: 'a', value: null }, 7], email: { subject: hostile.turned, from: null, text_content: { full: hostile.script }, html_content: { full: hostile.script } },
      data: { status: 'ended', duration: -5 }, csat_survey_response: { rating: 99, feedback_message: hostile.emoji },
    },
  }]));
}

wrapped('chatwoot', 'macro', {
  id: 1, name: 'Returns', visibility: 'global',
  actions: [{ action_name: 'add_label', action_params: ['returns'] }, { action_name: 'assign_agent', action_params: [7] }, { action_name: 'send_message', action_params: ['Sorry'] }, { action_name: 'change_status', action_params: ['snoozed'] }, null],
});
wrapped('chatwoot', 'notification', {
  id: 501, notification_type: 'conversation_mention', push_message_title: 'Mira mentioned you', push_message_body: 'Look at this', primary_actor_type: 'Conversation',
  primary_actor_id: 900, primary_actor: { id: 42, inbox_id: 3 }, read_at: null, created_at: 1785232200, account_id: 1,
});
wrapped('chatwoot', 'answer', { message: 'The customer waits for a parcel.', follow_up_context: { event_name: 'summarize', original_context: 'x', last_response: 'y' } });
wrapped('chatwoot', 'report', { id: 7, conversations_count: 12, resolved_conversations_count: 9, avg_first_response_time: 120.5, avg_reply_time: null, avg_resolution_time: '3600' });
wrapped('chatwoot', 'figures', { open: 4, unattended: 1, unassigned: 2, pending: 0 });
wrapped('chatwoot', 'hit', { id: 42, contact: { id: 55, name: 'Sam Reed', email: 'sam@example.org', phone_number: '+15550100' }, inbox: { id: 3, name: 'Site' }, agent: null, created_at: 1785232200, message: { id: 9001, content: 'Hello' } });
wrapped('chatwoot', 'note', { id: 3, content: 'Prefers mail', account_id: 1, contact_id: 55, user: { id: 7, name: 'Mira Holt', available_name: 'Mira' }, created_at: '2026-07-28T09:46:40.000Z' });
wrapped('chatwoot', 'webhook-own', { id: 9, url: 'https://relay.example.com/in/x', secret: 's', subscriptions: ['message_created'], name: 'Switchboard' });
wrapped('chatwoot', 'api-channel', { id: 3, name: 'Shop', channel_type: 'Channel::Api', inbox_identifier: 'inlet', hmac_token: 'proof', hmac_mandatory: true });
wrapped('chatwoot', 'visitor-conversation', { id: 42, uuid: 'u', inbox_id: 3, status: 'open', agent_last_seen_at: 1785232200, contact_last_seen_at: 0, messages: [message] });
wrapped('chatwoot', 'sign-in', { data: { id: 7, name: 'Mira', access_token: 't', accounts: [{ id: 1, name: 'Acme', status: 'active', role: 'agent', permissions: ['agent'] }, { id: null }, 'x'] }, mfa_token: 'ticket', mfa_required: true });
for (const event of ['message.created', 'conversation.status_changed', 'conversation.typing_on', 'account.cache_invalidated', 'notification.deleted']) {
  seed('chatwoot', `visitor-frame-${event}`, json({ event, data: { account_id: 1, id: 42, is_private: false, conversation: { id: 42 }, user: { id: 7, available_name: hostile.turned }, notification: { id: 501 }, cache_keys: { label: '1' } } }));
}
wrapped('chatvolt', 'scenario', { id: 's1', name: 'Onboarding', description: 'New customers', organizationId: 'o', createdAt: '2026-02-20T14:12:00.000Z' });
wrapped('chatvolt', 'scenario-entry', { id: 'e1', scenarioId: 's1', conversationId: 'conv_abc123', stepId: 'p1', available: true, updatedAt: '2026-02-20T14:12:00.000Z', conversation: { id: 'conv_abc123' } });
wrapped('chatvolt', 'scenario-log', { id: 'l1', conversationId: 'conv_abc123', scenarioId: 's1', stepId: 'p1', status: 'DONE', scenario: { id: 's1', name: 'Onboarding' }, step: { id: 'p1', index: 0 }, createdAt: '2026-02-20T14:12:00.000Z' });
wrapped('chatvolt', 'upload-link', { signedUrl: 'https://files.example.com/put?sig=x', fileUrl: 'https://files.example.com/a.jpg' });
wrapped('chatvolt', 'note', { id: 'n1', note: 'Called twice', isPrivate: true, isJustification: false, userId: 'user_abc', userEmail: 'agent1@example.com', notificationDateTime: '2026-02-21T09:30:00.000Z', createdAt: '2026-02-20T14:12:00.000Z' });
wrapped('ohallo', 'brand', { id: 'b', name: 'Nordic', aiSenderName: 'Sophie', emailSignatureText: 'Kind regards' });
wrapped('ohallo', 'quality', { outcomeScore: 0.9, processScore: 1, environmentScore: null, compositeScore: '0.8', confidence: 0.5, scoredAt: '2026-03-15T14:30:00Z' });
wrapped('ohallo', 'stats', { total: 12, resolved: 7, byResolution: { ai: 3, human: 4 }, byChannel: { email: 12 }, byIntent: [{ intent: 'refund', count: 2 }, null] });
wrapped('ohallo', 'api-key', { id: 'k', keyPrefix: 'oh_live_ab…', scopes: ['conversations:read'], workspaceId: 'w', expiresAt: '2026-06-01T00:00:00Z' });
wrapped('ohallo', 'ai-agent', { id: 'd', name: 'Sophie', slug: 'sophie', enabled: true });

for (const [name, page] of Object.entries({
  mail: '<!doctype html><html><head><style>p{}</style></head><body><p>Ol&aacute;&nbsp;<b>Mira</b></p><ul><li>one<li>two</ul><a href="https://shop.example/?a=1&amp;b=2">here</a><br/><img alt="cup"></body></html>',
  open: '<p title="a > b <!-- <script>x</p><pre>  one\n two<a href=\'https://x.example', entities: '&#0;&#x110000;&#xD800;&#99999999999;&nope;&amp;lt;&;&#;&#x;&euro', nested: '<a href="https://a.example">'.repeat(50) + '<head>'.repeat(50) + '</a'.repeat(50),
})) seed('text', `page-${name}`, page);

for (const [kind, words] of Object.entries(hostile)) {
  seed('text', kind, words);
  seed('search', kind, words);
  seed('relay', `body-${kind}`, `secret=x\n${json({ messageId: words, status: 1, direction: 'Inbound' })}`);
}
for (const [name, words] of Object.entries({
  arabic: 'أَحْمَد فاطمة ٠٥٥ ۱۲ ـــ', latin: 'João Müller Ærø ſtraße İstanbul ΌΣΟΣ', digits: '+966 (50) 000-0001', empty: '', blanks: ' \u00A0\u3000\t',
  hangul: '\u1112\u1161\u11AB \u3164 한', ligatures: 'ﬁ ﷺ ﻼ Ǆ ŉ', private: '\uE000\u{10FFFF}', persian: 'می\u200Cخواهم',
})) {
  seed('text', name, words);
  seed('search', name, words);
}

const iterators = ['fffffffffffffff9000000000000002a00000000', '00'.repeat(20), 'FF'.repeat(20), 'zz', '', 'a'.repeat(10_000)];
iterators.forEach((iterator, index) => {
  seed('relay', `iterator-${index}`, `${iterator}\n{}`);
  seed('relay', `poll-${index}`, `iterator=${iterator}&wait=25&limit=500&from=start\n`);
});
for (const [name, line] of Object.entries({
  signature: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', prefixed: `sha256=${'0'.repeat(64)}`,
  timestamp: '1800000000', ancient: '-9223372036854775808', secret: 'secret=the%20key+of%zz%4&secret=the key of an inlet', overflow: 'wait=99999999999999999999&limit=-1',
  bytes: 'x\u00ff\u0080',
})) {
  seed('relay', name, `${line}\n${json({ callId: 'c', status: 1, summary: '…' })}`);
}
seed('relay', 'ivr', `x\n${json({ id: 'i', callId: 'c', status: 1, result: 2 })}`);
seed('relay', 'message', `x\n${json({ messageId: null, conversationEventId: 'e', conversationId: 'c', creationTime: '1', status: 'Pending', direction: 'Outbound' })}`);
seed('relay', 'not-text', Buffer.from([0x78, 0x0a, 0xff, 0xfe, 0x00, 0xc3, 0x28]));

// What the desktop reads of its relay: each event of an answer damaged, then the answer around them.
const told = (body, event = {}) => ({ id: 'e', inlet: 'hatif', receivedAt: 1_800_000_000_000, headers: {}, body, ...event });
const webhooks = [...seeds].flatMap(([target, files]) =>
  [...files].filter(([name]) => ['hatif', 'chatvolt', 'chatwoot'].includes(target) && /^(call-)?webhook-bare/.test(name)).map(([, bytes]) => bytes));
const answer = { data: [told(webhooks[0]), told('00ff', { bodyEncoding: 'hex' }), told(webhooks.at(-1))], iterator: iterators[0], done: true };
seed('answer', 'whole', json(answer));
seed('answer', 'all', json({ ...answer, data: webhooks.map((body) => told(body)) }));
seed('answer', 'empty', json({ ...answer, data: [] }));
seed('answer', 'cut', json(answer).slice(0, 300));
seed('answer', 'mark', `\uFEFF${json(answer)}`);
seed('answer', 'html', '<!doctype html><title>Sign in to the network</title>');
seed('answer', 'deep', '['.repeat(100_000));
seed('answer', 'not-text', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0xc3, 0x28]));
seed('answer', 'twice', '{"data":[],"data":[null],"iterator":"a","iterator":"b"}');
seed('answer', 'number', '{"data":[{"receivedAt":1e400,"body":"x"}],"iterator":"a"}');
Object.keys(answer).forEach((member) => {
  odd.forEach((intruder, index) => seed('answer', `${member}-${index}`, json({ ...answer, [member]: intruder })));
  seed('answer', `no-${member}`, json({ ...answer, [member]: undefined }));
});
['receivedAt', 'body', 'bodyEncoding', 'headers'].forEach((member) => {
  odd.forEach((intruder, index) =>
    seed('answer', `event-${member}-${index}`, json({ ...answer, data: [...answer.data, told(webhooks[0], { [member]: intruder })] })));
  seed('answer', `event-no-${member}`, json({ ...answer, data: [told('x', { [member]: undefined }), told('y')] }));
});

for (const [target, files] of seeds) {
  const folder = join(here, 'corpus', target);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!file.startsWith('found-')) rmSync(join(folder, file));
  for (const [name, bytes] of files) writeFileSync(join(folder, name.replace(/[^\w.-]/g, '_')), bytes);
  console.log(`${target}: ${files.size}`);
}
