/**
 * The video that a device sees while another comes and goes: a still, its video, a still again; in one stream that
 * ffmpeg decodes.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isStill } from '../media/h264-stream.ts';
import { baresipCall, prepareBaresip } from './baresip.ts';
import { h264Stream, rtpTo, startCapture, type Rtp } from './capture.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { runProgram } from './run.ts';

const RTP = { stays: 32_100, visits: 32_200 } as const;

let gateway: RunningGateway;
let folder: string;
/** The packets of the video to the remaining device, in order. */
let packets: readonly Rtp[];
/** The times at which the visitor's first picture was sent, and at which its call ended, in seconds. */
let came: number;
let left: number;

const videoTo = (all: readonly (readonly Rtp[])[]): readonly Rtp[] =>
  all
    .map((each) => each.filter(({ payload, payloadType }) => payloadType >= 96 && payload.length > 0))
    .toSorted((a, b) => b.length - a.length)[0] ?? [];

beforeAll(async () => {
  gateway = await startGateway();
  folder = mkdtempSync(join(tmpdir(), 'roomgate-video-'));
  const target = `sip:${gateway.pin}@meet.chime.in`;
  const room = (name: 'stays' | 'visits', port: number) =>
    ({
      folder: join(folder, name),
      tone: 440,
      port,
      rtpPort: RTP[name],
      codec: 'PCMU/8000/1',
      video: true,
      outbound: `sip:127.0.0.1:${gateway.sipPort}`,
    }) as const;
  const [stays, visits] = [room('stays', 32_310), room('visits', 32_320)];
  for (const each of [stays, visits]) await prepareBaresip(each);
  const capture = await startCapture(join(folder, 'rtp.pcap'), [[RTP.stays, RTP.visits + 99]]);
  const staying = baresipCall(stays, target, 18);
  const active = async (count: number): Promise<true | undefined> =>
    (await gateway.metrics()).get('roomgate_calls_active') === count ? true : undefined;
  await eventually(() => active(1));
  const alone = Date.now();
  await eventually(async () => (Date.now() - alone > 3500 ? true : undefined));
  const visiting = baresipCall(visits, target, 5);
  await eventually(() => active(2));
  await visiting;
  await eventually(() => active(1));
  left = Date.now() / 1000;
  await staying;
  const captured = await capture.stop();
  came = captured.find(
    ({ from, payload }) =>
      from >= RTP.visits &&
      from < RTP.visits + 100 &&
      from % 2 === 0 &&
      payload.length > 12 &&
      (payload[1]! & 0x7f) >= 96,
  )!.time;
  const ports = [...new Set(captured.map(({ to }) => to))].filter(
    (port) => port >= RTP.stays && port < RTP.stays + 100,
  );
  packets = videoTo(ports.map((port) => rtpTo(captured, port)));
}, 120_000);

afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

it('a device that is alone gets a still, at once and repeatedly', () => {
  const before = packets.filter(({ time }) => time < came - 0.2);
  expect(before.every(({ payload }) => isStill(payload))).toBe(true);
  const pictures = before.filter(({ marker }) => marker).map(({ time }) => time - before[0]!.time);
  expect(pictures.map(Math.round)).toEqual(expect.arrayContaining([0, 1, 2]));
});

it('the video of a new device is there within two seconds, without stills in between', () => {
  const pictures = packets.filter(({ payload }) => !isStill(payload));
  expect(pictures.length).toBeGreaterThan(25);
  expect(pictures[0]!.time - came).toBeLessThan(2);
  const [first, last] = [packets.indexOf(pictures[0]!), packets.indexOf(pictures.at(-1)!)];
  expect(packets.slice(first, last).some(({ payload }) => isStill(payload))).toBe(false);
});

it('the still returns after that device has left', () => {
  const after = packets.filter(({ time }) => time > left + 0.2);
  expect(after.length).toBeGreaterThan(0);
  expect(after.every(({ payload }) => isStill(payload))).toBe(true);
});

it('everything is one continuous stream, and ffmpeg decodes it without a complaint', async () => {
  expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  packets.forEach(({ sequence, timestamp }, index) => {
    const before = packets[index - 1];
    if (before === undefined) return;
    expect((sequence - before.sequence) & 0xffff, `packet ${index}`).toBe(1);
    expect((timestamp - before.timestamp) | 0, `packet ${index}`).toBeGreaterThanOrEqual(0);
  });
  const file = join(folder, 'seen.h264');
  writeFileSync(file, h264Stream(packets));
  const { output } = await runProgram('ffmpeg', ['-v', 'error', '-i', file, '-vsync', '0', '-f', 'framecrc', '-']);
  expect(output).not.toMatch(/error|concealing|missing|non-existing|invalid/i);
  const pictures = new Set(packets.map(({ timestamp }) => timestamp)).size;
  expect(output.split('\n').filter((line) => line.startsWith('0,')).length).toBeGreaterThanOrEqual(pictures - 2);
});
