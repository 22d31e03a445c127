import { describe, expect, it } from 'vitest';
import { newClient, stepClient } from '../../../gateway/bfcp/client.ts';
import type { ClientEvent, ClientState } from '../../../gateway/bfcp/client.ts';
import { errorBody } from '../../../gateway/bfcp/floor-event.ts';
import type { FloorEffect } from '../../../gateway/bfcp/floor-event.ts';
import { requestStatusOf } from '../../../gateway/bfcp/floor-status.ts';
import type { BfcpBody, BfcpHeader, BfcpMessage, ErrorCode, RequestStatusName } from '../../../gateway/bfcp/index.ts';
import { shownEffect } from './shown.ts';

const leg = { conferenceId: 1, userId: 3, floorId: 2 };
const message = (body: BfcpBody, change: Partial<BfcpHeader> = {}): BfcpMessage => ({
  header: { version: 2, isResponse: false, conferenceId: 1, transactionId: 7, userId: 3, ...change },
  body,
});
const says = (body: BfcpBody, change: Partial<BfcpHeader> = {}): ClientEvent => ({
  type: 'received',
  message: message(body, change),
});
const answers = (request: BfcpBody, body: BfcpBody): ClientEvent => ({
  type: 'answered',
  request,
  message: message(body),
});

const HELLO: BfcpBody = { primitive: 'Hello' };
const FLOOR_REQUEST: BfcpBody = { primitive: 'FloorRequest', floorIds: [2] };
const FLOOR_QUERY: BfcpBody = { primitive: 'FloorQuery', floorIds: [2] };
const error = (code: ErrorCode): BfcpBody => errorBody(code);
const status = (name: RequestStatusName, id = 5): BfcpBody => requestStatusOf(leg, { id }, name);
const holds = (userId: number, id: number, name: RequestStatusName = 'Granted'): BfcpBody => {
  const { floorRequestInformation } = requestStatusOf({ ...leg, userId }, { id }, name);
  return { primitive: 'FloorStatus', floorId: 2, floorRequests: [floorRequestInformation] };
};
const NOBODY: BfcpBody = { primitive: 'FloorStatus', floorId: 2, floorRequests: [] };

const START: ClientEvent = { type: 'start' };
const HELLO_ACKED = answers(HELLO, { primitive: 'HelloAck' });
const REQUEST: ClientEvent = { type: 'request' };
const RELEASE: ClientEvent = { type: 'release' };
const first = (name: RequestStatusName): ClientEvent => answers(FLOOR_REQUEST, status(name));
const RELEASED = answers({ primitive: 'FloorRelease', floorRequestId: 5 }, status('Released'));
const GRANTED: readonly ClientEvent[] = [REQUEST, first('Granted')];
const ACK = 'respond FloorRequestStatusAck';

function after(
  heartbeat: number | undefined,
  events: readonly ClientEvent[],
): readonly [ClientState, readonly FloorEffect[]] {
  let step: readonly [ClientState, readonly FloorEffect[]] = [newClient(leg, heartbeat), []];
  for (const event of events) step = stepClient(step[0], event);
  return step;
}

describe('floor control client', () => {
  it.each<[string, readonly ClientEvent[], ClientState['at'], readonly string[]]>([
    ['idle -> idle on start', [START], 'idle', ['request Hello']],
    ['idle -> idle on HelloAck', [START, HELLO_ACKED], 'idle', ['request FloorQuery']],
    ['idle -> idle on each later HelloAck', [START, HELLO_ACKED, HELLO_ACKED], 'idle', []],
    [
      'idle -> idle on an Error to Hello',
      [START, answers(HELLO, error('unknownPrimitive'))],
      'idle',
      ['tell fault', 'request FloorQuery'],
    ],
    [
      'idle -> idle on Unsupported Version, with another Hello',
      [START, answers(HELLO, error('unsupportedVersion'))],
      'idle',
      ['request Hello'],
    ],
    [
      'idle -> idle on Unsupported Version again',
      [START, answers(HELLO, error('unsupportedVersion')), answers(HELLO, error('unsupportedVersion'))],
      'idle',
      ['tell fault', 'request FloorQuery'],
    ],
    ['idle -> idle on an Error to FloorQuery', [answers(FLOOR_QUERY, error('invalidFloorId'))], 'idle', ['tell fault']],

    ['idle -> requesting on request', [REQUEST], 'requesting', ['request FloorRequest']],
    ['idle -> idle on release', [RELEASE], 'idle', []],
    ['requesting -> requesting on request', [REQUEST, REQUEST], 'requesting', []],
    ['requesting -> pending on Pending', [REQUEST, first('Pending')], 'pending', []],
    ['requesting -> pending on Accepted', [REQUEST, first('Accepted')], 'pending', []],
    ['requesting -> granted on Granted', GRANTED, 'granted', ['tell granted']],
    ['requesting -> idle on Denied', [REQUEST, first('Denied')], 'idle', ['tell denied Denied']],
    [
      'requesting -> idle on Error',
      [REQUEST, answers(FLOOR_REQUEST, error('invalidFloorId'))],
      'idle',
      ['tell denied invalidFloorId'],
    ],
    [
      'requesting -> granted on a notification that overtakes the answer',
      [REQUEST, says(status('Granted'))],
      'granted',
      [ACK, 'tell granted'],
    ],
    [
      'granted -> granted on the answer that was overtaken',
      [REQUEST, says(status('Granted')), first('Pending')],
      'granted',
      [],
    ],
    ['requesting -> abandoning on release', [REQUEST, RELEASE], 'abandoning', []],
    ['abandoning -> requesting on request', [REQUEST, RELEASE, REQUEST], 'requesting', []],
    [
      'abandoning -> releasing on Granted',
      [REQUEST, RELEASE, first('Granted')],
      'releasing',
      ['request FloorRelease 5'],
    ],
    [
      'abandoning -> releasing on a notification',
      [REQUEST, RELEASE, says(status('Pending'))],
      'releasing',
      [ACK, 'request FloorRelease 5'],
    ],
    ['abandoning -> idle on Denied', [REQUEST, RELEASE, first('Denied')], 'idle', []],
    ['abandoning -> idle on Error', [REQUEST, RELEASE, answers(FLOOR_REQUEST, error('genericError'))], 'idle', []],

    [
      'pending -> granted on Granted',
      [REQUEST, first('Pending'), says(status('Granted'))],
      'granted',
      [ACK, 'tell granted'],
    ],
    ['pending -> pending on Accepted', [REQUEST, first('Pending'), says(status('Accepted'))], 'pending', [ACK]],
    [
      'pending -> pending on the status of another request',
      [REQUEST, first('Pending'), says(status('Granted', 6))],
      'pending',
      [ACK],
    ],
    [
      'pending -> idle on Denied',
      [REQUEST, first('Pending'), says(status('Denied'))],
      'idle',
      [ACK, 'tell denied Denied'],
    ],
    ['pending -> releasing on release', [REQUEST, first('Pending'), RELEASE], 'releasing', ['request FloorRelease 5']],
    ['granted -> granted on Granted again', [...GRANTED, says(status('Granted'))], 'granted', [ACK]],
    ['granted -> granted on request', [...GRANTED, REQUEST], 'granted', []],
    ['granted -> idle on Revoked', [...GRANTED, says(status('Revoked'))], 'idle', [ACK, 'tell revoked']],
    ['granted -> releasing on release', [...GRANTED, RELEASE], 'releasing', ['request FloorRelease 5']],
    ['releasing -> idle on the answer', [...GRANTED, RELEASE, RELEASED], 'idle', []],
    [
      'releasing -> idle on an Error',
      [
        ...GRANTED,
        RELEASE,
        answers({ primitive: 'FloorRelease', floorRequestId: 5 }, error('floorRequestIdDoesNotExist')),
      ],
      'idle',
      [],
    ],
    ['releasing -> requesting on request', [...GRANTED, RELEASE, REQUEST], 'requesting', ['request FloorRequest']],
    [
      'requesting -> requesting on the answer to the previous release',
      [...GRANTED, RELEASE, REQUEST, RELEASED],
      'requesting',
      [],
    ],

    ['FloorStatus: the device holds the floor', [answers(FLOOR_QUERY, holds(7, 4))], 'idle', ['tell peerHolds 7']],
    ['FloorStatus: unsolicited', [says(holds(7, 4))], 'idle', ['respond FloorStatusAck', 'tell peerHolds 7']],
    ['FloorStatus: repeated', [says(holds(7, 4)), says(holds(7, 4))], 'idle', ['respond FloorStatusAck']],
    [
      'FloorStatus: another user of the device',
      [says(holds(7, 4)), says(holds(8, 5))],
      'idle',
      ['respond FloorStatusAck', 'tell peerHolds 8'],
    ],
    [
      'FloorStatus: no holder',
      [says(holds(7, 4)), says(NOBODY)],
      'idle',
      ['respond FloorStatusAck', 'tell peerHolds nothing'],
    ],
    [
      'FloorStatus: the device only requests the floor',
      [says(holds(7, 4, 'Pending'))],
      'idle',
      ['respond FloorStatusAck'],
    ],
    ['FloorStatus: we hold the floor', [...GRANTED, says(holds(3, 5))], 'granted', ['respond FloorStatusAck']],
    [
      'FloorStatus: our request under another user id',
      [...GRANTED, says(holds(7, 5))],
      'granted',
      ['respond FloorStatusAck'],
    ],
    [
      'FloorStatus: another floor',
      [says({ primitive: 'FloorStatus', floorId: 9, floorRequests: [] })],
      'idle',
      ['respond FloorStatusAck'],
    ],

    ['Hello from the server', [says(HELLO)], 'idle', ['respond HelloAck']],
    ['a message that only clients send', [says(FLOOR_REQUEST)], 'idle', ['respond Error unauthorizedOperation']],
    ['another conference', [says(NOBODY, { conferenceId: 2 })], 'idle', ['respond Error conferenceDoesNotExist']],
    [
      'idle -> closed on Goodbye',
      [says({ primitive: 'Goodbye' })],
      'closed',
      ['respond GoodbyeAck', 'tell lost', 'over'],
    ],
    ['granted -> closed on failed', [...GRANTED, { type: 'failed' }], 'closed', ['tell lost', 'over']],
    ['idle -> closed on lost', [{ type: 'lost', reason: 'transport' }], 'closed', ['tell lost', 'over']],
    [
      'granted -> closed on close',
      [...GRANTED, { type: 'close' }],
      'closed',
      ['request FloorRelease 5', 'farewell', 'over'],
    ],
    ['idle -> closed on close', [{ type: 'close' }], 'closed', ['farewell', 'over']],
    ['closed -> closed on request', [{ type: 'close' }, REQUEST], 'closed', []],
  ])('%s', (_title, events, at, effects) => {
    const [state, done] = after(undefined, events);
    expect([state.at, done.map(shownEffect)]).toEqual([at, effects]);
  });

  it('repeats Hello if it has a heartbeat', () => {
    expect(after(30_000, [START])[1].map(shownEffect)).toEqual(['request Hello', 'after heartbeat']);
    expect(after(30_000, [START, HELLO_ACKED, { type: 'due', timer: 'heartbeat' }])[1]).toEqual([
      { type: 'request', body: HELLO },
      { type: 'after', timer: 'heartbeat', ms: 30_000 },
    ]);
  });

  it('reads the status of the floor if there is no overall status', () => {
    const floorRequestInformation = {
      floorRequestId: 5,
      floorRequestStatuses: [{ floorId: 2, requestStatus: { status: 'Granted' as const, queuePosition: 0 } }],
    };
    expect(
      after(undefined, [
        REQUEST,
        answers(FLOOR_REQUEST, { primitive: 'FloorRequestStatus', floorRequestInformation }),
      ])[0].at,
    ).toBe('granted');
  });
});
