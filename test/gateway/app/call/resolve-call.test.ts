/** Identifies the calling device and checks that its meeting admits it, on a real registry. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PinGuard } from '../../../../gateway/app/call/pin-guard.ts';
import { PinResolver, resolveCall } from '../../../../gateway/app/call/resolve-call.ts';
import type { Resolution } from '../../../../gateway/core/call/call.ts';
import type { LegInfo } from '../../../../gateway/core/leg.ts';
import { Pin } from '../../../../base/secret.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { openTestRegistry, type TestRegistry } from '../../../fakes/registry.ts';

let opened: TestRegistry;
let pins: PinResolver;
let clock: FakeClock;
let waits: number[];
let guessing: boolean[];
beforeEach(async () => {
  clock = new FakeClock();
  [waits, guessing] = [[], []];
  opened = await openTestRegistry();
  pins = new PinResolver({
    registry: opened.registry,
    guard: new PinGuard({ failures: 5, first: 1000 }),
    now: opened.now,
    clock: { now: () => clock.now(), after: (ms, callback) => (waits.push(ms), clock.after(ms, callback)) },
    onGuessing: (_, proven) => void guessing.push(proven),
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
const dial = (from: LegInfo) => resolveCall(pins, from, { kind: 'pin', pin: new Pin(opened.pin) }, false);
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
  const entry = await resolveCall(pins, info('192.0.2.1'), { kind: 'entry' }, false);
  expect(entry.outcome).toBe('entry');
  expect(await pins.resolve(info('192.0.2.1'), entry.device, { pin: new Pin(opened.pin) }, true)).toEqual({
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

const guess = (from: LegInfo, proven: boolean) =>
  resolveCall(pins, from, { kind: 'pin', pin: new Pin('0000000000') }, proven);

it('200 forged datagrams and 50 guesses in parallel cost a device with the right PIN at its address nothing', async () => {
  for (let n = 0; n < 150; n++) await guess(info('192.0.2.1'), false);
  await Promise.all(Array.from({ length: 50 }, () => guess(info('192.0.2.1'), false)));
  const dialled = await dial(info('192.0.2.1'));
  // The PIN is looked up once the call is established, without a wait.
  expect(dialled).toMatchObject({ outcome: 'entry', dialled: { pin: new Pin(opened.pin) } });
  const checked = await pins.resolve(info('192.0.2.1'), dialled.device, { pin: new Pin(opened.pin) }, true);
  expect(checked.type).toBe('meeting');
  expect(waits).toEqual([]);
  expect(await dial(info('192.0.2.9'))).toMatchObject({ outcome: 'meeting' });
});

it('a source that guesses in established calls waits for each answer, right or wrong, until a right one', async () => {
  const check = (pin: string) => pins.resolve(info('192.0.2.1'), undefined, { pin: new Pin(pin) }, true);
  for (let n = 0; n < 5; n++) expect(await check('0000000000')).toEqual({ type: 'wrong' });
  expect(guessing).toEqual([true]);
  const late = check('0000000000');
  const right = check(opened.pin);
  await expect.poll(() => waits).toEqual([1000, 1000]);
  clock.advance(1000);
  expect([await late, (await right).type]).toEqual([{ type: 'wrong' }, 'meeting']);
  expect((await check(opened.pin)).type).toBe('meeting');
  expect(waits).toEqual([1000, 1000]);
});

it('a registered device that guesses PINs is slowed down at every source; impostors cannot slow it down', async () => {
  await opened.admin.createDevice(opened.accountId, 'Board', 'board');
  await register();
  const isCareful = async (from: LegInfo) => pins.isCareful(from, (await dial(from)).device);
  for (let n = 0; n < 5; n++) await guess(info('198.51.100.1', 'board'), true);
  expect(await isCareful(info('198.51.100.1', 'board'))).toBe(true);
  expect(await isCareful(info('192.0.2.1', 'board'))).toBe(false);
  for (let n = 0; n < 5; n++) await guess(info('192.0.2.1', 'board'), true);
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
  expect(await isCareful(info('192.0.2.7', 'board'))).toBe(true);
  expect(await isCareful(info('192.0.2.8'))).toBe(false);
});
