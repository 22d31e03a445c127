import { describe, expect, test } from 'vitest';
import { ANSWER, field, OFFER, shorts, status } from '../stack/harness.ts';
import type { Stage } from '../edge.stage.ts';
import { answer, ask, callUp, ended, RELIABLE, SDP, stages } from './script.ts';
import type { Open } from './script.ts';

export function incomingCalls(name: string, openStage: Open<Stage>): void {
  describe(`${name}: an incoming call`, () => {
    const open = stages(openStage);

    test('rings, is answered, confirmed, and ended by BYE with its reason', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.ring();
      const ringing = await ask(stage, stage.request());
      expect(status(ringing)).toBe('180 Ringing');
      stage.edge.calls[0]?.call.accept(ANSWER);
      const ok = await stage.next();
      expect(status(ok)).toBe('200 OK');
      expect(ok.endsWith(`\r\n\r\n${ANSWER}`)).toBe(true);
      expect(field(ok, 'To')).toBe(field(ringing, 'To'));
      expect(field(ok, 'Contact')).toMatch(/^<sip:/);
      stage.send(stage.inDialog(ok, 'ACK', 1));
      expect(status(await ask(stage, stage.inDialog(ok, 'BYE', 2, { Reason: 'Q.850;cause=16' })))).toBe('200 OK');
      await ended(stage);
      expect(stage.edge.calls[0]?.events).toEqual([
        { type: 'established' },
        { type: 'ended', end: { cause: 'bye', reason: 'Q.850;cause=16' } },
      ]);
    });

    test('provides its offer, its parties and its source', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => {
        expect(call.offer).toBe(OFFER);
        expect(call.request.header('Subject')).toBe('grüße');
        call.accept(ANSWER);
      };
      const ok = await callUp(stage, { Subject: Buffer.from('grüße').toString('latin1') });
      const { request, direction } = stage.edge.calls[0]?.call ?? expect.fail('no call');
      expect([
        direction,
        request.requestUri.user,
        request.from.display,
        request.from.uri.user,
        request.source.transport,
      ]).toEqual(['inbound', '123456', 'Room 1', 'room', 'udp']);
      expect(stage.device).toContain(request.source.address);
      expect(request.callId).toBe(field(ok, 'Call-ID'));
      expect(stage.edge.errors).toEqual([]);
    });

    test('gets 183 with early media', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.ring({ status: 183, sdp: ANSWER });
      const early = await ask(stage, stage.request());
      expect([status(early), early.endsWith(ANSWER)]).toEqual(['183 Session Progress', true]);
    });

    test('without an offer gets ours in the 2xx and answers in the ACK', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => {
        expect(call.offer).toBeUndefined();
        call.accept(OFFER);
      };
      const ok = await ask(stage, stage.request('INVITE', {}, ''));
      stage.send(stage.inDialog(ok, 'ACK', 1, SDP, ANSWER));
      await stage.until('established', () => shorts(stage.edge.calls[0]).includes('established'));
      expect(stage.edge.calls[0]?.events).toEqual([{ type: 'answer', sdp: ANSWER }, { type: 'established' }]);
    });

    test('without an offer and without an answer in its ACK ends', async () => {
      const stage = await open();
      const ok = await ask(stage, stage.request('INVITE', {}, ''));
      expect(status(await ask(stage, stage.inDialog(ok, 'ACK', 1)))).toMatch(/^BYE /);
      expect(await ended(stage)).toEqual(['ended no-ack']);
    });

    test('is cancelled, with 200 and 487', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.ring();
      await ask(stage, stage.request());
      const first = await ask(stage, stage.request('CANCEL', { CSeq: '1 CANCEL' }));
      expect([first, await stage.next()].map(status).toSorted()).toEqual(['200 OK', '487 Request Terminated']);
      expect(await ended(stage)).toEqual(['ended cancel']);
    });

    test('is rejected with the given headers', async () => {
      const stage = await open();
      stage.edge.onCall = (call) =>
        call.reject({
          status: 480,
          reason: 'Gone Fishing',
          headers: [
            ['Retry-After', '30'],
            ['Warning', '399 roomgate "no such meeting"'],
          ],
        });
      const refused = await ask(stage, stage.request());
      expect(status(refused)).toBe('480 Gone Fishing');
      expect(field(refused, 'Retry-After')).toBe('30');
      expect(field(refused, 'Warning')).toBe('399 roomgate "no such meeting"');
      expect(await ended(stage)).toEqual(['ended local']);
    });

    test('is rejected if we hang up while it rings', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.ring();
      await ask(stage, stage.request());
      stage.edge.calls[0]?.call.end();
      expect(status(await stage.next())).toBe('603 Decline');
    });

    test('gets BYE with a reason if we hang up', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.end('Q.850;cause=31');
      const bye = await stage.next();
      expect(status(bye)).toMatch(/^BYE sip:room@/);
      expect(field(bye, 'Reason')).toBe('Q.850;cause=31');
      answer(stage, bye, '200 OK');
      expect(await ended(stage)).toEqual(['established', 'ended local']);
    });

    test('gets BYE after the ACK if we hang up before it', async () => {
      const stage = await open();
      const ok = await ask(stage, stage.request());
      stage.edge.calls[0]?.call.end();
      expect(status(await ask(stage, stage.inDialog(ok, 'ACK', 1)))).toMatch(/^BYE /);
      expect(shorts(stage.edge.calls[0])).toEqual(['ended local']);
    });

    test('through proxies keeps to their route', async () => {
      const stage = await open();
      const route = field(stage.request('INVITE', { Contact: '<sip:10.0.0.9;lr>' }), 'Contact') ?? '';
      const ok = await callUp(stage, { 'Record-Route': '<sip:10.0.0.9;lr>' });
      expect(field(ok, 'Record-Route')).toBe(route);
      stage.edge.calls[0]?.call.end();
      const bye = await stage.next();
      expect([status(bye).split('@')[0], field(bye, 'Route')]).toEqual(['BYE sip:room', route]);
    });

    test('gets 500 if the handler throws', async () => {
      const stage = await open();
      stage.edge.onCall = () => {
        throw new Error('on purpose');
      };
      expect(status(await ask(stage, stage.request()))).toBe('500 Server Internal Error');
      expect(stage.edge.errors).toHaveLength(1);
    });

    test('rings reliably, gets PRACK, and offers in an UPDATE before it is established', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.ring({ status: 183, sdp: ANSWER, reliable: true });
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.answer(ANSWER);
      };
      const early = await ask(stage, stage.request('INVITE', RELIABLE));
      expect(field(early, 'Require')).toBe('100rel');
      expect(
        status(await ask(stage, stage.inDialog(early, 'PRACK', 2, { RAck: `${field(early, 'RSeq')} 1 INVITE` }))),
      ).toBe('200 OK');
      const updated = await ask(stage, stage.inDialog(early, 'UPDATE', 3, SDP, OFFER));
      expect([status(updated), updated.endsWith(ANSWER)]).toEqual(['200 OK', true]);
      stage.edge.calls[0]?.call.accept(ANSWER);
      const ok = await stage.next();
      stage.send(stage.inDialog(ok, 'ACK', 1));
      await stage.until('established', () => shorts(stage.edge.calls[0]).includes('established'));
      expect(shorts(stage.edge.calls[0])).toEqual(['offer', 'established']);
    });
  });
}
