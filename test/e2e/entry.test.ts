/** Devices that dial without a PIN: they are asked for it by voice, key it in by any method, and join the meeting. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAsterisk, type RunningAsterisk } from './asterisk.ts';
import type { DtmfMode } from './asterisk/config.ts';
import { baresipCall, prepareBaresip, type BaresipOptions, type BaresipResult } from './baresip.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { readWav, typicalAmplitude } from './tones.ts';

const ROOMS: readonly { readonly dtmf: DtmfMode; readonly tone: number }[] = [
  { dtmf: 'h245alphanumeric', tone: 440 },
  { dtmf: 'h245signal', tone: 620 },
  { dtmf: 'q931keypad', tone: 880 },
];
const SIP_TONE = 1320;
const LOUD = 0.02;

let gateway: RunningGateway;
let folder: string;
let sip: BaresipResult;
const running: RunningAsterisk[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  folder = mkdtempSync(join(tmpdir(), 'roomgate-entry-'));
  const peers = [{ name: 'gateway', address: '127.0.0.1', port: gateway.h323Port }];
  const keys = `${gateway.pin}#`;
  for (const [index, { dtmf, tone }] of ROOMS.entries()) {
    running.push(
      await startAsterisk({
        folder: join(folder, dtmf),
        address: `127.0.1.${31 + index}`,
        h323Port: 11_731,
        rtpPorts: [17_500 + 100 * index, 17_599 + 100 * index],
        peers,
        h323Id: dtmf,
        dtmf,
        codecs: ['alaw'],
        tone,
        keys,
      }),
    );
  }
  const room: BaresipOptions = {
    folder: join(folder, 'sip'),
    tone: SIP_TONE,
    port: 11_050,
    rtpPort: 12_200,
    codec: 'G722/16000/1',
    video: false,
    outbound: `sip:127.0.0.1:${gateway.sipPort}`,
    keys,
  };
  await prepareBaresip(room);
  for (const asterisk of running) await asterisk.call('meet@gateway', 'enter');
  sip = await baresipCall(room, 'sip:meet.chime.in', 18);
  await Promise.all(running.map((asterisk) => asterisk.hangUp()));
  await eventually(async () => ((await gateway.metrics()).get('roomgate_calls_active') === 0 ? true : undefined));
}, 120_000);

afterAll(async () => {
  await Promise.all(running.map((asterisk) => asterisk.stop()));
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

/** The recordings, by name. */
function recordings(): readonly (readonly [string, ReturnType<typeof readWav>, number])[] {
  expect(sip.heard, sip.log).toBeDefined();
  return [
    ['sip', readWav(sip.heard!), SIP_TONE],
    ...ROOMS.map(({ dtmf, tone }, index) => [dtmf, readWav(running[index]!.heard()[0]!), tone] as const),
  ];
}

/** The root mean square. */
const loudness = (samples: Float64Array): number =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length));

describe('devices that dial without a PIN', () => {
  it('hear a voice first', () => {
    for (const [name, { rate, samples }] of recordings()) {
      const first = samples.subarray(Math.floor(rate / 2), 2 * rate);
      expect(loudness(first), name).toBeGreaterThan(0.01);
    }
  });

  it('are in the meeting with all others after keying it in', () => {
    const all = recordings();
    for (const [name, { rate, samples }, own] of all) {
      // The last seconds of all recordings contain the others.
      const end = samples.subarray(Math.max(0, samples.length - 6 * rate), samples.length - 3 * rate);
      for (const [other, , tone] of all) {
        if (tone !== own) expect(typicalAmplitude(end, rate, tone), `${name} hears ${other}`).toBeGreaterThan(LOUD);
      }
    }
  });

  it('are counted, each PIN once', async () => {
    const metrics = await gateway.metrics();
    expect(metrics.get('roomgate_pin_entries_total{protocol="h323",outcome="meeting"}')).toBe(ROOMS.length);
    expect(metrics.get('roomgate_pin_entries_total{protocol="sip",outcome="meeting"}')).toBe(1);
    expect(metrics.get('roomgate_pin_entries_total{protocol="h323",outcome="wrong"}')).toBeUndefined();
  });

  it('leave no digits in the log', () => {
    expect(gateway.output().log).not.toContain(gateway.pin);
    expect(gateway.output().log).not.toContain(gateway.pin.slice(0, 6));
  });
});
