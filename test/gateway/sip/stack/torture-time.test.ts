/**
 * The cost of a message grows no faster than its length. Each message is half a megabyte: linear processing takes
 * some 50 ms, quadratic processing minutes, so the runner's own time limit tells the two apart on any machine.
 */
import { expect, test } from 'vitest';
import { StreamFramer } from '../../../../gateway/sip/stack/transport/framer.ts';
import { parseUri } from '../../../../gateway/sip/stack/message/uri.ts';
import { EDGE, request, up } from './harness.ts';

const SIZE = 500_000;

const fill = (text: string, size = SIZE): string => text.repeat(Math.ceil(size / text.length));
const count = (line: (at: number) => string, lines: number): string =>
  Array.from({ length: lines }, (_, at) => line(at)).join('');

/** Puts `lines` after the last of the usual header fields. */
const withLines = (method: string, lines: string): string =>
  request(method).replace('\r\n\r\n', `\r\n${lines}\r\n`).replace('\r\n\r\n\r\n', '\r\n\r\n');
const via = 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKa1;rport';

function multipart(body: string): string {
  return request('INVITE', { 'Content-Type': 'multipart/mixed;boundary=x' }, body);
}

const SHAPES: readonly (readonly [title: string, packet: string])[] = [
  ['many header lines', withLines('OPTIONS', fill('X: y\r\n'))],
  [
    'many header names',
    withLines(
      'OPTIONS',
      count((at) => `X-${at}: y\r\n`, 40_000),
    ),
  ],
  ['many lines without a colon', withLines('OPTIONS', fill('x\n'))],
  ['many lines that are nothing but a colon', withLines('OPTIONS', fill(':\n'))],
  ['a name without end', withLines('OPTIONS', `${fill('x')}: y\r\n`)],
  ['spaces before a colon', withLines('OPTIONS', `X${fill(' ')}: y\r\n`)],
  ['deep folding', withLines('OPTIONS', `X: y${fill('\r\n y')}\r\n`)],
  ['folding of nothing', withLines('OPTIONS', `X: y${fill('\n ')}\r\n`)],
  ['spaces and no end', withLines('OPTIONS', `X: y${fill(' ')}z\r\n`)],
  ['empty lines before the message', fill('\r\n') + request('OPTIONS')],
  ['nothing but LF', fill('\n')],
  ['nothing but CR', fill('\r')],
  ['nothing but spaces', fill(' ')],
  ['a start line of spaces', `OPTIONS${fill(' ')}SIP/2.0\r\n\r\n`],
  ['many Via values in one line', request('OPTIONS', { Via: via + fill(`, ${via}`) })],
  ['many Via lines', request('OPTIONS', { Via: via + fill(`\r\nVia: ${via}`) })],
  ['Via parameters', request('OPTIONS', { Via: via + fill(';a') })],
  ['Via parameters of many names', request('OPTIONS', { Via: via + count((at) => `;p${at}=1`, 50_000) })],
  ['a Via parameter of empty strings', request('OPTIONS', { Via: `${via};a=${fill('""')}` })],
  ['a Via of rports', request('OPTIONS', { Via: `${via};a="${fill(';rport ')}"` })],
  ['a Via of spaces', request('OPTIONS', { Via: `SIP/2.0/UDP${fill(' ')}10.0.0.9;branch=z9hG4bKa1;rport` })],
  ['a Via host that never ends', request('OPTIONS', { Via: `SIP/2.0/UDP ${fill('a')}!;branch=z9hG4bKa1` })],
  ['Via commas', request('OPTIONS', { Via: via + fill(',') })],
  ['a From display of escapes', request('OPTIONS', { From: `"${fill('\\"')}" <sip:a@b>;tag=1` })],
  ['a From display without end', request('OPTIONS', { From: `"${fill('\\"')} <sip:a@b>;tag=1` })],
  ['From brackets', request('OPTIONS', { From: `${fill('<')}sip:a@b>;tag=1` })],
  ['From parameters without tag', request('OPTIONS', { From: `<sip:a@b>${fill(';tag')}` })],
  ['From of tag and spaces', request('OPTIONS', { From: `<sip:a@b>${fill(`;tag${' '.repeat(100)}`)}` })],
  ['CSeq of spaces', request('OPTIONS', { CSeq: `1${fill(' ')}OPTIONS x` })],
  ['CSeq of digits', request('OPTIONS', { CSeq: `${fill('1')} OPTIONS` })],
  ['Contact commas', request('INVITE', { Contact: `<sip:a@10.0.0.9>${fill(',')}` })],
  ['Contact values', request('REGISTER', { Contact: `<sip:a@10.0.0.9>${fill(',<sip:a@b>')}` })],
  ['Contact values without brackets', request('REGISTER', { Contact: `sip:a@10.0.0.9${fill(',sip:a@b')}` })],
  ['Contact parameters', request('INVITE', { Contact: `<sip:a@10.0.0.9>${fill(';a=1')}` })],
  ['Contact strings', request('INVITE', { Contact: `<sip:a@10.0.0.9>;a=${fill('"a"')}` })],
  ['a Contact host that never ends', request('INVITE', { Contact: `<sip:${fill('a')}!>` })],
  ['Contact brackets', request('INVITE', { Contact: fill('<>,') })],
  ['Record-Routes', request('INVITE', { 'Record-Route': `<sip:p;lr>${fill(',<sip:p;lr>')}` })],
  ['Record-Route commas', request('INVITE', { 'Record-Route': `<sip:p;lr>${fill(',')}"` })],
  ['Supported commas', request('INVITE', { Supported: `timer${fill(',')}100rel` })],
  ['Supported lines', request('INVITE', { Supported: `100rel${fill('\r\nSupported: 100rel')}` })],
  ['Require values', request('OPTIONS', { Require: `a${fill(',a')}` })],
  ['Allow with a quote at its end', request('INVITE', { Allow: `update${fill(',a')}"` })],
  ['Session-Expires parameters', request('INVITE', { 'Session-Expires': `1800${fill(';a')}` })],
  ['Content-Encoding commas', request('INVITE', { 'Content-Encoding': `gzip${fill(',')}` })],
  [
    'Content-Disposition spaces',
    request('INVITE', { 'Content-Type': 'text/plain', 'Content-Disposition': `x${fill('; handling ')}` }),
  ],
  ['Content-Type of boundaries', request('INVITE', { 'Content-Type': `multipart/mixed${fill('; boundary ')}` })],
  ['digest fields', request('REGISTER', { Authorization: `Digest a=1${fill(',a=1')}` })],
  ['digest strings', request('REGISTER', { Authorization: `Digest a="${fill('\\"')}` })],
  ['a Request-URI host that never ends', request('OPTIONS', {}, '', `sip:${fill('a')}!`)],
  ['a Request-URI of dots', request('OPTIONS', {}, '', `sip:a${fill('.')}!`)],
  ['Request-URI parameters', request('OPTIONS', {}, '', `sip:a@b${fill(';a')}`)],
  ['Request-URI at-signs', request('OPTIONS', {}, '', `sip:${fill('@')}b`)],
  ['Request-URI escapes', request('OPTIONS', {}, '', `sip:${fill('%41')}@b`)],
  ['Request-URI question marks', request('OPTIONS', {}, '', `sip:a@b${fill('?')}`)],
  ['multipart of boundaries', multipart(fill('--x'))],
  ['multipart of small parts', multipart(fill('--x\r\n\r\n'))],
  ['multipart of one header', multipart(`--x\r\n${fill('content-type ')}\r\n\r\nv=0`)],
  ['multipart of header lines', multipart(`--x\r\n${fill('content-type\t\r\n')}\r\n\r\nv=0`)],
  ['multipart of CR', multipart(`--x${fill('\r')}`)],
  ['a reason that never ends', `SIP/2.0 200 ${fill('x ')}\r\n\r\n`],
  [
    'a response of many Vias',
    request('OPTIONS', { Via: via + fill(`,${via}`) }).replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n'),
  ],
];

const LIMITS = { maxHeader: 1_000_000, maxMessage: 1_000_000, maxHeaderLines: 1_000_000, maxLines: 1_000_000 };

test.each(SHAPES)('%s takes time in proportion to its length', async (_, packet) => {
  const scene = await up({ limits: LIMITS });
  scene.edge.onCall = (call) => call.reject({ status: 486 });
  scene.edge.register = () => ({ status: 403 });
  scene.peer.send(packet, EDGE);
  scene.net.clock.advance(1);
  expect(scene.edge.errors).toEqual([]);
});

test.each([['a'], ['a.'], ['a-'], ['1'], ['_'], ['.']])('hosts of %j are rejected in linear time', (part) => {
  expect(parseUri(`sip:a${part.repeat(SIZE)}!`).ok).toBe(false);
});

test.each([
  ['a header of lines', `OPTIONS sip:a@b SIP/2.0\r\n${fill('X: y\r\n')}`],
  ['a header of short lines', `OPTIONS sip:a@b SIP/2.0\r\n${fill('x\n')}`],
  ['a body', `OPTIONS sip:a@b SIP/2.0\r\nContent-Length: ${SIZE + 1}\r\n\r\n${fill('x')}`],
])('%s that arrives byte by byte is scanned only once', (_, text) => {
  const framer = new StreamFramer(LIMITS);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at++) framer.push(bytes.subarray(at, at + 1));
  expect(framer.buffered).toBe(bytes.length);
});
