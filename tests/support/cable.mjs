// The cable between a desk and a platform, which can be pulled out and put back.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Lays a cable to the server at `address`; what goes into `url` comes out there. */
export async function layCable(address) {
  const { hostname, port } = new URL(address);
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = async (at) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
  };
  const plug = await listen(0);
  return {
    url: `http://127.0.0.1:${plug}`,
    /** Nothing goes through any more, and nobody answers at its end. */
    async pull() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
    /** Puts it back in. */
    async mend() {
      await listen(plug);
    },
  };
}
