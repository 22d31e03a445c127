/** Damages RTP and RTCP at random, from a seed. */
import { encodeRtcp } from '../../media/rtp/rtcp.ts';
import { encodeRtp } from '../../media/rtp/packet.ts';
import { fuA, IDR, PPS, SEI, SLICE, SPS, stapA } from '../media/video/packets.ts';
import type { Dice } from './sip-mutate.ts';

/** Payload types of the streams under test; 13 is comfort noise, 101 digits, 127 keep-alive. */
export const PAYLOAD_TYPES = {
  PCMU: 0,
  PCMA: 8,
  G722: 9,
  opus: 111,
  L16: 97,
  wideL16: 98,
  digits: 101,
  h264: 109,
  keepAlive: 127,
} as const;
const TYPES: readonly number[] = [...Object.values(PAYLOAD_TYPES), 13, 64, 72, 96];
const LENGTHS = [0, 1, 2, 3, 4, 12, 79, 80, 159, 160, 161, 320, 480, 640, 1280, 1919, 1920, 4000, 60_000] as const;
const LONG_UNIT = [0x65, ...Array.from({ length: 3000 }, (_, i) => i & 0xff)];
const VIDEO: readonly (readonly number[])[] = [
  SPS,
  PPS,
  IDR,
  SLICE,
  SEI,
  stapA(SPS, PPS),
  stapA(SPS, PPS, IDR),
  ...fuA(LONG_UNIT, 1000),
  [0x7c],
  [0x7c, 0x85],
  [0x78],
  [0x78, 0xff, 0xff],
  [0x67],
  [0x67, 0x64, 0, 0x28],
  [0x79, 0, 1],
  [],
];
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as const;

const bytes = (dice: Dice, length: number): Uint8Array => Uint8Array.from({ length }, () => dice.below(256));
const number = (dice: Dice, near: number, mask: number): number =>
  (dice.chance(0.8) ? near + dice.below(4) : dice.chance(0.5) ? dice.pick(EDGES) : dice.below(2 ** 32)) & mask;

/** `count`: the number of packets before this one. */
export function damagedRtp(dice: Dice, count: number): Uint8Array {
  const payloadType = dice.pick(TYPES);
  const payload =
    payloadType === PAYLOAD_TYPES.h264 ? Uint8Array.from(dice.pick(VIDEO)) : bytes(dice, dice.pick(LENGTHS));
  const extension = dice.chance(0.1)
    ? { extension: { profile: dice.pick([0xbede, 0x1000, 0]), data: bytes(dice, 4 * dice.below(4)) } }
    : {};
  const csrcs = dice.chance(0.05) ? [1, 2, 3] : [];
  const timestamp = number(dice, count * 160, -1) >>> 0;
  return damage(
    dice,
    encodeRtp({
      payloadType,
      marker: dice.chance(0.3),
      sequence: number(dice, count, 0xffff),
      timestamp,
      ssrc: dice.chance(0.9) ? 5 : dice.below(3),
      csrcs,
      payload,
      ...extension,
    }),
  );
}

export function damagedRtcp(dice: Dice): Uint8Array {
  const ssrc = (): number => dice.pick([5, 77, 0, 0xffff_ffff]);
  const number32 = (): number => dice.pick(EDGES) >>> 0;
  const report = {
    ssrc: ssrc(),
    fractionLost: 255,
    cumulativeLost: -1,
    highestSequence: number32(),
    jitter: number32(),
    lastSr: number32(),
    delaySinceLastSr: number32(),
  };
  return damage(
    dice,
    encodeRtcp([
      dice.chance(0.5)
        ? { type: 'rr', ssrc: ssrc(), reports: [report] }
        : {
            type: 'sr',
            ssrc: ssrc(),
            ntpSeconds: number32(),
            ntpFraction: number32(),
            rtpTimestamp: number32(),
            packetCount: 1,
            octetCount: 1,
            reports: [report],
          },
      dice.pick([
        { type: 'pli', sender: ssrc(), media: ssrc() },
        { type: 'fir', sender: ssrc(), requests: [{ ssrc: ssrc(), sequence: dice.below(256) }] },
        {
          type: 'nack',
          sender: ssrc(),
          media: ssrc(),
          sequences: Array.from({ length: 200 }, () => dice.below(65_536)),
        },
        {
          type: 'tmmbr',
          sender: ssrc(),
          limits: [{ ssrc: ssrc(), bitrate: dice.pick([0, 1, 1e6, 1e12]), overhead: dice.below(512) }],
        },
        { type: 'tmmbn', sender: ssrc(), limits: [] },
        { type: 'remb', sender: ssrc(), bitrate: dice.pick([0, 1, 1e6, 1e12]), ssrcs: [ssrc()] },
        { type: 'bye', ssrcs: [ssrc()] },
        { type: 'sdes', chunks: [{ ssrc: ssrc(), cname: 'x' }] },
      ]),
    ]),
  );
}

function damage(dice: Dice, data: Uint8Array): Uint8Array {
  if (dice.chance(0.6)) return data;
  if (dice.chance(0.3)) return data.subarray(0, dice.below(data.length + 1));
  if (dice.chance(0.1)) return bytes(dice, dice.below(100));
  const out = data.slice();
  // Mostly in the headers.
  for (let i = 0; i <= dice.below(4); i++)
    out[dice.below(Math.min(out.length, dice.chance(0.7) ? 16 : out.length))] = dice.below(256);
  return out;
}
