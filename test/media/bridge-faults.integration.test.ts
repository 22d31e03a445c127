/** A fault of ours in one bridge ends that bridge; the others of the same media worker go on. */
import { expect, test } from 'vitest';
import type { AudioClip, MemberEvent } from '../../media/port.ts';
import { audioAgreement, openFakeStream, PCMU, until } from './fake-room.ts';
import { openTestPlane } from './plane-fixture.ts';

test('a fault in the tick of one bridge ends its members with "fault" and leaves the other bridge alone', async () => {
  const plane = await openTestPlane({ min: 31_700, max: 31_799 }, { drainTime: 0 });
  const [broken, other] = [await plane.openBridge('broken'), await plane.openBridge('other')];
  const streams = [await openFakeStream(), await openFakeStream()] as const;
  const events: MemberEvent[] = [];
  const options = { kinds: ['audio'], family: 4, cname: 'g' } as const;
  const member = await broken.addMember({ ...options, id: 'a', onEvent: (event) => void events.push(event) });
  const left = await other.addMember({ ...options, id: 'b', onEvent: (event) => void events.push(event) });
  await member.agree([audioAgreement(streams[0], PCMU)]);
  await left.agree([audioAgreement(streams[1], PCMU)]);
  // Not a clip: the mixer runs into it at the next tick.
  member.play([{ samples: { length: 1 } } as unknown as AudioClip]);
  await until('the fault is reported', () => events.some(({ type }) => type === 'closed'));
  expect(events.filter(({ type }) => type === 'closed')).toEqual([
    { type: 'closed', reason: 'fault', detail: expect.stringContaining('TypeError') },
  ]);
  await expect(broken.addMember({ ...options, id: 'c', onEvent: () => {} })).rejects.toThrow('Cannot add c');
  const before = streams[1].packets.length;
  await until('more sound from the other bridge', () => streams[1].packets.length > before + 20);
  expect((await plane.stats()).workers).toMatchObject([{ state: 'ready', bridges: 1, members: 1 }]);
  for (const stream of streams) stream.close();
  await plane.close();
});
