import { describe, expect, it } from 'vitest';
import { answerOffer } from '../../../../gateway/core/media/answer.ts';
import type { MediaAbilities } from '../../../../gateway/core/media/abilities.ts';
import { commonMode } from '../../../../gateway/core/meeting/bandwidth.ts';
import { reoffer } from '../../../../gateway/core/media/reoffer.ts';
import type { H264Codec, StreamDescription } from '../../../../media/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';

const abilities: MediaAbilities = {
  audio: ['G722', 'PCMU'],
  video: true,
  maxVideoBitrate: 1_400_000,
  camera: true,
  encryption: { minimum: 'none', protectedSignalling: false, dtls: true },
  device: { audio: 'both', video: 'both', screen: 'both' },
};
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const elsewhere = { audio: { address: '192.0.2.1', port: 20_100 }, video: { address: '192.0.2.1', port: 20_102 } };
const other = (kind: StreamDescription['kind']): StreamDescription => ({
  kind,
  role: kind === 'video' ? 'content' : 'floor',
  direction: 'sendrecv',
  codecs: [],
  feedback: { nack: false, pli: false, fir: false, tmmbr: false },
});
const cisco = offerOf(
  audioStream(['G722', 'PCMU']),
  videoStream([{ ...h264(0x42_80_16, 1, { maxMbps: 245_000, maxFs: 9000 }), payloadType: 126 }]),
  other('application'),
  other('video'),
  other('application'),
);
const agreed = answerOffer(cisco, local, abilities)!;

describe('an offer of ours in mid-call', () => {
  it('keeps all streams in their places, and payload types', () => {
    const { streams } = reoffer(agreed, elsewhere, abilities);
    expect(streams.map(({ kind, rtp, direction }) => [kind, rtp?.port, direction])).toEqual([
      ['audio', 20_100, 'sendrecv'],
      ['video', 20_102, 'sendrecv'],
      ['application', undefined, 'inactive'],
      ['video', undefined, 'inactive'],
      ['application', undefined, 'inactive'],
    ]);
    expect(streams[1]!.codecs.map(({ payloadType }) => payloadType)).toEqual([126]);
  });

  it('states the mode, up to the one that the device offered', () => {
    const levelOf = (mode: MediaAbilities['videoMode']): H264Codec['h264'] =>
      (reoffer(agreed, local, { ...abilities, ...(mode && { videoMode: mode }) }).streams[1]!.codecs[0] as H264Codec)
        .h264;
    expect(levelOf(commonMode([h264(0x42_80_0d, 1).h264]))).toMatchObject({ profileLevelId: 0x42_80_0d });
    expect(levelOf(commonMode([h264(0x42_80_1f, 1).h264]))).toMatchObject({
      profileLevelId: 0x42_80_16,
      maxMbps: 108_000,
      maxFs: 3600,
    });
    expect(levelOf(undefined)).toMatchObject({ profileLevelId: 0x42_80_16, maxMbps: 245_000, maxFs: 9000 });
  });

  it('states the rate', () => {
    expect(reoffer(agreed, local, { ...abilities, maxVideoBitrate: 184_000 }).streams[1]!.maxBitrate).toBe(184_000);
  });

  it('keeps streams on hold, and stops streams without sockets', () => {
    const held = answerOffer(
      offerOf(audioStream(['PCMU'], { direction: 'sendonly' }), videoStream()),
      local,
      abilities,
    )!;
    expect(reoffer(held, { audio: elsewhere.audio }, abilities).streams.map(({ direction }) => direction)).toEqual([
      'recvonly',
      'inactive',
    ]);
  });
});
