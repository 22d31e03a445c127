/** What every `SipEdge` does, as a device sees it. */
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

/** What takes its time, which must be one that can be moved. */
export function timedEdgeContract(name: string, open: Open<TimedStage>): void {
  asTimeGoesBy(name, open);
}
