/** Scenarios of calling devices: the same for every signalling leg. */
import { describe, expect, it } from 'vitest';
import { audioStream, h264, offerOf, videoStream } from '../../fakes/descriptions.ts';
import { until, type FakeStream } from '../../media/fake-room.ts';
import { SLICE } from '../../media/video/packets.ts';
import type { TransportAddress } from '../../../media/port.ts';
import type { Ability, OpenDriver } from './leg-driver.ts';
import { useStage, type Joined } from './leg-stage.ts';

export function legScenarios(
  name: string,
  open: OpenDriver,
  firstPort: number,
  abilities: readonly Ability[] = ['offer', 'transfer', 'codecs-first', 'unsupported-device'],
): void {
  /** A scenario for protocols with this ability. */
  const where = (ability: Ability): ((title: string, run: () => Promise<void>) => void) =>
    abilities.includes(ability) ? (title, run) => it(title, run) : () => {};
  const on = useStage(open, firstPort);
  const {
    restage,
    nothingLeft,
    stream,
    audioOf,
    audioTo,
    dial,
    see,
    join,
    refused,
    reasons,
    hangUp,
    newMeeting,
    speak,
    hears,
    closing,
  } = on;

  describe(`${name}: joining`, () => {
    it('a device joins by its PIN and hangs up', async () => {
      const { call } = await join();
      expect((await on.stage.plane.stats()).ports.used).toBe(on.stage.driver.soundPorts);
      await hangUp(call);
      expect(on.stage.finished[0]?.facts).toMatchObject({
        meeting: { meetingId: on.stage.registry.meetingId },
        audioCodec: 'PCMU',
      });
      expect(on.stage.facts).toContainEqual({ type: 'answered', afterMs: expect.any(Number) });
    });

    it('two devices hear each other, and not themselves', async () => {
      const [a, b] = [await join(), await join()];
      speak(a, 400);
      speak(b, 1000);
      await until('the other one', () => hears(a, 1000) && hears(b, 400));
      expect([hears(a, 400), hears(b, 1000)]).toEqual([false, false]);
      await hangUp(a.call, b.call);
    });

    it('a device without an offer gets ours, and its answer decides', async () => {
      const device = await stream();
      const call = dial({ offer: 'none' });
      const { media } = await see(call, 'accepted');
      expect(media.streams.map(({ kind }) => kind)).toEqual(['audio', 'video']);
      call.acknowledge(audioOf(device));
      const other = await join();
      speak(other, 400);
      await until('audio', () => device.packets.length > 10);
      await hangUp(call, other.call);
    });

    where('codecs-first')('a room whose answer takes nothing is hung up on', async () => {
      const call = dial({ offer: 'none' });
      await see(call, 'accepted');
      call.acknowledge(offerOf(audioStream(['L16'], { rtp: { address: '127.0.0.1', port: 9000 } })));
      expect((await see(call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'no-common-codec'));
      expect(reasons()).toEqual(['no-common-codec']);
    });

    it('a device that hangs up while joining leaves nothing behind', async () => {
      for (const turns of [0, 1, 2, 4, 8, 16]) {
        const call = dial({ offer: audioOf(await stream()) });
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        if (call.unseen.length > 0) call.acknowledge();
        call.hangUp();
      }
      await until('the ends', () => on.stage.finished.length === 6);
      expect(reasons().filter((reason) => reason !== 'cancelled' && reason !== 'hung-up')).toEqual([]);
    });
  });

  describe(`${name}: refusals`, () => {
    it('an unknown PIN', async () => void (await refused('unknown-pin', { dial: '0000000000' })));
    it('a name instead of a PIN, and a foreign host', async () => {
      await refused('unknown-pin', { dial: 'alice' });
      await refused('unknown-pin', { host: 'elsewhere.example' });
    });

    it('a wrong passcode is refused like an unknown PIN; the right one is accepted', async () => {
      const { pin } = await newMeeting('4711');
      const unknown = await refused('unknown-pin', { dial: '0000000000' });
      expect(await refused('unknown-pin', { dial: `${pin}.4712` })).toBe(unknown);
      await hangUp((await join({ dial: `${pin}.4711` })).call);
    });

    it('a locked meeting', async () => {
      const { id, pin } = await newMeeting();
      await on.stage.registry.admin.updateMeeting(id, { locked: true });
      await refused('meeting-locked', { dial: pin });
    });

    it('a meeting that has ended', async () => {
      const { id, pin } = await newMeeting();
      await on.stage.registry.admin.updateMeeting(id, { ended: true });
      await refused('meeting-ended', { dial: pin });
    });

    it('a full meeting, until a participant leaves', async () => {
      await restage({ capacity: 1 });
      const { call } = await join();
      await refused('meeting-full');
      await hangUp(call);
      await nothingLeft();
      await hangUp((await join()).call);
    });

    where('unsupported-device')('a device that does not work over this protocol', async () => {
      await refused('device-not-supported', { userAgent: 'PolycomRealPresenceDebut-1.3.1' });
      expect(on.stage.finished[0]?.facts.device).toMatchObject({ vendor: 'Polycom', model: 'Debut' });
    });

    it('an unregistered device, if the account accepts only registered ones', async () => {
      const { registry } = on.stage;
      await registry.db
        .updateTable('account')
        .set({ unregistered_devices: 'refuse' })
        .where('id', '=', registry.accountId)
        .execute();
      await refused('device-not-registered');
    });

    where('codecs-first')('an offer of what we have not, and one that can not be read', async () => {
      await refused('no-common-codec', { offer: offerOf(audioStream(['L16'])) });
      await refused('bad-offer', { offer: 'broken' });
    });

    it('calls beyond the limit', async () => {
      await restage({ maxCalls: 1 });
      const { call } = await join();
      await refused('overload');
      await hangUp(call);
      await hangUp((await join()).call);
    });

    it('a call without free ports, which succeeds once ports are released', async () => {
      await restage({ ports: { min: firstPort, max: firstPort + 2 * on.stage.driver.soundPorts - 1 } });
      const [a, b] = [await join(), await join()];
      await refused('out-of-ports');
      await hangUp(a.call);
      await expect.poll(async () => (await on.stage.plane.stats()).ports.used).toBe(on.stage.driver.soundPorts);
      const c = await join();
      await refused('out-of-ports');
      await hangUp(b.call, c.call);
    });
  });

  describe(`${name}: an established call`, () => {
    where('offer')('holds and resumes', async () => {
      const [held, other] = [await join(), await join()];
      speak(other, 400);
      await until('audio', () => hears(held, 400));
      held.call.offer(audioOf(held.device, { direction: 'sendonly' }));
      expect((await see(held.call, 'answered')).media.streams.map(({ direction }) => direction)).toEqual(['recvonly']);
      await until('silence', () => {
        const before = held.device.packets.splice(0).length;
        return before === 0;
      });
      held.call.offer(audioOf(held.device));
      expect((await see(held.call, 'answered')).media.streams.map(({ direction }) => direction)).toEqual(['sendrecv']);
      await until('audio again', () => hears(held, 400));
      await hangUp(held.call, other.call);
    });

    where('offer')('moves to another address', async () => {
      const [moving, other, device] = [await join(), await join(), await stream()];
      speak(other, 400);
      await until('audio', () => hears(moving, 400));
      moving.call.offer(audioOf(device));
      await see(moving.call, 'answered');
      await until('audio at the new address', () => device.packets.length > 10);
      await hangUp(moving.call, other.call);
    });

    where('offer')('goes on when an offer can not be used', async () => {
      const [a, b] = [await join(), await join()];
      a.call.offer(offerOf(audioStream(['L16'])));
      expect((await see(a.call, 'refused')).reason).toBe(on.stage.driver.words('refused', 'no-common-codec'));
      a.call.offer('broken');
      expect((await see(a.call, 'refused')).reason).toBe(on.stage.driver.words('refused', 'bad-offer'));
      speak(b, 400);
      await until('audio', () => hears(a, 400));
      await hangUp(a.call, b.call);
    });

    where('offer')('gives our offer to a room that asks for it', async () => {
      const { call, device } = await join();
      call.offer('none');
      const { media } = await see(call, 'answered');
      expect(media.streams.map(({ kind, direction }) => [kind, direction])).toEqual([['audio', 'sendrecv']]);
      call.acknowledge(audioOf(device));
      const other = await join();
      speak(other, 400);
      await until('audio', () => device.packets.length > 10);
      await hangUp(other.call);
      await hangUp(call);
    });

    it('requests keyframes by signalling from a device without RTCP feedback, and forwards its requests', async () => {
      const video = async (
        feedback: boolean,
      ): Promise<Joined & { readonly picture: FakeStream; readonly videoTo: TransportAddress }> => {
        const [device, picture] = [await stream(), await stream()];
        const none = { nack: false, pli: feedback, fir: feedback, tmmbr: false };
        const call = dial({
          offer: offerOf(
            audioStream(['PCMU'], { rtp: device.address }),
            videoStream([h264(0x42_80_1f, 1)], { rtp: picture.address, feedback: none }),
          ),
        });
        const { media } = await see(call, 'accepted');
        call.acknowledge();
        return {
          call,
          device,
          to: audioTo(media),
          picture,
          videoTo: media.streams[1]?.rtp ?? { address: '', port: 0 },
        };
      };
      const [sender, viewer] = [await video(false), await video(true)];
      const sending = setInterval(() => sender.picture.send(sender.videoTo, 97, Uint8Array.from(SLICE), 3000), 20);
      closing.push(() => clearInterval(sending));
      await see(sender.call, 'keyframe');
      viewer.call.requestKeyframe();
      await until('the request', () =>
        on.stage.facts.some((fact) => fact.type === 'keyframe' && fact.way === 'asked-by-device'),
      );
      clearInterval(sending);
      await hangUp(sender.call, viewer.call);
    });
  });

  if (abilities.includes('transfer'))
    describe(`${name}: a transfer`, () => {
      it('moves a device to another meeting', async () => {
        const { id, pin } = await newMeeting();
        const [moving, stays, there] = [await join(), await join(), await join({ dial: pin })];
        moving.call.transfer(pin);
        await see(moving.call, 'transferAccepted');
        const { media } = await see(moving.call, 'offered');
        moving.call.answer(audioOf(moving.device));
        expect((await see(moving.call, 'transferred')).outcome).toBe(on.stage.driver.words('transferred', 'done'));
        speak(there, 400);
        speak(stays, 1000);
        await until('the other meeting', () => hears(moving, 400));
        expect(hears(moving, 1000)).toBe(false);
        const moved = { ...moving, to: audioTo(media) };
        speak(moved, 700);
        await until('to be heard there', () => hears(there, 700));
        expect(hears(stays, 700)).toBe(false);
        await hangUp(moving.call, there.call, stays.call);
        expect(on.stage.finished.map(({ facts }) => facts.meeting?.meetingId)).toEqual([
          id,
          id,
          on.stage.registry.meetingId,
        ]);
      });

      it('that fails leaves the device where it is', async () => {
        const { id, pin } = await newMeeting();
        await on.stage.registry.admin.updateMeeting(id, { locked: true });
        const [a, b] = [await join(), await join()];
        for (const [target, reason] of [
          ['0000000000', 'unknown-pin'],
          [pin, 'meeting-locked'],
        ] as const) {
          a.call.transfer(target);
          await see(a.call, 'transferAccepted');
          expect((await see(a.call, 'transferred')).outcome).toBe(on.stage.driver.words('transferred', reason));
        }
        speak(b, 400);
        await until('audio', () => hears(a, 400));
        await hangUp(a.call, b.call);
      });

      it('whose offer the device refuses leaves it where it is, and nothing in the other meeting', async () => {
        const { pin } = await newMeeting();
        const [a, b] = [await join(), await join()];
        a.call.transfer(pin);
        await see(a.call, 'transferAccepted');
        await see(a.call, 'offered');
        a.call.refuseOffer();
        expect((await see(a.call, 'transferred')).outcome).toBe(
          on.stage.driver.words('transferred', 'no-common-codec'),
        );
        await expect
          .poll(async () => [on.stage.meetings.size, (await on.stage.plane.stats()).ports.used])
          .toEqual([1, 4]);
        speak(b, 400);
        await until('audio', () => hears(a, 400));
        await hangUp(a.call, b.call);
      });

      it('that is interrupted by a hang-up leaves nothing in either meeting', async () => {
        const { pin } = await newMeeting();
        const { call } = await join();
        call.transfer(pin);
        await see(call, 'transferAccepted');
        await see(call, 'offered');
        await hangUp(call);
      });
    });

  describe(`${name}: ends by the gateway`, () => {
    it('a drain refuses new calls, and ends established ones', async () => {
      const [a, b] = [await join(), await join()];
      const empty = on.stage.dispatch.drain();
      await refused('draining');
      const heard = on.stage.finished.length;
      on.stage.dispatch.endAll('shutdown');
      await empty;
      for (const { call } of [a, b])
        expect((await see(call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'shutdown'));
      expect(reasons().slice(heard)).toEqual(['shutdown', 'shutdown']);
    });

    it('a drain also ends joining calls', async () => {
      const call = dial({ offer: audioOf(await stream()) });
      await until('the call', () => on.stage.dispatch.size === 1);
      on.stage.dispatch.endAll('shutdown');
      const seen = await call.next();
      if (seen.type === 'accepted') call.acknowledge();
      expect(['rejected', 'accepted']).toContain(seen.type);
      expect(reasons()).toEqual(['shutdown']);
    });
  });
}
