import * as fc from 'fast-check';
import { MESSAGE_TYPES } from '../../../../gateway/h323/q931/index.ts';
import type { MessageName, Q931Message } from '../../../../gateway/h323/q931/index.ts';

/** The octets of `hex`; `;` begins a comment. */
export const octets = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(/;.*$/gm, '').replaceAll(/\s/g, ''), 'hex'));

const bits = (count: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** count - 1 });
const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const text = (maxLength: number): fc.Arbitrary<string> =>
  bytes(maxLength).map((value) => String.fromCharCode(...value));
const codingStandard = fc.integer({ min: 1, max: 3 });

const partyNumber = fc.record({ type: bits(3), plan: bits(4), digits: text(30) });
const screenedNumber = fc.oneof(
  partyNumber,
  fc.record({ type: bits(3), plan: bits(4), presentation: bits(2), screening: bits(2), digits: text(30) }),
  fc.record({
    type: bits(3),
    plan: bits(4),
    presentation: bits(2),
    screening: bits(2),
    reason: bits(4),
    digits: text(30),
  }),
);
const subaddress = fc.record({ type: bits(3), odd: fc.boolean(), bytes: bytes(20) });
const bearer = { codingStandard, transferCapability: bits(5), transferMode: bits(2), layers: bytes(8) };
const required: { requiredKeys: ['transferCapability', 'transferMode', 'transferRate', 'layers'] } = {
  requiredKeys: ['transferCapability', 'transferMode', 'transferRate', 'layers'],
};
const multirate = { ...bearer, transferRate: fc.constant(24), rateMultiplier: bits(7) };

const elements = {
  sendingComplete: fc.constant<true>(true),
  bearerCapability: fc.oneof(
    fc.record({ ...bearer, transferRate: bits(5).filter((rate) => rate !== 24) }, required),
    fc.record(multirate, { requiredKeys: [...required.requiredKeys, 'rateMultiplier'] }),
  ),
  cause: fc.record(
    {
      value: bits(7),
      location: bits(4),
      codingStandard,
      recommendation: bits(7),
      diagnostics: fc.uint8Array({ minLength: 1, maxLength: 9 }),
    },
    { requiredKeys: ['value', 'location'] },
  ),
  extendedFacility: bytes(9),
  callState: fc.record({ value: bits(6), codingStandard }, { requiredKeys: ['value'] }),
  channelIdentification: bytes(9),
  facility: bytes(9),
  progressIndicator: fc.record(
    { description: bits(7), location: bits(4), codingStandard },
    { requiredKeys: ['description', 'location'] },
  ),
  networkSpecificFacilities: bytes(9),
  notificationIndicator: bits(7),
  display: text(255),
  dateTime: fc.record({ year: bits(8), month: bits(8), day: bits(8), time: fc.array(bits(8), { maxLength: 3 }) }),
  keypad: text(40),
  signal: bits(8),
  connectedNumber: screenedNumber,
  connectedSubaddress: subaddress,
  callingPartyNumber: screenedNumber,
  callingPartySubaddress: subaddress,
  calledPartyNumber: partyNumber,
  calledPartySubaddress: subaddress,
  redirectingNumber: screenedNumber,
  transitNetworkSelection: bytes(9),
  lowLayerCompatibility: bytes(9),
  highLayerCompatibility: bytes(9),
  userUser: bytes(2000),
};

const raw = fc.oneof(
  fc.record({ id: fc.constantFrom(0x00, 0x10, 0x79, 0x3f), bytes: bytes(20) }),
  fc.record({ codeset: fc.integer({ min: 1, max: 7 }), id: bits(7), bytes: bytes(20) }),
  fc.record({ id: fc.constantFrom(0xa0, 0xb3, 0xd1), bytes: fc.constant(new Uint8Array(0)) }),
);

/** Brings elements into the order of the wire, for comparison. */
const onWire = (message: Q931Message): Q931Message => {
  if (message.other === undefined) return message;
  const own = message.other.filter(({ codeset }) => codeset === undefined).sort((a, b) => a.id - b.id);
  return { ...message, other: [...own, ...message.other.filter(({ codeset }) => codeset !== undefined)] };
};

const known = Object.values<number>(MESSAGE_TYPES);
const messageType = fc.oneof(
  fc.constantFrom(...(Object.keys(MESSAGE_TYPES) as MessageName[])),
  bits(8).filter((type) => !known.includes(type)),
);

/** Any message that can be encoded without loss. */
export const anyMessage: fc.Arbitrary<Q931Message> = fc
  .record(
    {
      type: messageType,
      callReference: fc.record({ value: bits(15), fromDestination: fc.boolean() }),
      ...elements,
      other: fc.array(raw, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['type', 'callReference'] },
  )
  .map(onWire);

/** A SETUP with many elements. */
export const SETUP = octets(`
  08 02 12 34 05                ; Q.931, call reference 0x1234 from its origin, SETUP
  a1                            ; sending complete
  04 03 88 c0 a5                ; bearer capability: unrestricted digital, packet mode, H.221/H.242/H.323
  28 07 52 6f 6f 6d 20 34 00    ; display "Room 4" with a closing nought
  6c 06 21 83 35 35 30 31       ; calling party number: national, E.164; presentation allowed, network provided; 5501
  70 05 80 39 30 30 31          ; called party number: unknown, unknown; 9001
  98 28 01 41                   ; non-locking shift to codeset 0: display again
  9d 05 02 aa bb                ; non-locking shift to codeset 5: its element 5
  7e 00 04 05 20 80 06          ; user-user: ASN.1; 3 octets
`);
