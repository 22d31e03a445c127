/** A media worker that is killed does not end its meetings: third-party devices continue with new sockets. */
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAsterisk, type RunningAsterisk } from './asterisk.ts';
import { baresipCall, prepareBaresip, type BaresipOptions, type BaresipResult } from './baresip.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { readWav, typicalAmplitude } from './tones.ts';

const TONES = { first: 440, second: 880, h323: 1320 } as const;
const LOUD = 0.02;
/** Seconds of sound in the new meeting that each device records before all hang up. */
const AFTER = 6;

let gateway: RunningGateway;
let folder: string;
let asterisk: RunningAsterisk;
let heard: Readonly<Record<keyof typeof TONES, Uint8Array | undefined>>;

/** The process id of the gateway's mediasoup worker. */
function workerPid(): number {
  const children = readdirSync(`/proc/${gateway.pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${gateway.pid}/task/${task}/children`, 'utf8').trim().split(' '),
  );
  return Number(
    children.find((pid) => pid !== '' && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('mediasoup')),
  );
}

const value = async (name: string): Promise<number> => (await gateway.metrics()).get(name) ?? 0;
const moved = async (protocol: string): Promise<number> =>
  value(`roomgate_call_moves_total{protocol="${protocol}",cause="worker-lost",outcome="done"}`);

beforeAll(async () => {
  gateway = await startGateway({ config: { media: { workers: 1 } } });
  folder = mkdtempSync(join(tmpdir(), 'roomgate-worker-'));
  const room = (name: 'first' | 'second', port: number, rtpPort: number): BaresipOptions => ({
    folder: join(folder, name),
    tone: TONES[name],
    port,
    rtpPort,
    codec: 'PCMU/8000/1',
    video: false,
    outbound: `sip:127.0.0.1:${gateway.sipPort}`,
  });
  const rooms = [room('first', 11_080, 12_500), room('second', 11_090, 12_600)] as const;
  for (const each of rooms) await prepareBaresip(each);
  asterisk = await startAsterisk({
    folder: join(folder, 'h323'),
    address: '127.0.1.41',
    h323Port: 11_741,
    rtpPorts: [17_800, 17_899],
    peers: [{ name: 'gateway', address: '127.0.0.1', port: gateway.h323Port }],
    codecs: ['alaw'],
    tone: TONES.h323,
  });
  const target = `sip:${gateway.pin}@meet.chime.in`;
  const over = Promise.withResolvers<void>();
  const calls: Promise<BaresipResult>[] = rooms.map(async (each) => baresipCall(each, target, over.promise));
  await asterisk.call(`${gateway.pin}@gateway`);
  await eventually(async () =>
    (await value('roomgate_call_first_media_seconds_count{protocol="sip",kind="audio",way="received"}')) === 2 &&
    (await value('roomgate_call_first_media_seconds_count{protocol="h323",kind="audio",way="received"}')) === 1
      ? true
      : undefined,
  );
  process.kill(workerPid(), 'SIGKILL');
  await eventually(async () => ((await moved('sip')) === 2 && (await moved('h323')) === 1 ? true : undefined));
  const recorded = (): number => (asterisk.heard()[0]?.length ?? 0) / 16_000;
  const moment = recorded();
  await eventually(async () => (recorded() - moment >= AFTER ? true : undefined));
  // All end together, so that the ends of the recordings are of the same time.
  over.resolve();
  const [[first, second]] = await Promise.all([Promise.all(calls), asterisk.hangUp()]);
  await eventually(async () => ((await value('roomgate_calls_active')) === 0 ? true : undefined));
  heard = { first: first?.heard, second: second?.heard, h323: asterisk.heard()[0] };
}, 120_000);

afterAll(async () => {
  await asterisk?.stop();
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

describe('a media worker that is killed', () => {
  it('does not end any call: all devices hear all others to the end', () => {
    for (const name of Object.keys(TONES) as (keyof typeof TONES)[]) {
      const { rate, samples } = readWav(heard[name]!);
      const end = samples.subarray(Math.max(0, samples.length - 4 * rate), samples.length - rate);
      for (const [other, tone] of Object.entries(TONES)) {
        if (other !== name) expect(typicalAmplitude(end, rate, tone), `${name} hears ${other}`).toBeGreaterThan(LOUD);
      }
    }
  });
});
