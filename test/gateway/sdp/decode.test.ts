import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOffer } from '../../../gateway/core/media/answer.ts';
import type { MediaAbilities } from '../../../gateway/core/media/abilities.ts';
import { commonMode } from '../../../gateway/core/meeting/bandwidth.ts';
import { isHd, limitsOf } from '../../../gateway/core/media/h264-level.ts';
import type { PictureLimit } from '../../../media/port.ts';
import { decodeSdp, SdpError } from '../../../gateway/sdp/decode.ts';
import { encodeSdp } from '../../../gateway/sdp/encode.ts';
import * as devices from '../../fakes/device-sdp.ts';

const abilities: MediaAbilities = {
  audio: ['G722', 'PCMA', 'PCMU'],
  video: true,
  maxVideoBitrate: 1_400_000,
  camera: true,
  encryption: { minimum: 'none', protectedSignalling: false, dtls: true },
  device: { audio: 'both', video: 'both', screen: 'both' },
};
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const origin = { sessionId: 7, version: 1, address: '192.0.2.1' };

function answerTo(sdp: string): string {
  const { description, lines } = decodeSdp(sdp);
  return encodeSdp(answerOffer(description, local, abilities)!.description, origin, lines);
}
const mLines = (sdp: string): string[] => sdp.split('\r\n').filter((line) => line.startsWith('m='));
const base = (...media: string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.9', 's=-', 'c=IN IP4 192.0.2.9', 't=0 0', ...media, ''].join('\r\n');

describe('the offers of devices', () => {
  it.each<[string, string, string, string, [h264: string, feedback: readonly string[]]]>([
    [
      'Cisco TC',
      devices.ciscoTc,
      'm=audio 20000 RTP/AVP 9',
      'm=video 20002 RTP/AVP 126',
      ['126 profile-level-id=428016;packetization-mode=1;max-mbps=245000;max-fs=9000', ['nack pli']],
    ],
    [
      'Cisco CE',
      devices.ciscoCe,
      'm=audio 20000 RTP/AVP 9 101',
      'm=video 20002 RTP/AVP 126',
      [
        '126 profile-level-id=428016;packetization-mode=1;max-mbps=490000;max-fs=8160',
        ['nack pli', 'ccm fir', 'ccm tmmbr'],
      ],
    ],
    [
      'Polycom HDX',
      devices.polycomHdx,
      'm=audio 20000 RTP/AVP 9',
      'm=video 20002 RTP/AVP 109',
      ['109 profile-level-id=42800d;max-mbps=108000;max-fs=3600;max-br=1600', ['ccm fir', 'ccm tmmbr']],
    ],
    [
      'Polycom, newer',
      devices.polycomNew,
      'm=audio 20000 RTP/AVP 9 119',
      'm=video 20002 RTP/AVP 110',
      ['110 profile-level-id=42801f;packetization-mode=1', []],
    ],
    [
      'Lifesize Icon',
      devices.lifesize,
      'm=audio 20000 RTP/AVP 9 101',
      'm=video 20002 RTP/AVP 108',
      [
        '108 profile-level-id=42802a;packetization-mode=1;max-mbps=490000;max-fs=8192',
        ['nack pli', 'ccm fir', 'ccm tmmbr'],
      ],
    ],
    [
      'Yealink',
      devices.yealink,
      'm=audio 20000 RTP/AVP 9',
      'm=video 20002 RTP/AVP 99',
      ['99 profile-level-id=428020', ['ccm fir']],
    ],
    [
      'Huawei',
      devices.huawei,
      'm=audio 20000 RTP/AVP 9',
      'm=video 20002 RTP/AVP 106',
      ['106 profile-level-id=42801f;max-mbps=108000', []],
    ],
  ])('%s gets G.722 and its best H.264', (_name, offer, audio, video, [h264, feedback]) => {
    const answer = answerTo(offer);
    expect(mLines(answer).slice(0, 2)).toEqual([audio, video]);
    expect(answer).toContain(`a=fmtp:${h264}\r\n`);
    expect(
      answer
        .split('\r\n')
        .filter((line) => line.startsWith('a=rtcp-fb'))
        .map((line) => line.slice('a=rtcp-fb:* '.length)),
    ).toEqual(feedback);
    expect(answer).toContain('b=TIAS:1400000');
  });

  it.each<[string, string, string, PictureLimit, hd: boolean]>([
    [
      'Cisco TC',
      devices.ciscoTc,
      'profile-level-id=428016;packetization-mode=1;max-mbps=108000;max-fs=3600',
      { maxFs: 9000, maxMbps: 245_000 },
      true,
    ],
    [
      'Cisco CE',
      devices.ciscoCe,
      'profile-level-id=428016;packetization-mode=1;max-mbps=108000;max-fs=3600',
      { maxFs: 8160, maxMbps: 490_000 },
      true,
    ],
    [
      'Polycom HDX',
      devices.polycomHdx,
      'profile-level-id=42800d;max-mbps=108000;max-fs=3600;max-br=1400',
      { maxFs: 3600, maxMbps: 108_000 },
      true,
    ],
    [
      'Polycom, newer',
      devices.polycomNew,
      'profile-level-id=42801f;packetization-mode=1',
      { maxFs: 3600, maxMbps: 108_000 },
      true,
    ],
    [
      'Lifesize Icon',
      devices.lifesize,
      'profile-level-id=42801f;packetization-mode=1',
      { maxFs: 8704, maxMbps: 522_240 },
      true,
    ],
    ['Yealink', devices.yealink, 'profile-level-id=42801f', { maxFs: 5120, maxMbps: 216_000 }, true],
    ['Huawei', devices.huawei, 'profile-level-id=42801f', { maxFs: 3600, maxMbps: 108_000 }, true],
    [
      'only level 2.2',
      devices.yealink.replace('428020', '428016'),
      'profile-level-id=428016',
      { maxFs: 1620, maxMbps: 20_250 },
      false,
    ],
    [
      'no profile-level-id',
      devices.yealink.replace('profile-level-id=428020', 'sar=13'),
      'profile-level-id=42000a;max-mbps=11880;max-fs=396;max-br=1400',
      { maxFs: 396, maxMbps: 11_880 },
      false,
    ],
  ])('%s: its send limit in a 720p meeting, our answer, and whether that is HD', (_name, offer, fmtp, limit, hd) => {
    const { description, lines } = decodeSdp(offer);
    const agreement = answerOffer(description, local, { ...abilities, videoMode: commonMode([]) })!;
    expect(
      /^a=fmtp:\d+ (profile-level-id.*)$/m.exec(
        encodeSdp(agreement.description, origin, lines).replaceAll('\r', ''),
      )?.[1],
    ).toBe(fmtp);
    const video = agreement.streams.find(({ kind }) => kind === 'video')!;
    expect(video.pictureLimit).toEqual(limit);
    expect(video.sendCodec.kind === 'video' && isHd(limitsOf(video.sendCodec.h264))).toBe(hd);
  });

  it('may have separate levels for each direction, and NACK and REMB if stated', () => {
    const offer = base(
      'm=video 4000 RTP/AVP 97',
      'a=rtpmap:97 H264/90000',
      'a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1',
      'a=rtcp-fb:97 nack',
      'a=rtcp-fb:97 goog-remb',
    );
    const answer = answerTo(offer);
    expect(answer).toContain('a=fmtp:97 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1\r\n');
    expect(answer).toContain('a=rtcp-fb:* nack\r\na=rtcp-fb:* goog-remb\r\n');
  });

  it('keep every m-line in its place, rejected ones with port 0 and their formats', () => {
    expect(mLines(answerTo(devices.ciscoTc)).slice(2)).toEqual([
      'm=application 0 UDP/BFCP *',
      'm=video 0 RTP/AVP 97',
      'm=application 0 RTP/AVP 107',
    ]);
    expect(mLines(answerTo(devices.polycomHdx))[2]).toBe('m=application 0 TCP/BFCP *');
  });

  it('have recognisable roles', () => {
    expect(decodeSdp(devices.ciscoTc).description.streams.map(({ role }) => role)).toEqual([
      'main',
      'main',
      'floor',
      'content',
      'camera',
    ]);
  });

  it('state their bandwidth in three ways, and the smallest counts', () => {
    const { description } = decodeSdp(devices.ciscoTc);
    expect(description.maxBitrate).toBe(6_000_000);
    expect(description.streams[0]?.maxBitrate).toBe(128_000);
    const both = base('m=video 4000 RTP/AVP 97', 'b=AS:512', 'b=TIAS:400000', 'a=rtpmap:97 H264/90000');
    expect(decodeSdp(both).description.streams[0]?.maxBitrate).toBe(400_000);
  });

  it('have packetization mode 0 if they state none', () => {
    expect(decodeSdp(devices.yealink).description.streams[1]?.codecs[0]).toMatchObject({
      h264: { profileLevelId: 0x42_80_20, packetizationMode: 0 },
    });
  });

  it('are counted only under names from a list', () => {
    const names = decodeSdp(base('m=audio 4000 RTP/AVP 96 97', 'a=rtpmap:96 evil"} 1/8000', 'a=rtpmap:97 G7221/16000'))
      .description.streams[0]?.codecs;
    expect(names).toMatchObject([
      { kind: 'unsupported', name: 'other' },
      { kind: 'unsupported', name: 'G7221' },
    ]);
  });
});

describe('hold', () => {
  const held = (...lines: string[]): string => base('m=audio 4000 RTP/AVP 0', ...lines);
  it.each([
    ['a=sendonly', held('a=sendonly'), 'sendonly'],
    ['a=inactive', held('a=inactive'), 'inactive'],
    ['c=0.0.0.0 (RFC 2543)', held('c=IN IP4 0.0.0.0'), 'sendonly'],
    ['c=0.0.0.0 and recvonly', held('c=IN IP4 0.0.0.0', 'a=recvonly'), 'inactive'],
    ['at the session level', held().replace('t=0 0', 't=0 0\r\na=sendonly'), 'sendonly'],
    ['an invalid direction', held('a=sideways'), 'sendrecv'],
  ])('%s', (_name, sdp, direction) => {
    expect(decodeSdp(sdp).description.streams[0]?.direction).toBe(direction);
  });
});

describe('unusual SDP', () => {
  it.each<[string, string, SdpError['kind']]>([
    ['empty', ' \r\n', 'empty'],
    ['without media', base(), 'no-media'],
    ['an m-line without a port', base('m=audio RTP/AVP 0'), 'bad-media-line'],
    [
      'an m-line with an invalid port',
      base('m=audio 4000 RTP/AVP 0', 'm=application 70000 TCP/BFCP *', 'a=setup:passive'),
      'bad-media-line',
    ],
    ['no connection', 'v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 0\r\n', 'no-connection'],
    ['an invalid address', base('m=audio 4000 RTP/AVP 0', 'c=IN IP4 12'), 'bad-address'],
    ['33 m-lines', base(...Array.from({ length: 33 }, () => 'm=audio 4000 RTP/AVP 0')), 'too-many-media'],
  ])('%s is rejected with a kind', (_name, sdp, kind) => {
    expect(() => decodeSdp(sdp)).toThrow(expect.objectContaining({ name: 'SdpError', kind }));
  });

  it('may have a BFCP line without an address: only that line is unusable', () => {
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 192.0.2.9',
      's=-',
      't=0 0',
      'm=application 4004 UDP/BFCP *',
      'a=floorctrl:c-s',
      'm=audio 4000 RTP/AVP 0',
      'c=IN IP4 192.0.2.9',
      '',
    ];
    const { streams } = decodeSdp(lines.join('\r\n')).description;
    expect(streams.map(({ role, rtp }) => [role, rtp?.port])).toEqual([
      ['floor', undefined],
      ['main', 4000],
    ]);
  });

  it('may have its slides before the main video', () => {
    const sdp = base(
      'm=video 4006 RTP/AVP 98',
      'a=rtpmap:98 H264/90000',
      'a=content:slides',
      'm=video 4002 RTP/AVP 97',
      'a=rtpmap:97 H264/90000',
    );
    expect(decodeSdp(sdp).description.streams.map(({ role }) => role)).toEqual(['content', 'main']);
  });

  it('may have a line over SRTP that we offer again: without keys it is plain RTP', () => {
    const { description, lines } = decodeSdp(base('m=video 4006 RTP/SAVP 98', 'a=rtpmap:98 H264/90000'));
    const [stream] = description.streams;
    const offer = { streams: [{ ...stream!, rtp: { address: '192.0.2.1', port: 5000 } }] };
    expect(encodeSdp(offer, { sessionId: 1, version: 1, address: '192.0.2.1' }, lines)).toMatch(
      /m=video 5000 RTP\/AVP 98/,
    );
  });

  it('is read with bare line feeds, trailing blanks and a port count', () => {
    const sdp = base('m=audio 4000/1 RTP/AVP 0  ').replaceAll('\r\n', '\n');
    expect(decodeSdp(sdp).description.streams[0]?.rtp).toEqual({ address: '192.0.2.9', port: 4000 });
  });

  it('may have unacceptable keys: then SRTP is unusable, and an optional a=crypto is plain RTP', () => {
    const secure = base('m=audio 4000 RTP/SAVP 0');
    expect(decodeSdp(secure).description.streams[0]).toMatchObject({ unusableSecurity: true });
    const optional = base('m=audio 4000 RTP/AVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA');
    expect(decodeSdp(optional).description.streams[0]).not.toHaveProperty('security');
  });

  it('may use IPv6 and a separate RTCP address', () => {
    const sdp = base('m=audio 4000 RTP/AVP 0', 'c=IN IP6 2001:db8::7', 'a=rtcp:5001 IN IP6 2001:db8::8');
    expect(decodeSdp(sdp).description.streams[0]).toMatchObject({
      rtp: { address: '2001:db8::7', port: 4000 },
      rtcp: { address: '2001:db8::8', port: 5001 },
    });
  });

  it('never throws anything but an SdpError, wherever it is truncated', () => {
    for (const sdp of Object.values(devices)) {
      for (let end = 0; end <= sdp.length; end++) {
        try {
          decodeSdp(sdp.slice(0, end));
        } catch (error) {
          if (!(error instanceof SdpError)) throw new Error(`cut at ${end}`, { cause: error });
        }
      }
    }
  });
});

describe('damaged SDP', () => {
  it('never throws anything but an SdpError', () => {
    const parts = [
      '',
      '=',
      ':',
      '0',
      '12',
      '4294967296',
      '-1',
      '*',
      '/',
      ' ',
      '\r\n',
      'a=',
      'm=audio 1 RTP/AVP 0',
      '__proto__',
      'rtpmap:9 7/8',
      'fmtp:97 5',
      'rtcp:1 IN IP4 5',
      '\u0000',
      'é',
    ];
    const source = fc.record({
      sdp: fc.constantFrom(...Object.values(devices)),
      edits: fc.array(fc.tuple(fc.nat(4000), fc.nat(8), fc.constantFrom(...parts)), { minLength: 1, maxLength: 8 }),
    });
    const damage = ({ sdp, edits }: { sdp: string; edits: [number, number, string][] }): string =>
      edits.reduce(
        (text, [at, cut, part]) => text.slice(0, at % text.length) + part + text.slice((at % text.length) + cut),
        `${sdp} `,
      );
    fc.assert(
      fc.property(source, (input) => {
        try {
          decodeSdp(damage(input));
        } catch (error) {
          if (!(error instanceof SdpError)) throw error;
        }
      }),
      { seed: 42, numRuns: 3000 },
    );
  });
});

describe('our SDP', () => {
  it('can be decoded again', () => {
    const answer = answerTo(devices.ciscoCe);
    const { description } = decodeSdp(answer);
    expect(description.streams.map(({ rtp }) => rtp?.port)).toEqual([20_000, 20_002]);
    expect(answer).toMatch(/^v=0\r\no=- 7 1 IN IP4 192\.0\.2\.1\r\ns=roomgate\r\n/);
  });
});
