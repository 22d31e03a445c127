/** The registry's store, on either database. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestRegistry } from '../fakes/registry.ts';

const secret = (text: string) => ({ reveal: () => text });

export function storeContract(open: () => Promise<TestRegistry>): void {
  let opened: TestRegistry;
  beforeEach(async () => void (opened = await open()));
  afterEach(() => opened.registry.close());

  describe('devices', () => {
    it('a device is found by its username and each of its aliases, with its password', async () => {
      const { registry, admin, accountId } = opened;
      const made = await admin.createDevice(accountId, 'Board room', 'board', ['5501', 'board@example.com']);
      for (const alias of ['board', '5501', 'board@example.com']) {
        const device = await registry.h323Device(alias);
        expect(device).toMatchObject({
          deviceId: made!.device.id,
          username: 'board',
          aliases: ['5501', 'board@example.com'],
        });
        expect(device!.password!.reveal()).toBe(made!.password);
        expect(JSON.stringify(device)).not.toContain(made!.password);
      }
      expect(await registry.h323Device('5502')).toBeUndefined();
    });

    it('usernames and aliases share one namespace', async () => {
      const { admin, accountId } = opened;
      await admin.createDevice(accountId, 'A', 'board', ['5501']);
      expect(await admin.createDevice(accountId, 'B', '5501')).toBeUndefined();
      expect(await admin.createDevice(accountId, 'B', 'other', ['board'])).toBeUndefined();
      expect(await admin.createDevice(accountId, 'B', 'other', ['other'])).toBeUndefined();
      expect(await admin.createDevice(accountId, 'B', 'other', ['5502'])).toBeDefined();
      expect(
        (await admin.listDevices(accountId, { limit: 10 }))
          .map(({ aliases }) => aliases.map(({ value }) => value))
          .sort(),
      ).toEqual([['5501'], ['5502']]);
    });

    it('a deleted device frees its aliases', async () => {
      const { admin, registry, accountId } = opened;
      const made = await admin.createDevice(accountId, 'A', 'board', ['5501']);
      await admin.deleteDevice(made!.device.id);
      expect(await registry.sizes()).toMatchObject({ device: 0, device_alias: 0 });
    });
  });

  describe('a PIN', () => {
    it('opens its meeting, and no other text does', async () => {
      expect(await opened.registry.resolvePin(secret(opened.pin))).toEqual({
        meetingId: opened.meetingId,
        accountId: opened.accountId,
        role: 'attendee',
        locked: false,
        ended: false,
        waitsForHost: false,
        passcodeOk: true,
        unregisteredDevices: 'allow',
        policies: {
          remoteControl: 'on',
          farEndCameraControl: 'on',
          contentFromDevices: 'on',
          minimumEncryption: 'none',
          contentFloor: 'newest-wins',
        },
      });
      for (const other of [opened.pin.slice(0, 9), `${opened.pin}0`, '', "' OR 1=1 --"])
        expect(await opened.registry.resolvePin(secret(other))).toBeUndefined();
    });

    it('stops working once revoked, while a new one works', async () => {
      await opened.admin.revokePins(opened.meetingId);
      const next = await opened.admin.issuePin(opened.meetingId, 'attendee');
      expect(await opened.registry.resolvePin(secret(opened.pin))).toBeUndefined();
      expect((await opened.registry.resolvePin(secret(next)))?.meetingId).toBe(opened.meetingId);
    });

    it('is found while valid and never afterwards, whatever is issued and revoked, and is never mistaken for another', async () => {
      const { admin, registry, accountId } = opened;
      const steps = fc.array(
        fc.record({
          meeting: fc.nat(2),
          step: fc.constantFrom('attendee' as const, 'host' as const, 'revoke' as const),
        }),
        { minLength: 1, maxLength: 12 },
      );
      const found = async (text: string) => (await registry.resolvePin(secret(text)))?.meetingId;
      await fc.assert(
        fc.asyncProperty(steps, async (list) => {
          const meetings = await Promise.all(
            [0, 1, 2].map((n) => admin.createMeeting(accountId, { title: String(n) })),
          );
          const pins = meetings.flatMap(({ meeting, pin, hostPin }) =>
            [pin, hostPin].map((text) => ({ text, meeting: meeting.id, live: true })),
          );
          for (const { meeting: index, step } of list) {
            const { id } = meetings[index]!.meeting;
            if (step !== 'revoke') pins.push({ text: await admin.issuePin(id, step), meeting: id, live: true });
            else {
              await admin.revokePins(id);
              for (const each of pins) if (each.meeting === id) each.live = false;
            }
          }
          expect(new Set(pins.map(({ text }) => text)).size).toBe(pins.length);
          for (const { text, meeting, live } of pins) {
            expect(text).toMatch(/^(?:\d{10}|\d{13})$/);
            expect(await found(text)).toBe(live ? meeting : undefined);
            for (const near of [text.slice(0, -1), `${text}0`, `0${text}`, text.slice(0, 10)]) {
              const own = pins.find((each) => each.text === near && each.live);
              expect(await found(near)).toBe(own?.meeting);
            }
          }
        }),
        { numRuns: 15, seed: 5 },
      );
    });

    it('opens a meeting with a passcode only together with it', async () => {
      const { pin } = await opened.admin.createMeeting(opened.accountId, { title: 'Closed', passcode: '4711' });
      const ok = async (passcode?: string) =>
        (await opened.registry.resolvePin(secret(pin), passcode === undefined ? undefined : secret(passcode)))
          ?.passcodeOk;
      expect([await ok(), await ok('4712'), await ok('4711')]).toEqual([false, false, true]);
    });

    it('reports a lock and an end', async () => {
      await opened.admin.updateMeeting(opened.meetingId, { locked: true, ended: true });
      expect(await opened.registry.resolvePin(secret(opened.pin))).toMatchObject({ locked: true, ended: true });
    });
  });

  describe('call records', () => {
    it('are written in the order in which the calls ended', async () => {
      const record = {
        protocol: 'sip',
        direction: 'inbound',
        startedAt: 1,
        endedAt: 2,
        result: 'success',
        reason: 'hung-up',
        vendor: 'v',
        model: 'm',
        firmwareLine: 'f',
        matchRule: 'default',
        sourceAddress: '192.0.2.1',
      } as const;
      for (let n = 0; n < 1200; n++) await opened.registry.recordCall({ ...record, callId: `c${n}` });
      expect((await opened.registry.sizes())['call_record']).toBe(1200);
      const page = await opened.admin.listCalls({ limit: 2 });
      expect(page.map(({ call_id }) => call_id)).toEqual(['c1199', 'c1198']);
      await opened.admin.prune(3);
      expect((await opened.registry.sizes())['call_record']).toBe(0);
    });
  });

  describe('a call record', () => {
    it('with a Call-ID that cannot be stored is written without it, and does not delay the others', async () => {
      const record = {
        protocol: 'sip',
        direction: 'inbound',
        startedAt: 1,
        endedAt: 2,
        result: 'success',
        reason: 'hung-up',
        vendor: 'v',
        model: 'm',
        firmwareLine: 'f',
        matchRule: 'default',
        sourceAddress: '192.0.2.1',
      } as const;
      await opened.registry.recordCall({ ...record, callId: 'c1', signallingId: 'a\0b' });
      await opened.registry.recordCall({ ...record, callId: 'c2', signallingId: 'c' });
      expect((await opened.registry.sizes())['call_record']).toBe(2);
      expect((await opened.admin.listCalls({ limit: 2 })).map(({ signalling_id }) => signalling_id)).toEqual([
        'c',
        'ab',
      ]);
    });
  });

  describe('call records that the database rejects', () => {
    it('are written, in order, once it accepts them', async () => {
      const rename = (from: string, to: string) => opened.db.schema.alterTable(from).renameTo(to).execute();
      const record = {
        protocol: 'sip',
        direction: 'inbound',
        startedAt: 1,
        endedAt: 2,
        result: 'success',
        reason: 'hung-up',
        vendor: 'v',
        model: 'm',
        firmwareLine: 'f',
        matchRule: 'default',
        sourceAddress: '192.0.2.1',
      } as const;
      await rename('call_record', 'away');
      for (let n = 0; n < 700; n++) await opened.registry.recordCall({ ...record, callId: `c${n}` });
      await expect(opened.registry.sizes()).rejects.toThrow();
      await expect(opened.registry.recordCall({ ...record, callId: 'c700' })).rejects.toThrow(
        /^Cannot write call records, which are kept and retried: .*call_record/,
      );
      await rename('away', 'call_record');
      expect((await opened.registry.sizes())['call_record']).toBe(701);
      expect((await opened.admin.listCalls({ limit: 2 })).map(({ call_id }) => call_id)).toEqual(['c700', 'c699']);
    });
  });

  describe('an outage of the database', () => {
    const rename = (from: string, to: string) => opened.db.schema.alterTable(from).renameTo(to).execute();
    const record = {
      callId: 'c',
      protocol: 'sip',
      direction: 'inbound',
      startedAt: 1,
      endedAt: 2,
      result: 'success',
      reason: 'hung-up',
      vendor: 'v',
      model: 'm',
      firmwareLine: 'f',
      matchRule: 'default',
      sourceAddress: '192.0.2.1',
    } as const;

    it('is reported once to a caller that records a call, and at its end with the number of lost records', async () => {
      const told: string[] = [];
      const note = (count: number) =>
        Promise.all(
          Array.from({ length: count }, () =>
            opened.registry.recordCall(record).catch((error: Error) => void told.push(error.message)),
          ),
        );
      for (const words of [/lost 3 call records/, /lost 1 call record(?!s)/]) {
        await rename('call_record', 'away');
        await note(1);
        await expect(opened.registry.sizes()).rejects.toThrow();
        await note(words.source.includes('3') ? 20_002 : 20_000);
        await expect(opened.registry.sizes()).rejects.toThrow();
        await note(0);
        expect(told.splice(0)).toEqual([expect.stringMatching(/^Cannot write call records/)]);
        await rename('away', 'call_record');
        expect((await opened.registry.sizes())['call_record']).toBe(20_000);
        await note(2);
        expect(told.splice(0)).toEqual([expect.stringMatching(words)]);
        await opened.registry.sizes();
        await opened.admin.prune(3);
      }
    });
  });

  describe('bindings', () => {
    const binding = (cseq: number, contact = 'sip:a@192.0.2.1') => ({
      aor: 'room@meet.chime.in',
      contact,
      callId: 'x',
      cseq,
      expiresAt: 1_700_000_060_000,
    });
    it('replace the previous ones, and an older request changes nothing', async () => {
      const bind = (cseq: number, ...bindings: readonly ReturnType<typeof binding>[]) =>
        opened.registry.bind('room@meet.chime.in', bindings, { callId: 'x', cseq });
      expect(await bind(2, binding(2))).toBe(true);
      expect(await bind(1, binding(1, 'sip:evil@192.0.2.2'))).toBe(false);
      expect(await bind(3, binding(3, 'sip:b@192.0.2.1'))).toBe(true);
      expect((await opened.registry.bindings('room@meet.chime.in')).map(({ contact }) => contact)).toEqual([
        'sip:b@192.0.2.1',
      ]);
      await bind(4);
      expect(await opened.registry.bindings('room@meet.chime.in')).toEqual([]);
    });
  });
}
