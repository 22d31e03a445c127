/** RFC 4475 §3.2 to §3.4: transactions, the application layer, RFC 2543. */
import { message, SDP } from './vector.ts';
import type { TortureVector } from './vector.ts';

const via = (branch: string): string => `Via: SIP/2.0/UDP 192.0.2.105;branch=${branch}`;
const BAD = { type: 'answered', status: '400 Bad Request' } as const;

function register(name: string, lines: readonly string[], to = 'sip:j.user@example.com'): string {
  return message([
    'REGISTER sip:example.com SIP/2.0',
    `To: ${to}`,
    'From: sip:j.user@example.com;tag=87321hj23128',
    'Max-Forwards: 8',
    `Call-ID: ${name}.0ha0isndaksdj`,
    'CSeq: 9338 REGISTER',
    via('z9hG4bKkdjuw'),
    ...lines,
    'l: 0',
  ]);
}

const registerParts = (name: string) =>
  ({
    method: 'REGISTER',
    uri: 'sip:example.com',
    callId: `${name}.0ha0isndaksdj`,
    cseq: 9338,
    branch: 'z9hG4bKkdjuw',
    vias: 1,
    fromTag: '87321hj23128',
    body: 0,
  }) as const;

function options(name: string, lines: readonly string[], uri = 'sip:user@example.com'): string {
  return message([
    `OPTIONS ${uri} SIP/2.0`,
    'To: sip:user@example.com',
    'From: sip:caller@example.net;tag=242etr',
    `Call-ID: ${name}.0ha0isndaksdj`,
    'CSeq: 8 OPTIONS',
    via('z9hG4bKkdjuw'),
    ...lines,
    'l: 0',
  ]);
}

export const APPLICATION: readonly TortureVector[] = [
  // §3.2.1: the magic cookie with nothing after it: a branch as in RFC 2543.
  {
    name: 'badbranch',
    section: '3.2.1',
    text: message([
      'OPTIONS sip:user@example.com SIP/2.0',
      'To: sip:user@example.com',
      'From: sip:caller@example.org;tag=33242',
      'Max-Forwards: 3',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK',
      'Accept: application/sdp',
      'Call-ID: badbranch.sadonfo23i420jv0as0derf3j3n',
      'CSeq: 8 OPTIONS',
      'l: 0',
    ]),
    parts: {
      method: 'OPTIONS',
      callId: 'badbranch.sadonfo23i420jv0as0derf3j3n',
      cseq: 8,
      branch: 'z9hG4bK',
      vias: 1,
      fromTag: '33242',
      body: 0,
    },
    outcome: { type: 'answered', status: '200 OK' },
  },
  // §3.3.1: no Call-ID, From, To. Dropped, although the RFC suggests a 400: an answer without a Call-ID cannot be
  // matched.
  {
    name: 'insuf',
    section: '3.3.1',
    text: message(
      [
        'INVITE sip:user@example.com SIP/2.0',
        'CSeq: 193942 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf',
        'Content-Type: application/sdp',
        `l: ${SDP.length}`,
      ],
      SDP,
    ),
    outcome: { type: 'dropped', fact: 'parseFailure call-id' },
  },
  // §3.3.2: a Request-URI with an unknown scheme.
  {
    name: 'unkscm',
    section: '3.3.2',
    text: options('unkscm', ['Max-Forwards: 3'], 'nobodyKnowsThisScheme:totallyopaquecontent'),
    outcome: { type: 'answered', status: '416 Unsupported URI Scheme' },
  },
  // §3.3.3: a Request-URI with a scheme that is known, but not to SIP.
  {
    name: 'novelsc',
    section: '3.3.3',
    text: options('novelsc', ['Max-Forwards: 3'], 'soap.beep://192.0.2.103:3002'),
    outcome: { type: 'answered', status: '416 Unsupported URI Scheme' },
  },
  // §3.3.4: other schemes in To, From and Contact. Nothing can be bound to a URI that is not an address of record.
  {
    name: 'unksm2',
    section: '3.3.4',
    text: message([
      'REGISTER sip:example.com SIP/2.0',
      'To: isbn:2983792873',
      'From: <http://www.example.com>;tag=3234233',
      'Call-ID: unksm2.daksdj@hyphenated-host.example.com',
      'CSeq: 234902 REGISTER',
      'Max-Forwards: 70',
      'Via: SIP/2.0/UDP 192.0.2.21;branch=z9hG4bKkdjuw',
      'Contact: <name:John_Smith>',
      'l: 0',
    ]),
    parts: {
      method: 'REGISTER',
      callId: 'unksm2.daksdj@hyphenated-host.example.com',
      cseq: 234902,
      branch: 'z9hG4bKkdjuw',
      vias: 1,
      fromTag: '3234233',
      body: 0,
    },
    outcome: { type: 'answered', status: '400 Bad To' },
  },
  // §3.3.5: Require with an unknown extension. Proxy-Require concerns only proxies.
  {
    name: 'bext01',
    section: '3.3.5',
    text: options('bext01', [
      'Max-Forwards: 70',
      'Require: nothingSupportsThis, nothingSupportsThisEither',
      'Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis',
    ]),
    outcome: {
      type: 'answered',
      status: '420 Bad Extension',
      holds: ['Unsupported: nothingSupportsThis, nothingSupportsThisEither'],
    },
  },
  // §3.3.5 with Proxy-Require alone: a server that is not a proxy only checks Require.
  {
    name: 'bext01 for proxies',
    section: '3.3.5',
    text: options('bext02', ['Max-Forwards: 70', 'Proxy-Require: privacy']),
    outcome: { type: 'answered', status: '200 OK' },
  },
  // §3.3.6: a body of an unknown type.
  {
    name: 'invut',
    section: '3.3.6',
    text: message(
      [
        'INVITE sip:user@example.com SIP/2.0',
        'Contact: <sip:caller@host5.example.net>',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=8392034',
        'Max-Forwards: 70',
        'Call-ID: invut.0ha0isndaksdjadsfij34n23d',
        'CSeq: 235448 INVITE',
        'Via: SIP/2.0/UDP somehost.example.com;branch=z9hG4bKkdjuw',
        'Content-Type: application/unknownformat',
        'Content-Length: 40',
      ],
      '<audio>\r\n <pcmu port="443"/>\r\n</audio>\r\n'.padEnd(40),
    ),
    outcome: { type: 'answered', status: '415 Unsupported Media Type', holds: ['Accept: application/sdp'] },
  },
  // §3.3.7: an unknown authentication scheme counts as no credentials.
  {
    name: 'regaut01',
    section: '3.3.7',
    text: register('regaut01', [
      'Authorization: NoOneKnowsThisScheme opaque-data=here',
      'Contact: <sip:j.user@host.example.com>',
    ]),
    parts: registerParts('regaut01'),
    outcome: { type: 'register', aor: 'j.user', contacts: ['sip:j.user@host.example.com'], credentials: false },
  },
  // §3.3.8: two of each header field that may occur only once.
  {
    name: 'multi01',
    section: '3.3.8',
    text: message(
      [
        'INVITE sip:user@company.com SIP/2.0',
        'Contact: <sip:caller@host25.example.net>',
        'Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdjuw',
        'Max-Forwards: 70',
        'CSeq: 5 INVITE',
        'Call-ID: multi01.98asdh@192.0.2.1',
        'CSeq: 59 INVITE',
        'Call-ID: multi01.98asdh@192.0.2.2',
        'From: sip:caller@example.com;tag=3413415',
        'To: sip:user@example.com',
        'To: sip:other@example.net',
        'From: sip:caller@example.net;tag=2923420123',
        'Content-Type: application/sdp',
        `l: ${SDP.length}`,
        'Max-Forwards: 5',
      ],
      SDP,
    ),
    outcome: BAD,
  },
  // §3.3.9: two different Content-Lengths.
  {
    name: 'mcl01',
    section: '3.3.9',
    text: message(
      [
        'OPTIONS sip:user@example.com SIP/2.0',
        'Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bK293423',
        'To: sip:user@example.com',
        'From: sip:other@example.net;tag=3923942',
        'Call-ID: mcl01.fhn2323orihawfdoa3o4r52o3irsdf',
        'CSeq: 15932 OPTIONS',
        'Content-Length: 13',
        'Max-Forwards: 60',
        'Content-Length: 5',
        'Content-Type: text/plain',
      ],
      'There is no way to know how long this is.',
    ),
    outcome: BAD,
  },
  // §3.3.10: a response that another element's Via would send on, to a broadcast address.
  {
    name: 'bcast',
    section: '3.3.10',
    text: message(
      [
        'SIP/2.0 200 OK',
        'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923',
        'Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23',
        'Call-ID: bcast.0384840201234ksdfak3j2erwedfsASdf',
        'CSeq: 35 INVITE',
        'From: sip:user@example.com;tag=11141343',
        'To: sip:user@example.edu;tag=2229',
        `Content-Length: ${SDP.length}`,
        'Content-Type: application/sdp',
        'Contact: <sip:user@host28.example.com>',
      ],
      SDP,
    ),
    outcome: { type: 'dropped', fact: 'parseFailure response-via' },
  },
  // §3.3.11: no hops left; OPTIONS is answered all the same.
  {
    name: 'zeromf',
    section: '3.3.11',
    text: options('zeromf', ['Max-Forwards: 0']),
    outcome: { type: 'answered', status: '200 OK' },
  },
  // §3.3.12: a Contact with an unknown header parameter.
  {
    name: 'cparam01',
    section: '3.3.12',
    text: register('cparam01', ['Contact: <sip:+19725552222@gw1.example.net>;unknownparam'], 'sip:watson@example.com'),
    parts: registerParts('cparam01'),
    outcome: { type: 'register', aor: 'watson', contacts: ['sip:+19725552222@gw1.example.net'], credentials: false },
  },
  // §3.3.13: a Contact with an unknown URI parameter, which remains in it.
  {
    name: 'cparam02',
    section: '3.3.13',
    text: register('cparam02', ['Contact: <sip:+19725552222@gw1.example.net;unknownparam>'], 'sip:watson@example.com'),
    parts: registerParts('cparam02'),
    outcome: {
      type: 'register',
      aor: 'watson',
      contacts: ['sip:+19725552222@gw1.example.net;unknownparam'],
      credentials: false,
    },
  },
  // §3.3.14: header fields in the URI of a Contact, in brackets: they remain in it.
  {
    name: 'regescrt',
    section: '3.3.14',
    text: register(
      'regescrt',
      ['Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>'],
      'sip:user@example.com',
    ),
    parts: registerParts('regescrt'),
    outcome: {
      type: 'register',
      aor: 'user',
      contacts: ['sip:user@example.com?Route=%3Csip:sip.example.com%3E'],
      credentials: false,
    },
  },
  // §3.3.15: Accept with only an unknown type. Accepted, although the RFC has 406: a peer that sends SDP can read
  // SDP.
  {
    name: 'sdp01',
    section: '3.3.15',
    text: message(
      [
        'INVITE sip:user@example.com SIP/2.0',
        'To: sip:j_user@example.com',
        'Contact: <sip:caller@host15.example.net>',
        'From: sip:caller@example.net;tag=234',
        'Max-Forwards: 5',
        'Call-ID: sdp01.ndaksdj9342dasdd',
        'Accept: text/nobodyKnowsThis',
        'CSeq: 8 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw',
        `Content-Length: ${SDP.length}`,
        'Content-Type: application/sdp',
      ],
      SDP,
    ),
    parts: {
      method: 'INVITE',
      callId: 'sdp01.ndaksdj9342dasdd',
      cseq: 8,
      branch: 'z9hG4bKkdjuw',
      vias: 1,
      fromTag: '234',
      body: SDP.length,
    },
    outcome: { type: 'call', to: 'user', from: 'caller', offer: true },
  },
  // §3.4.1: an INVITE of RFC 2543: no branch, no From tag, no Max-Forwards, a strict router.
  {
    name: 'inv2543',
    section: '3.4.1',
    text: message(
      [
        'INVITE sip:UserB@example.com SIP/2.0',
        'Via: SIP/2.0/UDP iftgw.example.com',
        'From: <sip:+13035551111@ift.client.example.net;user=phone>',
        'Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>',
        'To: sip:+16505552222@ss1.example.net;user=phone',
        'Call-ID: inv2543.1717@ift.client.example.com',
        'CSeq: 56 INVITE',
        'Contact: <sip:+13035551111@ift.client.example.net>',
        'Content-Type: application/sdp',
        `Content-Length: ${SDP.length}`,
      ],
      SDP,
    ),
    parts: {
      method: 'INVITE',
      uri: 'sip:UserB@example.com',
      callId: 'inv2543.1717@ift.client.example.com',
      cseq: 56,
      vias: 1,
      body: SDP.length,
    },
    outcome: { type: 'call', to: 'UserB', from: '+13035551111', offer: true },
  },
];
