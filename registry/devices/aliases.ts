/** What devices are called: SIP addresses, numbers, H.323 names. One set of texts, so that a name finds one device. Pure. */

import { hasHidden, looksAlike } from '../names.ts';

export type AliasKind = 'sip' | 'e164' | 'h323';

export interface Alias {
  readonly kind: AliasKind;
  /** Normalised: what two aliases are equal by. */
  readonly value: string;
}

const LONGEST = 128;
const SPACE = /\p{Z}/u;
const NUMBER = /^\+?[\d ().-]*\d[\d ().-]*$/;
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/;

/**
 * `sip:Room@Example.com` is `Room@example.com` (RFC 3261 §19.1.4: a host has no case), `+1 (555) 0100` is `15550100`, and what
 * is neither is an H.323 name. Undefined: no name that a device can have.
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
/** No device is called so, and PostgreSQL has no text with a NUL in it. */
export const hasControl = (text: string): boolean => CONTROL.test(text);

/** The texts that a name may be found under: as it is, and normalised. */
export const aliasKeys = (text: string): readonly string[] =>
  hasControl(text) ? [] : [...new Set([text, parseAlias(text)?.value ?? text])];

/** Those of a caller, which may call itself by its username at any host, its own address among them. */
export const callerKeys = (text: string): readonly string[] =>
  hasControl(text) ? [] : [...new Set([...aliasKeys(text), usernameOf(parseAlias(text)?.value ?? text)])];

/** The device that an address of record belongs to, by its username: `room@example.com`, or `h323:room`. */
export const usernameOf = (aor: string): string => aor.replace(/^h323:/, '').replace(/@[^@]*$/, '');

/** The host of a contact's URI, without brackets. */
export function hostOf(contact: string): string | undefined {
  const [, bracketed, plain] = /^(?:sips?|h323):(?:[^@]*@)?(?:\[([^\]]+)\]|([^:;>?]+))/i.exec(contact) ?? [];
  return bracketed ?? plain;
}
