import { array, assert, boolean, integer, property, record, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRtp, encodeRtp, rewriteRtp } from '../../../media/rtp/packet.ts';
import { bytes } from '../bytes.ts';

const FULL = bytes(`
  b2              version 2, padding, extension, two CSRCs
  e0              marker, payload type 96
  12 34           sequence
  00 01 5f 90     timestamp 90000
  de ad be ef     SSRC
  00 00 00 01     CSRC
  00 00 00 02     CSRC
  be de 00 01     extension: one-byte headers, one word
  10 ff 00 00     element 1, one byte; padding
  61 62 63        payload
  00 00 00 04     padding, its length last
`);

test('every field of a full packet is read', () => {
  expect(decodeRtp(FULL)).toEqual({
    payloadType: 96,
    marker: true,
    sequence: 0x1234,
    timestamp: 90_000,
    ssrc: 0xdeadbeef,
    csrcs: [1, 2],
    extension: { profile: 0xbede, data: Uint8Array.of(0x10, 0xff, 0, 0) },
    payload: Uint8Array.of(0x61, 0x62, 0x63),
  });
});

test('a packet truncated anywhere is rejected or read, without an exception', () => {
  for (let length = 0; length < FULL.length; length++) {
    const packet = decodeRtp(FULL.subarray(0, length));
    if (length < 28) expect(packet).toBeUndefined();
  }
});

test.each([
  ['version 1', '40 00 00 01 00 00 00 00 00 00 00 01'],
  ['RTCP', '80 c8 00 01 00 00 00 00 00 00 00 01'],
  ['padding of length zero', 'a0 00 00 01 00 00 00 00 00 00 00 01 00'],
  ['more padding than payload', 'a0 00 00 01 00 00 00 00 00 00 00 01 61 09'],
  ['an extension beyond the end', '90 00 00 01 00 00 00 00 00 00 00 01 be de 00 02 00 00 00 00'],
])('%s is no RTP', (_, hex) => {
  expect(decodeRtp(bytes(hex))).toBeUndefined();
});

test('rewriting keeps marker, CSRCs, extension and payload', () => {
  const data = FULL.slice();
  rewriteRtp(data, { payloadType: 100, sequence: 65_535, timestamp: 0xffff_ffff, ssrc: 1 });
  expect(decodeRtp(data)).toEqual({
    ...decodeRtp(FULL),
    payloadType: 100,
    sequence: 65_535,
    timestamp: 0xffff_ffff,
    ssrc: 1,
  });
});

test('an encoded packet is decoded to the same fields', () => {
  const u32 = integer({ min: 0, max: 0xffff_ffff });
  const packet = record(
    {
      payloadType: integer({ min: 0, max: 63 }),
      marker: boolean(),
      sequence: integer({ min: 0, max: 0xffff }),
      timestamp: u32,
      ssrc: u32,
      csrcs: array(u32, { maxLength: 15 }),
      payload: uint8Array({ maxLength: 50 }),
      extension: record({
        profile: integer({ min: 0, max: 0xffff }),
        data: uint8Array({ minLength: 8, maxLength: 8 }),
      }),
    },
    { requiredKeys: ['payloadType', 'marker', 'sequence', 'timestamp', 'ssrc', 'csrcs', 'payload'] },
  );
  assert(
    property(packet, (value) => {
      expect(decodeRtp(encodeRtp(value))).toEqual(value);
    }),
  );
});

test('arbitrary bytes never make it throw', () => {
  assert(property(uint8Array({ maxLength: 60 }), (data) => void decodeRtp(data)));
});
