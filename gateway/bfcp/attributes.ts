/** The attributes, RFC 8855 §5.2.1 to §5.2.18, in the order of their types. */
import { concat, decodeMembers, encodeMembers, many, optional } from './attribute.ts';
import type { Attribute, FieldsOf, Members } from './attribute.ts';
import { within } from './header.ts';
import { errorCodes, requestStatuses } from './names.ts';
import type { ErrorCode, RequestStatusName } from './names.ts';

const MAX_OCTET = 0xff;
const MAX_TYPE = 0x7f;

const encodeU16 = (value: number): Uint8Array => Uint8Array.of(within(value, 0xffff, 'id') >> 8, value & 0xff);

const u16 = (type: number, name: string): Attribute<number> => ({
  type,
  name,
  decode: (content) => content.u16(),
  encode: encodeU16,
});

/** UTF-8; invalid octets become U+FFFD. */
const text = (type: number, name: string): Attribute<string> => ({
  type,
  name,
  decode: (content) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content.rest()),
  encode: (value) => new TextEncoder().encode(value),
});

/** A 16-bit id followed by attributes. */
function grouped<Id extends string, M extends Members>(
  type: number,
  name: string,
  id: Id,
  members: M,
): Attribute<Readonly<Record<Id, number>> & FieldsOf<M>> {
  return {
    type,
    name,
    decode: (content) =>
      ({ [id]: content.u16(), ...decodeMembers(members, content) }) as Readonly<Record<Id, number>> & FieldsOf<M>,
    encode: (value) => concat([encodeU16(value[id]), encodeMembers(members, value)]),
  };
}

export interface RequestStatus {
  readonly status: RequestStatusName | number;
  /** 0: not stated. */
  readonly queuePosition: number;
}

export interface ErrorDetail {
  readonly code: ErrorCode | number;
  /** For `unknownMandatoryAttribute` the types, each shifted left by one bit; empty for most codes. */
  readonly details: Uint8Array;
}

export const BENEFICIARY_ID = u16(1, 'BENEFICIARY-ID');
export const FLOOR_ID = u16(2, 'FLOOR-ID');
export const FLOOR_REQUEST_ID = u16(3, 'FLOOR-REQUEST-ID');

/** 0 lowest, 2 normal, 4 highest: three bits, followed by thirteen reserved bits. */
export const PRIORITY: Attribute<number> = {
  type: 4,
  name: 'PRIORITY',
  decode: (content) => content.u16() >> 13,
  encode: (value) => encodeU16(within(value, 7, 'priority') << 13),
};

export const REQUEST_STATUS: Attribute<RequestStatus> = {
  type: 5,
  name: 'REQUEST-STATUS',
  decode: (content) => {
    const status = content.octet();
    return { status: requestStatuses.nameOf(status) ?? status, queuePosition: content.octet() };
  },
  encode: ({ status, queuePosition }) =>
    Uint8Array.of(
      within(requestStatuses.numberOf(status), MAX_OCTET, 'request status'),
      within(queuePosition, MAX_OCTET, 'queue position'),
    ),
};

export const ERROR_CODE: Attribute<ErrorDetail> = {
  type: 6,
  name: 'ERROR-CODE',
  decode: (content) => {
    const code = content.octet();
    return { code: errorCodes.nameOf(code) ?? code, details: Uint8Array.from(content.rest()) };
  },
  encode: ({ code, details }) =>
    concat([Uint8Array.of(within(errorCodes.numberOf(code), MAX_OCTET, 'error code')), details]),
};

export const ERROR_INFO = text(7, 'ERROR-INFO');
export const PARTICIPANT_PROVIDED_INFO = text(8, 'PARTICIPANT-PROVIDED-INFO');
export const STATUS_INFO = text(9, 'STATUS-INFO');

/** Types, each followed by a reserved bit. */
export const SUPPORTED_ATTRIBUTES: Attribute<readonly number[]> = {
  type: 10,
  name: 'SUPPORTED-ATTRIBUTES',
  decode: (content) => Array.from(content.rest(), (octet) => octet >> 1),
  encode: (types) => attributeTypes(types),
};

export const SUPPORTED_PRIMITIVES: Attribute<readonly number[]> = {
  type: 11,
  name: 'SUPPORTED-PRIMITIVES',
  decode: (content) => [...content.rest()],
  encode: (primitives) => Uint8Array.from(primitives, (primitive) => within(primitive, MAX_OCTET, 'primitive')),
};

export const USER_DISPLAY_NAME = text(12, 'USER-DISPLAY-NAME');
export const USER_URI = text(13, 'USER-URI');

const person = { displayName: optional(USER_DISPLAY_NAME), uri: optional(USER_URI) };
const status = { requestStatus: optional(REQUEST_STATUS), statusInfo: optional(STATUS_INFO) };

export const BENEFICIARY_INFORMATION = grouped(14, 'BENEFICIARY-INFORMATION', 'beneficiaryId', person);
export const REQUESTED_BY_INFORMATION = grouped(16, 'REQUESTED-BY-INFORMATION', 'requestedById', person);
export const FLOOR_REQUEST_STATUS = grouped(17, 'FLOOR-REQUEST-STATUS', 'floorId', status);
export const OVERALL_REQUEST_STATUS = grouped(18, 'OVERALL-REQUEST-STATUS', 'floorRequestId', status);

/** The RFC requires at least one FLOOR-REQUEST-STATUS; a peer that sends none is accepted, too. */
export const FLOOR_REQUEST_INFORMATION = grouped(15, 'FLOOR-REQUEST-INFORMATION', 'floorRequestId', {
  overallRequestStatus: optional(OVERALL_REQUEST_STATUS),
  floorRequestStatuses: many(FLOOR_REQUEST_STATUS),
  beneficiaryInformation: optional(BENEFICIARY_INFORMATION),
  requestedByInformation: optional(REQUESTED_BY_INFORMATION),
  priority: optional(PRIORITY),
  participantProvidedInfo: optional(PARTICIPANT_PROVIDED_INFO),
});

type ValueIn<A> = A extends Attribute<infer T> ? T : never;
export type FloorRequestInformation = ValueIn<typeof FLOOR_REQUEST_INFORMATION>;
export type PersonInformation = ValueIn<typeof BENEFICIARY_INFORMATION>;

/** All attribute types that we know, for SUPPORTED-ATTRIBUTES. */
export const ATTRIBUTE_TYPES: readonly number[] = Array.from({ length: 18 }, (_, index) => index + 1);

/** The types in the form used by the details of an ERROR-CODE (§5.2.6.1). */
export const attributeTypes = (types: readonly number[]): Uint8Array =>
  Uint8Array.from(types, (type) => within(type, MAX_TYPE, 'attribute type') << 1);
