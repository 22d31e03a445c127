/** An exception of a handler stays at the edge: it is reported, its request rejected, its call ended. */
import { expect, test } from 'vitest';
import { ANSWER, field, inDialog, OFFER, reply, request, scene, shorts, status, up } from './harness.ts';

const EMPTY = { calls: 0, clientTransactions: 0, serverTransactions: 0, connections: 0, timers: 0 };
const bug = new Error('a bug');
const fail = (): never => {
  throw bug;
};

test('a handler that throws at an INVITE: 500', async () => {
  const { net, edge, say } = await scene();
  edge.onCall = fail;
  const [answer] = say(request());
  expect(status(answer)).toBe('500 Server Internal Error');
  say(request('ACK', { To: field(answer, 'To') ?? '', CSeq: '1 ACK' }));
  expect(edge.errors).toEqual([bug]);
  expect(edge.factNames).toEqual(['handlerFault']);
  expect(shorts(edge.calls[0])).toEqual(['ended fault']);
  net.run(40_000);
  expect(edge.edge.stats()).toEqual(EMPTY);
});

test('a handler that throws after its answer: the answer remains, and a BYE follows the ACK', async () => {
  const { net, edge, say } = await scene();
  edge.onCall = (call) => {
    call.accept(ANSWER);
    fail();
  };
  const [ok] = say(request());
  expect(status(ok)).toBe('200 OK');
  const [bye] = say(inDialog(ok, 'ACK', 1));
  expect(status(bye)).toMatch(/^BYE /);
  expect(field(bye, 'Reason')).toBe('SIP;cause=500');
  say(reply(bye, '200 OK'));
  expect(shorts(edge.calls[0])).toEqual(['ended fault']);
  net.run(40_000);
  expect(edge.edge.stats()).toEqual(EMPTY);
});

test.each([
  ['re-INVITE', 'INVITE', { 'Content-Type': 'application/sdp' }, OFFER],
  ['UPDATE', 'UPDATE', { 'Content-Type': 'application/sdp' }, OFFER],
  ['REFER', 'REFER', { 'Refer-To': '<sip:1@10.0.0.1>' }, ''],
] as const)('a handler that throws at a %s: 500, and the call ends with BYE', async (_, method, headers, body) => {
  const { net, edge, say, ok } = await up();
  edge.onCallEvent = fail;
  const said = say(inDialog(ok, method, 2, headers, body));
  expect(said.map((text) => status(text).replace(/ sip:.*/, '')).toSorted()).toEqual([
    '500 Server Internal Error',
    'BYE',
  ]);
  expect(edge.factNames[0]).toBe('handlerFault');
  expect(edge.errors[0]).toBe(bug);
  expect(shorts(edge.calls[0]).at(-1)).toBe('ended fault');
  say(
    reply(
      said.find((text) => text.startsWith('BYE')),
      '200 OK',
    ),
  );
  if (method === 'INVITE') say(inDialog(ok, 'ACK', 2));
  net.run(40_000);
  expect(edge.edge.stats()).toEqual(EMPTY);
});

test('a handler that throws at the ACK: BYE', async () => {
  const { edge, say } = await scene();
  edge.onCallEvent = (_, event) => void (event.type === 'established' && fail());
  const [ok] = say(request());
  expect(say(inDialog(ok, 'ACK', 1)).map(status)).toEqual(['BYE sip:room@10.0.0.9 SIP/2.0']);
  expect(shorts(edge.calls[0])).toEqual(['established', 'ended fault']);
});

test('a handler that throws at the end of a call is reported, and nothing is left', async () => {
  const { net, edge, say, ok } = await up();
  edge.onCallEvent = fail;
  expect(say(inDialog(ok, 'BYE', 2)).map(status)).toEqual(['200 OK']);
  expect(edge.errors).toEqual([bug]);
  net.run(40_000);
  expect(edge.edge.stats()).toEqual(EMPTY);
});

test('a handler that throws while our call rings: CANCEL', async () => {
  const { net, edge, peer, say } = await scene();
  const out = edge.dial('sip:room@10.0.0.9');
  edge.onCallEvent = (_, event) => void (event.type === 'progress' && fail());
  net.run(20);
  const invite = peer.received[0];
  say(reply(invite, '180 Ringing').replace(/^(To: .*)\r$/m, '$1;tag=x\r'));
  expect(peer.lines.at(-1)).toMatch(/^CANCEL /);
  expect(shorts(out)).toEqual(['progress 180', 'ended fault']);
});

test('a registrar that throws: 500', async () => {
  const { edge, say } = await scene();
  edge.register = fail;
  expect(say(request('REGISTER', {}, '', 'sip:10.0.0.1')).map(status)).toEqual(['500 Server Internal Error']);
  expect(edge.factNames).toEqual(['handlerFault']);
});

test('a registrar that rejects: 500', async () => {
  const { edge, say } = await scene();
  edge.onRegister = () => Promise.reject(bug);
  say(request('REGISTER', {}, '', 'sip:10.0.0.1'));
  await new Promise(setImmediate);
  expect(say().map(status)).toEqual(['500 Server Internal Error']);
  expect(edge.errors).toEqual([bug]);
});
