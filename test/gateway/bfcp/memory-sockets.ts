/** The sockets of one host on the memory network. */
import type { BfcpSockets, StreamConnection } from '../../../gateway/bfcp/transport.ts';
import type { MemoryConnection, MemoryNetwork } from '../../fakes/memory-network.ts';

const latin1 = (data: Uint8Array | string): string =>
  typeof data === 'string' ? data : Buffer.from(data).toString('latin1');

function wrap(connection: MemoryConnection): StreamConnection {
  const wrapped: StreamConnection = {
    remote: connection.remote,
    onData: () => {},
    onClose: () => {},
    backlog: 0,
    send: (data) => connection.send(latin1(data)),
    close: () => connection.close(),
  };
  connection.onData = (data) => wrapped.onData(data);
  connection.onClose = (detail) => wrapped.onClose(detail);
  return wrapped;
}

export function memorySockets(
  network: MemoryNetwork,
  address: string,
  clock: { after(ms: number, callback: () => void): unknown },
): BfcpSockets {
  return {
    bindUdp: (at, onDatagram) => {
      const socket = network.socket({ address, port: at.port }, onDatagram);
      return Promise.resolve({
        address: socket.address,
        port: socket.port,
        send: (data, to) => socket.send(typeof data === 'string' ? data : latin1(data), to),
        close: () => Promise.resolve(void socket.close()),
      });
    },
    listenTcp: (at, onConnection) => {
      const port = at.port === 0 ? network.freePort() : at.port;
      const stop = network.listen({ transport: 'tcp', address, port }, (connection) =>
        onConnection(wrap(connection as MemoryConnection)),
      );
      return Promise.resolve({ address, port, close: () => Promise.resolve(stop()) });
    },
    connectTcp: (to, from, onUp) => {
      const connection = network.connect({ address: from, port: network.freePort() }, { transport: 'tcp', ...to });
      clock.after(2, onUp);
      return wrap(connection);
    },
  };
}
