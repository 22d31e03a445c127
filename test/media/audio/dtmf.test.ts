import { expect, test } from 'vitest';
import { detectDigit, NO_DIGITS } from '../../../media/audio/dtmf.ts';

type Packet = readonly [event: number, timestamp: number, duration: number, end?: 'E'];

function digits(packets: readonly Packet[]): string {
  let detector = NO_DIGITS;
  let out = '';
  for (const [event, timestamp, duration, end] of packets) {
    const payload = Uint8Array.of(event, end === undefined ? 10 : 0x8a, duration >> 8, duration & 0xff);
    const [next, digit] = detectDigit(detector, { timestamp, payload });
    detector = next;
    out += digit ?? '';
  }
  return out;
}

const CASES: readonly { readonly title: string; readonly packets: readonly Packet[]; readonly digits: string }[] = [
  { title: 'start, updates and three ends are one digit', packets: [[5, 800, 160], [5, 800, 320], [5, 800, 480, 'E'], [5, 800, 480, 'E'], [5, 800, 480, 'E']], digits: '5' },
  { title: 'lost start: an update is enough', packets: [[1, 800, 320], [1, 800, 480, 'E']], digits: '1' },
  { title: 'all lost but one end', packets: [[9, 800, 480, 'E']], digits: '9' },
  { title: 'the same key twice is two digits', packets: [[3, 800, 480, 'E'], [3, 4000, 160], [3, 4000, 480, 'E']], digits: '33' },
  { title: 'an end that comes after the next digit began is not a third', packets: [[1, 800, 480, 'E'], [2, 4000, 160], [1, 800, 480, 'E'], [2, 4000, 480, 'E']], digits: '12' },
  { title: 'star, hash and letters', packets: [[10, 1, 160], [11, 2, 160], [12, 3, 160], [15, 4, 160]], digits: '*#AD' },
  { title: 'event 16 (flash) is dropped', packets: [[16, 800, 160], [16, 800, 160, 'E']], digits: '' },
  { title: 'tones and other events are dropped', packets: [[32, 800, 160], [255, 900, 160]], digits: '' },
  { title: 'a very long press in segments is one digit', packets: [[7, 1000, 0xffff], [7, 1000 + 0xffff, 160], [7, 1000 + 0xffff, 400, 'E']], digits: '7' },
  { title: 'timestamps wrap', packets: [[7, 0xffff_ff00, 160], [7, 0xffff_ff00, 480, 'E'], [8, 0x100, 160]], digits: '78' },
];

test.each(CASES)('$title', ({ packets, digits: expected }) => {
  expect(digits(packets)).toBe(expected);
});

test('a payload that is too short is dropped', () => {
  for (let length = 0; length < 4; length++) {
    expect(detectDigit(NO_DIGITS, { timestamp: 1, payload: new Uint8Array(length) })).toEqual([NO_DIGITS, undefined]);
  }
});
