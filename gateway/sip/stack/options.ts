import type { Clock, Random } from '../../../base/clock.ts';
import type { RateLimit } from '../../core/rate-limit.ts';
import type { ExtraHeaders, SipAddress, SipEdgeFact } from '../edge.ts';
import type { Resolver } from './resolve.ts';
import type { TlsIdentity, TransportFactory } from './transport/transport.ts';

export interface EmbeddedEdgeLimits {
  /** Bytes of one message. Default 65,536. */
  readonly maxMessage?: number;
  /** Bytes of one message's start line and headers. Default 16,384. */
  readonly maxHeader?: number;
  /** Header lines of one message. Default 256. */
  readonly maxHeaderLines?: number;
  /** Open connections, both ways; more are closed at once. Default 4,096. */
  readonly maxConnections?: number;
  /** ms without traffic after which a connection without calls is closed. Default 120,000. */
  readonly idleTimeout?: number;
  /** ms in which a new connection must bring its first whole message. Default 10,000. */
  readonly firstMessageTimeout?: number;
  /** Server transactions, those that keep more than 2 KiB counted as several; above it, new requests get 503 with Retry-After, statelessly. Default 500,000. */
  readonly maxTransactions?: number;
  /** Calls; above it, new INVITEs get 503 with Retry-After. Default 100,000. */
  readonly maxCalls?: number;
  /** Seconds in Retry-After of those 503s, and while draining. Default 10. */
  readonly retryAfter?: number;
}

/** Of INVITEs and other requests outside dialogs. */
export interface SourceRateLimit extends RateLimit {
  /** Excess is dropped without an answer; else it gets 503 with Retry-After. Default false. */
  readonly silentDrop?: boolean;
}

export interface EmbeddedEdgeOptions {
  /** What to bind. Port 0: any free one. Addresses are IP literals; `0.0.0.0` and `::` (IPv6 alone) are taken, see `announce`. */
  readonly listeners: readonly SipAddress[];
  /** Host name or address that Via and Contact give, per family. Default: the listener's own, which must not be a wildcard then. */
  readonly announce?: { readonly ipv4?: string; readonly ipv6?: string };
  /** For `tls` and `wss` listeners. */
  readonly tls?: TlsIdentity;
  /** Outgoing TLS connections check the peer's certificate. Default true. */
  readonly verifyTls?: boolean;
  /** Value of Server and User-Agent. */
  readonly userAgent: string;
  /** Content types of INFO that are answered 200; others get 415. Lower case. */
  readonly infoTypes?: readonly string[];
  /** Host names that are ours beside our addresses. When given, out-of-dialog requests for others get 404. */
  readonly domains?: readonly string[];
  /** Realm of digest challenges; credentials for others are not handed on. Default: the first domain. */
  readonly realm?: string;
  readonly limits?: EmbeddedEdgeLimits;
  /** Default: none. */
  readonly rateLimit?: SourceRateLimit;
  /** Session timer, RFC 4028. Seconds. Defaults 1,800 and 90. */
  readonly sessionExpires?: number;
  readonly minSE?: number;
  /** Whether 100rel is supported (RFC 3262). Default true. */
  readonly reliableProvisional?: boolean;
  /** ms that an outgoing INVITE may ring. Default 180,000. */
  readonly ringTimeout?: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: node:dns. */
  readonly resolver?: Resolver;
  /** Header fields of the 503s for want of room, and while draining. Default: Retry-After alone. */
  readonly busyHeaders?: ExtraHeaders;
  /** Asked at each new INVITE: true gets 503 with Retry-After, and nothing is kept. Default: never. */
  readonly isOverloaded?: () => boolean;
  readonly onFact?: (fact: SipEdgeFact) => void;
  /** What a handler threw. */
  readonly onError?: (error: unknown) => void;
  /** A fault of the stack itself while it handled a packet or a timer, which is lost then. Default: it is thrown on. */
  readonly onStackFault?: (error: unknown) => void;
  /** Default: real sockets. */
  readonly transports?: TransportFactory;
}

export interface EdgeSettings {
  readonly userAgent: string;
  readonly infoTypes: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  readonly realm: string;
  readonly maxTransactions: number;
  readonly maxCalls: number;
  /** Header lines of a 503 for want of room. */
  readonly busyLines: string;
  readonly sessionExpires: number;
  readonly minSE: number;
  readonly reliableProvisional: boolean;
  readonly ringTimeout: number;
}

export function edgeSettings(options: EmbeddedEdgeOptions): EdgeSettings {
  const { limits = {}, domains = [] } = options;
  const minSE = Math.max(90, options.minSE ?? 90);
  return {
    userAgent: options.userAgent,
    infoTypes: new Set(options.infoTypes),
    domains: new Set(domains.map((domain) => domain.toLowerCase())),
    realm: options.realm ?? domains[0] ?? options.announce?.ipv4 ?? 'roomgate',
    maxTransactions: limits.maxTransactions ?? 500_000,
    maxCalls: limits.maxCalls ?? 100_000,
    busyLines: (options.busyHeaders ?? [['Retry-After', String(limits.retryAfter ?? 10)]])
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join(''),
    sessionExpires: Math.max(minSE, options.sessionExpires ?? 1800),
    minSE,
    reliableProvisional: options.reliableProvisional ?? true,
    ringTimeout: options.ringTimeout ?? 180_000,
  };
}
