/** Each of these packets, alone, has brought some SIP stack down. */
import { expect, test } from 'vitest';
import type { MemoryPeer } from '../../../fakes/memory-network.ts';
import { EDGE, field, inDialog, OFFER, request, world } from './harness.ts';
import type { TestEdge, World } from './harness.ts';

async function meet(): Promise<{ net: World; edge: TestEdge; peer: MemoryPeer; statuses: () => string[] }> {
  const net = world();
  const edge = await net.edge(EDGE.address, { infoTypes: ['application/media_control+xml'] });
  const peer = net.peer();
  // Final responses to the peer's INVITE are ACKed, so that none is repeated.
  peer.onMessage = (text) => {
    if (/^SIP\/2.0 [3-6]/.test(text) && field(text, 'CSeq')?.endsWith(' INVITE') === true)
      peer.send(
        request('ACK', { To: field(text, 'To') ?? '', CSeq: (field(text, 'CSeq') ?? '').replace('INVITE', 'ACK') }),
        EDGE,
      );
  };
  return { net, edge, peer, statuses: () => peer.lines.map((line) => line.replace('SIP/2.0 ', '')) };
}

const INVITE = request();
const withoutLine = (name: string): string => INVITE.replace(new RegExp(String.raw`^${name}: .*\r\n`, 'm'), '');

const REFUSED: readonly (readonly [title: string, packet: string, answer: string])[] = [
  ['a body without Content-Type', withoutLine('Content-Type'), '400 Missing Content-Type'],
  ['no From', withoutLine('From'), '400 Bad Request'],
  ['no To', withoutLine('To'), '400 Bad Request'],
  ['a bad CSeq', request('INVITE', { CSeq: '99999999999 INVITE' }), '400 Bad Request'],
  ['a CSeq of another method', request('INVITE', { CSeq: '1 BYE' }), '400 Bad Request'],
  ['two Call-IDs', request('INVITE', { 'Call-ID': 'a\r\nCall-ID: b' }), '400 Bad Request'],
  [
    'a Request-URI of an unknown scheme',
    request('INVITE', {}, OFFER, 'nobodyKnowsThisScheme:x'),
    '416 Unsupported URI Scheme',
  ],
  ['a Request-URI in angle brackets', request('INVITE', {}, OFFER, '<sip:a@10.0.0.1>'), '400 Bad Request'],
  ['a PRACK outside a dialog', request('PRACK', { RAck: '1 1 INVITE' }), '481 Call/Transaction Does Not Exist'],
  [
    'a PRACK inside an unknown dialog',
    request('PRACK', { RAck: '1 1 INVITE', To: '<sip:a@10.0.0.1>;tag=none' }),
    '481 Call/Transaction Does Not Exist',
  ],
  ['an INFO outside a dialog', request('INFO'), '481 Call/Transaction Does Not Exist'],
  ['a CANCEL of nothing', request('CANCEL'), '481 Call/Transaction Does Not Exist'],
  ['a Contact of *', request('INVITE', { Contact: '*' }), '400 Bad Contact'],
  ['no Contact', request('INVITE', { Contact: '' }), '400 Missing Contact'],
  ['a Content-Length beyond the datagram', request('INVITE', { 'Content-Length': '9999' }), '400 Bad Request'],
  ['a negative Content-Length', request('INVITE', { 'Content-Length': '-1' }), '400 Bad Request'],
  ['two Content-Lengths', request('INVITE', { 'Content-Length': '0\r\nContent-Length: 5' }), '400 Bad Request'],
  ['SIP/7.0', INVITE.replace('SIP/2.0\r\n', 'SIP/7.0\r\n'), '505 Version Not Supported'],
  ['an unknown method', request('CONSTRUCTOR'), '405 Method Not Allowed'],
  ['MESSAGE', request('MESSAGE', { 'Content-Type': 'text/plain' }, 'hello'), '405 Method Not Allowed'],
  ['SUBSCRIBE', request('SUBSCRIBE'), '405 Method Not Allowed'],
  ['an unsupported Require', request('INVITE', { Require: 'timer, nothere' }), '420 Bad Extension'],
  ['a compressed body', request('INVITE', { 'Content-Encoding': 'gzip' }), '415 Unsupported Media Type'],
  ['a body that is no SDP', request('INVITE', { 'Content-Type': 'text/html' }), '415 Unsupported Media Type'],
  ['no hops left', request('INVITE', { 'Max-Forwards': '0' }), '483 Too Many Hops'],
  ['hops that are no number', request('INVITE', { 'Max-Forwards': 'many' }), '400 Bad Max-Forwards'],
  [
    'a session interval below ours',
    request('INVITE', { 'Session-Expires': '30', Supported: 'timer' }),
    '422 Session Interval Too Small',
  ],
  ['sips over UDP', request('INVITE', {}, OFFER, 'sips:a@10.0.0.1'), '416 SIPS Needs TLS'],
  ['a line without colon', INVITE.replace('Max-Forwards: 70', 'Max-Forwards 70'), '400 Bad Request'],
];

test.each(REFUSED)('%s is rejected, and no call is created', async (_, packet, answer) => {
  const { net, edge, peer, statuses } = await meet();
  peer.send(packet, EDGE);
  net.run(1000);
  expect(statuses()).toEqual([answer]);
  expect(edge.calls).toEqual([]);
  net.run(60_000);
  expect(edge.edge.stats()).toEqual({
    calls: 0,
    clientTransactions: 0,
    serverTransactions: 0,
    connections: 0,
    timers: 0,
  });
});

const DROPPED: readonly (readonly [title: string, packet: string, fact: string | undefined])[] = [
  [
    'a response with a bad CSeq',
    'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: x\r\nCSeq: BOOM\r\n\r\n',
    'parseFailure response-cseq',
  ],
  [
    'a response of status 4294967301',
    'SIP/2.0 4294967301 OK\r\nVia: SIP/2.0/UDP 10.0.0.1\r\n\r\n',
    'parseFailure status',
  ],
  [
    'a response without a request',
    'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n',
    undefined,
  ],
  ['an ACK without an INVITE', request('ACK'), undefined],
  ['an ACK of SIP/7.0', request('ACK').replace('SIP/2.0\r\n', 'SIP/7.0\r\n'), 'parseFailure version'],
  ['no Via', withoutLine('Via'), 'parseFailure via'],
  ['no Call-ID', withoutLine('Call-ID'), 'parseFailure call-id'],
  ['no CSeq', withoutLine('CSeq'), 'parseFailure cseq'],
  ['no empty line', 'INVITE sip:a@b SIP/2.0\r\nVia: x', 'parseFailure truncated'],
  ['zero bytes', '\0'.repeat(64), 'parseFailure truncated'],
  ['empty lines', '\r\n\r\n\r\n', 'parseFailure truncated'],
  ['a lone start line', '\r\n\r\nOPTIONS\r\n\r\n', 'parseFailure start-line'],
];

test.each(DROPPED)('%s is dropped and counted', async (_, packet, fact) => {
  const { net, edge, statuses, peer } = await meet();
  peer.send(packet, EDGE);
  net.run(1000);
  expect(statuses()).toEqual([]);
  expect(edge.factNames).toEqual(fact === undefined ? [] : [fact]);
  expect(edge.edge.stats().serverTransactions).toBe(0);
});

test("a Content-Length below the datagram's length cuts the body", async () => {
  const { net, edge, peer } = await meet();
  const offers: (string | undefined)[] = [];
  edge.onCall = (call) => void offers.push(call.offer);
  peer.send(INVITE + 'trailing bytes', EDGE);
  net.run(10);
  expect(offers).toEqual([OFFER]);
});

test('names of Object.prototype are treated like other names', async () => {
  const { net, edge, peer, statuses } = await meet();
  const via = 'SIP/2.0/UDP 10.0.0.9:5060;__proto__;constructor=1;branch=z9hG4bKp;rport';
  peer.send(
    request('INVITE', { Via: via, __proto__x: '1', ['__proto__']: 'x', constructor: 'y', toString: 'z' }),
    EDGE,
  );
  net.run(10);
  expect(statuses()).toEqual(['200 OK']);
  expect(field(peer.received[0], 'Via')).toBe(
    'SIP/2.0/UDP 10.0.0.9:5060;__proto__;constructor=1;branch=z9hG4bKp;rport=5060;received=10.0.0.9',
  );
  expect(edge.calls[0]?.call.request.header('constructor')).toBe('y');
  expect(edge.calls[0]?.call.request.header('valueOf')).toBeUndefined();
});

test('a request that arrived by two paths is rejected as merged', async () => {
  const { net, edge, peer, statuses } = await meet();
  edge.onCall = (call) => call.ring();
  peer.send(INVITE, EDGE);
  peer.send(request('INVITE', { Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKother;rport' }), EDGE);
  net.run(10);
  expect(statuses()).toEqual(['180 Ringing', '482 Loop Detected']);
  expect(edge.calls.length).toBe(1);
});

test('requests inside a dialog are rejected one by one, and the call continues', async () => {
  const { net, edge, peer, statuses } = await meet();
  peer.send(INVITE, EDGE);
  net.run(10);
  const ok = peer.received[0];
  peer.send(inDialog(ok, 'ACK', 1), EDGE);
  const cases: readonly (readonly [string, string])[] = [
    [inDialog(ok, 'INFO', 2, { 'Content-Type': 'application/dtmf' }, '5'), '415 Unsupported Media Type'],
    [inDialog(ok, 'INFO', 3, { 'Content-Type': '' }, '5'), '400 Missing Content-Type'],
    [inDialog(ok, 'INFO', 4), '200 OK'],
    [inDialog(ok, 'INFO', 5, { 'Content-Type': 'application/media_control+xml' }, '<x/>'), '200 OK'],
    [inDialog(ok, 'PRACK', 6, { RAck: '1 1 INVITE' }), '481 Call/Transaction Does Not Exist'],
    [inDialog(ok, 'NOTIFY', 7, { Event: 'refer' }), '481 Subscription Does Not Exist'],
    [inDialog(ok, 'OPTIONS', 8), '200 OK'],
    [inDialog(ok, 'MESSAGE', 9), '405 Method Not Allowed'],
    [inDialog(ok, 'REFER', 10), '400 Bad Refer-To'],
    [inDialog(ok, 'INFO', 3, { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKold' }), '500 CSeq Out Of Order'],
    [inDialog(ok, 'BYE', 11, { From: '<sip:room@10.0.0.9>;tag=other' }), '481 Call/Transaction Does Not Exist'],
  ];
  for (const [packet, answer] of cases) {
    peer.received.length = 0;
    peer.send(packet, EDGE);
    net.run(10);
    expect(statuses(), packet).toEqual([answer]);
  }
  expect(edge.calls[0]?.events.map((event) => event.type)).toEqual(['established', 'info']);
});
