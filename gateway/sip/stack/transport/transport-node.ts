import { bindUdp } from '../../../../base/udp.ts';
import { SourceLimit } from '../../../net/source-limit.ts';
import { connectStream, listenStream } from './transport-tcp.ts';
import { connectWeb, listenWeb } from './transport-ws.ts';
import type { TransportFactory } from './transport.ts';

/** Enough for a burst of calls, bytes. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

export interface NodeTransportOptions {
  /** Outgoing TLS connections check the certificate. */
  readonly verifyPeer: boolean;
  /** On each listener, as many more may be in their TLS or WebSocket handshake. */
  readonly maxConnections: number;
  readonly maxConnectionsPerSource: number;
  /** Called for each connection above the limit of its source. */
  readonly onRefused: () => void;
}

/** Real sockets. */
export function nodeTransports({
  verifyPeer,
  maxConnections,
  maxConnectionsPerSource,
  onRefused,
}: NodeTransportOptions): TransportFactory {
  const accepted = { maxSockets: 2 * maxConnections, sources: new SourceLimit(maxConnectionsPerSource, onRefused) };
  return {
    bindDatagram: (at, onPacket) => bindUdp(at, onPacket, { receiveBuffer: RECEIVE_BUFFER }),
    listen(at, tls, onConnection) {
      const { transport } = at;
      if (transport === 'tcp' || transport === 'tls')
        return listenStream({ ...at, transport }, accepted, tls, onConnection);
      if (transport === 'ws' || transport === 'wss')
        return listenWeb({ ...at, transport }, accepted, tls, onConnection);
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
