/** RFC 4475 §3.1.1: messages in order that look as if they were not. */
import { message, SDP, utf8 } from './vector.ts';
import type { TortureVector } from './vector.ts';

const wsinv = (to: string): string =>
  message(
    [
      'INVITE sip:ada@room.example.com;unknownparam SIP/2.0',
      'TO :',
      ` sip:ada@room.example.com ;${to}`,
      'from   : "J Rosenberg \\\\\\""       <sip:jo@example.com>',
      '  ;',
      '  tag = 98asjd8',
      'MaX-fOrWaRdS: 0068',
      'Call-ID: wsinv.ndaksdj@192.0.2.1',
      'Content-Length   : 150'.replace('150', String(SDP.length)),
      'cseq: 0009',
      '  INVITE',
      'Via  : SIP  /   2.0',
      ' /UDP',
      '    192.0.2.2;branch=390skdjuw',
      's :',
      'NewFangledHeader:   newfangled value',
      ' continued newfangled value',
      'UnknownHeaderWithUnusualValue: ;;,,;;,;',
      'Content-Type: application/sdp',
      'Route:',
      ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
      'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
      '  branch  =   z9hG4bK9ikj8  ,',
      ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
      ' z9hG4bK30239',
      'm:"Quoted string \\"\\"" <sip:jo@example.com> ; newparam =',
      '      newvalue ;',
      '  secondparam ; q = 0.33',
    ],
    SDP,
  );

const LONG = 'very'.repeat(60);
const longVias = Array.from({ length: 34 }, (_, at) => `v: SIP/2.0/TCP host${at}.example.com;branch=z9hG4bK${LONG}${at}`);

const DISPLAY = utf8('"привет, ü"');
const MULTIPART = [
  '--7a9cbec02ceef655\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\nHello\r\n',
  '--7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n',
  '\x30\x82\x01\x52\x06\x09\x2a\x86\x48\x86\xf7\x0d\x00\x0d\x0a\x00\xff\xfe\x0d\x0a\x0d\x0a\x80',
  '\r\n--7a9cbec02ceef655--\r\n',
].join('');
const MIXED = `--"=_x\r\nContent-Type: application/octet-stream\r\n\r\n\x00\xfe\r\n\r\n\xff\r\n--"=_x\r\nContent-Type: application/sdp\r\n\r\n${SDP}\r\n--"=_x--\r\n`;

export const VALID: readonly TortureVector[] = [
  // §3.1.1.1: folding, blanks and spellings of every kind; the To tag makes it one of a dialog that is not there.
  {
    name: 'wsinv', section: '3.1.1.1', text: wsinv('   tag    = 1918181833n'),
    parts: { method: 'INVITE', uri: 'sip:ada@room.example.com;unknownparam', callId: 'wsinv.ndaksdj@192.0.2.1', cseq: 9, branch: '390skdjuw', vias: 3, fromTag: '98asjd8', toTag: '1918181833n', body: SDP.length },
    outcome: { type: 'answered', status: '481 Call/Transaction Does Not Exist', holds: ['CSeq: 9 INVITE', 'Call-ID: wsinv.ndaksdj@192.0.2.1'] },
  },
  // §3.1.1.1 without that tag: a call.
  {
    name: 'wsinv outside dialogs', section: '3.1.1.1', text: wsinv('   user = phone'),
    parts: { method: 'INVITE', uri: 'sip:ada@room.example.com;unknownparam', callId: 'wsinv.ndaksdj@192.0.2.1', cseq: 9, branch: '390skdjuw', vias: 3, fromTag: '98asjd8', body: SDP.length },
    outcome: { type: 'call', to: 'ada', from: 'jo', display: 'J Rosenberg \\"', offer: true },
  },
  // §3.1.1.2: every character that a token, a user part, a quoted string and a parameter may hold, in a method that nobody knows.
  {
    name: 'intmeth', section: '3.1.1.2',
    text: message([
      "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
      "Via: SIP/2.0/UDP host1.example.com;rport;branch=z9hG4bK-.!%66*_+`'~",
      'To: "BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
      `From: token1~\` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="${utf8('работающий')}";tag=_token~1'+\`*%!-.`,
      "Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{",
      "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
      'Max-Forwards: 255',
      `extensionHeader-!.%*+_\`'~:${utf8('大停電')}`,
      'Content-Length: 0',
    ]),
    parts: {
      method: "!interesting-Method0123456789_*+`.%indeed'~", callId: "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", cseq: 139122385,
      branch: "z9hG4bK-.!%66*_+`'~", vias: 1, fromTag: "_token~1'+`*%!-.", body: 0,
    },
    outcome: { type: 'answered', status: '405 Method Not Allowed', holds: ["Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"] },
  },
  // §3.1.1.3: escapes in URIs that must not be undone before the URI is taken apart.
  {
    name: 'esc01', section: '3.1.1.3',
    text: message(
      [
        'INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0', 'To: sip:%75se%72@example.com', 'From: <sip:I%20have%20spaces@example.net>;tag=938',
        'Max-Forwards: 87', 'i: esc01.239409asdfakjkn23onasd0-3234', 'CSeq: 234234 INVITE', 'Via: SIP/2.0/UDP host5.example.net;rport;branch=z9hG4bKkdjuw',
        'C: application/sdp', 'Contact:', '  <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>', `Content-Length: ${SDP.length}`,
      ],
      SDP,
    ),
    parts: { method: 'INVITE', uri: 'sip:sips%3Auser%40example.com@example.net', callId: 'esc01.239409asdfakjkn23onasd0-3234', cseq: 234234, branch: 'z9hG4bKkdjuw', vias: 1, fromTag: '938', body: SDP.length },
    outcome: { type: 'call', to: 'sips:user@example.com', from: 'I have spaces', offer: true },
  },
  // §3.1.1.4: escaped NULs in URIs are characters like others; the two Contacts differ.
  {
    name: 'escnull', section: '3.1.1.4',
    text: message([
      'REGISTER sip:example.com SIP/2.0', 'To: sip:null-%00-null@example.com', 'From: sip:null-%00-null@example.com;tag=839923423', 'Max-Forwards: 70',
      'Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd', 'CSeq: 14398234 REGISTER', 'Via: SIP/2.0/UDP host5.example.com;rport;branch=z9hG4bKkdjuw',
      'Contact: <sip:%00@host5.example.com>', 'Contact: <sip:%00%00@host5.example.com>', 'L:0',
    ]),
    parts: { method: 'REGISTER', uri: 'sip:example.com', callId: 'escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd', cseq: 14398234, branch: 'z9hG4bKkdjuw', vias: 1, fromTag: '839923423', body: 0 },
    outcome: { type: 'register', aor: 'null-\0-null', contacts: ['sip:%00@host5.example.com', 'sip:%00%00@host5.example.com'], credentials: false },
  },
  // §3.1.1.5: % where it is no escape: the method is not REGISTER, and header names are what they are.
  {
    name: 'esc02', section: '3.1.1.5',
    text: message([
      'RE%47IST%45R sip:registrar.example.com SIP/2.0', 'To: "%Z%45" <sip:resource@example.com>', 'From: "%Z%45" <sip:resource@example.com>;tag=f232jadfj23',
      'Call-ID: esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf', 'Via: SIP/2.0/TCP host.example.com;rport;branch=z9hG4bK209%fzsnel234', 'CSeq: 29344 RE%47IST%45R',
      'Max-Forwards: 70', 'Contact: <sip:alias1@host1.example.com>', 'C%6Fntact: <sip:alias2@host2.example.com>', 'Contact: <sip:alias3@host3.example.com>', 'l: 0',
    ]),
    parts: { method: 'RE%47IST%45R', callId: 'esc02.asdfnqwo34rq23i34jrjasdcnl23nrlknsdf', cseq: 29344, branch: 'z9hG4bK209%fzsnel234', vias: 1, fromTag: 'f232jadfj23', body: 0 },
    outcome: { type: 'answered', status: '405 Method Not Allowed' },
  },
  // §3.1.1.6: nothing between the display name and the angle bracket.
  {
    name: 'lwsdisp', section: '3.1.1.6',
    text: message([
      'OPTIONS sip:user@example.com SIP/2.0', 'To: sip:user@example.com', 'From: caller<sip:caller@example.com>;tag=323', 'Max-Forwards: 70',
      'Call-ID: lwsdisp.1234abcd@funky.example.com', 'CSeq: 60 OPTIONS', 'Via: SIP/2.0/UDP funky.example.com;rport;branch=z9hG4bKkdjuw', 'l: 0',
    ]),
    parts: { method: 'OPTIONS', uri: 'sip:user@example.com', callId: 'lwsdisp.1234abcd@funky.example.com', cseq: 60, branch: 'z9hG4bKkdjuw', vias: 1, fromTag: '323', body: 0 },
    outcome: { type: 'answered', status: '200 OK', holds: ['From: caller<sip:caller@example.com>;tag=323'] },
  },
  // §3.1.1.7: long values everywhere, and 34 Vias.
  {
    name: 'longreq', section: '3.1.1.7',
    text: message(
      [
        'INVITE sip:user@example.com SIP/2.0',
        `To: "I have a user name of ${LONG} size"<sip:user@example.com:6000;unknownparam1=${LONG};longparam${LONG}name=shortvalue;very${LONG}longParameterNameWithNoValue>`,
        `F: sip:${LONG}name@example.net;tag=12982${LONG}982424;unknownheaderparam${LONG}name=unknown${LONG}value;unknownValueless${LONG}param`,
        `Call-ID: longreq.one${LONG}longcallid`, 'CSeq: 3882340 INVITE', `Unknown-${LONG}-Name: unknown-${LONG}-value;unknown-${LONG}-parameter-name=unknown-${LONG}-value`,
        'Via: SIP/2.0/TCP sip33.example.com', ...longVias, 'Max-Forwards: 70', `Contact: <sip:amazingly${LONG}longuser@host5.example.net>`, 'Content-Type: application/sdp', `l: ${SDP.length}`,
      ],
      SDP,
    ),
    parts: { method: 'INVITE', uri: 'sip:user@example.com', callId: `longreq.one${LONG}longcallid`, cseq: 3882340, vias: 35, fromTag: `12982${LONG}982424`, body: SDP.length },
    outcome: { type: 'call', to: 'user', from: `${LONG}name`, offer: true },
  },
  // §3.1.1.8: a second request behind the first in one datagram is not looked at.
  {
    name: 'dblreq', section: '3.1.1.8',
    text:
      message([
        'REGISTER sip:example.com SIP/2.0', 'To: sip:j.user@example.com', 'From: sip:j.user@example.com;tag=43251j3j324', 'Max-Forwards: 8', 'I: dblreq.0ha0isndaksdj99sdfafnl3lk233412',
        'Contact: sip:j.user@host.example.com', 'CSeq: 8 REGISTER', 'Via: SIP/2.0/UDP 192.0.2.125;rport;branch=z9hG4bKkdjuw23492', 'Content-Length: 0',
      ]) +
      message(
        [
          'INVITE sip:joe@example.com SIP/2.0', 't: sip:joe@example.com', 'From: sip:caller@example.net;tag=141334', 'Max-Forwards: 8', 'Call-ID: dblreq.0ha0isnda977644900765@192.0.2.15',
          'CSeq: 8 INVITE', 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234', 'Content-Type: application/sdp', `Content-Length: ${SDP.length}`,
        ],
        SDP,
      ),
    parts: { method: 'REGISTER', uri: 'sip:example.com', callId: 'dblreq.0ha0isndaksdj99sdfafnl3lk233412', cseq: 8, branch: 'z9hG4bKkdjuw23492', vias: 1, fromTag: '43251j3j324', body: 0 },
    outcome: { type: 'register', aor: 'j.user', contacts: ['sip:j.user@host.example.com'], credentials: false },
  },
  // §3.1.1.9: a semicolon and an escaped @ in the user part.
  {
    name: 'semiuri', section: '3.1.1.9',
    text: message([
      'OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0', 'To: sip:j_user@example.com', 'From: sip:caller@example.org;tag=33242', 'Max-Forwards: 3', 'Call-ID: semiuri.0ha0isndaksdj',
      'CSeq: 8 OPTIONS', 'Accept: application/sdp, application/pkcs7-mime, multipart/mixed, multipart/signed, message/sip, message/sipfrag', 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw', 'l: 0',
    ]),
    parts: { method: 'OPTIONS', uri: 'sip:user;par=u%40example.net@example.com', callId: 'semiuri.0ha0isndaksdj', cseq: 8, branch: 'z9hG4bKkdjuw', vias: 1, fromTag: '33242', body: 0 },
    outcome: { type: 'answered', status: '200 OK' },
  },
  // §3.1.1.10: Vias of transports known and unknown.
  {
    name: 'transports', section: '3.1.1.10',
    text: message([
      'OPTIONS sip:user@example.com SIP/2.0', 'To: sip:user@example.com', 'From: <sip:caller@example.com>;tag=323', 'Max-Forwards: 70', 'Call-ID: transports.kijh4akdnaqjkwendsasfdj', 'Accept: application/sdp', 'CSeq: 60 OPTIONS',
      'Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw', 'Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf', 'Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj',
      'Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en', 'Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee', 'l: 0',
    ]),
    parts: { method: 'OPTIONS', callId: 'transports.kijh4akdnaqjkwendsasfdj', cseq: 60, branch: 'z9hG4bKkdjuw', vias: 5, fromTag: '323', body: 0 },
    outcome: { type: 'answered', status: '200 OK', holds: ['Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf', 'Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en'] },
  },
  // §3.1.1.11: a multipart body with NULs, CRLFs and octets above 127. This edge takes no MESSAGE.
  {
    name: 'mpart01', section: '3.1.1.11',
    text: message(
      [
        'MESSAGE sip:kumiko@example.org SIP/2.0', 'Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-;rport', 'Max-Forwards: 70', 'Route: <sip:127.0.0.1:5080>',
        'Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeX', 'Contact: <sip:fluffy@127.0.0.1:5070>', 'To: <sip:kumiko@example.org>', 'From: <sip:fluffy@example.com>;tag=2fb0dcc9',
        'Call-ID: mpart01.3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..', 'CSeq: 1 MESSAGE', 'Content-Transfer-Encoding: binary', 'Content-Type: multipart/mixed;boundary=7a9cbec02ceef655',
        'Date: Sat, 15 Oct 2005 04:44:56 GMT', 'User-Agent: SIPimp.org/0.2.5 (curses)', `Content-Length: ${MULTIPART.length}`,
      ],
      MULTIPART,
    ),
    parts: { method: 'MESSAGE', callId: 'mpart01.3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..', cseq: 1, branch: 'z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-', vias: 1, fromTag: '2fb0dcc9', body: MULTIPART.length },
    outcome: { type: 'answered', status: '405 Method Not Allowed' },
  },
  // §3.1.1.11 as an INVITE: the SDP is found behind a binary part, whatever the boundary looks like.
  {
    name: 'mpart01 with SDP', section: '3.1.1.11',
    text: message(
      [
        'INVITE sip:kumiko@example.org SIP/2.0', 'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK-d87543;rport', 'Max-Forwards: 70', 'Contact: <sip:fluffy@127.0.0.1:5070>', 'To: <sip:kumiko@example.org>',
        'From: <sip:fluffy@example.com>;tag=2fb0dcc9', 'Call-ID: mpart02', 'CSeq: 1 INVITE', 'Content-Type: multipart/mixed;boundary="\\"=_x"', `Content-Length: ${MIXED.length}`,
      ],
      MIXED,
    ),
    parts: { method: 'INVITE', callId: 'mpart02', cseq: 1, branch: 'z9hG4bK-d87543', vias: 1, fromTag: '2fb0dcc9', body: MIXED.length },
    outcome: { type: 'call', to: 'kumiko', from: 'fluffy', offer: true },
  },
  // §3.1.1.12: a reason phrase of unusual characters. A response to nothing of ours.
  {
    name: 'unreason', section: '3.1.1.12',
    text: message([
      `SIP/2.0 200 = 2**3 * 5**2 ${utf8('но сто девяносто девять - простое')}`, 'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923', 'Call-ID: unreason.1234ksdfak3j2erwedfsASdf', 'CSeq: 35 INVITE',
      'From: sip:user@example.com;tag=11141343', 'To: sip:user@example.edu;tag=2229', `Content-Length: ${SDP.length}`, 'Content-Type: application/sdp', 'Contact: <sip:user@host198.example.com>',
    ], SDP),
    parts: { status: 200, reason: `= 2**3 * 5**2 ${utf8('но сто девяносто девять - простое')}`, callId: 'unreason.1234ksdfak3j2erwedfsASdf', cseq: 35, cseqMethod: 'INVITE', branch: 'z9hG4bK1324923', vias: 1, fromTag: '11141343', toTag: '2229', body: SDP.length },
    outcome: { type: 'dropped', fact: undefined },
  },
  // §3.1.1.12 with raw octets that are no UTF-8.
  {
    name: 'unreason in raw octets', section: '3.1.1.12',
    text: message(['SIP/2.0 200 \xfe\xff\x80\x01', 'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923', 'Call-ID: unreason.2', 'CSeq: 35 INVITE', 'From: sip:user@example.com;tag=11141343', 'To: sip:user@example.edu;tag=2229', 'l: 0']),
    parts: { status: 200, reason: '\xfe\xff\x80\x01', callId: 'unreason.2', cseq: 35, cseqMethod: 'INVITE', branch: 'z9hG4bK1324923', fromTag: '11141343', toTag: '2229', body: 0 },
    outcome: { type: 'dropped', fact: undefined },
  },
  // §3.1.1.13: an empty reason phrase.
  {
    name: 'noreason', section: '3.1.1.13',
    text: message([
      'SIP/2.0 100 ', 'Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe', 'Call-ID: noreason.asndj203insdf99223ndf', 'CSeq: 35 INVITE', 'From: <sip:user@example.com>;tag=39ansfi3',
      'To: <sip:user@example.edu>;tag=902jndnke3', 'Content-Length: 0', 'Contact: <sip:user@host105.example.com>',
    ]),
    parts: { status: 100, reason: '', callId: 'noreason.asndj203insdf99223ndf', cseq: 35, cseqMethod: 'INVITE', branch: 'z9hG4bK2398ndaoe', vias: 1, fromTag: '39ansfi3', toTag: '902jndnke3', body: 0 },
    outcome: { type: 'dropped', fact: undefined },
  },
  // §2.2's raw octets in names that people read: a display name in UTF-8 reaches the layers above as text.
  {
    name: 'display name in UTF-8', section: '3.1.1.2',
    text: message([
      'INVITE sip:%D0%BF@example.com SIP/2.0', 'Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKutf8', 'Max-Forwards: 70', `From: ${DISPLAY} <sip:a@example.com>;tag=1`, 'To: <sip:b@example.com>', 'Call-ID: utf8',
      'CSeq: 1 INVITE', 'Contact: <sip:a@example.com>', 'Content-Length: 0',
    ]),
    parts: { method: 'INVITE', callId: 'utf8', cseq: 1, branch: 'z9hG4bKutf8', vias: 1, fromTag: '1', body: 0 },
    outcome: { type: 'call', to: 'п', from: 'a', display: 'привет, ü', offer: false },
  },
];
