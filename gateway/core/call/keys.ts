/** What can be keyed in during a meeting. Pure: digits go in, commands come out. */

/** No command is the beginning of another. */
export const KEY_COMMANDS = {
  '*6': 'toggle-mute',
  '*7': 'unmute',
  '*97': 'mute-all',
  '*4': 'toggle-lock',
  '*0': 'menu',
  '##': 'leave',
} as const;

export type KeyCommand = (typeof KEY_COMMANDS)[keyof typeof KEY_COMMANDS];

/** ms after which what was keyed in is forgotten. */
export const KEY_TIMEOUT = 4000;

/** What has been keyed in of a command, and when last. */
export interface Keys {
  readonly typed: string;
  readonly at: number;
}

export const NO_KEYS: Keys = { typed: '', at: 0 };

const SEQUENCES = Object.keys(KEY_COMMANDS) as readonly (keyof typeof KEY_COMMANDS)[];

/** A digit that continues nothing may still begin something. */
export function key(keys: Keys, digit: string, now: number): readonly [Keys, KeyCommand | undefined] {
  const before = now - keys.at < KEY_TIMEOUT ? keys.typed : '';
  for (const typed of [before + digit, digit]) {
    const whole = SEQUENCES.find((sequence) => sequence === typed);
    if (whole !== undefined) return [NO_KEYS, KEY_COMMANDS[whole]];
    if (SEQUENCES.some((sequence) => sequence.startsWith(typed))) return [{ typed, at: now }, undefined];
  }
  return [NO_KEYS, undefined];
}
