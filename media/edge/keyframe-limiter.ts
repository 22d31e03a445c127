/** Limits how often one source is asked for a keyframe. Pure: time goes in, actions come out. */

/** ms between requests to one source. */
export const KEYFRAME_INTERVAL = 500;
/** Requests get lost more often in a stream's first seconds: device and network are still setting up. */
export const EAGER_INTERVAL = 200;
export const EAGER_TIME = 3000;
/** A request in these first seconds that has no effect is repeated after this time, ms. */
export const REPEAT_INTERVAL = 500;

export interface KeyframeLimiter {
  /** When the stream began, ms. */
  readonly since: number;
  readonly lastAt?: number;
  /** A request waits for its turn. */
  readonly wanted: boolean;
  /** A request was sent, and no keyframe has arrived. */
  readonly open?: boolean;
}

export function keyframeLimiter(now: number): KeyframeLimiter {
  return { since: now, wanted: false };
}

/** The device's stream starts or restarts: requests sent before that did not reach it. */
export function begun({ lastAt, wanted, open = false }: KeyframeLimiter, now: number): KeyframeLimiter {
  return { since: now, wanted: wanted || open, ...(lastAt !== undefined && { lastAt }) };
}

/** Requests a keyframe. `true`: ask the device now. */
export function want(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  return settle({ ...limiter, wanted: true }, now);
}

/** Lets time pass. `true`: ask the device now, for a request that had to wait. */
export function tick(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  return limiter.wanted || isOverdue(limiter, now) ? settle(limiter, now) : [limiter, false];
}

/** A keyframe arrived: pending requests are served. */
export function served(limiter: KeyframeLimiter): KeyframeLimiter {
  return limiter.wanted || limiter.open === true ? { ...limiter, wanted: false, open: false } : limiter;
}

function isOverdue({ since, lastAt, open }: KeyframeLimiter, now: number): boolean {
  return open === true && lastAt !== undefined && now - since < EAGER_TIME && now - lastAt >= REPEAT_INTERVAL;
}

function settle(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  const interval = now - limiter.since < EAGER_TIME ? EAGER_INTERVAL : KEYFRAME_INTERVAL;
  if (limiter.lastAt !== undefined && now - limiter.lastAt < interval) return [limiter, false];
  return [{ since: limiter.since, lastAt: now, wanted: false, open: true }, true];
}
