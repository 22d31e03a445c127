/** The rate limits that we ask of a device and that it asks of us. Pure: time goes in, actions come out. */

/** TMMBR (RFC 5104 §4.2), REMB (draft-alvestrand-rmcat-remb-03), or neither. */
export type RateWay = 'tmmbr' | 'remb' | 'signalling';

/** The limit that we ask the device to keep. */
export interface RateRequest {
  /** bit/s. */
  readonly bitrate: number;
  readonly sent: number;
  readonly lastAt?: number;
  /** The device has acknowledged the limit (TMMBN). */
  readonly confirmed?: boolean;
}

/** ms; a lost request is soon repeated. */
export const REQUEST_INTERVAL = 500;
const MOST_REQUESTS = 3;
/** Devices trust an estimate for a limited time only, so it is repeated as long as it holds, ms. */
const ESTIMATE_INTERVAL = 5000;

export function rateRequest(before: RateRequest | undefined, bitrate: number): RateRequest {
  return before?.bitrate === bitrate ? before : { bitrate, sent: 0 };
}

/** `true`: ask the device now. */
export function dueRequest(request: RateRequest, way: RateWay, now: number): readonly [RateRequest, boolean] {
  if (!isDue(request, way, now)) return [request, false];
  return [{ ...request, sent: request.sent + 1, lastAt: now }, true];
}

function isDue({ sent, lastAt = -Infinity, confirmed }: RateRequest, way: RateWay, now: number): boolean {
  if (sent === 0) return true;
  if (way === 'signalling' || (way === 'tmmbr' && (confirmed === true || sent >= MOST_REQUESTS))) return false;
  return now - lastAt >= (sent < MOST_REQUESTS ? REQUEST_INTERVAL : ESTIMATE_INTERVAL);
}

/** The limit that the device asks us to keep. */
export interface SendLimit {
  /** bit/s. */
  readonly bitrate?: number;
  /** The limit last passed on, and when. */
  readonly told?: number;
  readonly toldAt?: number;
}

/** Relative changes that are passed on; smaller ones are ignored, since estimates change all the time. */
const NEWS_DOWN = 0.05;
const NEWS_UP = 0.1;
/** A higher rate is passed on no sooner than this after the previous one, ms. */
export const UP_INTERVAL = 2000;

/** Passes on a limit that has changed enough; a rise that comes too early waits for its time. */
export function settleLimit(limit: SendLimit, now: number): readonly [SendLimit, number | undefined] {
  const { bitrate, told, toldAt = -Infinity } = limit;
  if (bitrate === undefined) return [limit, undefined];
  const change = told === undefined ? -1 : bitrate / told - 1;
  const isNews = change <= -NEWS_DOWN || (change >= NEWS_UP && now - toldAt >= UP_INTERVAL);
  return isNews ? [{ bitrate, told: bitrate, toldAt: now }, bitrate] : [limit, undefined];
}

/** Bytes in a typical video packet, without headers. */
const USUAL_PACKET = 1100;

/** TMMBR counts `overhead` bytes of headers in each packet (RFC 5104 §4.2.1.2); we count none. */
export function withoutOverhead(bitrate: number, overhead: number): number {
  return Math.floor((bitrate * USUAL_PACKET) / (USUAL_PACKET + overhead));
}
