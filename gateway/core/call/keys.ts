/** Key commands during a meeting. Pure: digits in, commands out. */

/** No command is a prefix of another. */
export const KEY_COMMANDS = {
  '*6': 'toggle-mute',
  '*7': 'unmute',
  '*97': 'mute-all',
  '*4': 'toggle-lock',
  '*0': 'menu',
  '##': 'leave',
} as const;

export type KeyCommand = (typeof KEY_COMMANDS)[keyof typeof KEY_COMMANDS];

/** Time after which an incomplete command is forgotten, ms. */
export const KEY_TIMEOUT = 4000;

/** The digits of an incomplete command, and the time of the last one. */
export interface Keys {
  readonly typed: string;
  readonly at: number;
}

export const NO_KEYS: Keys = { typed: '', at: 0 };

const SEQUENCES = Object.keys(KEY_COMMANDS) as readonly (keyof typeof KEY_COMMANDS)[];

/** A digit that does not continue a command may still begin one. */
export function pressKey(keys: Keys, digit: string, now: number): readonly [Keys, KeyCommand | undefined] {
  const before = now - keys.at < KEY_TIMEOUT ? keys.typed : '';
  for (const typed of [before + digit, digit]) {
    const whole = SEQUENCES.find((sequence) => sequence === typed);
    if (whole !== undefined) return [NO_KEYS, KEY_COMMANDS[whole]];
    if (SEQUENCES.some((sequence) => sequence.startsWith(typed))) return [{ typed, at: now }, undefined];
  }
  return [NO_KEYS, undefined];
}
