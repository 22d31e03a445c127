import { NO_PARAMS, parseDecimal, parseParams } from './scan.ts';

/** RFC 4028 §4. Seconds. */
export interface SessionExpires {
  readonly interval: number;
  readonly refresher?: 'uac' | 'uas';
}

export function parseSessionExpires(text: string): SessionExpires | undefined {
  const semicolon = text.indexOf(';');
  const interval = parseDecimal((semicolon < 0 ? text : text.slice(0, semicolon)).trim());
  if (interval === undefined) return undefined;
  const params = semicolon < 0 ? NO_PARAMS : (parseParams(text, semicolon) ?? NO_PARAMS);
  const refresher = params.get('refresher')?.toLowerCase();
  return refresher === 'uac' || refresher === 'uas' ? { interval, refresher } : { interval };
}

/** Min-SE (RFC 4028 §5); parameters are ignored. */
export function parseMinSe(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDecimal((text.split(';', 1)[0] ?? '').trim());
}
