/**
 * Names of devices: SIP addresses, numbers, H.323 names. They share one namespace, so that a name identifies one
 * device. Pure.
 */

import { hasHidden, looksAlike } from '../names.ts';

export type AliasKind = 'sip' | 'e164' | 'h323';

export interface Alias {
  readonly kind: AliasKind;
  /** Normalised: two aliases are equal if their values are. */
  readonly value: string;
}

const LONGEST = 128;
const SPACE = /\p{Z}/u;
const NUMBER = /^\+?[\d ().-]*\d[\d ().-]*$/;
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/;

/**
 * `sip:Room@Example.com` becomes `Room@example.com` (RFC 3261 §19.1.4: hosts are case-insensitive), `+1 (555) 0100`
 * becomes `15550100`, and anything else is an H.323 name. Undefined: not a name that a device can have.
 */
export function parseAlias(text: string): Alias | undefined {
  const [, prefix = '', name = ''] = /^(?:(sips?|tel|h323):)?(.*)$/is.exec(text.trim().normalize('NFC')) ?? [];
  const scheme = prefix.toLowerCase();
  if (name.length > LONGEST) return undefined;
  if (scheme !== 'h323' && NUMBER.test(name)) return { kind: 'e164', value: name.replaceAll(/\D/g, '') };
  if (name === '' || scheme === 'tel' || SPACE.test(name) || hasHidden(name) || looksAlike(name)) return undefined;
  if (!name.includes('@')) return scheme.startsWith('sip') ? undefined : { kind: 'h323', value: name };
  const [user = '', host = '', ...more] = (name.split(';', 1)[0] ?? '').split('@');
  if (user === '' || more.length > 0 || !HOST.test(host.toLowerCase())) return undefined;
  return { kind: scheme === 'h323' ? 'h323' : 'sip', value: `${user}@${host.toLowerCase()}` };
}

const CONTROL = /\p{Cc}/u;
/** No device has such a name, and PostgreSQL cannot store a NUL in text. */
export const hasControl = (text: string): boolean => CONTROL.test(text);

/** The texts under which a name may be found: as given, and normalised. */
export const aliasKeys = (text: string): readonly string[] =>
  hasControl(text) ? [] : [...new Set([text, parseAlias(text)?.value ?? text])];

/** The same for a caller, which may use its username at any host, including its own address. */
export const callerKeys = (text: string): readonly string[] =>
  hasControl(text) ? [] : [...new Set([...aliasKeys(text), usernameOf(parseAlias(text)?.value ?? text)])];

/** The username of the device that an address of record belongs to: `room@example.com`, or `h323:room`. */
export const usernameOf = (aor: string): string => aor.replace(/^h323:/, '').replace(/@[^@]*$/, '');

/** The host of a contact's URI, without brackets. */
export function hostOf(contact: string): string | undefined {
  const [, bracketed, plain] = /^(?:sips?|h323):(?:[^@]*@)?(?:\[([^\]]+)\]|([^:;>?]+))/i.exec(contact) ?? [];
  return bracketed ?? plain;
}
