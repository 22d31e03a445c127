import { describe, expect, it } from 'vitest';
import { cutLines, mergeLines, withVersion } from '../../../media/rtpengine/sdp-lines.ts';

const sdp = (lines: readonly string[], session: readonly string[] = ['c=IN IP4 192.0.2.1']): string =>
  ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', ...session, 't=0 0', ...lines, ''].join('\r\n');

/** An offer as Cisco devices make it. */
const AUDIO = ['m=audio 4000 RTP/AVP 9', 'a=rtpmap:9 G722/8000'];
const BFCP = [
  'm=application 4004 UDP/BFCP *',
  'a=floorctrl:c-s',
  'a=floorid:2 mstrm:12',
  'a=setup:actpass',
  'a=connection:new',
];
const SLIDES = ['m=video 4006 RTP/AVP 98', 'a=rtpmap:98 H264/90000', 'a=content:slides', 'a=label:12'];
const H224 = ['m=application 4008 RTP/AVP 107', 'a=rtpmap:107 H224/4800'];

describe('lines that rtpengine must not see', () => {
  it('are BFCP over UDP, TCP and TLS, but never RTP', () => {
    const lines = (protocol: string): string => sdp([`m=application 4004 ${protocol} *`, ...AUDIO]);
    for (const protocol of ['UDP/BFCP', 'TCP/BFCP', 'TCP/TLS/BFCP', 'UDP/TLS/BFCP', 'udp/bfcp', 'TCP/RTP/AVP'])
      expect(cutLines(lines(protocol)), protocol).toBe(sdp(AUDIO));
    for (const protocol of ['RTP/AVP', 'RTP/AVPF', 'RTP/SAVP', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'UDP/TLS/RTP/SAVPF'])
      expect(cutLines(lines(protocol)), protocol).toBe(lines(protocol));
  });

  it('leave nothing if there are no other lines', () => expect(cutLines(sdp(BFCP))).toBeUndefined());

  it('come back in place, word for word, with the address that applied to them', () => {
    const rewritten = cutLines(sdp([...AUDIO, ...BFCP, ...SLIDES, ...H224]))!
      .replaceAll(/ 400(\d) /g, ' 3000$1 ')
      .replace('c=IN IP4 192.0.2.1', 'c=IN IP4 198.51.100.7');
    const merged = mergeLines(sdp([...AUDIO, ...BFCP, ...SLIDES, ...H224]), rewritten);
    expect(merged).toBe(
      sdp(
        [
          'm=audio 30000 RTP/AVP 9',
          AUDIO[1]!,
          BFCP[0]!,
          'c=IN IP4 192.0.2.1',
          ...BFCP.slice(1),
          'm=video 30006 RTP/AVP 98',
          ...SLIDES.slice(1),
          'm=application 30008 RTP/AVP 107',
          H224[1]!,
        ],
        ['c=IN IP4 198.51.100.7'],
      ),
    );
  });

  it('keep an address of their own, and get none if they are refused', () => {
    const own = [BFCP[0]!, 'i=floor', 'c=IN IP4 192.0.2.9'];
    const refused = ['m=application 0 UDP/BFCP *'];
    const original = sdp([...AUDIO, ...own, ...refused, BFCP[0]!, 'i=floor']);
    expect(mergeLines(original, sdp(AUDIO))).toBe(
      sdp([...AUDIO, ...own, ...refused, BFCP[0]!, 'i=floor', 'c=IN IP4 192.0.2.1']),
    );
  });

  it('RTP lines with port 0 pass through and get their attributes back, but no keys', () => {
    const original = sdp([
      'm=video 0 RTP/SAVP 97',
      'a=rtpmap:97 H264/90000',
      'a=label:12',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x',
      'a=sendrecv',
      ...AUDIO,
    ]);
    expect(mergeLines(original, sdp(['m=video 0 RTP/AVP 97', ...AUDIO]))).toBe(
      sdp(['m=video 0 RTP/AVP 97', 'a=rtpmap:97 H264/90000', 'a=label:12', ...AUDIO]),
    );
  });

  it('a line over TLS keeps the fingerprints that applied to all lines', () => {
    const [fingerprint, tls] = [
      'a=fingerprint:sha-256 AA',
      ['m=application 5000 TCP/TLS/BFCP *', 'c=IN IP4 192.0.2.9'],
    ];
    const original = sdp([...AUDIO, ...tls]).replace('t=0 0', `t=0 0\r\n${fingerprint}`);
    expect(mergeLines(original, sdp(AUDIO))).toBe(sdp([...AUDIO, ...tls, fingerprint]));
    expect(mergeLines(original.replace('TCP/TLS', 'TCP'), sdp(AUDIO))).not.toContain(fingerprint);
  });

  it('lines that differ from those sent are not merged', () =>
    expect(mergeLines(sdp([...AUDIO, ...SLIDES]), sdp(AUDIO))).toBeUndefined());

  it('all line endings are read', () =>
    expect(cutLines(sdp([...BFCP, ...AUDIO]).replaceAll('\r\n', '\n'))).toBe(sdp(AUDIO)));
});

describe('the session version sent to a device', () => {
  const text = (version: number, port: number, id = 7): string =>
    sdp([`m=audio ${port} RTP/AVP 9`]).replace('o=- 1 1', `o=- ${id} ${version}`);

  it.each([
    ['is unchanged the first time', text(5, 4000), undefined, text(5, 4000)],
    ['is kept if nothing has changed', text(6, 4000), text(5, 4000), text(5, 4000)],
    ['rises by one with a change', text(9, 4002), text(5, 4000), text(6, 4002)],
    ['rises even if the gateway itself has changed nothing', text(5, 4002), text(5, 4000), text(6, 4002)],
  ])('%s', (_name, now, before, told) => expect(withVersion(now, before)).toBe(told));

  it('belongs to one session, whichever instance relays it', () =>
    expect(withVersion(text(1, 4002, 99), text(5, 4000))).toBe(text(6, 4002)));
});
