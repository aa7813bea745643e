// One installation with two accounts of one person, made of two simulated ones: the second stands behind the same
// address as account 2. Ids of channels are given by the installation, so those of the second are moved.
import { createServer } from 'node:http';

const moved = 1000;

/** Serves both as one; answers its address and the way to end it. */
export async function serveAsOne(first, second, names) {
  const server = createServer((request, response) => {
    answer(request, first, second, names).then(
      ({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      },
      () => {
        response.writeHead(502).end();
      },
    );
  });
  // Without a live connection the desk looks every few seconds, which is enough here.
  server.on('upgrade', (_, socket) => socket.destroy());
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function answer(request, first, second, names) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const ofSecond = request.url.startsWith('/api/v1/accounts/2');
  const place = ofSecond ? second : first;
  const path = ofSecond ? request.url.replace('/accounts/2', '/accounts/1') : request.url;
  const headers = { ...request.headers };
  delete headers.host;
  delete headers['content-length'];
  if (ofSecond) headers['api-access-token'] = second.accessToken;
  const reply = await fetch(place.baseUrl + path, {
    method: request.method,
    headers,
    body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
    redirect: 'manual',
  });
  const kind = reply.headers.get('content-type') ?? 'application/json';
  const text = await reply.text();
  const told = (body) => ({
    status: reply.status,
    headers: { 'content-type': kind },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (!kind.includes('json') || text === '') return told(text);
  const document = JSON.parse(text);
  if (request.url.startsWith('/api/v1/profile')) {
    const [account] = document.accounts;
    document.accounts = names.map((name, at) => ({ ...account, id: at + 1, name }));
    return told(document);
  }
  return told(ofSecond ? move(document) : document);
}

/** The document with the second account's number and channels. */
function move(value) {
  if (Array.isArray(value)) return value.map(move);
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, move(each)]));
  if ('channel_type' in copy && typeof copy.id === 'number') copy.id += moved;
  if (typeof copy.inbox_id === 'number') copy.inbox_id += moved;
  if (copy.account_id === 1) copy.account_id = 2;
  return copy;
}
