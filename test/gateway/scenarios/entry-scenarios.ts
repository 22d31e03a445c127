/**
 * PIN entry, waiting for the host, keys, and media workers that die: the same for every signalling leg, with media
 * that is real.
 */
import { describe, expect, it } from 'vitest';
import { audioStream, offerOf } from '../../fakes/descriptions.ts';
import { amplitudeOf, tone } from '../../media/signal.ts';
import { heardBy, PCMU, until } from '../../media/fake-room.ts';
import { encodeMulaw } from '../../../media/audio/g711.ts';
import type { OpenDriver } from './leg-driver.ts';
import { PROMPT_TONE, useStage, workerProcesses, type Joined } from './leg-stage.ts';

const EVENTS = { kind: 'telephone-event', payloadType: 101, clockRate: 8000 } as const;
/** Frequencies by digit, Hz (ITU-T Q.23). */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYPAD = '123A456B789C*0#D';

export interface EntryAbilities {
  /** RFC 4733 is agreed at the start of the call; fast connect has no capabilities that could name it. */
  readonly rtpEvents: boolean;
  /** Digits in the audio are detected if no other way was agreed. */
  readonly tones: boolean;
  /** Session changes are offered. */
  readonly offers: boolean;
}

export function entryScenarios(name: string, open: OpenDriver, firstPort: number, abilities: EntryAbilities): void {
  const on = useStage(open, firstPort);
  const { restage, stream, audioOf, audioTo, dial, see, join, hangUp, newMeeting, speak, hears } = on;

  const atDoor = (host?: string): Promise<Joined> => answered('meet', host);

  /** Dials an address and acknowledges the answer. */
  async function answered(address: string, host?: string): Promise<Joined> {
    const device = await stream();
    const call = dial({
      dial: address,
      ...(host !== undefined && { host }),
      offer: offerOf(audioStream(['PCMU'], { rtp: device.address, codecs: [PCMU, EVENTS] })),
    });
    const { media } = await see(call, 'accepted');
    call.acknowledge();
    return { call, device, to: audioTo(media) };
  }

  const prompted = (room: Joined): Promise<void> => until('a prompt', () => hears(room, PROMPT_TONE));

  /** RFC 4733: five packets and three end packets for each press, without marker bit. */
  function keyByRtp({ device, to }: Joined, digits: string): void {
    [...digits].forEach((digit, index) => {
      const timestamp = 100_000 + index * 1600;
      const event = '0123456789*#'.indexOf(digit);
      for (let packet = 1; packet <= 8; packet++) {
        const end = packet > 5 ? 0x80 : 0;
        device.send(to, 101, Uint8Array.from([event, end | 10, 0, Math.min(packet, 6) * 160]), 0, { timestamp });
      }
    });
  }

  /** 60 ms of tone and 60 ms of silence for each digit, in real time. */
  async function keyByTones({ device, to }: Joined, digits: string): Promise<void> {
    const start = performance.now();
    let frame = 0;
    const send = async (samples: Int16Array): Promise<void> => {
      device.send(to, 0, encodeMulaw(samples), 160);
      frame++;
      await until('the next frame', () => performance.now() - start >= frame * 20);
    };
    for (let i = 0; i < 20; i++) await send(new Int16Array(160));
    for (const digit of digits) {
      const at = KEYPAD.indexOf(digit);
      const [low, high] = [ROWS[at >> 2]!, COLUMNS[at & 3]!];
      for (let i = 0; i < 3; i++) {
        const [a, b] = [tone(low, 8000, 160, 6000, i * 160), tone(high, 8000, 160, 6000, i * 160)];
        await send(a.map((value, n) => value + (b[n] ?? 0)));
      }
      for (let i = 0; i < 3; i++) await send(new Int16Array(160));
    }
  }

  async function meetsOther(room: Joined, options: Parameters<typeof join>[0] = {}): Promise<Joined> {
    const other = await join(options);
    speak(other, 400);
    speak(room, 1000);
    await until('each other', () => hears(room, 400) && hears(other, 1000), 8000);
    return other;
  }

  describe(`${name}: PIN entry`, () => {
    it('a device that dials no PIN hears a prompt, keys in the PIN, and joins the meeting', async () => {
      const room = await atDoor();
      await prompted(room);
      if (abilities.rtpEvents) keyByRtp(room, `${on.stage.registry.pin}#`);
      else for (const digit of `${on.stage.registry.pin}#`) room.call.key(digit);
      const other = await meetsOther(room);
      await hangUp(room.call, other.call);
      expect(on.stage.finished.map(({ facts }) => facts.meeting?.meetingId)).toEqual([
        on.stage.registry.meetingId,
        on.stage.registry.meetingId,
      ]);
    });

    it('digits by signalling and by RTP count once', async () => {
      const room = await atDoor();
      keyByRtp(room, `${on.stage.registry.pin}#`);
      for (const digit of `${on.stage.registry.pin}#`) room.call.key(digit);
      const other = await meetsOther(room);
      await hangUp(room.call, other.call);
    });

    if (abilities.tones) {
      it('digits are detected as tones if no other way was agreed', async () => {
        const device = await stream();
        const call = dial({ dial: 'meet', offer: audioOf(device) });
        const { media } = await see(call, 'accepted');
        call.acknowledge();
        const room = { call, device, to: audioTo(media) };
        await keyByTones(room, `${on.stage.registry.pin}#`);
        const other = await meetsOther(room);
        await hangUp(call, other.call);
      });
    }

    it('three wrong PINs end the call after an announcement', async () => {
      const room = await atDoor();
      for (let i = 0; i < 3; i++) for (const digit of '0000000000#') room.call.key(digit);
      expect((await see(room.call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'unknown-pin'));
      expect(hears(room, PROMPT_TONE)).toBe(true);
      expect(on.reasons()).toEqual(['unknown-pin']);
      expect(on.stage.facts.filter((fact) => fact.type === 'pinEntry')).toEqual(
        Array.from({ length: 3 }, () => ({ type: 'pinEntry', outcome: 'wrong' })),
      );
    });

    it('after too many wrong PINs of its address a dialled PIN is looked up in the lobby: right ones get in', async () => {
      await restage({ pinFailures: 4 });
      for (let call = 0; call < 4; call++) await on.refused('unknown-pin', { dial: '0000000000' });
      expect(on.stage.lockouts).toHaveLength(1);
      const wrong = await answered('0000000000');
      for (let n = 0; n < 2; n++) for (const digit of '1111111111#') wrong.call.key(digit);
      expect((await see(wrong.call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'unknown-pin'));
      const room = await answered(on.stage.registry.pin);
      const other = await meetsOther(room, {});
      await hangUp(room.call, other.call);
    });

    it('a passcode is requested', async () => {
      const { pin } = await newMeeting('4711');
      const room = await atDoor();
      for (const digit of `${pin}#4711#`) room.call.key(digit);
      const other = await meetsOther(room, { dial: `${pin}.4711` });
      await hangUp(room.call, other.call);
    });

    it('a device that dialled the PIN alone is asked only for the passcode', async () => {
      const { pin } = await newMeeting('4711');
      const room = await join({ dial: pin });
      for (const digit of '4711#') room.call.key(digit);
      const other = await meetsOther(room, { dial: `${pin}.4711` });
      await hangUp(room.call, other.call);
    });

    it('a full or locked meeting is announced', async () => {
      await restage({ capacity: 1 });
      const inside = await join();
      const { id, pin } = await newMeeting();
      await on.stage.registry.admin.updateMeeting(id, { locked: true });
      for (const [dialled, reason] of [
        [on.stage.registry.pin, 'meeting-full'],
        [pin, 'meeting-locked'],
      ] as const) {
        const room = await atDoor();
        for (const digit of `${dialled}#`) room.call.key(digit);
        expect((await see(room.call, 'ended')).reason).toBe(on.stage.driver.words('ended', reason));
      }
      await hangUp(inside.call);
    });

    it('calls in PIN entry are limited per source', async () => {
      await restage({ maxLobbies: 1 });
      const room = await atDoor();
      await on.refused('overload', { dial: 'meet' });
      await hangUp(room.call);
      await on.nothingLeft();
      await hangUp((await atDoor()).call);
    });

    it('a hang-up during PIN entry leaves nothing behind', async () => {
      const [early, keying, done] = [await atDoor(), await atDoor(), await atDoor()];
      for (const digit of '123') keying.call.key(digit);
      for (const digit of `${on.stage.registry.pin}#`) done.call.key(digit);
      await hangUp(early.call, keying.call, done.call);
    });

    if (abilities.offers) {
      it('a PIN that leads to another media worker moves the device there', async () => {
        await restage({ workers: 2 });
        const inside = await join();
        // Placed by load, and so on the other worker.
        const room = await atDoor();
        for (const digit of `${on.stage.registry.pin}#`) room.call.key(digit);
        const { media } = await see(room.call, 'offered');
        room.call.answer(audioOf(room.device));
        const moved = { ...room, to: audioTo(media) };
        speak(inside, 400);
        speak(moved, 1000);
        await until('each other', () => hears(moved, 400) && hears(inside, 1000));
        await hangUp(inside.call, moved.call);
      });
    }
  });

  describe(`${name}: waiting for the host`, () => {
    async function meetingOfHost(): Promise<{ readonly id: string; readonly pin: string; readonly hostPin: string }> {
      const { meeting, pin, hostPin } = await on.stage.registry.admin.createMeeting(on.stage.registry.accountId, {
        title: 'Host',
        waitForHost: true,
      });
      return { id: meeting.id, pin, hostPin };
    }

    it('waiting devices neither hear nor are heard until the host arrives', async () => {
      const { pin, hostPin } = await meetingOfHost();
      const [a, b] = [await join({ dial: pin }), await join({ dial: pin })];
      speak(a, 400);
      speak(b, 1000);
      await prompted(a);
      await until('a second of sound', () => b.device.packets.length > 80);
      for (const [room, frequency] of [
        [a, 1000],
        [b, 400],
      ] as const)
        expect(loudness(room, frequency)).toBeLessThan(20);
      const host = await join({ dial: hostPin });
      speak(host, 700);
      await until(
        'all others',
        () =>
          hears(a, 1000) && hears(a, 700) && hears(b, 400) && hears(b, 700) && hears(host, 400) && hears(host, 1000),
      );
      await hangUp(a.call, b.call, host.call);
    });

    it('the host admits one by the API', async () => {
      const { id, pin } = await meetingOfHost();
      const [a, b] = [await join({ dial: pin }), await join({ dial: pin })];
      const calls = on.stage.meetings.participants(id);
      expect(calls.map(({ waiting, role }) => [waiting, role])).toEqual([
        [true, 'attendee'],
        [true, 'attendee'],
      ]);
      for (const { callId } of calls)
        expect(on.stage.meetings.live(id)?.moderate(callId, { type: 'admit' })).toBe(true);
      speak(a, 400);
      await until('the other', () => hears(b, 400));
      await hangUp(a.call, b.call);
    });
  });

  /** The audio that it heard in the last second. */
  const loudness = ({ device }: Joined, frequency: number): number =>
    amplitudeOf(heardBy(device, PCMU, 1000), frequency, 8000);

  describe(`${name}: keys in the meeting`, () => {
    it('*6 mutes and unmutes, and the host mutes all', async () => {
      const { pin, hostPin } = await on.stage.registry.admin.createMeeting(on.stage.registry.accountId, {
        title: 'Host',
      });
      const [a, host] = [await join({ dial: pin }), await join({ dial: hostPin })];
      speak(a, 400);
      await until('the room', () => hears(host, 400));
      for (const digit of '*6') a.call.key(digit);
      await until('silence', () => loudness(host, 400) < 20);
      for (const digit of '*6') a.call.key(digit);
      await until('the room again', () => hears(host, 400));
      for (const digit of '*97') host.call.key(digit);
      await until('silence again', () => loudness(host, 400) < 20);
      await hangUp(a.call, host.call);
    });

    it('the host locks and unlocks, ## leaves', async () => {
      const { pin, hostPin, meeting } = await on.stage.registry.admin.createMeeting(on.stage.registry.accountId, {
        title: 'Host',
      });
      const host = await join({ dial: hostPin });
      const locked = async (): Promise<boolean> =>
        (await on.stage.registry.admin.getMeeting(meeting.id))?.locked === true;
      for (const digit of '*4') host.call.key(digit);
      await expect.poll(locked).toBe(true);
      await on.refused('meeting-locked', { dial: pin });
      for (const digit of '*4') host.call.key(digit);
      await expect.poll(locked).toBe(false);
      for (const digit of '##') host.call.key(digit);
      expect((await see(host.call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'hung-up'));
    });
  });

  describe(`${name}: a media worker that dies`, () => {
    const kill = async (): Promise<void> => {
      await on.stage.driver.confirmed?.();
      const pids = workerProcesses();
      expect(pids).toHaveLength(1);
      process.kill(pids[0]!, 'SIGKILL');
    };

    if (abilities.offers) {
      it('does not end its meeting, which continues with other sockets', async () => {
        const [a, b] = [await join(), await join()];
        await kill();
        const moved = await Promise.all(
          [a, b].map(async (room): Promise<Joined> => {
            const { media } = await see(room.call, 'offered');
            room.call.answer(audioOf(room.device));
            return { ...room, to: audioTo(media) };
          }),
        );
        speak(moved[0]!, 400);
        speak(moved[1]!, 1000);
        await until('each other', () => hears(moved[0]!, 1000) && hears(moved[1]!, 400));
        await hangUp(a.call, b.call);
        expect(on.stage.facts.filter((fact) => fact.type === 'move')).toEqual(
          [a, b].map(() => ({ type: 'move', cause: 'worker-lost', outcome: 'done' })),
        );
      });

      it('ends the call of a device that refuses the new sockets', async () => {
        const { call } = await join();
        await kill();
        await see(call, 'offered');
        call.refuseOffer();
        expect((await see(call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'media-lost'));
      });
    }

    it('ends calls in PIN entry with a clear reason; later calls are accepted', async () => {
      const room = await atDoor();
      await kill();
      expect((await see(room.call, 'ended')).reason).toBe(on.stage.driver.words('ended', 'media-lost'));
      await expect
        .poll(async () => (await on.stage.plane.stats()).workers.map(({ state }) => state), { timeout: 5000 })
        .toEqual(['ready']);
      await hangUp((await join()).call);
    });
  });
}
