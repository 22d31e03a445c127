/** An INVITE in the shape that a large room system sends: several media, BFCP, FECC, ICE, SRTP keys; about 3 kB of SDP. */
import { message } from './vector.ts';

const H264 = [97, 126, 98, 99].flatMap((type, at) => [
  `a=rtpmap:${type} H264/90000`,
  `a=fmtp:${type} profile-level-id=${at % 2 === 0 ? '42' : '64'}8016;max-br=5000;max-mbps=245000;max-fs=9000;max-smbps=245000;max-fps=6000;max-rcmd-nalu-size=3456000;sar-supported=16${at % 2 === 0 ? '' : ';packetization-mode=1'}`,
]);
const candidates = (port: number): string[] =>
  Array.from({ length: 3 }, (_, at) => [1, 2].map((component) => `a=candidate:${at + 1} ${component} UDP ${2130706431 - at * 256 - component} 10.16.${at}.47 ${port + component - 1} typ ${at === 0 ? 'host' : 'srflx raddr 10.16.0.47 rport 9'}`)).flat();
const CRYPTO = ['a=crypto:0 AES_CM_128_HMAC_SHA1_80 inline:dGhpcyBpcyBub3QgYSBrZXksIGp1c3Qgc29tZSBieXRlcw==|2^48', 'a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:bm90IGEga2V5IGVpdGhlciwgYnV0IGFzIGxvbmcgYXMgb25l|2^48'];

export const CISCO_SDP = [
  'v=0', 'o=tandberg 1 2 IN IP4 10.16.0.47', 's=-', 'c=IN IP4 10.16.0.47', 'b=AS:6000', 't=0 0', 'a=sendrecv',
  'm=audio 2374 RTP/SAVP 100 101 102 9 18 11 8 0 103', 'b=TIAS:128000', 'a=rtpmap:100 MP4A-LATM/90000', 'a=fmtp:100 profile-level-id=25;object=23;bitrate=128000', 'a=rtpmap:101 MP4A-LATM/90000', 'a=fmtp:101 profile-level-id=24;object=23;bitrate=64000',
  'a=rtpmap:102 opus/48000/2', 'a=fmtp:102 maxplaybackrate=48000;stereo=0', 'a=rtpmap:9 G722/8000', 'a=rtpmap:18 G729/8000', 'a=fmtp:18 annexb=yes', 'a=rtpmap:11 L16/44100', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:103 telephone-event/8000', 'a=fmtp:103 0-15',
  ...CRYPTO, ...candidates(2374), 'a=sendrecv',
  'm=video 2376 RTP/SAVP 97 126 98 99 34', 'b=TIAS:6000000', ...H264, 'a=rtpmap:34 H263/90000', 'a=fmtp:34 CIF4=1;CIF=1;QCIF=1', 'a=rtcp-fb:* nack pli', 'a=rtcp-fb:* ccm fir', 'a=rtcp-fb:* ccm tmmbr', ...CRYPTO, ...candidates(2376), 'a=sendrecv', 'a=content:main', 'a=label:11',
  'm=application 5070 UDP/BFCP *', 'a=floorctrl:c-s', 'a=confid:1', 'a=floorid:2 mstrm:12', 'a=userid:1', 'a=setup:actpass', 'a=connection:new',
  'm=video 2378 RTP/SAVP 97 126', 'b=TIAS:6000000', ...H264.slice(0, 4), ...CRYPTO, 'a=sendrecv', 'a=content:slides', 'a=label:12', 'm=application 2380 RTP/SAVP 107', 'a=rtpmap:107 H224/4800', ...CRYPTO, 'a=sendrecv', '',
].join('\r\n');

export const CISCO = message(
  [
    'INVITE sip:123456@meet.example.org;user=phone SIP/2.0', 'Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK2c1e7f8d54;egress-zone=DefaultZone;received=10.0.0.9;ingress-zone=DefaultSubZone;rport=5060',
    'Via: SIP/2.0/TLS 10.16.0.47:5061;branch=z9hG4bK9a3d4f.1;received=10.16.0.47;rport=36412;ingress-zone=DefaultSubZone', 'Call-ID: 8f0c2a6e4d3b1957@10.16.0.47', 'CSeq: 100 INVITE',
    'Contact: <sip:board.room@example.org;gr=urn:uuid:5b7c0d1e-2f3a-5b4c-8d6e-7f8091a2b3c4>;+sip.instance="<urn:uuid:5b7c0d1e-2f3a-5b4c-8d6e-7f8091a2b3c4>"', 'From: "Board Room, 3rd floor" <sip:board.room@example.org>;tag=6d1f2b8c0e4a3957',
    'To: <sip:123456@meet.example.org;user=phone>', 'Max-Forwards: 15', 'Record-Route: <sip:proxy-call-id=8c5b7a69@10.0.0.9:5060;transport=udp;lr>', 'Allow: INVITE,ACK,CANCEL,BYE,UPDATE,INFO,OPTIONS,REFER,NOTIFY', 'User-Agent: TANDBERG/529 (ce11.1.2.3.7f8091a)',
    'Supported: replaces,100rel,timer,gruu,path,outbound,X-cisco-serviceuri,X-cisco-callinfo', 'Session-Expires: 1800', 'Min-SE: 90', 'P-Asserted-Identity: "Board Room, 3rd floor" <sip:board.room@example.org>', 'Session-ID: 5b7c0d1e2f3a5b4c8d6e7f8091a2b3c4;remote=00000000000000000000000000000000',
    'X-TAATag: 0c7f3a52-8d9e-4f6b-a1c2-d3e4f5061728', 'Content-Type: application/sdp', `Content-Length: ${CISCO_SDP.length}`,
  ],
  CISCO_SDP,
);
