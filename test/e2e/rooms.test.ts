/**
 * The main purpose: third-party devices dial in and join the meeting: they hear and see each other, and Prometheus
 * counts them.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baresipCall, prepareBaresip, type BaresipResult } from './baresip.ts';
import { rtpTo, startCapture, type Captured } from './capture.ts';
import { removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { lookAt } from './pictures.ts';
import { sipp, sippCounts, SIPP_RTP_PORT } from './sipp.ts';
import { typicalAmplitude, decodeAlaw, encodeAlaw, middle, readWav } from './tones.ts';

const TONES = { first: 440, second: 880, sipp: 1320 } as const;
const RTP = { first: 12_000, second: 12_100, sipp: SIPP_RTP_PORT } as const;
const LOUD = 0.02;
const QUIET = 0.003;

let gateway: RunningGateway;
let folder: string;
let first: BaresipResult;
let second: BaresipResult;
let captured: readonly Captured[];
let talked: Awaited<ReturnType<typeof sipp>>;

/** Writes ten seconds of an A-law tone for SIPp to send. */
function writeTone(): void {
  const samples = Uint8Array.from({ length: 80_000 }, (_, at) =>
    encodeAlaw(0.3 * Math.sin((2 * Math.PI * TONES.sipp * at) / 8000)),
  );
  writeFileSync(join(folder, 'tone.alaw'), samples);
}

beforeAll(async () => {
  gateway = await startGateway({ npm: true });
  folder = mkdtempSync(join(tmpdir(), 'roomgate-rooms-'));
  writeTone();
  const capture = await startCapture(join(folder, 'rtp.pcap'), [
    [RTP.first, RTP.second + 99],
    [RTP.sipp, RTP.sipp + 99],
  ]);
  const target = `sip:${gateway.pin}@meet.chime.in`;
  const outbound = `sip:127.0.0.1:${gateway.sipPort}`;
  const room = (name: 'first' | 'second', port: number, codec: 'G722/16000/1' | 'PCMU/8000/1') =>
    ({
      folder: join(folder, name),
      tone: TONES[name],
      port,
      rtpPort: RTP[name],
      codec,
      video: true,
      outbound,
    }) as const;
  const rooms = [room('first', 11_010, 'G722/16000/1'), room('second', 11_020, 'PCMU/8000/1')] as const;
  // All devices are in the meeting for the same time.
  for (const each of rooms) await prepareBaresip(each);
  [first, second, talked] = await Promise.all([
    baresipCall(rooms[0], target, 9),
    baresipCall(rooms[1], target, 9),
    sipp({ scenario: 'talk', port: 11_030, gatewayPort: gateway.sipPort, dial: gateway.pin, hold: 9000, folder }),
  ]);
  captured = await capture.stop();
}, 120_000);

afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

function heardBy(result: BaresipResult): Record<keyof typeof TONES, number> {
  expect(result.heard, result.log).toBeDefined();
  const { rate, samples } = readWav(result.heard!);
  const part = middle(samples);
  return {
    first: typicalAmplitude(part, rate, TONES.first),
    second: typicalAmplitude(part, rate, TONES.second),
    sipp: typicalAmplitude(part, rate, TONES.sipp),
  };
}

/** RTP by destination port: the port with the most packets of that payload type. */
function streamTo(from: number, payloadType: number) {
  const ports = [...new Set(captured.filter(({ to }) => to >= from && to < from + 100).map(({ to }) => to))];
  const streams = ports.map((port) => rtpTo(captured, port).filter((packet) => packet.payloadType === payloadType));
  return streams.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

describe('three devices in a meeting, started by npm start', () => {
  it('a G.722 device hears the two others and not itself', () => {
    const heard = heardBy(first);
    expect(heard.second).toBeGreaterThan(LOUD);
    expect(heard.sipp).toBeGreaterThan(LOUD);
    expect(heard.first).toBeLessThan(QUIET);
  });

  it('a µ-law device hears the two others and not itself', () => {
    const heard = heardBy(second);
    expect(heard.first).toBeGreaterThan(LOUD);
    expect(heard.sipp).toBeGreaterThan(LOUD);
    expect(heard.second).toBeLessThan(QUIET);
  });

  it('an A-law device, SIPp, receives the two others and not itself, in one continuous stream', () => {
    expect(sippCounts(talked), talked.output).toEqual({ successful: 1, failed: 0 });
    const packets = streamTo(RTP.sipp, 8);
    expect(packets.length).toBeGreaterThan(350);
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
    for (const [at, packet] of packets.entries()) {
      if (at > 0) expect((packet.sequence - packets[at - 1]!.sequence) & 0xffff, `packet ${at}`).toBe(1);
    }
    const sound = middle(decodeAlaw(Buffer.concat(packets.map(({ payload }) => payload))));
    expect(typicalAmplitude(sound, 8000, TONES.first)).toBeGreaterThan(LOUD);
    expect(typicalAmplitude(sound, 8000, TONES.second)).toBeGreaterThan(LOUD);
    expect(typicalAmplitude(sound, 8000, TONES.sipp)).toBeLessThan(QUIET);
  });

  it.each(['first', 'second'] as const)(
    'the %s device receives video of another that decodes without an error',
    async (name) => {
      const video = streamTo(RTP[name], 97).length > 0 ? streamTo(RTP[name], 97) : streamTo(RTP[name], 96);
      const packets = video.length > 0 ? video : streamTo(RTP[name], 99);
      expect(packets.length).toBeGreaterThan(20);
      expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
      const { ranges, complaints } = await lookAt(packets, join(folder, `${name}.h264`));
      expect(complaints).toEqual([]);
      // A test picture has dark and bright parts; a grey one has not, nor has the still that is sent before it and
      // after the other device has left.
      const isPicture = (range: number): boolean => range > 100;
      const pictures = ranges.slice(ranges.findIndex(isPicture), ranges.findLastIndex(isPicture) + 1);
      expect(pictures.length).toBeGreaterThan(20);
      expect(Math.min(...pictures)).toBeGreaterThan(100);
    },
  );

  it('they are counted by Prometheus', async () => {
    const metrics = await gateway.idle();
    const value = (name: string): number => metrics.get(name) ?? 0;
    expect(value('roomgate_calls_total{protocol="sip",direction="inbound",result="success",reason="hung-up"}')).toBe(3);
    expect(
      value('roomgate_device_calls_total{vendor="Cisco",model="SX20",firmware="ce9",rule="model",result="success"}'),
    ).toBe(1);
    expect(value('roomgate_codecs_chosen_total{kind="audio",codec="G722"}')).toBe(1);
    expect(value('roomgate_codecs_chosen_total{kind="video",codec="H264"}')).toBe(2);
    expect(value('roomgate_call_first_media_seconds_count{protocol="sip",kind="video",way="sent"}')).toBe(2);
    expect(value('roomgate_rtp_packets_total{kind="audio",direction="received"}')).toBeGreaterThan(1000);
    expect(value('roomgate_rtp_packets_total{kind="video",direction="sent"}')).toBeGreaterThan(40);
  });

  it('they are recorded, and the PIN is not in the log, the metrics or the records', async () => {
    const calls = await gateway.records<{ audio_codec: string; video_codec: string | null }>(3);
    expect(calls.map(({ audio_codec, video_codec }) => `${audio_codec} ${video_codec}`).toSorted()).toEqual([
      'G722 H264',
      'PCMA null',
      'PCMU H264',
    ]);
    const everything =
      gateway.output().log + JSON.stringify(calls) + (await (await fetch(`${gateway.api}/metrics`)).text());
    expect(everything).not.toContain(gateway.pin);
    expect(everything).not.toContain(gateway.key);
  });
});
