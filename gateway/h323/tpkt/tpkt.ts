/** TPKT: packets on a byte stream, as H.225.0 §7.2 and H.245 use it (RFC 1006 §6). */
import { RemoteError } from '../../../base/errors.ts';

const VERSION = 3;
const HEADER = 4;
const MAX_LENGTH = 0xffff;
const FIRST_STORE = 512;
const EMPTY = new Uint8Array(0);

/** The greatest number of octets that one packet carries. */
export const MAX_TPKT_PAYLOAD = MAX_LENGTH - HEADER;

export type TpktErrorKind = 'bad-version' | 'bad-length' | 'too-long';

/** The peer's stream is not TPKT: nothing after the fault can be trusted. */
export class TpktError extends RemoteError {
  declare readonly kind: TpktErrorKind;
  /** Octets of the stream before the faulty packet. */
  declare readonly offset: number;

  constructor(kind: TpktErrorKind, offset: number, detail: string) {
    super(kind, `Cannot read TPKT at octet ${offset}: ${detail}`, { offset });
  }
}

/**
 * Puts `payload` into one packet; an empty payload gives the keepalive `03 00 00 04`. Throws a RangeError if it
 * does not fit.
 */
export function encodeTpkt(payload: Uint8Array): Uint8Array {
  const length = payload.length + HEADER;
  if (length > MAX_LENGTH)
    throw new RangeError(`Cannot encode TPKT of ${payload.length} octets: the limit is ${MAX_TPKT_PAYLOAD}`);
  const packet = new Uint8Array(length);
  packet[0] = VERSION;
  packet[2] = length >> 8;
  packet[3] = length & 0xff;
  packet.set(payload, HEADER);
  return packet;
}

/**
 * Splits a byte stream into the payloads of its packets. Stores only the received octets of one unfinished packet,
 * and allocates nothing in advance.
 */
export class TpktFramer {
  readonly #maxPayload: number;
  /** The octets of an unfinished packet, header first, with space for more of it. */
  #store = EMPTY;
  #stored = 0;
  /** Octets of the stream before the next packet. */
  #offset = 0;
  #error: TpktError | undefined;

  constructor(maxPayload = MAX_TPKT_PAYLOAD) {
    this.#maxPayload = maxPayload;
  }

  /** The number of octets that wait for the rest of their packet. */
  get buffered(): number {
    return this.#stored;
  }

  /**
   * The payloads that `chunk` completes, some of them views of it; an empty one is a keepalive. Iterate to the end.
   * Throws a TpktError after the packets before the fault, and again for every later chunk.
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    if (this.#error !== undefined) throw this.#error;
    let at = this.#stored === 0 ? 0 : this.#complete(chunk, 0);
    if (this.#stored > 0 && this.#stored === this.#wanted()) yield this.#takeStored();
    else if (this.#stored > 0) return;
    while (chunk.length - at >= HEADER) {
      const length = this.#check(chunk, at);
      if (chunk.length - at < length) break;
      this.#offset += length;
      yield chunk.subarray(at + HEADER, at + length);
      at += length;
    }
    if (at < chunk.length) this.#complete(chunk, at);
  }

  /** Adds octets to the unfinished packet and returns the position after them. */
  #complete(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length && this.#stored < this.#wanted()) {
      const count = Math.min(chunk.length - at, this.#wanted() - this.#stored);
      this.#reserve(this.#stored + count);
      this.#store.set(chunk.subarray(at, at + count), this.#stored);
      this.#stored += count;
      at += count;
      if (this.#stored === HEADER) this.#check(this.#store, 0);
    }
    return at;
  }

  /** The whole length of the unfinished packet, or the length of the header while that is incomplete. */
  #wanted(): number {
    return this.#stored < HEADER ? HEADER : lengthAt(this.#store, 0);
  }

  #reserve(count: number): void {
    if (count <= this.#store.length) return;
    const larger = new Uint8Array(Math.max(FIRST_STORE, Math.min(2 * count, MAX_LENGTH)));
    larger.set(this.#store.subarray(0, this.#stored));
    this.#store = larger;
  }

  #takeStored(): Uint8Array {
    const payload = this.#store.subarray(HEADER, this.#stored);
    this.#offset += this.#stored;
    this.#store = EMPTY;
    this.#stored = 0;
    return payload;
  }

  /** Returns the packet's length according to its header. */
  #check(bytes: Uint8Array, at: number): number {
    const length = lengthAt(bytes, at);
    if (bytes[at] !== VERSION) this.#fail('bad-version', `version ${bytes[at]}, not ${VERSION}`);
    if (length < HEADER) this.#fail('bad-length', `length ${length} is less than the header's`);
    if (length - HEADER > this.#maxPayload)
      this.#fail('too-long', `${length - HEADER} octets exceed the limit of ${this.#maxPayload}`);
    return length;
  }

  #fail(kind: TpktErrorKind, detail: string): never {
    this.#error = new TpktError(kind, this.#offset, detail);
    this.#store = EMPTY;
    this.#stored = 0;
    throw this.#error;
  }
}

const lengthAt = (bytes: Uint8Array, at: number): number => ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
