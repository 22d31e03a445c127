/**
 * A device that sends arbitrary packets through the media plane, without the socket, the router and the real clock.
 */
import { openEncoder } from '../../media/audio/codec.ts';
import { Mixer } from '../../media/audio/mixer.ts';
import type { MixerOutput } from '../../media/audio/mixer.ts';
import { decodeMulaw } from '../../media/audio/g711.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import type { AgreedStream, AudioCodec, H264Codec, TransportAddress } from '../../media/port.ts';
import { decodeRtp, encodeRtp, rewriteRtp } from '../../media/rtp/packet.ts';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import { Rewriter } from '../../media/rtp/rewriter.ts';
import { addSequence } from '../../media/rtp/sequence.ts';
import { Mode0Adapter } from '../../media/video/mode0.ts';
import { ParameterSets } from '../../media/video/parameter-sets.ts';
import { KeyframeFinder } from '../../media/video/source.ts';
import { parseSps } from '../../media/video/sps.ts';
import { spsOf } from '../../media/video/h264.ts';
import { Switcher } from '../../media/video/switcher.ts';
import { FakeClock } from '../fakes/clock.ts';
import { MemoryNetwork, seededNumbers } from '../fakes/memory-network.ts';
import { instantOf, openEdge, post, RTP_PORT } from '../media/fake-edge.ts';
import { h264, PCMU } from '../media/fake-room.ts';
import { amplitudeOf, tone } from '../media/signal.ts';
import { IDR, PPS, SPS } from '../media/video/packets.ts';
import { damagedRtcp, damagedRtp, PAYLOAD_TYPES } from './media-mutate.ts';
import { Dice } from './sip-mutate.ts';

const [DEVICE, AUDIO_HOST, VIDEO_HOST] = [{ address: '192.0.2.1', port: 5000 }, '10.0.0.1', '10.0.0.2'];
const [SOURCE, LISTENER] = [1, 2];
const codec = (name: AudioCodec['name'], payloadType: number, clockRate: number): AudioCodec => ({
  kind: 'audio',
  name,
  payloadType,
  clockRate,
  channels: name === 'opus' ? 2 : 1,
});
const { PCMA, G722, opus, L16, wideL16, digits, keepAlive } = PAYLOAD_TYPES;
const CODECS = [
  PCMU,
  codec('PCMA', PCMA, 8000),
  codec('G722', G722, 8000),
  codec('opus', opus, 48_000),
  codec('L16', L16, 16_000),
  codec('L16', wideL16, 48_000),
];

function agreed(kind: 'audio' | 'video', codecs: readonly (AudioCodec | H264Codec)[]): AgreedStream {
  const feedback = { ...NO_FEEDBACK, nack: true, pli: true, tmmbr: true };
  return {
    kind,
    remoteRtp: DEVICE,
    remoteRtcp: { ...DEVICE, port: DEVICE.port + 1 },
    receive: true,
    send: true,
    sendCodec: codecs[0]!,
    receiveCodecs: codecs,
    telephoneEvent: { payloadType: digits, clockRate: 8000 },
    keepAlivePayloadType: keepAlive,
    feedback,
    detectTones: true,
  };
}

/** The device's video on its way to a viewing device, without the router. */
class Picture {
  readonly #rewriter = new Rewriter(90_000, { sequence: 0, timestamp: 0 }, 0);
  readonly #sets = new ParameterSets('not base64!,Z0KAHw==');
  readonly #mode0 = new Mode0Adapter();
  readonly #finders = [new KeyframeFinder(), new KeyframeFinder()] as const;
  readonly #switcher = new Switcher();
  keyframes = 0;

  constructor() {
    this.#switcher.addSource(SOURCE);
    this.#switcher.addViewer(LISTENER, { sequence: 0, timestamp: 0 });
  }

  push(packet: RtpPacket, data: Uint8Array, now: number): readonly RtpPacket[] {
    const numbers = this.#rewriter.rewrite(packet.ssrc, packet, now);
    const sps = spsOf(packet.payload);
    const format = sps === undefined ? undefined : parseSps(sps);
    if (format !== undefined) this.#switcher.setFormat(SOURCE, format);
    if (numbers === undefined) return [];
    const before = this.#sets.before(packet);
    if (before.length > 0) this.#rewriter.shift(before.length);
    const inserted = before.map((payload, i) => ({
      ...packet,
      ...numbers,
      sequence: addSequence(numbers.sequence, i),
      payload,
    }));
    rewriteRtp(data, { ...numbers, sequence: addSequence(numbers.sequence, before.length), ssrc: 1, payloadType: 97 });
    const rewritten = decodeRtp(data);
    return (rewritten === undefined ? inserted : [...inserted, rewritten]).flatMap((each) => this.#show(each, now));
  }

  #show(packet: RtpPacket, now: number): readonly RtpPacket[] {
    const videos = [
      this.#finders[0].push(packet),
      ...this.#mode0.push(packet).map((each) => this.#finders[1].push(each)),
    ];
    return videos.flatMap((video) => {
      if (video.keyframe !== undefined) this.keyframes += 1;
      return [...this.#switcher.viewers.values()]
        .flatMap((viewer) => [...viewer.still(now), ...viewer.push(SOURCE, video, now)])
        .map((out) => ({ ...packet, ...out }));
    });
  }
}

export interface Outcome {
  /** Level of the clean tone afterwards, relative to its original level. */
  readonly level: number;
  /** Keyframes of the clean picture afterwards. */
  readonly keyframes: number;
}

/** Throws anything that the plane throws. */
export function runDevice(seed: number, packets: number): Outcome {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, seed, { delay: 0 });
  const dice = new Dice(seededNumbers(seed));
  const [mixer, picture] = [new Mixer(), new Picture()];
  const heard: Uint8Array[] = [];
  mixer.setSource(SOURCE, CODECS, true);
  mixer.setListener(LISTENER, PCMU, 20);
  const audio = openEdge(
    { clock, network, host: AUDIO_HOST, kind: 'audio' },
    {
      onMedia: (_, packet) => mixer.push(SOURCE, packet, clock.now()),
      onComfortNoise: (packet) => mixer.push(SOURCE, packet, clock.now()),
    },
  );
  const video = openEdge(
    { clock, network, host: VIDEO_HOST },
    {
      onMedia: (_, packet, data) => {
        for (const out of picture.push(packet, data, clock.now())) video.send(out);
      },
    },
  );
  audio.agree(agreed('audio', CODECS));
  video.agree(agreed('video', [h264(1, PAYLOAD_TYPES.h264)]));
  const output: MixerOutput = {
    send: (_, { payload }) => void heard.push(payload),
    level: () => {},
    digit: () => {},
    played: () => {},
  };
  const beat = (sent: readonly (readonly [string, number, Uint8Array])[]): void => {
    for (const [host, port, data] of sent)
      post(
        network,
        port === RTP_PORT ? DEVICE : { ...DEVICE, port: DEVICE.port + 1 },
        { address: host, port } satisfies TransportAddress,
        data,
      );
    clock.advance(20);
    mixer.tick(clock.now(), output);
    for (const stream of [audio, video]) stream.tick(instantOf(clock)(), 0);
    network.log.length = 0;
  };
  for (let count = 0; count < packets; count += 2) {
    const reports = dice.chance(0.2)
      ? [[dice.pick([AUDIO_HOST, VIDEO_HOST]), RTP_PORT + dice.below(2), damagedRtcp(dice)] as const]
      : [];
    beat([
      [AUDIO_HOST, RTP_PORT, damagedRtp(dice, count)],
      [VIDEO_HOST, RTP_PORT, damagedRtp(dice, count)],
      ...reports,
    ]);
    if (dice.chance(0.01)) clock.advance(dice.below(20_000));
  }
  return recover(beat, heard, picture, mixer);
}

/** The device behaves correctly for three seconds. */
function recover(
  beat: (sent: readonly (readonly [string, number, Uint8Array])[]) => void,
  heard: readonly Uint8Array[],
  picture: Picture,
  mixer: Mixer,
): Outcome {
  const encoder = openEncoder(PCMU);
  const before = picture.keyframes;
  for (let i = 0; i < 150; i++) {
    const packet = { marker: false, sequence: 40_000 + i, ssrc: 99, csrcs: [] };
    const sound = encoder?.encode(tone(1000, 16_000, 320, 8000, i * 320)) ?? new Uint8Array(0);
    const image = [SPS, PPS, IDR][i % 3] ?? IDR;
    const shown = {
      ...packet,
      payloadType: PAYLOAD_TYPES.h264,
      timestamp: 4000 + Math.floor(i / 3) * 3000,
      marker: i % 3 === 2,
      payload: Uint8Array.from(image),
    };
    beat([
      [AUDIO_HOST, RTP_PORT, encodeRtp({ ...packet, payloadType: 0, timestamp: 777 + i * 160, payload: sound })],
      [VIDEO_HOST, RTP_PORT, encodeRtp(shown)],
    ]);
  }
  mixer.close();
  const last = decodeMulaw(Buffer.concat(heard.slice(-50)));
  return { level: amplitudeOf(last, 1000, 8000) / 8000, keyframes: picture.keyframes - before };
}
