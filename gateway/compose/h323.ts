/**
 * The H.323 side of the gateway, from its configuration: call signalling, our gatekeeper, and our registration with
 * another.
 */
import type { Config } from '../../config/schema.ts';
import type { AudioCodecName, TransportAddress } from '../../media/port.ts';
import type { Registry } from '../../registry/port.ts';
import type { BoundAddress } from '../app/setup/addresses.ts';
import type { Events } from '../app/observe/events.ts';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import type { LegListener } from '../core/leg.ts';
import { CallSignallingEndpoint, tcpTransports, type CallAdmission, type H323Endpoint } from '../h323/index.ts';
import type { Gatekeeper, RasEndpoint } from '../h323/ras/index.ts';
import { SourceLimit } from '../net/source-limit.ts';
import type { TlsCredentials } from '../net/tls.ts';
import { callBandwidth, createMembership, createOwnGatekeeper } from './ras.ts';

export interface H323Parts {
  readonly config: Config;
  readonly bound: { readonly v4?: BoundAddress; readonly v6?: BoundAddress };
  readonly events: Events;
  readonly registry: Pick<Registry, 'h323Device' | 'bind'>;
  readonly listener: LegListener;
  readonly isOverloaded: () => boolean;
  readonly audioCodecs: readonly AudioCodecName[];
  /** Absent: no TLS. */
  readonly tls?: TlsCredentials;
}

const SECOND = 1000;

/** The running parts. */
export interface H323Side {
  listen(): Promise<{ readonly signalling: readonly TransportAddress[]; readonly ras: readonly TransportAddress[] }>;
  stats(): { readonly connections: number; readonly calls: number; readonly registrations: number };
  close(): Promise<void>;
}

/** Undefined if `h323.port` is off. */
export function createH323(parts: H323Parts): H323Side | undefined {
  let gatekeeper: Gatekeeper | undefined;
  let member: RasEndpoint | undefined;
  const endpoint = createEndpoint(parts, () => member);
  if (endpoint === undefined) return undefined;
  return {
    listen: async () => {
      const signalling = await endpoint.listen();
      const ras = rasParts(
        parts,
        endpoint,
        parts.config.h323.tlsPort === null ? signalling : signalling.slice(0, signalling.length / 2),
      );
      gatekeeper = createOwnGatekeeper(ras);
      member = createMembership(ras);
      const listening = (await gatekeeper?.listen()) ?? [];
      await member?.start();
      return { signalling, ras: listening };
    },
    stats: () => ({ ...endpoint.stats(), registrations: gatekeeper?.stats().registrations ?? 0 }),
    close: async () => {
      await endpoint.close();
      await Promise.all([gatekeeper?.close(), member?.close()]);
    },
  };
}

function rasParts(
  { config, bound, registry, events }: H323Parts,
  endpoint: H323Endpoint,
  signalling: readonly TransportAddress[],
): Parameters<typeof createMembership>[0] {
  const announced = ({ address, port }: TransportAddress): TransportAddress => ({
    address: announcedOf({ config, bound }, address.includes(':') ? 6 : 4) ?? address,
    port,
  });
  return {
    config,
    bound,
    registry,
    signal: signalling.map(announced),
    onFact: (fact) => events.onRasFact(fact),
    onFault: (error) => events.onError(undefined, error),
    onMemberFact: (fact) => events.onMembershipFact(fact),
    onDrop: (callId) => endpoint.drop(callId),
  };
}

/** The address announced to devices instead of the one that they reach us at. */
function announcedOf({ config, bound }: Pick<H323Parts, 'config' | 'bound'>, family: 4 | 6): string | undefined {
  if (family === 6) return bound.v6?.announced;
  return config.h323.announcedAddress === '' ? bound.v4?.announced : config.h323.announcedAddress;
}

/** A lost gatekeeper does not keep devices out: they reach us directly. */
const admissionBy = (config: Config, member: () => RasEndpoint | undefined): CallAdmission => ({
  admit(call) {
    const registered = member();
    if (registered?.isRegistered() !== true) return undefined;
    return registered
      .admit({ ...call, answer: true, bandwidth: callBandwidth(config) })
      .then((admitted) => admitted.ok || !registered.isRegistered());
  },
  disengage: (callId) => member()?.disengage(callId),
});

function createEndpoint(
  { config, bound, events, listener, isOverloaded, audioCodecs, tls }: H323Parts,
  member: () => RasEndpoint | undefined,
): H323Endpoint | undefined {
  const { h323 } = config;
  const { port } = h323;
  if (port === null) return undefined;
  const families = [bound.v4, bound.v6].filter((entry): entry is BoundAddress => entry !== undefined);
  const [v4, v6] = ([4, 6] as const).map((family) => announcedOf({ config, bound }, family));
  const sources = new SourceLimit(h323.maxConnectionsPerSource, () =>
    events.onH323Fact({ type: 'refused', reason: 'connections' }),
  );
  return new CallSignallingEndpoint({
    // TLS listeners come last: our gatekeeper announces the others.
    listeners: [
      ...families.map(({ address }) => ({ address, port })),
      ...(h323.tlsPort === null
        ? []
        : families.map(({ address }) => ({ address, port: h323.tlsPort ?? 0, secure: true }))),
    ],
    announced: { ...(v4 !== undefined && { v4 }), ...(v6 !== undefined && { v6 }) },
    ...(h323.gatekeeper.address !== '' && { admission: admissionBy(config, member) }),
    transports: tcpTransports(2 * h323.maxConnections, tls, sources),
    clock: systemClock,
    random: systemRandom,
    listener,
    isOverloaded,
    audioCodecs,
    h245Ports: { min: h323.h245MinPort, max: Math.max(h323.h245MinPort, h323.h245MaxPort) },
    limits: {
      maxConnections: h323.maxConnections,
      maxConnectionsPerSource: h323.maxConnectionsPerSource,
      maxMessage: h323.maxMessageSize,
    },
    rateLimit: { perSecond: h323.setupRate, burst: h323.setupBurst },
    timeouts: {
      setup: h323.setupTimeout * SECOND,
      media: h323.mediaTimeout * SECOND,
      keepAlive: h323.keepAlive * SECOND,
    },
    onFact: (fact) => events.onH323Fact(fact),
    onFault: (error) => events.onError(undefined, error),
  });
}
