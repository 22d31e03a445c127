/** Recognises the protocol of a connection by its first octets and by the addresses that signalling announced. */
import type { Spoken } from './announced.ts';
import type { Moment } from './packet.ts';
import { beginsSip } from './sip-messages.ts';
import type { ConnectionEnds, ConnectionReader } from './tcp-connections.ts';
import type { StreamSink } from './tcp-direction.ts';
import { isH245, isQ931, tpktLength } from './tpkt-stream.ts';

export type StreamKind = Exclude<Spoken, 'h225-ras'>;

/** The number of octets kept while the protocol is unknown. */
const MAX_WAITING = 16 * 1024;
/** The number of segments after which a connection that began before the capture is given up. */
const MAX_TRIES = 64;
const TPKT_HEADER = 4;

/** `hint` applies unless the octets contradict it. */
export function recognise(octets: Uint8Array, hint: Spoken | undefined): StreamKind | 'perhaps' | 'no' {
  if (octets[0] !== 3) {
    const sip = beginsSip(octets);
    return sip === 'yes' ? 'sip' : sip;
  }
  if (octets.length < TPKT_HEADER) return 'perhaps';
  const length = tpktLength(octets, 0);
  if (length === undefined) return 'no';
  const payload = octets.subarray(TPKT_HEADER, length);
  // A keepalive says nothing about the data after it.
  if (length === TPKT_HEADER)
    return octets.length === TPKT_HEADER ? 'perhaps' : recognise(octets.subarray(TPKT_HEADER), hint);
  if (payload.length < Math.min(2, length - TPKT_HEADER)) return 'perhaps';
  // A requestMode with sequence number 2 begins like Q.931.
  if (hint === 'h245' && (!isQ931(payload) || isH245(payload))) return 'h245';
  if (isQ931(payload)) return 'h225-cs';
  if (payload.length < length - TPKT_HEADER) return 'perhaps';
  return isH245(payload) ? 'h245' : 'no';
}

export interface RecogniserOptions {
  readonly ends: ConnectionEnds;
  /** The protocol that signalling has announced so far. */
  readonly hint: () => Spoken | undefined;
  /** Opens the reader of one direction; `fromStart` if the next octets begin a message. */
  readonly open: (kind: StreamKind, from: string, to: string, fromStart: boolean) => StreamSink;
}

interface Side {
  waiting: Uint8Array;
  reader: StreamSink | undefined;
  /** True while nothing was missed. */
  fromStart: boolean;
}

/** Both directions of a connection, which use the same protocol. */
export class Recogniser implements ConnectionReader {
  readonly sinks: readonly [StreamSink, StreamSink];
  readonly #options: RecogniserOptions;
  readonly #sides: readonly [Side, Side];
  #kind: StreamKind | undefined;
  #tries = 0;
  #ignored = false;

  constructor(options: RecogniserOptions) {
    this.#options = options;
    const side = (): Side => ({ waiting: new Uint8Array(0), reader: undefined, fromStart: options.ends.fromStart });
    this.#sides = [side(), side()];
    this.sinks = [this.#sink(0), this.#sink(1)];
  }

  get ignored(): boolean {
    return this.#ignored;
  }

  #sink(index: 0 | 1): StreamSink {
    const side = this.#sides[index];
    return {
      data: (octets, at) => {
        if (this.#kind !== undefined) this.#read(index, this.#kind).data(octets, at);
        else if (!this.#ignored) this.#look(index, octets, at);
      },
      gap: (octets, at) => {
        side.reader?.gap(octets, at);
        this.#miss(side);
      },
      end: (at) => {
        side.reader?.end(at);
        this.#miss(side);
      },
    };
  }

  #miss(side: Side): void {
    side.waiting = new Uint8Array(0);
    side.fromStart = false;
  }

  #look(index: 0 | 1, octets: Uint8Array, at: Moment): void {
    const side = this.#sides[index];
    side.waiting = side.waiting.length === 0 ? Uint8Array.from(octets) : Buffer.concat([side.waiting, octets]);
    const hint = this.#options.hint();
    const verdict = recognise(side.waiting, hint);
    if (verdict === 'perhaps' && side.waiting.length < MAX_WAITING) return;
    if (verdict !== 'perhaps' && verdict !== 'no') {
      side.fromStart = true;
      this.#settle(verdict, at);
    } else if (hint !== undefined && hint !== 'h225-ras') this.#settle(hint, at);
    else this.#giveUp(side);
  }

  #settle(kind: StreamKind, at: Moment): void {
    this.#kind = kind;
    for (const index of [0, 1] as const) {
      const { waiting } = this.#sides[index];
      this.#sides[index].waiting = new Uint8Array(0);
      if (waiting.length > 0) this.#read(index, kind).data(waiting, at);
    }
  }

  #giveUp(side: Side): void {
    this.#tries++;
    if (side.fromStart || this.#tries >= MAX_TRIES) this.#ignored = true;
    this.#miss(side);
  }

  #read(index: 0 | 1, kind: StreamKind): StreamSink {
    const side = this.#sides[index];
    const { first, second } = this.#options.ends;
    side.reader ??=
      index === 0
        ? this.#options.open(kind, first, second, side.fromStart)
        : this.#options.open(kind, second, first, side.fromStart);
    return side.reader;
  }
}
