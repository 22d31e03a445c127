/** How often one source is asked for a keyframe. Pure: time goes in, what to do comes out. */

/** ms between requests to one source. */
export const KEYFRAME_INTERVAL = 500;
/** In a stream's first seconds requests get lost more often: device and network are still setting up. */
export const EAGER_INTERVAL = 200;
export const EAGER_TIME = 3000;
/** A request of these first seconds that brings nothing is repeated after this time, ms. */
export const REPEAT_INTERVAL = 500;

export interface KeyframeLimiter {
  /** When the stream began, ms. */
  readonly since: number;
  readonly lastAt?: number;
  /** A request waits for its turn. */
  readonly wanted: boolean;
  /** Asked, and nothing has come. */
  readonly open?: boolean;
}

export function keyframeLimiter(now: number): KeyframeLimiter {
  return { since: now, wanted: false };
}

/** The device's stream begins, or begins again: what was asked before it did not reach it. */
export function begun({ lastAt, wanted, open = false }: KeyframeLimiter, now: number): KeyframeLimiter {
  return { since: now, wanted: wanted || open, ...(lastAt !== undefined && { lastAt }) };
}

/** Somebody wants a keyframe. `true`: ask the device now. */
export function want(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  return settle({ ...limiter, wanted: true }, now);
}

/** Time has passed. `true`: ask the device now, for a request that had to wait. */
export function tick(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  return limiter.wanted || isOverdue(limiter, now) ? settle(limiter, now) : [limiter, false];
}

/** A keyframe came: what waits is served. */
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
