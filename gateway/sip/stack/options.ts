import type { Clock, Random } from '../../../base/clock.ts';
import type { RateLimit } from '../../core/rate-limit.ts';
import type { ExtraHeaders, SipAddress, SipEdgeFact } from '../edge.ts';
import type { Resolver } from './resolve.ts';
import type { TlsIdentity, TransportFactory } from './transport/transport.ts';

export interface EmbeddedEdgeLimits {
  /** Size of one message, bytes. Default 65,536. */
  readonly maxMessage?: number;
  /** Size of the start line and headers of one message, bytes. Default 16,384. */
  readonly maxHeader?: number;
  /** Header lines of one message. Default 256. */
  readonly maxHeaderLines?: number;
  /** Open connections in both directions; excess ones are closed at once. Default 4,096. */
  readonly maxConnections?: number;
  /** Open connections of one source address, handshakes included. Default: no limit. */
  readonly maxConnectionsPerSource?: number;
  /** Idle time after which a connection without calls is closed, ms. Default 120,000. */
  readonly idleTimeout?: number;
  /** Time for a new connection to bring its first whole message, ms. Default 10,000. */
  readonly firstMessageTimeout?: number;
  /**
   * Server transactions; one that keeps more than 2 KiB counts as several. Above the limit, new requests get a
   * stateless 503 with Retry-After. Default 500,000.
   */
  readonly maxTransactions?: number;
  /** Calls. Above the limit, new INVITEs get 503 with Retry-After. Default 100,000. */
  readonly maxCalls?: number;
  /** Retry-After of those 503s, and while draining, seconds. Default 10. */
  readonly retryAfter?: number;
}

/** The permitted rate of INVITEs and other requests outside dialogs. */
export interface SourceRateLimit extends RateLimit {
  /** Drops excess requests without an answer; otherwise they get 503 with Retry-After. Default false. */
  readonly silentDrop?: boolean;
}

export interface EmbeddedEdgeOptions {
  /**
   * The listeners to bind. Port 0: any free port. Addresses are IP literals; wildcards `0.0.0.0` and `::` (IPv6
   * only) are permitted, see `announce`.
   */
  readonly listeners: readonly SipAddress[];
  /**
   * Host name or address for Via and Contact, per family. Default: the listener's own, which must not be a wildcard
   * then.
   */
  readonly announce?: { readonly ipv4?: string; readonly ipv6?: string };
  /** The identity of `tls` and `wss` listeners. */
  readonly tls?: TlsIdentity;
  /** Verifies the peer's certificate on outgoing TLS connections. Default true. */
  readonly verifyTls?: boolean;
  /** The value of the Server and User-Agent headers. */
  readonly userAgent: string;
  /** Content types of INFO that are answered with 200, in lower case; others get 415. */
  readonly infoTypes?: readonly string[];
  /** Host names that are ours in addition to our addresses. If given, out-of-dialog requests for others get 404. */
  readonly domains?: readonly string[];
  /** The realm of digest challenges; credentials for other realms are not passed on. Default: the first domain. */
  readonly realm?: string;
  readonly limits?: EmbeddedEdgeLimits;
  /** Default: none. */
  readonly rateLimit?: SourceRateLimit;
  /** Session timer (RFC 4028), seconds. Defaults 1,800 and 90. */
  readonly sessionExpires?: number;
  readonly minSE?: number;
  /** Support for 100rel (RFC 3262). Default true. */
  readonly reliableProvisional?: boolean;
  /** Longest ringing of an outgoing INVITE, ms. Default 180,000. */
  readonly ringTimeout?: number;
  readonly clock: Clock;
  readonly random: Random;
  /** DNS look-ups. Default: node:dns. */
  readonly resolver?: Resolver;
  /** Header fields of 503s due to overload or draining. Default: Retry-After only. */
  readonly busyHeaders?: ExtraHeaders;
  /** Called for each new INVITE: `true` answers 503 with Retry-After and keeps no state. Default: never. */
  readonly isOverloaded?: () => boolean;
  readonly onFact?: (fact: SipEdgeFact) => void;
  /** Receives errors thrown by handlers. */
  readonly onError?: (error: unknown) => void;
  /** Receives a fault of the stack itself; the packet or timer that it was handling is lost. Default: rethrows. */
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
  /** Header lines of a 503 due to overload. */
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
