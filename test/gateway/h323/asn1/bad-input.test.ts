/** Invalid octets and invalid values: each gives an `Asn1Error` with the field, the position and the reason. */
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../../gateway/h323/asn1/codec.ts';
import {
  Asn1Error,
  H323UserInformation,
  MultimediaSystemControlMessage,
  RasMessage,
  type Codec,
} from '../../../../gateway/h323/asn1/index.ts';
import { compiler } from '../../../../gateway/h323/asn1/per/compile.ts';
import type { ModuleSchema } from '../../../../gateway/h323/asn1/schema.ts';
import { Generator, seeded } from './generate.ts';
import { modules, octets, PDUS } from './modules.ts';
import { VECTORS } from './vectors.ts';

function errorOf(run: () => unknown): Asn1Error | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Asn1Error) return error;
    throw error;
  }
}

describe('a truncated PDU', () => {
  it.each(VECTORS)('needs more at every offset: $title', ({ codec, octets: text }) => {
    const bytes = octets(text);
    for (let length = 0; length < bytes.length; length += 1) {
      const error = errorOf(() => codec.decode(bytes.subarray(0, length)));
      expect([length, error?.kind]).toEqual([length, 'need-more']);
      expect(error?.offset).toBeLessThanOrEqual(length);
    }
  });

  it.each(PDUS)('is never taken for a complete one, for any type: $type', ({ codec, module, type }) => {
    for (let seed = 0; seed < 20; seed += 1) {
      const bytes = codec.encode(new Generator(modules, seeded(seed), { depth: 4 }).value(module, type));
      for (let length = 0; length < bytes.length; length += 1)
        expect(errorOf(() => codec.decode(bytes.subarray(0, length)))?.kind).toBe('need-more');
    }
  });
});

describe('a PDU with a wrong bit', () => {
  it.each(VECTORS)('is another PDU or an Asn1Error: $title', ({ codec, octets: text }) => {
    const bytes = octets(text);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.with(bit >>> 3, (bytes[bit >>> 3] ?? 0) ^ (0x80 >>> (bit & 7)));
      errorOf(() => codec.decode(flipped));
    }
  });
});

describe('an error', () => {
  it('names the field, the position and the reason', () => {
    const setup = VECTORS.find(({ title }) => title === 'setup');
    const error = errorOf(() => H323UserInformation.decode(octets(setup?.octets ?? '').subarray(0, 25)));
    expect(error).toMatchObject({
      kind: 'need-more',
      codec: 'H323-UserInformation',
      path: 'h323-uu-pdu.h323-message-body.setup.destinationAddress[0].dialedDigits',
      offset: 24,
    });
    expect(error?.message).toBe(
      'Cannot decode H323-UserInformation h323-uu-pdu.h323-message-body.setup.destinationAddress[0].dialedDigits at octet 24: 7 bits needed, but the input ends',
    );
  });

  it.each<[string, Codec<never>, unknown, string, string]>([
    [
      'out of range',
      MultimediaSystemControlMessage as Codec<never>,
      { request: { masterSlaveDetermination: { terminalType: 256, statusDeterminationNumber: 1 } } },
      'request.masterSlaveDetermination.terminalType',
      '256 is outside 0 to 255',
    ],
    [
      'missing',
      RasMessage as Codec<never>,
      { unregistrationConfirm: {} },
      'unregistrationConfirm.requestSeqNum',
      'the component is missing',
    ],
    ['no such alternative', RasMessage as Codec<never>, { hello: {} }, 'hello', 'there is no such alternative'],
    [
      'two alternatives',
      MultimediaSystemControlMessage as Codec<never>,
      { request: {}, response: {} },
      '',
      'expected one alternative, found 2',
    ],
    [
      'too short',
      RasMessage as Codec<never>,
      { locationConfirm: { requestSeqNum: 1, callSignalAddress: { ipAddress: { ip: new Uint8Array(3), port: 1 } } } },
      'locationConfirm.callSignalAddress.ipAddress.ip',
      '3 octets instead of 4',
    ],
    [
      'a character outside the alphabet',
      RasMessage as Codec<never>,
      {
        gatekeeperRequest: {
          requestSeqNum: 1,
          protocolIdentifier: '0.0',
          rasAddress: { netBios: new Uint8Array(16) },
          endpointType: { mc: false, undefinedNode: false },
          endpointAlias: [{ dialedDigits: '1' }, { dialedDigits: '1a' }],
        },
      },
      'gatekeeperRequest.endpointAlias[1].dialedDigits',
      '"a" is not in its alphabet',
    ],
    ['not an object', RasMessage as Codec<never>, null, '', 'null is not an object with one alternative'],
  ])('from encoding names the field: %s', (_what, codec, value, path, reason) => {
    const error = errorOf(() => codec.encode(value as never));
    expect(error).toMatchObject({ kind: 'unencodable', path });
    expect(error?.message).toContain(reason);
  });
});

describe('expensive input', () => {
  const made = (types: ModuleSchema) => codecOf<unknown>('Made', compiler({ m: types })('m', 'Made'));

  it('a value nested a thousand levels deep is rejected', () => {
    const nest = made({
      Made: {
        is: 'CHOICE',
        of: [
          ['end', 'NULL'],
          ['in', 'Made'],
        ],
      },
    });
    expect(errorOf(() => nest.decode(new Uint8Array(1000).fill(0xff)))).toMatchObject({ kind: 'unsupported' });
    expect(nest.decode(Uint8Array.of(0b1111_1100))).toEqual({
      in: { in: { in: { in: { in: { in: { end: null } } } } } },
    });
    const deep: { in?: unknown } = {};
    deep.in = deep;
    expect(errorOf(() => nest.encode(deep))).toMatchObject({ kind: 'unencodable' });
  });

  it('H.245 nested in its generic parameters is rejected', () => {
    const parameter = (depth: number): object => ({
      parameterIdentifier: { standard: 1 },
      parameterValue: depth === 0 ? { logical: null } : { genericParameter: [parameter(depth - 1)] },
    });
    const message = (depth: number): unknown => ({
      request: { genericRequest: { messageIdentifier: { standard: '0.0' }, messageContent: [parameter(depth)] } },
    });
    const codec = MultimediaSystemControlMessage as Codec<unknown>;
    expect(codec.decode(codec.encode(message(20)))).toEqual(message(20));
    expect(errorOf(() => codec.encode(message(40)))).toMatchObject({ kind: 'unencodable' });
  });

  it('a list of items without bits has a limit', () => {
    const list = made({ Made: { is: 'SEQUENCE', of: [['it', { is: 'LIST', of: 'NULL' }]] } });
    const endless = new Uint8Array(4000).fill(0xc4);
    expect(errorOf(() => list.decode(endless))).toMatchObject({ kind: 'unsupported' });
    expect(list.decode(Uint8Array.of(3))).toEqual({ it: [null, null, null] });
  });

  it('a PDU with too many parts is rejected', () => {
    const codec = MultimediaSystemControlMessage as Codec<unknown>;
    const modes = (sets: number): unknown => ({
      request: {
        requestMode: {
          sequenceNumber: 1,
          requestedModes: Array.from({ length: sets }, () =>
            Array.from({ length: 256 }, () => ({ type: { audioMode: { g728: null } } })),
          ),
        },
      },
    });
    expect(codec.decode(codec.encode(modes(40)))).toEqual(modes(40));
    expect(errorOf(() => codec.decode(codec.encode(modes(256))))).toMatchObject({ kind: 'unsupported' });
  });

  it.each([
    ['octets', { is: 'OCTET STRING' }],
    ['bits', { is: 'BIT STRING', min: 0, max: 65_535 }],
    ['characters', { is: 'BMPString' }],
    ['items', { is: 'LIST', of: { is: 'OCTET STRING' } }],
  ] as const)('a length beyond the input allocates nothing: %s', (_what, type) => {
    const codec = made({ Made: { is: 'SEQUENCE', of: [['it', type]] } });
    const before = process.memoryUsage().arrayBuffers;
    for (let run = 0; run < 1000; run += 1)
      expect(errorOf(() => codec.decode(Uint8Array.of(0xff, 0xff, 0)))).toBeDefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });
});
