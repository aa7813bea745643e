// The wire between the program and a server, to be cut and mended: what a lost network looks like.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Opens a way to the server at `address`; `gate.address` is where to connect instead. */
export async function startGate(address) {
  const { hostname, port: target } = new URL(address);
  const wires = new Set();
  let server;
  const listen = async (port) => {
    server = createServer((near) => {
      const far = connect(Number(target), hostname);
      for (const [from, to] of [[near, far], [far, near]]) {
        wires.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          wires.delete(from);
          to.destroy();
        });
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
  };
  const port = await listen(0);
  const gate = {
    address: `http://127.0.0.1:${port}`,
    /** From now on connections are refused and running ones are gone. */
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const wire of wires) wire.destroy();
      await closed;
    },
    /** Lets connections through again. */
    mend: () => listen(port),
    async stop() {
      if (server.listening) await gate.cut();
    },
  };
  return gate;
}
