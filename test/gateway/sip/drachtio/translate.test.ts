import { expect, test } from 'vitest';
import { backoff } from '../../../../gateway/sip/drachtio/options.ts';
import {
  answerFor,
  madeUpAck,
  madeUpAnswer,
  matchKey,
  readOwn,
  requestParts,
  responseParts,
  rewritten,
  turnedBye,
  withTag,
} from '../../../../gateway/sip/drachtio/translate.ts';
import type { SipRequest, SipResponse } from '../../../../gateway/sip/stack/message/message.ts';

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`;

const INVITE = readOwn(
  lines(
    'INVITE sip:room@10.0.0.9 SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKa;rport',
    'Max-Forwards: 70',
    'From: "Gate" <sip:gate@10.0.0.1>;tag=ours',
    'To: <sip:room@10.0.0.9>',
    'Call-ID: c1',
    'CSeq: 1 INVITE',
    'Contact: <sip:10.0.0.1>',
    'Route: <sip:10.0.0.8;lr>',
    'Subject: gr\u00c3\u00bc\u00c3\u009fe',
    'Content-Length: 0',
  ),
) as SipRequest;

const OK = readOwn(
  lines(
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKserver',
    'From: "Gate" <sip:gate@10.0.0.1>;tag=server',
    'To: <sip:room@10.0.0.9>;tag=theirs',
    'Call-ID: server',
    'CSeq: 7001 INVITE',
    'Contact: <sip:room@10.0.0.9>',
    'Session-Expires: 1800;refresher=uas',
    'Warning: 399 a "x"',
    'Warning: 399 b "y"',
    'Content-Length: 0',
  ),
) as SipResponse;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

test('a request outside dialogs keeps its identifiers and leaves the rest to the server', () => {
  expect(requestParts(INVITE, 'udp')).toEqual({
    headers: {
      From: '"Gate" <sip:gate@10.0.0.1>;tag=ours',
      To: '<sip:room@10.0.0.9>',
      'Call-ID': 'c1',
      Subject: 'grüße',
    },
  });
});

test("a response omits the server's own fields, keeps every line of a name, and hides the session timer", () => {
  const { headers } = responseParts(OK, 'INVITE', 'udp');
  expect(headers).toEqual({
    To: '<sip:room@10.0.0.9>;tag=theirs',
    X: '1800;refresher=uas',
    Warning: '399 a "x"\r\nWarning: 399 b "y"',
  });
  expect(responseParts(OK, 'REGISTER', 'udp').headers).toHaveProperty('Contact', '<sip:room@10.0.0.9>');
});

test.each([
  ['udp', '<sip:roomgate@localhost>'],
  ['tls', '<sip:roomgate@localhost;transport=tls>'],
  ['wss', '<sip:roomgate@localhost;transport=ws>'],
])('the Contact of an UPDATE over %s is left to the server', (transport, contact) => {
  expect(responseParts(OK, 'UPDATE', transport).headers).toHaveProperty('Contact', contact);
});

test('a response has the identifiers of its request', () => {
  const answer = text(answerFor(INVITE, OK));
  for (const line of [
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKa;rport',
    'From: "Gate" <sip:gate@10.0.0.1>;tag=ours',
    'To: <sip:room@10.0.0.9>;tag=theirs',
    'Call-ID: c1',
    'CSeq: 1 INVITE',
    'Contact: <sip:room@10.0.0.9>',
  ]) {
    expect(answer.split('\r\n')).toContain(line);
  }
  expect(answer).not.toContain('server');
});

test('responses and ACKs that the server withholds are generated', () => {
  expect(text(madeUpAnswer(INVITE, 503)).split('\r\n')[0]).toBe('SIP/2.0 503 Service Unavailable');
  const ack = readOwn(text(madeUpAck(INVITE, OK)));
  expect(ack?.headers.get('cseq')).toBe('1 ACK');
  expect(ack === undefined ? '' : matchKey(ack, 'INVITE')).toBe(matchKey(INVITE));
});

test('a BYE by the server itself becomes one of the peer', () => {
  const bye = readOwn(
    lines(
      'BYE sip:room@10.0.0.9 SIP/2.0',
      'Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKb',
      'From: <sip:a@b>;tag=ours',
      'To: <sip:c@d>;tag=theirs',
      'Call-ID: c1',
      'CSeq: 3 BYE',
      'Reason: SIP ;cause=200',
      'Content-Length: 0',
    ),
  ) as SipRequest;
  const turned = readOwn(text(turnedBye(bye, 9)));
  expect(['from', 'to', 'cseq', 'reason'].map((name) => turned?.headers.get(name))).toEqual([
    '<sip:c@d>;tag=theirs',
    '<sip:a@b>;tag=ours',
    '9 BYE',
    'SIP ;cause=200',
  ]);
});

test('only the selected header lines are rewritten', () => {
  const raw = lines('BYE sip:x SIP/2.0', 'To: "ü" <sip:a@b>;tag=server', 'RAck: 7 1 INVITE').concat('body: To: x');
  const changed = rewritten(raw, (name, value) => (name === 'to' ? withTag(value, 'ours') : undefined)).toString(
    'utf8',
  );
  expect(changed).toBe(raw.replace('tag=server', 'tag=ours'));
});

test.each([
  ['<sip:a@b>', undefined],
  ['<sip:a@b>;tag=x', '<sip:a@b>;tag=new'],
  ['<sip:a@b>;tag=new', undefined],
  ['<sip:a@b;tag=no>;x=1;Tag = y', '<sip:a@b;tag=no>;x=1;Tag = new'],
])('the tag of %s becomes ours', (to, expected) => {
  expect(withTag(to, 'new')).toBe(expected);
});

test('reconnection attempts wait longer each time, up to 15 s', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(backoff)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
});
