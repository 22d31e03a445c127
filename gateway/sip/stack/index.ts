import type { SipEdge } from '../edge.ts';
import { EmbeddedEdge } from './edge.ts';
import type { EmbeddedEdgeOptions } from './options.ts';

export type { EmbeddedEdgeLimits, EmbeddedEdgeOptions, SourceRateLimit } from './options.ts';
export type { NaptrRecord, Resolver, SrvRecord } from './resolve.ts';
export type {
  Connection,
  DatagramSocket,
  Endpoint,
  Listener,
  TlsIdentity,
  TransportFactory,
} from './transport/transport.ts';

/** The in-process SIP stack behind the `SipEdge` port. Binds nothing before `listen`. */
export function createEmbeddedEdge(options: EmbeddedEdgeOptions): SipEdge {
  return new EmbeddedEdge(options);
}
