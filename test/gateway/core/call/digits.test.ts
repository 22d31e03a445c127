import { describe, expect, it } from 'vitest';
import { LATEST, NO_PRESSES, recordPress, type DigitWay } from '../../../../gateway/core/call/digits.ts';

type Event = readonly [digit: string, way: DigitWay, at: number];

function pressed(events: readonly Event[]): string {
  let presses = NO_PRESSES;
  let digits = '';
  for (const [digit, way, at] of events) {
    const [next, isNew] = recordPress(presses, digit, way, at);
    presses = next;
    if (isNew) digits += digit;
  }
  return digits;
}

const by = (way: DigitWay, digits: string, from = 0, each = 200): Event[] =>
  [...digits].map((digit, index) => [digit, way, from + index * each]);
const inOrder = (...lists: readonly (readonly Event[])[]): readonly Event[] =>
  lists.flat().toSorted((a, b) => a[2] - b[2]);

describe('digits that come by several ways', () => {
  it.each<[string, readonly Event[], string]>([
    ['one way', by('rtp', '1123'), '1123'],
    ['two ways, one 150 ms behind', inOrder(by('rtp', '1123'), by('info', '1123', 150)), '1123'],
    ['two ways, one a second behind', inOrder(by('rtp', '1123#'), by('info', '1123#', 1000)), '1123#'],
    [
      'two ways, the other first at times',
      [
        ['1', 'rtp', 0],
        ['1', 'info', 5],
        ['1', 'info', 200],
        ['1', 'rtp', 210],
      ],
      '11',
    ],
    ['three ways', inOrder(by('rtp', '90210'), by('h245', '90210', 40), by('keypad', '90210', 80)), '90210'],
    ['one way lost a digit', inOrder(by('rtp', '1234'), by('in-band', '124', 100)), '1234'],
    [
      'only the other way has some',
      [
        ['1', 'rtp', 0],
        ['1', 'info', 100],
        ['2', 'info', 300],
        ['3', 'rtp', 500],
        ['3', 'info', 600],
      ],
      '123',
    ],
    [
      'the same digit by another way much later is another press',
      [
        ['5', 'rtp', 0],
        ['5', 'info', LATEST + 1],
      ],
      '55',
    ],
    ['fast repetitions', inOrder(by('rtp', '0000', 0, 60), by('info', '0000', 30, 60)), '0000'],
  ])('%s', (_name, events, expected) => expect(pressed(events)).toBe(expected));

  it('remembers no more than the last seconds', () => {
    let presses = NO_PRESSES;
    for (let i = 0; i < 1000; i++) [presses] = recordPress(presses, '1', 'rtp', i * 100);
    expect(presses.length).toBeLessThanOrEqual(LATEST / 100);
  });
});
