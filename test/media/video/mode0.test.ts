import { expect, test } from 'vitest';
import { LARGEST_UNIT, Mode0Adapter } from '../../../media/video/mode0.ts';
import type { RtpPacket } from '../../../media/rtp/packet.ts';
import { fuA, IDR, packet, PPS, SLICE, SPS, stapA } from './packets.ts';

function adapt(packets: readonly RtpPacket[]): { readonly out: readonly string[]; readonly adapter: Mode0Adapter } {
  const adapter = new Mode0Adapter();
  const out = packets.flatMap((each) => adapter.push(each));
  return {
    adapter,
    out: out.map(
      ({ sequence, payload, marker }) =>
        `${sequence} ${Buffer.from(payload.subarray(0, 4)).toString('hex')}${marker ? ' M' : ''}`,
    ),
  };
}

test('STAP-A becomes single NAL units, with the marker on the last', () => {
  const { out } = adapt([packet(9, 0, SLICE), packet(10, 1, stapA(SPS, PPS, IDR), true), packet(11, 2, SLICE, true)]);
  expect(out).toEqual(['9 419a02', '10 6742801f', '11 68ce', '12 658801 M', '13 419a02 M']);
});

test('FU-A that fits into one packet is joined', () => {
  const pieces = fuA([0x65, 1, 2, 3], 1);
  const { out } = adapt([...pieces.map((piece, i) => packet(10 + i, 1, piece, i === 2)), packet(13, 2, SLICE)]);
  expect(out).toEqual(['10 65010203 M', '11 419a02']);
});

test('FU-A that does not fit is sent unchanged, and counted', () => {
  const unit = [0x65, ...Array.from({ length: LARGEST_UNIT + 500 }, () => 7)];
  const pieces = fuA(unit, 500);
  const { out, adapter } = adapt([...pieces.map((piece, i) => packet(10 + i, 1, piece)), packet(20, 2, SLICE)]);
  expect(pieces.length).toBe(4);
  expect(out.map((line) => line.split(' ')[0])).toEqual(['10', '11', '12', '13', '20']);
  expect(adapter.tooLarge).toBe(1);
});

test('FU-A with a hole is sent unchanged as far as it arrived, and not joined', () => {
  const pieces = fuA([0x65, 1, 2, 3, 4], 1);
  const { out } = adapt([
    packet(10, 1, pieces[0] ?? []),
    packet(12, 1, pieces[2] ?? []),
    packet(13, 1, pieces[3] ?? []),
    packet(14, 2, SLICE),
  ]);
  expect(out.map((line) => line.split(' ')[0])).toEqual(['10', '12', '13', '14']);
});

test('sequence numbers continue across the wrap', () => {
  const { out } = adapt([packet(65_535, 1, stapA(SPS, PPS)), packet(0, 1, IDR)]);
  expect(out.map((line) => line.split(' ')[0])).toEqual(['65535', '0', '1']);
});
