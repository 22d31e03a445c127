import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeName, CAUSES, decodeQ931, encodeQ931, Q931Error } from '../../../../gateway/h323/q931/index.ts';
import type { Q931Message } from '../../../../gateway/h323/q931/index.ts';
import { mutated } from './mutate.ts';
import { anyMessage, octets, SETUP } from './samples.ts';

const origin = { value: 1, fromDestination: false };
const errorOf = (bytes: Uint8Array): unknown => {
  try {
    return decodeQ931(bytes);
  } catch (error) {
    return error;
  }
};

describe('Q.931', () => {
  it('reads a SETUP', () => {
    expect(decodeQ931(SETUP)).toEqual({
      type: 'setup',
      callReference: { value: 0x1234, fromDestination: false },
      sendingComplete: true,
      bearerCapability: { transferCapability: 8, transferMode: 2, transferRate: 0, layers: octets('a5') },
      display: 'Room 4\0',
      callingPartyNumber: { type: 2, plan: 1, presentation: 0, screening: 3, digits: '5501' },
      calledPartyNumber: { type: 0, plan: 0, digits: '9001' },
      userUser: octets('20 80 06'),
      other: [
        { id: 0x28, bytes: octets('41') },
        { codeset: 5, id: 5, bytes: octets('aa bb') },
      ],
    });
  });

  const vectors: readonly (readonly [string, string, Q931Message])[] = [
    [
      'ALERTING without elements',
      '08 02 80 01 01',
      { type: 'alerting', callReference: { value: 1, fromDestination: true } },
    ],
    [
      'CALL PROCEEDING of 64 kbit/s × 6',
      '08 02 80 01 02 04 04 88 98 86 a5', // 0x98: circuit, multirate; 0x86: × 6
      {
        type: 'callProceeding',
        callReference: { value: 1, fromDestination: true },
        bearerCapability: {
          transferCapability: 8,
          transferMode: 0,
          transferRate: 24,
          rateMultiplier: 6,
          layers: octets('a5'),
        },
      },
    ],
    [
      'PROGRESS, in-band information',
      '08 02 00 01 03 1e 02 81 88',
      { type: 'progress', callReference: origin, progressIndicator: { location: 1, description: 8 } },
    ],
    [
      'CONNECT with time and number',
      '08 02 80 01 07 29 05 1a 0b 16 13 25 4c 03 a1 80 37',
      {
        type: 'connect',
        callReference: { value: 1, fromDestination: true },
        dateTime: { year: 26, month: 11, day: 22, time: [19, 37] },
        connectedNumber: { type: 2, plan: 1, digits: '\x807' },
      },
    ],
    [
      'FACILITY with an empty facility',
      '08 02 00 01 62 1c 00 7e 00 01 05',
      { type: 'facility', callReference: origin, facility: octets(''), userUser: octets('') },
    ],
    ['NOTIFY', '08 02 00 01 6e 27 01 f1', { type: 'notify', callReference: origin, notificationIndicator: 0x71 }],
    [
      'STATUS',
      '08 02 00 01 7d 08 02 80 e2 14 01 0a',
      { type: 'status', callReference: origin, cause: { location: 0, value: 98 }, callState: { value: 10 } },
    ],
    ['STATUS INQUIRY', '08 02 00 01 75', { type: 'statusInquiry', callReference: origin }],
    [
      'INFORMATION with a key',
      '08 02 00 01 7b 2c 01 35 34 01 3f',
      { type: 'information', callReference: origin, keypad: '5', signal: 63 },
    ],
    [
      'RELEASE COMPLETE with a cause with diagnostics',
      '08 02 80 01 5a 08 05 03 80 9c aa bb', // 03: transit network; 80: recommendation; 9c: cause 28; diagnostics
      {
        type: 'releaseComplete',
        callReference: { value: 1, fromDestination: true },
        cause: { location: 3, recommendation: 0, value: CAUSES.invalidNumberFormat, diagnostics: octets('aa bb') },
      },
    ],
    [
      'redirecting number and subaddresses',
      '08 02 00 01 05 6d 03 80 50 31 71 04 a8 01 02 f0 74 05 01 01 8f 34 32',
      {
        type: 'setup',
        callReference: origin,
        callingPartySubaddress: { type: 0, odd: false, bytes: octets('50 31') },
        calledPartySubaddress: { type: 2, odd: true, bytes: octets('01 02 f0') },
        redirectingNumber: { type: 0, plan: 1, presentation: 0, screening: 1, reason: 15, digits: '42' },
      },
    ],
    [
      'a message of an unknown type',
      '08 02 00 00 3b',
      { type: 0x3b, callReference: { value: 0, fromDestination: false } },
    ],
  ];
  it.each(vectors)('reads and writes %s', (_title, hex, message) => {
    expect(decodeQ931(octets(hex))).toEqual(message);
    expect(encodeQ931(message)).toEqual(octets(hex));
  });

  it('applies a locking shift from there on, and a non-locking shift to one element', () => {
    const shifted = octets('08 02 00 01 05  9e 28 01 41  28 01 42  96 28 01 43 a1  90 70 02 80 37');
    expect(decodeQ931(shifted)).toEqual({
      type: 'setup',
      callReference: origin,
      display: 'B',
      calledPartyNumber: { type: 0, plan: 0, digits: '7' },
      other: [
        { codeset: 6, id: 0x28, bytes: octets('41') },
        { codeset: 6, id: 0x28, bytes: octets('43') },
        { codeset: 6, id: 0xa1, bytes: octets('') },
      ],
    });
  });

  it('reports an invalid element and reads on', () => {
    const message = decodeQ931(octets('08 02 00 01 05 08 01 80 70 00 7e 00 02 04 aa 28 01 41'));
    expect(message.display).toBe('A');
    expect(message.faults).toEqual([
      { path: 'cause', offset: 8, detail: 'the contents end too early' },
      { path: 'calledPartyNumber', offset: 10, detail: 'the contents end too early' },
      { path: 'userUser', offset: 14, detail: 'protocol discriminator 4 is not that of ASN.1' },
    ]);
    expect(message.other?.map(({ id }) => id)).toEqual([0x08, 0x70, 0x7e]);
  });

  it.each([
    ['another protocol', '03 02 00 01 05', 'unsupported', 'protocolDiscriminator', 0],
    ['a call reference of one octet', '08 01 01 05 00', 'unsupported', 'callReference', 1],
    ['an element without length', '08 02 00 01 05 70', 'need-more', 'calledPartyNumber', 6],
    ['a user-user with half a length', '08 02 00 01 05 7e 00', 'need-more', 'userUser', 7],
    ['an unknown element that is longer than the message', '08 02 00 01 05 3f 09 00', 'need-more', 'element 63', 8],
  ])('rejects %s', (_title, hex, kind, path, offset) => {
    expect(errorOf(octets(hex))).toMatchObject({ kind, path, offset });
    expect(errorOf(octets(hex))).toBeInstanceOf(Q931Error);
  });

  it('round-trips every message', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const bytes = encodeQ931(message);
        const decoded = decodeQ931(bytes);
        expect(decoded).toEqual(message);
        expect(encodeQ931(decoded)).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('decodes or reports need-more at every truncation', () => {
    for (let length = 0; length < SETUP.length; length++) {
      const result = errorOf(SETUP.subarray(0, length));
      if (result instanceof Error) expect(result).toMatchObject({ kind: 'need-more', offset: length });
      else expect(result).toMatchObject({ type: 'setup' });
    }
  });

  it('rejects values that do not fit', () => {
    expect(() => encodeQ931({ type: 'information', callReference: origin, keypad: '1'.repeat(256) })).toThrow(
      RangeError,
    );
    expect(() => encodeQ931({ type: 'facility', callReference: origin, userUser: new Uint8Array(0xffff) })).toThrow(
      RangeError,
    );
  });

  it('survives damaged messages', () => {
    for (const bytes of mutated(SETUP, 20_000, 1)) {
      const result = errorOf(bytes);
      if (result instanceof Error) expect(result).toBeInstanceOf(Q931Error);
    }
  });
});

describe('Q.850', () => {
  it('knows causes by name and value', () => {
    expect(causeName(16)).toBe('normalCallClearing');
    expect(causeName(CAUSES.interworking)).toBe('interworking');
    expect(causeName(13)).toBeUndefined();
  });
});
