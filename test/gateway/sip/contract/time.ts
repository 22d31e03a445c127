import { describe, expect, test } from 'vitest';
import { ANSWER, field, OFFER, shorts, status } from '../stack/harness.ts';
import type { TimedStage } from '../edge.stage.ts';
import { answer, ask, callUp, ended, stages } from './script.ts';
import type { Open } from './script.ts';

const NOTHING = { calls: 0, clientTransactions: 0, serverTransactions: 0, timers: 0 };

export function asTimeGoesBy(name: string, openStage: Open<TimedStage>): void {
  describe(`${name}: timers`, () => {
    const open = stages(openStage);

    test('180 is repeated each minute', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.ring();
      await ask(stage, stage.request());
      await stage.run(185_000);
      expect([await stage.next(), await stage.next(), await stage.next()].map(status)).toEqual([
        '180 Ringing',
        '180 Ringing',
        '180 Ringing',
      ]);
      expect(await stage.silent()).toBe(true);
    });

    test('a 2xx is repeated until its ACK; without ACK a BYE ends the call', async () => {
      const stage = await open();
      stage.send(stage.request());
      await stage.run(33_000);
      const came: string[] = [];
      while (came.at(-1)?.startsWith('BYE ') !== true) came.push(status(await stage.next()));
      expect(came.filter((line) => line === '200 OK')).toHaveLength(11);
      expect(await ended(stage)).toEqual(['ended no-ack']);
    });

    test('a rejection is repeated until its ACK', async () => {
      const stage = await open();
      stage.edge.onCall = (call) => call.reject({ status: 486 });
      const refused = await ask(stage, stage.request());
      await stage.run(2000);
      expect([await stage.next(), await stage.next()].map(status)).toEqual(['486 Busy Here', '486 Busy Here']);
      stage.send(stage.request('ACK', { To: field(refused, 'To') ?? '', CSeq: '1 ACK' }));
      await stage.run(40_000);
      expect(await stage.silent()).toBe(true);
    });

    test('an offer that got 491 is repeated', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.sendOffer(OFFER);
      answer(stage, await stage.next(), '491 Request Pending');
      expect(status(await stage.next())).toMatch(/^ACK /);
      await stage.run(4500);
      const again = await stage.next();
      expect(status(again)).toMatch(/^INVITE /);
      answer(stage, again, '200 OK', {}, ANSWER);
      await stage.until('the answer', () => shorts(stage.edge.calls[0]).includes('answer'));
    });

    test('an unanswered probe ends the call', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.probe();
      await stage.run(40_000);
      expect(await ended(stage)).toEqual(['established', 'ended peer-gone 408']);
    });

    test('we refresh the session of a device that does not, and end it if the refresh is unanswered', async () => {
      const stage = await open({ sessionExpires: 90 });
      await callUp(stage, { Allow: 'INVITE, UPDATE' });
      await stage.run(46_000);
      const update = await stage.next();
      expect([status(update).split(' ')[0], field(update, 'Session-Expires')]).toEqual(['UPDATE', '90;refresher=uac']);
      answer(stage, update, '200 OK', { 'Session-Expires': '90;refresher=uac', Require: 'timer' });
      await stage.run(46_000);
      expect(status(await stage.next())).toMatch(/^UPDATE /);
      await stage.run(50_000);
      expect((await ended(stage)).at(-1)).toBe('ended peer-gone 408');
    });

    test('a device that fails to refresh its session gets BYE', async () => {
      const stage = await open();
      await callUp(stage, { Supported: 'timer', 'Session-Expires': '90;refresher=uac' });
      await stage.run(61_000);
      expect(status(await stage.next())).toMatch(/^BYE /);
      expect(await ended(stage)).toEqual(['established', 'ended session-expired']);
    });

    test('a call that the device refreshes continues', async () => {
      const stage = await open();
      const ok = await callUp(stage, { Supported: 'timer', 'Session-Expires': '90;refresher=uac' });
      for (const seq of [2, 3, 4]) {
        await stage.run(45_000);
        const refreshed = await ask(
          stage,
          stage.inDialog(ok, 'UPDATE', seq, { Supported: 'timer', 'Session-Expires': '90;refresher=uac' }),
        );
        expect([status(refreshed), field(refreshed, 'Session-Expires')]).toEqual(['200 OK', '90;refresher=uac']);
      }
      expect(shorts(stage.edge.calls[0])).toEqual(['established']);
    });

    test('an outgoing call that rings too long is cancelled', async () => {
      const stage = await open({ ringTimeout: 10_000 });
      const out = stage.edge.dial(stage.device);
      answer(stage, await stage.next(), '180 Ringing');
      await stage.run(11_000);
      expect(status(await stage.next())).toMatch(/^CANCEL /);
      expect(shorts(out)).toEqual(['progress 180', 'ended refused 408']);
    });

    test('finished calls leave nothing behind', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.calls[0]?.call.sendInfo('application/media_control+xml', '<fast/>');
      answer(stage, await stage.next(), '200 OK');
      await ask(stage, stage.inDialog(ok, 'BYE', 2));
      stage.edge.onCall = (call) => call.reject({ status: 486 });
      const change = { 'Call-ID': 'call-1@second', Via: (field(stage.request(), 'Via') ?? '').replace('a1', 'b1') };
      const refused = await ask(stage, stage.request('INVITE', change));
      stage.send(stage.request('ACK', { ...change, To: field(refused, 'To') ?? '', CSeq: '1 ACK' }));
      const out = stage.edge.dial(stage.device);
      answer(stage, await stage.next(), '603 Decline');
      await stage.run(200_000);
      expect(shorts(out)).toEqual(['ended refused 603']);
      expect(stage.edge.edge.stats()).toMatchObject(NOTHING);
    });
  });
}
