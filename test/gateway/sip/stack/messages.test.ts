import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress, printAddress, tagOf } from '../../../../gateway/sip/stack/message/header-address.ts';
import { parseCSeq, parseRAck } from '../../../../gateway/sip/stack/message/header-cseq.ts';
import { parseMinSe, parseSessionExpires } from '../../../../gateway/sip/stack/message/header-session-expires.ts';
import { parseVia, stampVia } from '../../../../gateway/sip/stack/message/header-via.ts';
import { StreamFramer } from '../../../../gateway/sip/stack/transport/framer.ts';
import type { Framed } from '../../../../gateway/sip/stack/transport/framer.ts';
import { contentOf } from '../../../../gateway/sip/stack/message/content.ts';
import { bodyText } from '../../../../gateway/sip/stack/message/message.ts';
import type { SipMessage } from '../../../../gateway/sip/stack/message/message.ts';
import { parseMessage } from '../../../../gateway/sip/stack/message/parse.ts';
import { printHeaders } from '../../../../gateway/sip/stack/message/print.ts';
import {
  bytesToText,
  parseParams,
  splitCommas,
  textToBytes,
  unquote,
} from '../../../../gateway/sip/stack/message/scan.ts';
import { escapeUser, parseUri, printUri, toSipUri, unescapeUser } from '../../../../gateway/sip/stack/message/uri.ts';
import { OFFER, request } from './harness.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

function parsed(text: string): SipMessage {
  const result = parseMessage(bytes(text));
  if (!result.ok) throw new Error(`Cannot parse the example: ${result.kind}`);
  return result.message;
}

/** In the form that Cisco devices send: compact names where possible, folded, several values per line. */
const CISCO = [
  'INVITE sip:123456@meet.example.org SIP/2.0',
  'v: SIP/2.0/TCP 10.1.2.3:5060;branch=z9hG4bKabc;rport, SIP/2.0/TLS [2001:db8::9]:5061;branch=z9hG4bKdef',
  'i: 0123-4567@10.1.2.3',
  'CSEQ:  100   INVITE',
  'm: "Room, \\"1\\"" <sip:room@10.1.2.3:5060;transport=tcp>;+sip.instance="<urn:uuid:1>"',
  'f: "Zimmer \u00fcber" <sip:room@example.org>;tag=abc',
  't: <sip:123456@meet.example.org>',
  'Max-Forwards : 70',
  'Allow: INVITE,ACK,CANCEL,',
  ' BYE,UPDATE,',
  '\tINFO',
  'User-Agent: TANDBERG/529 (ce9.1.4.3ae3106) Cisco-MX700ST',
  'k: replaces,100rel,timer',
  'x: 1800',
  'P_Preferred_Identity: x',
  'X-Later: 1',
  'x-LATER: 2',
  'c: application/sdp',
  `l: ${OFFER.length}`,
  '',
  OFFER,
].join('\r\n');

test('compact forms, folding and lists are parsed', () => {
  const message = parsed(CISCO);
  const { headers } = message;
  expect(headers.list('via').length).toBe(2);
  expect(headers.get('call-id')).toBe('0123-4567@10.1.2.3');
  expect(parseCSeq(headers.get('cseq') ?? '')).toEqual({ number: 100, method: 'INVITE' });
  expect(headers.list('allow')).toEqual(['INVITE', 'ACK', 'CANCEL', 'BYE', 'UPDATE', 'INFO']);
  expect(headers.hasToken('supported', 'timer')).toBe(true);
  expect(headers.find('P_preferred_identity')).toBe('x');
  expect(headers.lines('x-later')).toEqual(['1', '2']);
  expect(parseAddress(headers.get('contact') ?? '')).toMatchObject({
    display: 'Room, "1"',
    uri: 'sip:room@10.1.2.3:5060;transport=tcp',
  });
  expect(parseAddress(headers.get('from') ?? '')?.display).toBe('Zimmer \u00fcber');
  expect(bodyText(message)).toBe(OFFER);
});

test('a parsed message is printed in long form and in its order', () => {
  const names = printHeaders(parsed(CISCO).headers)
    .split('\r\n')
    .map((line) => line.split(':', 1)[0]);
  expect(names).toEqual([
    'Via',
    'Call-ID',
    'CSeq',
    'Contact',
    'From',
    'To',
    'Max-Forwards',
    'Allow',
    'User-Agent',
    'Supported',
    'Session-Expires',
    'P_preferred_identity',
    'X-Later',
    'X-Later',
    'Content-Type',
    'Content-Length',
    '',
  ]);
});

test('bare line feeds are accepted as line ends', () => {
  const message = parsed(CISCO.replaceAll('\r\n', '\n').replace(`l: ${OFFER.length}`, 'l: 0'));
  expect(message.headers.get('max-forwards')).toBe('70');
});

test('Content-Length counts bytes', () => {
  const text = 'h\u00e9llo \u2603';
  const message = parsed(request('MESSAGE', { 'Content-Type': 'text/plain' }, text) + 'rest');
  expect(bodyText(message)).toBe(text);
});

test('a message that is truncated anywhere needs more, and is never accepted', () => {
  const whole = bytes(CISCO);
  for (let length = 0; length < whole.length; length++) {
    const result = parseMessage(whole.subarray(0, length), 'stream');
    expect(result.ok ? 'ok' : result.kind, `at ${length}`).toBe('needMore');
  }
  expect(parseMessage(whole, 'stream').ok).toBe(true);
});

test('any bytes give one of the four outcomes', () => {
  const soup = fc.array(
    fc.constantFrom(
      'INVITE ',
      'sip:a@b ',
      'SIP/2.0',
      '\r\n',
      '\n',
      ' ',
      ':',
      'Via',
      ';',
      ',',
      '"',
      '<',
      '>',
      'Content-Length',
      '5',
      '\\',
      '\0',
      '\u00ff',
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(soup, (parts) => {
      const result = parseMessage(Buffer.from(parts.join(''), 'latin1'));
      expect(result.ok || ['needMore', 'malformed', 'unsupported'].includes(result.kind)).toBe(true);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

const URIS: readonly (readonly [text: string, user: string | undefined, host: string, port: number | undefined])[] = [
  ['sip:123456@meet.example.org', '123456', 'meet.example.org', undefined],
  ['sip:@meet.example.org', '', 'meet.example.org', undefined],
  ['sip:meet.example.org', undefined, 'meet.example.org', undefined],
  ['sips:a@[2001:db8::1]:5061;transport=tls', 'a', '2001:db8::1', 5061],
  ['sip:10.0.0.1:5070;transport=tcp', undefined, '10.0.0.1', 5070],
  ['sip:j%40s0n@example.org', 'j@s0n', 'example.org', undefined],
  ['sip:user;par=u%40example.net@example.com', 'user;par=u@example.net', 'example.com', undefined],
  ['sip:1234;phone-context=x?y@h', '1234;phone-context=x?y', 'h', undefined],
  ['SIP:alice:secret@Example.org', 'alice', 'Example.org', undefined],
  ['tel:+49123;ext=5', '+49123', '', undefined],
  ['sip:a@h?Replaces=x%40y', 'a', 'h', undefined],
];

test.each(URIS)('the URI %s is parsed and printed', (text, user, host, port) => {
  const result = parseUri(text);
  if (!result.ok) throw new Error(result.error);
  expect(toSipUri(result.value)).toEqual({
    scheme: result.value.scheme,
    host,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  });
  expect(printUri(result.value).toLowerCase()).toBe(text.toLowerCase());
});

test.each([
  ['sip:', 'malformed'],
  ['sip:a@', 'malformed'],
  ['sip:a@h:x', 'malformed'],
  ['sip:a@[::1', 'malformed'],
  ['a@b', 'malformed'],
  ['sip:a@h:99999', 'malformed'],
  ['http://x', 'unsupported'],
  ['tel:', 'malformed'],
  ['', 'malformed'],
])('%s is %s as a URI', (text, kind) => {
  const result = parseUri(text);
  expect(result.ok ? 'ok' : result.kind).toBe(kind);
});

test('a user part survives escaping', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (user) => unescapeUser(escapeUser(user)) === user),
    { seed: 2 },
  );
});

test('a display name survives printing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const clean = name.replaceAll(/[\r\n]/g, ' ').trim();
      fc.pre(clean === name);
      expect(parseAddress(printAddress('sip:a@b', name))?.display ?? '').toBe(bytesToText(textToBytes(name)));
    }),
    { seed: 3 },
  );
});

test('addresses are parsed in all their forms', () => {
  expect(parseAddress('sip:a@b;tag=1')).toEqual({ uri: 'sip:a@b', params: new Map([['tag', '1']]) });
  expect(parseAddress('<sip:a@b;lr>;tag=1')).toEqual({ uri: 'sip:a@b;lr', params: new Map([['tag', '1']]) });
  expect(parseAddress('Anna <sip:a@b>')).toMatchObject({ display: 'Anna', uri: 'sip:a@b' });
  expect(parseAddress('"a <b>; tag=2" <sip:a@b>;tag="1;2"')).toMatchObject({ display: 'a <b>; tag=2', uri: 'sip:a@b' });
  expect(parseAddress('"open <sip:a@b>')).toBeUndefined();
  expect(parseAddress('<sip:a@b')).toBeUndefined();
  expect([tagOf('"x;tag=no" <sip:a@b;tag=no>;x=1; TAG = yes'), tagOf('sip:a@b;tag=t'), tagOf('<sip:a@b>')]).toEqual([
    'yes',
    't',
    undefined,
  ]);
});

test('Via is parsed, and records the source of the request', () => {
  const source = { address: '192.0.2.1', port: 4242 };
  const stamped = (text: string): string => stampVia(text, parseVia(text) ?? expect.unreachable(), source);
  expect(parseVia('SIP / 2.0 / UDP first.example.com: 4000;ttl=16;maddr=224.2.0.1 ;branch=z9hG4bKa7')).toMatchObject({
    transport: 'UDP',
    host: 'first.example.com',
    port: 4000,
    branch: 'z9hG4bKa7',
  });
  expect(parseVia('SIP/2.0/TCP [2001:db8::9:1];branch=x')).toMatchObject({ host: '2001:db8::9:1', port: undefined });
  expect(parseVia('SIP/3.0/TCP a')).toBeUndefined();
  expect(stamped('SIP/2.0/UDP 192.0.2.1;branch=x')).toBe('SIP/2.0/UDP 192.0.2.1;branch=x');
  expect(stamped('SIP/2.0/UDP 10.0.0.1;branch=x')).toBe('SIP/2.0/UDP 10.0.0.1;branch=x;received=192.0.2.1');
  expect(stamped('SIP/2.0/UDP 10.0.0.1;rport;branch=x')).toBe(
    'SIP/2.0/UDP 10.0.0.1;rport=4242;branch=x;received=192.0.2.1',
  );
});

test('numbers beyond their range are rejected', () => {
  expect(
    [parseCSeq('2147483647 A'), parseCSeq('2147483648 A'), parseCSeq('1'), parseCSeq('-1 A')].map(Boolean),
  ).toEqual([true, false, false, false]);
  expect(parseRAck('776656 1 INVITE')).toEqual({ rseq: 776656, number: 1, method: 'INVITE' });
  expect(parseSessionExpires('500 ; Refresher=UAC')).toEqual({ interval: 500, refresher: 'uac' });
  expect([parseSessionExpires('x'), parseMinSe('90;x=y')]).toEqual([undefined, 90]);
});

test('lists and parameters respect quotes and brackets', () => {
  expect(splitCommas('a, "b,c", <d,e>,,f')).toEqual(['a', '"b,c"', '<d,e>', 'f']);
  expect(splitCommas('')).toEqual([]);
  expect([...(parseParams(';a="x;y";B=1;b=2; c', 0) ?? [])]).toEqual([
    ['a', '"x;y"'],
    ['b', '1'],
    ['c', ''],
  ]);
  expect(parseParams(';a="x', 0)).toBeUndefined();
  expect(unquote(String.raw`"a\"b\\"`)).toBe(String.raw`a"b\ `.trim());
});

test('the SDP of a multipart body is found', () => {
  const body = `--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n${OFFER}--b1--\r\n`;
  expect(contentOf(parsed(request('INVITE', { 'Content-Type': 'multipart/mixed;boundary="b1"' }, body)))).toEqual({
    type: 'sdp',
    sdp: OFFER,
  });
  expect(
    contentOf(
      parsed(request('INVITE', { 'Content-Type': 'text/plain', 'Content-Disposition': 'x;handling=optional' }, 'x')),
    ),
  ).toEqual({ type: 'none' });
});

function kinds(framed: readonly Framed[]): readonly string[] {
  return framed.map((item) => (item.type === 'message' && item.parsed.ok ? item.parsed.message.kind : item.type));
}

test('a stream is split into messages in any chunking', () => {
  const stream = bytes(`${CISCO}\r\n\r\n${request('OPTIONS')}${request()}`);
  for (const size of [1, 2, 3, 7, 100, 1500, stream.length]) {
    const framer = new StreamFramer();
    const framed: Framed[] = [];
    for (let at = 0; at < stream.length; at += size) framed.push(...framer.push(stream.subarray(at, at + size)));
    expect(kinds(framed), `pieces of ${size}`).toEqual(['request', 'ping', 'request', 'request']);
    expect(framer.buffered).toBe(0);
  }
});

test.each([
  ['an endless header', 'INVITE sip:a@b SIP/2.0\r\nX: ' + 'x'.repeat(20_000)],
  ['a body beyond the limit', request('INVITE', { 'Content-Length': '70000' })],
  ['a non-numeric length', request('INVITE', { 'Content-Length': '-1' })],
])('a stream with %s is lost', (_, text) => {
  const framer = new StreamFramer();
  expect(kinds(framer.push(bytes(text)))).toEqual(['lost']);
  expect(framer.push(bytes(CISCO))).toEqual([]);
  expect(framer.buffered).toBe(0);
});
