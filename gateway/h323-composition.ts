/** The H.323 side of the gateway, out of its configuration. */
import type { Config } from '../config/schema.ts';
import type { AudioCodecName } from '../media/index.ts';
import type { BoundAddress } from './app/addresses.ts';
import type { Events } from './app/events.ts';
import { systemClock, systemRandom } from './app/runtime.ts';
import type { LegListener } from './core/leg.ts';
import { CallSignallingEndpoint, tcpTransports, type H323Endpoint } from './h323/index.ts';

export interface H323Parts {
  readonly config: Config;
  readonly bound: { readonly v4?: BoundAddress; readonly v6?: BoundAddress };
  readonly events: Events;
  readonly listener: LegListener;
  readonly audioCodecs: readonly AudioCodecName[];
}

const SECOND = 1000;

/** Undefined when `h323.port` is off. */
export function createH323({ config, bound, events, listener, audioCodecs }: H323Parts): H323Endpoint | undefined {
  const { h323 } = config;
  const { port } = h323;
  if (port === null) return undefined;
  const families = [bound.v4, bound.v6].filter((entry): entry is BoundAddress => entry !== undefined);
  const v4 = h323.announcedAddress === '' ? bound.v4?.announced : h323.announcedAddress;
  return new CallSignallingEndpoint({
    listeners: families.map(({ address }) => ({ address, port })),
    announced: { ...(v4 !== undefined && { v4 }), ...(bound.v6 && { v6: bound.v6.announced }) },
    transports: tcpTransports(2 * h323.maxConnections),
    clock: systemClock,
    random: systemRandom,
    listener,
    audioCodecs,
    h245Ports: { min: h323.h245MinPort, max: Math.max(h323.h245MinPort, h323.h245MaxPort) },
    limits: { maxConnections: h323.maxConnections, maxConnectionsPerSource: h323.maxConnectionsPerSource, maxMessage: h323.maxMessageSize },
    rateLimit: { perSecond: h323.setupRate, burst: h323.setupBurst },
    timeouts: { setup: h323.setupTimeout * SECOND, media: h323.mediaTimeout * SECOND, keepAlive: h323.keepAlive * SECOND },
    onFact: (fact) => events.onH323Fact(fact),
    onFault: (error) => events.onError(undefined, error),
  });
}
