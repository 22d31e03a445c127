/** Call signalling messages: the H323-UserInformation in its Q.931 envelope (H.225.0 §7.2, §7.3). */
import { H323UserInformation } from '../asn1/index.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import {
  decodeQ931,
  encodeQ931,
  type CallReference,
  type MessageName,
  type Q931Elements,
  type Q931Message,
} from '../q931/index.ts';

export interface CallMessage {
  readonly q931: Q931Message;
  /** Absent if the message has no User-user element: some stacks leave it out of STATUS and RELEASE COMPLETE. */
  readonly pdu?: H225.H323UUPDU;
}

export type Body = H225.H323UUPDU['h323-message-body'];

/** Throws a Q931Error or an Asn1Error. */
export function decodeCallMessage(payload: Uint8Array): CallMessage {
  const q931 = decodeQ931(payload);
  return q931.userUser === undefined
    ? { q931 }
    : { q931, pdu: H323UserInformation.decode(q931.userUser)['h323-uu-pdu'] };
}

export function encodeCallMessage(
  type: MessageName,
  callReference: CallReference,
  pdu: H225.H323UUPDU,
  elements: Q931Elements = {},
): Uint8Array {
  return encodeQ931({ type, callReference, ...elements, userUser: H323UserInformation.encode({ 'h323-uu-pdu': pdu }) });
}
