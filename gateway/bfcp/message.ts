/** The messages, RFC 8855 §5.3, and the attributes of each. */
import { many, one, optional, some } from './attribute.ts';
import type { FieldsOf } from './attribute.ts';
import * as attributes from './attributes.ts';
import type { BfcpHeader } from './header.ts';
import type { Primitive } from './names.ts';

export const GRAMMAR = {
  FloorRequest: {
    floorIds: some(attributes.FLOOR_ID),
    beneficiaryId: optional(attributes.BENEFICIARY_ID),
    participantProvidedInfo: optional(attributes.PARTICIPANT_PROVIDED_INFO),
    priority: optional(attributes.PRIORITY),
  },
  FloorRelease: { floorRequestId: one(attributes.FLOOR_REQUEST_ID) },
  FloorRequestQuery: { floorRequestId: one(attributes.FLOOR_REQUEST_ID) },
  FloorRequestStatus: { floorRequestInformation: one(attributes.FLOOR_REQUEST_INFORMATION) },
  UserQuery: { beneficiaryId: optional(attributes.BENEFICIARY_ID) },
  UserStatus: {
    beneficiaryInformation: optional(attributes.BENEFICIARY_INFORMATION),
    floorRequests: many(attributes.FLOOR_REQUEST_INFORMATION),
  },
  FloorQuery: { floorIds: many(attributes.FLOOR_ID) },
  FloorStatus: { floorId: optional(attributes.FLOOR_ID), floorRequests: many(attributes.FLOOR_REQUEST_INFORMATION) },
  ChairAction: { floorRequestInformation: one(attributes.FLOOR_REQUEST_INFORMATION) },
  ChairActionAck: {},
  Hello: {},
  // The RFC requires both lists; a peer that omits them is accepted, too.
  HelloAck: {
    primitives: optional(attributes.SUPPORTED_PRIMITIVES),
    attributes: optional(attributes.SUPPORTED_ATTRIBUTES),
  },
  Error: { error: one(attributes.ERROR_CODE), errorInfo: optional(attributes.ERROR_INFO) },
  FloorRequestStatusAck: {},
  FloorStatusAck: {},
  Goodbye: {},
  GoodbyeAck: {},
} as const;

export type BodyOf<P extends Primitive> = { readonly primitive: P } & FieldsOf<(typeof GRAMMAR)[P]>;
export type BfcpBody = { [P in Primitive]: BodyOf<P> }[Primitive];

export interface BfcpMessage<Body extends BfcpBody = BfcpBody> {
  readonly header: BfcpHeader;
  readonly body: Body;
}
