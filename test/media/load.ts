/**
 * Load test of one media worker, run by hand: `node test/media/load.ts [--members 60] [--room 3] [--joins 20]
 * [--video 6] [--codec PCMU|G722] [--seconds 10] [--burst 0] [--media]`. `--burst n` measures n joins and leaves,
 * ten at a time; with `--media` each sends both kinds. Prints the share of one core that the worker thread and its
 * mediasoup worker use.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NO_FEEDBACK } from '../../media/description.ts';
import type { AudioCodec, MediaMember, MediaBridge } from '../../media/port.ts';
import { audioAgreement, h264, openFakeStream, PCMU, videoAgreement } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { openTestPlane } from './plane-fixture.ts';
import { IDR, PPS, SPS } from './video/packets.ts';

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '60' },
    bridge: { type: 'string', default: '3' },
    joins: { type: 'string', default: '20' },
    video: { type: 'string', default: '0' },
    codec: { type: 'string', default: 'PCMU' },
    seconds: { type: 'string', default: '10' },
    burst: { type: 'string', default: '0' },
    media: { type: 'boolean', default: false },
  },
});
const G722: AudioCodec = { kind: 'audio', name: 'G722', payloadType: 9, clockRate: 8000, channels: 1 };
const codec = values.codec === 'G722' ? G722 : PCMU;
const TICKS_PER_SECOND = 100;

interface Device {
  readonly member: MediaMember;
  readonly audio: FakeStream;
  readonly video: FakeStream;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function join(
  bridge: MediaBridge,
  streams: { readonly audio: FakeStream; readonly video: FakeStream },
): Promise<Device> {
  const member = await bridge.addMember({
    id: 'x',
    kinds: ['audio', 'video'],
    family: 4,
    cname: 'g',
    onEvent: () => {},
  });
  const feedback = { ...NO_FEEDBACK, pli: true };
  await member.agree([audioAgreement(streams.audio, codec), videoAgreement(streams.video, h264(1), feedback)]);
  return { member, ...streams };
}

async function openStreams(): Promise<{ readonly audio: FakeStream; readonly video: FakeStream }> {
  return { audio: await openFakeStream(), video: await openFakeStream() };
}

/** CPU seconds of the worker thread and of all mediasoup workers. */
function cpu(): { readonly thread: number; readonly sfu: number } {
  const seconds = (stat: string): number => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  };
  let thread = 0;
  let sfu = 0;
  for (const task of readdirSync('/proc/self/task')) {
    if (readFileSync(`/proc/self/task/${task}/comm`, 'utf8').startsWith('media-'))
      thread += seconds(readFileSync(`/proc/self/task/${task}/stat`, 'utf8'));
    for (const pid of readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean))
      sfu += seconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  }
  return { thread, sfu };
}

const plane = await openTestPlane({ min: 31_400, max: 33_999 }, { drainTime: 1000 });
const perRoom = Number(values.bridge);
const bridges: MediaBridge[] = [];
const devices: Device[] = [];
for (let i = 0; i < Number(values.members); i++) {
  if (i % perRoom === 0) bridges.push(await plane.openBridge(String(i)));
  const bridge = bridges.at(-1);
  if (bridge !== undefined) devices.push(await join(bridge, await openStreams()));
}

const speech = Uint8Array.from({ length: 160 }, () => Math.floor(Math.random() * 256));
const picture = Uint8Array.from({ length: 1100 }, (_, i) => (i === 0 ? 0x41 : i & 0xff));
let frame = 0;
const start = performance.now();
const timer = setInterval(() => {
  for (; frame * 20 < performance.now() - start; frame++) {
    devices.forEach(({ member, audio, video }, i) => {
      if (member.local.audio !== undefined) audio.send(member.local.audio, codec.payloadType, speech, 160);
      audio.packets.length = 0;
      video.packets.length = 0;
      if (i >= Number(values.video) || member.local.video === undefined) return;
      // About 1.8 Mbit/s: four packets of 1100 bytes every 20 ms.
      if (frame % 50 === 0)
        for (const unit of [SPS, PPS, IDR]) video.send(member.local.video, 109, Uint8Array.from(unit), 0);
      for (let k = 0; k < 4; k++) video.send(member.local.video, 109, picture, k === 3 ? 1800 : 0);
    });
  }
}, 5);

const [joining] = [await openStreams()];
const churn = await plane.openBridge('churn');
const count = Math.round(Number(values.joins) * Number(values.seconds));
await sleep(2000);
const before = cpu();
const from = performance.now();
for (let i = 0; i < count; i++) {
  await sleep(Math.max(0, from + (i * 1000) / Number(values.joins) - performance.now()));
  const device = await join(churn, joining);
  if (device.member.local.audio !== undefined)
    joining.audio.send(device.member.local.audio, codec.payloadType, speech, 160);
  void device.member.close();
}
await sleep(Math.max(0, from + 1000 * Number(values.seconds) - performance.now()));
const elapsed = (performance.now() - from) / 1000;
const after = cpu();
const share = (a: number, b: number): string => `${((100 * (b - a)) / elapsed).toFixed(1)} %`;
const { workers } = await plane.stats();
print(
  `worker thread ${share(before.thread, after.thread)}, mediasoup worker ${share(before.sfu, after.sfu)}, loop delay p99 ${workers[0]?.eventLoopDelayP99.toFixed(1)} ms`,
);

const burst = Number(values.burst);
if (burst > 0) {
  clearInterval(timer);
  await sleep(1100);
  const [cpuBefore, main, wall] = [cpu(), process.cpuUsage(), performance.now()];
  for (let i = 0; i < burst; i += 10) {
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const device = await join(churn, joining);
        if (values.media && device.member.local.audio !== undefined && device.member.local.video !== undefined) {
          joining.audio.send(device.member.local.audio, codec.payloadType, speech, 160);
          joining.video.send(device.member.local.video, 109, picture, 0);
          await sleep(20);
        }
        await device.member.close();
      }),
    );
  }
  const cpuAfter = cpu();
  const all = process.cpuUsage(main);
  const per = (seconds: number): string => `${((1e3 * seconds) / burst).toFixed(2)} ms`;
  print(
    `${burst} joins and leaves: ${((1000 * burst) / (performance.now() - wall)).toFixed(0)}/s; CPU each: worker thread ${per(cpuAfter.thread - cpuBefore.thread)}, mediasoup ${per(cpuAfter.sfu - cpuBefore.sfu)}, whole process ${per((all.user + all.system) / 1e6)}`,
  );
}

clearInterval(timer);
await plane.close();
for (const { audio, video } of [...devices, joining]) {
  audio.close();
  video.close();
}
