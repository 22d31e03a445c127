/** Third-party H.323 devices in one meeting, each setting up its media in another way. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAsterisk, type RunningAsterisk } from './asterisk.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { readWav, typicalAmplitude } from './tones.ts';

const ROOMS = [
  { name: 'fast', fastStart: true, tunnelling: false, codec: 'alaw', tone: 440 },
  { name: 'fast-tunnelled', fastStart: true, tunnelling: true, codec: 'ulaw', tone: 620 },
  { name: 'tunnelled', fastStart: false, tunnelling: true, codec: 'alaw', tone: 880 },
  { name: 'separate', fastStart: false, tunnelling: false, codec: 'ulaw', tone: 1320 },
] as const;
const REGISTERED = { name: 'registered', tone: 1760 } as const;
const ALL = [...ROOMS, REGISTERED];
const LOUD = 0.02;
const QUIET = 0.004;
/** Five seconds of 16-bit audio at 8 kHz. */
const ENOUGH = 80_000;

let gateway: RunningGateway;
let folder: string;
let stopped = false;
const running = new Map<string, RunningAsterisk>();

beforeAll(async () => {
  // The driver supports only port 1719 for a gatekeeper.
  gateway = await startGateway({ config: { h323: { rasPort: 1719, registration: 'open' } } });
  folder = mkdtempSync(join(tmpdir(), 'roomgate-h323-'));
  const peers = [{ name: 'gateway', address: '127.0.0.1', port: gateway.h323Port }];
  await Promise.all(
    ROOMS.map(async ({ name, fastStart, tunnelling, codec, tone }, index) => {
      const asterisk = await startAsterisk({
        folder: join(folder, name),
        address: `127.0.1.${21 + index}`,
        h323Port: 11_721,
        rtpPorts: [17_000 + 100 * index, 17_099 + 100 * index],
        peers,
        h323Id: name,
        fastStart,
        tunnelling,
        codecs: [codec],
        tone,
      });
      running.set(name, asterisk);
    }),
  );
  for (const asterisk of running.values()) await asterisk.call(`${gateway.pin}@gateway`);
  const registered = await startAsterisk({
    folder: join(folder, REGISTERED.name),
    address: '127.0.1.29',
    h323Port: 11_721,
    rtpPorts: [17_400, 17_499],
    gatekeeper: '127.0.0.1',
    h323Id: REGISTERED.name,
    codecs: ['alaw'],
    tone: REGISTERED.tone,
  });
  running.set(REGISTERED.name, registered);
  await eventually(async () => ((await gateway.metrics()).get('roomgate_ras_registrations') === 1 ? true : undefined));
  // Dials the PIN alone: the gatekeeper supplies the address.
  await registered.call(gateway.pin);
}, 120_000);

afterAll(async () => {
  await Promise.all([...running.values()].map((each) => each.stop()));
  if (!stopped) await gateway.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

describe('five H.323 devices in a meeting, one of them registered', () => {
  it('hear all the others and not themselves', async () => {
    await eventually(
      async () => ([...running.values()].every((each) => (each.heard()[0]?.length ?? 0) > ENOUGH) ? true : undefined),
      30_000,
    );
    for (const { name } of ALL) {
      const { rate, samples } = readWav(running.get(name)!.heard()[0]!);
      for (const other of ALL) {
        const heard = typicalAmplitude(samples.subarray(-3 * rate), rate, other.tone);
        if (other.name === name) expect(heard, `${name} hears itself`).toBeLessThan(QUIET);
        else expect(heard, `${name} hears ${other.name}`).toBeGreaterThan(LOUD);
      }
    }
  }, 60_000);

  it('that dialled through the gatekeeper were admitted', async () => {
    expect((await gateway.metrics()).get('roomgate_ras_events_total{event="admitted",reason=""}')).toBe(1);
  });

  it('that hang up leave the meeting', async () => {
    await running.get('fast')!.hangUp();
    await eventually(async () => ((await gateway.metrics()).get('roomgate_calls_active') === 4 ? true : undefined));
    expect(
      (await gateway.metrics()).get(
        'roomgate_calls_total{protocol="h323",direction="inbound",result="success",reason="hung-up"}',
      ),
    ).toBe(1);
  });

  it('hang up if the gateway does', async () => {
    stopped = true;
    expect(await gateway.stop()).toBe(0);
    await eventually(async () => {
      const left = await Promise.all([...running.values()].map((each) => each.channels()));
      return left.flat().length === 0 ? true : undefined;
    });
  });

  it('are logged without their PIN', () => {
    expect(gateway.output().log).toContain('"protocol":"h323"');
    expect(gateway.output().log).not.toContain(gateway.pin);
    expect(gateway.output().log).not.toContain('cannot be read');
  });
});
