/** How much a device may send, asked of it, and how much it wants to be sent, asked by it. Pure: time goes in, what to do comes out. */

/** TMMBR (RFC 5104 §4.2), REMB (draft-alvestrand-rmcat-remb-03), or neither. */
export type RateWay = 'tmmbr' | 'remb' | 'signalling';

/** What is asked of the device. */
export interface RateRequest {
  /** bit/s. */
  readonly bitrate: number;
  readonly sent: number;
  readonly lastAt?: number;
  /** The device has said that it knows (TMMBN). */
  readonly confirmed?: boolean;
}

/** ms; a lost request is made up for soon. */
export const REQUEST_INTERVAL = 500;
const MOST_REQUESTS = 3;
/** An estimate is believed for some time only, so it is repeated for good, ms. */
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

/** What the device asks for. */
export interface SendLimit {
  /** bit/s. */
  readonly bitrate?: number;
  /** What has been passed on of it, and when. */
  readonly told?: number;
  readonly toldAt?: number;
}

/** Shares of the rate: less is no news. Estimates change all the time. */
const NEWS_DOWN = 0.05;
const NEWS_UP = 0.1;
/** A higher rate is news this long after the last one at the earliest, ms. */
export const UP_INTERVAL = 2000;

/** Passes on what is news; a rise that is too early when its time has come. */
export function settleLimit(limit: SendLimit, now: number): readonly [SendLimit, number | undefined] {
  const { bitrate, told, toldAt = -Infinity } = limit;
  if (bitrate === undefined) return [limit, undefined];
  const change = told === undefined ? -1 : bitrate / told - 1;
  const isNews = change <= -NEWS_DOWN || (change >= NEWS_UP && now - toldAt >= UP_INTERVAL);
  return isNews ? [{ bitrate, told: bitrate, toldAt: now }, bitrate] : [limit, undefined];
}

/** Bytes of a usual video packet, headers not counted. */
const USUAL_PACKET = 1100;

/** TMMBR counts `overhead` bytes of headers with each packet (RFC 5104 §4.2.1.2); we count none. */
export function withoutOverhead(bitrate: number, overhead: number): number {
  return Math.floor((bitrate * USUAL_PACKET) / (USUAL_PACKET + overhead));
}
