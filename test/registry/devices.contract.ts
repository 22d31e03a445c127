/** Devices and the compatible-VTC list in the store, on either database. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../registry/port.ts';
import { namesOf, planningImport, readingImport } from '../../registry/devices/import.ts';
import { finished } from '../../registry/slices.ts';
import { StaleError } from '../../registry/sql/store.ts';
import * as devices from '../../registry/sql/devices.ts';
import { getList, listVersions, newestList, publishList } from '../../registry/sql/profiles.ts';
import type { TestRegistry } from '../fakes/registry.ts';

export function deviceContract(open: () => Promise<TestRegistry>): void {
  let opened: TestRegistry;
  beforeEach(async () => void (opened = await open()));
  afterEach(() => opened.registry.close());

  const credentials = () => ({ keys: opened.admin.keys, realm: opened.admin.realm });
  const make = async (username: string, more: Partial<devices.DeviceChange> = {}) => {
    const made = await devices.insertDevice(
      opened.db,
      credentials(),
      opened.accountId,
      { username, name: username, ...(more as object) },
      opened.now(),
    );
    return made!.device;
  };
  const register = (aor: string, contact: string, source?: string) =>
    opened.registry.bind(
      aor,
      [
        {
          aor,
          contact,
          callId: randomUUID(),
          cseq: 1,
          expiresAt: opened.now() + 60_000,
          ...(source !== undefined && { source }),
        },
      ],
      { callId: 'x', cseq: 1 },
    );

  describe('a device', () => {
    it('keeps its record, and every change has a version', async () => {
      const details = {
        site: 'Berlin',
        room: '4.01',
        vendor: 'Cisco',
        model: 'SX20',
        firmware: 'ce9.15.3',
        dialStyle: 'pin@host',
        notes: 'left',
        sourceNetworks: ['192.0.2.0/24'],
      } as const;
      const made = await make('board', { ...details, aliases: [{ kind: 'e164', value: '5501' }] });
      expect(made).toMatchObject({
        ...details,
        aliases: [{ kind: 'e164', value: '5501' }],
        override: null,
        version: 1,
        state: { registeredUntil: null, drift: null, lastCall: null },
      });
      const changed = await devices.updateDevice(
        opened.db,
        made.id,
        1,
        {
          room: null,
          notes: 'right',
          override: { sip: { keyframe: ['info'] } },
          aliases: [{ kind: 'e164', value: '5502' }],
        },
        opened.now(),
      );
      expect(changed).toMatchObject({
        site: 'Berlin',
        room: null,
        notes: 'right',
        override: { sip: { keyframe: ['info'] } },
        aliases: [{ value: '5502' }],
        version: 2,
      });
      await expect(devices.updateDevice(opened.db, made.id, 1, { room: 'late' }, opened.now())).rejects.toThrow(
        StaleError,
      );
      expect(await devices.updateDevice(opened.db, made.id, 2, { override: null }, opened.now())).toMatchObject({
        override: null,
        version: 3,
      });
      expect(await devices.getDevice(opened.db, made.id, opened.now())).toMatchObject({
        version: 3,
        aliases: [{ kind: 'e164', value: '5502' }],
      });
    });

    it('cannot take the name of another device, or the same name twice', async () => {
      const [a, b] = [await make('a', { aliases: [{ kind: 'e164', value: '1' }] }), await make('b')];
      const rename = (value: string) =>
        opened.db
          .transaction()
          .execute((trx) => devices.updateDevice(trx, b.id, '*', { aliases: [{ kind: 'h323', value }] }, opened.now()));
      expect([await rename('a'), await rename('1'), await rename('b')]).toEqual([undefined, undefined, undefined]);
      expect(await rename('2')).toMatchObject({ aliases: [{ value: '2' }] });
      expect(
        await devices.updateDevice(opened.db, a.id, '*', { aliases: [{ kind: 'e164', value: '1' }] }, opened.now()),
      ).toMatchObject({ aliases: [{ value: '1' }] });
    });

    it('is found by part of its name, room or site', async () => {
      await make('a', { site: 'Berlin' });
      await make('b', { room: 'Big_Room' });
      const search = async (text?: string) =>
        (await devices.listDevices(opened.db, opened.accountId, { limit: 10 }, opened.now(), text))
          .map(({ username }) => username)
          .sort();
      expect([
        await search(),
        await search('BERL'),
        await search('big_'),
        await search('%'),
        await search('zz'),
      ]).toEqual([['a', 'b'], ['a'], ['b'], [], []]);
    });

    it('with new credentials is no longer registered, and the old ones stop working', async () => {
      const made = await make('board');
      await register('board@meet.chime.in', 'sip:board@192.0.2.1');
      const before = await opened.registry.deviceCredentials('board');
      const next = await devices.resetCredentials(opened.db, credentials(), made.id, 1);
      expect(next).toMatchObject({ username: 'board', version: 2 });
      expect((await opened.registry.deviceCredentials('board'))!.ha1).not.toEqual(before!.ha1);
      expect((await opened.registry.h323Device('board'))!.password!.reveal()).toBe(next.password);
      expect(await opened.registry.bindings('board@meet.chime.in')).toEqual([]);
      await expect(devices.resetCredentials(opened.db, credentials(), made.id, 1)).rejects.toThrow(StaleError);
    });

    it('is unknown outside its networks', async () => {
      await make('board', { sourceNetworks: ['192.0.2.0/24'], aliases: [{ kind: 'e164', value: '5501' }] });
      const { registry } = opened;
      expect([
        await registry.deviceCredentials('board', '198.51.100.1'),
        await registry.h323Device('5501', '198.51.100.1'),
      ]).toEqual([undefined, undefined]);
      expect(await registry.deviceCredentials('board', '192.0.2.9')).toBeDefined();
      expect(await registry.h323Device('+5501', '::ffff:192.0.2.9')).toBeDefined();
    });
  });

  describe('a call', () => {
    const identify = (aliases: readonly string[], source?: string) =>
      opened.registry.identifyDevice({
        protocol: 'sip',
        userAgent: 'TANDBERG/529 (ce9.1.4) Cisco-SX20',
        aliases,
        ...(source !== undefined && { source }),
      });

    it('belongs to the device that is registered from its address, over SIP or H.323', async () => {
      const [a, b] = [await make('a'), await make('b', { aliases: [{ kind: 'e164', value: '5501' }] })];
      await register('a@meet.chime.in', 'sip:a@10.0.0.1', '192.0.2.1');
      await register('h323:b', 'h323:192.0.2.2:1720');
      expect((await identify([], '192.0.2.1')).device).toEqual({ id: a.id, accountId: opened.accountId, proven: true });
      expect((await identify(['sip:b@192.0.2.2'], '192.0.2.2')).device).toMatchObject({ id: b.id, proven: true });
      expect((await identify(['5501'], '192.0.2.9')).device).toEqual({
        id: b.id,
        accountId: opened.accountId,
        proven: false,
      });
      expect(await identify([], '192.0.2.9')).not.toHaveProperty('device');
      expect((await devices.getDevice(opened.db, b.id, opened.now()))!.state.registeredUntil).toBe(
        opened.now() + 60_000,
      );
    });

    it("is treated according to its device's record", async () => {
      const made = await make('a');
      await devices.updateDevice(opened.db, made.id, '*', { override: { sip: { screen: 'none' } } }, opened.now());
      expect(await identify(['a'])).toMatchObject({
        rule: 'device',
        ruleId: 'cisco-sx20',
        model: 'SX20',
        sip: { screen: 'none', audio: 'both' },
        device: { id: made.id },
      });
      await devices.updateDevice(opened.db, made.id, '*', { override: null }, opened.now());
      expect(await identify(['a'])).toMatchObject({ rule: 'model', sip: { screen: 'both' }, device: { id: made.id } });
    });

    it('updates the last call and the firmware of its device', async () => {
      const made = await make('a', { firmware: 'ce9.15.3' });
      const record: CallRecord = {
        callId: 'c1',
        protocol: 'sip',
        direction: 'inbound',
        startedAt: 1,
        endedAt: 2,
        result: 'success',
        reason: 'hung-up',
        vendor: 'v',
        model: 'm',
        firmwareLine: 'ce9',
        matchRule: 'model',
        sourceAddress: '192.0.2.1',
        deviceId: made.id,
        firmware: 'ce9.15.3',
      };
      await opened.registry.recordCall(record);
      await opened.registry.recordCall({ ...record, callId: 'c2', endedAt: 5, firmware: 'ce10.1' });
      await opened.registry.recordCall({ ...record, callId: 'c3', endedAt: 6, deviceId: randomUUID() });
      expect((await opened.registry.sizes())['call_record']).toBe(3);
      expect((await devices.getDevice(opened.db, made.id, opened.now()))!.state).toEqual({
        registeredUntil: null,
        firmwareSeen: 'ce10.1',
        firmwareSeenAt: 5,
        drift: true,
        lastCall: { callId: 'c2', endedAt: 5, result: 'success', reason: 'hung-up' },
      });
    });

    it('with names that no database can hold matches no device, and registers none', async () => {
      const { registry } = opened;
      await make('a');
      expect(await identify(['a\0', 'sip:a\0@192.0.2.1', '\u0007'])).not.toHaveProperty('device');
      expect((await identify(['\0', 'a'])).device).toMatchObject({ proven: false });
      for (const name of ['a\0', 'a\u001b']) {
        expect([
          await registry.h323Device(name),
          await registry.deviceCredentials(name),
          await registry.bindings(name),
        ]).toEqual([undefined, undefined, []]);
        expect([
          await register(`${name}@meet.chime.in`, 'sip:a@192.0.2.1'),
          await register('a@meet.chime.in', `sip:${name}@192.0.2.1`),
        ]).toEqual([false, false]);
      }
      expect(await registry.sizes()).toMatchObject({ binding: 0 });
    });

    it('without a searchable name belongs to the only device registered from there', async () => {
      const a = await make('a');
      await register('a@meet.chime.in', 'sip:a@192.0.2.1');
      expect((await identify([], '192.0.2.1')).device).toMatchObject({ id: a.id, proven: true });
      expect(await identify(['b\0'], '192.0.2.1')).not.toHaveProperty('device');
    });

    it('is subject to the policy for devices that the account does not own', async () => {
      await opened.db
        .updateTable('account')
        .set({ unregistered_devices: 'refuse' })
        .where('id', '=', opened.accountId)
        .execute();
      expect(await opened.registry.resolvePin({ reveal: () => opened.pin })).toMatchObject({
        unregisteredDevices: 'refuse',
      });
    });
  });

  describe('an import', () => {
    it('creates thousands of devices that can register, and none if one name is taken', async () => {
      await make('n700');
      const csv = (from: number) =>
        [
          'name,username,aliases',
          ...Array.from({ length: 1200 }, (_, n) => `Room ${n},n${n + from},${n + from} n${n + from}@example.com`),
        ].join('\n');
      const read = finished(readingImport(csv(0)));
      const taken = await devices.takenNames(opened.db, namesOf(read.create));
      expect(finished(planningImport(read, taken)).problems).toEqual([
        { line: 702, column: 'username', problem: '"n700" already belongs to a device' },
      ]);
      const plan = finished(planningImport(finished(readingImport(csv(1000))), new Set()));
      const made = await opened.db.transaction().execute((trx) =>
        devices.importDevices(
          trx,
          plan.create,
          finished(
            devices.preparing(
              credentials(),
              opened.accountId,
              plan.create.map(({ device }) => device),
              opened.now(),
            ),
          ),
        ),
      );
      expect([made.length, made[0]!.line, made.at(-1)!.line]).toEqual([1200, 2, 1201]);
      expect(await opened.registry.h323Device('2199@')).toBeUndefined();
      expect((await opened.registry.h323Device('2199'))!.password!.reveal()).toBe(made.at(-1)!.password);
      expect(await opened.registry.sizes()).toMatchObject({ device: 1201, device_alias: 2400 });
    });
  });

  describe('the compatible-VTC list', () => {
    const renamed = (model: string) => ({
      ...opened.compatibleList,
      default: { ...opened.compatibleList.default, model },
    });

    it('has versions, and concurrent imports do not overwrite each other', async () => {
      expect(await newestList(opened.db)).toBeUndefined();
      expect(await publishList(opened.db, renamed('one'), 0, 1)).toMatchObject({ version: 1 });
      await expect(publishList(opened.db, renamed('late'), 0, 2)).rejects.toThrow(StaleError);
      expect(await publishList(opened.db, renamed('two'), 1, 3)).toMatchObject({ version: 2 });
      expect((await newestList(opened.db))!.list.default.model).toBe('two');
      expect((await getList(opened.db, 1))!.list.default.model).toBe('one');
      expect(await newestList(opened.db, 2)).toBeUndefined();
      expect(await listVersions(opened.db)).toEqual([
        { version: 2, createdAt: 3 },
        { version: 1, createdAt: 1 },
      ]);
    });

    it('keeps a hundred versions', async () => {
      for (let n = 0; n < 103; n++) await publishList(opened.db, { ...renamed(`m${n}`), entries: [] }, '*', n);
      expect((await listVersions(opened.db)).map(({ version }) => version).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 4),
      );
    });

    it('is used once imported, without a restart', async () => {
      const ask = async () => (await opened.registry.identifyDevice({ protocol: 'sip' })).model;
      expect(await ask()).toBe('other');
      opened.list.use(await publishList(opened.db, renamed('one'), '*', 1));
      expect([await ask(), opened.registry.lookupDevice({ protocol: 'sip' }).model]).toEqual(['one', 'one']);
    });
  });
}
