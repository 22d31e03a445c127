import { assert, integer, property, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRtcp, encodeRtcp } from '../../../media/rtp/rtcp.ts';
import type { RtcpPacket } from '../../../media/rtp/rtcp.ts';
import { bytes } from '../bytes.ts';

const REPORT = {
  ssrc: 0xaabbccdd,
  fractionLost: 64,
  cumulativeLost: -2,
  highestSequence: 0x0001_0203,
  jitter: 7,
  lastSr: 0x1122_3344,
  delaySinceLastSr: 65_536,
};

const VECTORS: readonly (readonly [string, string, RtcpPacket])[] = [
  [
    'SR',
    `81 c8 00 0c  version 2, one report, 12 words follow
     00 00 00 01  sender
     83 aa 7e 80  NTP seconds
     80 00 00 00  half a second
     00 00 03 e8  RTP timestamp
     00 00 00 0a  packets
     00 00 06 40  octets
     aa bb cc dd  reported source
     40 ff ff fe  a quarter lost; two duplicates more than losses
     00 01 02 03  highest sequence, one cycle
     00 00 00 07  jitter
     11 22 33 44  last SR
     00 01 00 00  one second since`,
    {
      type: 'sr',
      ssrc: 1,
      ntpSeconds: 0x83aa7e80,
      ntpFraction: 0x8000_0000,
      rtpTimestamp: 1000,
      packetCount: 10,
      octetCount: 1600,
      reports: [REPORT],
    },
  ],
  ['RR without reports', '80 c9 00 01 00 00 00 02', { type: 'rr', ssrc: 2, reports: [] }],
  [
    'SDES',
    `81 ca 00 03  one chunk
     00 00 00 02  source
     01 04 72 6f  CNAME, 4 bytes: room
     6f 6d 00 00  end, and up to the word`,
    { type: 'sdes', chunks: [{ ssrc: 2, cname: 'room' }] },
  ],
  [
    'BYE with a reason',
    `81 cb 00 02  one source
     00 00 00 02  source
     03 65 6e 64  "end"`,
    { type: 'bye', ssrcs: [2], reason: 'end' },
  ],
  ['PLI', '81 ce 00 02 00 00 00 01 00 00 00 02', { type: 'pli', sender: 1, media: 2 }],
  [
    'FIR',
    `84 ce 00 04  FMT 4
     00 00 00 01  sender
     00 00 00 00  not used
     00 00 00 02  whose keyframe
     05 00 00 00  command number`,
    { type: 'fir', sender: 1, requests: [{ ssrc: 2, sequence: 5 }] },
  ],
  [
    'generic NACK',
    `81 cd 00 03  FMT 1
     00 00 00 01  sender
     00 00 00 02  media
     ff fe 00 05  65534, and the first and third after it`,
    { type: 'nack', sender: 1, media: 2, sequences: [65_534, 65_535, 1] },
  ],
  [
    'TMMBR',
    `83 cd 00 04  FMT 3
     00 00 00 01  sender
     00 00 00 00  not used
     00 00 00 02  whose limit
     0b c8 c0 28  exponent 2, mantissa 124,000 (of 17 bits), overhead 40`,
    { type: 'tmmbr', sender: 1, limits: [{ ssrc: 2, bitrate: 4 * 124_000, overhead: 40 }] },
  ],
  [
    'REMB',
    `8f ce 00 05  FMT 15
     00 00 00 01  sender
     00 00 00 00  not used
     52 45 4d 42  "REMB"
     01 0b d0 90  one source, exponent 2, mantissa 250,000
     00 00 00 02  source`,
    { type: 'remb', sender: 1, bitrate: 4 * 250_000, ssrcs: [2] },
  ],
  [
    'an unknown type',
    '82 cc 00 02 00 00 00 01 41 42 43 44',
    { type: 'other', packetType: 204, count: 2, body: Uint8Array.of(0, 0, 0, 1, 0x41, 0x42, 0x43, 0x44) },
  ],
];

test.each(VECTORS)('%s is decoded and encoded', (_, hex, packet) => {
  const data = bytes(hex);
  expect(decodeRtcp(data)).toEqual([packet]);
  expect(encodeRtcp([packet])).toEqual(data);
});

test('a compound is read packet by packet, up to where it is truncated', () => {
  const compound = encodeRtcp(VECTORS.map(([, , packet]) => packet));
  expect(decodeRtcp(compound)).toEqual(VECTORS.map(([, , packet]) => packet));
  for (let length = 0; length < compound.length; length++) {
    const packets = decodeRtcp(compound.subarray(0, length));
    expect(packets).toEqual(VECTORS.slice(0, packets.length).map(([, , packet]) => packet));
  }
});

test('padding of the last packet is not part of it', () => {
  expect(decodeRtcp(bytes('a0 c9 00 02 00 00 00 02 00 00 00 04'))).toEqual([{ type: 'rr', ssrc: 2, reports: [] }]);
});

test('lost sequence numbers far apart need several entries', () => {
  const nack: RtcpPacket = { type: 'nack', sender: 1, media: 2, sequences: [10, 26, 27, 500] };
  expect(decodeRtcp(encodeRtcp([nack]))).toEqual([nack]);
});

test('arbitrary bytes never make it throw', () => {
  const header = tuple(integer({ min: 0x80, max: 0x9f }), integer({ min: 200, max: 206 }));
  assert(
    property(header, uint8Array({ maxLength: 60 }), ([first, type], rest) => {
      const data = Uint8Array.of(first, type, 0, rest.length >> 2, ...rest);
      for (const packet of decodeRtcp(data)) encodeRtcp([packet]);
    }),
  );
});
