/** A byte stream of TPKT (H.225.0 §7.2, or H.245 on its own connection), which may have gaps and begin anywhere. */
import { TpktError, TpktFramer } from '../../h323/tpkt/index.ts';
import { MultimediaSystemControlMessage } from '../../h323/asn1/index.ts';
import { gapError, type MessageError } from './message.ts';
import type { Moment } from './packet.ts';
import type { StreamSink } from './tcp-direction.ts';

const HEADER = 4;

export interface TpktListener {
  /** Receives a non-empty packet; an empty one is a keepalive. */
  packet(payload: Uint8Array, at: Moment): void;
  problem(error: MessageError, at: Moment): void;
}

/** True if the octets are a Q.931 message of H.225.0: its discriminator, and a call reference of two octets. */
export const isQ931 = (octets: Uint8Array): boolean => octets[0] === 0x08 && octets[1] === 0x02;

/** True if the octets are H.245 from the first to the last. */
export function isH245(octets: Uint8Array): boolean {
  try {
    return MultimediaSystemControlMessage.decodeFirst(octets).consumed === octets.length;
  } catch {
    return false;
  }
}

/** The length of the packet whose header is at `at`; undefined if there is no header. */
export function tpktLength(octets: Uint8Array, at: number): number | undefined {
  if (octets[at] !== 3 || octets[at + 1] !== 0 || octets.length - at < HEADER) return undefined;
  const length = ((octets[at + 2] ?? 0) << 8) | (octets[at + 3] ?? 0);
  return length < HEADER ? undefined : length;
}

export class TpktStream implements StreamSink {
  readonly #spoken: 'h225-cs' | 'h245';
  readonly #listener: TpktListener;
  #framer = new TpktFramer();
  /** The number of octets given to the framer. */
  #given = 0;
  /** True while the beginning of the next packet is searched. */
  #searching: boolean;

  constructor(spoken: 'h225-cs' | 'h245', fromStart: boolean, listener: TpktListener) {
    this.#spoken = spoken;
    this.#listener = listener;
    this.#searching = !fromStart;
  }

  data(octets: Uint8Array, at: Moment): void {
    for (let rest: Uint8Array | undefined = octets; rest !== undefined && rest.length > 0;) {
      const start: number = this.#searching ? this.#find(rest) : 0;
      if (start < 0) return;
      this.#searching = false;
      rest = this.#frame(rest.subarray(start), at);
    }
  }

  gap(octets: number, at: Moment): void {
    this.#listener.problem(gapError(octets, this.#framer.buffered), at);
    this.#search();
  }

  end(at: Moment): void {
    const { buffered } = this.#framer;
    if (buffered > 0)
      this.#listener.problem(
        { kind: 'need-more', path: 'tpkt', offset: buffered, text: 'the connection ends inside a packet' },
        at,
      );
    this.#search();
  }

  /** Returns the octets that still have to be searched after a fault. */
  #frame(octets: Uint8Array, at: Moment): Uint8Array | undefined {
    const before = this.#given;
    this.#given += octets.length;
    try {
      for (const payload of this.#framer.push(octets)) if (payload.length > 0) this.#listener.packet(payload, at);
      return undefined;
    } catch (error) {
      if (!(error instanceof TpktError)) throw error;
      this.#listener.problem(
        { kind: 'malformed', path: 'tpkt', offset: 0, text: error.message.slice(error.message.indexOf(': ') + 2) },
        at,
      );
      this.#search();
      return octets.subarray(Math.max(0, error.offset - before) + 1);
    }
  }

  #search(): void {
    this.#framer = new TpktFramer();
    this.#given = 0;
    this.#searching = true;
  }

  /** Finds a place where a packet may begin, or -1. */
  #find(octets: Uint8Array): number {
    for (let at = octets.indexOf(3); at >= 0; at = octets.indexOf(3, at + 1)) if (this.#mayBegin(octets, at)) return at;
    return -1;
  }

  #mayBegin(octets: Uint8Array, at: number): boolean {
    const length = tpktLength(octets, at);
    if (length === undefined) return false;
    // A keepalive consists of its header only and ends with its segment.
    if (length === HEADER) return octets.length === at + HEADER;
    const payload = octets.subarray(at + HEADER, at + length);
    if (this.#spoken === 'h225-cs') return isQ931(payload);
    return payload.length === length - HEADER ? isH245(payload) : at === 0;
  }
}
