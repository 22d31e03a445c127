/** The memory of an established call: its offer and the head of its INVITE are not kept. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { SipLeg } from '../../../gateway/sip/leg.ts';
import type { LegCommand } from '../../../gateway/core/leg.ts';
import { audioStream, offerOf } from '../../fakes/descriptions.ts';
import { ciscoTc } from '../../fakes/device-sdp.ts';
import {
  ANSWER,
  EDGE,
  field,
  inDialog,
  OFFER,
  request,
  scene,
  world,
  type TestEdge,
  type World,
} from './stack/harness.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const CALLS = 1000;

function heap(): number {
  for (let round = 0; round < 4; round++) collect();
  return process.memoryUsage().heapUsed;
}

/** `CALLS` established calls without remaining transactions. */
async function callUp(
  offer: string,
  headers: Readonly<Record<string, string>>,
): Promise<{
  readonly net: World;
  readonly edge: TestEdge;
  readonly legs: readonly SipLeg[];
  readonly perCall: number;
}> {
  const net = world();
  const edge = await net.edge(EDGE.address);
  const peer = net.peer();
  const legs: SipLeg[] = [];
  const accept: LegCommand = {
    type: 'accept',
    media: offerOf(audioStream(['PCMU'])),
    profile: { supported: true, audio: 'both', video: 'both', screen: 'both' },
  };
  edge.onInvite = (call) => {
    const leg = SipLeg.incoming(call, {
      sessionId: 1,
      listener: (caller, event) => void (event.type === 'incoming' && caller.command(accept)),
    });
    legs.push(leg);
  };
  const dial = (index: number): void => {
    const own = {
      Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${index};rport`,
      'Call-ID': `${index}@10.0.0.9`,
      ...headers,
    };
    peer.send(request('INVITE', own, offer.replace('s=-', `s=${index}`)), EDGE);
    net.run(2);
    const ok = peer.received.pop();
    expect(field(ok, 'CSeq')).toBe('1 INVITE');
    peer.send(inDialog(ok, 'ACK', 1, { ...own, Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKa${index}` }), EDGE);
    net.run(2);
    peer.received.length = 0;
    net.network.log.length = 0;
  };
  for (let index = 0; index < 100; index++) dial(index);
  net.run(40_000);
  const before = heap();
  for (let index = 100; index < 100 + CALLS; index++) dial(index);
  net.run(40_000);
  expect(edge.edge.stats()).toMatchObject({ calls: 100 + CALLS, serverTransactions: 0, clientTransactions: 0 });
  return { net, edge, legs, perCall: (heap() - before) / CALLS };
}

const big =
  ciscoTc + Array.from({ length: 80 }, (_, index) => `a=x-room-system:${index} ${'.'.repeat(20)}\r\n`).join('');
const manyHeaders = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`X-Room-${index}`, 'x'.repeat(60)]));

test('an established call with an offer of 4 kB and a head of 2 kB costs less than 3 kB', async () => {
  expect(big.length).toBeGreaterThan(4000);
  const { perCall, edge, legs } = await callUp(big, {
    ...manyHeaders,
    Allow: 'INVITE, ACK, BYE, UPDATE',
    'User-Agent': 'TANDBERG/528 (TC3.1.4.268781)',
  });
  expect(legs.length).toBe(CALLS + 100);
  expect(perCall).toBeLessThan(3000);
  await edge.edge.close();
});

test('the offer is available to the call handler, the header fields until the call is established, the parties for the whole call', async () => {
  const { edge, peer, say } = await scene();
  const offers: (string | undefined)[] = [];
  edge.onCall = (call) => {
    offers.push(call.offer);
    call.accept(ANSWER);
  };
  const [ok] = say(request('INVITE', { 'User-Agent': 'Room/1' }));
  const call = edge.calls[0]?.call;
  expect([offers, call?.offer, call?.request.header('User-Agent')]).toEqual([[OFFER], undefined, 'Room/1']);
  peer.send(inDialog(ok, 'ACK', 1), EDGE);
  say();
  expect(call?.request.header('User-Agent')).toBeUndefined();
  expect(call?.request).toMatchObject({
    callId: 'call-1@10.0.0.9',
    userAgent: 'Room/1',
    requestUri: { scheme: 'sip', user: '123456', host: '10.0.0.1' },
    from: { uri: { scheme: 'sip', user: 'room', host: '10.0.0.9' }, display: 'Room 1' },
    to: { uri: { scheme: 'sip', user: '123456', host: '10.0.0.1' } },
  });
});
