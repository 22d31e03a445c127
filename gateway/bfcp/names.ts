/** The numbers of BFCP and their names (RFC 8855 §5). Numbers without a name are kept as received. */

/** §5.1, table 1; RFC 4582 does not have 14 to 17. */
export const PRIMITIVES = {
  FloorRequest: 1,
  FloorRelease: 2,
  FloorRequestQuery: 3,
  FloorRequestStatus: 4,
  UserQuery: 5,
  UserStatus: 6,
  FloorQuery: 7,
  FloorStatus: 8,
  ChairAction: 9,
  ChairActionAck: 10,
  Hello: 11,
  HelloAck: 12,
  Error: 13,
  FloorRequestStatusAck: 14,
  FloorStatusAck: 15,
  Goodbye: 16,
  GoodbyeAck: 17,
} as const;

/**
 * The numbers that devices use in version 1 over UDP, as in the draft of BFCP over UDP
 * (draft-sandbakken-xcon-bfcp-udp): 15 is ErrorAck, and the primitives after it are one higher. An ErrorAck needs
 * no reaction, like an acknowledgement that arrives late.
 */
const DRAFT_PRIMITIVES: ReadonlyMap<number, Primitive> = new Map([
  [15, 'FloorStatusAck'],
  [16, 'FloorStatusAck'],
  [17, 'Goodbye'],
  [18, 'GoodbyeAck'],
]);
const DRAFT_NUMBERS: Readonly<Partial<Record<Primitive, number>>> = { FloorStatusAck: 16, Goodbye: 17, GoodbyeAck: 18 };

/** The numbering of the primitives: that of the RFC, or that of the draft. */
export type Numbering = 'rfc' | 'draft';

/** §5.2.5, table 4. */
export const REQUEST_STATUSES = {
  Pending: 1,
  Accepted: 2,
  Granted: 3,
  Denied: 4,
  Cancelled: 5,
  Released: 6,
  Revoked: 7,
} as const;

/** §5.2.6, table 5. */
export const ERROR_CODES = {
  conferenceDoesNotExist: 1,
  userDoesNotExist: 2,
  unknownPrimitive: 3,
  unknownMandatoryAttribute: 4,
  unauthorizedOperation: 5,
  invalidFloorId: 6,
  floorRequestIdDoesNotExist: 7,
  tooManyFloorRequests: 8,
  useTls: 9,
  unableToParseMessage: 10,
  useDtls: 11,
  unsupportedVersion: 12,
  incorrectMessageLength: 13,
  genericError: 14,
} as const;

export type Primitive = keyof typeof PRIMITIVES;
export type RequestStatusName = keyof typeof REQUEST_STATUSES;
export type ErrorCode = keyof typeof ERROR_CODES;

/** A table of names and numbers that is read in both directions. */
export interface Names<Name extends string> {
  nameOf(value: number): Name | undefined;
  numberOf(name: Name | number): number;
}

function names<Name extends string>(table: Readonly<Record<Name, number>>): Names<Name> {
  const byNumber = new Map(Object.entries<number>(table).map(([name, value]) => [value, name as Name]));
  return {
    nameOf: (value) => byNumber.get(value),
    numberOf: (name) => (typeof name === 'number' ? name : table[name]),
  };
}

const primitives = names(PRIMITIVES);
export const requestStatuses = names(REQUEST_STATUSES);
export const errorCodes = names(ERROR_CODES);

export const primitiveOf = (value: number, numbering: Numbering): Primitive | undefined =>
  (numbering === 'draft' ? DRAFT_PRIMITIVES.get(value) : undefined) ?? primitives.nameOf(value);
export const primitiveNumber = (name: Primitive, numbering: Numbering): number =>
  (numbering === 'draft' ? DRAFT_NUMBERS[name] : undefined) ?? PRIMITIVES[name];

/** 1 on reliable transports and in RFC 4582, 2 on unreliable ones. */
export type BfcpVersion = 1 | 2;

export interface BfcpHeader {
  readonly version: BfcpVersion;
  /** R: the message is a response. Used on unreliable transports only. */
  readonly isResponse: boolean;
  readonly conferenceId: number;
  /** 0 in unsolicited messages of a server on a reliable transport. */
  readonly transactionId: number;
  readonly userId: number;
}
