/** Arbitrary messages for property tests. */
import * as fc from 'fast-check';
import type { BfcpBody, BfcpMessage } from '../../../gateway/bfcp/index.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const octet = fc.integer({ min: 0, max: 255 });
/** Short enough that two names, two texts and everything else fit into one group. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((value) => Buffer.byteLength(value) <= 24 && value.isWellFormed());
const priority = fc.integer({ min: 0, max: 7 });
const list = <T>(item: fc.Arbitrary<T>, minLength = 0): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength, maxLength: 4 });

const statusName = fc.constantFrom('Pending', 'Accepted', 'Granted', 'Denied', 'Cancelled', 'Released', 'Revoked');
const requestStatus = fc.record({
  status: fc.oneof(statusName, fc.integer({ min: 8, max: 255 })),
  queuePosition: octet,
});
type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
const record = (fields: Fields, requiredKeys: string[]): fc.Arbitrary<unknown> => fc.record(fields, { requiredKeys });
const person = (id: string): fc.Arbitrary<unknown> => record({ [id]: u16, displayName: text, uri: text }, [id]);
const status = (id: string): fc.Arbitrary<unknown> => record({ [id]: u16, requestStatus, statusInfo: text }, [id]);

const information = record(
  {
    floorRequestId: u16,
    overallRequestStatus: status('floorRequestId'),
    floorRequestStatuses: fc.array(status('floorId'), { maxLength: 1 }),
    beneficiaryInformation: person('beneficiaryId'),
    requestedByInformation: person('requestedById'),
    priority,
    participantProvidedInfo: text,
  },
  ['floorRequestId', 'floorRequestStatuses'],
);

const body = (
  primitive: BfcpBody['primitive'],
  fields: Fields = {},
  requiredKeys: string[] = [],
): fc.Arbitrary<BfcpBody> =>
  record({ primitive: fc.constant(primitive), ...fields }, ['primitive', ...requiredKeys]) as fc.Arbitrary<BfcpBody>;

const bodies = fc.oneof(
  body('FloorRequest', { floorIds: list(u16, 1), beneficiaryId: u16, participantProvidedInfo: text, priority }, [
    'floorIds',
  ]),
  body('FloorRelease', { floorRequestId: u16 }, ['floorRequestId']),
  body('FloorRequestQuery', { floorRequestId: u16 }, ['floorRequestId']),
  body('FloorRequestStatus', { floorRequestInformation: information }, ['floorRequestInformation']),
  body('UserQuery', { beneficiaryId: u16 }),
  body('UserStatus', { beneficiaryInformation: person('beneficiaryId'), floorRequests: list(information) }, [
    'floorRequests',
  ]),
  body('FloorQuery', { floorIds: list(u16) }, ['floorIds']),
  body('FloorStatus', { floorId: u16, floorRequests: list(information) }, ['floorRequests']),
  body('ChairAction', { floorRequestInformation: information }, ['floorRequestInformation']),
  body('ChairActionAck'),
  body('Hello'),
  body('HelloAck', { primitives: list(octet), attributes: list(fc.integer({ min: 0, max: 127 })) }),
  body(
    'Error',
    {
      error: fc.record({
        code: fc.oneof(fc.constantFrom('useTls', 'genericError'), fc.integer({ min: 15, max: 255 })),
        details: fc.uint8Array({ maxLength: 250 }),
      }),
      errorInfo: text,
    },
    ['error'],
  ),
  body('FloorRequestStatusAck'),
  body('FloorStatusAck'),
  body('Goodbye'),
  body('GoodbyeAck'),
);

const header = fc.record({
  version: fc.constantFrom(1 as const, 2 as const),
  isResponse: fc.boolean(),
  conferenceId: fc.integer({ min: 0, max: 0xffff_ffff }),
  transactionId: u16,
  userId: u16,
});

export const anyMessage: fc.Arbitrary<BfcpMessage> = fc.record({ header, body: bodies });
