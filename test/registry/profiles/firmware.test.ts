import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareFirmware,
  firmwareLine,
  firmwareText,
  isInRange,
  parseFirmware,
  parseRange,
} from '../../../registry/profiles/firmware.ts';

const text = (version: string): string | undefined => {
  const parsed = parseFirmware(version);
  return parsed && firmwareText(parsed);
};

describe('a firmware version', () => {
  it.each([
    ['TC7.3.6.ea51021', 'tc7.3.6', 'tc7'],
    ['ce11.40.1.1.10bdaa53ce2', 'ce11.40.1.1', 'ce11'],
    ['ce8.3.4.99243f7', 'ce8.3.4', 'ce8'],
    ['TENC4.1.6.315255', 'tenc4.1.6.315255', 'tenc4'],
    ['S7.10', 's7.10', 's7'],
    ['HF 8.5.3.2b - 22Aug2007 16.10', 'hf8.5.3', 'hf8'],
    ['2.5.0.8_ne-4035', '2.5.0.8', '2'],
    ['00.01.12.81', '0.1.12.81', '0'],
    ['123.4', '123.4', 'other'],
    [' 6.2.2 ', '6.2.2', '6'],
    ['x'.repeat(1000), undefined, 'other'],
    ['evil9', undefined, 'other'],
    ['9'.repeat(1000), undefined, 'other'],
    ['', undefined, 'other'],
  ])('%j', (version, parsed, line) => {
    expect(text(version)).toBe(parsed);
    expect(firmwareLine(parseFirmware(version))).toBe(line);
  });

  it('is ordered by number, not alphabetically', () => {
    const compare = (a: string, b: string): number | undefined => {
      const order = compareFirmware(parseFirmware(a)!, parseFirmware(b)!);
      return order === undefined ? undefined : Math.sign(order);
    };
    expect([
      compare('ce9.1', 'ce11.0'),
      compare('2.5', '2.5.0'),
      compare('2.5.1', '2.5'),
      compare('tc7.3', 'ce8'),
      compare('ce9', 'tc7'),
    ]).toEqual([-1, 0, 1, -1, 1]);
    expect([compare('tc7', '7'), compare('tenc4', 'tc7'), compare('f8', 's8')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  const version = fc.record({
    line: fc.constantFrom('', 'tc', 'ce', 'roomos', 'f'),
    numbers: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
  });
  it('survives a round trip as text, and compares symmetrically', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(parseFirmware(firmwareText(a))).toEqual(a);
        const [there, back] = [compareFirmware(a, b), compareFirmware(b, a)];
        expect(there === undefined ? undefined : Math.sign(there)).toBe(
          back === undefined ? undefined : 0 - Math.sign(back),
        );
      }),
    );
  });
});

describe('a range', () => {
  it.each([
    ['*', ['tc1', '9', undefined], []],
    [
      'tc7.3 <= x < ce8',
      ['tc7.3', 'tc7.3.1', 'tc9', 'ce7.9'],
      ['tc7.2.9', 'ce8', 'roomos10', '7.4', 'tenc7.3', undefined],
    ],
    ['5 < x <= 6.2', ['5.0.1', '6.2', '6.2.0'], ['5', '5.0', '6.2.1', 'f5.1']],
    ['x < 3', ['0', '2.99'], ['3', '3.0.0', 'tc2']],
    ['ce8 <= x', ['ce8', 'ce11.40', 'roomos10'], ['tc9', '8']],
    ['2 <= x <= 2', ['2', '2.0'], ['2.0.1', '1.9']],
  ])('%s', (range, inside, outside) => {
    const parsed = parseRange(range)!;
    const holds = (version: string | undefined): boolean =>
      isInRange(parsed, version === undefined ? undefined : parseFirmware(version));
    expect([inside.filter((version) => !holds(version)), outside.filter(holds)]).toEqual([[], []]);
  });

  it.each([
    '',
    'x',
    '1',
    '< 3',
    'x > 3',
    '3 < x < 2',
    '2 < x < 2',
    '2 <= x < 2.0',
    'tc1 <= x < 9',
    'evil1 <= x',
    '1<=x<2',
    '1 <= x < 2 ',
    'ce1.a <= x',
  ])('%j is invalid', (range) => {
    expect(parseRange(range)).toBeUndefined();
  });
});
