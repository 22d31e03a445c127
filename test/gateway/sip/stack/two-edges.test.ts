import { expect, test } from 'vitest';
import { ANSWER, OFFER, shorts, world } from './harness.ts';

for (const transport of ['udp', 'tcp'] as const) {
  test(`two edges call each other over ${transport}, and leave nothing behind`, async () => {
    const net = world();
    const [a, b] = [await net.edge('10.0.0.1'), await net.edge('10.0.0.2')];
    b.onCall = (call) => {
      call.ring();
      call.accept(ANSWER);
    };
    const out = a.dial(`sip:room@10.0.0.2;transport=${transport}`);
    net.run(100);
    expect(shorts(out)).toEqual(['progress 180', 'answer', 'established']);
    expect(shorts(b.calls[0])).toEqual(['established']);
    expect(b.calls[0]?.call.request.from).toEqual({
      uri: { scheme: 'sip', user: 'gate', host: '10.0.0.1' },
      display: 'Gate "1"',
    });
    out.call.end('Q.850;cause=16');
    net.run(100);
    expect(shorts(out).at(-1)).toBe('ended local');
    expect(b.calls[0]?.events.at(-1)).toEqual({ type: 'ended', end: { cause: 'bye', reason: 'Q.850;cause=16' } });
    net.run(40_000);
    for (const edge of [a.edge, b.edge])
      expect(edge.stats()).toMatchObject({ calls: 0, clientTransactions: 0, serverTransactions: 0 });
    await Promise.all([a.edge.close(), b.edge.close()]);
    net.run(10);
    expect(net.clock.pending).toBe(0);
  });
}

test.each([1, 2, 3, 4, 5])('two sides that offer at the same time both get their answer (seed %i)', async (seed) => {
  const net = world(seed);
  const [a, b] = [await net.edge('10.0.0.1'), await net.edge('10.0.0.2')];
  for (const edge of [a, b]) {
    edge.onCallEvent = (call, event) => {
      if (event.type === 'offer') call.answer(ANSWER);
    };
  }
  const out = a.dial('sip:room@10.0.0.2');
  net.run(100);
  out.call.sendOffer(OFFER);
  b.calls[0]?.call.sendOffer(OFFER);
  net.run(10_000);
  expect(net.network.log.filter((line) => line.includes('491 Request Pending')).length).toBe(2);
  expect(shorts(out)).toEqual(['answer', 'established', 'offer', 'answer']);
  expect(shorts(b.calls[0])).toEqual(['established', 'answer', 'offer']);
});

test('a BYE that crosses a BYE ends both sides', async () => {
  const net = world();
  const [a, b] = [await net.edge('10.0.0.1'), await net.edge('10.0.0.2')];
  const out = a.dial('sip:room@10.0.0.2');
  net.run(100);
  out.call.end();
  b.calls[0]?.call.end();
  net.run(40_000);
  expect([shorts(out).at(-1), shorts(b.calls[0]).at(-1)]).toEqual(['ended local', 'ended local']);
  for (const { edge } of [a, b])
    expect(edge.stats()).toMatchObject({ calls: 0, clientTransactions: 0, serverTransactions: 0 });
});

test('a CANCEL that crosses the answer ends in BYE', async () => {
  const net = world();
  const [a, b] = [await net.edge('10.0.0.1'), await net.edge('10.0.0.2')];
  b.onCall = (call) => call.ring();
  const out = a.dial('sip:room@10.0.0.2');
  net.run(100);
  b.calls[0]?.call.accept(ANSWER);
  out.call.end();
  net.run(100);
  expect(shorts(out)).toEqual(['progress 180', 'ended local']);
  expect(shorts(b.calls[0])).toEqual(['established', 'ended bye']);
});
