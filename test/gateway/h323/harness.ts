/**
 * An endpoint and devices on a memory network with a fake clock, and a stand-in for the domain that accepts every
 * call.
 */
import { CallSignallingEndpoint, type H323EndpointOptions, type H323Fact } from '../../../gateway/h323/index.ts';
import type { LegCommand, LegEvent, SignallingLeg } from '../../../gateway/core/leg.ts';
import type { MediaDescription } from '../../../media/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../../fakes/descriptions.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { H323Room, type H323RoomOptions } from '../../fakes/h323-room.ts';
import { seededRandom } from '../../fakes/memory-network.ts';
import { MemoryStreams } from '../../fakes/memory-streams.ts';

export const GATEWAY = { address: '10.0.0.1', port: 1720 };
const ROOM = '10.0.0.9';

/** The gateway's offer, with its own sockets. */
export const OURS: MediaDescription = offerOf(
  { ...audioStream(['G722', 'PCMA', 'PCMU'], { rtp: { address: '10.0.0.1', port: 20_000 } }), ptime: 20 },
  videoStream([h264(0x42_80_1f, 1), h264(0x42_80_1f, 0)], {
    rtp: { address: '10.0.0.1', port: 20_002 },
    maxBitrate: 1_400_000,
  }),
);
/** The streams of a device. */
export const THEIRS: MediaDescription = offerOf(
  audioStream(['PCMU', 'PCMA'], { rtp: { address: ROOM, port: 5000 } }),
  videoStream([h264(0x42_80_1f, 1), h264(0x42_80_1f, 0)], { rtp: { address: ROOM, port: 5002 } }),
);

export const PROFILE = { supported: true, audio: 'both', video: 'both', screen: 'both' } as const;

export class Harness {
  readonly clock = new FakeClock();
  readonly network = new MemoryStreams(this.clock);
  readonly facts: H323Fact[] = [];
  readonly faults: unknown[] = [];
  readonly legs: { readonly leg: SignallingLeg; readonly events: LegEvent[] }[] = [];
  /** The immediate reply to a leg's event. */
  answer: (event: LegEvent) => LegCommand | undefined = (event) =>
    event.type === 'incoming' ? { type: 'accept', media: OURS, profile: PROFILE } : undefined;
  readonly endpoint: CallSignallingEndpoint;

  constructor(options: Partial<H323EndpointOptions> = {}) {
    this.endpoint = new CallSignallingEndpoint({
      listeners: [GATEWAY],
      transports: this.network.host(GATEWAY.address),
      clock: this.clock,
      random: seededRandom(1),
      listener: (leg, event) => this.#onEvent(leg, event),
      audioCodecs: ['G722', 'PCMU', 'PCMA'],
      h245Ports: { min: 30_000, max: 30_099 },
      limits: { maxConnections: 100, maxConnectionsPerSource: 50, maxMessage: 32_768 },
      rateLimit: { perSecond: 1000, burst: 1000 },
      isOverloaded: () => false,
      timeouts: { setup: 10_000, media: 30_000, keepAlive: 20_000 },
      onFact: (fact) => void this.facts.push(fact),
      onFault: (error) => void this.faults.push(error),
      ...options,
    });
  }

  #onEvent(leg: SignallingLeg, event: LegEvent): void {
    const known = this.legs.find((entry) => entry.leg === leg);
    if (known === undefined) this.legs.push({ leg, events: [event] });
    else known.events.push(event);
    const command = this.answer(event);
    if (command !== undefined) leg.command(command);
  }

  room(options: Partial<H323RoomOptions> = {}): H323Room {
    return new H323Room({
      transports: this.network.host(ROOM),
      address: ROOM,
      gateway: GATEWAY,
      clock: this.clock,
      random: seededRandom(7),
      shape: 'tunnelled',
      destination: [{ 'h323-ID': '123456' }],
      media: THEIRS,
      ...options,
    });
  }

  /** Lets `ms` pass, including pending microtasks. */
  async pass(ms: number): Promise<void> {
    for (let at = 0; at < ms; at++) {
      this.clock.advance(1);
      for (let turn = 0; turn < 4; turn++) await Promise.resolve();
    }
  }

  /** The types of the first leg's events. */
  told(index = 0): readonly string[] {
    return this.legs[index]?.events.map(({ type }) => type) ?? [];
  }

  /** The last media that the leg reported. */
  media(index = 0): MediaDescription | undefined {
    const last = this.legs[index]?.events.findLast(
      (event) => event.type === 'mediaAnswered' || event.type === 'mediaOffered',
    );
    if (last?.type === 'mediaAnswered') return last.answer;
    return last?.type === 'mediaOffered' ? last.offer : undefined;
  }
}
