/**
 * A device that sends neither RTP nor RTCP any more is probed by signalling. While it answers, it stays, muted or
 * on hold for hours; when it does not answer, it is gone.
 */
import type { CallEffect, Step, Up } from './types.ts';

/** Time for the answer to a probe, ms. With the 10 s after which media reports silence, less than half a minute. */
export const PROBE_TIMEOUT = 15_000;
/** Time from an answer to the next probe, ms. */
export const PROBE_INTERVAL = 30_000;

const timer = (ms: number | undefined): CallEffect => ({ type: 'timer', timer: 'silence', ms });

function ask(state: Up): Step {
  return [
    { ...state, running: { ...state.running, silence: 'asked' } },
    [{ type: 'command', command: { type: 'probe' } }, { type: 'fact', fact: { type: 'probe' } }, timer(PROBE_TIMEOUT)],
  ];
}

export const onSilent = (state: Up): Step => (state.running.silence === undefined ? ask(state) : [state, []]);

/** Media arrives again. */
export function onHeard(state: Up): Step {
  if (state.running.silence === undefined) return [state, []];
  const { silence: _, ...running } = state.running;
  return [{ ...state, running }, [timer(undefined)]];
}

/** The device answered by signalling. */
export function onAlive(state: Up): Step {
  if (state.running.silence !== 'asked') return [state, []];
  return [{ ...state, running: { ...state.running, silence: 'answered' } }, [timer(PROBE_INTERVAL)]];
}

/** Returns undefined if the device is gone. */
export function onSilenceTimer(state: Up): Step | undefined {
  if (state.running.silence === 'asked') return undefined;
  return state.running.silence === 'answered' ? ask(state) : [state, []];
}
