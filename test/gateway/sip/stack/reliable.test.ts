/** Reliable provisional responses, RFC 3262, in both roles. */
import { expect, test } from 'vitest';
import { ANSWER, field, inDialog, OFFER, reply, request, scene, shorts, status, world } from './harness.ts';

const SUPPORTED = { Supported: '100rel' };

test('a reliable 183 is repeated at doubling intervals until its PRACK', async () => {
  const { net, edge, peer, say } = await scene();
  edge.onCall = (call) => call.ring({ status: 183, sdp: ANSWER, reliable: true });
  const [progress] = say(request('INVITE', SUPPORTED));
  expect([status(progress), field(progress, 'Require')]).toEqual(['183 Session Progress', '100rel']);
  net.run(3600);
  expect(peer.lines.length).toBe(4);
  expect(say(inDialog(progress, 'PRACK', 2, { RAck: `${field(progress, 'RSeq')} 1 INVITE` })).map(status)).toEqual([
    '200 OK',
  ]);
  net.run(40_000);
  expect(peer.lines.length).toBe(5);
});

test('a PRACK with another number is rejected', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.ring({ status: 183, sdp: ANSWER, reliable: true });
  const [progress] = say(request('INVITE', SUPPORTED));
  expect(say(inDialog(progress, 'PRACK', 2, { RAck: '1 1 INVITE' })).map(status)).toEqual([
    '481 Call/Transaction Does Not Exist',
  ]);
});

test('a reliable response without PRACK ends the call with 504', async () => {
  const { net, edge, peer, say } = await scene();
  edge.onCall = (call) => call.ring({ reliable: true });
  say(request('INVITE', SUPPORTED));
  net.run(32_100);
  expect(peer.lines.at(-1)).toMatch(/^SIP\/2.0 504/);
  expect(shorts(edge.calls[0])).toEqual(['ended no-ack']);
});

test('the 2xx waits for the PRACK of the answer, and then has no SDP', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => {
    call.ring({ status: 183, sdp: ANSWER, reliable: true });
    call.accept(ANSWER);
  };
  const [progress, nothing] = say(request('INVITE', SUPPORTED));
  expect(nothing).toBeUndefined();
  const [pracked, ok] = say(inDialog(progress, 'PRACK', 2, { RAck: `${field(progress, 'RSeq')} 1 INVITE` }));
  expect([status(pracked), status(ok), field(ok, 'Content-Length')]).toEqual(['200 OK', '200 OK', '0']);
});

test('a reliable response waits for the PRACK of the previous one', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => {
    call.ring({ reliable: true });
    call.ring({ status: 183, sdp: ANSWER, reliable: true });
  };
  const [ringing, nothing] = say(request('INVITE', SUPPORTED));
  expect(nothing).toBeUndefined();
  const [, progress] = say(inDialog(ringing, 'PRACK', 2, { RAck: `${field(ringing, 'RSeq')} 1 INVITE` }));
  expect(Number(field(progress, 'RSeq'))).toBe(Number(field(ringing, 'RSeq')) + 1);
});

test('a required 100rel makes every provisional response reliable', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.ring();
  const [ringing] = say(request('INVITE', { Require: '100rel' }));
  expect(field(ringing, 'Require')).toBe('100rel');
});

test('without support on our side, a required 100rel is rejected', async () => {
  const { say } = await scene({ reliableProvisional: false });
  const [refused] = say(request('INVITE', { Require: '100rel' }));
  expect([status(refused), field(refused, 'Unsupported')]).toEqual(['420 Bad Extension', '100rel']);
});

test('delayed offer: we offer in the 183, the peer answers in the PRACK', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.ring({ status: 183, sdp: OFFER, reliable: true });
  const [progress] = say(request('INVITE', SUPPORTED, ''));
  say(
    inDialog(
      progress,
      'PRACK',
      2,
      { RAck: `${field(progress, 'RSeq')} 1 INVITE`, 'Content-Type': 'application/sdp' },
      ANSWER,
    ),
  );
  expect(edge.calls[0]?.events).toEqual([{ type: 'answer', sdp: ANSWER }]);
  edge.calls[0]?.call.accept(OFFER);
  const [ok] = say();
  say(inDialog(ok, 'ACK', 1));
  expect(shorts(edge.calls[0])).toEqual(['answer', 'established']);
});

test('a PRACK may carry an offer, and so may an UPDATE before the call is established', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.ring({ status: 183, sdp: ANSWER, reliable: true });
  edge.onCallEvent = (call, event) => {
    if (event.type === 'offer') call.answer(ANSWER);
  };
  const sdp = { 'Content-Type': 'application/sdp' };
  const [progress] = say(request('INVITE', SUPPORTED));
  const [pracked] = say(inDialog(progress, 'PRACK', 2, { RAck: `${field(progress, 'RSeq')} 1 INVITE`, ...sdp }, OFFER));
  expect([status(pracked), pracked?.endsWith(ANSWER)]).toEqual(['200 OK', true]);
  const [updated] = say(inDialog(progress, 'UPDATE', 3, sdp, OFFER));
  expect([status(updated), updated?.endsWith(ANSWER)]).toEqual(['200 OK', true]);
  expect(shorts(edge.calls[0])).toEqual(['offer', 'offer']);
});

test('an UPDATE with an offer before our answer gets 500', async () => {
  const { edge, say } = await scene();
  edge.onCall = (call) => call.ring();
  const [ringing] = say(request());
  expect(say(inDialog(ringing, 'UPDATE', 2, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '500 Server Internal Error',
  ]);
});

test('reliable responses to our INVITE get one PRACK each, in order', async () => {
  const net = world();
  const edge = await net.edge('10.0.0.1');
  const peer = net.peer();
  const out = edge.dial('sip:room@10.0.0.9');
  net.run(20);
  const invite = peer.received[0];
  const answer = (line: string, change: Readonly<Record<string, string>>, body = ''): void => {
    peer.send(
      reply(invite, line, change, body).replace(/^To: .*?(?=\r)/m, (to) => `${to};tag=t1`),
      { address: '10.0.0.1', port: 5060 },
    );
    net.run(10);
  };
  const reliably = (rseq: number): Record<string, string> => ({ Require: '100rel', RSeq: String(rseq) });
  answer('180 Ringing', reliably(7));
  answer('180 Ringing', reliably(7));
  answer('183 Session Progress', reliably(9), ANSWER);
  answer('183 Session Progress', reliably(8), ANSWER);
  const pracks = peer.received.filter((text) => text.startsWith('PRACK'));
  expect(pracks.map((text) => field(text, 'RAck'))).toEqual(['7 1 INVITE', '8 1 INVITE']);
  answer('200 OK', {});
  expect(shorts(out)).toEqual(['progress 180', 'progress 183', 'answer', 'established']);
  expect(status(peer.received.at(-1))).toBe('ACK sip:room@10.0.0.9 SIP/2.0');
});
