import { describe, expect, it } from 'vitest';
import { Asn1Error, MultimediaSystemControlMessage, type H245 } from '../../../../gateway/h323/asn1/index.ts';
import { decodeH239, encodeH239, type H239Message } from '../../../../gateway/h323/h239/messages.ts';
import { command, indication, request, response, type Message } from '../../../../gateway/h323/h245/message.ts';
import { seededNumbers } from '../../../fakes/memory-network.ts';

/**
 * The octets of H.245; `60 05 00 08 81 6f 02` is the sub-message's presence and 0.0.8.239.2. A parameter is a
 * number of 7 bits and its value.
 */
const VECTORS: readonly (readonly [H239Message, string])[] = [
  // genericRequest, sub-message 1, two parameters: 42 = 257, 41 = 12000.
  [
    { type: 'flowControlReleaseRequest', channel: 257, bitRate: 12_000 },
    '108011 60050008816f02 02 02 02a20101 02922ee0',
  ],
  // genericResponse, sub-message 2: 127 (logical), 42 = 257.
  [{ type: 'flowControlReleaseResponse', channel: 257, accepted: false }, '30a00f 60050008816f02 04 02 07f0 02a20101'],
  // genericRequest, sub-message 3: 44 = 0, 42 = 901, 43 = 64.
  [
    { type: 'presentationTokenRequest', label: 0, channel: 901, symmetryBreaking: 64 },
    '108015 60050008816f02 06 03 02c20000 02a20385 02b20040',
  ],
  // genericResponse, sub-message 4: 126 (logical), 44 = 0, 42 = 901.
  [
    { type: 'presentationTokenResponse', label: 0, channel: 901, accepted: true },
    '30a013 60050008816f02 08 03 07e0 02c20000 02a20385',
  ],
  // genericCommand, sub-message 5: 44 = 0, 42 = 901.
  [{ type: 'presentationTokenRelease', label: 0, channel: 901 }, '50a011 60050008816f02 0a 02 02c20000 02a20385'],
  // genericIndication, sub-message 6: 44 = 258 (terminal 2 of MCU 1), 42 = 257.
  [
    { type: 'presentationTokenIndicateOwner', label: 258, channel: 257 },
    '712011 60050008816f02 0c 02 02c20102 02a20101',
  ],
];

const octetsOf = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const generic = (
  subMessageIdentifier: number | undefined,
  messageContent?: readonly H245.GenericParameter[],
  standard = '0.0.8.239.2',
): H245.GenericMessage => ({
  messageIdentifier: { standard },
  ...(subMessageIdentifier !== undefined && { subMessageIdentifier }),
  ...(messageContent && { messageContent }),
});
const parameter = (standard: number, parameterValue: H245.ParameterValue): H245.GenericParameter => ({
  parameterIdentifier: { standard },
  parameterValue,
});

describe('messages of H.239 (§8)', () => {
  it.each(VECTORS)('%o is encoded and decoded', (message, hex) => {
    const octets = octetsOf(hex);
    expect(Buffer.from(MultimediaSystemControlMessage.encode(encodeH239(message))).toString('hex')).toBe(
      Buffer.from(octets).toString('hex'),
    );
    expect(decodeH239(MultimediaSystemControlMessage.decode(octets))).toEqual(message);
  });

  it.each<[string, Message]>([
    ['another request', request({ roundTripDelayRequest: { sequenceNumber: 1 } })],
    ['another response', response({ roundTripDelayResponse: { sequenceNumber: 1 } })],
    ['another command', command({ endSessionCommand: { disconnect: null } })],
    ['another indication', indication({ userInput: { alphanumeric: '1' } })],
    ['a generic message of another recommendation', request({ genericRequest: generic(3, [], '0.0.8.460.1') })],
    [
      'a generic message with another kind of identifier',
      request({ genericRequest: { messageIdentifier: { domainBased: 'h239' }, subMessageIdentifier: 3 } }),
    ],
    ['not a message of H.245', { $unknown: { index: 7, bytes: new Uint8Array(1) } }],
  ])('%s does not belong to them', (_, message) => {
    expect(decodeH239(message)).toBeUndefined();
  });

  it.each<[string, H245.GenericMessage]>([
    ['another number', generic(7)],
    ['no number', generic(undefined)],
    ['the reserved number', generic(0)],
  ])('a sub-message with %s is unknown', (_, body) => {
    expect(decodeH239(command({ genericCommand: body }))).toBe('unknown');
  });

  it.each<[string, H245.GenericMessage, H239Message]>([
    [
      'a request without parameters',
      generic(3),
      { type: 'presentationTokenRequest', channel: 0, label: 0, symmetryBreaking: 0 },
    ],
    [
      'a rejection without other parameters',
      generic(4, [parameter(127, { logical: null })]),
      { type: 'presentationTokenResponse', channel: 0, label: 0, accepted: false },
    ],
    [
      'a response that says neither yes nor no',
      generic(4, [parameter(42, { unsignedMin: 5 })]),
      { type: 'presentationTokenResponse', channel: 5, label: 0, accepted: false },
    ],
    [
      'a response that says both',
      generic(4, [parameter(126, { logical: null }), parameter(127, { logical: null })]),
      { type: 'presentationTokenResponse', channel: 0, label: 0, accepted: false },
    ],
    [
      'numbers of other widths',
      generic(1, [parameter(42, { unsignedMax: 5 }), parameter(41, { unsigned32Min: 70_000 })]),
      { type: 'flowControlReleaseRequest', channel: 5, bitRate: 70_000 },
    ],
    [
      'octets in place of numbers',
      generic(5, [parameter(42, { octetString: Uint8Array.of(1) }), parameter(44, { booleanArray: 3 })]),
      { type: 'presentationTokenRelease', channel: 0, label: 3 },
    ],
    [
      'unknown parameters',
      generic(6, [
        parameter(99, { unsignedMin: 1 }),
        { parameterIdentifier: { domainBased: 'x' }, parameterValue: { logical: null } },
      ]),
      { type: 'presentationTokenIndicateOwner', channel: 0, label: 0 },
    ],
  ])('%s is decoded as far as possible', (_, body, message) => {
    expect(decodeH239(indication({ genericIndication: body }))).toEqual(message);
  });

  it('truncated at any octet, or with any bit flipped, are decoded or rejected, without another error', () => {
    const read = (octets: Uint8Array): void => {
      try {
        decodeH239(MultimediaSystemControlMessage.decode(octets));
      } catch (error) {
        expect(error).toBeInstanceOf(Asn1Error);
      }
    };
    for (const octets of VECTORS.map(([, hex]) => octetsOf(hex))) {
      for (let length = 0; length < octets.length; length++) read(octets.subarray(0, length));
      for (let bit = 0; bit < octets.length * 8; bit++)
        read(octets.map((octet, index) => (index === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet)));
    }
  });

  it('with random octets after a valid beginning do no harm', () => {
    const next = seededNumbers(239);
    const beginning = octetsOf('108015 60050008816f02');
    for (let round = 0; round < 2000; round++) {
      const octets = Buffer.concat([
        beginning,
        Uint8Array.from({ length: Math.floor(next() * 24) }, () => Math.floor(next() * 256)),
      ]);
      try {
        decodeH239(MultimediaSystemControlMessage.decode(octets));
      } catch (error) {
        expect(error).toBeInstanceOf(Asn1Error);
      }
    }
  });
});
