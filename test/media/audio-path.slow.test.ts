/**
 * Audio from one device to another, through edge and mixer, over networks that lose, duplicate, delay and reorder
 * packets.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { formatOf, openDecoder, openEncoder } from '../../media/audio/codec.ts';
import { Mixer } from '../../media/audio/mixer.ts';
import type { SourceStats } from '../../media/audio/mixer.ts';
import { loadOpus } from '../../media/audio/opus.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import type { AgreedStream, AudioCodec, TransportAddress } from '../../media/port.ts';
import { decodeRtp, encodeRtp, isRtcp } from '../../media/rtp/packet.ts';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import { FakeClock } from '../fakes/clock.ts';
import { MemoryNetwork } from '../fakes/memory-network.ts';
import type { NetworkFaults } from '../fakes/memory-network.ts';
import { AMPLITUDE, qualityOf } from './audio/device.ts';
import type { Quality } from './audio/device.ts';
import { openEdge, post, RTP_PORT } from './fake-edge.ts';
import { tone } from './signal.ts';

const FREQUENCY = 1000;
const SECONDS = 20;
/** Seconds until the properties of the network have been learned. */
const SETTLING = 3;

const codec = (name: AudioCodec['name'], payloadType: number, clockRate: number): AudioCodec => ({
  kind: 'audio',
  name,
  payloadType,
  clockRate,
  channels: name === 'opus' ? 2 : 1,
});
const CODECS = [codec('PCMU', 0, 8000), codec('PCMA', 8, 8000), codec('G722', 9, 8000), codec('opus', 111, 48_000)];

const [SPEAKER, LISTENER] = [
  { address: '192.0.2.1', port: 5000 },
  { address: '192.0.2.2', port: 5000 },
];
const [NEAR_SPEAKER, NEAR_LISTENER] = ['10.0.0.1', '10.0.0.2'];

beforeAll(async () => loadOpus());

interface Outcome {
  readonly quality: Quality;
  /** The packets that the listener's device received. */
  readonly packets: readonly RtpPacket[];
  readonly source: SourceStats | undefined;
}

function agreed(at: TransportAddress, which: AudioCodec): AgreedStream {
  return {
    kind: 'audio',
    remoteRtp: at,
    remoteRtcp: { ...at, port: at.port + 1 },
    receive: true,
    send: true,
    sendCodec: which,
    receiveCodecs: [which],
    feedback: NO_FEEDBACK,
  };
}

/** A device that sends a tone, packet after packet; its numbers wrap. */
function speaker(which: AudioCodec): (frame: number) => Uint8Array {
  const [encoder, format] = [openEncoder(which), formatOf(which)];
  if (encoder === undefined || format === undefined) throw new Error(which.name);
  const count = format.rate / 50;
  return (frame) => {
    const timestamp = (2 ** 32 - 100_000 + frame * format.unitsPerFrame) >>> 0;
    const payload = encoder.encode(tone(FREQUENCY, format.rate, count, AMPLITUDE, frame * count));
    return encodeRtp({
      payloadType: which.payloadType,
      marker: frame === 0,
      sequence: (65_000 + frame) & 0xffff,
      timestamp,
      ssrc: 5,
      csrcs: [],
      payload,
    });
  };
}

/** The output of a device's decoder for the packets in the order in which they arrived. */
function decode(
  which: AudioCodec,
  packets: readonly RtpPacket[],
): { readonly samples: Int16Array; readonly rate: number } {
  const decoder = openDecoder(which);
  if (decoder === undefined) throw new Error(which.name);
  const parts = packets.map(({ payload }) => decoder.decode(payload).slice());
  decoder.close();
  const samples = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples, rate: decoder.rate };
}

function run(which: AudioCodec, faults: NetworkFaults): Outcome {
  const clock = new FakeClock();
  const [network, clean] = [new MemoryNetwork(clock, 7, faults), new MemoryNetwork(clock, 7)];
  const mixer = new Mixer();
  for (const id of [1, 2]) {
    mixer.setSource(id, [which]);
    mixer.setListener(id, which, 20);
  }
  const source = openEdge(
    { clock, network, host: NEAR_SPEAKER, kind: 'audio' },
    { onMedia: (_, packet) => mixer.push(1, packet, clock.now()) },
  );
  const sink = openEdge({ clock, network: clean, host: NEAR_LISTENER, kind: 'audio' });
  source.agree(agreed(SPEAKER, which));
  sink.agree(agreed(LISTENER, which));
  const packets: RtpPacket[] = [];
  clean.bind({
    at: LISTENER,
    onPacket: (data) => {
      const packet = isRtcp(data) ? undefined : decodeRtp(data);
      if (packet !== undefined) packets.push(packet);
    },
  });
  const say = speaker(which);
  let timestamp = 0;
  for (let frame = 0; frame < SECONDS * 50; frame++) {
    post(network, SPEAKER, { address: NEAR_SPEAKER, port: RTP_PORT }, say(frame));
    clock.advance(20);
    mixer.tick(clock.now(), {
      send: (id, { payload, units }) => {
        if (id !== 2) return;
        sink.send({ sequence: frame, timestamp, marker: frame === 0, payload });
        timestamp += units;
      },
      level: () => {},
      digit: () => {},
      played: () => {},
    });
  }
  clock.advance(20);
  const stats = mixer.sourceStats(1);
  mixer.close();
  const { samples, rate } = decode(which, packets);
  return { source: stats, packets, quality: qualityOf(samples.subarray((SETTLING - 1) * rate), FREQUENCY, rate) };
}

/** dB; `rest` is everything but the tone, on the whole; `jump` is a multiple of the tone's own largest step. */
interface Bound {
  readonly softest: number;
  readonly rest: number;
  readonly jump: number;
  /** Share of the sound that may be concealed. */
  readonly concealed: number;
}

const WHOLE: Bound = { softest: -1, rest: -32, jump: 1.2, concealed: 0.002 };
const CONCEALED: Bound = { softest: -1.1, rest: -29, jump: 1.3, concealed: 0.07 };
/** Sound concealed by libopus fades within a frame, and the next frame still contains part of it. */
const CONCEALED_BY_OPUS: Bound = { softest: -4, rest: -20, jump: 1.2, concealed: 0.07 };

const NETWORKS: readonly { readonly title: string; readonly faults: NetworkFaults }[] = [
  { title: 'without faults', faults: {} },
  { title: 'that duplicates a fifth', faults: { duplication: 0.2 } },
  { title: 'that swaps neighbours', faults: { jitter: 30 } },
  { title: 'with 100 ms of jitter', faults: { jitter: 100 } },
  { title: 'that loses 5 %', faults: { loss: 0.05 } },
  { title: 'with all of these faults', faults: { loss: 0.05, duplication: 0.05, delay: 20, jitter: 100 } },
];

describe.each(CODECS)('a tone in $name arrives at its level, without clicks, in one stream', (which) => {
  test.each(NETWORKS)('over a network $title', ({ faults }) => {
    const { quality, packets, source } = run(which, faults);
    const bound = faults.loss === undefined ? WHOLE : which.name === 'opus' ? CONCEALED_BY_OPUS : CONCEALED;
    expect(quality.softest).toBeGreaterThan(bound.softest);
    expect(quality.loudest).toBeLessThan(0.5);
    expect(quality.rest).toBeLessThan(bound.rest);
    expect(quality.jump).toBeLessThan(bound.jump);
    expect(source?.concealed).toBeLessThanOrEqual(bound.concealed * SECONDS * 1000);
    expect(packets.map(({ sequence }) => sequence)).toEqual(Array.from({ length: SECONDS * 50 }, (_, i) => i));
    expect(new Set(packets.slice(1).map(({ timestamp }, i) => timestamp - (packets[i]?.timestamp ?? 0)))).toEqual(
      new Set([which.clockRate / 50]),
    );
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  });
});
