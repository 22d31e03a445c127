/** How often one source is asked for a keyframe. Pure: time goes in, what to do comes out. */

/** ms between requests to one source. */
export const KEYFRAME_INTERVAL = 500;
/** In a stream's first seconds requests get lost more often: device and network are still setting up. */
export const EAGER_INTERVAL = 200;
export const EAGER_TIME = 3000;

export interface KeyframeLimiter {
  /** When the stream began, ms. */
  readonly since: number;
  readonly lastAt?: number;
  /** A request waits for its turn. */
  readonly wanted: boolean;
}

export function keyframeLimiter(now: number): KeyframeLimiter {
  return { since: now, wanted: false };
}

/** Somebody wants a keyframe. `true`: ask the device now. */
export function want(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  return settle({ ...limiter, wanted: true }, now);
}

/** Time has passed. `true`: ask the device now, for a request that had to wait. */
export function tick(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  return limiter.wanted ? settle(limiter, now) : [limiter, false];
}

/** A keyframe came: what waits is served. */
export function served(limiter: KeyframeLimiter): KeyframeLimiter {
  return limiter.wanted ? { ...limiter, wanted: false } : limiter;
}

function settle(limiter: KeyframeLimiter, now: number): readonly [KeyframeLimiter, boolean] {
  const interval = now - limiter.since < EAGER_TIME ? EAGER_INTERVAL : KEYFRAME_INTERVAL;
  if (limiter.lastAt !== undefined && now - limiter.lastAt < interval) return [limiter, false];
  return [{ since: limiter.since, lastAt: now, wanted: false }, true];
}
