/** PINs, passcodes and API keys in stored form: never as plain text. */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Number of digits: the longer PIN identifies the host, or the host's delegate. */
export const PIN_LENGTHS = { attendee: 10, host: 13 } as const;

/** Each digit is cryptographically random; leading zeros are kept. */
export const newPin = (role: keyof typeof PIN_LENGTHS = 'attendee'): string =>
  Array.from({ length: PIN_LENGTHS[role] }, () => randomInt(10)).join('');

/** The keyed hash by which a PIN is found. `key` is 32 bytes. */
export const hashPin = (key: KeyObject, pin: string): Buffer =>
  createHmac('sha256', key).update('pin\0').update(pin).digest();

export const hashPasscode = (key: KeyObject, meetingId: string, passcode: string): Buffer =>
  createHmac('sha256', key).update('passcode\0').update(meetingId).update('\0').update(passcode).digest();

export const equalHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** A key of 256 random bits, so that a plain hash is enough to store it. */
export const newApiKey = (): string => `rgk_${randomBytes(32).toString('base64url')}`;

export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** H(A1) of RFC 7616 §3.4.2 for each algorithm. */
export function digestHashes(
  username: string,
  realm: string,
  password: string,
): { readonly md5: string; readonly sha256: string } {
  const text = `${username}:${realm}:${password}`;
  return { md5: createHash('md5').update(text).digest('hex'), sha256: createHash('sha256').update(text).digest('hex') };
}

export const newPassword = (): string => randomBytes(18).toString('base64url');
