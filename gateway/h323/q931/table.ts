/**
 * Maps information elements to fields, in the order of their identifiers, which is the order on the wire (Q.931
 * §4.5.1).
 */
import type { Content } from './content.ts';
import { textBytes } from './content.ts';
import * as elements from './elements.ts';
import type { Q931Elements } from './message.ts';

type Name = keyof Q931Elements;

/** The elements of a message while it is decoded. */
export type Draft = { -readonly [K in keyof Q931Elements]: Q931Elements[K] };

export interface ElementRow {
  readonly id: number;
  readonly name: Name;
  readonly decodeInto: (draft: Draft, content: Content) => void;
  /** Undefined when the message has no such element. */
  readonly encodeFrom: (message: Q931Elements) => Uint8Array | undefined;
}

function row<K extends Name>(
  id: number,
  name: K,
  decode: (content: Content) => NonNullable<Q931Elements[K]>,
  encode: (value: NonNullable<Q931Elements[K]>) => Uint8Array,
): ElementRow {
  return {
    id,
    name,
    decodeInto: (draft, content) => {
      draft[name] = decode(content);
    },
    encodeFrom: (message) => {
      const value = message[name];
      return value === undefined || value === null ? undefined : encode(value);
    },
  };
}

const { decodeBytes, encodeBytes, decodeText } = elements;

export const USER_USER = 0x7e;

export const ELEMENTS: readonly ElementRow[] = [
  row(0x04, 'bearerCapability', elements.decodeBearerCapability, elements.encodeBearerCapability),
  row(0x08, 'cause', elements.decodeCause, elements.encodeCause),
  row(0x0d, 'extendedFacility', decodeBytes, encodeBytes),
  row(0x14, 'callState', elements.decodeCallState, elements.encodeCallState),
  row(0x18, 'channelIdentification', decodeBytes, encodeBytes),
  row(0x1c, 'facility', decodeBytes, encodeBytes),
  row(0x1e, 'progressIndicator', elements.decodeProgressIndicator, elements.encodeProgressIndicator),
  row(0x20, 'networkSpecificFacilities', decodeBytes, encodeBytes),
  row(0x27, 'notificationIndicator', elements.decodeSevenBits, elements.encodeSevenBits),
  row(0x28, 'display', decodeText, textBytes),
  row(0x29, 'dateTime', elements.decodeDateTime, elements.encodeDateTime),
  row(0x2c, 'keypad', decodeText, textBytes),
  row(0x34, 'signal', elements.decodeOctet, elements.encodeOctet),
  row(0x4c, 'connectedNumber', elements.decodeScreenedNumber, elements.encodeScreenedNumber),
  row(0x4d, 'connectedSubaddress', elements.decodeSubaddress, elements.encodeSubaddress),
  row(0x6c, 'callingPartyNumber', elements.decodeScreenedNumber, elements.encodeScreenedNumber),
  row(0x6d, 'callingPartySubaddress', elements.decodeSubaddress, elements.encodeSubaddress),
  row(0x70, 'calledPartyNumber', elements.decodePartyNumber, elements.encodePartyNumber),
  row(0x71, 'calledPartySubaddress', elements.decodeSubaddress, elements.encodeSubaddress),
  row(0x74, 'redirectingNumber', elements.decodeScreenedNumber, elements.encodeScreenedNumber),
  row(0x78, 'transitNetworkSelection', decodeBytes, encodeBytes),
  row(0x7c, 'lowLayerCompatibility', decodeBytes, encodeBytes),
  row(0x7d, 'highLayerCompatibility', decodeBytes, encodeBytes),
  row(USER_USER, 'userUser', elements.decodeUserUser, elements.encodeUserUser),
];

const byId: readonly (ElementRow | undefined)[] = Array.from({ length: 0x80 }, (_, id) =>
  ELEMENTS.find((element) => element.id === id),
);

export const elementById = (id: number): ElementRow | undefined => byId[id];
