/** Identifies the calling device and checks that its meeting admits it, on a real registry. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PinGuard } from '../../../../gateway/app/call/pin-guard.ts';
import { PinResolver, resolveCall } from '../../../../gateway/app/call/resolve-call.ts';
import type { Resolution } from '../../../../gateway/core/call/call.ts';
import type { LegInfo } from '../../../../gateway/core/leg.ts';
import { Pin } from '../../../../base/secret.ts';
import { openTestRegistry, type TestRegistry } from '../../../fakes/registry.ts';

let opened: TestRegistry;
let pins: PinResolver;
beforeEach(async () => {
  opened = await openTestRegistry();
  pins = new PinResolver({
    registry: opened.registry,
    guard: new PinGuard({ failures: 5, first: 1000 }),
    now: opened.now,
    onLockout: () => undefined,
  });
});
afterEach(() => opened.registry.close());

const info = (address: string, ...names: readonly string[]): LegInfo => ({
  callId: 'c',
  protocol: 'sip',
  direction: 'inbound',
  dialled: { user: new Pin(opened.pin), host: 'meet.chime.in' },
  source: { address, port: 5060 },
  family: 4,
  userAgent: 'TANDBERG/529 (ce9.1.4) Cisco-SX20',
  names,
});
const policy = (value: 'allow' | 'limit' | 'refuse') =>
  opened.db.updateTable('account').set({ unregistered_devices: value }).execute();
const told = (resolution: Resolution) => [
  resolution.outcome,
  'reason' in resolution ? resolution.reason : 'meeting' in resolution ? resolution.meeting.waitsForHost : undefined,
];
const dial = (from: LegInfo) => resolveCall(pins, from, { kind: 'pin', pin: new Pin(opened.pin) });
const register = () =>
  opened.registry.bind(
    'board@meet.chime.in',
    [
      {
        aor: 'board@meet.chime.in',
        contact: 'sip:board@10.0.0.1',
        callId: 'r',
        cseq: 1,
        expiresAt: opened.now() + 60_000,
        source: '192.0.2.1',
      },
    ],
    { callId: 'r', cseq: 1 },
  );

it.each([
  ['allow', ['meeting', false], ['meeting', false]],
  ['limit', ['meeting', true], ['meeting', false]],
  ['refuse', ['refused', 'device-not-registered'], ['meeting', false]],
] as const)(
  'under the policy %s a device that merely claims a name gets %j, a registered one %j',
  async (value, unproven, proven) => {
    await policy(value);
    await opened.admin.createDevice(opened.accountId, 'Board', 'board');
    expect(told(await dial(info('192.0.2.1', 'board')))).toEqual(unproven);
    await register();
    expect(told(await dial(info('192.0.2.1', 'board@192.0.2.1')))).toEqual(proven);
    expect(told(await dial(info('192.0.2.1')))).toEqual(proven);
    expect(told(await dial(info('198.51.100.1', 'board')))).toEqual(unproven);
    // Another device behind the same NAT.
    expect(told(await dial(info('192.0.2.1', 'guest@192.0.2.1')))).toEqual(unproven);
  },
);

it('a device of another account counts as unregistered', async () => {
  await policy('refuse');
  const other = await opened.admin.createAccount('Other');
  await opened.admin.createDevice(other.id, 'Board', 'board');
  await register();
  expect(told(await dial(info('192.0.2.1', 'board')))).toEqual(['refused', 'device-not-registered']);
});

it('a caller that keys in the PIN passes the same checks', async () => {
  await policy('refuse');
  const entry = await resolveCall(pins, info('192.0.2.1'), { kind: 'entry' });
  expect(entry.outcome).toBe('entry');
  expect(await pins.resolve(info('192.0.2.1'), entry.device, new Pin(opened.pin), undefined)).toEqual({
    type: 'refused',
    reason: 'device-not-registered',
  });
});

it('a changed device record takes effect with the next call', async () => {
  const made = await opened.admin.createDevice(opened.accountId, 'Board', 'board');
  expect((await dial(info('192.0.2.1', 'board'))).device).toMatchObject({ rule: 'model', model: 'SX20' });
  await opened.db
    .updateTable('device')
    .set({ override: JSON.stringify({ sip: { supported: false } }) })
    .where('id', '=', made!.device.id)
    .execute();
  expect((await dial(info('192.0.2.1', 'board'))).device).toMatchObject({
    rule: 'device',
    model: 'SX20',
    sip: { supported: false },
  });
});

it('a registered device that guesses PINs is locked out from every source; impostors cannot lock it out', async () => {
  await opened.admin.createDevice(opened.accountId, 'Board', 'board');
  await register();
  const guess = async (from: LegInfo) =>
    told(await resolveCall(pins, from, { kind: 'pin', pin: new Pin('0000000000') }));
  for (let n = 0; n < 5; n++) await guess(info('198.51.100.1', 'board'));
  expect(told(await dial(info('198.51.100.1', 'board')))).toEqual(['refused', 'pin-lockout']);
  expect(told(await dial(info('192.0.2.1', 'board')))).toEqual(['meeting', false]);
  for (let n = 0; n < 5; n++) await guess(info('192.0.2.1', 'board'));
  await opened.registry.bind(
    'board@meet.chime.in',
    [
      {
        aor: 'board@meet.chime.in',
        contact: 'sip:board@10.0.0.1',
        callId: 's',
        cseq: 1,
        expiresAt: opened.now() + 60_000,
        source: '192.0.2.7',
      },
    ],
    { callId: 's', cseq: 1 },
  );
  expect(told(await dial(info('192.0.2.7', 'board')))).toEqual(['refused', 'pin-lockout']);
  expect(told(await dial(info('192.0.2.8')))).toEqual(['meeting', false]);
});
