import { array, assert, boolean, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncryptionRule } from '../../../gateway/core/media/security.ts';
import { answerOffer } from '../../../gateway/core/media/answer.ts';
import { agreeOnAnswer, makeOffer } from '../../../gateway/core/media/offer.ts';
import { usableKinds, whyNothing } from '../../../gateway/core/media/choose.ts';
import type { MediaAbilities } from '../../../gateway/core/media/abilities.ts';
import { reoffer } from '../../../gateway/core/media/reoffer.ts';
import { decodeSdp, SdpError } from '../../../gateway/sdp/decode.ts';
import { encodeSdp } from '../../../gateway/sdp/encode.ts';
import { KeyRing } from '../../../gateway/sip/key-ring.ts';
import type { DtlsTransport } from '../../../media/port.ts';

const origin = { sessionId: 7, version: 1, address: '192.0.2.1' };
const local = { audio: { address: '192.0.2.1', port: 20_000 }, video: { address: '192.0.2.1', port: 20_002 } };
const rule = (minimum: EncryptionRule['minimum'], protectedSignalling = true): EncryptionRule => ({
  minimum,
  protectedSignalling,
  dtls: true,
});
const able = (encryption: EncryptionRule): MediaAbilities => ({
  audio: ['G722', 'opus', 'PCMU'],
  video: true,
  maxVideoBitrate: 1_400_000,
  camera: true,
  encryption,
  device: { audio: 'both', video: 'both', screen: 'both' },
});

let bytes = 0;
const openRing = (): KeyRing => new KeyRing((length) => Uint8Array.from({ length }, () => (bytes += 7) & 0xff));
const key = (length: number, fill = 1): string => Buffer.alloc(length, fill).toString('base64');
const THIRTY = key(30);

const sdp = (...lines: readonly string[]): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.9', 's=-', 'c=IN IP4 192.0.2.9', 't=0 0', ...lines, ''].join('\r\n');
const audio = (protocol: string, ...lines: readonly string[]): string => sdp(`m=audio 4000 ${protocol} 0`, ...lines);

function answer(
  text: string,
  encryption: EncryptionRule,
  ring = openRing(),
):
  | { readonly text: string; readonly agreement: NonNullable<ReturnType<typeof answerOffer>> }
  | ReturnType<typeof whyNothing> {
  const { description, lines } = decodeSdp(text, ring.forOffer());
  const agreement = answerOffer(description, local, able(encryption));
  return agreement === undefined
    ? whyNothing(description, able(encryption))
    : { text: encodeSdp(agreement.description, origin, lines), agreement };
}

const run = (text: string, encryption: EncryptionRule) => {
  const result = answer(text, encryption);
  if (typeof result === 'string') return result;
  const [line] = /m=audio.*/.exec(result.text) ?? [];
  return `${/RTP\/S?AVPF?/.exec(line ?? '')?.[0]} ${/a=crypto:(\d+ \w+)/.exec(result.text)?.[1] ?? 'clear'}`;
};

describe('keys in an offer', () => {
  it.each([
    [
      'the first supported suite, with its tag',
      'RTP/SAVP',
      [
        `a=crypto:3 F8_128_HMAC_SHA1_80 inline:${THIRTY}`,
        `a=crypto:7 AES_256_CM_HMAC_SHA1_80 inline:${key(46)}`,
        `a=crypto:8 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}`,
      ],
      'RTP/SAVP 7 AES_256_CM_HMAC_SHA1_80',
    ],
    [
      'with feedback',
      'RTP/SAVPF',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:${THIRTY}`],
      'RTP/SAVPF 1 AES_CM_128_HMAC_SHA1_32',
    ],
    ['GCM', 'RTP/SAVP', [`a=crypto:1 AEAD_AES_128_GCM inline:${key(28)}`], 'RTP/SAVP 1 AEAD_AES_128_GCM'],
    ['GCM of 256 bits', 'RTP/SAVP', [`a=crypto:1 AEAD_AES_256_GCM inline:${key(44)}`], 'RTP/SAVP 1 AEAD_AES_256_GCM'],
    [
      'a lifetime and a master key identifier',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}|2^20|1:4`],
      'RTP/SAVP 1 AES_CM_128_HMAC_SHA1_80',
    ],
    [
      'only a master key identifier',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}|1:4`],
      'RTP/SAVP 1 AES_CM_128_HMAC_SHA1_80',
    ],
    [
      'unencrypted RTCP',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY} UNENCRYPTED_SRTCP`],
      'RTP/SAVP 1 AES_CM_128_HMAC_SHA1_80',
    ],
    [
      'not without encryption',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY} UNENCRYPTED_SRTCP UNENCRYPTED_SRTP`],
      'no-common-encryption',
    ],
    [
      'not without authentication',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY} UNAUTHENTICATED_SRTP`],
      'no-common-encryption',
    ],
    [
      'not with a key derivation rate',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY} KDR=2`],
      'no-common-encryption',
    ],
    ['not with a parameter that nobody knows', 'RTP/SAVP', [`not with an unknown parameter`], 'no-common-encryption'],
    [
      'not with a key too short',
      'RTP/SAVP',
      [`a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${THIRTY}`],
      'no-common-encryption',
    ],
    [
      'not with two keys',
      'RTP/SAVP',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}|2^20|1:4;inline:${THIRTY}|2^20|2:4`],
      'no-common-encryption',
    ],
    ['not without keys', 'RTP/SAVP', [], 'no-common-encryption'],
    [
      'not DTLS without ICE',
      'UDP/TLS/RTP/SAVP',
      [`a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`, 'a=setup:actpass', 'a=rtcp-mux'],
      'no-common-encryption',
    ],
  ])('are accepted: %s', (_, protocol, lines, expected) =>
    expect(run(audio(protocol, ...lines), rule('optional'))).toBe(expected),
  );

  const optional = audio('RTP/AVP', `a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}`);
  const mandatory = audio('RTP/SAVP', `a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}`);
  it.each([
    [rule('none'), 'RTP/AVP clear', 'RTP/AVP clear', 'RTP/SAVP 5 AES_CM_128_HMAC_SHA1_80'],
    [rule('optional'), 'RTP/AVP clear', 'RTP/AVP 5 AES_CM_128_HMAC_SHA1_80', 'RTP/SAVP 5 AES_CM_128_HMAC_SHA1_80'],
    [
      rule('required'),
      'encryption-required',
      'RTP/AVP 5 AES_CM_128_HMAC_SHA1_80',
      'RTP/SAVP 5 AES_CM_128_HMAC_SHA1_80',
    ],
    [rule('required', false), 'encryption-required', 'encryption-required', 'encryption-required'],
  ])(
    "under the account's rule %o: plain %s, optional keys %s, mandatory keys %s",
    (encryption, plain, whenOptional, whenMandatory) => {
      expect([run(audio('RTP/AVP'), encryption), run(optional, encryption), run(mandatory, encryption)]).toEqual([
        plain,
        whenOptional,
        whenMandatory,
      ]);
    },
  );

  it('belong to their own line: a line at port 0 does not affect the next', () => {
    const crypto = (tag: number, fill: number): string =>
      `a=crypto:${tag} AES_CM_128_HMAC_SHA1_80 inline:${key(30, fill)}`;
    const offer = sdp(
      'm=audio 4000 RTP/SAVP 0',
      crypto(1, 1),
      'm=application 0 RTP/SAVP 100',
      'a=rtpmap:100 H224/4800',
      crypto(2, 2),
      'm=video 4002 RTP/SAVP 97',
      'a=rtpmap:97 H264/90000',
      crypto(3, 3),
    );
    const result = answer(offer, rule('required'));
    if (typeof result === 'string') return expect.fail(result);
    expect(result.text.match(/^m=\w+ \d+|^a=crypto:\d+/gm)).toEqual([
      'm=audio 20000',
      'a=crypto:1',
      'm=application 0',
      'm=video 20002',
      'a=crypto:3',
    ]);
    const keys = result.agreement.streams.map(
      ({ security }) => security?.method === 'sdes' && [security.send.master, security.receive.master],
    );
    expect(keys.map((pair) => pair && pair[1])).toEqual([key(30, 1), key(30, 3)]);
    expect(new Set(keys.flatMap((pair) => pair || [])).size).toBe(4);
  });
});

describe('keys during a call', () => {
  const ours = (text: string): string | undefined => /inline:(\S+)/.exec(text)?.[1];
  const offer = (fill: number): string =>
    audio('RTP/SAVP', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key(30, fill)}`);
  const textOf = (result: ReturnType<typeof answer>): string => (typeof result === 'string' ? result : result.text);

  it("stay while the device's key stays, and change with it", () => {
    const ring = openRing();
    const [first, again, rotated] = [offer(1), offer(1), offer(2)].map((text) =>
      ours(textOf(answer(text, rule('optional'), ring))),
    );
    expect(first).toMatch(/^[\w+/]{40}$/);
    expect(again).toBe(first);
    expect(rotated).not.toBe(first);
  });

  it('are not reused when the device returns to its earlier key', () => {
    const ring = openRing();
    const [first, , again] = [offer(1), offer(2), offer(1)].map((text) =>
      ours(textOf(answer(text, rule('optional'), ring))),
    );
    expect(again).not.toBe(first);
  });

  it('stay in our offer', () => {
    const result = answer(offer(1), rule('optional'));
    if (typeof result === 'string') return expect.fail(result);
    const ring = openRing();
    const again = ring.withKeys(reoffer(result.agreement, local, able(rule('optional'))));
    expect(ours(encodeSdp(again, origin))).toBe(ours(result.text));
    expect(encodeSdp(again, origin)).toContain('RTP/SAVP');
  });
});

describe('our offer', () => {
  const offered = (encryption: EncryptionRule) => {
    const ring = openRing();
    const media = ring.withKeys(makeOffer(local, able(encryption)));
    return { ring, media, text: encodeSdp(media, origin) };
  };

  it.each([
    [rule('none'), 'RTP/AVP', false],
    [rule('optional'), 'RTP/AVP', true],
    [rule('optional', false), 'RTP/AVP', false],
    [rule('required'), 'RTP/SAVP', true],
  ])('under the rule %o is %s, with keys: %s', (encryption, protocol, keys) => {
    const { text } = offered(encryption);
    expect(text.match(/^m=\w+ \d+ (\S+)/gm)?.every((line) => line.endsWith(` ${protocol}`))).toBe(true);
    expect(text.match(/^a=crypto/gm)?.length ?? 0).toBe(keys ? 8 : 0);
  });

  const answerWith = (text: string, tag: number, suite: string) => {
    const { ring, media } = offered(rule('required'));
    const { description } = decodeSdp(
      audio('RTP/SAVP', `a=crypto:${tag} ${suite} inline:${text}`, 'm=video 0 RTP/SAVP 97'),
      ring.chosen,
    );
    return { media, agreement: agreeOnAnswer(media, description, able(rule('required'))), description };
  };

  it('uses the key of the answered tag', () => {
    const { media, agreement } = answerWith(THIRTY, 3, 'AES_CM_128_HMAC_SHA1_80');
    const security = agreement?.streams[0]?.security;
    const offer = media.streams[0]?.security;
    expect(security?.method === 'sdes' && offer?.method === 'sdes' && security.send === offer.choices[2]?.ours).toBe(
      true,
    );
    expect(security?.method === 'sdes' && security.receive.master).toBe(THIRTY);
  });

  it.each([
    ['a tag that was not offered', 9, 'AES_CM_128_HMAC_SHA1_80'],
    ['another suite under a tag', 4, 'AES_CM_128_HMAC_SHA1_80'],
  ])('fails if the answer has %s', (_, tag, suite) => {
    const { agreement, description } = answerWith(THIRTY, tag, suite);
    expect(agreement).toBeUndefined();
    expect(whyNothing(description, able(rule('required')))).toBe('no-common-encryption');
  });
});

describe('DTLS with ICE', () => {
  const print = Array(32).fill('AB').join(':');
  const section = (mid: string, m: string, ...lines: readonly string[]): readonly string[] => [
    m,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789012345678901',
    `a=fingerprint:sha-256 ${print}`,
    'a=setup:actpass',
    'a=rtcp-mux',
    'a=sendrecv',
    ...lines,
  ];
  const browser = (group: string): string =>
    sdp(
      group,
      ...section('0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111 0', 'a=rtpmap:111 opus/48000/2', 'a=ssrc:1001 cname:x'),
      ...section(
        '1',
        'm=video 9 UDP/TLS/RTP/SAVPF 102',
        'a=rtpmap:102 H264/90000',
        'a=fmtp:102 profile-level-id=42e01f;packetization-mode=1',
        'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
        'a=extmap:3 urn:ietf:params:rtp-hdrext:toffset',
      ),
    );
  const transport: DtlsTransport = {
    fingerprints: [{ algorithm: 'sha-256', value: print }],
    ice: { usernameFragment: 'ours', password: 'oursoursoursoursoursours' },
    candidates: [{ foundation: 'udp', priority: 1_076_302_079, protocol: 'udp', address: '192.0.2.1', port: 32_000 }],
  };

  it('is answered on one transport, bundled, as ICE-lite', () => {
    const { description, lines } = decodeSdp(browser('a=group:BUNDLE 0 1'));
    expect(usableKinds(description, able(rule('required', false)))).toEqual(['audio', 'video']);
    const agreement = answerOffer(description, { ...local, dtls: transport }, able(rule('required', false)))!;
    const text = encodeSdp(agreement.description, origin, lines);
    expect(text).toContain('a=ice-lite\r\n');
    expect(text).toContain('a=group:BUNDLE 0 1\r\n');
    expect(text.match(/^m=.*\r$/gm)?.map((line) => line.trim())).toEqual([
      'm=audio 20000 UDP/TLS/RTP/SAVPF 111',
      'm=video 20002 UDP/TLS/RTP/SAVPF 102',
    ]);
    expect(
      text.match(
        /^a=(setup:passive|rtcp-mux|candidate:udp 1 udp 1076302079 192.0.2.1 32000 typ host|ice-ufrag:ours)\r$/gm,
      ),
    ).toHaveLength(8);
    expect(text.match(/^a=extmap.*$/gm)?.map((line) => line.trim())).toEqual([
      'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
    ]);
    expect(agreement.streams.map(({ security, receive }) => [security?.method, receive])).toEqual([
      ['dtls', true],
      ['dtls', true],
    ]);
  });

  it('is not disturbed by a line that was stopped before', () => {
    const stopped = browser('a=group:BUNDLE 1').replace('m=audio 9 ', 'm=audio 0 ');
    expect(
      decodeSdp(stopped).description.streams.map(({ rtp, unusableSecurity }) => [
        rtp !== undefined,
        unusableSecurity === true,
      ]),
    ).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  it('needs no SSRC from a viewer, who gets no mid in our packets', () => {
    const viewer = browser('a=group:BUNDLE 0 1').replace(/a=sendrecv(?=[^]*$)/g, 'a=recvonly');
    const { description, lines } = decodeSdp(viewer);
    const agreement = answerOffer(description, { ...local, dtls: transport }, able(rule('optional')))!;
    expect(agreement.streams.map(({ send, receive }) => [send, receive])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(encodeSdp(agreement.description, origin, lines)).not.toContain('sdes:mid');
  });

  it('cannot answer our offer with keys, and keys cannot follow it', () => {
    const ours = openRing().withKeys(makeOffer(local, able(rule('required'))));
    const { description } = decodeSdp(browser('a=group:BUNDLE 0 1'));
    expect(agreeOnAnswer(ours, description, able(rule('required')))).toBeUndefined();
    const keys = decodeSdp(
      audio('RTP/SAVP', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}`),
      openRing().forOffer(),
    ).description;
    expect(answerOffer(keys, { ...local, dtls: transport }, able(rule('optional')))).toBeUndefined();
  });

  it('accepts only streams bundled with the first line', () => {
    const { streams } = decodeSdp(browser('a=group:BUNDLE 0')).description;
    expect(streams.map(({ unusableSecurity }) => unusableSecurity === true)).toEqual([false, true]);
  });
});

describe('any combination of lines', () => {
  const print = Array(32).fill('AB').join(':');
  const line = constantFrom(
    ...['RTP/AVP', 'RTP/SAVP', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVPF', 'UDP/BFCP'].flatMap((protocol) => [
      `m=audio 4000 ${protocol} 0 9`,
      `m=audio 0 ${protocol} 0`,
      `m=video 4002 ${protocol} 97`,
      `m=application 4004 ${protocol} 100`,
    ]),
    'a=rtpmap:97 H264/90000',
    'a=rtpmap:100 H224/4800',
    'a=rtcp-mux',
    'a=mid:0',
    'a=mid:1',
    'a=group:BUNDLE 0 1',
    'a=bundle-only',
    'a=setup:actpass',
    'a=setup:passive',
    'a=setup:holdconn',
    'a=ice-ufrag:abcd',
    'a=ice-ufrag:0123',
    'a=ice-pwd:0123456789012345678901',
    `a=fingerprint:sha-256 ${print}`,
    'a=fingerprint:sha-256 zz',
    'a=ssrc:1001 cname:x',
    'a=ssrc:99999999999 cname:x',
    'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
    'a=recvonly',
    'a=inactive',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}`,
    `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${THIRTY}|2^20|1:4 UNENCRYPTED_SRTCP`,
    `a=crypto:3 AEAD_AES_256_GCM inline:${THIRTY}`,
    'a=crypto:4 NULL inline:',
    'a=crypto:x y z',
    `a=crypto:5 toString inline:${THIRTY}`,
    'c=IN IP4 0.0.0.0',
  );
  const transport: DtlsTransport = {
    fingerprints: [{ algorithm: 'sha-256', value: print }],
    ice: { usernameFragment: 'ours', password: 'o'.repeat(24) },
    candidates: [{ foundation: 'u', priority: 1, protocol: 'udp', address: '192.0.2.1', port: 32_000 }],
  };

  it('throws only SdpError, runs nothing unencrypted that must be encrypted, and our answer can be decoded', () => {
    assert(
      property(
        array(line, { minLength: 1, maxLength: 24 }),
        boolean(),
        constantFrom('none', 'optional', 'required'),
        (lines, dtls, minimum) => {
          const ring = openRing();
          const decoded = (() => {
            try {
              return decodeSdp(sdp(...lines), ring.forOffer());
            } catch (error) {
              if (error instanceof SdpError) return undefined;
              throw error;
            }
          })();
          if (decoded === undefined) return;
          const agreement = answerOffer(
            decoded.description,
            { ...local, camera: local.audio, content: local.video, ...(dtls && { dtls: transport }) },
            able(rule(minimum)),
          );
          if (agreement === undefined)
            return void expect(whyNothing(decoded.description, able(rule(minimum)))).toBeTypeOf('string');
          if (minimum === 'required')
            expect(agreement.streams.every(({ security }) => security !== undefined)).toBe(true);
          expect(agreement.streams.every(({ security }) => (security?.method === 'dtls') === dtls)).toBe(true);
          expect(
            decodeSdp(encodeSdp(agreement.description, origin, decoded.lines), openRing().forOffer()).lines,
          ).toHaveLength(decoded.lines.length);
        },
      ),
      { numRuns: 3000, seed: 7 },
    );
  });
});
