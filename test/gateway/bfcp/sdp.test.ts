import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerConnection,
  answerFloorControl,
  answerSetup,
  firstVersion,
  isAcceptable,
  parseBfcpAttributes,
  parseProtocol,
  printBfcpAttributes,
  printProtocol,
  roleByAnswer,
  roleOf,
} from '../../../gateway/bfcp/index.ts';
import type { BfcpAttributes, CertificateFingerprint, FloorControl, Setup } from '../../../gateway/bfcp/index.ts';
import { parseFloor, parseId } from '../../../gateway/bfcp/sdp.ts';

const NOTHING: BfcpAttributes = { floorControl: [], floors: [], versions: [], fingerprints: [] };

const HASH = Array.from({ length: 32 }, () => 'AB').join(':');
const SHORT = HASH.slice(0, 59);

describe('attributes of a BFCP m-line', () => {
  it('are read from the offer of a Cisco device', () => {
    expect(
      parseBfcpAttributes([
        'floorctrl:c-s',
        'confid:1',
        'floorid:2 mstrm:12',
        'userid:7',
        'setup:actpass',
        'connection:new',
        'bfcpver:2 1',
      ]),
    ).toEqual({
      floorControl: ['c-s'],
      conferenceId: 1,
      userId: 7,
      floors: [{ floorId: 2, streams: ['12'] }],
      setup: 'actpass',
      connection: 'new',
      versions: [2, 1],
      fingerprints: [],
    });
  });

  it('survive printing and parsing', () => {
    const id = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
    const fingerprint = fc.constantFrom<CertificateFingerprint>(
      { algorithm: 'sha-256', value: HASH },
      { algorithm: 'sha-1', value: SHORT },
    );
    const attributes = fc.record(
      {
        floorControl: fc.array(fc.constantFrom<FloorControl>('c-only', 's-only', 'c-s'), { maxLength: 3 }),
        conferenceId: id(0xffff_ffff),
        userId: id(0xffff),
        floors: fc.array(
          fc.record({
            floorId: id(0xffff),
            streams: fc.array(fc.stringMatching(/^[a-z0-9-]{1,8}$/), { maxLength: 3 }),
          }),
          { maxLength: 3 },
        ),
        setup: fc.constantFrom<Setup>('active', 'passive', 'actpass', 'holdconn'),
        connection: fc.constantFrom('new' as const, 'existing' as const),
        versions: fc.array(id(7), { maxLength: 3 }),
        fingerprints: fc.array(fingerprint, { maxLength: 3 }),
      },
      { requiredKeys: ['floorControl', 'floors', 'versions', 'fingerprints'] },
    );
    fc.assert(
      fc.property(attributes, (value) => {
        expect(parseBfcpAttributes(printBfcpAttributes(value))).toEqual(value);
      }),
    );
  });

  it.each<[string, readonly string[], object]>([
    ['no attribute', [], NOTHING],
    ['several roles', ['floorctrl:c-only s-only'], { floorControl: ['c-only', 's-only'] }],
    ['roles in capitals, and one that is invalid', ['FLOORCTRL:C-S x-only'], { floorControl: ['c-s'] }],
    ['invalid or too large numbers', ['confid:4294967296', 'userid:65536', 'floorid:x mstrm:1'], NOTHING],
    ['the first of two', ['confid:1', 'confid:2'], { conferenceId: 1 }],
    [
      'two floors',
      ['floorid:1 mstrm:3', 'floorid:2 mstrm:4 5'],
      {
        floors: [
          { floorId: 1, streams: ['3'] },
          { floorId: 2, streams: ['4', '5'] },
        ],
      },
    ],
    ['attributes of other kinds', ['label:3', 'sendrecv', 'rtpmap:107 H224/4800'], NOTHING],
    [
      'fingerprints with accepted hash functions',
      [
        `fingerprint:SHA-256 ${HASH.toLowerCase()}`,
        `fingerprint:md5 ${HASH}`,
        'fingerprint:sha-1 AB',
        `fingerprint:sha-1 ${SHORT}`,
      ],
      {
        fingerprints: [
          { algorithm: 'sha-256', value: HASH },
          { algorithm: 'sha-1', value: SHORT },
        ],
      },
    ],
    ['an invalid setup', ['setup:maybe', 'connection:old', 'bfcpver:x'], NOTHING],
  ])('are read with %s', (_title, lines, expected) => {
    expect(parseBfcpAttributes(lines)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    ['1 mstrm:10', { floorId: 1, streams: ['10'] }],
    ['1 m-stream:3', { floorId: 1, streams: ['3'] }],
    ['1 M-Stream:3 main', { floorId: 1, streams: ['3', 'main'] }],
    ['  2   mstrm:10   11 ', { floorId: 2, streams: ['10', '11'] }],
    ['2', { floorId: 2, streams: [] }],
    ['2 mstrm:', { floorId: 2, streams: [] }],
    ['2 3', { floorId: 2, streams: [] }],
    ['70000 mstrm:1', undefined],
    ['', undefined],
  ])('include the floor `%s`', (text, floor) => expect(parseFloor(text)).toEqual(floor));

  it('have bounded lists', () => {
    const many = Array.from({ length: 100 }, (_, index) => index);
    expect(parseBfcpAttributes(many.map((id) => `floorid:${id}`)).floors.length).toBe(16);
    expect(parseFloor(`1 mstrm:${many.join(' ')}`)?.streams.length).toBe(16);
    expect(parseId('9'.repeat(1000), 5)).toBeUndefined();
  });

  it.each([
    ['UDP/BFCP', { transport: 'udp', security: 'none' }],
    ['TCP/BFCP', { transport: 'tcp', security: 'none' }],
    ['UDP/TLS/BFCP', { transport: 'udp', security: 'dtls' }],
    ['TCP/TLS/BFCP', { transport: 'tcp', security: 'tls' }],
    ['TCP/DTLS/BFCP', { transport: 'tcp', security: 'dtls' }],
  ] as const)('the protocol %s is known', (text, protocol) => {
    expect(parseProtocol(text)).toEqual(protocol);
    expect(parseProtocol(text.toLowerCase())).toEqual(protocol);
    expect(printProtocol(protocol)).toBe(text);
  });

  it('no other protocol is known', () =>
    expect([parseProtocol('RTP/AVP'), parseProtocol('BFCP')]).toEqual([undefined, undefined]));
});

describe('answers', () => {
  it.each<[readonly FloorControl[], string]>([
    [['c-only'], 's-only server'],
    [['s-only'], 'c-only client'],
    [['c-s'], 's-only server'],
    [['c-only', 's-only'], 's-only server'],
    [[], 's-only server'],
  ])('to floorctrl %j: %s', (offered, expected) => {
    const own = answerFloorControl(offered);
    expect(`${own} ${roleOf(own)}`).toBe(expected);
  });

  it.each<[readonly FloorControl[], readonly FloorControl[], string]>([
    [['c-s'], ['c-only'], 'server'],
    [['c-s'], ['s-only'], 'client'],
    [['c-s'], ['c-s'], 'server'],
    [['c-s'], [], 'client'],
    [['c-only'], ['c-s'], 'client'],
    [['s-only'], [], 'server'],
    [['s-only'], ['s-only'], 'server'],
    [[], ['s-only'], 'client'],
    [['c-only', 's-only'], ['c-only'], 'server'],
  ])('our role after the offer %j and the answer %j: %s', (offered, answered, role) =>
    expect(roleByAnswer(offered, answered)).toBe(role),
  );

  it.each<[Setup | undefined, 'active' | 'passive' | undefined, Setup]>([
    ['actpass', undefined, 'passive'],
    ['actpass', 'active', 'active'],
    ['active', 'active', 'passive'],
    ['passive', undefined, 'active'],
    ['holdconn', undefined, 'holdconn'],
    [undefined, undefined, 'passive'],
  ])('to setup %s, preferring %s: %s', (offered, preferred, answer) =>
    expect(answerSetup(offered, preferred)).toBe(answer),
  );

  it('continue a connection only if both sides can', () => {
    expect([
      answerConnection('existing', true),
      answerConnection('existing', false),
      answerConnection('new', true),
      answerConnection(undefined, true),
    ]).toEqual(['existing', 'new', 'new', 'new']);
  });

  it('accept TLS only with a fingerprint, and no DTLS', () => {
    const known = parseBfcpAttributes([`fingerprint:sha-256 ${HASH}`]);
    const acceptable = (security: 'none' | 'tls' | 'dtls', said: BfcpAttributes): boolean =>
      isAcceptable({ transport: 'tcp', security }, said);
    expect([
      acceptable('none', NOTHING),
      acceptable('tls', known),
      acceptable('tls', NOTHING),
      acceptable('dtls', known),
    ]).toEqual([true, true, false, false]);
  });

  it('start with a version that the device supports', () => {
    expect([
      firstVersion('tcp', [2]),
      firstVersion('udp', []),
      firstVersion('udp', [2, 1]),
      firstVersion('udp', [1]),
    ]).toEqual([1, 2, 2, 1]);
  });
});
