/** A million datagrams of strangers: damaged requests of every kind. Nothing is thrown, and no state remains. */
import { expect, it } from 'vitest';
import { RasMessage, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import { seededNumbers } from '../../../fakes/memory-network.ts';
import { arq, brq, drq, grq, keepAlive, lrq, openRig, rrq, urq } from './rig.ts';
import { mutated } from '../q931/mutate.ts';

it('the gatekeeper survives damaged messages', async () => {
  await using rig = await openRig(
    { policy: 'open', maxRegistrations: 500, maxRegistrationsPerAddress: 50 },
    { rate: { perSecond: 1e6, burst: 1e6 } },
  );
  const room = rig.room('192.0.2.10');
  const messages: readonly H225.RasMessage[] = [
    grq(room),
    rrq(room, ['a', '1']),
    keepAlive(room, 'x'),
    urq(room, 'x'),
    arq('x'),
    brq('x', 5),
    drq('x'),
    lrq(room, 'a'),
  ];
  const samples = messages.map((message) => RasMessage.encode(message));
  const next = seededNumbers(1719);
  const hosts = Array.from({ length: 20 }, (_, index) =>
    rig.network.socket({ address: `192.0.2.${100 + index}`, port: 1719 }, () => undefined),
  );
  for (let round = 0; round < 1000; round++) {
    const sample = samples[round % samples.length]!;
    const host = hosts[Math.floor(next() * hosts.length)]!;
    for (const bytes of mutated(sample, 1000, round))
      host.send(Buffer.from(bytes).toString('latin1'), { address: '192.0.2.1', port: 1719 });
    rig.network.log.length = 0;
    rig.facts.length = 0;
    await rig.settle();
    const { registrations, admissions, replies } = rig.gatekeeper.stats();
    expect(registrations).toBeLessThanOrEqual(500);
    expect(admissions).toBe(0);
    expect(replies).toBeLessThanOrEqual(10_000);
  }
});
