/**
 * Floor control client of one leg, for a device that is the server (RFC 8855 §10, §12): requests and releases the
 * floor and learns who holds it. Pure: the runner sends, waits and reports.
 */
import type { FloorRequestInformation } from './attributes.ts';
import { errorBody, lost } from './floor-event.ts';
import type { FloorEffect, FloorEvent, FloorLeg, FloorTimer, LostReason } from './floor-event.ts';
import { HELLO_ACK, shortName } from './floor-status.ts';
import type { BfcpBody, BfcpMessage, BodyOf } from './message.ts';
import type { ErrorCode, RequestStatusName } from './names.ts';

interface Known {
  readonly leg: FloorLeg;
  /** The interval of Hellos in ms; undefined: only one at the start. */
  readonly heartbeat: number | undefined;
  /** The progress of the greeting; the floor may be requested meanwhile. */
  readonly link: 'greeting' | 'greetingAgain' | 'greeted';
  /** The id of the user on the device's side who holds the floor. */
  readonly peer?: number;
}

export type ClientState =
  | ({ readonly at: 'idle' } & Known)
  | ({ readonly at: 'requesting' } & Known)
  /** The request was sent, but is no longer wanted, and its id is not known yet. */
  | ({ readonly at: 'abandoning' } & Known)
  | ({ readonly at: 'pending'; readonly floorRequestId: number } & Known)
  | ({ readonly at: 'granted'; readonly floorRequestId: number } & Known)
  | ({ readonly at: 'releasing'; readonly floorRequestId: number } & Known)
  | { readonly at: 'closed' };

export type ClientEvent =
  | { readonly type: 'start' }
  | { readonly type: 'received'; readonly message: BfcpMessage }
  | { readonly type: 'answered'; readonly request: BfcpBody; readonly message: BfcpMessage }
  | { readonly type: 'failed' }
  | { readonly type: 'due'; readonly timer: FloorTimer }
  | { readonly type: 'lost'; readonly reason: LostReason }
  | { readonly type: 'request'; readonly info?: string }
  | { readonly type: 'release' }
  | { readonly type: 'close' };

type Open = Exclude<ClientState, { readonly at: 'closed' }>;
type Step = readonly [ClientState, readonly FloorEffect[]];

const HELLO: FloorEffect = { type: 'request', body: { primitive: 'Hello' } };

export const newClient = (leg: FloorLeg, heartbeat?: number): ClientState => ({
  at: 'idle',
  leg,
  heartbeat,
  link: 'greeting',
});

export function stepClient(state: ClientState, event: ClientEvent): Step {
  if (state.at === 'closed') return [state, []];
  switch (event.type) {
    case 'start':
    case 'due':
      return [state, [HELLO, ...nextHeartbeat(state)]];
    case 'received':
      return receive(state, event.message);
    case 'answered':
      return answered(state, event.request, event.message.body);
    case 'failed':
      return [{ at: 'closed' }, lost('no-answer')];
    case 'lost':
      return [{ at: 'closed' }, lost(event.reason)];
    case 'request':
      return request(state, event.info);
    case 'release':
      return release(state);
    case 'close':
      return close(state);
    default:
      return event satisfies never;
  }
}

const nextHeartbeat = ({ heartbeat }: Known): readonly FloorEffect[] =>
  heartbeat === undefined ? [] : [{ type: 'after', timer: 'heartbeat', ms: heartbeat }];
const tell = (event: FloorEvent): FloorEffect => ({ type: 'tell', event });
const knownOf = ({ leg, heartbeat, link, peer }: Open): Known => ({
  leg,
  heartbeat,
  link,
  ...(peer !== undefined && { peer }),
});

/** §10.1. */
function request(state: Open, info: string | undefined): Step {
  if (state.at === 'abandoning') return [{ ...knownOf(state), at: 'requesting' }, []];
  if (state.at !== 'idle' && state.at !== 'releasing') return [state, []];
  const body: BodyOf<'FloorRequest'> = {
    primitive: 'FloorRequest',
    floorIds: [state.leg.floorId],
    ...(info !== undefined && { participantProvidedInfo: shortName(info) }),
  };
  return [{ ...knownOf(state), at: 'requesting' }, [{ type: 'request', body }]];
}

/** §10.2. */
function release(state: Open): Step {
  if (state.at === 'requesting') return [{ ...knownOf(state), at: 'abandoning' }, []];
  if (state.at !== 'pending' && state.at !== 'granted') return [state, []];
  return releasing(state, state.floorRequestId);
}

const releasing = (state: Open, floorRequestId: number): Step => [
  { ...knownOf(state), at: 'releasing', floorRequestId },
  [{ type: 'request', body: { primitive: 'FloorRelease', floorRequestId } }],
];

const close = (state: Open): Step => {
  const held: readonly FloorEffect[] =
    state.at === 'granted' || state.at === 'pending'
      ? [{ type: 'request', body: { primitive: 'FloorRelease', floorRequestId: state.floorRequestId } }]
      : [];
  return [{ at: 'closed' }, [...held, { type: 'farewell' }, { type: 'over' }]];
};

function answered(state: Open, request: BfcpBody, answer: BfcpBody): Step {
  switch (request.primitive) {
    case 'Hello':
      return greeted(state, answer);
    case 'FloorQuery':
      return answer.primitive === 'FloorStatus' ? floorStatus(state, answer, []) : fault(state, request, answer);
    case 'FloorRequest':
      if (state.at !== 'requesting' && state.at !== 'abandoning') return [state, []];
      return answer.primitive === 'FloorRequestStatus'
        ? firstStatus(state, answer.floorRequestInformation, [])
        : refused(state, answer);
    case 'FloorRelease':
      return state.at === 'releasing' ? [{ ...knownOf(state), at: 'idle' }, []] : [state, []];
    default:
      return [state, []];
  }
}

/** The first answer leads to the subscription; a server that does not know Hello may know the rest. */
function greeted(state: Open, answer: BfcpBody): Step {
  if (state.link === 'greeted') return [state, []];
  // The server speaks the other version, as its answer shows; later messages use it, too.
  if (state.link === 'greeting' && answer.primitive === 'Error' && answer.error.code === 'unsupportedVersion')
    return [{ ...state, link: 'greetingAgain' }, [HELLO]];
  const told = answer.primitive === 'Error' ? [tell({ type: 'fault', detail: faultOf('Hello', answer) })] : [];
  return [
    { ...state, link: 'greeted' },
    [...told, { type: 'request', body: { primitive: 'FloorQuery', floorIds: [state.leg.floorId] } }],
  ];
}

const faultOf = (asked: string, answer: BfcpBody): string =>
  `${asked} was answered by ${answer.primitive}${answer.primitive === 'Error' ? ` ${answer.error.code}` : ''}`;
const fault = (state: Open, { primitive }: BfcpBody, answer: BfcpBody): Step => [
  state,
  [tell({ type: 'fault', detail: faultOf(primitive, answer) })],
];

function refused(state: Open, answer: BfcpBody): Step {
  const reason = answer.primitive === 'Error' ? String(answer.error.code) : answer.primitive;
  return [{ ...knownOf(state), at: 'idle' }, state.at === 'abandoning' ? [] : [tell({ type: 'denied', reason })]];
}

function receive(state: Open, message: BfcpMessage): Step {
  const { header, body } = message;
  const answer = (reply: BfcpBody): FloorEffect => ({ type: 'respond', to: message, body: reply });
  const refuse = (code: ErrorCode): Step => [state, [answer(errorBody(code))]];
  if (header.conferenceId !== state.leg.conferenceId) return refuse('conferenceDoesNotExist');
  switch (body.primitive) {
    case 'FloorStatus':
      return floorStatus(state, body, [answer({ primitive: 'FloorStatusAck' })]);
    case 'FloorRequestStatus':
      return requestStatus(state, body.floorRequestInformation, answer({ primitive: 'FloorRequestStatusAck' }));
    case 'Hello':
      return [state, [answer(HELLO_ACK)]];
    case 'Goodbye':
      return [{ at: 'closed' }, [answer({ primitive: 'GoodbyeAck' }), ...lost('goodbye')]];
    case 'FloorRequest':
    case 'FloorRelease':
    case 'FloorRequestQuery':
    case 'FloorQuery':
    case 'UserQuery':
    case 'ChairAction':
      // We are not the server.
      return refuse('unauthorizedOperation');
    default:
      return [state, []];
  }
}

function statusIn({
  overallRequestStatus,
  floorRequestStatuses,
}: FloorRequestInformation): RequestStatusName | number | undefined {
  return overallRequestStatus?.requestStatus?.status ?? floorRequestStatuses[0]?.requestStatus?.status;
}

/** An unsolicited status from the server; it may overtake its answer to our request (§8.2). */
function requestStatus(state: Open, information: FloorRequestInformation, ack: FloorEffect): Step {
  if (state.at === 'requesting' || state.at === 'abandoning') return firstStatus(state, information, [ack]);
  const isOurs =
    (state.at === 'pending' || state.at === 'granted') && state.floorRequestId === information.floorRequestId;
  return isOurs ? nextStatus(state, information, [ack]) : [state, [ack]];
}

type Waiting = Extract<Open, { readonly at: 'requesting' | 'abandoning' }>;
type Having = Extract<Open, { readonly at: 'pending' | 'granted' }>;

function firstStatus(state: Waiting, information: FloorRequestInformation, done: readonly FloorEffect[]): Step {
  const { floorRequestId } = information;
  const status = statusIn(information);
  const isOver = status === 'Denied' || status === 'Cancelled' || status === 'Released' || status === 'Revoked';
  if (state.at === 'requesting')
    return nextStatus({ ...knownOf(state), at: 'pending', floorRequestId }, information, done);
  if (isOver) return [{ ...knownOf(state), at: 'idle' }, done];
  const [next, effects] = releasing(state, floorRequestId);
  return [next, [...done, ...effects]];
}

function nextStatus(state: Having, information: FloorRequestInformation, done: readonly FloorEffect[]): Step {
  const idle: ClientState = { ...knownOf(state), at: 'idle' };
  switch (statusIn(information)) {
    case 'Granted':
      return state.at === 'granted'
        ? [state, done]
        : [{ ...state, at: 'granted' }, [...done, tell({ type: 'granted' })]];
    case 'Denied':
    case 'Cancelled':
    case 'Released':
    case 'Revoked':
      return [
        idle,
        [
          ...done,
          tell(
            state.at === 'granted' ? { type: 'revoked' } : { type: 'denied', reason: String(statusIn(information)) },
          ),
        ],
      ];
    default:
      // Pending, Accepted, or an unknown status.
      return [state, done];
  }
}

/** A granted request that is not ours belongs to the device's side (§12.1). */
function floorStatus(
  state: Open,
  { floorId, floorRequests }: BodyOf<'FloorStatus'>,
  done: readonly FloorEffect[],
): Step {
  if (floorId !== undefined && floorId !== state.leg.floorId) return [state, done];
  const own = 'floorRequestId' in state ? state.floorRequestId : undefined;
  const held = floorRequests.find(
    (request) =>
      statusIn(request) === 'Granted' &&
      request.floorRequestId !== own &&
      request.beneficiaryInformation?.beneficiaryId !== state.leg.userId,
  );
  const { peer: before, ...rest } = state;
  // A holder without an id counts, too.
  const peer = held && (held.beneficiaryInformation?.beneficiaryId ?? 0);
  if (peer === before) return [state, done];
  if (peer === undefined) return [rest, [...done, tell({ type: 'peerHolds', holds: false })]];
  return [{ ...rest, peer }, [...done, tell({ type: 'peerHolds', holds: true, userId: peer })]];
}
