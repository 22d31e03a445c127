import { bindUdp } from '../../../../base/udp.ts';
import { connectStream, listenStream } from './transport-tcp.ts';
import { connectWeb, listenWeb } from './transport-ws.ts';
import type { TransportFactory } from './transport.ts';

/** Enough for a burst of calls, bytes. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/**
 * Real sockets. `verifyPeer`: outgoing TLS connections check the certificate. On each listener, another
 * `maxConnections` may be in their TLS or WebSocket handshake.
 */
export function nodeTransports(verifyPeer: boolean, maxConnections: number): TransportFactory {
  const maxSockets = 2 * maxConnections;
  return {
    bindDatagram: (at, onPacket) => bindUdp(at, onPacket, { receiveBuffer: RECEIVE_BUFFER }),
    listen(at, tls, onConnection) {
      const { transport } = at;
      if (transport === 'tcp' || transport === 'tls')
        return listenStream({ ...at, transport }, maxSockets, tls, onConnection);
      if (transport === 'ws' || transport === 'wss')
        return listenWeb({ ...at, transport }, maxSockets, tls, onConnection);
      throw new Error('Cannot listen on udp: it has no connections');
    },
    connect(to, name) {
      const { transport } = to;
      if (transport === 'tcp' || transport === 'tls') return connectStream({ ...to, transport }, name, verifyPeer);
      if (transport === 'ws' || transport === 'wss') return connectWeb({ ...to, transport }, name, verifyPeer);
      throw new Error('Cannot connect over udp: it has no connections');
    },
  };
}
