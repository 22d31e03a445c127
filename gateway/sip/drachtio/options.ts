import type { EmbeddedEdgeOptions } from '../stack/index.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export type DrachtioConnections =
  /** We connect to each server, and again when a connection is lost. */
  | { readonly mode: 'inbound'; readonly servers: readonly ServerAddress[] }
  /** Servers connect to us. `from`: addresses that may; none: all. */
  | {
      readonly mode: 'outbound';
      readonly listen: { readonly address: string; readonly port: number };
      readonly from: readonly string[];
    };

type Transport = 'listeners' | 'tls' | 'verifyTls' | 'transports' | 'resolver';

/** What the embedded edge takes but for sockets, which are drachtio-server's. */
export interface DrachtioEdgeOptions extends Omit<EmbeddedEdgeOptions, Transport> {
  readonly connections: DrachtioConnections;
  readonly secret: string;
  /** ms that calls outlast the connection to their server; less than the 32 s after which requests give up. */
  readonly graceTime: number;
}

/** Reconnection, ms: the first wait, doubled each time up to the last. After a refused secret, the last at once. */
export const BACKOFF = { first: 500, last: 15_000 } as const;

/** How long to wait before attempt `attempt` (from 1) to connect again, ms. */
export function backoff(attempt: number): number {
  return Math.min(BACKOFF.last, BACKOFF.first * 2 ** Math.min(attempt - 1, 16));
}

/** A connection that was not answered for so long is given up, ms. */
export const AUTHENTICATE_WITHIN = 10_000;
/** A connection is asked so often whether its server is there, and must have answered by the next time, ms. */
export const PING_EVERY = 15_000;
/** When TCP asks, ms. */
export const KEEP_ALIVE_AFTER = 15_000;
/** Connections that servers may have with us at a time. */
export const MAX_CONNECTIONS = 1024;
/** Calls that outlived their connection are asked so often whether they are still there, ms. */
export const WATCH_EVERY = 20_000;
/** A connection that a server made for a call is closed so long after its last, ms. */
export const LINGER = 5_000;
