/** Our gatekeeper, and our registration with another gatekeeper, from the configuration. */
import { lookup } from 'node:dns/promises';
import type { Config } from '../../config/schema.ts';
import type { TransportAddress } from '../../media/port.ts';
import type { Registry } from '../../registry/port.ts';
import type { BoundAddress } from '../app/setup/addresses.ts';
import type { OnFault } from '../../base/guard.ts';
import { bindUdp } from '../../base/udp.ts';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import { Secret } from '../../base/secret.ts';
import {
  byFamily,
  createGatekeeper,
  createRasEndpoint,
  type ByFamily,
  type EndpointFact,
  type Gatekeeper,
  type RasEndpoint,
  type RasFact,
} from '../h323/ras/index.ts';
import { ENDPOINT_TYPE } from '../h323/h225/identity.ts';

export interface RasParts {
  readonly config: Config;
  readonly bound: { readonly v4?: BoundAddress; readonly v6?: BoundAddress };
  readonly registry: Pick<Registry, 'h323Device' | 'bind'>;
  /** Addresses of call signalling as announced to devices. */
  readonly signal: readonly TransportAddress[];
  readonly onFact: (fact: RasFact) => void;
  /** Receives faults of ours. */
  readonly onFault: OnFault;
  readonly onMemberFact: (fact: EndpointFact) => void;
  /** The other gatekeeper ends the call with this GUID. */
  readonly onDrop: (callId: Uint8Array) => void;
}

/** The unit of bandwidth in RAS. */
const BITS = 100;
const AUDIO_BITRATE = 64_000;
const MAX_CALLS_PER_ENDPOINT = 20;
const IRR_FREQUENCY = 120;
const RAS_PORT = 1719;

/** Both directions, 100 bit/s. */
export const callBandwidth = ({ media }: Config): number =>
  Math.ceil((2 * (media.maxVideoBitrate + AUDIO_BITRATE)) / BITS);

/** Undefined if `h323.rasPort` is off. */
export function createOwnGatekeeper({
  config,
  bound,
  registry,
  signal,
  onFact,
  onFault,
}: RasParts): Gatekeeper | undefined {
  const { h323 } = config;
  const port = h323.rasPort;
  if (port === null) return undefined;
  const families = [bound.v4, bound.v6].filter((entry) => entry !== undefined);
  return createGatekeeper({
    registry,
    bind: bindUdp,
    clock: systemClock,
    now: Date.now,
    random: systemRandom,
    listen: families.map(({ address, announced }) => ({ address, port, announced })),
    multicast: h323.multicastDiscovery,
    settings: {
      gatekeeperId: h323.gatekeeperId,
      signal: byFamily(signal),
      policy: h323.registration,
      timeToLive: h323.timeToLive,
      traversalTimeToLive: h323.traversalTimeToLive,
      traversal: true,
      preGranted: h323.preGrantedArq,
      maxRegistrations: h323.maxRegistrations,
      maxRegistrationsPerAddress: h323.maxRegistrationsPerSource,
      maxCallsPerEndpoint: MAX_CALLS_PER_ENDPOINT,
      maxBandwidth: callBandwidth(config),
      irrFrequency: IRR_FREQUENCY,
      neighbours: h323.neighbours,
    },
    rate: { perSecond: h323.rasRate, burst: h323.rasBurst },
    clockTolerance: h323.clockTolerance,
    onFact,
    onFault,
  });
}

/** Undefined if `h323.gatekeeper.address` is empty. */
export function createMembership({
  config,
  bound,
  signal,
  onMemberFact,
  onFault,
  onDrop,
}: RasParts): RasEndpoint | undefined {
  const { address, aliases, password, timeToLive } = config.h323.gatekeeper;
  const own = bound.v4 ?? bound.v6;
  const at = own && signalOf(byFamily(signal), own);
  if (address === '' || own === undefined || at === undefined) return undefined;
  return createRasEndpoint({
    bind: bindUdp,
    clock: systemClock,
    now: Date.now,
    random: systemRandom,
    local: { address: own.address, port: 0 },
    announced: own.announced,
    self: { aliases, signal: at, terminalType: ENDPOINT_TYPE, timeToLive },
    ...(password !== '' && { password: new Secret(password) }),
    gatekeepers: async () => [await resolve(address, own.address.includes(':') ? 6 : 4)],
    onFact: onMemberFact,
    onFault,
    onDrop,
  });
}

const signalOf = ({ v4, v6 }: ByFamily, { address }: BoundAddress): TransportAddress | undefined =>
  address.includes(':') ? v6 : v4;

/** `host`, `host:port` or `[IPv6]:port`. */
async function resolve(text: string, family: 4 | 6): Promise<TransportAddress> {
  const [, bracketed, plain = text, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const { address } = await lookup(bracketed ?? plain, { family });
  return { address, port: port === undefined ? RAS_PORT : Number(port) };
}
