import { assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { nalTypes, readPayload } from '../../../media/video/h264.ts';
import { fuA, IDR, PPS, SLICE, SPS, stapA } from './packets.ts';

test.each([
  ['a single NAL unit', SLICE, [1]],
  ['STAP-A', stapA(SPS, PPS, IDR), [7, 8, 5]],
  ['the start of FU-A', fuA(IDR, 1)[0] ?? [], [5]],
  ['the end of FU-A', fuA(IDR, 1)[1] ?? [], [5]],
  ['STAP-B', [0x79, 0, 0, 0, 1, 0x65], []],
  ['nothing', [], []],
  ['STAP-A truncated', stapA(SPS, PPS).slice(0, -1), []],
  ['STAP-A without units', [0x78], []],
  ['FU-A without data', [0x7c, 0x85], []],
])('%s', (_, payload, types) => {
  expect(nalTypes(readPayload(Uint8Array.from(payload)))).toEqual(types);
});

test('FU-A preserves the NAL header', () => {
  const [start, end] = fuA(IDR, 1);
  expect(readPayload(Uint8Array.from(start ?? []))).toMatchObject({
    kind: 'fragment',
    header: 0x65,
    start: true,
    end: false,
  });
  expect(readPayload(Uint8Array.from(end ?? []))).toMatchObject({
    kind: 'fragment',
    header: 0x65,
    start: false,
    end: true,
  });
});

test('arbitrary bytes never make it throw', () => {
  assert(property(uint8Array({ maxLength: 40 }), (data) => void nalTypes(readPayload(data))));
});
