import { describe, expect, it } from 'vitest';
import { pressKey, KEY_COMMANDS, KEY_TIMEOUT, NO_KEYS } from '../../../../gateway/core/call/keys.ts';

function commands(digits: string, each = 200): readonly string[] {
  let keys = NO_KEYS;
  return [...digits].flatMap((digit, index) => {
    const [next, command] = pressKey(keys, digit, 1000 + index * each);
    keys = next;
    return command === undefined ? [] : [command];
  });
}

describe('keys in a meeting', () => {
  it('no command is a prefix of another', () => {
    const all = Object.keys(KEY_COMMANDS);
    for (const one of all) for (const other of all) expect(one !== other && other.startsWith(one)).toBe(false);
  });
  it.each(Object.entries(KEY_COMMANDS))('%s is %s', (digits, command) => expect(commands(digits)).toEqual([command]));
  it.each<[string, readonly string[]]>([
    ['123456', []],
    ['*6*6', ['toggle-mute', 'toggle-mute']],
    ['**6', ['toggle-mute']],
    ['*1*6', ['toggle-mute']],
    ['*9*97', ['mute-all']],
    ['#1##', ['leave']],
    ['*##', ['leave']],
    ['###', ['leave']],
  ])('%s', (digits, expected) => expect(commands(digits)).toEqual(expected));
  it('an incomplete command is forgotten', () => expect(commands('*6', KEY_TIMEOUT)).toEqual([]));
});
