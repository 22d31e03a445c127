/** SRTP keys of one SIP leg (RFC 4568): made once for each line, and again when the device changes its key. */
import { masterLength } from '../../media/index.ts';
import type { CryptoSuiteName, MediaDescription, SdesChoice, SrtpKey, StreamDescription } from '../../media/port.ts';
import type { OwnKeys } from '../sdp/security.ts';

/** Offered suites, best first. Devices have the counter modes, so AES-128 in counter mode must be among them. */
const OFFERED: readonly CryptoSuiteName[] = [
  'AEAD_AES_256_GCM',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
];
/** The keys made for each line of an offer. */
const MOST = 32;

interface Line {
  /** Keys by the device's key, for its last offer and for the one being read. */
  answers: ReadonlyMap<string, SrtpKey>;
  reading: Map<string, SrtpKey>;
  /** Keys of our last offer, by tag. */
  offer: ReadonlyMap<number, SrtpKey>;
}

export class KeyRing {
  readonly #random: (length: number) => Uint8Array;
  readonly #lines = new Map<number, Line>();

  constructor(random: (length: number) => Uint8Array) {
    this.#random = random;
  }

  /**
   * Answers an offer: reuses our key while the device repeats its key from the previous offer. A key that reappears
   * later gets a fresh one: restarting the SRTP counter under an old key would reuse keystream.
   */
  forOffer(): OwnKeys {
    for (const line of this.#lines.values())
      [line.answers, line.reading] = [line.reading.size > 0 ? line.reading : line.answers, new Map()];
    return (index, tag, theirs) => {
      const { answers, reading } = this.#line(index);
      if (reading.size >= MOST) return undefined;
      const name = `${tag} ${theirs.suite} ${theirs.unencryptedRtcp} ${theirs.master}`;
      const key = reading.get(name) ?? answers.get(name) ?? this.#make(theirs.suite, theirs.unencryptedRtcp);
      reading.set(name, key);
      return key;
    };
  }

  /** For an answer of the device: the key that we offered under this tag. */
  readonly chosen: OwnKeys = (index, tag, theirs) => {
    const key = this.#lines.get(index)?.offer.get(tag);
    return key?.suite === theirs.suite ? key : undefined;
  };

  /** For an offer of ours: the keys in use, or new ones if no key is in use. */
  withKeys(media: MediaDescription): MediaDescription {
    return { ...media, streams: media.streams.map((stream, index) => this.#offer(stream, index)) };
  }

  #offer(stream: StreamDescription, index: number): StreamDescription {
    const { security } = stream;
    const line = this.#line(index);
    line.offer = new Map();
    if (security?.method !== 'sdes' || stream.rtp === undefined) return stream;
    const choices =
      security.choices.length > 0
        ? security.choices
        : OFFERED.map((suite, at): SdesChoice => {
            const ours = this.#make(suite, false);
            return { tag: at + 1, ours, theirs: ours };
          });
    line.offer = new Map(choices.map(({ tag, ours }) => [tag, ours]));
    return { ...stream, security: { ...security, choices } };
  }

  #line(index: number): Line {
    const known = this.#lines.get(index);
    if (known !== undefined) return known;
    const line: Line = { answers: new Map(), reading: new Map(), offer: new Map() };
    this.#lines.set(index, line);
    return line;
  }

  #make(suite: CryptoSuiteName, unencryptedRtcp: boolean): SrtpKey {
    return {
      suite,
      master: Buffer.from(this.#random(masterLength(suite))).toString('base64'),
      mkiLength: 0,
      unencryptedRtcp,
    };
  }
}
