/** A dialled address: user part and host, from either signalling protocol. */
import { Pin, type Secret } from '../../base/secret.ts';

export interface Dialled {
  /** Unescaped; empty or absent for a bare host. Secret, because it may be a PIN. */
  readonly user?: Secret;
  /** Without brackets or port; empty for a `tel:` URI. */
  readonly host: string;
}

export type DialTarget =
  /** `PIN@host`, `PIN.passcode@host`, `tel:PIN`. */
  | { readonly kind: 'pin'; readonly pin: Pin; readonly passcode?: Pin }
  /** A bare host, `@host`, `meet@host`, `u@host`, `host@host`: the PIN is requested after the call is answered. */
  | { readonly kind: 'entry' }
  /** Not an address of ours. */
  | { readonly kind: 'unknown' };

const ENTRY_USERS: ReadonlySet<string> = new Set(['', 'meet', 'u']);

/** Devices display a PIN in groups, and people dial it as displayed. */
const SEPARATORS = /[\s()-]/g;

/** `isOurs` judges the host alone: a configured domain or an address of the gateway. */
export function parseDialled(dialled: Dialled, isOurs: (host: string) => boolean): DialTarget {
  if (dialled.host !== '' && !isOurs(dialled.host.toLowerCase())) return { kind: 'unknown' };
  const user = (dialled.user?.reveal() ?? '').trim();
  // Some devices put a bare host before the @ of the domain that they are registered in.
  if (ENTRY_USERS.has(user.toLowerCase()) || isOurs(user.toLowerCase())) return { kind: 'entry' };
  const [pin = '', passcode, ...rest] = user.split('.').map((part) => part.replace(SEPARATORS, ''));
  if (!/^\d{1,20}$/.test(pin) || rest.length > 0) return { kind: 'unknown' };
  if (passcode === undefined || passcode === '') return { kind: 'pin', pin: new Pin(pin) };
  return /^\d{1,20}$/.test(passcode)
    ? { kind: 'pin', pin: new Pin(pin), passcode: new Pin(passcode) }
    : { kind: 'unknown' };
}
