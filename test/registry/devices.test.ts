import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seal, sealingKey, unseal } from '../../registry/sealed.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';

let opened: TestRegistry;
beforeEach(async () => void (opened = await openTestRegistry()));
afterEach(() => opened.registry.close());

it('a device is found by its username and each of its aliases, with its password', async () => {
  const { registry, admin, accountId } = opened;
  const made = await admin.createDevice(accountId, 'Board room', 'board', ['5501', 'board@example.com']);
  for (const alias of ['board', '5501', 'board@example.com']) {
    const device = await registry.h323Device(alias);
    expect(device).toMatchObject({ deviceId: made!.device.id, username: 'board', aliases: ['5501', 'board@example.com'] });
    expect(device!.password!.reveal()).toBe(made!.password);
    expect(JSON.stringify(device)).not.toContain(made!.password);
  }
  expect(await registry.h323Device('5502')).toBeUndefined();
});

it('usernames and aliases are one set of names', async () => {
  const { admin, accountId } = opened;
  await admin.createDevice(accountId, 'A', 'board', ['5501']);
  expect(await admin.createDevice(accountId, 'B', '5501')).toBeUndefined();
  expect(await admin.createDevice(accountId, 'B', 'other', ['board'])).toBeUndefined();
  expect(await admin.createDevice(accountId, 'B', 'other', ['other'])).toBeUndefined();
  expect(await admin.createDevice(accountId, 'B', 'other', ['5502'])).toBeDefined();
  expect((await admin.listDevices(accountId, { limit: 10 })).map(({ aliases }) => aliases).sort()).toEqual([['5501'], ['5502']]);
});

it('a deleted device leaves its aliases free', async () => {
  const { admin, registry, accountId } = opened;
  const made = await admin.createDevice(accountId, 'A', 'board', ['5501']);
  await admin.deleteDevice(made!.device.id);
  expect(await registry.sizes()).toMatchObject({ device: 0, device_alias: 0 });
});

it('a sealed secret opens under its key and for its owner only', () => {
  const key = sealingKey(createSecretKey('11'.repeat(32), 'hex'));
  const other = sealingKey(createSecretKey('22'.repeat(32), 'hex'));
  const sealed = seal(key, 'device', 'open sesame');
  expect(unseal(key, 'device', sealed)!.reveal()).toBe('open sesame');
  expect(unseal(other, 'device', sealed)).toBeUndefined();
  expect(unseal(key, 'another', sealed)).toBeUndefined();
});
