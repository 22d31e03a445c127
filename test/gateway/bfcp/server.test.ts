import { describe, expect, it } from 'vitest';
import { shownEffect } from './shown.ts';
import type { BfcpBody, BfcpHeader, BfcpMessage } from '../../../gateway/bfcp/index.ts';
import { newServer, stepServer } from '../../../gateway/bfcp/server.ts';
import type { ServerEvent, ServerState } from '../../../gateway/bfcp/server.ts';
import type { FloorEffect } from '../../../gateway/bfcp/floor-event.ts';

const leg = { conferenceId: 1, userId: 3, floorId: 2 };
const header: BfcpHeader = { version: 2, isResponse: false, conferenceId: 1, transactionId: 7, userId: 3 };
const message = (body: BfcpBody, change: Partial<BfcpHeader> = {}): BfcpMessage => ({
  header: { ...header, ...change },
  body,
});
const says = (body: BfcpBody, change: Partial<BfcpHeader> = {}): ServerEvent => ({
  type: 'received',
  message: message(body, change),
});

const REQUEST = says({ primitive: 'FloorRequest', floorIds: [2] });
const QUERY = says({ primitive: 'FloorQuery', floorIds: [2] });
const release = (floorRequestId: number): ServerEvent => says({ primitive: 'FloorRelease', floorRequestId });
const DUE: ServerEvent = { type: 'due', timer: 'pending' };
const GRANT: ServerEvent = { type: 'grant', floorRequestId: 1 };
const DENY: ServerEvent = { type: 'deny', floorRequestId: 1, info: 'busy' };
const REVOKE: ServerEvent = { type: 'revoke' };
const HOLDER: ServerEvent = { type: 'holder', holder: { userId: 99, displayName: 'Ada' } };
const LOST = ['tell lost', 'over'];

function after(...events: readonly ServerEvent[]): readonly [ServerState, readonly FloorEffect[]] {
  let step: readonly [ServerState, readonly FloorEffect[]] = [newServer(leg), []];
  for (const event of events) step = stepServer(step[0], event);
  return step;
}

describe('floor control server', () => {
  it.each<[string, readonly ServerEvent[], ServerState['at'], readonly string[]]>([
    ['idle -> idle on Hello', [says({ primitive: 'Hello' })], 'idle', ['respond HelloAck']],
    ['idle -> asked on FloorRequest', [REQUEST], 'asked', ['after pending', 'tell requested 1']],
    ['asked -> granted on grant, as the answer', [REQUEST, GRANT], 'granted', ['respond FloorRequestStatus 1 Granted']],
    ['asked -> idle on deny, as the answer', [REQUEST, DENY], 'idle', ['respond FloorRequestStatus 1 Denied busy']],
    [
      'asked -> pending if the application does not decide in time',
      [REQUEST, DUE],
      'pending',
      ['respond FloorRequestStatus 1 Pending'],
    ],
    ['asked -> asked on a grant of another request', [REQUEST, { type: 'grant', floorRequestId: 9 }], 'asked', []],
    [
      'asked -> asked on FloorRelease of an id that the device cannot know',
      [REQUEST, release(1)],
      'asked',
      ['respond Error floorRequestIdDoesNotExist'],
    ],
    ['pending -> granted on grant', [REQUEST, DUE, GRANT], 'granted', ['request FloorRequestStatus 1 Granted']],
    ['pending -> idle on deny', [REQUEST, DUE, DENY], 'idle', ['request FloorRequestStatus 1 Denied busy']],
    [
      'pending -> idle on FloorRelease',
      [REQUEST, DUE, release(1)],
      'idle',
      ['respond FloorRequestStatus 1 Cancelled', 'tell released 1'],
    ],
    [
      'pending -> pending on a second FloorRequest',
      [REQUEST, DUE, REQUEST],
      'pending',
      ['respond Error tooManyFloorRequests'],
    ],
    [
      'granted -> granted on a second FloorRequest',
      [REQUEST, GRANT, REQUEST],
      'granted',
      ['respond Error tooManyFloorRequests'],
    ],
    [
      'granted -> idle on FloorRelease',
      [REQUEST, GRANT, release(1)],
      'idle',
      ['respond FloorRequestStatus 1 Released', 'tell released 1'],
    ],
    [
      'granted -> granted on FloorRelease of another request',
      [REQUEST, GRANT, release(9)],
      'granted',
      ['respond Error floorRequestIdDoesNotExist'],
    ],
    ['granted -> idle on revoke', [REQUEST, GRANT, REVOKE], 'idle', ['request FloorRequestStatus 1 Revoked']],
    ['granted -> granted on a late grant', [REQUEST, GRANT, GRANT], 'granted', []],
    ['granted -> granted on a late timer', [REQUEST, GRANT, DUE], 'granted', []],
    ['idle -> idle on revoke', [REVOKE], 'idle', []],
    ['idle -> idle on a late grant', [REQUEST, DUE, release(1), GRANT], 'idle', []],
    [
      'idle -> asked on another FloorRequest, with another id',
      [REQUEST, GRANT, release(1), REQUEST],
      'asked',
      ['after pending', 'tell requested 2'],
    ],

    ['idle -> idle on FloorQuery', [QUERY], 'idle', ['respond FloorStatus']],
    ['granted -> granted on FloorQuery', [REQUEST, GRANT, QUERY], 'granted', ['respond FloorStatus 1 Granted']],
    [
      'subscribed: granted on grant',
      [QUERY, REQUEST, GRANT],
      'granted',
      ['respond FloorRequestStatus 1 Granted', 'request FloorStatus 1 Granted'],
    ],
    [
      'subscribed: pending',
      [QUERY, REQUEST, DUE],
      'pending',
      ['respond FloorRequestStatus 1 Pending', 'request FloorStatus 1 Pending'],
    ],
    [
      'subscribed: idle on FloorRelease',
      [QUERY, REQUEST, GRANT, release(1)],
      'idle',
      ['respond FloorRequestStatus 1 Released', 'tell released 1', 'request FloorStatus'],
    ],
    [
      'subscribed: idle on revoke',
      [QUERY, REQUEST, GRANT, REVOKE],
      'idle',
      ['request FloorRequestStatus 1 Revoked', 'request FloorStatus'],
    ],
    ['subscribed: idle on another holder', [QUERY, HOLDER], 'idle', ['request FloorStatus 1 Granted Ada']],
    ['subscribed: idle on the same holder', [QUERY, HOLDER, HOLDER], 'idle', []],
    [
      'subscribed: idle when the floor has no holder any more',
      [QUERY, HOLDER, { type: 'holder', holder: undefined }],
      'idle',
      ['request FloorStatus'],
    ],
    [
      'subscribed: a grant ends the hold of another user',
      [QUERY, HOLDER, REQUEST, { type: 'grant', floorRequestId: 2 }],
      'granted',
      ['respond FloorRequestStatus 2 Granted', 'request FloorStatus 2 Granted'],
    ],
    ['not subscribed: idle on another holder', [HOLDER], 'idle', []],
    [
      'an empty FloorQuery ends the subscription',
      [QUERY, says({ primitive: 'FloorQuery', floorIds: [] }), HOLDER],
      'idle',
      [],
    ],
    ['FloorQuery reports another holder', [HOLDER, QUERY], 'idle', ['respond FloorStatus 1 Granted Ada']],

    [
      "FloorRequestQuery of the device's own request",
      [REQUEST, GRANT, says({ primitive: 'FloorRequestQuery', floorRequestId: 1 })],
      'granted',
      ['respond FloorRequestStatus 1 Granted'],
    ],
    [
      'FloorRequestQuery of an unknown request',
      [says({ primitive: 'FloorRequestQuery', floorRequestId: 1 })],
      'idle',
      ['respond Error floorRequestIdDoesNotExist'],
    ],
    [
      'UserQuery of oneself',
      [REQUEST, GRANT, says({ primitive: 'UserQuery' })],
      'granted',
      ['respond UserStatus 1 Granted'],
    ],
    [
      'UserQuery of the holder',
      [HOLDER, says({ primitive: 'UserQuery', beneficiaryId: 99 })],
      'idle',
      ['respond UserStatus 1 Granted Ada'],
    ],
    [
      'UserQuery of an unknown user',
      [says({ primitive: 'UserQuery', beneficiaryId: 98 })],
      'idle',
      ['respond Error userDoesNotExist'],
    ],

    [
      'another conference',
      [says({ primitive: 'Hello' }, { conferenceId: 2 })],
      'idle',
      ['respond Error conferenceDoesNotExist'],
    ],
    ['another user', [says({ primitive: 'Hello' }, { userId: 2 })], 'idle', ['respond Error userDoesNotExist']],
    [
      'request of another floor',
      [says({ primitive: 'FloorRequest', floorIds: [2, 5] })],
      'idle',
      ['respond Error invalidFloorId'],
    ],
    [
      'query of another floor',
      [says({ primitive: 'FloorQuery', floorIds: [5] })],
      'idle',
      ['respond Error invalidFloorId'],
    ],
    [
      'request for another user',
      [says({ primitive: 'FloorRequest', floorIds: [2], beneficiaryId: 5 })],
      'idle',
      ['respond Error unauthorizedOperation'],
    ],
    [
      'ChairAction',
      [says({ primitive: 'ChairAction', floorRequestInformation: { floorRequestId: 1, floorRequestStatuses: [] } })],
      'idle',
      ['respond Error unauthorizedOperation'],
    ],
    [
      'a message that only servers send',
      [says({ primitive: 'FloorStatus', floorRequests: [] })],
      'idle',
      ['respond Error unauthorizedOperation'],
    ],
    [
      'an unreadable message',
      [{ type: 'unreadable', answer: { code: 'unknownMandatoryAttribute', attributes: [63], header } }],
      'idle',
      ['respond Error unknownMandatoryAttribute 7e'],
    ],
    [
      'an unreadable answer',
      [{ type: 'unreadable', answer: { code: 'unknownPrimitive', header: { ...header, isResponse: true } } }],
      'idle',
      [],
    ],
    ['a message without a header', [{ type: 'unreadable', answer: { code: 'incorrectMessageLength' } }], 'idle', []],

    ['idle -> closed on Goodbye', [says({ primitive: 'Goodbye' })], 'closed', ['respond GoodbyeAck', ...LOST]],
    ['granted -> closed on failed', [REQUEST, GRANT, { type: 'failed' }], 'closed', LOST],
    ['granted -> closed on lost', [REQUEST, GRANT, { type: 'lost', reason: 'silence' }], 'closed', LOST],
    ['granted -> closed on close', [REQUEST, GRANT, { type: 'close' }], 'closed', ['farewell', 'over']],
    ['closed -> closed on Hello', [{ type: 'close' }, says({ primitive: 'Hello' })], 'closed', []],
  ])('%s', (_title, events, at, effects) => {
    const [state, done] = after(...events);
    expect([state.at, done.map(shownEffect)]).toEqual([at, effects]);
  });

  it("passes on the device's information about its request", () => {
    const [, effects] = after(
      says({ primitive: 'FloorRequest', floorIds: [2], priority: 4, participantProvidedInfo: 'slides' }),
    );
    expect(effects.at(-1)).toEqual({
      type: 'tell',
      event: { type: 'requested', floorRequestId: 1, priority: 4, info: 'slides' },
    });
  });

  it('names the user and the floor of a request', () => {
    expect(after(REQUEST, GRANT)[1]).toEqual([
      {
        type: 'respond',
        to: message({ primitive: 'FloorRequest', floorIds: [2] }),
        body: {
          primitive: 'FloorRequestStatus',
          floorRequestInformation: {
            floorRequestId: 1,
            overallRequestStatus: { floorRequestId: 1, requestStatus: { status: 'Granted', queuePosition: 0 } },
            floorRequestStatuses: [{ floorId: 2 }],
            beneficiaryInformation: { beneficiaryId: 3 },
          },
        },
      },
    ]);
  });

  it('shortens names at a character boundary', () => {
    const [, [effect]] = after(QUERY, { type: 'holder', holder: { userId: 99, displayName: `A${'é'.repeat(100)}` } });
    expect(shownEffect(effect!)).toBe(`request FloorStatus 1 Granted A${'é'.repeat(29)}`);
  });
});
