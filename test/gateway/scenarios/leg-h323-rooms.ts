/** H.323 devices on a memory network, in real time: fast connect, or tunnelled H.245. */
import { randomBytes } from 'node:crypto';
import type { LegListener } from '../../../gateway/core/leg.ts';
import { systemClock } from '../../../base/system-clock.ts';
import { fromH245Address } from '../../../gateway/h323/address.ts';
import { OpenLogicalChannel, type H225 } from '../../../gateway/h323/asn1/index.ts';
import { CallSignallingEndpoint } from '../../../gateway/h323/index.ts';
import type { CallMessage } from '../../../gateway/h323/h225/message.ts';
import { command, indication } from '../../../gateway/h323/h245/message.ts';
import { CAUSES } from '../../../gateway/h323/q931/index.ts';
import { releaseOf } from '../../../gateway/h323/reason.ts';
import type { MediaDescription, StreamDescription } from '../../../media/port.ts';
import { H323Room } from '../../fakes/h323-room.ts';
import { Mailbox } from '../../fakes/mailbox.ts';
import { MemoryStreams } from '../../fakes/memory-streams.ts';
import type { RoomCall, RoomCallOptions, RoomDriver, Seen } from './leg-driver.ts';

const GATEWAY = { address: '127.0.0.1', port: 1720 };
const NOTHING: MediaDescription = { streams: [] };
const POLYCOM_DEBUT: H225.VendorIdentifier = {
  vendor: { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 20_560 },
  productId: Buffer.from('RealPresence Debut'),
  versionId: Buffer.from('1.3.1'),
};

class MemoryRoom implements RoomCall {
  readonly #seen = new Mailbox<Seen>();
  readonly #room: H323Room;
  #answered = false;

  constructor(network: MemoryStreams, { dial, host, userAgent, offer }: RoomCallOptions) {
    const fast = typeof offer === 'object';
    this.#room = new H323Room({
      transports: network.host('127.0.0.1'),
      address: '127.0.0.1',
      gateway: GATEWAY,
      clock: systemClock,
      random: { bytes: (count) => randomBytes(count) },
      shape: fast ? 'fast tunnelled' : 'tunnelled',
      destination: dial === 'meet' ? [] : [{ 'url-ID': host === undefined ? dial : `${dial}@${host}` }],
      media: fast ? offer : NOTHING,
      waits: !fast,
      ...(userAgent?.includes('Debut') === true && { vendor: POLYCOM_DEBUT }),
      onMessage: (message) => this.#onMessage(message),
      onSession: (event) => {
        if (event.type === 'keyframeRequested') this.#seen.put({ type: 'keyframe' });
      },
    });
  }

  #onMessage({ q931, pdu }: CallMessage): void {
    const body = pdu?.['h323-message-body'] ?? { empty: null };
    if ('connect' in body) {
      this.#answered = true;
      this.#seen.put({ type: 'accepted', media: mediaOf(body.connect) });
    }
    if (!('releaseComplete' in body)) return;
    const reason = `${q931.cause?.value} ${Object.keys(body.releaseComplete.reason ?? {})[0]}`;
    this.#seen.put(
      this.#answered ? { type: 'ended', reason } : { type: 'rejected', reason, whole: `${reason} ${q931.display}` },
    );
  }

  next(): Promise<Seen> {
    return this.#seen.take('a message');
  }

  get unseen(): readonly Seen[] {
    return this.#seen.items;
  }

  acknowledge(answer?: MediaDescription): void {
    if (answer === undefined) return;
    this.#room.session.prepare(answer);
    this.#room.session.start();
    this.#room.flush();
  }

  hangUp(): void {
    this.#room.hangUp();
  }

  offer(): void {
    throw new Error('Cannot offer: H.245 has no offers');
  }

  answer(): void {
    throw new Error('Cannot answer: H.245 has no offers');
  }

  refuseOffer(): void {
    throw new Error('Cannot refuse: H.245 has no offers');
  }

  requestKeyframe(): void {
    this.#room.sendH245(
      command({ miscellaneousCommand: { logicalChannelNumber: 1, type: { videoFastUpdatePicture: null } } }),
    );
    this.#room.flush();
  }

  key(digit: string): void {
    this.#room.sendH245(indication({ userInput: { alphanumeric: digit } }));
    this.#room.flush();
  }

  transfer(): void {
    throw new Error('Cannot transfer: rooms do not');
  }
}

/** The addresses for our media; without fast connect only the kinds of media. */
function mediaOf({ fastStart }: H225.ConnectUUIE): MediaDescription {
  const stream = (kind: 'audio' | 'video', more: Partial<StreamDescription> = {}): StreamDescription => ({
    kind,
    role: 'main',
    direction: 'sendrecv',
    codecs: [],
    feedback: { nack: false, pli: false, fir: false, tmmbr: false },
    ...more,
  });
  if (fastStart === undefined) return { streams: [stream('audio'), stream('video')] };
  const streams = fastStart.flatMap((bytes) => {
    const { dataType, multiplexParameters } = OpenLogicalChannel.decode(bytes).forwardLogicalChannelParameters;
    if (!('h2250LogicalChannelParameters' in multiplexParameters)) return [];
    const rtp = fromH245Address(multiplexParameters.h2250LogicalChannelParameters.mediaChannel);
    return [stream('audioData' in dataType ? 'audio' : 'video', rtp && { rtp })];
  });
  return { streams };
}

export async function openH323Rooms(listener: LegListener): Promise<RoomDriver> {
  const network = new MemoryStreams(systemClock);
  const endpoint = new CallSignallingEndpoint({
    listeners: [GATEWAY],
    transports: network.host(GATEWAY.address),
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count) },
    listener,
    audioCodecs: ['G722', 'PCMU', 'PCMA'],
    h245Ports: { min: 0, max: 0 },
    limits: { maxConnections: 100, maxConnectionsPerSource: 100, maxMessage: 32_768 },
    rateLimit: { perSecond: 1000, burst: 1000 },
    isOverloaded: () => false,
    timeouts: { setup: 10_000, media: 30_000, keepAlive: 20_000 },
    onFact: (fact) => {
      if (fact.type === 'badMessage') throw fact.error;
    },
    onFault: (error) => {
      throw error;
    },
  });
  await endpoint.listen();
  return {
    call: (options) => new MemoryRoom(network, options),
    words(_, reason) {
      if (reason === 'done') return '';
      const release = releaseOf(reason);
      return `${CAUSES[release.cause]} ${Object.keys(release.reason)[0]}`;
    },
    soundPorts: 8,
    left: () => endpoint.stats().calls,
    close: () => endpoint.close(),
  };
}
