/** The media relay, from its configuration. */
import type { Config } from '../../config/schema.ts';
import { openRelay, parseInstance, type Relay } from '../../media/index.ts';
import type { Events } from '../app/observe/events.ts';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import type { SipCall } from '../sip/edge.ts';
import { relayIncoming } from '../sip/relayed-call/call.ts';

const SECOND = 1000;

/** Undefined if no relay is configured. Resolves once the state of all instances is known. */
export async function createRelay({ media }: Config, events: Events): Promise<Relay | undefined> {
  if (media.relay === 'none') return undefined;
  const {
    instances,
    pingInterval,
    timeout,
    queryInterval,
    mediaTimeout,
    moveTimeout,
    transcode,
    deviceInterface,
    gatewayInterface,
  } = media.rtpengine;
  const named = deviceInterface !== '' && gatewayInterface !== '';
  return openRelay({
    instances: instances.map(parseInstance),
    pingInterval,
    timeout,
    queryInterval: queryInterval * SECOND,
    mediaTimeout: mediaTimeout * SECOND,
    moveTimeout: moveTimeout * SECOND,
    transcode,
    ...(named && { interfaces: { device: deviceInterface, gateway: gatewayInterface } }),
    chance: () => Buffer.from(systemRandom.bytes(4)).readUInt32BE() / 2 ** 32,
    newId: () => `roomgate-${Buffer.from(systemRandom.bytes(12)).toString('hex')}`,
    clock: systemClock,
    onFact: (fact) => events.onRelayFact(fact),
  });
}

/** Passes each new call to `take`, through the relay if there is one. */
export const throughRelay = (
  relay: Relay | undefined,
  events: Events,
  take: (call: SipCall) => void,
): ((call: SipCall) => void) =>
  relay === undefined
    ? take
    : (call) =>
        relayIncoming(
          call,
          { relay, onFact: (fact) => events.onRelayedCall(fact), onError: (error) => events.onError(undefined, error) },
          take,
        );
