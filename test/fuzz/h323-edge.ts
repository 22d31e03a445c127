/**
 * Devices that send nonsense to a whole endpoint over memory TCP: calls of all shapes whose messages are damaged in
 * transit, and any legal or illegal H.245 message during a call, tunnelled and on its own connection. The same seed
 * gives the same run.
 */
import type { LegCommand, LegEvent, SignallingLeg } from '../../gateway/core/leg.ts';
import { END_REASONS } from '../../gateway/core/reason.ts';
import { H323UserInformation, MultimediaSystemControlMessage } from '../../gateway/h323/asn1/index.ts';
import { decodeCallMessage, type CallMessage } from '../../gateway/h323/h225/message.ts';
import { CallSignallingEndpoint, type StreamConnection, type StreamTransports } from '../../gateway/h323/index.ts';
import { encodeQ931, type MessageName } from '../../gateway/h323/q931/index.ts';
import { encodeTpkt } from '../../gateway/h323/tpkt/index.ts';
import { FakeClock } from '../fakes/clock.ts';
import { H323Room } from '../fakes/h323-room.ts';
import { seededNumbers, seededRandom } from '../fakes/memory-network.ts';
import { MemoryStreams } from '../fakes/memory-streams.ts';
import { Generator, seeded, type Pick } from '../gateway/h323/asn1/generate.ts';
import { modules, PDUS } from '../gateway/h323/asn1/modules.ts';
import { GATEWAY, OURS, PROFILE, THEIRS } from '../gateway/h323/harness.ts';
import { PCMU_BOTH_WAYS } from '../gateway/h323/raw-peer.ts';
import { H323_SHAPES } from '../gateway/h323/shapes.ts';
import { mutate } from './h323-per-mutate.ts';
import { Dice } from './sip-mutate.ts';

const HOSTS = ['10.0.0.9', '10.0.0.10', '10.0.0.11'] as const;
const MAX_ROOMS = 12;
const MEMORY = 64;
export const WATCHED = 25_000;
const TYPES: readonly MessageName[] = [
  'facility',
  'facility',
  'facility',
  'facility',
  'information',
  'notify',
  'statusInquiry',
  'status',
  'progress',
  'userInformation',
  'setup',
];

export interface FuzzResult {
  readonly messages: number;
  readonly stats: ReturnType<CallSignallingEndpoint['stats']>;
  /** The remaining timers and connections. */
  readonly pending: number;
  readonly open: number;
  /** The progress that the messages achieved. */
  readonly reached: {
    readonly calls: number;
    readonly established: number;
    readonly media: number;
    readonly bad: number;
    readonly own: number;
  };
  readonly faults: readonly string[];
}

interface Live {
  readonly room: H323Room;
  /** Its connection for H.245, if it has one. */
  h245: StreamConnection | undefined;
  closed: boolean;
}

export class H323EdgeFuzz {
  readonly #dice: Dice;
  readonly #pick: Pick;
  readonly #clock = new FakeClock();
  readonly #network = new MemoryStreams(this.#clock);
  readonly #endpoint: CallSignallingEndpoint;
  readonly #rooms = new Set<Live>();
  readonly #legs = new Set<SignallingLeg>();
  readonly #ended = new WeakSet<SignallingLeg>();
  /** H.245 messages that devices have sent. */
  readonly #control: Uint8Array[] = [];
  readonly #payloads: Uint8Array[] = [];
  readonly #faults: string[] = [];
  readonly #reached = { calls: 0, established: 0, media: 0, bad: 0, own: 0 };
  #messages = 0;

  constructor(seed: number) {
    this.#dice = new Dice(seededNumbers(seed));
    this.#pick = seeded(seed);
    this.#endpoint = new CallSignallingEndpoint({
      listeners: [GATEWAY],
      transports: this.#network.host(GATEWAY.address),
      clock: this.#clock,
      random: seededRandom(seed),
      listener: (leg, event) => this.#onEvent(leg, event),
      isOverloaded: () => this.#dice.chance(0.02),
      audioCodecs: ['G722', 'PCMU', 'PCMA'],
      h245Ports: { min: 30_000, max: 30_019 },
      limits: { maxConnections: 40, maxConnectionsPerSource: 20, maxMessage: 32_768 },
      rateLimit: { perSecond: 1000, burst: 1000 },
      timeouts: { setup: 10_000, media: 30_000, keepAlive: 20_000 },
      onFact: (fact) => void (this.#reached.bad += fact.type === 'badMessage' ? 1 : 0),
      onFault: (error) => this.#fault(error),
    });
  }

  /** Sends the given number of messages, then lets everything run out. `watch` is called after every `WATCHED`. */
  async run(messages: number, watch: () => void = () => {}): Promise<FuzzResult> {
    await this.#endpoint.listen();
    for (let watched = WATCHED; this.#messages < messages;) {
      this.#try(() => this.#step());
      await settle();
      if (this.#messages >= watched) {
        watched += WATCHED;
        watch();
      }
    }
    await this.#runOut();
    return {
      messages: this.#messages,
      stats: this.#endpoint.stats(),
      pending: this.#clock.pending,
      open: this.#network.open.size,
      reached: this.#reached,
      faults: this.#faults,
    };
  }

  #try(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fault(error);
    }
  }

  #fault(error: unknown): void {
    if (this.#faults.length < 10)
      this.#faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  #step(): void {
    const dice = this.#dice;
    const rooms = [...this.#rooms].filter(({ closed }) => !closed);
    this.#network.faults = dice.chance(0.02) ? { piece: 1 + dice.below(20) } : {};
    if (rooms.length < MAX_ROOMS && dice.chance(0.1)) this.#call();
    else if (rooms.length > 0) this.#disturb(dice.pick(rooms));
    this.#clock.advance(dice.chance(0.005) ? dice.below(40_000) : dice.below(8));
  }

  async #runOut(): Promise<void> {
    for (const { room } of this.#rooms) room.hangUp();
    for (let round = 0; round < 60; round++) {
      this.#clock.advance(1000);
      await settle();
    }
    for (const leg of this.#legs) leg.command({ type: 'end', reason: 'hung-up' });
    for (const stream of this.#network.open) stream.close();
    await this.#endpoint.close();
    for (let round = 0; round < 20; round++) {
      this.#clock.advance(1000);
      await settle();
    }
  }

  // Devices

  #call(): void {
    const dice = this.#dice;
    const address = dice.pick(HOSTS);
    const live: { -readonly [K in keyof Live]?: Live[K] } = { closed: false };
    const room = new H323Room({
      transports: this.#damaged(address, live),
      address,
      gateway: GATEWAY,
      clock: this.#clock,
      random: seededRandom(dice.below(1e9)),
      shape: dice.pick(H323_SHAPES),
      destination: [{ 'h323-ID': '123456' }],
      media: THEIRS,
      version: 1 + dice.below(8),
      waits: dice.chance(0.1),
      ...(dice.chance(0.1) && { setup: { fastStart: PCMU_BOTH_WAYS } }),
      onClosed: () => {
        live.closed = true;
        this.#rooms.delete(live as Live);
      },
    });
    live.room = room;
    this.#rooms.add(live as Live);
  }

  /** The device's connection to the gateway, on which messages are damaged. The gateway's messages must be valid. */
  #damaged(address: string, live: Partial<Live>): StreamTransports {
    const host = this.#network.host(address);
    const wrap = (connection: StreamConnection, h245: boolean): StreamConnection => {
      const send = connection.send.bind(connection);
      connection.send = (data) => this.#send(typeof data === 'string' ? Buffer.from(data, 'latin1') : data, h245, send);
      if (h245) {
        live.h245 = connection;
        this.#reached.own++;
      }
      return connection;
    };
    return {
      listen: (at, onConnection) => host.listen(at, (connection) => onConnection(wrap(connection, true))),
      connect: (to, from) => wrap(host.connect(to, from), to.port !== GATEWAY.port),
    };
  }

  #send(data: Uint8Array, h245: boolean, send: (data: Uint8Array) => void): void {
    const dice = this.#dice;
    this.#messages++;
    const payload = data.subarray(4);
    (h245 ? this.#control : this.#payloads)[dice.below(MEMORY)] = payload.slice();
    const message = h245 ? undefined : readable(payload);
    for (const bytes of message?.pdu?.h245Control ?? []) this.#control[dice.below(MEMORY)] = bytes;
    if (dice.chance(0.93)) return send(data);
    if (dice.chance(0.1)) return send(mutate(data, data, this.#pick));
    if (dice.chance(0.1)) return undefined;
    if (dice.chance(0.1)) send(data);
    const whole = dice.chance(0.5) ? message?.q931 : undefined;
    // Damages either the whole message, or the content of a Q.931 message that stays intact.
    if (whole?.userUser === undefined)
      return send(encodeTpkt(mutate(payload, this.#one(h245 ? this.#control : this.#payloads), this.#pick)));
    return send(encodeTpkt(encodeQ931({ ...whole, userUser: mutate(whole.userUser, whole.userUser, this.#pick) })));
  }

  /** Does something that no device would do. */
  #disturb({ room, h245 }: Live): void {
    const dice = this.#dice;
    const kind = dice.below(100);
    if (kind < 1) return room.hangUp();
    if (kind < 2) return room.connection.close();
    if (kind < 4) return h245?.close();
    if (kind < 6)
      return room.change({
        streams: THEIRS.streams.map((stream) => ({
          ...stream,
          direction: dice.pick(['sendrecv', 'inactive', 'recvonly'] as const),
        })),
      });
    if (kind < 8)
      return room.connection.send(
        encodeTpkt(
          dice.chance(0.5)
            ? mutate(this.#one(this.#payloads), this.#one(this.#control), this.#pick)
            : this.#one(this.#payloads),
        ),
      );
    const bytes = this.#h245();
    if (h245 !== undefined && dice.chance(0.7)) return h245.send(encodeTpkt(bytes));
    const h245Tunneling = dice.chance(0.9);
    return room.send(
      dice.pick(TYPES),
      dice.chance(0.9) ? { empty: null } : this.#body(),
      dice.chance(0.1) ? { keypad: '1#' } : {},
      { h245Tunneling, h245Control: [bytes] },
    );
  }

  #one(memory: readonly Uint8Array[]): Uint8Array {
    return memory[this.#dice.below(MEMORY)] ?? Uint8Array.of(1, 2, 3);
  }

  /** A message that some device has sent, or any legal one; some damaged. */
  #h245(): Uint8Array {
    const dice = this.#dice;
    const bytes = dice.chance(0.6)
      ? this.#one(this.#control)
      : (this.#generated(MultimediaSystemControlMessage) ?? this.#one(this.#control));
    return dice.chance(0.3) ? mutate(bytes, this.#one(this.#control), this.#pick) : bytes;
  }

  #body(): Parameters<H323Room['send']>[1] {
    const bytes = this.#generated(H323UserInformation);
    return bytes === undefined
      ? { empty: null }
      : H323UserInformation.decode(bytes)['h323-uu-pdu']['h323-message-body'];
  }

  #generated(codec: unknown): Uint8Array | undefined {
    const pdu = PDUS.find((each) => each.codec === codec);
    if (pdu === undefined) return undefined;
    const bytes = pdu.codec.encode(new Generator(modules, this.#pick, { depth: 2 }).value(pdu.module, pdu.type));
    return bytes.length > 2048 ? undefined : bytes;
  }

  // The gateway

  #onEvent(leg: SignallingLeg, event: LegEvent): void {
    if (this.#ended.has(leg)) this.#fault(`${event.type} after the end`);
    if (event.type === 'incoming') this.#reached.calls++;
    if (event.type === 'established') this.#reached.established++;
    if (event.type === 'mediaAnswered' || event.type === 'mediaOffered') this.#reached.media++;
    this.#legs.add(leg);
    if (event.type === 'ended') {
      this.#ended.add(leg);
      this.#legs.delete(leg);
      return;
    }
    const command = this.#commandOn(event);
    if (command !== undefined) leg.command(command);
  }

  #commandOn(event: LegEvent): LegCommand | undefined {
    const dice = this.#dice;
    if (event.type === 'incoming')
      return dice.chance(0.95)
        ? { type: 'accept', media: OURS, profile: PROFILE }
        : { type: 'reject', reason: dice.pick(END_REASONS) };
    if (dice.chance(0.02)) return { type: 'end', reason: dice.pick(END_REASONS) };
    if (dice.chance(0.05)) return { type: 'offerMedia', media: OURS };
    return dice.chance(0.1) ? { type: 'requestKeyframe' } : undefined;
  }
}

function readable(payload: Uint8Array): CallMessage | undefined {
  try {
    return decodeCallMessage(payload);
  } catch {
    return undefined;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
}

export const IDLE = { connections: 0, calls: 0, h245Listeners: 0 };
