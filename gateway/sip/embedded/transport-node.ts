import { bindUdp } from './transport-udp.ts';
import { connectStream, listenStream } from './transport-tcp.ts';
import { connectWeb, listenWeb } from './transport-ws.ts';
import type { TransportFactory } from './transport.ts';

/**
 * Real sockets. `verifyPeer`: outgoing TLS connections check the certificate. `maxConnections` of each listener counts
 * those whose handshake is not over, too.
 */
export function nodeTransports(verifyPeer: boolean, maxConnections: number): TransportFactory {
  return {
    bindDatagram: bindUdp,
    listen(at, tls, onConnection) {
      const { transport } = at;
      if (transport === 'tcp' || transport === 'tls') return listenStream({ ...at, transport }, maxConnections, tls, onConnection);
      if (transport === 'ws' || transport === 'wss') return listenWeb({ ...at, transport }, maxConnections, tls, onConnection);
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
