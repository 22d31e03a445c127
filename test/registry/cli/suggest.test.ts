import { describe, expect, it } from 'vitest';
import { distance, suggestion } from '../../../registry/cli/suggest.ts';

describe('suggestions', () => {
  it.each([
    ['device', 'device', 0],
    ['devcie', 'device', 1],
    ['devic', 'device', 1],
    ['devices', 'device', 1],
    ['meting', 'meeting', 1],
    ['', 'key', 3],
    ['kitten', 'sitting', 3],
  ])('count the edits from %j to %j as %i', (a, b, edits) => expect(distance(a, b)).toBe(edits));

  it('name the closest word, or one that begins so, and nothing for a stranger', () => {
    const known = ['device', 'meeting', 'key'];
    expect(suggestion('devcie', known)).toBe('; did you mean "device"?');
    expect(suggestion('Meet', known)).toBe('; did you mean "meeting"?');
    expect(suggestion('kye', known)).toBe('; did you mean "key"?');
    expect(suggestion('x', known)).toBe('');
  });
});
