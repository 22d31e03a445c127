/** A SIP device and an H.323 device in one meeting hear and see each other. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baresipCall, prepareBaresip, type BaresipResult } from './baresip.ts';
import { rtpTo, startCapture, type Captured, type Rtp } from './capture.ts';
import { removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { callFromVideoRoom, type VideoRoom } from './h323-video-room.ts';
import { lookAt } from './pictures.ts';
import { middle, readWav, typicalAmplitude } from './tones.ts';

const TONES = { sip: 440, h323: 880 } as const;
const RTP = { sip: 12_300, h323: 18_100 } as const;
const LOUD = 0.02;
const QUIET = 0.003;

let gateway: RunningGateway;
let folder: string;
let sip: BaresipResult;
let h323: VideoRoom;
let captured: readonly Captured[];

beforeAll(async () => {
  gateway = await startGateway();
  folder = mkdtempSync(join(tmpdir(), 'roomgate-both-'));
  const capture = await startCapture(join(folder, 'rtp.pcap'), [
    [RTP.sip, RTP.sip + 99],
    [RTP.h323, RTP.h323 + 9],
  ]);
  const room = {
    folder: join(folder, 'sip'),
    tone: TONES.sip,
    port: 11_040,
    rtpPort: RTP.sip,
    codec: 'G722/16000/1',
    video: true,
    outbound: `sip:127.0.0.1:${gateway.sipPort}`,
  } as const;
  await prepareBaresip(room);
  h323 = await callFromVideoRoom({
    gatewayPort: gateway.h323Port,
    dial: gateway.pin,
    shape: 'separate',
    tone: TONES.h323,
    rtpPort: RTP.h323,
  });
  sip = await baresipCall(room, `sip:${gateway.pin}@meet.chime.in`, 9);
  h323.hangUp();
  await h323.closed;
  captured = await capture.stop();
}, 120_000);

afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

/** The busiest of the H.264 streams to these ports; packets with a static payload type are audio. */
function video(from: number): readonly Rtp[] {
  const ports = [
    ...new Set(captured.filter(({ to }) => to >= from && to < from + 100 && to % 2 === 0).map(({ to }) => to)),
  ];
  const streams = ports.map((port) =>
    rtpTo(captured, port).filter(({ payloadType }) => payloadType >= 96 && payloadType !== 101),
  );
  return streams.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

describe('a SIP device and an H.323 device', () => {
  it('hear each other and not themselves', () => {
    const { rate, samples } = readWav(sip.heard!);
    expect(typicalAmplitude(middle(samples), rate, TONES.h323)).toBeGreaterThan(LOUD);
    expect(typicalAmplitude(middle(samples), rate, TONES.sip)).toBeLessThan(QUIET);
    const sent = rtpTo(captured, RTP.h323).filter(({ payloadType }) => payloadType === 0);
    expect(sent.length).toBeGreaterThan(300);
    const sound = middle(Float64Array.from(Buffer.concat(sent.map(({ payload }) => payload)), decodeMulaw));
    expect(typicalAmplitude(sound, 8000, TONES.sip)).toBeGreaterThan(LOUD);
    expect(typicalAmplitude(sound, 8000, TONES.h323)).toBeLessThan(QUIET);
  });

  it.each([
    ['SIP', RTP.sip],
    ['H.323', RTP.h323],
  ] as const)("receive each other's video without decoding errors: %s", async (name, port) => {
    const packets = video(port);
    expect(packets.length).toBeGreaterThan(20);
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
    const { ranges, complaints } = await lookAt(packets, join(folder, `${name}.h264`));
    expect(complaints).toEqual([]);
    expect(ranges.length).toBeGreaterThan(20);
  });

  it('support keyframe requests by H.245', () => expect(h323.asked()).toBeGreaterThan(0));

  it('are both counted and recorded', async () => {
    const metrics = await gateway.idle();
    for (const protocol of ['sip', 'h323']) {
      expect(
        metrics.get(
          `roomgate_calls_total{protocol="${protocol}",direction="inbound",result="success",reason="hung-up"}`,
        ),
      ).toBe(1);
      expect(
        metrics.get(`roomgate_call_first_media_seconds_count{protocol="${protocol}",kind="video",way="sent"}`),
      ).toBe(1);
    }
    const calls = await gateway.records<{ protocol: string; audio_codec: string; video_codec: string }>(2);
    expect(
      calls.map(({ protocol, audio_codec, video_codec }) => `${protocol} ${audio_codec} ${video_codec}`).toSorted(),
    ).toEqual(['h323 PCMU H264', 'sip G722 H264']);
  });
});

/** G.711 µ-law (ITU-T G.711 table 2a). */
function decodeMulaw(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
  return ((value & 0x80) === 0 ? magnitude : -magnitude) / 32_768;
}
