/** The names that a SIP device gives itself. */
import { expect, it } from 'vitest';
import { SipLeg } from '../../../gateway/sip/leg.ts';
import type { LegInfo } from '../../../gateway/core/leg.ts';
import { EDGE, OFFER, request, world } from './stack/harness.ts';

it.each([
  ['<sip:board@10.0.0.9:5070>;tag=a', ['board@10.0.0.9']],
  ['"Board room" <sip:board@meet.chime.in>;tag=a', ['board@meet.chime.in']],
  ['<sip:10.0.0.9>;tag=a', undefined],
])('From: %s', async (From, names) => {
  const net = world();
  const edge = await net.edge(EDGE.address);
  const told: LegInfo[] = [];
  edge.onInvite = (call) =>
    void SipLeg.incoming(call, {
      sessionId: 1,
      listener: (_, event) => void (event.type === 'incoming' && told.push(event.info)),
    });
  net.peer().send(request('INVITE', { From }, OFFER), EDGE);
  net.run(2);
  expect(told.map((info) => info.names)).toEqual([names]);
  await edge.edge.close();
});
