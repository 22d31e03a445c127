import { describe, expect, test } from 'vitest';
import { ANSWER, field, OFFER, shorts, status } from '../stack/harness.ts';
import type { Stage } from '../edge.stage.ts';
import { answer, ask, callUp, ended, INFO, SDP, stages } from './script.ts';
import type { Open } from './script.ts';

export function callsThatAreUp(name: string, openStage: Open<Stage>): void {
  describe(`${name}: an established call`, () => {
    const open = stages(openStage);

    test('gets a new offer by re-INVITE', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.answer(ANSWER);
      };
      const second = await ask(stage, stage.inDialog(ok, 'INVITE', 2, SDP, OFFER));
      expect([status(second), second.endsWith(ANSWER)]).toEqual(['200 OK', true]);
      stage.send(stage.inDialog(ok, 'ACK', 2));
      expect(stage.edge.calls[0]?.events.at(-1)).toEqual({ type: 'offer', sdp: OFFER });
    });

    test('is asked for an offer by re-INVITE, and gets the answer in the ACK', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.answer(OFFER);
      };
      await ask(stage, stage.inDialog(ok, 'INVITE', 2));
      stage.send(stage.inDialog(ok, 'ACK', 2, SDP, ANSWER));
      await stage.until('the answer', () => shorts(stage.edge.calls[0]).includes('answer'));
      expect(stage.edge.calls[0]?.events.slice(1)).toEqual([
        { type: 'offer', sdp: undefined },
        { type: 'answer', sdp: ANSWER },
      ]);
    });

    test('rejects an offer and accepts the next', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.refuseOffer({ status: 488 });
      };
      expect(status(await ask(stage, stage.inDialog(ok, 'INVITE', 2, SDP, OFFER)))).toBe('488 Not Acceptable Here');
      stage.send(stage.inDialog(ok, 'ACK', 2, { Via: field(stage.inDialog(ok, 'INVITE', 2), 'Via') ?? '' }));
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.answer(ANSWER);
      };
      expect(status(await ask(stage, stage.inDialog(ok, 'INVITE', 3, SDP, OFFER)))).toBe('200 OK');
    });

    test('continues after a re-INVITE is cancelled', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.send(stage.inDialog(ok, 'INVITE', 2, SDP, OFFER));
      await stage.until('the offer', () => shorts(stage.edge.calls[0]).includes('offer'));
      const via = { Via: field(stage.inDialog(ok, 'INVITE', 2), 'Via') ?? '' };
      const first = await ask(stage, stage.inDialog(ok, 'CANCEL', 2, via));
      expect([first, await stage.next()].map(status).toSorted()).toEqual(['200 OK', '487 Request Terminated']);
      expect(shorts(stage.edge.calls[0])).toEqual(['established', 'offer']);
    });

    test('accepts our offer, and its answer is acknowledged', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.sendOffer(OFFER);
      const invite = await stage.next();
      expect([status(invite).split(' ')[0], invite.endsWith(OFFER)]).toEqual(['INVITE', true]);
      answer(stage, invite, '200 OK', {}, ANSWER);
      expect(status(await stage.next())).toMatch(/^ACK /);
      expect(stage.edge.calls[0]?.events.at(-1)).toEqual({ type: 'answer', sdp: ANSWER });
    });

    test('continues after our offer is rejected', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.sendOffer(OFFER);
      answer(stage, await stage.next(), '488 Not Acceptable Here');
      expect(status(await stage.next())).toMatch(/^ACK /);
      await stage.until('the refusal', () => shorts(stage.edge.calls[0]).includes('offerRefused 488'));
    });

    test('gets 491 if its offer crosses ours', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.calls[0]?.call.sendOffer(OFFER);
      const invite = await stage.next();
      expect(status(await ask(stage, stage.inDialog(ok, 'INVITE', 2, SDP, OFFER)))).toBe('491 Request Pending');
      answer(stage, invite, '200 OK', {}, ANSWER);
      await stage.until('the answer', () => shorts(stage.edge.calls[0]).includes('answer'));
      expect(shorts(stage.edge.calls[0])).toEqual(['established', 'answer']);
    });

    test('gets a new offer by UPDATE', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.answer(ANSWER);
      };
      const updated = await ask(stage, stage.inDialog(ok, 'UPDATE', 2, SDP, OFFER));
      expect([status(updated), updated.endsWith(ANSWER)]).toEqual(['200 OK', true]);
      const hostOf = (text: string): string | undefined =>
        /^<sips?:(?:[^@>]*@)?([^;>]*)/.exec(field(text, 'Contact') ?? '')?.[1];
      expect(hostOf(updated)).toBe(hostOf(ok));
    });

    test('gets a new offer while our request waits for its response', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'offer') call.answer(ANSWER);
      };
      stage.edge.calls[0]?.call.probe();
      const options = await stage.next();
      expect(status(await ask(stage, stage.inDialog(ok, 'UPDATE', 2, SDP, OFFER)))).toBe('200 OK');
      answer(stage, options, '200 OK');
      await stage.until('alive', () => shorts(stage.edge.calls[0]).includes('alive'));
      expect(shorts(stage.edge.calls[0])).toEqual(['established', 'offer', 'alive']);
    });

    test('accepts INFO of known types, and gets 415 for others', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      expect(status(await ask(stage, stage.inDialog(ok, 'INFO', 2, INFO, '<fast/>')))).toBe('200 OK');
      const refused = await ask(stage, stage.inDialog(ok, 'INFO', 3, { 'Content-Type': 'text/plain' }, 'hello'));
      expect([status(refused), field(refused, 'Accept')]).toEqual([
        '415 Unsupported Media Type',
        'application/media_control+xml',
      ]);
      expect(status(await ask(stage, stage.inDialog(ok, 'INFO', 4)))).toBe('200 OK');
      expect(stage.edge.calls[0]?.events.slice(1)).toEqual([
        { type: 'info', contentType: 'application/media_control+xml', body: '<fast/>' },
      ]);
    });

    test('sends INFO', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.sendInfo('application/media_control+xml', '<größer/>');
      const info = await stage.next();
      expect(status(info)).toMatch(/^INFO sip:room@/);
      expect(Buffer.from(info, 'latin1').toString('utf8').endsWith('\r\n\r\n<größer/>')).toBe(true);
      answer(stage, info, '200 OK');
      expect(await stage.silent()).toBe(true);
    });

    test('answers OPTIONS', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      const options = await ask(stage, stage.inDialog(ok, 'OPTIONS', 2));
      expect([status(options), field(options, 'Allow')?.includes('UPDATE')]).toEqual(['200 OK', true]);
    });

    test('is probed, and any response shows that it is alive', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.probe();
      const options = await stage.next();
      expect(status(options)).toMatch(/^OPTIONS sip:room@/);
      answer(stage, options, '501 Not Implemented');
      await stage.until('alive', () => shorts(stage.edge.calls[0]).includes('alive'));
    });

    test('ends if a probe gets 481', async () => {
      const stage = await open();
      await callUp(stage);
      stage.edge.calls[0]?.call.probe();
      answer(stage, await stage.next(), '481 Call/Transaction Does Not Exist');
      expect(await ended(stage)).toEqual(['established', 'ended peer-gone 481']);
    });

    test('is transferred: REFER is accepted, with progress in NOTIFY', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'refer') call.acceptRefer();
      };
      const accepted = await ask(stage, stage.inDialog(ok, 'REFER', 2, { 'Refer-To': '<sip:654321@gate.example>' }));
      const trying = await stage.next();
      expect([status(accepted), status(trying).split(' ')[0]]).toEqual(['202 Accepted', 'NOTIFY']);
      answer(stage, trying, '200 OK');
      stage.edge.calls[0]?.call.notifyRefer(200, 'OK');
      const done = await stage.next();
      expect([
        field(done, 'Event')?.split(';')[0],
        field(done, 'Subscription-State')?.split(';')[0],
        field(done, 'Content-Type')?.split(';')[0],
      ]).toEqual(['refer', 'terminated', 'message/sipfrag']);
      expect(done).toContain('\r\n\r\nSIP/2.0 200 OK');
      expect(stage.edge.calls[0]?.events.at(-1)).toEqual({
        type: 'refer',
        target: { scheme: 'sip', user: '654321', host: 'gate.example' },
        hasReplaces: false,
      });
    });

    test('rejects REFER', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (call, event) => {
        if (event.type === 'refer') call.refuseRefer({ status: 603 });
      };
      expect(
        status(await ask(stage, stage.inDialog(ok, 'REFER', 2, { 'Refer-To': '<sip:654321@gate.example>' }))),
      ).toBe('603 Decline');
    });

    test('has a session timer, and rejects an interval that is too short', async () => {
      const stage = await open({ sessionExpires: 1800 });
      const refused = await ask(stage, stage.request('INVITE', { Supported: 'timer', 'Session-Expires': '60' }));
      expect([status(refused).split(' ')[0], field(refused, 'Min-SE')]).toEqual(['422', '90']);
      const via = field(stage.request(), 'Via') ?? '';
      stage.send(stage.request('ACK', { To: field(refused, 'To') ?? '', CSeq: '1 ACK' }));
      const ok = await ask(
        stage,
        stage.request('INVITE', {
          Via: via.replace('a1', 'a2'),
          CSeq: '2 INVITE',
          Supported: 'timer',
          'Session-Expires': '1200;refresher=uac',
        }),
      );
      expect(/^(?:Session-Expires|x): *(.*)\r$/im.exec(ok)?.[1]).toBe('1200;refresher=uac');
    });

    test('ends with BYE if a handler throws', async () => {
      const stage = await open();
      const ok = await callUp(stage);
      stage.edge.onCallEvent = (_, event) => {
        if (event.type === 'info') throw new Error('on purpose');
      };
      stage.send(stage.inDialog(ok, 'INFO', 2, INFO, '<fast/>'));
      const came = [status(await stage.next()), status(await stage.next())];
      expect(came.some((line) => line.startsWith('BYE '))).toBe(true);
      expect(await ended(stage)).toEqual(['established', 'info', 'ended fault']);
    });
  });
}
