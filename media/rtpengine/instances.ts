/** Chooses among several rtpengines, and tracks the health of one. */

export interface InstanceAddress {
  /** As configured, without the weight: its name in metrics and log. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Share of new calls; 0: no calls. */
  readonly weight: number;
}

/** Parses `host:port` or `host:port:weight`. Throws `Error` with the expected format. */
export function parseInstance(text: string): InstanceAddress {
  const [, host, port, weight] = /^([\w.-]+):(\d{1,5})(?::(\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new Error(`${text}: expected host:port or host:port:weight`);
  return {
    name: `${host}:${Number(port)}`,
    host,
    port: Number(port),
    weight: weight === undefined ? 1 : Number(weight),
  };
}

/** Chooses by weight; `chance` is uniform in 0..1. Undefined: no candidate has weight. */
export function chooseInstance<T extends { readonly weight: number }>(
  candidates: readonly T[],
  chance: number,
): T | undefined {
  const usable = candidates.filter(({ weight }) => weight > 0);
  let left = chance * usable.reduce((sum, { weight }) => sum + weight, 0);
  return usable.find(({ weight }) => (left -= weight) < 0) ?? usable.at(-1);
}

export type Health =
  /** `seen`: the uptime last reported. */
  | { readonly kind: 'up'; readonly seen?: SeenUptime; readonly missed: number }
  | { readonly kind: 'down'; readonly seen?: SeenUptime };

export interface SeenUptime {
  /** ms, in whole seconds, by the instance's own clock. */
  readonly uptime: number;
  /** Time on our clock, ms. */
  readonly at: number;
}

export type HealthEvent =
  | { readonly type: 'missed' }
  | { readonly type: 'answered' }
  | { readonly type: 'uptime'; readonly seen: SeenUptime };

export type HealthChange = 'up' | 'down' | 'restarted';

export const NEW_INSTANCE: Health = { kind: 'down' };

/** Consecutive answers that must be missing for an instance to be down: a single datagram may be lost. */
const MISSED = 2;
/** ms by which an uptime may be off: it is rounded, and its answer takes time. */
const TOLERANCE = 3000;

const known = (seen: SeenUptime | undefined): { readonly seen?: SeenUptime } => (seen === undefined ? {} : { seen });

/**
 * Compares only with the previous answer, as two clocks diverge over time. The instance's clock may also be set,
 * which changes the uptime; but a process that restarted since that answer cannot have run for longer than since
 * then.
 */
function hasRestarted(before: SeenUptime, { uptime, at }: SeenUptime): boolean {
  const since = at - before.at;
  return uptime < before.uptime + since - TOLERANCE && uptime <= since + TOLERANCE;
}

export function stepHealth(state: Health, event: HealthEvent): readonly [Health, HealthChange | undefined] {
  switch (event.type) {
    case 'answered':
      if (state.kind === 'down') return [{ kind: 'up', ...known(state.seen), missed: 0 }, 'up'];
      return [{ ...state, missed: 0 }, undefined];
    case 'missed': {
      if (state.kind === 'down') return [state, undefined];
      const missed = state.missed + 1;
      return missed < MISSED ? [{ ...state, missed }, undefined] : [{ kind: 'down', ...known(state.seen) }, 'down'];
    }
    case 'uptime': {
      const restarted = state.seen !== undefined && hasRestarted(state.seen, event.seen);
      return [{ ...state, seen: event.seen }, restarted && state.kind === 'up' ? 'restarted' : undefined];
    }
    default:
      return event satisfies never;
  }
}
