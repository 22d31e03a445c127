/**
 * Floor control server of one leg, for a device that is the client (RFC 8855 §13): one floor, one user, one request
 * at a time. The application decides whether to grant it. Pure: the runner sends, waits and reports.
 */
import type { FloorRequestInformation } from './attributes.ts';
import type { BfcpAnswer } from './error.ts';
import { errorBody, errorOf, lost } from './floor-event.ts';
import type { FloorEffect, FloorLeg, FloorTimer, LostReason } from './floor-event.ts';
import { floorRequestsOf, HELLO_ACK, informationOf, requestStatusOf } from './floor-status.ts';
import type { FloorHolder, FloorRequestRecord, HolderRecord } from './floor-status.ts';
import type { BfcpBody, BfcpMessage, BodyOf } from './message.ts';
import type { ErrorCode, RequestStatusName } from './names.ts';

interface Known {
  readonly leg: FloorLeg;
  /** The device's subscription to floor notifications (FloorQuery). */
  readonly audience: 'none' | 'subscribed';
  /** A holder of the floor other than the device. */
  readonly holder?: HolderRecord;
  readonly lastRequestId: number;
}

export type ServerState =
  | ({ readonly at: 'idle' } & Known)
  /** The application was asked, and the device has no answer yet. */
  | ({ readonly at: 'asked'; readonly request: FloorRequestRecord; readonly message: BfcpMessage } & Known)
  | ({ readonly at: 'pending'; readonly request: FloorRequestRecord } & Known)
  | ({ readonly at: 'granted'; readonly request: FloorRequestRecord } & Known)
  | { readonly at: 'closed' };

export type ServerEvent =
  | { readonly type: 'received'; readonly message: BfcpMessage }
  | { readonly type: 'unreadable'; readonly answer: BfcpAnswer }
  | { readonly type: 'failed' }
  | { readonly type: 'due'; readonly timer: FloorTimer }
  | { readonly type: 'lost'; readonly reason: LostReason }
  | { readonly type: 'grant'; readonly floorRequestId: number }
  | { readonly type: 'deny'; readonly floorRequestId: number; readonly info?: string }
  | { readonly type: 'revoke'; readonly info?: string }
  | { readonly type: 'holder'; readonly holder: FloorHolder | undefined }
  | { readonly type: 'close' };

type Open = Exclude<ServerState, { readonly at: 'closed' }>;
type Step = readonly [ServerState, readonly FloorEffect[]];

/**
 * The time in ms within which the application's decision can be the first answer: shorter than the device's
 * retransmission delay.
 */
const PROMPT = 200;
const MAX_ID = 0xffff;

export const newServer = (leg: FloorLeg): ServerState => ({ at: 'idle', leg, audience: 'none', lastRequestId: 0 });

export function stepServer(state: ServerState, event: ServerEvent): Step {
  if (state.at === 'closed') return [state, []];
  switch (event.type) {
    case 'received':
      return receive(state, event.message);
    case 'unreadable':
      return [state, unreadable(event.answer)];
    case 'failed':
      return [{ at: 'closed' }, lost('no-answer')];
    case 'lost':
      return [{ at: 'closed' }, lost(event.reason)];
    case 'due':
      return due(state, event.timer);
    case 'grant':
      return grant(state, event.floorRequestId);
    case 'deny':
      return deny(state, event.floorRequestId, event.info);
    case 'revoke':
      return state.at === 'granted' ? ended(state, 'Revoked', event.info) : [state, []];
    case 'holder':
      return changeHolder(state, event.holder);
    case 'close':
      return [{ at: 'closed' }, [{ type: 'farewell' }, { type: 'over' }]];
    default:
      return event satisfies never;
  }
}

/** §5.2.6. Errors and responses are never answered: two sides that do not understand each other would never stop. */
function unreadable(answer: BfcpAnswer): readonly FloorEffect[] {
  if (answer.header === undefined || answer.header.isResponse) return [];
  return [{ type: 'respond', to: answer.header, body: errorOf(answer) }];
}

const respond = (to: BfcpMessage, body: BfcpBody): FloorEffect => ({ type: 'respond', to, body });

function receive(state: Open, message: BfcpMessage): Step {
  const { header, body } = message;
  const refuse = (code: ErrorCode): Step => [state, [respond(message, errorBody(code))]];
  if (header.conferenceId !== state.leg.conferenceId) return refuse('conferenceDoesNotExist');
  if (header.userId !== state.leg.userId) return refuse('userDoesNotExist');
  switch (body.primitive) {
    case 'Hello':
      return [state, [respond(message, HELLO_ACK)]];
    case 'FloorRequest':
      return floorRequest(state, message, body);
    case 'FloorRelease':
      return floorRelease(state, message, body.floorRequestId);
    case 'FloorRequestQuery':
      return floorRequestQuery(state, message, body.floorRequestId);
    case 'UserQuery':
      return userQuery(state, message, body.beneficiaryId ?? state.leg.userId);
    case 'FloorQuery':
      return floorQuery(state, message, body.floorIds);
    case 'Goodbye':
      return [{ at: 'closed' }, [respond(message, { primitive: 'GoodbyeAck' }), ...lost('goodbye')]];
    // §11: our floors have no chair, and only servers send the other two.
    case 'ChairAction':
    case 'FloorStatus':
    case 'FloorRequestStatus':
      return refuse('unauthorizedOperation');
    default:
      // An answer to no request.
      return [state, []];
  }
}

/** §13.1. */
function floorRequest(state: Open, message: BfcpMessage, body: BodyOf<'FloorRequest'>): Step {
  const { leg } = state;
  const refuse = (code: ErrorCode): Step => [state, [respond(message, errorBody(code))]];
  if (body.floorIds.some((id) => id !== leg.floorId)) return refuse('invalidFloorId');
  if (body.beneficiaryId !== undefined && body.beneficiaryId !== leg.userId) return refuse('unauthorizedOperation');
  if (state.at !== 'idle') return refuse('tooManyFloorRequests');
  const id = nextId(state);
  const { priority, participantProvidedInfo: info } = body;
  const asked = { ...(priority !== undefined && { priority }), ...(info !== undefined && { info }) };
  return [
    { ...state, at: 'asked', request: { id, ...asked }, message, lastRequestId: id },
    [
      { type: 'after', timer: 'pending', ms: PROMPT },
      { type: 'tell', event: { type: 'requested', floorRequestId: id, ...asked } },
    ],
  ];
}

const nextId = ({ lastRequestId }: Known): number => (lastRequestId % MAX_ID) + 1;

/** The application has not decided in time: answers Pending. */
function due(state: Open, timer: FloorTimer): Step {
  if (state.at !== 'asked' || timer !== 'pending') return [state, []];
  const { message, ...rest } = state;
  const next: ServerState = { ...rest, at: 'pending' };
  return [next, [respond(message, requestStatusOf(state.leg, state.request, 'Pending')), ...notify(next)]];
}

function grant(state: Open, floorRequestId: number): Step {
  if ((state.at !== 'asked' && state.at !== 'pending') || state.request.id !== floorRequestId) return [state, []];
  const { holder: _before, leg, audience, lastRequestId, request } = state;
  const next: ServerState = { at: 'granted', leg, audience, lastRequestId, request };
  return [next, [statusOf(state, 'Granted'), ...notify(next)]];
}

function deny(state: Open, floorRequestId: number, info: string | undefined): Step {
  if ((state.at !== 'asked' && state.at !== 'pending') || state.request.id !== floorRequestId) return [state, []];
  return ended(state, 'Denied', info);
}

/** The first status is the response, each later one a separate message (§13.1.2). */
function statusOf(
  state: Exclude<Open, { readonly at: 'idle' }>,
  status: RequestStatusName,
  info?: string,
): FloorEffect {
  const body = requestStatusOf(state.leg, state.request, status, info);
  return state.at === 'asked' ? respond(state.message, body) : { type: 'request', body };
}

function ended(
  state: Exclude<Open, { readonly at: 'idle' }>,
  status: RequestStatusName,
  info: string | undefined,
): Step {
  const next = idleOf(state);
  return [next, [statusOf(state, status, info), ...(state.at === 'asked' ? [] : notify(next))]];
}

const idleOf = ({ leg, audience, holder, lastRequestId }: Open): Open => ({
  at: 'idle',
  leg,
  audience,
  lastRequestId,
  ...(holder !== undefined && { holder }),
});

/** §13.4. The device has no id until its first answer. */
function floorRelease(state: Open, message: BfcpMessage, floorRequestId: number): Step {
  if ((state.at !== 'pending' && state.at !== 'granted') || state.request.id !== floorRequestId)
    return [state, [respond(message, errorBody('floorRequestIdDoesNotExist'))]];
  const next = idleOf(state);
  const answer = requestStatusOf(state.leg, state.request, state.at === 'granted' ? 'Released' : 'Cancelled');
  return [
    next,
    [respond(message, answer), { type: 'tell', event: { type: 'released', floorRequestId } }, ...notify(next)],
  ];
}

/** §13.2. */
function floorRequestQuery(state: Open, message: BfcpMessage, floorRequestId: number): Step {
  const information = everyRequest(state).find((each) => each.floorRequestId === floorRequestId);
  if (information === undefined) return [state, [respond(message, errorBody('floorRequestIdDoesNotExist'))]];
  return [state, [respond(message, { primitive: 'FloorRequestStatus', floorRequestInformation: information })]];
}

/** §13.3. */
function userQuery(state: Open, message: BfcpMessage, userId: number): Step {
  if (userId !== state.leg.userId && userId !== state.holder?.userId)
    return [state, [respond(message, errorBody('userDoesNotExist'))]];
  const floorRequests = everyRequest(state).filter(
    ({ beneficiaryInformation }) => beneficiaryInformation?.beneficiaryId === userId,
  );
  return [
    state,
    [respond(message, { primitive: 'UserStatus', beneficiaryInformation: { beneficiaryId: userId }, floorRequests })],
  ];
}

/** §13.5: the requested floors replace those of the previous query; an empty list ends the subscription. */
function floorQuery(state: Open, message: BfcpMessage, floorIds: readonly number[]): Step {
  if (floorIds.some((id) => id !== state.leg.floorId)) return [state, [respond(message, errorBody('invalidFloorId'))]];
  if (floorIds.length === 0)
    return [{ ...state, audience: 'none' }, [respond(message, { primitive: 'FloorStatus', floorRequests: [] })]];
  return [{ ...state, audience: 'subscribed' }, [respond(message, floorStatus(state))]];
}

function changeHolder(state: Open, holder: FloorHolder | undefined): Step {
  const { holder: before, ...rest } = state;
  if (before?.userId === holder?.userId && before?.displayName === holder?.displayName) return [state, []];
  if (holder === undefined) return [rest, notify(rest)];
  const id = nextId(state);
  const next: Open = { ...rest, lastRequestId: id, holder: { ...holder, id } };
  return [next, notify(next)];
}

/** §13.5.2. */
const notify = (state: Open): readonly FloorEffect[] =>
  state.audience === 'subscribed' ? [{ type: 'request', body: floorStatus(state) }] : [];

const floorStatus = (state: Open): BodyOf<'FloorStatus'> => ({
  primitive: 'FloorStatus',
  floorId: state.leg.floorId,
  floorRequests: everyRequest(state),
});

function everyRequest(state: Open): readonly FloorRequestInformation[] {
  const own =
    state.at === 'pending' || state.at === 'granted'
      ? informationOf(state.leg, state.request, state.at === 'granted' ? 'Granted' : 'Pending')
      : undefined;
  return floorRequestsOf(state.leg, state.holder, own);
}
