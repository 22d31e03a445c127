/**
 * H.224 frames on their carrier: unchanged over RTP (H.323 Annex Q, RFC 4573), or with the HDLC flags, bit stuffing
 * and frame check sequence of Q.922, which some devices keep even there. Pure.
 */
import { RemoteError } from '../../base/errors.ts';

/** `plain`: Annex Q; `hdlc`: with flags, zero insertion and FCS. */
export type Framing = 'plain' | 'hdlc';

/** The fault of octets that are not a frame; bounded, for metrics. */
export type FrameProblem = 'short' | 'long' | 'address' | 'control' | 'check' | 'flags' | 'client' | 'segmented';

export class FrameError extends RemoteError {
  declare readonly kind: FrameProblem;
  declare readonly offset: number;

  constructor(kind: FrameProblem, offset: number) {
    super(kind, `Cannot read H.224 frame at octet ${offset}: ${kind}`, { offset });
  }
}

const FLAG = 0x7e;
/** H.224 §7: 254 octets of information, and the headers. */
export const MOST_OCTETS = 300;
/** The number of ones after which a zero is inserted (Q.922 §2.6). */
const MOST_ONES = 5;

/** CRC-16 of ITU-T (x^16 + x^12 + x^5 + 1), least significant bit first, as in HDLC: complemented at both ends. */
export function frameCheck(octets: Uint8Array): number {
  let crc = 0xffff;
  for (const octet of octets) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc ^ 0xffff;
}

/** Removes the carrier's additions from the frame. Throws `FrameError`. */
export function unwrap(octets: Uint8Array): { readonly framing: Framing; readonly frame: Uint8Array } {
  // The greatest length, with every fifth bit stuffed and both flags.
  if (octets.length > MOST_OCTETS * 1.25 + 4) throw new FrameError('long', MOST_OCTETS);
  if (octets[0] !== FLAG) return { framing: 'plain', frame: octets };
  const bits = unstuffed(octets);
  if (bits.length % 8 !== 0 || bits.length < 24) throw new FrameError('flags', octets.length);
  const whole = toOctets(bits);
  const frame = whole.subarray(0, -2);
  const [low = 0, high = 0] = whole.subarray(-2);
  if (frameCheck(frame) !== (low | (high << 8))) throw new FrameError('check', frame.length);
  return { framing: 'hdlc', frame };
}

export function wrap(frame: Uint8Array, framing: Framing): Uint8Array {
  if (framing === 'plain') return frame;
  const crc = frameCheck(frame);
  const bits = stuffed(Uint8Array.of(...frame, crc & 0xff, crc >> 8));
  const flag = [0, 1, 1, 1, 1, 1, 1, 0];
  const all = [...flag, ...bits, ...flag];
  // The line idles on flags; over RTP the rest of the last octet is filled with ones.
  while (all.length % 8 !== 0) all.push(1);
  return toOctets(all);
}

const bitsOf = (octets: Uint8Array): number[] =>
  [...octets].flatMap((octet) => [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => (octet >> bit) & 1));

function toOctets(bits: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((octet, bit, index) => octet | (bit << index), 0),
  );
}

function stuffed(octets: Uint8Array): number[] {
  const out: number[] = [];
  let ones = 0;
  for (const bit of bitsOf(octets)) {
    out.push(bit);
    ones = bit === 1 ? ones + 1 : 0;
    if (ones === MOST_ONES) {
      out.push(0);
      ones = 0;
    }
  }
  return out;
}

/** The bits between the opening flags and the next flag. */
function unstuffed(octets: Uint8Array): number[] {
  const bits = bitsOf(octets);
  let at = 8;
  while (bits.slice(at, at + 8).join('') === '01111110') at += 8;
  const out: number[] = [];
  let ones = 0;
  for (; at < bits.length; at++) {
    const bit = bits[at] ?? 0;
    if (ones === MOST_ONES) {
      ones = 0;
      if (bit === 0) continue;
      // Six ones are the closing flag if a zero follows; its first six bits do not belong to the frame.
      if (bits[at + 1] === 0) return out.slice(0, -(MOST_ONES + 1));
      break;
    }
    out.push(bit);
    ones = bit === 1 ? ones + 1 : 0;
  }
  throw new FrameError('flags', octets.length);
}
