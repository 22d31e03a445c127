/** Which of several rtpengines takes a call, and whether one is well. */

export interface InstanceAddress {
  /** As configured, without the weight: its name in metrics and log. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Its share of new calls; 0: none. */
  readonly weight: number;
}

/** `host:port`, or `host:port:weight`. Throws `Error` with what was expected. */
export function parseInstance(text: string): InstanceAddress {
  const [, host, port, weight] = /^([\w.-]+):(\d{1,5})(?::(\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) throw new Error(`${text}: expected host:port or host:port:weight`);
  return { name: `${host}:${Number(port)}`, host, port: Number(port), weight: weight === undefined ? 1 : Number(weight) };
}

/** By weight; `chance` is uniform in 0..1. Undefined: there is none. */
export function chooseInstance<T extends { readonly weight: number }>(candidates: readonly T[], chance: number): T | undefined {
  const usable = candidates.filter(({ weight }) => weight > 0);
  let left = chance * usable.reduce((sum, { weight }) => sum + weight, 0);
  return usable.find(({ weight }) => (left -= weight) < 0) ?? usable.at(-1);
}

export type Health =
  /** `startedAt`: ms of our clock, as far as its uptime tells. */
  | { readonly kind: 'up'; readonly startedAt?: number; readonly missed: number }
  | { readonly kind: 'down'; readonly startedAt?: number };

export type HealthEvent =
  | { readonly type: 'missed' }
  | { readonly type: 'answered' }
  /** `startedAt`: now less its uptime, which comes in whole seconds. */
  | { readonly type: 'uptime'; readonly startedAt: number };

export type HealthChange = 'up' | 'down' | 'restarted';

export const NEW_INSTANCE: Health = { kind: 'down' };

/** Answers in sequence that must be missing for an instance to be down: one datagram may be lost. */
const MISSED = 2;
/** ms by which a start that is worked out from the uptime may be off. */
const TOLERANCE = 3000;

const known = (startedAt: number | undefined): { readonly startedAt?: number } => (startedAt === undefined ? {} : { startedAt });

export function stepHealth(state: Health, event: HealthEvent): readonly [Health, HealthChange | undefined] {
  switch (event.type) {
    case 'answered':
      if (state.kind === 'down') return [{ kind: 'up', ...known(state.startedAt), missed: 0 }, 'up'];
      return [{ ...state, missed: 0 }, undefined];
    case 'missed': {
      if (state.kind === 'down') return [state, undefined];
      const missed = state.missed + 1;
      return missed < MISSED ? [{ ...state, missed }, undefined] : [{ kind: 'down', ...known(state.startedAt) }, 'down'];
    }
    case 'uptime': {
      const restarted = state.startedAt !== undefined && event.startedAt > state.startedAt + TOLERANCE;
      // The first value stays, so that what is rounded never adds up.
      const startedAt = restarted ? event.startedAt : (state.startedAt ?? event.startedAt);
      return [{ ...state, startedAt }, restarted && state.kind === 'up' ? 'restarted' : undefined];
    }
    default:
      return event satisfies never;
  }
}
