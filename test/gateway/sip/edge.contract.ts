/** The behaviour of every `SipEdge`, as seen by a device. */
import { incomingCalls } from './contract/incoming.ts';
import { outgoingCalls } from './contract/outgoing.ts';
import { outsideDialogs } from './contract/outside.ts';
import type { Open } from './contract/script.ts';
import { callsThatAreUp } from './contract/session.ts';
import { asTimeGoesBy } from './contract/time.ts';
import type { Stage, TimedStage } from './edge.stage.ts';

export function edgeContract(name: string, open: Open<Stage>): void {
  incomingCalls(name, open);
  callsThatAreUp(name, open);
  outsideDialogs(name, open);
  outgoingCalls(name, open);
}

/** Scenarios with timers, which need a clock that can be advanced. */
export function timedEdgeContract(name: string, open: Open<TimedStage>): void {
  asTimeGoesBy(name, open);
}
