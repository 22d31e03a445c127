/** Asterisk registers with the gatekeeper, requests admission for each call, and sends reports. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import { createGatekeeper, type Gatekeeper, type RasFact } from '../../gateway/h323/ras/index.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';
import { settings } from '../gateway/h323/ras/rig.ts';
import { startAsterisk, type RunningAsterisk } from './asterisk.ts';
import { eventually, removeFolder } from './gateway.ts';
import { bindUdp } from '../../base/udp.ts';
import { noFault } from '../fakes/faults.ts';

/** The driver supports only port 1719 for a gatekeeper. */
const GATEKEEPER = { address: '127.0.1.1', port: 1719 } as const;
const CALLEE = { name: 'callee', address: '127.0.1.22', port: 11_720 } as const;

const folder = mkdtempSync(join(tmpdir(), 'roomgate-ast-'));
const facts: RasFact[] = [];
let opened: TestRegistry;
let gatekeeper: Gatekeeper;
let caller: RunningAsterisk;
let callee: RunningAsterisk;

beforeAll(async () => {
  opened = await openTestRegistry();
  await opened.admin.createDevice(opened.accountId, 'Caller', 'caller', ['5501']);
  gatekeeper = createGatekeeper({
    registry: opened.registry,
    bind: bindUdp,
    clock: systemClock,
    now: Date.now,
    random: systemRandom,
    listen: [GATEKEEPER],
    multicast: false,
    settings: { ...settings, signal: { v4: CALLEE }, timeToLive: 10 },
    rate: { perSecond: 100, burst: 100 },
    clockTolerance: 600,
    onFault: noFault,
    onFact: (fact) => void facts.push(fact),
  });
  await gatekeeper.listen();
  [caller, callee] = await Promise.all([
    startAsterisk({
      folder: join(folder, 'caller'),
      address: '127.0.1.21',
      h323Port: 11_720,
      h323Id: 'caller',
      e164: '5501',
      gatekeeper: GATEKEEPER.address,
      rtpPorts: [16_200, 16_299],
      tone: 440,
    }),
    startAsterisk({
      folder: join(folder, 'callee'),
      address: CALLEE.address,
      h323Port: CALLEE.port,
      h323Id: 'callee',
      peers: [{ name: 'caller', address: '127.0.1.21', port: 11_720 }],
      rtpPorts: [16_300, 16_399],
      tone: 880,
    }),
  ]);
}, 60_000);

afterAll(async () => {
  await Promise.all([caller?.stop(), callee?.stop()]);
  await gatekeeper?.close();
  await opened?.registry.close();
  removeFolder(folder);
});

const factOf = (type: RasFact['type']): Promise<RasFact> =>
  eventually(async () => facts.find((fact) => fact.type === type));

describe('Asterisk and the gatekeeper', () => {
  it('registers as the device that its aliases name', async () => {
    await factOf('registered');
    expect(gatekeeper.locate('5501')).toMatchObject({
      aliases: ['caller', '5501'],
      signal: { address: '127.0.1.21', port: 11_720 },
      vendor: { t35: { country: 184, manufacturer: 39 }, product: 'ooh323' },
    });
    // The driver may not have read the confirmation yet.
    await eventually(async () => ((await caller.command('ooh323 show gk')).includes('Registered') ? true : undefined));
  });

  it('is admitted, calls the given address, and disengages at the end', async () => {
    await caller.call('9001');
    await factOf('admitted');
    // Asterisk forgets to disengage if it hangs up before the call is established.
    await Promise.all(
      [caller, callee].map((asterisk) =>
        eventually(async () => ((await asterisk.channels('Up')).length === 1 ? true : undefined)),
      ),
    );
    await caller.hangUp();
    await factOf('disengaged');
    expect(gatekeeper.stats().admissions).toBe(0);
  });

  it('keeps its registration alive, and registers again on request', async () => {
    const { endpointId } = gatekeeper.locate('caller')!;
    gatekeeper.unregister(endpointId);
    expect(gatekeeper.locate('caller')).toBeUndefined();
    await eventually(async () => gatekeeper.locate('caller'), 30_000);
    expect(facts.filter(({ type }) => type === 'registered')).toHaveLength(2);
    expect(facts.filter(({ type }) => type === 'malformed' || type === 'fault')).toEqual([]);
  });
});
