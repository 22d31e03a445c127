/**
 * A device whose power fails sends neither BYE nor RTCP. It leaves its meeting within half a minute, and no other
 * device does.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBaresip, type BaresipOptions } from './baresip.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';

let gateway: RunningGateway;
let folder: string;
const rooms: ReturnType<typeof spawn>[] = [];

async function dial(name: string, port: number, rtpPort: number): Promise<ReturnType<typeof spawn>> {
  const room: BaresipOptions = {
    folder: join(folder, name),
    tone: 440,
    port,
    rtpPort,
    codec: 'PCMU/8000/1',
    video: false,
    outbound: `sip:127.0.0.1:${gateway.sipPort}`,
  };
  await prepareBaresip(room);
  const child = spawn('baresip', ['-f', room.folder, '-e', `/dial sip:${gateway.pin}@meet.chime.in`], {
    cwd: room.folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  rooms.push(child);
  return child;
}

const calls = async (): Promise<number | undefined> => (await gateway.metrics()).get('roomgate_calls_active');

beforeAll(async () => {
  gateway = await startGateway();
  folder = mkdtempSync(join(tmpdir(), 'roomgate-vanished-'));
  await dial('stays', 11_060, 12_300);
  const vanishes = await dial('vanishes', 11_070, 12_400);
  await eventually(
    async () =>
      (await calls()) === 2 &&
      (await gateway.metrics()).get(
        'roomgate_call_first_media_seconds_count{protocol="sip",kind="audio",way="received"}',
      ) === 2
        ? true
        : undefined,
    15_000,
  );
  vanishes.kill('SIGKILL');
}, 60_000);

afterAll(async () => {
  for (const room of rooms) room.kill('SIGKILL');
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

describe('a device that vanishes', () => {
  it('is gone within 30 s, after it did not answer by signalling either', async () => {
    await eventually(async () => ((await calls()) === 1 ? true : undefined), 30_000);
    const metrics = await gateway.metrics();
    expect(
      metrics.get('roomgate_calls_total{protocol="sip",direction="inbound",result="client-error",reason="peer-gone"}'),
    ).toBe(1);
    expect(metrics.get('roomgate_call_probes_total{protocol="sip"}')).toBe(1);
  }, 40_000);

  it('leaves the other device in the meeting', async () => expect(await calls()).toBe(1));
});
