import type { EmbeddedEdgeOptions } from '../stack/index.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export type DrachtioConnections =
  /** We connect to each server, and reconnect after a loss. */
  | { readonly mode: 'inbound'; readonly servers: readonly ServerAddress[] }
  /** Servers connect to us. `from`: the addresses that may connect; empty: all. */
  | {
      readonly mode: 'outbound';
      readonly listen: { readonly address: string; readonly port: number };
      readonly from: readonly string[];
    };

type Transport = 'listeners' | 'tls' | 'verifyTls' | 'transports' | 'resolver';

/** The options of the embedded edge, except those for sockets, which belong to drachtio-server. */
export interface DrachtioEdgeOptions extends Omit<EmbeddedEdgeOptions, Transport> {
  readonly connections: DrachtioConnections;
  readonly secret: string;
  /**
   * ms that calls survive the loss of the connection to their server; less than the 32 s after which requests time
   * out.
   */
  readonly graceTime: number;
}

/**
 * Reconnection delays in ms: the first, doubled each time up to the last. A rejected secret leads directly to the
 * last.
 */
export const BACKOFF = { first: 500, last: 15_000 } as const;

/** The delay before attempt `attempt` (from 1) to reconnect, in ms. */
export function backoff(attempt: number): number {
  return Math.min(BACKOFF.last, BACKOFF.first * 2 ** Math.min(attempt - 1, 16));
}

/** The time after which an unanswered connection is abandoned, in ms. */
export const AUTHENTICATE_WITHIN = 10_000;
/** The interval of pings on a connection; the server must have answered before the next one, in ms. */
export const PING_EVERY = 15_000;
/** The delay before TCP keep-alive probes, in ms. */
export const KEEP_ALIVE_AFTER = 15_000;
/** The greatest number of simultaneous connections from servers. */
export const MAX_CONNECTIONS = 1024;
/** The interval of probes for calls that outlived their connection, in ms. */
export const WATCH_EVERY = 20_000;
/** The delay before an unused connection that a server made for a call is closed, in ms. */
export const LINGER = 5_000;
