import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIMITIVES } from '../../../gateway/bfcp/names.ts';
import { BfcpError, decodeBfcp, encodeBfcp } from '../../../gateway/bfcp/index.ts';
import { seededNumbers } from '../../fakes/memory-network.ts';
import { anyMessage } from './samples.ts';
import { octets, VECTORS } from './vectors.ts';

const outcome = (bytes: Uint8Array): unknown => {
  try {
    return decodeBfcp(bytes);
  } catch (error) {
    return error;
  }
};

const HEAD = '00 00 00 01 00 07 00 03';
const header = { version: 2, isResponse: false, conferenceId: 1, transactionId: 7, userId: 3 } as const;

describe('BFCP messages', () => {
  it.each(VECTORS)('decodes and encodes $title', ({ bytes, message }) => {
    expect(decodeBfcp(bytes)).toEqual(message);
    expect(encodeBfcp(message)).toEqual(bytes);
  });

  it('has a vector for every primitive', () => {
    expect(new Set(VECTORS.map(({ message }) => message.body.primitive))).toEqual(new Set(Object.keys(PRIMITIVES)));
  });

  it('round-trips every message', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = encodeBfcp(message);
        expect(bytes.length % 4).toBe(0);
        expect(decodeBfcp(bytes)).toEqual(message);
        expect(encodeBfcp(decodeBfcp(bytes))).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(VECTORS)('reports need-more at every truncation of $title', ({ bytes }) => {
    for (let length = 0; length < bytes.length; length++)
      expect(outcome(bytes.subarray(0, length))).toMatchObject({ kind: 'need-more' });
  });

  it.each<[string, string, object]>([
    [
      'an invalid version',
      `60 0b 00 00 ${HEAD}`,
      { kind: 'unsupported', path: 'header.version', offset: 0, answer: { code: 'unsupportedVersion', header } },
    ],
    [
      'version 0',
      `00 0b 00 00 ${HEAD}`,
      { kind: 'unsupported', answer: { code: 'unsupportedVersion', header: { ...header, version: 1 } } },
    ],
    [
      'an unknown primitive',
      `40 12 00 00 ${HEAD}`,
      { kind: 'unsupported', path: 'header.primitive', offset: 1, answer: { code: 'unknownPrimitive', header } },
    ],
    [
      'a message that is too long',
      `40 0b 08 01 ${HEAD}`,
      { kind: 'unsupported', path: 'header.payloadLength', answer: { code: 'incorrectMessageLength', header } },
    ],
    [
      'octets after the message',
      `40 0b 00 00 ${HEAD} 00`,
      {
        kind: 'malformed',
        path: 'header.payloadLength',
        offset: 12,
        answer: { code: 'incorrectMessageLength', header },
      },
    ],
    ['a fragment', `48 0b 00 02 ${HEAD} 00 00 00 01 05 04 00 01`, { kind: 'malformed', path: 'header.fragment' }],
    [
      'a missing attribute',
      `40 02 00 00 ${HEAD}`,
      { kind: 'malformed', path: 'floorRequestId', offset: 12, answer: { code: 'unableToParseMessage', header } },
    ],
    [
      'a list without its required attribute',
      `40 01 00 01 ${HEAD} 09 04 00 00`,
      { kind: 'malformed', path: 'floorIds' },
    ],
    [
      'an attribute shorter than its header',
      `40 07 00 01 ${HEAD} 05 01 00 01`,
      { kind: 'malformed', path: 'floorIds[0]', offset: 14, message: expect.stringContaining('length 1 is less than') },
    ],
    [
      'an attribute longer than the message',
      `40 07 00 01 ${HEAD} 05 05 00 01`,
      { kind: 'malformed', path: 'floorIds[0]', offset: 14 },
    ],
    ['an id of one octet', `40 07 00 01 ${HEAD} 05 03 01 00`, { kind: 'malformed', path: 'floorIds[0]', offset: 15 }],
    [
      'a fault in a group',
      `50 04 00 03 ${HEAD} 1f 0c 00 05 25 08 00 05 0b 07 03 00`,
      { kind: 'malformed', path: 'floorRequestInformation.overallRequestStatus.requestStatus' },
    ],
    [
      'unknown attributes with the M bit',
      `40 0b 00 03 ${HEAD} 7f 04 00 00 26 04 00 00 27 04 00 00`,
      { kind: 'unsupported', answer: { code: 'unknownMandatoryAttribute', attributes: [63, 19], header } },
    ],
    [
      'an unknown mandatory attribute in a group',
      `50 04 00 03 ${HEAD} 1f 0c 00 05 23 08 00 02 29 04 00 00`,
      { kind: 'unsupported', answer: { attributes: [20] } },
    ],
  ])('rejects %s', (_title, hex, fault) => {
    expect(outcome(octets(hex))).toBeInstanceOf(BfcpError);
    expect(outcome(octets(hex))).toMatchObject(fault);
  });

  it.each<[string, string, object]>([
    [
      'skips unknown attributes without the M bit',
      `40 07 00 03 ${HEAD} 7e 05 00 00 aa 00 00 00 05 04 00 02`,
      { primitive: 'FloorQuery', floorIds: [2] },
    ],
    [
      'skips known attributes that do not belong here',
      `40 07 00 02 ${HEAD} 09 04 00 00 05 04 00 02`,
      { primitive: 'FloorQuery', floorIds: [2] },
    ],
    [
      'takes the first of a repeated attribute',
      `40 02 00 02 ${HEAD} 07 04 00 05 07 04 00 06`,
      { primitive: 'FloorRelease', floorRequestId: 5 },
    ],
    [
      'ignores the content of padding',
      `40 01 00 03 ${HEAD} 05 04 00 02 11 05 61 62 63 ff ff ff`,
      { primitive: 'FloorRequest', floorIds: [2], participantProvidedInfo: 'abc' },
    ],
    [
      'decodes a group whose length excludes the last padding',
      `40 06 00 02 ${HEAD} 1d 07 00 09 19 03 61 00`,
      { primitive: 'UserStatus', beneficiaryInformation: { beneficiaryId: 9, displayName: 'a' }, floorRequests: [] },
    ],
    [
      'decodes attributes with and without the M bit alike',
      `40 02 00 01 ${HEAD} 06 04 00 05`,
      { primitive: 'FloorRelease', floorRequestId: 5 },
    ],
    ['decodes a HelloAck without lists', `50 0c 00 00 ${HEAD}`, { primitive: 'HelloAck' }],
    ['decodes a FloorStatus without a floor', `50 08 00 00 ${HEAD}`, { primitive: 'FloorStatus', floorRequests: [] }],
    ['ignores reserved bits', `47 0b 00 00 ${HEAD}`, { primitive: 'Hello' }],
    [
      'replaces invalid UTF-8',
      `40 01 00 02 ${HEAD} 05 04 00 02 11 04 c3 28`,
      { primitive: 'FloorRequest', floorIds: [2], participantProvidedInfo: '\ufffd(' },
    ],
  ])('%s', (_title, hex, body) => {
    expect(decodeBfcp(octets(hex)).body).toEqual(body);
  });

  it.each<[string, string, string]>([
    ['FloorRequestStatusAck', '0e', '0e'],
    ['FloorStatusAck', '0f', '10'],
    ['Goodbye', '10', '11'],
    ['GoodbyeAck', '11', '12'],
    ['Hello', '0b', '0b'],
  ])('numbers %s in version 1 over UDP as in the draft', (primitive, rfc, draft) => {
    const { message } = VECTORS.find((vector) => vector.message.body.primitive === primitive)!;
    const old = { header: { ...header, version: 1 as const, isResponse: true }, body: message.body };
    expect(encodeBfcp(old, false)).toEqual(octets(`30 ${draft} 00 00 ${HEAD}`));
    expect(encodeBfcp(old, true)).toEqual(octets(`30 ${rfc} 00 00 ${HEAD}`));
    expect(decodeBfcp(encodeBfcp(old, false), false)).toEqual(old);
    expect(encodeBfcp({ ...old, header: { ...header, isResponse: true } }, false)).toEqual(
      octets(`50 ${rfc} 00 00 ${HEAD}`),
    );
  });

  it('takes ErrorAck of the draft as an acknowledgement', () => {
    expect(decodeBfcp(octets(`30 0f 00 00 ${HEAD}`), false).body).toEqual({ primitive: 'FloorStatusAck' });
  });

  it('rejects values that do not fit', () => {
    const write =
      (body: Parameters<typeof encodeBfcp>[0]['body'], ids = {}) =>
      () =>
        encodeBfcp({ header: { ...header, ...ids }, body });
    expect(write({ primitive: 'FloorRelease', floorRequestId: 0x1_0000 })).toThrow(RangeError);
    expect(write({ primitive: 'Hello' }, { conferenceId: -1 })).toThrow(RangeError);
    expect(write({ primitive: 'FloorRequest', floorIds: [1], participantProvidedInfo: 'x'.repeat(254) })).toThrow(
      RangeError,
    );
    expect(write({ primitive: 'FloorQuery', floorIds: Array.from({ length: 3000 }, () => 1) })).toThrow(RangeError);
  });

  it('throws only its own error for damaged messages, and re-encodes decoded ones consistently', () => {
    const next = seededNumbers(5);
    const below = (limit: number): number => Math.floor(next() * limit);
    for (let round = 0; round < 30_000; round++) {
      const { bytes } = VECTORS[below(VECTORS.length)]!;
      const damaged = Uint8Array.from(bytes);
      for (let change = below(3); change >= 0; change--) damaged[below(damaged.length)] = below(256);
      const result = outcome(damaged);
      if (result instanceof Error) expect(result).toBeInstanceOf(BfcpError);
      else expect(decodeBfcp(encodeBfcp(result as ReturnType<typeof decodeBfcp>))).toEqual(result);
    }
  });

  it('survives every change of one octet', () => {
    for (const { bytes } of VECTORS) {
      for (let at = 0; at < bytes.length; at++) {
        for (const value of [0, 1, 2, 3, 4, 5, 0x7f, 0x80, 0xfe, 0xff]) {
          const result = outcome(bytes.with(at, value));
          if (result instanceof Error) expect(result).toBeInstanceOf(BfcpError);
        }
      }
    }
  });
});
