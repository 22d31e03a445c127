import { describe, expect, test } from 'vitest';
import { detectDigit, NO_DIGITS } from '../../../media/audio/dtmf.ts';

/** One packet; its sequence number is its index in the list unless given. */
type Packet = readonly [event: number, timestamp: number, duration: number, end?: 'E' | '', sequence?: number];

function digits(packets: readonly Packet[], firstSequence = 0): string {
  let detector = NO_DIGITS;
  let out = '';
  for (const [index, [event, timestamp, duration, end, sequence = index]] of packets.entries()) {
    const payload = Uint8Array.of(event, end === 'E' ? 0x8a : 10, duration >> 8, duration & 0xff);
    const [next, digit] = detectDigit(detector, { sequence: (firstSequence + sequence) & 0xffff, timestamp, payload });
    detector = next;
    out += digit ?? '';
  }
  return out;
}

interface Case {
  readonly title: string;
  readonly packets: readonly Packet[];
  readonly digits: string;
}

/**
 * A press as it should be sent: every 20 ms, the end three times (RFC 4733 §2.5.1.4); `units`: clock units in 20
 * ms.
 */
function press(event: number, timestamp: number, packets: number, units: number): Packet[] {
  const held = Array.from({ length: packets }, (_, i): Packet => [event, timestamp, (i + 1) * units]);
  return [...held, ...[0, 1, 2].map((): Packet => [event, timestamp, packets * units, 'E'])];
}

const CASES: readonly Case[] = [
  { title: 'start, updates and three ends are one digit', packets: press(5, 800, 3, 160), digits: '5' },
  { title: 'if the start is lost, an update is enough', packets: press(1, 800, 3, 160).slice(1), digits: '1' },
  { title: 'if start and updates are lost, the ends are enough', packets: press(1, 800, 3, 160).slice(3), digits: '1' },
  { title: 'one end alone is enough', packets: [[9, 800, 480, 'E']], digits: '9' },
  {
    title: 'if the ends are lost, the next digit is still a new one',
    packets: [
      [9, 800, 160],
      [9, 800, 320],
      [9, 4000, 160],
    ],
    digits: '99',
  },
  {
    title: 'duplicated packets are ignored',
    packets: press(6, 800, 3, 160).flatMap(
      (packet, i): Packet[] =>
        [
          [...packet.slice(0, 3), packet[3] ?? '', i],
          [...packet.slice(0, 3), packet[3] ?? '', i],
        ] as unknown as Packet[],
    ),
    digits: '6',
  },
  {
    title: 'the same key twice is two digits',
    packets: [...press(3, 800, 3, 160), ...press(3, 4000, 3, 160)],
    digits: '33',
  },
  {
    title: 'the same key twice within 100 ms',
    packets: [
      [3, 800, 160],
      [3, 800, 320, 'E'],
      [3, 1600, 160],
      [3, 1600, 320, 'E'],
    ],
    digits: '33',
  },
  {
    title: 'two presses with one timestamp: told apart by an end and a duration that restarts',
    packets: [...press(3, 800, 4, 160), ...press(3, 800, 4, 160)],
    digits: '33',
  },
  {
    title: 'two presses with one timestamp, the second one longer',
    packets: [...press(3, 800, 2, 160), ...press(3, 800, 6, 160)],
    digits: '33',
  },
  {
    title: 'three presses with one timestamp',
    packets: [...press(3, 800, 2, 160), ...press(3, 800, 2, 160), ...press(3, 800, 2, 160)],
    digits: '333',
  },
  {
    title: 'an update that arrives after its end is not a new digit',
    packets: [
      [3, 800, 160, '', 0],
      [3, 800, 480, 'E', 2],
      [3, 800, 320, '', 1],
      [3, 800, 480, 'E', 3],
    ],
    digits: '3',
  },
  {
    title: 'an end that arrives first is one digit with its updates',
    packets: [
      [3, 800, 480, 'E', 3],
      [3, 800, 160, '', 0],
      [3, 800, 320, '', 1],
    ],
    digits: '3',
  },
  {
    title: 'an end that arrives after the next digit has begun is not a third digit',
    packets: [
      [1, 800, 480, 'E', 0],
      [2, 4000, 160, '', 3],
      [1, 800, 480, 'E', 1],
      [1, 800, 480, 'E', 2],
      [2, 4000, 480, 'E', 4],
    ],
    digits: '12',
  },
  {
    title: 'star, hash and letters',
    packets: [
      [10, 1, 160],
      [11, 2, 160],
      [12, 3, 160],
      [15, 4, 160],
    ],
    digits: '*#AD',
  },
  {
    title: 'event 16 (flash) is ignored',
    packets: [
      [16, 800, 160],
      [16, 800, 160, 'E'],
    ],
    digits: '',
  },
  {
    title: 'tones and other events are ignored',
    packets: [
      [32, 800, 160],
      [255, 900, 160],
    ],
    digits: '',
  },
  {
    title: 'a very long press in segments is one digit',
    packets: [
      [7, 1000, 0xffff],
      [7, 1000 + 0xffff, 160],
      [7, 1000 + 0xffff, 400, 'E'],
    ],
    digits: '7',
  },
  {
    title: 'timestamps wrap',
    packets: [
      [7, 0xffff_ff00, 160],
      [7, 0xffff_ff00, 480, 'E'],
      [8, 0x100, 160],
    ],
    digits: '78',
  },
];

describe('digits by RFC 4733', () => {
  test.each(CASES)('$title', ({ packets, digits: expected }) => {
    expect(digits(packets)).toBe(expected);
    // Repeated with wrapping sequence numbers.
    expect(digits(packets, 0xffff)).toBe(expected);
  });

  test.each([160, 960])('all sixteen keys are detected with %i clock units in 20 ms', (units) => {
    const presses = Array.from({ length: 16 }, (_, event) => press(event, event * 20 * units, 4, units)).flat();
    expect(digits(presses)).toBe('0123456789*#ABCD');
  });

  test('a payload that is too short is ignored', () => {
    for (let length = 0; length < 4; length++) {
      expect(detectDigit(NO_DIGITS, { sequence: 1, timestamp: 1, payload: new Uint8Array(length) })).toEqual([
        NO_DIGITS,
        undefined,
      ]);
    }
  });
});
