/**
 * Encryption and authentication of single packets, in two forms: AES in counter mode with HMAC-SHA1 (RFC 3711
 * §4.1.1, §4.2.1) and AES-GCM (RFC 7714 §8, §9).
 *
 * To set up a cipher for each packet costs about 20 µs in Node. Neither form needs that: one AES object makes the
 * key stream of all packets, block by block; HMAC is two hashes of prepared blocks, and GHASH uses tables. Buffers
 * for each packet come from Node's pool: separate memory costs as much as the cipher.
 */
import { createCipheriv, hash, timingSafeEqual } from 'node:crypto';
import type { Cipheriv } from 'node:crypto';
import { Ghash } from './ghash.ts';
import type { SessionKeys } from './key-derivation.ts';
import type { CryptoSuite } from './suites.ts';

/**
 * A packet's position in its stream: the 48-bit index of SRTP (ROC and sequence number), or the 31-bit index of
 * SRTCP.
 */
export interface PacketPosition {
  readonly ssrc: number;
  readonly index: number;
}

/** The cipher of one direction, for either RTP or RTCP. */
export interface PacketCipher {
  /**
   * `clear` is authenticated but not encrypted, `body` is both; `after` is authenticated behind them (ROC, or the
   * index of SRTCP). Returns the replacement of `body`, and the tag.
   */
  seal(
    clear: Uint8Array,
    body: Uint8Array,
    after: Uint8Array,
    at: PacketPosition,
  ): { readonly body: Uint8Array; readonly tag: Uint8Array };
  /** `undefined`: the tag is wrong. */
  open(
    clear: Uint8Array,
    body: Uint8Array,
    after: Uint8Array,
    tag: Uint8Array,
    at: PacketPosition,
  ): Uint8Array | undefined;
}

export function createPacketCipher(suite: CryptoSuite, keys: SessionKeys, of: 'rtp' | 'rtcp'): PacketCipher {
  if (suite.cipher === 'AES-GCM') return new GcmCipher(keys, of === 'rtcp');
  return new CounterCipher(keys, of === 'rtp' ? suite.rtpTag : suite.rtcpTag);
}

const BLOCK = 16;

/**
 * Packets whose key streams are made in one go, if they are as short as audio packets: the cipher costs as much for
 * one as for eight.
 */
const AHEAD = 8;
const SHORT = 24;

/**
 * The counter blocks to encrypt into key streams, and the same memory as words of this machine; shared by all
 * ciphers, and grown as needed.
 */
let counters = Buffer.from(new ArrayBuffer(BLOCK * AHEAD * SHORT));
let words = new Int32Array(counters.buffer);

function haveCounters(length: number): void {
  if (counters.length >= length) return;
  counters = Buffer.from(new ArrayBuffer(2 * length));
  words = new Int32Array(counters.buffer);
}

type WriteFirst = (counters: Buffer, at: number, ssrc: number, index: number) => void;

interface Made extends PacketPosition {
  readonly packets: number;
  readonly blocks: number;
  readonly stream: Buffer;
}

const NOTHING = Buffer.alloc(0);

/**
 * AES in counter mode. `writeFirst` writes the first counter block of a packet at an offset; the others differ only
 * in the count, which is in the last two bytes. Each packet has its own key stream, independent of how often and
 * for what length it is requested.
 */
class KeyStream {
  readonly #aes: Cipheriv;
  readonly #writeFirst: WriteFirst;
  /** The key stream made last: for `packets` from `index` on, of `blocks` each. */
  #made: Made = { ssrc: -1, index: -1, packets: 0, blocks: 0, stream: NOTHING };

  constructor(aes: Cipheriv, writeFirst: WriteFirst) {
    this.#aes = aes;
    this.#writeFirst = writeFirst;
  }

  /** Returns at least `blocks` blocks. */
  of(blocks: number, { ssrc, index }: PacketPosition): Buffer {
    const { packets, blocks: each, stream } = this.#made;
    const ahead = index - this.#made.index;
    if (ssrc === this.#made.ssrc && ahead >= 0 && ahead < packets && blocks <= each)
      return stream.subarray(ahead * each * BLOCK, (ahead + 1) * each * BLOCK);
    const count = blocks <= SHORT ? AHEAD : 1;
    this.#made = { ssrc, index, packets: count, blocks, stream: this.#make(count, blocks, ssrc, index) };
    return this.#made.stream.subarray(0, blocks * BLOCK);
  }

  #make(packets: number, blocks: number, ssrc: number, index: number): Buffer {
    const length = packets * blocks * BLOCK;
    haveCounters(length);
    for (let packet = 0; packet < packets; packet++) {
      const at = packet * blocks * BLOCK;
      this.#writeFirst(counters, at, ssrc, index + packet);
      repeat(at, blocks);
    }
    return this.#aes.update(counters.subarray(0, length));
  }
}

/** Repeats the block at this offset with increasing counts. */
function repeat(at: number, blocks: number): void {
  const begin = (counters[at + 14]! << 8) | counters[at + 15]!;
  const from = at / 4;
  for (let block = 1; block < blocks; block++) {
    const to = from + block * 4;
    words[to] = words[from]!;
    words[to + 1] = words[from + 1]!;
    words[to + 2] = words[from + 2]!;
    words[to + 3] = words[from + 3]!;
    counters[at + block * BLOCK + 14] = (begin + block) >> 8;
    counters[at + block * BLOCK + 15] = begin + block;
  }
}

function createAes(key: Buffer): Cipheriv {
  const aes = createCipheriv(key.length === 32 ? 'aes-256-ecb' : 'aes-128-ecb', key, null);
  return aes.setAutoPadding(false);
}

function xor(body: Uint8Array, stream: Buffer, from: number): Uint8Array {
  const out = Buffer.allocUnsafe(body.length);
  for (let i = 0; i < out.length; i++) out[i] = body[i]! ^ stream[from + i]!;
  return out;
}

const HASH_BLOCK = 64;
/** Encoding of digests: text costs a quarter of a buffer. */
const BINARY = 'binary' as const;

/** The input of the inner hash; shared by all ciphers, and grown as needed. */
let message = Buffer.alloc(HASH_BLOCK + 2048);

class CounterCipher implements PacketCipher {
  readonly #stream: KeyStream;
  readonly #tagLength: number;
  /** The padded key of HMAC's inner hash, and the input of the outer one (RFC 2104). */
  readonly #pad = Buffer.alloc(HASH_BLOCK);
  readonly #outer = Buffer.alloc(HASH_BLOCK + 20);

  constructor({ encryption, authentication, salt }: SessionKeys, tagLength: number) {
    // RFC 3711 §4.1.1: `(salt || 0) XOR (SSRC || index)`, and the block count.
    this.#stream = new KeyStream(createAes(encryption), (counters, at, ssrc, index) => {
      counters.set(salt, at);
      counters.writeUInt32BE((counters.readUInt32BE(at + 4) ^ ssrc) >>> 0, at + 4);
      counters.writeUInt16BE(counters.readUInt16BE(at + 8) ^ (Math.floor(index / 0x1_0000_0000) & 0xffff), at + 8);
      counters.writeUInt32BE((counters.readUInt32BE(at + 10) ^ (index >>> 0)) >>> 0, at + 10);
      counters.writeUInt16BE(0, at + 14);
    });
    this.#tagLength = tagLength;
    for (let i = 0; i < HASH_BLOCK; i++) {
      const byte = authentication[i] ?? 0;
      this.#pad[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  seal(
    clear: Uint8Array,
    body: Uint8Array,
    after: Uint8Array,
    at: PacketPosition,
  ): { readonly body: Uint8Array; readonly tag: Uint8Array } {
    const sealed = this.#crypt(body, at);
    return { body: sealed, tag: this.#tag(clear, sealed, after) };
  }

  open(
    clear: Uint8Array,
    body: Uint8Array,
    after: Uint8Array,
    tag: Uint8Array,
    at: PacketPosition,
  ): Uint8Array | undefined {
    if (tag.length !== this.#tagLength || !timingSafeEqual(tag, this.#tag(clear, body, after))) return undefined;
    return this.#crypt(body, at);
  }

  #crypt(body: Uint8Array, at: PacketPosition): Uint8Array {
    return body.length === 0 ? body : xor(body, this.#stream.of(Math.ceil(body.length / BLOCK), at), 0);
  }

  #tag(clear: Uint8Array, body: Uint8Array, after: Uint8Array): Uint8Array {
    const length = HASH_BLOCK + clear.length + body.length + after.length;
    if (message.length < length) message = Buffer.alloc(2 * length);
    const inner = message;
    inner.set(this.#pad);
    inner.set(clear, HASH_BLOCK);
    inner.set(body, HASH_BLOCK + clear.length);
    inner.set(after, HASH_BLOCK + clear.length + body.length);
    this.#outer.write(hash('sha1', inner.subarray(0, length), BINARY), HASH_BLOCK, BINARY);
    return Buffer.from(hash('sha1', this.#outer, BINARY).slice(0, this.#tagLength), BINARY);
  }
}

const TAG = 16;

class GcmCipher implements PacketCipher {
  readonly #stream: KeyStream;
  readonly #hash: Ghash;
  /** RTCP has no ROC: its index occupies the last four bytes (RFC 7714 §9.1), and is authenticated as such. */
  readonly #rtcp: boolean;

  constructor({ encryption, salt }: SessionKeys, rtcp: boolean) {
    const aes = createAes(encryption);
    this.#hash = new Ghash(aes.update(Buffer.alloc(BLOCK)));
    this.#stream = new KeyStream(aes, (counters, at, ssrc, index) => {
      counters.writeUInt16BE(0, at);
      counters.writeUInt32BE(ssrc, at + 2);
      counters.writeUInt16BE(Math.floor(index / 0x1_0000_0000) & 0xffff, at + 6);
      counters.writeUInt32BE(index >>> 0, at + 8);
      for (let i = 0; i < salt.length; i++) counters[at + i]! ^= salt[i]!;
      // NIST SP 800-38D §7.1: counts start at 1, with the block for the tag.
      counters.writeUInt32BE(1, at + 12);
    });
    this.#rtcp = rtcp;
  }

  seal(
    clear: Uint8Array,
    body: Uint8Array,
    after: Uint8Array,
    at: PacketPosition,
  ): { readonly body: Uint8Array; readonly tag: Uint8Array } {
    const stream = this.#streamFor(body, at);
    const sealed = xor(body, stream, BLOCK);
    return { body: sealed, tag: this.#tag(clear, sealed, after, stream) };
  }

  open(
    clear: Uint8Array,
    body: Uint8Array,
    after: Uint8Array,
    tag: Uint8Array,
    at: PacketPosition,
  ): Uint8Array | undefined {
    if (tag.length !== TAG) return undefined;
    const stream = this.#streamFor(body, at);
    return timingSafeEqual(tag, this.#tag(clear, body, after, stream)) ? xor(body, stream, BLOCK) : undefined;
  }

  /** The ROC is only in the IV (RFC 7714 §8.1). The first block of the key stream is for the tag. */
  #tag(clear: Uint8Array, sealed: Uint8Array, after: Uint8Array, stream: Buffer): Buffer {
    const tag = Buffer.allocUnsafe(TAG);
    this.#hash.digest(this.#rtcp ? [clear, after] : [clear], sealed, tag);
    for (let i = 0; i < TAG; i++) tag[i]! ^= stream[i]!;
    return tag;
  }

  #streamFor(body: Uint8Array, at: PacketPosition): Buffer {
    return this.#stream.of(1 + Math.ceil(body.length / BLOCK), at);
  }
}
