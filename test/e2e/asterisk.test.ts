/**
 * A test of the rig itself: two Asterisks call each other over H.323, so that failures with the gateway are not
 * caused by the rig.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAsterisk, type AsteriskOptions, type RunningAsterisk } from './asterisk.ts';
import { eventually, removeFolder } from './gateway.ts';
import { middle, readWav, typicalAmplitude } from './tones.ts';

const CALLER = { name: 'caller', address: '127.0.1.11', port: 11_720 } as const;
const CALLEE = { name: 'callee', address: '127.0.1.12', port: 11_720 } as const;
/** One second of 16-bit audio at 8 kHz, and the data before it. */
const ENOUGH = 24_000;

const folder = mkdtempSync(join(tmpdir(), 'roomgate-ast-'));
const running: RunningAsterisk[] = [];

async function start(
  own: typeof CALLER | typeof CALLEE,
  other: AsteriskOptions['peers'],
  tone: number,
  rtp: number,
): Promise<RunningAsterisk> {
  const shape = { fastStart: false, tunnelling: true };
  const asterisk = await startAsterisk({
    folder: join(folder, own.name),
    address: own.address,
    h323Port: own.port,
    h323Id: own.name,
    rtpPorts: [rtp, rtp + 99],
    peers: other ?? [],
    tone,
    ...shape,
  });
  running.push(asterisk);
  return asterisk;
}

let caller: RunningAsterisk;
let callee: RunningAsterisk;

beforeAll(async () => {
  [caller, callee] = await Promise.all([start(CALLER, [CALLEE], 440, 16_000), start(CALLEE, [CALLER], 880, 16_100)]);
}, 60_000);

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  removeFolder(folder);
});

describe('Asterisk', () => {
  it("calls another one over H.323, both hear the other's tone, and one hangs up both", async () => {
    await caller.call('9001@callee');
    await eventually(async () =>
      (await caller.channels()).length === 1 && (await callee.channels()).length === 1 ? true : undefined,
    );
    await eventually(
      async () => ([caller, callee].every((each) => (each.heard()[0]?.length ?? 0) > ENOUGH) ? true : undefined),
      15_000,
    );
    await caller.hangUp();
    await eventually(async () =>
      (await caller.channels()).length + (await callee.channels()).length === 0 ? true : undefined,
    );
    const tones = [callee, caller].map((each) => {
      const { rate, samples } = readWav(each.heard()[0]!);
      return [440, 880].map((tone) => typicalAmplitude(middle(samples), rate, tone));
    });
    expect(tones[0]![0]).toBeGreaterThan(0.05);
    expect(tones[0]![1]).toBeLessThan(0.01);
    expect(tones[1]![1]).toBeGreaterThan(0.05);
    expect(tones[1]![0]).toBeLessThan(0.01);
  });
});
