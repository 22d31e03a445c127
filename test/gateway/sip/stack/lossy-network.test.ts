import { expect, test } from 'vitest';
import { seededNumbers } from '../../../fakes/memory-network.ts';
import type { SipCall } from '../../../../gateway/sip/edge.ts';
import { ANSWER, OFFER, shorts, world } from './harness.ts';
import type { TestEdge, Watched, World } from './harness.ts';

const FAULTS = { loss: 0.3, duplication: 0.1, delay: 5, jitter: 200 };
const CALLS = 60;

/** The random reaction of the called side to a call. */
function answerSomehow(net: World, next: () => number, call: SipCall): void {
  const choice = next();
  const later = (what: () => void): void => void net.clock.after(next() * 5000, what);
  if (choice < 0.15) return call.reject({ status: 486 });
  call.ring(choice < 0.6 ? { status: 183, sdp: ANSWER, reliable: choice < 0.4 } : {});
  if (choice < 0.25) return later(() => call.end());
  if (choice < 0.4) return later(() => call.reject({ status: 480 }));
  later(() => call.accept(ANSWER));
}

/** The random actions of either side in an established call. */
function liveSomehow(net: World, next: () => number, edge: TestEdge): void {
  edge.onCallEvent = (call, event) => {
    if (event.type === 'offer') call.answer(event.sdp === undefined ? OFFER : ANSWER);
    if (event.type === 'established') {
      for (let offers = Math.floor(next() * 3); offers > 0; offers--)
        net.clock.after(next() * 8000, () => call.sendOffer(OFFER));
      if (next() < 0.5) net.clock.after(next() * 8000, () => call.sendInfo('application/media_control+xml', '<x/>'));
      net.clock.after(next() * 60_000, () => call.end());
    }
  };
}

async function run(seed: number): Promise<{ readonly edges: readonly TestEdge[]; readonly net: World }> {
  const net = world(seed, FAULTS);
  const next = seededNumbers(seed + 7);
  const edges = [
    await net.edge('10.0.0.1', { sessionExpires: 300 }),
    await net.edge('10.0.0.2', { sessionExpires: 300 }),
  ];
  for (const edge of edges) {
    edge.onCall = (call) => answerSomehow(net, next, call);
    liveSomehow(net, next, edge);
  }
  for (let made = 0; made < CALLS; made++) {
    net.clock.after(next() * 20_000, () => {
      const dialled = edges[made % 2]?.dial(`sip:room@10.0.0.${made % 2 === 0 ? 2 : 1}`);
      if (next() < 0.2) net.clock.after(next() * 4000, () => dialled?.call.end());
    });
  }
  net.run(3_600_000);
  return { edges, net };
}

function ends(watched: Watched): number {
  return shorts(watched).filter((text) => text.startsWith('ended')).length;
}

for (const seed of [1, 2, 3]) {
  test(`at 30 % loss, with duplicates and reordering, every call ends once on both sides and leaves nothing (seed ${seed})`, async () => {
    const { edges, net } = await run(seed);
    const calls = edges.flatMap((edge) => edge.calls);
    expect(calls.length).toBeGreaterThan(CALLS * 1.8);
    for (const watched of calls) {
      expect(ends(watched), shorts(watched).join(', ')).toBe(1);
      expect(shorts(watched).at(-1)).toMatch(/^ended/);
    }
    for (const { edge } of edges) {
      expect(edge.stats()).toEqual({
        calls: 0,
        clientTransactions: 0,
        serverTransactions: 0,
        connections: 0,
        timers: 0,
      });
    }
    await Promise.all(edges.map(({ edge }) => edge.close()));
    net.run(1000);
    expect(net.clock.pending).toBe(0);
  });

  test(`at 30 % loss both sides agree whether a call was established (seed ${seed})`, async () => {
    const { edges } = await run(seed);
    const byCallId = new Map<string, Watched[]>();
    for (const watched of edges.flatMap((edge) => edge.calls)) {
      const { callId } = watched.call.request;
      byCallId.set(callId, [...(byCallId.get(callId) ?? []), watched]);
    }
    const disagreeing = [...byCallId.values()].filter((sides) => {
      const up = sides.map((side) => shorts(side).includes('established'));
      // Ended by the caller before it had received the answer.
      const crossed = sides.some(
        (side) =>
          shorts(side).at(-1) === 'ended local' &&
          side.call.direction === 'outbound' &&
          !shorts(side).includes('established'),
      );
      return up.length === 2 && up[0] !== up[1] && !crossed;
    });
    expect(disagreeing.map((sides) => sides.map((side) => shorts(side)))).toEqual([]);
  });
}
