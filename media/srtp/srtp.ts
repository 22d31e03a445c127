/** SRTP and SRTCP (RFC 3711, RFC 7714) for one stream with one device, which may have several SSRCs. */
import { isRtcp, rtpHeaderLength, u32 } from '../rtp/packet.ts';
import { createPacketCipher, type PacketCipher } from './cipher.ts';
import { deriveSessionKeys } from './key-derivation.ts';
import { ReplayWindow } from './replay-window.ts';
import { CRYPTO_SUITES, type CryptoSuite, type CryptoSuiteName } from './suites.ts';

/** The key of one direction. */
export interface SrtpKey {
  readonly suite: CryptoSuiteName;
  /** Master key and master salt, base64. */
  readonly master: string;
  /** Bytes of the master key identifier in each packet; 0: no identifier. */
  readonly mkiLength: number;
  /** SRTCP is authenticated only (RFC 4568 §6.3.2). */
  readonly unencryptedRtcp: boolean;
}

export type SecurityFailure = 'authentication' | 'replay';
export type SrtpFailure = SecurityFailure | 'malformed';

export const isSameKey = (a: SrtpKey, b: SrtpKey): boolean =>
  a.master === b.master &&
  a.suite === b.suite &&
  a.mkiLength === b.mkiLength &&
  a.unencryptedRtcp === b.unencryptedRtcp;

const EMPTY = new Uint8Array(0);
const ENCRYPTED = 0x8000_0000;
const SEQUENCES = 0x1_0000;
const HALF = 0x8000;

interface Ciphers {
  readonly suite: CryptoSuite;
  readonly rtp: PacketCipher;
  readonly rtcp: PacketCipher;
}

function ciphersOf({ suite: name, master }: SrtpKey): Ciphers {
  const suite = CRYPTO_SUITES[name];
  const bytes = Buffer.from(master, 'base64');
  const cipher = (of: 'rtp' | 'rtcp'): PacketCipher =>
    createPacketCipher(suite, deriveSessionKeys(suite, bytes, of), of);
  return { suite, rtp: cipher('rtp'), rtcp: cipher('rtcp') };
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** The sending direction. Sequence numbers must not go back by more than half of their range. */
export class SrtpSender {
  readonly #key: SrtpKey;
  readonly #ciphers: Ciphers;
  /** The highest index sent, by SSRC: an edge stream has one SSRC, and another after it moved. */
  readonly #highest = new Map<number, number>();
  #rtcpIndex = 0;

  constructor(key: SrtpKey) {
    this.#key = key;
    this.#ciphers = ciphersOf(key);
  }

  /** Protects a whole RTP packet. */
  protectRtp(packet: Uint8Array): Uint8Array {
    const length = rtpHeaderLength(packet);
    if (length === undefined) throw new RangeError('Cannot protect a packet: it is not RTP');
    const ssrc = u32(packet, 8);
    const index = nearestIndex(this.#highest.get(ssrc) ?? -1, (packet[2]! << 8) | packet[3]!);
    this.#highest.set(ssrc, Math.max(index, this.#highest.get(ssrc) ?? -1));
    const clear = packet.subarray(0, length);
    const { body, tag } = this.#ciphers.rtp.seal(clear, packet.subarray(length), word(Math.floor(index / SEQUENCES)), {
      ssrc,
      index,
    });
    return Buffer.concat([clear, body, tag]);
  }

  /** Protects a compound RTCP packet. */
  protectRtcp(packet: Uint8Array): Uint8Array {
    const at = { ssrc: u32(packet, 4), index: this.#rtcpIndex };
    this.#rtcpIndex = (this.#rtcpIndex + 1) % ENCRYPTED;
    const encrypted = !this.#key.unencryptedRtcp;
    const trailer = word(encrypted ? (ENCRYPTED | at.index) >>> 0 : at.index);
    const clear = encrypted ? packet.subarray(0, 8) : packet;
    const { body, tag } = this.#ciphers.rtcp.seal(clear, encrypted ? packet.subarray(8) : EMPTY, trailer, at);
    return this.#ciphers.suite.cipher === 'AES-GCM'
      ? Buffer.concat([clear, body, tag, trailer])
      : Buffer.concat([clear, body, trailer, tag]);
  }
}

/** RFC 3711 §3.3.1: the index with this sequence number that is nearest to the highest so far (-1: no index yet). */
function nearestIndex(highest: number, sequence: number): number {
  if (highest < 0) return sequence;
  const base = highest - (highest % SEQUENCES);
  const candidate = base + sequence;
  if (candidate - highest > HALF) return candidate < SEQUENCES ? candidate : candidate - SEQUENCES;
  return highest - candidate > HALF ? candidate + SEQUENCES : candidate;
}

/** SSRCs of one stream that are known at once; no real device changes its SSRC more often. */
const MOST_SOURCES = 16;
/**
 * Rollover counts that are tried for a device from which nothing has arrived yet: eleven hours of sound, and nearly
 * three of pictures.
 */
const MOST_ROLLOVERS = 32;

interface Source {
  readonly rtp: ReplayWindow;
  readonly rtcp: ReplayWindow;
}

/** The receiving direction. Packets that are not authentic leave no trace. */
export class SrtpReceiver {
  readonly #key: SrtpKey;
  readonly #ciphers: Ciphers;
  readonly #sources = new Map<number, Source>();
  /** Highest indices under the previous key: some devices continue their rollover count under a new key. */
  readonly #before: ReadonlyMap<number, number>;
  /** Authentic RTP has arrived. */
  #begun = false;

  constructor(key: SrtpKey, before?: SrtpReceiver) {
    this.#key = key;
    this.#ciphers = ciphersOf(key);
    const seen =
      before === undefined
        ? []
        : [...before.#sources]
            .filter(([, { rtp }]) => rtp.highest >= 0)
            .map(([ssrc, { rtp }]) => [ssrc, rtp.highest] as const);
    this.#before = new Map([...(before === undefined ? [] : before.#before), ...seen].slice(-MOST_SOURCES));
  }

  unprotect(packet: Uint8Array): Uint8Array | SrtpFailure {
    return isRtcp(packet) ? this.#unprotectRtcp(packet) : this.#unprotectRtp(packet);
  }

  #unprotectRtp(packet: Uint8Array): Uint8Array | SrtpFailure {
    const { rtp: cipher, suite } = this.#ciphers;
    const length = rtpHeaderLength(packet);
    const end = packet.length - suite.rtpTag - this.#key.mkiLength;
    if (length === undefined || end < length) return 'malformed';
    const ssrc = u32(packet, 8);
    const source = this.#sources.get(ssrc);
    const sequence = (packet[2]! << 8) | packet[3]!;
    const clear = packet.subarray(0, length);
    const [body, tag] = this.#split(packet, length, end, suite.rtpTag);
    // RTCP may have arrived before the first RTP.
    for (const index of source === undefined || source.rtp.highest < 0
      ? this.#beginnings(ssrc, sequence)
      : [nearestIndex(source.rtp.highest, sequence)]) {
      if (source?.rtp.isReplay(index) === true) return 'replay';
      const opened = cipher.open(clear, body, word(Math.floor(index / SEQUENCES)), tag, { ssrc, index });
      if (opened === undefined) continue;
      (source ?? this.#add(ssrc)).rtp.add(index);
      this.#begun = true;
      return Buffer.concat([clear, opened]);
    }
    return 'authentication';
  }

  /**
   * Possible indices of a source's first packet: at ROC 0, at ROC 1 if the packets before it were lost, or where
   * the source was under the previous key. The first source of all may be further on: a call that moved to new
   * sockets of ours continues its index on the device's side.
   */
  #beginnings(ssrc: number, sequence: number): readonly number[] {
    const before = this.#before.get(ssrc);
    const rollovers = this.#begun ? 2 : MOST_ROLLOVERS;
    return [
      ...new Set([
        sequence,
        ...(before === undefined ? [] : [nearestIndex(before, sequence)]),
        ...Array.from({ length: rollovers - 1 }, (_, at) => (at + 1) * SEQUENCES + sequence),
      ]),
    ];
  }

  /**
   * The master key identifier precedes the tag of HMAC (RFC 3711 §3.1), and follows that of GCM, which is part of
   * the cipher text.
   */
  #split(
    packet: Uint8Array,
    start: number,
    end: number,
    tagLength: number,
  ): readonly [body: Uint8Array, tag: Uint8Array] {
    const tagAt = this.#ciphers.suite.cipher === 'AES-GCM' ? end : packet.length - tagLength;
    return [packet.subarray(start, end), packet.subarray(tagAt, tagAt + tagLength)];
  }

  #unprotectRtcp(packet: Uint8Array): Uint8Array | SrtpFailure {
    const { rtcp: cipher, suite } = this.#ciphers;
    const isGcm = suite.cipher === 'AES-GCM';
    const end = packet.length - 4 - suite.rtcpTag - this.#key.mkiLength;
    if (end < 8) return 'malformed';
    // GCM: body, tag, index, MKI (RFC 7714 §9.2); HMAC: body, index, MKI, tag (RFC 3711 §3.4).
    const indexAt = isGcm ? end + suite.rtcpTag : end;
    const tagAt = isGcm ? end : packet.length - suite.rtcpTag;
    const trailer = packet.subarray(indexAt, indexAt + 4);
    const value = u32(trailer, 0);
    const [encrypted, index] = [value >= ENCRYPTED, value % ENCRYPTED];
    const ssrc = u32(packet, 4);
    const source = this.#sources.get(ssrc);
    if (source?.rtcp.isReplay(index) === true) return 'replay';
    const clear = packet.subarray(0, encrypted ? 8 : end);
    const body = encrypted ? packet.subarray(8, end) : EMPTY;
    const tag = packet.subarray(tagAt, tagAt + suite.rtcpTag);
    const opened = cipher.open(clear, body, trailer, tag, { ssrc, index });
    if (opened === undefined) return 'authentication';
    (source ?? this.#add(ssrc)).rtcp.add(index);
    return Buffer.concat([clear, opened]);
  }

  #add(ssrc: number): Source {
    const oldest = this.#sources.size >= MOST_SOURCES ? this.#sources.keys().next() : undefined;
    if (oldest?.done === false) this.#sources.delete(oldest.value);
    const source = { rtp: new ReplayWindow(), rtcp: new ReplayWindow() };
    this.#sources.set(ssrc, source);
    return source;
  }
}
