/** RFC 4475 §3.1.2: invalid messages. */
import { message, SDP } from './vector.ts';
import type { TortureVector } from './vector.ts';

const USUAL = [
  'Max-Forwards: 70',
  'To: sip:j.user@example.com',
  'From: sip:caller@example.net;tag=134161461246',
] as const;
const BAD = { type: 'answered', status: '400 Bad Request' } as const;

/** An `INVITE` with an offer, to test its start line or header fields. */
function invite(name: string, lines: readonly string[], uri = 'sip:user@example.com'): string {
  return message(
    [
      `INVITE ${uri} SIP/2.0`,
      `Call-ID: ${name}.0ha0isndaksdj`,
      'CSeq: 8 INVITE',
      ...lines,
      'Content-Type: application/sdp',
      `Content-Length: ${SDP.length}`,
    ],
    SDP,
  );
}

const via = (host: string): string => `Via: SIP/2.0/UDP ${host};branch=z9hG4bK-${host}`;

export const INVALID: readonly TortureVector[] = [
  // §3.1.2.1: separators with nothing between them, in Via and Contact.
  {
    name: 'badinv01',
    section: '3.1.2.1',
    text: invite('badinv01', [
      ...USUAL,
      'Via: SIP/2.0/UDP 192.0.2.15;;,;,,',
      'Contact: "Joe" <sip:joe@example.org>;;;;',
    ]),
    outcome: BAD,
  },
  // §3.1.2.2: a Content-Length beyond the datagram.
  {
    name: 'clerr',
    section: '3.1.2.2',
    text: message(
      [
        'INVITE sip:user@example.com SIP/2.0',
        ...USUAL,
        'Contact: sip:caller@host5.example.net',
        'Call-ID: clerr.0ha0isndaksdjweiafasdk3',
        'CSeq: 8 INVITE',
        via('host5.example.com'),
        'Content-Type: application/sdp',
        'Content-Length: 9999',
      ],
      SDP,
    ),
    outcome: BAD,
  },
  // §3.1.2.3: a negative Content-Length.
  {
    name: 'ncl',
    section: '3.1.2.3',
    text: message(
      [
        'INVITE sip:user@example.com SIP/2.0',
        ...USUAL,
        'Contact: sip:caller@host5.example.net',
        'Call-ID: ncl.0ha0isndaksdj2193423r542w35',
        'CSeq: 0 INVITE',
        via('192.0.2.53'),
        'Content-Type: application/sdp',
        'Content-Length: -999',
      ],
      SDP,
    ),
    outcome: BAD,
  },
  // §3.1.2.4: CSeq, Max-Forwards and Expires beyond their limits.
  {
    name: 'scalar02',
    section: '3.1.2.4',
    text: message([
      'REGISTER sip:example.com SIP/2.0',
      via('host129.example.com'),
      'To: <sip:user@example.com>',
      'From: <sip:user@example.com>;tag=239232jh3',
      'CSeq: 36893488147419103232 REGISTER',
      'Call-ID: scalar02.23o0pd9vanlq3wnrlnewofjas9ui32',
      'Max-Forwards: 300',
      'Expires: 10000000000000000000000000000000000000000000000000000000000000000',
      'Contact: <sip:user@host129.example.com>;expires=280297596632815',
      'Content-Length: 0',
    ]),
    outcome: BAD,
  },
  // §3.1.2.4 with a valid CSeq: an unreadable Expires counts as 3600 (RFC 3261 §20.19).
  {
    name: 'scalar02 of Expires alone',
    section: '3.1.2.4',
    text: message([
      'REGISTER sip:example.com SIP/2.0',
      via('host129.example.com'),
      'To: <sip:user@example.com>',
      'From: <sip:user@example.com>;tag=239232jh3',
      'CSeq: 2147483647 REGISTER',
      'Call-ID: scalar02.2',
      'Max-Forwards: 255',
      'Expires: 10000000000000000000000000000000000000000000000000000000000000000',
      'Contact: <sip:user@host129.example.com>;expires=280297596632815',
      'Content-Length: 0',
    ]),
    parts: { method: 'REGISTER', callId: 'scalar02.2', cseq: 2147483647, vias: 1, fromTag: '239232jh3', body: 0 },
    outcome: { type: 'register', aor: 'user', contacts: ['sip:user@host129.example.com'], credentials: false },
  },
  // §3.1.2.5: a response with a CSeq beyond 2^31, and other huge numbers, is dropped.
  {
    name: 'scalarlg',
    section: '3.1.2.5',
    text: message([
      'SIP/2.0 503 Service Unavailable',
      'Via: SIP/2.0/TCP host129.example.com;branch=z9hG4bKzzxdiwo34sw;received=192.0.2.129',
      'To: <sip:user@example.com>',
      'From: <sip:other@example.net>;tag=2easdjfejw',
      'CSeq: 9292394834772304023312 OPTIONS',
      'Call-ID: scalarlg.noase0of0234hn2qofoaf0232aewf2394r',
      'Retry-After: 949302838503028349304023988',
      'Warning: 1812 overture "In Progress"',
      'Content-Length: 0',
    ]),
    outcome: { type: 'dropped', fact: 'parseFailure response-cseq' },
  },
  // §3.1.2.6: a quote that is never closed, in To.
  {
    name: 'quotbal',
    section: '3.1.2.6',
    text: invite('quotbal', [
      'Max-Forwards: 70',
      'To: "Mr. J. User <sip:j.user@example.com>',
      'From: sip:caller@example.net;tag=93334',
      via('192.0.2.59'),
      'Contact: <sip:caller@host59.example.net>',
    ]),
    outcome: BAD,
  },
  // §3.1.2.7: a Request-URI in angle brackets.
  {
    name: 'ltgtruri',
    section: '3.1.2.7',
    text: invite(
      'ltgtruri',
      [...USUAL, via('192.0.2.5'), 'Contact: <sip:caller@host5.example.net>'],
      '<sip:user@example.com>',
    ),
    outcome: BAD,
  },
  // §3.1.2.8: a blank inside the Request-URI.
  {
    name: 'lwsruri',
    section: '3.1.2.8',
    text: invite(
      'lwsruri',
      [...USUAL, via('192.0.2.5'), 'Contact: <sip:caller@host5.example.net>'],
      'sip:user@example.com; lr',
    ),
    outcome: BAD,
  },
  // §3.1.2.9: more than one blank between the parts of the start line.
  {
    name: 'lwsstart',
    section: '3.1.2.9',
    text: invite(
      'lwsstart',
      [...USUAL, via('192.0.2.5'), 'Contact: <sip:caller@host5.example.net>'],
      ' sip:user@example.com ',
    ),
    outcome: BAD,
  },
  // §3.1.2.10: blanks after the version. Accepted: they have no meaning, and the RFC leaves it open.
  {
    name: 'trws',
    section: '3.1.2.10',
    text: message([
      'OPTIONS sip:remote-target@example.com SIP/2.0  ',
      via('host1.example.com'),
      'To: <sip:remote-target@example.com>',
      'From: <sip:local-resource@example.com>;tag=329429089',
      'Call-ID: trws.oicu34958239neffasdhr2345r',
      'Accept: application/sdp',
      'CSeq: 238923 OPTIONS',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ]),
    parts: {
      method: 'OPTIONS',
      uri: 'sip:remote-target@example.com',
      callId: 'trws.oicu34958239neffasdhr2345r',
      cseq: 238923,
      vias: 1,
      fromTag: '329429089',
      body: 0,
    },
    outcome: { type: 'answered', status: '200 OK' },
  },
  // §3.1.2.11: escaped header fields in the Request-URI. Accepted, ignoring the header fields, as the RFC allows.
  {
    name: 'escruri',
    section: '3.1.2.11',
    text: invite(
      'escruri',
      [...USUAL, via('192.0.2.5'), 'Contact: <sip:caller@host5.example.net>'],
      'sip:user@example.com?Route=%3Csip:example.com%3E',
    ),
    parts: {
      method: 'INVITE',
      uri: 'sip:user@example.com?Route=%3Csip:example.com%3E',
      callId: 'escruri.0ha0isndaksdj',
      cseq: 8,
      vias: 1,
      fromTag: '134161461246',
      body: SDP.length,
    },
    outcome: { type: 'call', to: 'user', from: 'caller', offer: true },
  },
  // §3.1.2.12: a Date in a time zone other than GMT. Accepted: we do not use Date.
  {
    name: 'baddate',
    section: '3.1.2.12',
    text: invite('baddate', [
      ...USUAL,
      via('host.example.com'),
      'Date: Fri, 01 Jan 2010 16:00:00 EST',
      'Contact: <sip:caller@host5.example.net>',
    ]),
    outcome: { type: 'call', to: 'user', from: 'caller', offer: true },
  },
  // §3.1.2.13: a Contact URI with header fields, without brackets.
  {
    name: 'regbadct',
    section: '3.1.2.13',
    text: message([
      'REGISTER sip:example.com SIP/2.0',
      'To: sip:user@example.com',
      'From: sip:user@example.com;tag=998332',
      'Max-Forwards: 70',
      'Call-ID: regbadct.k345asrl3fdbv@10.0.0.1',
      'CSeq: 1 REGISTER',
      via('135.180.130.133'),
      'Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E',
      'l: 0',
    ]),
    outcome: { type: 'answered', status: '400 Bad Contact' },
  },
  // §3.1.2.14: blanks inside the angle brackets of To. Accepted, as the RFC allows.
  {
    name: 'badaspec',
    section: '3.1.2.14',
    text: message([
      'OPTIONS sip:user@example.org SIP/2.0',
      via('host4.example.com'),
      'Max-Forwards: 70',
      'From: "Bell, Alexander" <sip:a.g.bell@example.com>;tag=433423',
      'To: "Watson, Thomas" < sip:t.watson@example.org >',
      'Call-ID: badaspec.sdf0234n2nds0a099u23h3hnnw009cdkne3',
      'Accept: application/sdp',
      'CSeq: 3923239 OPTIONS',
      'l: 0',
    ]),
    outcome: { type: 'answered', status: '200 OK' },
  },
  // §3.1.2.15: unquoted display names with commas. Accepted, as the RFC allows: there is one From and one To.
  {
    name: 'baddn',
    section: '3.1.2.15',
    text: message([
      'OPTIONS sip:t.watson@example.org SIP/2.0',
      via('c.example.com'),
      'Max-Forwards: 70',
      'From:      Bell, Alexander <sip:a.g.bell@example.com>;tag=43',
      'To:        Watson, Thomas <sip:t.watson@example.org>',
      'Call-ID:   baddn.31415@c.example.com',
      'Accept: application/sdp',
      'CSeq:      3923239 OPTIONS',
      'l: 0',
    ]),
    parts: { method: 'OPTIONS', callId: 'baddn.31415@c.example.com', cseq: 3923239, vias: 1, fromTag: '43', body: 0 },
    outcome: { type: 'answered', status: '200 OK', holds: ['From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43'] },
  },
  // §3.1.2.16: another version of the protocol, down to its Via.
  {
    name: 'badvers',
    section: '3.1.2.16',
    text: message([
      'OPTIONS sip:t.watson@example.org SIP/7.0',
      'Via:     SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw',
      'Max-Forwards: 70',
      'From:    A. Bell <sip:a.g.bell@example.com>;tag=qweoiqpe',
      'To:      T. Watson <sip:t.watson@example.org>',
      'Call-ID: badvers.31417@c.example.com',
      'CSeq:    1 OPTIONS',
      'l: 0',
    ]),
    outcome: {
      type: 'answered',
      status: '505 Version Not Supported',
      holds: ['Via: SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw'],
    },
  },
  // §3.1.2.17: start line and CSeq with different methods.
  {
    name: 'mismatch01',
    section: '3.1.2.17',
    text: message([
      'OPTIONS sip:user@example.com SIP/2.0',
      'To: sip:j.user@example.com',
      'From: sip:caller@example.net;tag=34525',
      'Max-Forwards: 6',
      'Call-ID: mismatch01.dj0234sxdfl3',
      'CSeq: 8 INVITE',
      via('host.example.com'),
      'l: 0',
    ]),
    outcome: BAD,
  },
  // §3.1.2.18: the same with an unknown method.
  {
    name: 'mismatch02',
    section: '3.1.2.18',
    text: message(
      [
        'NEWMETHOD sip:user@example.com SIP/2.0',
        'To: sip:j.user@example.com',
        'From: sip:caller@example.net;tag=34525',
        'Max-Forwards: 6',
        'Call-ID: mismatch02.dj0234sxdfl3',
        'CSeq: 8 INVITE',
        'Contact: <sip:caller@host.example.net>',
        via('host.example.net'),
        'Content-Type: application/sdp',
        `l: ${SDP.length}`,
      ],
      SDP,
    ),
    outcome: BAD,
  },
  // §3.1.2.19: a status beyond 699, which a receiver with 32-bit numbers reads as 5.
  {
    name: 'bigcode',
    section: '3.1.2.19',
    text: message([
      'SIP/2.0 4294967301 better not break the receiver',
      'Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe',
      'Call-ID: bigcode.asdof3uj203asdnf3429uasdhfas3ehjasdfas9i',
      'CSeq: 353494 INVITE',
      'From: <sip:user@example.com>;tag=39ansfi3',
      'To: <sip:user@example.edu>;tag=902jndnke3',
      'Content-Length: 0',
      'Contact: <sip:user@host105.example.com>',
    ]),
    outcome: { type: 'dropped', fact: 'parseFailure status' },
  },
];
