/** Session timer negotiation, RFC 4028 §7-§10. Pure; seconds in, milliseconds out. */
import { parseMinSe, parseSessionExpires } from '../message/header-session-expires.ts';
import type { SessionExpires } from '../message/header-session-expires.ts';
import type { Headers } from '../message/message.ts';

export interface TimerDefaults {
  readonly sessionExpires: number;
  readonly minSE: number;
}

export type Asked =
  /** 422, with our Min-SE. */
  | { readonly type: 'tooSmall'; readonly minSE: number }
  | {
      readonly type: 'ok';
      readonly supported: boolean;
      readonly expires: SessionExpires | undefined;
      readonly minSE: number;
    };

/** Reads a request's wishes for the session timer. */
export function readAsked(headers: Headers, defaults: TimerDefaults): Asked {
  const text = headers.get('session-expires');
  const expires = text === undefined ? undefined : parseSessionExpires(text);
  const supported = headers.hasToken('supported', 'timer') || headers.hasToken('require', 'timer');
  // A peer that does not know the timer cannot be told, if the interval comes from its proxy (RFC 4028 §9).
  if (expires !== undefined && expires.interval < defaults.minSE && supported)
    return { type: 'tooSmall', minSE: defaults.minSE };
  return { type: 'ok', supported, expires, minSE: Math.max(defaults.minSE, parseMinSe(headers.get('min-se')) ?? 0) };
}

export interface Agreed {
  readonly interval: number;
  /** True if we refresh. */
  readonly us: boolean;
}

/** The UAS decides (RFC 4028 §9, table 2). `lines` are for its 2xx. */
export function agreeAsUas(
  asked: Asked & { type: 'ok' },
  defaults: TimerDefaults,
): { readonly agreed: Agreed; readonly lines: string } {
  const interval = Math.max(
    asked.minSE,
    Math.min(asked.expires?.interval ?? defaults.sessionExpires, defaults.sessionExpires),
  );
  const uac = asked.supported && asked.expires?.refresher !== 'uas';
  const require = uac ? 'Require: timer\r\n' : '';
  return {
    agreed: { interval, us: !uac },
    lines: `${require}Session-Expires: ${interval};refresher=${uac ? 'uac' : 'uas'}\r\n`,
  };
}

/** The header lines of our request that asks for a timer. */
export function askLines(interval: number, minSE: number, refresher?: 'uac' | 'uas'): string {
  return `Session-Expires: ${interval}${refresher === undefined ? '' : `;refresher=${refresher}`}\r\nMin-SE: ${minSE}\r\n`;
}

/** The session timer in the 2xx to our request; undefined: no timer (RFC 4028 §7.2). */
export function agreedByUas(headers: Headers): Agreed | undefined {
  const expires = parseSessionExpires(headers.get('session-expires') ?? '');
  return expires === undefined || expires.interval <= 0
    ? undefined
    : { interval: expires.interval, us: expires.refresher !== 'uas' };
}

/** The refresher refreshes after half of the interval (RFC 4028 §10). */
export function refreshDelay({ interval }: Agreed): number {
  return interval * 500;
}

/** The other side sends BYE this long before the end: min(32 s, a third). */
export function expiryDelay({ interval }: Agreed): number {
  return (interval - Math.min(32, interval / 3)) * 1000;
}
