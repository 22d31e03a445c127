import { expect, test } from 'vitest';
import { ParameterSets } from '../../../media/video/parameter-sets.ts';
import { KeyframeFinder } from '../../../media/video/source.ts';
import { fuA, IDR, packet, PPS, SEI, SLICE, SPS, stapA } from './packets.ts';

/** For each packet, the sequence numbers of the keyframe that starts with it. */
function keyframes(
  payloads: readonly (readonly [timestamp: number, payload: readonly number[]])[],
): (readonly number[] | undefined)[] {
  const finder = new KeyframeFinder();
  return payloads.map(([timestamp, payload], i) =>
    finder.push(packet(i, timestamp, payload)).keyframe?.map(({ sequence }) => sequence),
  );
}

test('SPS, PPS and IDR in separate packets are one keyframe, from the SPS on', () => {
  expect(
    keyframes([
      [1, SLICE],
      [2, SPS],
      [2, PPS],
      [2, SEI],
      [2, IDR],
      [2, IDR],
      [3, SLICE],
    ]),
  ).toEqual([undefined, undefined, undefined, undefined, [1, 2, 3, 4], undefined, undefined]);
});

test('parameter sets without an IDR are not a keyframe', () => {
  expect(
    keyframes([
      [1, SPS],
      [1, PPS],
      [2, SLICE],
      [3, SPS],
      [3, SLICE],
    ]),
  ).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('a STAP-A with all of them is a keyframe', () => {
  expect(keyframes([[1, stapA(SPS, PPS, IDR)]])).toEqual([[0]]);
});

test('an IDR in FU-A starts with its first piece', () => {
  const [start, end] = fuA(IDR, 1);
  expect(
    keyframes([
      [1, stapA(SPS, PPS)],
      [1, start ?? []],
      [1, end ?? []],
    ]),
  ).toEqual([undefined, [0, 1], undefined]);
  expect(
    keyframes([
      [1, SPS],
      [1, end ?? []],
    ]),
  ).toEqual([undefined, undefined]);
});

test('an IDR alone is a keyframe too', () => {
  expect(keyframes([[1, IDR]])).toEqual([[0]]);
});

/** NAL unit types sent before each packet. */
function inserted(
  signalled: string | undefined,
  payloads: readonly (readonly [number, readonly number[]])[],
): number[][] {
  const sets = new ParameterSets(signalled);
  return payloads.map(([timestamp, payload], i) =>
    sets.before(packet(i, timestamp, payload)).map((unit) => (unit[0] ?? 0) & 0x1f),
  );
}

test('an IDR picture without parameter sets gets the earlier ones', () => {
  expect(
    inserted(undefined, [
      [1, SPS],
      [1, PPS],
      [1, IDR],
      [2, SLICE],
      [3, IDR],
      [3, IDR],
    ]),
  ).toEqual([[], [], [], [], [7, 8], []]);
});

test('... or those that were signalled', () => {
  const signalled = [SPS, PPS].map((unit) => Buffer.from(unit).toString('base64')).join(',');
  const [start, end] = fuA(IDR, 1);
  expect(
    inserted(signalled, [
      [1, start ?? []],
      [1, end ?? []],
    ]),
  ).toEqual([[7, 8], []]);
  expect(inserted('not, base64!', [[1, IDR]])).toEqual([[]]);
});

test('nothing is inserted if the parameter sets are there', () => {
  expect(
    inserted(undefined, [
      [1, stapA(SPS, PPS, IDR)],
      [2, stapA(SPS, PPS)],
      [2, IDR],
    ]),
  ).toEqual([[], [], []]);
});
