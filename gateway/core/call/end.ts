/** Ends a call, in any state. */
import type { CallEffect, Live, Step } from './types.ts';
import type { EndReason } from '../reason.ts';

export function endCall(state: Live, reason: EndReason, byUs: boolean): Step {
  const answered = state.kind !== 'resolving' && state.kind !== 'joining';
  const effects: CallEffect[] = [];
  if (byUs) effects.push({ type: 'command', command: { type: answered ? 'end' : 'reject', reason } });
  if (state.kind === 'moving' && state.move.stage !== 'resolving') effects.push({ type: 'leave', place: 'next' });
  if (state.kind !== 'resolving') effects.push({ type: 'leave', place: 'current' });
  effects.push({ type: 'finish', facts: state.facts, reason });
  return [{ kind: 'ended', facts: state.facts, reason }, effects];
}
