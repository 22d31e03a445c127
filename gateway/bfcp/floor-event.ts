/** The events that the client and server machines report, and their common parts. */
import type { ErrorDetail } from './attributes.ts';
import { attributeTypes } from './attributes.ts';
import type { BfcpAnswer } from './error.ts';
import type { BfcpHeader } from './header.ts';
import type { BfcpBody, BfcpMessage, BodyOf } from './message.ts';
import type { LegIds } from './transactions.ts';

/** One floor, and the device that a call leg leads to. */
export interface FloorLeg extends LegIds {
  readonly floorId: number;
}

export type LostReason =
  /** A fault of ours ended the session. */
  | 'internal-error'
  /** A request was repeated as often as allowed and was not answered. */
  | 'no-answer'
  /** Nothing was received for too long. */
  | 'silence'
  /** Goodbye was received. */
  | 'goodbye'
  /** The connection ended, was never established, or did not carry BFCP. */
  | 'transport';

export type FloorEvent =
  /** Server: the device requests the floor: grant or deny it. */
  | { readonly type: 'requested'; readonly floorRequestId: number; readonly priority?: number; readonly info?: string }
  /** Server: the device released the floor, or withdrew its request. */
  | { readonly type: 'released'; readonly floorRequestId: number }
  /** Client: we hold the floor; our request was denied; we no longer hold it. */
  | { readonly type: 'granted' }
  | { readonly type: 'denied'; readonly reason: string }
  | { readonly type: 'revoked' }
  /** Client: whether a user on the device's side holds the floor. */
  | { readonly type: 'peerHolds'; readonly holds: boolean; readonly userId?: number }
  /** The last event: nothing is sent or received after it. */
  | { readonly type: 'lost'; readonly reason: LostReason }
  /** An irregularity that has been handled. */
  | { readonly type: 'fault'; readonly detail: string };

/** The actions that a machine asks of its runner. */
export type FloorEffect =
  | { readonly type: 'request'; readonly body: BfcpBody }
  | { readonly type: 'respond'; readonly to: BfcpMessage | BfcpHeader; readonly body: BfcpBody }
  | { readonly type: 'tell'; readonly event: FloorEvent }
  /** Sends the event `due` with this name later. */
  | { readonly type: 'after'; readonly timer: FloorTimer; readonly ms: number }
  /** Sends Goodbye without waiting for an answer. */
  | { readonly type: 'farewell' }
  /** Ends all timers and transactions. */
  | { readonly type: 'over' };

export type FloorTimer = 'pending' | 'heartbeat';

const NO_DETAILS = new Uint8Array(0);

export function errorBody(code: ErrorDetail['code'], details: Uint8Array = NO_DETAILS): BodyOf<'Error'> {
  return { primitive: 'Error', error: { code, details } };
}

/** The Error message about an unreadable message. */
export const errorOf = ({ code, attributes = [] }: BfcpAnswer): BodyOf<'Error'> =>
  errorBody(code, attributeTypes(attributes));

export const lost = (reason: LostReason): readonly FloorEffect[] => [
  { type: 'tell', event: { type: 'lost', reason } },
  { type: 'over' },
];
