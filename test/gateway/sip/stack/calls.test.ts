import { expect, test } from 'vitest';
import type { MemoryConnection } from '../../../fakes/memory-network.ts';
import { ANSWER, field, inDialog, OFFER, reply, request, scene, shorts, status, up, world } from './harness.ts';

test('an INVITE rings, is answered, confirmed, and ended by BYE', async () => {
  const { net, edge, say } = await scene();
  edge.onCall = (call) => call.ring();
  const [ringing] = say(request());
  expect(status(ringing)).toBe('180 Ringing');
  edge.calls[0]?.call.accept(ANSWER);
  const [ok] = say();
  expect(status(ok)).toBe('200 OK');
  expect(ok?.endsWith(`\r\n\r\n${ANSWER}`)).toBe(true);
  expect(field(ok, 'Contact')).toBe('<sip:10.0.0.1:5060>');
  expect(field(ok, 'To')).toBe(field(ringing, 'To'));
  say(inDialog(ok, 'ACK', 1));
  expect(say(inDialog(ok, 'BYE', 2, { Reason: 'Q.850;cause=16' })).map(status)).toEqual(['200 OK']);
  expect(edge.calls[0]?.events).toEqual([
    { type: 'established' },
    { type: 'ended', end: { cause: 'bye', reason: 'Q.850;cause=16' } },
  ]);
  net.run(40_000);
  expect(edge.edge.stats()).toEqual({
    calls: 0,
    clientTransactions: 0,
    serverTransactions: 0,
    connections: 0,
    timers: 0,
  });
});

test('100 is sent while the handler has not answered', async () => {
  const { edge, say } = await scene();
  edge.onCall = () => {};
  expect(say(request()).map(status)).toEqual(['100 Trying']);
});

test('180 is repeated each minute', async () => {
  const { net, edge, peer, say } = await scene();
  edge.onCall = (call) => call.ring();
  say(request());
  net.run(185_000);
  expect(peer.lines).toEqual(Array.from({ length: 4 }, () => 'SIP/2.0 180 Ringing'));
  edge.calls[0]?.call.reject({ status: 480 });
  net.run(185_000);
  expect(edge.edge.stats()).toMatchObject({ calls: 0, timers: 0 });
});

test('a CANCEL ends a ringing call with 487', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.ring();
  say(request());
  expect(
    say(request('CANCEL', { CSeq: '1 CANCEL' }))
      .map(status)
      .toSorted(),
  ).toEqual(['200 OK', '487 Request Terminated']);
  expect(shorts(edge.calls[0])).toEqual(['ended cancel']);
});

test('a CANCEL after the answer changes nothing', async () => {
  const { edge, say } = await scene();
  say(request());
  expect(say(request('CANCEL', { CSeq: '1 CANCEL' })).map(status)).toEqual(['200 OK']);
  expect(shorts(edge.calls[0])).toEqual([]);
});

test('a 2xx is repeated until its ACK; without ACK a BYE ends the call', async () => {
  const { net, edge, peer, say } = await scene();
  say(request());
  net.run(33_000);
  expect(peer.lines.filter((line) => line === 'SIP/2.0 200 OK').length).toBe(11);
  expect(peer.lines.at(-1)).toMatch(/^BYE sip:room@10.0.0.9 /);
  expect(shorts(edge.calls[0])).toEqual(['ended no-ack']);
  expect(edge.factNames).toContain('timeout H');
});

test('a call that is hung up before the ACK gets BYE after it', async () => {
  const { edge, say } = await scene();
  const [ok] = say(request());
  edge.calls[0]?.call.end();
  expect(say()).toEqual([]);
  expect(say(inDialog(ok, 'ACK', 1)).map(status)).toEqual(['BYE sip:room@10.0.0.9 SIP/2.0']);
  expect(shorts(edge.calls[0])).toEqual(['ended local']);
});

test('delayed offer: we offer in the 2xx, the peer answers in the ACK', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => {
    expect(call.offer).toBeUndefined();
    call.accept(OFFER);
  };
  const [ok] = say(request('INVITE', {}, ''));
  say(inDialog(ok, 'ACK', 1, { 'Content-Type': 'application/sdp' }, ANSWER));
  expect(edge.calls[0]?.events).toEqual([{ type: 'answer', sdp: ANSWER }, { type: 'established' }]);
});

test('a delayed offer without an answer in the ACK ends the call', async () => {
  const { edge, say } = await scene();
  const [ok] = say(request('INVITE', {}, ''));
  expect(say(inDialog(ok, 'ACK', 1)).map(status)).toEqual(['BYE sip:room@10.0.0.9 SIP/2.0']);
  expect(shorts(edge.calls[0])).toEqual(['ended no-ack']);
});

test('a rejection carries its headers, and is repeated until its ACK', async () => {
  const { net, edge, peer, say } = await scene();
  edge.onCall = (call) => call.reject({ status: 480, reason: 'Gone\r\nFishing', headers: [['Retry-After', '30']] });
  const [refused] = say(request());
  expect(status(refused)).toBe('480 Gone  Fishing');
  expect(field(refused, 'Retry-After')).toBe('30');
  net.run(2000);
  expect(peer.received.length).toBe(3);
  say(request('ACK', { To: field(refused, 'To') ?? '', CSeq: '1 ACK' }));
  net.run(40_000);
  expect(peer.received.length).toBe(3);
});

test('Record-Route is copied, and our requests follow it by loose routing', async () => {
  const { edge, say } = await up({}, { 'Record-Route': '<sip:10.0.0.9;lr>, <sip:10.0.0.8;lr>' });
  edge.calls[0]?.call.end();
  const [bye] = say();
  expect(status(bye)).toBe('BYE sip:room@10.0.0.9 SIP/2.0');
  expect([...(bye ?? '').matchAll(/^Route: (.*)\r$/gm)].map((match) => match[1])).toEqual([
    '<sip:10.0.0.9;lr>',
    '<sip:10.0.0.8;lr>',
  ]);
});

test('a strict router replaces the target', async () => {
  const { edge, say } = await up({}, { 'Record-Route': '<sip:10.0.0.9>' });
  edge.calls[0]?.call.end();
  const [bye] = say();
  expect(status(bye)).toBe('BYE sip:10.0.0.9 SIP/2.0');
  expect(field(bye, 'Route')).toBe('<sip:room@10.0.0.9>');
});

test('a device behind a NAT is reached at its source address', async () => {
  const { edge, say } = await up(
    {},
    { Via: 'SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bKnat;rport', Contact: '<sip:room@192.168.1.5>' },
  );
  edge.calls[0]?.call.end();
  expect(say().map(status)).toEqual(['BYE sip:room@192.168.1.5 SIP/2.0']);
});

test('a re-INVITE is an offer, and its answer is confirmed by ACK', async () => {
  const { edge, say, ok } = await up();
  edge.onCallEvent = (call, event) => {
    if (event.type === 'offer') call.answer(ANSWER);
  };
  const [second] = say(inDialog(ok, 'INVITE', 2, { 'Content-Type': 'application/sdp' }, OFFER));
  expect(status(second)).toBe('200 OK');
  say(inDialog(ok, 'ACK', 2));
  expect(edge.calls[0]?.events.at(-1)).toEqual({ type: 'offer', sdp: OFFER });
});

test('a re-INVITE without SDP asks for an offer, which is answered in the ACK', async () => {
  const { edge, say, ok } = await up();
  edge.onCallEvent = (call, event) => {
    if (event.type === 'offer') call.answer(OFFER);
  };
  say(inDialog(ok, 'INVITE', 2));
  say(inDialog(ok, 'ACK', 2, { 'Content-Type': 'application/sdp' }, ANSWER));
  expect(edge.calls[0]?.events.slice(1)).toEqual([
    { type: 'offer', sdp: undefined },
    { type: 'answer', sdp: ANSWER },
  ]);
});

test('a rejected offer leaves the session unchanged, and the next one is accepted', async () => {
  const { edge, say, ok } = await up();
  edge.onCallEvent = (call, event) => {
    if (event.type === 'offer') call.refuseOffer({ status: 488 });
  };
  expect(say(inDialog(ok, 'INVITE', 2, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '488 Not Acceptable Here',
  ]);
  say(inDialog(ok, 'ACK', 2, { Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKINVITE2;rport' }));
  expect(say(inDialog(ok, 'UPDATE', 3, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '488 Not Acceptable Here',
  ]);
});

test('a second re-INVITE before our answer gets 500 with Retry-After', async () => {
  const { edge, say, ok } = await up();
  expect(say(inDialog(ok, 'INVITE', 2, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '100 Trying',
  ]);
  const [busy] = say(inDialog(ok, 'INVITE', 3, { 'Content-Type': 'application/sdp' }, OFFER));
  expect(status(busy)).toBe('500 Server Internal Error');
  expect(Number(field(busy, 'Retry-After'))).toBeLessThanOrEqual(10);
  expect(shorts(edge.calls[0])).toEqual(['established', 'offer']);
});

test('re-INVITE and UPDATE during our re-INVITE get 491', async () => {
  const { edge, say, ok } = await up();
  edge.calls[0]?.call.sendOffer(OFFER);
  const [ours] = say();
  expect(status(ours)).toBe('INVITE sip:room@10.0.0.9 SIP/2.0');
  expect(say(inDialog(ok, 'INVITE', 2, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '491 Request Pending',
  ]);
  expect(say(inDialog(ok, 'UPDATE', 3, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '491 Request Pending',
  ]);
  expect(say(inDialog(ok, 'UPDATE', 4)).map(status)).toEqual(['200 OK']);
  expect(say(reply(ours, '200 OK', {}, ANSWER)).map(status)).toEqual(['ACK sip:room@10.0.0.9 SIP/2.0']);
  expect(edge.calls[0]?.events.at(-1)).toEqual({ type: 'answer', sdp: ANSWER });
});

test('our re-INVITE that gets 491 is repeated within 2 s, because the peer owns the Call-ID', async () => {
  const { net, edge, peer, say } = await up();
  edge.calls[0]?.call.sendOffer(OFFER);
  const [ours] = say();
  say(reply(ours, '491 Request Pending'));
  const before = peer.received.length;
  net.run(2010);
  const again = peer.received.slice(before).find((text) => text.startsWith('INVITE'));
  expect(field(again, 'CSeq')).toBe('2 INVITE');
  expect(shorts(edge.calls[0])).toEqual(['established']);
});

test('our offers wait for each other', async () => {
  const { edge, say } = await up();
  edge.calls[0]?.call.sendOffer(OFFER);
  edge.calls[0]?.call.sendOffer(ANSWER);
  const [first] = say();
  const after = say(reply(first, '488 Not Acceptable Here'));
  expect(after.map(status)).toEqual(['ACK sip:room@10.0.0.9 SIP/2.0', 'INVITE sip:room@10.0.0.9 SIP/2.0']);
  expect(shorts(edge.calls[0])).toEqual(['established', 'offerRefused 488']);
});

test('our offer that gets 481 ends the call with BYE', async () => {
  const { edge, say } = await up();
  edge.calls[0]?.call.sendOffer(OFFER);
  const [ours] = say();
  expect(say(reply(ours, '481 Gone')).map(status)).toEqual([
    'ACK sip:room@10.0.0.9 SIP/2.0',
    'BYE sip:room@10.0.0.9 SIP/2.0',
  ]);
  expect(shorts(edge.calls[0])).toEqual(['established', 'ended peer-gone 481']);
});

test('BYE crossing our re-INVITE ends the call once, and a late 2xx is still ACKed', async () => {
  const { edge, say, ok } = await up();
  edge.calls[0]?.call.sendOffer(OFFER);
  const [ours] = say();
  expect(say(inDialog(ok, 'BYE', 2)).map(status)).toEqual(['200 OK']);
  expect(say(reply(ours, '200 OK', {}, ANSWER)).map(status)).toEqual(['ACK sip:room@10.0.0.9 SIP/2.0']);
  expect(shorts(edge.calls[0])).toEqual(['established', 'ended bye']);
});

test('REFER is accepted with 202, with progress in NOTIFY', async () => {
  const { edge, say, ok } = await up();
  edge.onCallEvent = (call, event) => {
    if (event.type === 'refer') call.acceptRefer();
  };
  const [accepted, trying] = say(inDialog(ok, 'REFER', 2, { 'Refer-To': '<sip:other@10.0.0.7?Replaces=x>' }));
  expect(status(accepted)).toBe('202 Accepted');
  expect(field(trying, 'Subscription-State')).toBe('active;expires=60');
  expect(trying?.endsWith('SIP/2.0 100 Trying\r\n')).toBe(true);
  expect(edge.calls[0]?.events.at(-1)).toEqual({
    type: 'refer',
    target: { scheme: 'sip', user: 'other', host: '10.0.0.7' },
    hasReplaces: true,
  });
  edge.calls[0]?.call.notifyRefer(200, 'OK');
  const [final] = say(reply(trying, '200 OK'));
  expect(field(final, 'Subscription-State')).toBe('terminated;reason=noresource');
  expect(field(final, 'Event')).toBe('refer;id=2');
});

test('our INFO that gets 481 ends the call', async () => {
  const { edge, say } = await up();
  edge.calls[0]?.call.sendInfo('application/dtmf-relay', 'Signal=5');
  const [info] = say();
  expect(info?.endsWith('\r\n\r\nSignal=5')).toBe(true);
  say(reply(info, '481 Gone'));
  expect(shorts(edge.calls[0])).toEqual(['established', 'ended peer-gone 481']);
});

test('while draining, new calls get 503 with Retry-After and existing calls continue', async () => {
  const { edge, say, ok } = await up();
  edge.edge.drain();
  const [refused] = say(request('INVITE', { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKnew', 'Call-ID': 'new' }));
  expect([status(refused), field(refused, 'Retry-After')]).toEqual(['503 Service Unavailable', '10']);
  expect(say(inDialog(ok, 'OPTIONS', 2)).map(status)).toEqual(['200 OK']);
});

test.each([true, false])('requests of a source above its rate are rejected, silently: %s', async (silentDrop) => {
  const { net, edge, say } = await scene({ rateLimit: { perSecond: 1, burst: 2, silentDrop } });
  edge.onCall = (call) => call.ring();
  const flood = Array.from({ length: 5 }, (_, n) =>
    request('INVITE', { Via: `SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK${n}`, 'Call-ID': `c${n}` }),
  );
  const statuses = say(...flood).map(status);
  expect(statuses).toEqual([
    '180 Ringing',
    '180 Ringing',
    ...(silentDrop ? [] : Array.from({ length: 3 }, () => '503 Service Unavailable')),
  ]);
  expect(edge.edge.stats().serverTransactions).toBe(2);
  net.run(1000);
  expect(
    say(request('INVITE', { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKlater', 'Call-ID': 'later' })).map(status),
  ).toEqual(['180 Ringing']);
});

test('above the limit of calls, new calls get 503', async () => {
  const { say } = await up({ limits: { maxCalls: 1 } });
  expect(
    say(request('INVITE', { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKnew', 'Call-ID': 'new' })).map(status),
  ).toEqual(['503 Service Unavailable']);
});

test('another host gets 404 if domains are configured', async () => {
  const { say } = await scene({ domains: ['meet.example.org'] });
  expect(
    say(request('INVITE', { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1' }, OFFER, 'sip:1@elsewhere.example')).map(
      status,
    ),
  ).toEqual(['404 Not Found']);
  expect(
    say(
      request(
        'OPTIONS',
        { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK2', CSeq: '2 OPTIONS' },
        '',
        'sip:MEET.example.org',
      ),
    ).map(status),
  ).toEqual(['200 OK']);
  expect(
    say(request('OPTIONS', { Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK3', CSeq: '3 OPTIONS' }, '', 'sip:10.0.0.1')).map(
      status,
    ),
  ).toEqual(['200 OK']);
});

test('requests with RFC 2543 branches are matched by other fields', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.reject({ status: 486 });
  const via = { Via: 'SIP/2.0/UDP 10.0.0.9:5060' };
  const [refused] = say(request('INVITE', via));
  expect(say(request('INVITE', via)).map(status)).toEqual(['486 Busy Here']);
  expect(edge.calls.length).toBe(1);
  say(request('ACK', { ...via, CSeq: '1 ACK', To: field(refused, 'To') ?? '' }));
  expect(edge.edge.stats().timers).toBe(1);
});

test('our re-INVITE that is never answered is cancelled, and leaves nothing', async () => {
  const { net, edge, peer, say, ok } = await up({ ringTimeout: 20_000 });
  edge.calls[0]?.call.sendOffer(OFFER);
  const [ours] = say();
  say(reply(ours, '183 Session Progress'));
  net.run(21_000);
  expect(peer.lines.at(-1)).toMatch(/^CANCEL/);
  say(inDialog(ok, 'BYE', 2));
  net.run(70_000);
  expect(edge.edge.stats()).toEqual({
    calls: 0,
    clientTransactions: 0,
    serverTransactions: 0,
    connections: 0,
    timers: 0,
  });
});

test('a full edge closes an idle connection that only sends keep-alives, and none that serves a call', async () => {
  const net = world();
  const edge = await net.edge('10.0.0.1', { limits: { maxConnections: 2, firstMessageTimeout: 10_000 } });
  const closed: string[] = [];
  const connect = (name: string, first: string): MemoryConnection => {
    const to = { transport: 'tcp', address: '10.0.0.1', port: 5060 } as const;
    const connection = net.network.connect({ address: '10.0.0.9', port: net.network.freePort() }, to);
    connection.onClose = () => void closed.push(name);
    connection.send(first);
    net.run(10);
    return connection;
  };
  const tcp = (id: string): Record<string, string> => ({
    Via: `SIP/2.0/TCP 10.0.0.9;branch=z9hG4bK${id}`,
    'Call-ID': id,
  });
  connect('call', request('INVITE', tcp('call')));
  const idle = connect('idle', request('OPTIONS', tcp('idle')));
  connect('early', request('OPTIONS', tcp('early')));
  expect(closed).toEqual(['early']);
  for (let at = 0; at < 12; at++) {
    net.run(1000);
    idle.send('\r\n\r\n');
  }
  connect('late', request('OPTIONS', tcp('late')));
  expect(closed).toEqual(['early', 'idle']);
  expect(edge.edge.stats().connections).toBe(2);
});

test('a response whose connection has closed uses a new one, to the port in the Via', async () => {
  const net = world();
  const edge = await net.edge('10.0.0.1');
  edge.onCall = (call) => call.ring();
  const received: string[] = [];
  net.network.listen({ transport: 'tcp', address: '10.0.0.9', port: 5070 }, (connection) => {
    connection.onData = (data) => received.push(status(Buffer.from(data).toString('latin1')));
  });
  const connection = net.network.connect(
    { address: '10.0.0.9', port: 40_000 },
    { transport: 'tcp', address: '10.0.0.1', port: 5060 },
  );
  connection.send(request('INVITE', { Via: 'SIP/2.0/TCP 10.0.0.9:5070;branch=z9hG4bKtcp;rport' }));
  net.run(10);
  connection.close();
  net.run(10);
  edge.calls[0]?.call.accept(ANSWER);
  net.run(10);
  expect(received).toEqual(['200 OK']);
});
