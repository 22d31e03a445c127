import { expect, test } from 'vitest';
import { FakeClock } from '../../../fakes/clock.ts';
import { seededRandom } from '../../../fakes/memory-network.ts';
import { glareDelay, judgeInvite, judgeUpdate } from '../../../../gateway/sip/stack/dialog/exchange.ts';
import type { Exchange } from '../../../../gateway/sip/stack/dialog/exchange.ts';
import { Ids } from '../../../../gateway/sip/stack/message/ids.ts';
import { RateLimiter } from '../../../../gateway/core/rate-limit.ts';
import { orderSrv, resolveTargets } from '../../../../gateway/sip/stack/resolve.ts';
import type { Resolver } from '../../../../gateway/sip/stack/resolve.ts';
import { parseUri } from '../../../../gateway/sip/stack/message/uri.ts';
import { TimerWheel } from '../../../../gateway/sip/stack/transaction/wheel.ts';
import { shorts, world } from './harness.ts';

const JUDGED: readonly (readonly [
  exchange: Exchange,
  invite: string | number,
  update: string | number,
  bareUpdate: string | number,
])[] = [
  [{ name: 'stable' }, 'take', 'take', 'take'],
  [{ name: 'ours' }, 491, 491, 'take'],
  [{ name: 'theirs', method: 'INVITE' }, 500, 500, 'take'],
  [{ name: 'theirs', method: 'UPDATE' }, 500, 500, 500],
  [{ name: 'setup', by: 'us' }, 491, 491, 'take'],
  [{ name: 'setup', by: 'them' }, 500, 500, 'take'],
  [{ name: 'unacked', ours: true }, 491, 491, 'take'],
  [{ name: 'unacked', ours: false }, 'take', 'take', 'take'],
];

test.each(JUDGED)('%j: INVITE %s, UPDATE with offer %s, without %s', (exchange, invite, update, bare) => {
  expect([judgeInvite(exchange), judgeUpdate(exchange, true), judgeUpdate(exchange, false)]).toEqual([
    invite,
    update,
    bare,
  ]);
});

test('after a 491, the owner of the Call-ID waits 2.1 to 4 s, the other side up to 2 s', () => {
  const [least, most] = [() => 0, (limit: number) => limit - 1];
  expect([glareDelay(true, least), glareDelay(true, most), glareDelay(false, least), glareDelay(false, most)]).toEqual([
    2100, 4000, 0, 2000,
  ]);
});

test('the wheel runs timers on time and in order, over many revolutions', () => {
  const clock = new FakeClock();
  const wheel = new TimerWheel(clock);
  const ran: string[] = [];
  for (const delay of [500, 20, 90_000, 0, 500, 41_000, 3_600_000])
    wheel.after(delay, (name) => ran.push(`${name}@${clock.now()}`), String(delay));
  const cancelled = wheel.after(100, () => ran.push('never'), undefined);
  cancelled.cancel();
  cancelled.cancel();
  wheel.after(20, () => wheel.after(30, () => ran.push(`nested@${clock.now()}`), undefined), undefined);
  clock.advance(4_000_000);
  expect(ran).toEqual([
    '0@10',
    '20@20',
    'nested@50',
    '500@500',
    '500@500',
    '41000@41000',
    '90000@90000',
    '3600000@3600000',
  ]);
  expect([wheel.size, clock.pending]).toEqual([0, 0]);
});

test('the wheel catches up after its clock has jumped', () => {
  let now = 0;
  let due: (() => void) | undefined;
  const wheel = new TimerWheel({
    now: () => now,
    after: (_, callback) => ((due = callback), { cancel: () => (due = undefined) }),
  });
  let ran = 0;
  for (const delay of [10, 50_000, 99_990]) wheel.after(delay, () => ran++, undefined);
  wheel.after(200_000, () => (ran += 100), undefined);
  now = 100_000;
  due?.();
  expect([ran, wheel.size]).toEqual([3, 1]);
});

test('a bucket admits its burst, then its rate, and forgets the oldest source', () => {
  const limiter = new RateLimiter({ perSecond: 10, burst: 3, maxSources: 2 });
  expect([1, 2, 3, 4].map(() => limiter.admit('a', 0))).toEqual([true, true, true, false]);
  expect([limiter.admit('a', 100), limiter.admit('a', 100)]).toEqual([true, false]);
  limiter.admit('b', 100);
  limiter.admit('c', 100);
  expect(limiter.sources).toBe(2);
});

test('ids have the right form, and numbers stay below their limit', () => {
  const ids = new Ids(seededRandom(1));
  expect([ids.tag(), ids.branch(), ids.callId('h')].map((id) => id.replaceAll(/[0-9a-f]/g, '').length)).toEqual([
    0, 4, 2,
  ]);
  expect(Array.from({ length: 2000 }, () => ids.below(5)).every((n) => n >= 0 && n < 5)).toBe(true);
});

const RECORDS: Resolver = {
  naptr: (name) =>
    Promise.resolve(
      name !== 'naptr.example'
        ? []
        : [
            { order: 20, preference: 1, flags: 's', service: 'SIP+D2U', replacement: '_sip._udp.x' },
            { order: 10, preference: 2, flags: 's', service: 'SIP+D2T', replacement: '_sip._tcp.x' },
            { order: 10, preference: 1, flags: 's', service: 'SIPS+D2T', replacement: '_sips._tcp.x' },
          ],
    ),
  srv: (name) => {
    if (name === '_sip._tcp.x' || name === '_sip._udp.srv.example')
      return Promise.resolve([
        { priority: 2, weight: 0, port: 5070, name: 'b' },
        { priority: 1, weight: 0, port: 5080, name: 'a' },
      ]);
    return Promise.reject(new Error('ENOTFOUND'));
  },
  addresses: (name, family) =>
    family === 4 && name !== 'none.example'
      ? Promise.resolve([`10.0.0.${name.length}`])
      : Promise.reject(new Error('ENODATA')),
};

const RESOLVED: readonly (readonly [uri: string, targets: readonly string[]])[] = [
  ['sip:a@10.1.1.1', ['udp 10.1.1.1:5060']],
  ['sip:a@[2001:db8::1]:5070;transport=tcp', ['tcp 2001:db8::1:5070']],
  ['sips:a@10.1.1.1', ['tls 10.1.1.1:5061']],
  ['sip:a@example.org;maddr=10.2.2.2', ['udp 10.2.2.2:5060']],
  ['sip:a@host.example:5090', ['udp 10.0.0.12:5090']],
  ['sip:a@naptr.example', ['tcp 10.0.0.1:5080', 'tcp 10.0.0.1:5070']],
  ['sip:a@srv.example', ['udp 10.0.0.1:5080', 'udp 10.0.0.1:5070']],
  ['sip:a@srv.example;transport=tls', ['tls 10.0.0.11:5061']],
  ['sip:a@plain.example', ['udp 10.0.0.13:5060']],
  ['sip:a@none.example', []],
];

test.each(RESOLVED)('%s resolves to %j', async (uri, targets) => {
  const parsed = parseUri(uri);
  if (!parsed.ok) throw new Error(parsed.error);
  const found = await resolveTargets(parsed.value, { resolver: RECORDS, families: [4, 6], below: () => 0 });
  expect(found.map(({ transport, address, port }) => `${transport} ${address}:${port}`)).toEqual(targets);
});

test('SRV records of equal priority are chosen by weight', () => {
  const records = [1, 3].map((weight) => ({ priority: 1, weight, port: weight, name: 'x' }));
  const ids = new Ids(seededRandom(5));
  let heavy = 0;
  for (let n = 0; n < 1000; n++) if (orderSrv(records, (limit) => ids.below(limit))[0]?.weight === 3) heavy++;
  expect(heavy).toBeGreaterThan(500);
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test('a call tries the next target if the first does not answer or accept a connection', async () => {
  const net = world();
  const resolver: Resolver = {
    ...RECORDS,
    addresses: (_, family) =>
      family === 4 ? Promise.resolve(['10.0.0.7', '10.0.0.2']) : Promise.reject(new Error('ENODATA')),
  };
  const [a, b] = [await net.edge('10.0.0.1', { resolver }), await net.edge('10.0.0.2')];
  const outs = [a.dial('sip:room@host.example:5060;transport=tcp'), a.dial('sip:room@host.example:5060')];
  net.run(20);
  await settle();
  net.run(1000);
  expect(outs.map((out) => shorts(out))).toEqual([['answer', 'established'], []]);
  net.run(33_000);
  expect(shorts(outs[1])).toEqual(['answer', 'established']);
  expect(b.calls.length).toBe(2);
});

test('an unresolvable name ends the call', async () => {
  const net = world();
  const edge = await net.edge('10.0.0.1', { resolver: RECORDS });
  const out = edge.dial('sip:room@none.example');
  net.run(20);
  await settle();
  expect(shorts(out)).toEqual(['ended transport']);
  expect(edge.edge.stats()).toMatchObject({ calls: 0, timers: 0 });
});

test('a request above 1,300 bytes uses TCP, or UDP if there is no TCP', async () => {
  const net = world();
  const [a, b] = [await net.edge('10.0.0.1'), await net.edge('10.0.0.2')];
  const big = `v=0\r\n${'a=x\r\n'.repeat(300)}`;
  const out = a.dial('sip:room@10.0.0.2', { sdp: big });
  const peer = net.peer();
  const other = a.dial('sip:room@10.0.0.9', { sdp: big });
  net.run(100);
  expect([shorts(out), b.calls[0]?.call.request.source.transport]).toEqual([['answer', 'established'], 'tcp']);
  expect(peer.lines).toEqual(['INVITE sip:room@10.0.0.9 SIP/2.0']);
  expect(shorts(other)).toEqual([]);
});

test('a call that is cancelled before any response ends at once, and leaves nothing', async () => {
  const net = world();
  const edge = await net.edge('10.0.0.1');
  const out = edge.dial('sip:room@10.0.0.9');
  net.run(100);
  out.call.end();
  expect(shorts(out)).toEqual(['ended local']);
  net.run(33_000);
  expect(edge.edge.stats()).toMatchObject({ calls: 0, clientTransactions: 0, timers: 0 });
});

test('a call that rings too long is cancelled', async () => {
  const net = world();
  const [a, b] = [await net.edge('10.0.0.1', { ringTimeout: 20_000 }), await net.edge('10.0.0.2')];
  b.onCall = (call) => call.ring();
  const out = a.dial('sip:room@10.0.0.2');
  net.run(21_000);
  expect(shorts(out)).toEqual(['progress 180', 'ended refused 408']);
  expect(shorts(b.calls[0])).toEqual(['ended cancel']);
});
