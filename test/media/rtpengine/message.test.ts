import { describe, expect, it } from 'vitest';
import { describeDevice, offeredSecurityOf, securityOf } from '../../../media/rtpengine/device.ts';
import { describe as describeTo, type Described } from '../../../media/rtpengine/message.ts';

const sdp = (...lines: readonly string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines, ''].join('\r\n');
const CRYPTO = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x';
const PLAIN = sdp('m=audio 4000 RTP/AVP 9 101', 'a=rtpmap:9 G722/8000', 'a=rtpmap:101 telephone-event/8000');
const SDES = sdp('m=audio 4000 RTP/SAVP 8', CRYPTO, 'a=crypto:2 NULL_HMAC_SHA1_80 inline:x', 'm=video 0 RTP/AVPF 97');
const DTLS = sdp('m=audio 4000 UDP/TLS/RTP/SAVPF 0', 'a=fingerprint:sha-256 AA', 'a=ice-ufrag:x');
const BEST_EFFORT = sdp('m=audio 4000 RTP/AVP 0', CRYPTO);
const OLD = sdp('m=audio 4000 RTP/AVP 18 4 99 13 101', 'a=rtpmap:99 SPEEX/16000', 'a=rtpmap:101 telephone-event/8000');

const message = (change: Partial<Described> & { readonly sdp: string }) =>
  describeTo({
    callId: 'id',
    kind: 'offer',
    from: 'device',
    inDialog: false,
    device: describeDevice(change.sdp),
    transcode: ['G729', 'speex', 'GSM'],
    ...change,
  });

describe("a device's description", () => {
  it.each([
    [
      'plain',
      PLAIN,
      { protocol: 'RTP/AVP', ice: false, opportunistic: false, suites: [], audio: [{ name: 'G722', clockRate: 8000 }] },
      'none',
    ],
    [
      'keys in SDP',
      SDES,
      { protocol: 'RTP/SAVP', feedback: false, suites: ['AES_CM_128_HMAC_SHA1_80', 'NULL_HMAC_SHA1_80'] },
      'none',
    ],
    ['DTLS and ICE', DTLS, { protocol: 'UDP/TLS/RTP/SAVPF', feedback: true, ice: true }, 'dtls'],
    ['optional keys', BEST_EFFORT, { opportunistic: true, audio: [{ name: 'PCMU', clockRate: 8000 }] }, 'sdes'],
    [
      'static payload types, comfort noise and digits',
      OLD,
      {
        audio: [
          { name: 'G729', clockRate: 8000 },
          { name: 'G723', clockRate: 8000 },
          { name: 'SPEEX', clockRate: 16_000 },
        ],
      },
      'none',
    ],
    ['no RTP at all', sdp('m=application 4 UDP/BFCP *'), { protocol: 'RTP/AVP', audio: [] }, 'none'],
  ] as const)('%s', (_name, text, device, security) => {
    expect(describeDevice(text)).toMatchObject(device);
    expect(securityOf(text)[0]).toBe(security);
  });

  it('is read only up to as many payload types and lines as devices have', () => {
    const types = Array.from({ length: 5000 }, (_, at) => String(at + 200));
    const long = sdp(
      `m=audio 4000 RTP/AVP ${types.join(' ')}`,
      ...types.map((type) => `a=rtpmap:${type} X${type}/8000`),
    );
    expect(describeDevice(long).audio).toHaveLength(64);
    const same = sdp(`m=audio 4000 RTP/AVP ${'0 '.repeat(20_000)}8`, 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:8 GSM/8000');
    expect(describeDevice(same).audio).toEqual([
      { name: 'PCMU', clockRate: 8000 },
      { name: 'PCMA', clockRate: 8000 },
    ]);
    const lines = Array.from({ length: 1000 }, (_, at) => [
      `m=audio 4000 RTP/AVP ${at + 200}`,
      `a=rtpmap:${at + 200} X${at}/8000`,
    ]);
    expect(describeDevice(sdp(...lines.flat())).audio).toHaveLength(32);
    expect(describeDevice(sdp('m=audio 4000 RTP/AVP constructor toString')).audio).toEqual([]);
    expect(describeDevice(sdp(`m=audio ${'1'.repeat(60_000)}`))).toMatchObject({ protocol: 'RTP/AVP', audio: [] });
  });

  it('has a security for each line, in an offer only as far as the line insists on it', () => {
    expect(securityOf(sdp('m=video 4 RTP/SAVP 97', CRYPTO, 'm=audio 6 RTP/AVP 0'))).toEqual(['sdes', 'none']);
    expect(securityOf(sdp('m=audio 0 RTP/AVP 0', 'm=video 4 RTP/SAVP 97', CRYPTO))).toEqual(['none', 'sdes']);
    const optional = sdp('m=audio 4 RTP/AVP 0', CRYPTO);
    expect([securityOf(optional), offeredSecurityOf(optional)]).toEqual([['sdes'], ['none']]);
  });
});

describe('the message to rtpengine', () => {
  it("makes a device's offer plain, with feedback if the device has it", () => {
    expect(message({ sdp: SDES })).toMatchObject({
      'call-id': 'id',
      'from-tag': 'device',
      'transport-protocol': 'RTP/AVP',
      ICE: 'remove',
      'rtcp-mux': ['demux'],
      OSRTP: ['accept'],
      sdp: SDES,
    });
    expect(message({ sdp: DTLS })).toMatchObject({ 'transport-protocol': 'RTP/AVPF' });
    expect(message({ sdp: PLAIN })).not.toHaveProperty('to-tag');
  });

  it('has the tags of the offer in an answer too, whichever side offered', () => {
    expect(message({ kind: 'answer', from: 'gateway', sdp: PLAIN })).toMatchObject({
      'from-tag': 'device',
      'to-tag': 'gateway',
    });
    expect(message({ kind: 'answer', from: 'device', sdp: PLAIN })).toMatchObject({
      'from-tag': 'gateway',
      'to-tag': 'device',
    });
    expect(message({ kind: 'answer', from: 'gateway', sdp: PLAIN })).not.toHaveProperty('transport-protocol');
    expect(message({ kind: 'answer', from: 'gateway', device: describeDevice(DTLS), sdp: PLAIN })).toMatchObject({
      ICE: 'force',
    });
  });

  it('never accepts or offers suites without encryption', () => {
    for (const kind of ['offer', 'answer'] as const)
      for (const from of ['device', 'gateway'] as const)
        expect(message({ kind, from, device: describeDevice(SDES), sdp: SDES })['SDES']).toContain(
          'no-NULL_HMAC_SHA1_80',
        );
  });

  it("fits our offer to the device's own description, with only its suites", () => {
    const ours = (device: string, inDialog = false) =>
      message({ from: 'gateway', sdp: PLAIN, device: describeDevice(device), inDialog });
    expect(ours(SDES)).toMatchObject({
      'from-tag': 'gateway',
      'transport-protocol': 'RTP/SAVP',
      DTLS: 'off',
      ICE: 'remove',
    });
    expect(ours(SDES)['SDES']).toContain('no-AEAD_AES_256_GCM');
    expect(ours(SDES)['SDES']).not.toContain('no-AES_CM_128_HMAC_SHA1_80');
    expect(ours(DTLS)).toMatchObject({
      'transport-protocol': 'UDP/TLS/RTP/SAVPF',
      ICE: 'force',
      SDES: ['off'],
      'rtcp-mux': ['offer', 'require'],
    });
    expect(ours(BEST_EFFORT)).toMatchObject({ 'transport-protocol': 'RTP/AVP', OSRTP: ['offer'], DTLS: 'off' });
    expect(ours(SDES, true)).not.toHaveProperty('transport-protocol');
    expect(ours(SDES, true)).toMatchObject({ 'to-tag': 'device' });
    expect(message({ from: 'gateway', sdp: PLAIN, device: undefined })).toMatchObject({
      'transport-protocol': 'RTP/AVP',
      codec: { transcode: ['G729', 'speex', 'GSM'] },
    });
  });

  it('transcodes only if the two have no codec in common, and only configured codecs', () => {
    expect(message({ sdp: PLAIN })).not.toHaveProperty('codec');
    expect(message({ sdp: OLD })).toMatchObject({ codec: { transcode: ['G722', 'PCMA', 'PCMU'] } });
    expect(message({ from: 'gateway', sdp: PLAIN, device: describeDevice(OLD) })).toMatchObject({
      codec: { transcode: ['G729/8000', 'SPEEX/16000'] },
    });
    expect(message({ sdp: sdp('m=audio 4 RTP/AVP 98', 'a=rtpmap:98 iLBC/8000') })).not.toHaveProperty('codec');
    expect(message({ sdp: sdp('m=audio 4 RTP/AVP 18 0') })).not.toHaveProperty('codec');
  });

  it('names the interfaces if rtpengine has several', () => {
    const interfaces = { device: 'outside', gateway: 'inside' };
    expect(message({ sdp: PLAIN, interfaces })).toMatchObject({ direction: ['outside', 'inside'] });
    expect(message({ sdp: PLAIN, from: 'gateway', interfaces })).toMatchObject({ direction: ['inside', 'outside'] });
    expect(message({ sdp: PLAIN, kind: 'answer', interfaces })).not.toHaveProperty('direction');
  });
});
