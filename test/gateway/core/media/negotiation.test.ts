import { describe, expect, it } from 'vitest';
import { agreeOnAnswer, makeOffer } from '../../../../gateway/core/media/offer.ts';
import { answerOffer } from '../../../../gateway/core/media/answer.ts';
import { chooseAudio, usableKinds } from '../../../../gateway/core/media/choose.ts';
import type { MediaAbilities } from '../../../../gateway/core/media/abilities.ts';
import { commonMode } from '../../../../gateway/core/meeting/bandwidth.ts';
import { chooseVideo, macroblocksPerSecond } from '../../../../gateway/core/media/h264-choice.ts';
import type { AudioCodecName, Codec, Direction } from '../../../../media/port.ts';
import { audioCodec, audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';

const abilities: MediaAbilities = {
  audio: ['G722', 'opus', 'PCMA', 'PCMU'],
  video: true,
  maxVideoBitrate: 1_400_000,
  camera: true,
  encryption: { minimum: 'none', protectedSignalling: false, dtls: true },
  device: { audio: 'both', video: 'both', screen: 'both' },
};
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const unsupported = (name: string): Codec => ({ kind: 'unsupported', name, payloadType: 100, clockRate: 16_000 });

describe('the choice of the audio codec', () => {
  it.each<[string, readonly (AudioCodecName | 'G7221' | 'MP4A-LATM')[], AudioCodecName | undefined]>([
    ['G.722 before all', ['PCMU', 'PCMA', 'G722'], 'G722'],
    ['G.722 before Opus even when Opus is first', ['opus', 'G722', 'PCMA'], 'G722'],
    ['Opus before G.711 when it is the first of all', ['opus', 'PCMA', 'PCMU'], 'opus'],
    ['G.711 before Opus when Opus is not first', ['PCMA', 'opus'], 'PCMA'],
    ['Opus when there is nothing else', ['MP4A-LATM', 'opus'], 'opus'],
    ['the device’s order between A-law and µ-law', ['PCMA', 'PCMU'], 'PCMA'],
    ['never AAC or G.722.1', ['MP4A-LATM', 'G7221'], undefined],
    ['past what we do not speak', ['MP4A-LATM', 'G7221', 'PCMU'], 'PCMU'],
  ])('prefers %s', (_name, offered, expected) => {
    const codecs = offered.map((name) =>
      name === 'G7221' || name === 'MP4A-LATM' ? unsupported(name) : audioCodec(name),
    );
    expect(chooseAudio(codecs, abilities.audio)?.name).toBe(expected);
  });

  it('accepts only codecs of the mixer', () => {
    expect(chooseAudio([audioCodec('opus'), audioCodec('PCMU')], ['PCMU'])?.name).toBe('PCMU');
    const linear = (clockRate: number, channels: 1 | 2 = 1) => ({
      ...audioCodec('L16'),
      payloadType: 100,
      clockRate,
      channels,
    });
    expect(
      [linear(44_100), linear(48_000, 2), linear(16_000)].map((codec) => chooseAudio([codec], ['L16'])?.clockRate),
    ).toEqual([undefined, undefined, 16_000]);
    expect(chooseAudio([linear(48_000), audioCodec('PCMU')], ['L16', 'PCMU'])?.name).toBe('PCMU');
  });
});

describe('the choice of H.264', () => {
  it.each<[string, Parameters<typeof chooseVideo>[0], [profileLevelId: number, mode: number] | undefined]>([
    [
      'packetization mode 1 over 0 (Cisco)',
      [h264(0x42_80_16, 0, { maxMbps: 245_000 }), h264(0x42_80_16, 1, { maxMbps: 245_000 })],
      [0x42_80_16, 1],
    ],
    [
      'mode 0 if no other is offered (HDX, Yealink, Huawei)',
      [h264(0x42_80_0d, 0, { maxMbps: 108_000 })],
      [0x42_80_0d, 0],
    ],
    [
      'baseline before high (Polycom)',
      [h264(0x64_00_1f, 1), h264(0x42_80_1f, 0), h264(0x42_80_1f, 1)],
      [0x42_80_1f, 1],
    ],
    ['high where there is no other', [h264(0x64_00_1f, 1)], [0x64_00_1f, 1]],
    ['nothing interleaved', [h264(0x42_80_1f, 2)], undefined],
    ['nothing scalable', [h264(0x56_00_1f, 1)], undefined],
  ])('prefers %s', (_name, codecs, expected) => {
    const chosen = chooseVideo(codecs);
    expect(chosen && [chosen.h264.profileLevelId, chosen.h264.packetizationMode]).toEqual(expected);
  });

  it('reads the level as a minimum that max-mbps raises', () => {
    expect(macroblocksPerSecond(h264(0x42_80_16, 1))).toBe(20_250);
    expect(macroblocksPerSecond(h264(0x42_80_16, 1, { maxMbps: 245_000 }))).toBe(245_000);
  });
});

describe('an answer', () => {
  it('keeps every offered stream in its place and refuses unsupported ones', () => {
    const floor = {
      kind: 'application',
      role: 'floor',
      direction: 'sendrecv',
      codecs: [],
      feedback: audioStream([]).feedback,
    } as const;
    const slides = videoStream([h264(0x42_80_1f, 1)], { role: 'content' });
    const answer = answerOffer(offerOf(floor, videoStream(), audioStream(['PCMA']), slides), local, abilities)!;
    expect(answer.description.streams.map(({ kind, rtp }) => [kind, rtp?.port])).toEqual([
      ['application', undefined],
      ['video', 20_002],
      ['audio', 20_000],
      ['video', undefined],
    ]);
    expect(answer.streams.map(({ kind }) => kind)).toEqual(['video', 'audio']);
  });

  it.each<[Direction, Direction, boolean, boolean]>([
    ['sendrecv', 'sendrecv', true, true],
    ['sendonly', 'recvonly', false, true],
    ['recvonly', 'sendonly', true, false],
    ['inactive', 'inactive', false, false],
  ])('to %s is %s', (offered, expected, send, receive) => {
    const { description, streams } = answerOffer(
      offerOf(audioStream(['PCMA'], { direction: offered })),
      local,
      abilities,
    )!;
    expect(description.streams[0]?.direction).toBe(expected);
    expect(streams[0]).toMatchObject({ send, receive });
  });

  it('sends and receives according to the device’s profile', () => {
    const fromDevice = { ...abilities, device: { audio: 'both', video: 'from-device', screen: 'both' } } as const;
    const { streams, description } = answerOffer(offerOf(videoStream()), local, fromDevice)!;
    expect(streams[0]).toMatchObject({ send: false, receive: true });
    expect(description.streams[0]?.direction).toBe('recvonly');
  });

  it('respects the smallest bandwidth of session and stream', () => {
    const offer = { streams: [videoStream([h264(0x42_80_1f, 1)], { maxBitrate: 2_000_000 })], maxBitrate: 512_000 };
    expect(answerOffer(offer, local, abilities)!.streams[0]?.maxBitrate).toBe(448_000);
  });

  it('contains only the feedback that was offered', () => {
    const firOnly = videoStream([h264(0x42_80_1f, 1)], {
      feedback: { nack: false, pli: false, fir: true, tmmbr: true },
    });
    expect(answerOffer(offerOf(firOnly), local, abilities)!.description.streams[0]?.feedback).toEqual({
      nack: false,
      pli: false,
      fir: true,
      tmmbr: true,
    });
    const sound = audioStream(['PCMA'], { feedback: { nack: true, pli: false, fir: false, tmmbr: true } });
    expect(answerOffer(offerOf(sound), local, abilities)!.description.streams[0]?.feedback).toEqual({
      nack: false,
      pli: false,
      fir: false,
      tmmbr: false,
    });
  });

  it('permits the device no more than the others decode, and keeps its own decoding abilities', () => {
    const weak = commonMode([h264(0x42_80_0d, 0).h264]);
    const offer = offerOf(videoStream([h264(0x42_80_16, 1, { maxMbps: 245_000, maxFs: 9000 })]));
    const { description, streams } = answerOffer(offer, local, { ...abilities, videoMode: weak })!;
    expect(description.streams[0]?.codecs[0]).toMatchObject({
      h264: { profileLevelId: 0x42_80_0d, packetizationMode: 1 },
    });
    expect(streams[0]).toMatchObject({
      pictureLimit: { maxFs: 9000, maxMbps: 245_000 },
      receiveCodecs: [{ h264: { profileLevelId: 0x42_80_16 } }],
    });
  });

  it('never raises the offered level', () => {
    const { description } = answerOffer(
      offerOf(videoStream([h264(0x42_80_0d, 0, { maxMbps: 108_000, maxFs: 3600 })])),
      local,
      abilities,
    )!;
    expect(description.streams[0]?.codecs[0]).toMatchObject({
      h264: { profileLevelId: 0x42_80_0d, maxMbps: 108_000, maxFs: 3600 },
    });
  });

  it('chooses telephone-event at the clock rate of the audio', () => {
    const events = (payloadType: number, clockRate: number): Codec => ({
      kind: 'telephone-event',
      payloadType,
      clockRate,
    });
    const stream = audioStream(['opus']);
    const offer = offerOf({ ...stream, codecs: [...stream.codecs, events(101, 8000), events(102, 48_000)] });
    expect(answerOffer(offer, local, abilities)!.streams[0]?.telephoneEvent).toEqual({
      payloadType: 102,
      clockRate: 48_000,
    });
  });

  it('does not exist if no stream can run', () => {
    expect(answerOffer(offerOf(audioStream([])), local, abilities)).toBeUndefined();
    expect(usableKinds(offerOf(audioStream([]), videoStream([])), abilities)).toEqual([]);
  });

  it('reserves ports only for running streams', () => {
    expect(usableKinds(offerOf(audioStream(['PCMA'])), abilities)).toEqual(['audio']);
    expect(usableKinds(offerOf(audioStream(['PCMA']), videoStream()), { ...abilities, video: false })).toEqual([
      'audio',
    ]);
    expect(usableKinds(undefined, abilities)).toEqual(['audio', 'video']);
  });
});

describe('an offer of ours', () => {
  const offer = makeOffer(local, abilities);

  it('has audio and video, in our order of preference', () => {
    expect(offer.streams.map(({ kind }) => kind)).toEqual(['audio', 'video']);
    expect(offer.streams[0]?.codecs.map((codec) => ('name' in codec ? codec.name : codec.kind))).toEqual([
      'G722',
      'opus',
      'PCMA',
      'PCMU',
      'telephone-event',
    ]);
  });

  it.each([
    ['of 720p where nothing is known', undefined, { profileLevelId: 0x42_80_1f, levelAsymmetry: true }],
    [
      'the mode that all decode',
      commonMode([h264(0x42_80_0d, 0).h264]),
      { profileLevelId: 0x42_80_0d, levelAsymmetry: true },
    ],
    [
      'a raised level',
      commonMode([h264(0x42_80_0d, 0, { maxFs: 3600, maxMbps: 60_000 }).h264]),
      { profileLevelId: 0x42_80_1e, levelAsymmetry: true, maxFs: 3600, maxMbps: 60_000 },
    ],
  ])('names %s', (_name, videoMode, expected) => {
    const { streams } = makeOffer(local, videoMode === undefined ? abilities : { ...abilities, videoMode });
    expect(streams[1]?.codecs.map((codec) => codec.kind === 'video' && codec.h264)).toEqual(
      [1, 0].map((packetizationMode) => ({ ...expected, packetizationMode })),
    );
  });

  it('is a limit: nothing beyond the answer is sent', () => {
    const answer = offerOf(audioStream(['PCMU']), videoStream([h264(0x42_80_14, 1)]));
    expect(agreeOnAnswer(offer, answer, abilities)?.streams[1]?.pictureLimit).toEqual({ maxFs: 396, maxMbps: 11_880 });
  });

  it('runs with the streams that the answer accepts', () => {
    const answer = offerOf(audioStream(['PCMU']), videoStream());
    expect(agreeOnAnswer(offer, answer, abilities)?.streams.map(({ sendCodec }) => sendCodec.name)).toEqual([
      'PCMU',
      'H264',
    ]);
  });

  it('runs without the streams that the answer refuses', () => {
    const refused = { ...videoStream([]), rtp: undefined } as unknown as ReturnType<typeof videoStream>;
    expect(agreeOnAnswer(offer, offerOf(audioStream(['PCMU']), refused), abilities)?.streams).toHaveLength(1);
    expect(agreeOnAnswer(offer, offerOf(), abilities)).toBeUndefined();
  });
});
