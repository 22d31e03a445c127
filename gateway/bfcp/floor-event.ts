/** What both machines tell of the floor, and what they have in common. */
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
  /** A request was sent as often as one may, and nobody answered it. */
  | 'no-answer'
  /** Nothing came for too long. */
  | 'silence'
  /** Goodbye. */
  | 'goodbye'
  /** The connection ended, never came to be, or carried no BFCP. */
  | 'transport';

export type FloorEvent =
  /** Server: the device asks for the floor: grant or deny it. */
  | { readonly type: 'requested'; readonly floorRequestId: number; readonly priority?: number; readonly info?: string }
  /** Server: the device gave the floor back, or no longer asks for it. */
  | { readonly type: 'released'; readonly floorRequestId: number }
  /** Client: we hold the floor; we do not get it; we no longer hold it. */
  | { readonly type: 'granted' }
  | { readonly type: 'denied'; readonly reason: string }
  | { readonly type: 'revoked' }
  /** Client: whether somebody on the device's side holds the floor. */
  | { readonly type: 'peerHolds'; readonly holds: boolean; readonly userId?: number }
  /** The last event: nothing comes or goes after it. */
  | { readonly type: 'lost'; readonly reason: LostReason }
  /** Something was odd, and is dealt with. */
  | { readonly type: 'fault'; readonly detail: string };

/** What a machine wants done. */
export type FloorEffect =
  | { readonly type: 'request'; readonly body: BfcpBody }
  | { readonly type: 'respond'; readonly to: BfcpMessage | BfcpHeader; readonly body: BfcpBody }
  | { readonly type: 'tell'; readonly event: FloorEvent }
  /** Then the event `due` with this name. */
  | { readonly type: 'after'; readonly timer: FloorTimer; readonly ms: number }
  /** A Goodbye, which nobody waits for. */
  | { readonly type: 'farewell' }
  /** All timers and transactions end. */
  | { readonly type: 'over' };

export type FloorTimer = 'pending' | 'heartbeat';

const NO_DETAILS = new Uint8Array(0);

export function errorBody(code: ErrorDetail['code'], details: Uint8Array = NO_DETAILS): BodyOf<'Error'> {
  return { primitive: 'Error', error: { code, details } };
}

/** The Error message about what can't be read. */
export const errorOf = ({ code, attributes = [] }: BfcpAnswer): BodyOf<'Error'> =>
  errorBody(code, attributeTypes(attributes));

export const lost = (reason: LostReason): readonly FloorEffect[] => [
  { type: 'tell', event: { type: 'lost', reason } },
  { type: 'over' },
];
