import { expect, test } from 'vitest';
import { ANSWER, field, inDialog, OFFER, reply, request, scene, shorts, status, up, world } from './harness.ts';

/** The timer in the 2xx, depending on the INVITE. */
const NEGOTIATED: readonly (readonly [
  title: string,
  invite: Readonly<Record<string, string>>,
  expires: string,
  require: string | undefined,
])[] = [
  ['a caller that does not know the timer: we refresh', {}, '1800;refresher=uas', undefined],
  ['a caller that knows it and asks for nothing', { Supported: 'timer' }, '1800;refresher=uac', 'timer'],
  [
    'a caller that asks for a shorter interval',
    { Supported: '100rel, timer', 'Session-Expires': '500' },
    '500;refresher=uac',
    'timer',
  ],
  ['a caller that asks for the least', { Supported: 'timer', 'Session-Expires': '90' }, '90;refresher=uac', 'timer'],
  [
    'a caller that asks for a longer interval than ours',
    { Supported: 'timer', 'Session-Expires': '7200' },
    '1800;refresher=uac',
    'timer',
  ],
  [
    'a caller whose Min-SE is above ours',
    { Supported: 'timer', 'Session-Expires': '7200', 'Min-SE': '3600' },
    '3600;refresher=uac',
    'timer',
  ],
  ['a caller that wants us to refresh', { k: 'timer', x: '1800;refresher=uas' }, '1800;refresher=uas', undefined],
];

test.each(NEGOTIATED)('the timer is negotiated with %s', async (_, change, expires, require) => {
  const { say } = await scene();
  const [ok] = say(request('INVITE', change));
  expect([field(ok, 'Session-Expires'), field(ok, 'Require')]).toEqual([expires, require]);
});

test('an interval below ours is rejected with our Min-SE', async () => {
  const { say } = await scene({ minSE: 120 });
  const [small] = say(request('INVITE', { Supported: 'timer', 'Session-Expires': '100' }));
  expect([status(small), field(small, 'Min-SE')]).toEqual(['422 Session Interval Too Small', '120']);
});

for (const interval of [90, 500, 1800]) {
  const theirs = { Supported: 'timer', 'Session-Expires': `${interval};refresher=uac` };

  test(`a session of ${interval} s that the peer does not refresh ends with BYE before it expires`, async () => {
    const { net, edge, peer } = await up({}, theirs);
    net.run((interval - Math.min(32, interval / 3)) * 1000 - 100);
    expect(shorts(edge.calls[0])).toEqual(['established']);
    net.run(200);
    expect(shorts(edge.calls[0])).toEqual(['established', 'ended session-expired']);
    expect(peer.lines.at(-1)).toMatch(/^BYE/);
  });

  test(`a session of ${interval} s that the peer refreshes by UPDATE and by re-INVITE continues`, async () => {
    const { net, edge, say, ok } = await up({}, theirs);
    edge.onCallEvent = (call, event) => {
      if (event.type === 'offer') call.answer(event.sdp === undefined ? OFFER : ANSWER);
    };
    for (let round = 0; round < 9; round++) {
      net.run(interval * 500);
      const cseq = 2 + round;
      const body = round % 3 === 0 ? OFFER : '';
      const sdp = { 'Content-Type': 'application/sdp' };
      const [refreshed] = say(
        inDialog(ok, round % 3 === 1 ? 'UPDATE' : 'INVITE', cseq, { ...theirs, ...(body === '' ? {} : sdp) }, body),
      );
      expect([status(refreshed), field(refreshed, 'Session-Expires')]).toEqual(['200 OK', `${interval};refresher=uac`]);
      if (round % 3 === 0) say(inDialog(ok, 'ACK', cseq));
      if (round % 3 === 2) say(inDialog(ok, 'ACK', cseq, sdp, ANSWER));
    }
    expect(shorts(edge.calls[0]).includes('ended session-expired')).toBe(false);
  });

  test(`a session of ${interval} s that we refresh sends UPDATE after half of the interval`, async () => {
    const { net, edge, peer, say } = await up(
      {},
      { Supported: 'timer', Allow: 'INVITE, ACK, BYE, UPDATE', 'Session-Expires': `${interval};refresher=uas` },
    );
    for (let round = 0; round < 3; round++) {
      net.run(interval * 500 + 50);
      const update = peer.received.at(-1);
      expect(status(update)).toBe('UPDATE sip:room@10.0.0.9 SIP/2.0');
      expect(field(update, 'Session-Expires')).toBe(`${interval};refresher=uac`);
      say(reply(update, '200 OK', { 'Session-Expires': `${interval};refresher=uac` }));
    }
    expect(shorts(edge.calls[0])).toEqual(['established']);
  });

  test(`a session of ${interval} s is refreshed by re-INVITE if the peer does not support UPDATE`, async () => {
    const { net, edge, peer, say } = await up(
      {},
      { Supported: 'timer', Allow: 'INVITE, ACK, BYE', 'Session-Expires': `${interval};refresher=uas` },
    );
    net.run(interval * 500);
    const invite = peer.received.at(-1);
    expect(status(invite)).toBe('INVITE sip:room@10.0.0.9 SIP/2.0');
    expect(invite?.endsWith(ANSWER)).toBe(true);
    const timer = { 'Session-Expires': `${interval};refresher=uac`, Require: 'timer' };
    expect(say(reply(invite, '200 OK', timer, OFFER)).map(status)).toEqual(['ACK sip:room@10.0.0.9 SIP/2.0']);
    expect(shorts(edge.calls[0])).toEqual(['established']);
    net.run(interval * 500 + 50);
    say(reply(peer.received.at(-1), '200 OK', timer, `${OFFER}a=recvonly\r\n`));
    expect(shorts(edge.calls[0])).toEqual(['established', 'answer']);
  });
}

test('the refresh detects a peer that is gone', async () => {
  const { net, edge } = await up({}, { Supported: 'timer', Allow: 'UPDATE', 'Session-Expires': '90;refresher=uas' });
  net.run(90_000);
  expect(shorts(edge.calls[0])).toEqual(['established', 'ended peer-gone 408']);
});

test("a refresh that gets 422 is repeated with the peer's interval", async () => {
  const { net, peer, say } = await up(
    {},
    { Supported: 'timer', Allow: 'UPDATE', 'Session-Expires': '90;refresher=uas' },
  );
  net.run(45_000);
  const [again] = say(reply(peer.received.at(-1), '422 Session Interval Too Small', { 'Min-SE': '300' }));
  expect([field(again, 'Session-Expires'), field(again, 'Min-SE')]).toEqual(['300;refresher=uac', '300']);
});

test('our call is repeated with the interval that a 422 demands', async () => {
  const net = world();
  const [a, b] = [await net.edge('10.0.0.1', { sessionExpires: 90 }), await net.edge('10.0.0.2', { minSE: 600 })];
  const out = a.dial('sip:room@10.0.0.2');
  net.run(100);
  expect(shorts(out)).toEqual(['answer', 'established']);
  expect(b.calls.length).toBe(1);
  net.run(3_600_000);
  expect(shorts(out)).toEqual(['answer', 'established']);
  expect(b.edge.stats().calls).toBe(1);
});
