import { describe, expect, test } from 'vitest';
import { ANSWER, field, OFFER, shorts, status } from '../stack/harness.ts';
import type { Stage } from '../edge.stage.ts';
import { answer, ask, ended, stages } from './script.ts';
import type { Open } from './script.ts';

export function outgoingCalls(name: string, openStage: Open<Stage>): void {
  describe(`${name}: an outgoing call`, () => {
    const open = stages(openStage);

    test('rings, is answered, and is ended by the other side', async () => {
      const stage = await open();
      const out = stage.edge.dial(stage.device, { headers: [['Subject', 'tea']] });
      const invite = await stage.next();
      expect(status(invite)).toBe(`INVITE ${stage.device} SIP/2.0`);
      expect([
        field(invite, 'Subject'),
        invite.endsWith(OFFER),
        field(invite, 'From')?.startsWith('"Gate \\"1\\""'),
      ]).toEqual(['tea', true, true]);
      expect(field(invite, 'Call-ID')).toBe(out.call.request.callId);
      answer(stage, invite, '180 Ringing');
      answer(stage, invite, '200 OK', {}, ANSWER);
      expect(status(await stage.next())).toMatch(/^ACK sip:room@/);
      await stage.until('established', () => shorts(out).includes('established'));
      expect(shorts(out)).toEqual(['progress 180', 'answer', 'established']);
      const bye = stage.inDialog(`To: ${field(invite, 'From') ?? ''}\r\n`, 'BYE', 9, {
        From: `${field(invite, 'To') ?? ''};tag=theirs`,
        'Call-ID': field(invite, 'Call-ID') ?? '',
      });
      expect(status(await ask(stage, bye))).toBe('200 OK');
      expect(await ended(stage)).toEqual(['progress 180', 'answer', 'established', 'ended bye']);
    });

    test('gets BYE if we hang up', async () => {
      const stage = await open();
      const out = stage.edge.dial(stage.device);
      answer(stage, await stage.next(), '200 OK', {}, ANSWER);
      await stage.next();
      out.call.end('Q.850;cause=16');
      const bye = await stage.next();
      expect([status(bye).split(' ')[0], field(bye, 'Reason')]).toEqual(['BYE', 'Q.850;cause=16']);
      answer(stage, bye, '200 OK');
      expect(await ended(stage)).toEqual(['answer', 'established', 'ended local']);
    });

    test('may be rejected', async () => {
      const stage = await open();
      const out = stage.edge.dial(stage.device);
      answer(stage, await stage.next(), '486 Busy Here');
      expect(status(await stage.next())).toMatch(/^ACK /);
      expect(await ended(stage)).toEqual(['ended refused 486']);
      expect(out.events.at(-1)).toEqual({ type: 'ended', end: { cause: 'refused', status: 486, reason: 'Busy Here' } });
    });

    test('is cancelled with a reason once it rings', async () => {
      const stage = await open();
      const out = stage.edge.dial(stage.device);
      const invite = await stage.next();
      answer(stage, invite, '180 Ringing');
      await stage.until('ringing', () => shorts(out).includes('progress 180'));
      out.call.end('SIP;cause=200');
      const cancel = await stage.next();
      expect([status(cancel).split(' ')[0], field(cancel, 'Reason')]).toEqual(['CANCEL', 'SIP;cause=200']);
      answer(stage, cancel, '200 OK');
      answer(stage, invite, '487 Request Terminated');
      expect(status(await stage.next())).toMatch(/^ACK /);
      expect(await ended(stage)).toEqual(['progress 180', 'ended local']);
    });

    test('answers a challenge', async () => {
      const stage = await open();
      const out = stage.edge.dial(stage.device, { credentials: () => ({ username: 'gate', password: 'secret' }) });
      answer(stage, await stage.next(), '407 Proxy Authentication Required', {
        'Proxy-Authenticate': 'Digest realm="pbx.example", nonce="abc", qop="auth", algorithm=SHA-256',
      });
      expect(status(await stage.next())).toMatch(/^ACK /);
      const again = await stage.next();
      expect(field(again, 'Proxy-Authorization')).toMatch(/^Digest username="gate", realm="pbx.example"/);
      answer(stage, again, '200 OK', {}, ANSWER);
      await stage.until('established', () => shorts(out).includes('established'));
    });

    test('sends PRACK for a reliable response', async () => {
      const stage = await open();
      const out = stage.edge.dial(stage.device);
      const invite = await stage.next();
      answer(stage, invite, '183 Session Progress', { Require: '100rel', RSeq: '7' }, ANSWER);
      const prack = await stage.next();
      expect([status(prack).split(' ')[0], field(prack, 'RAck')]).toEqual(['PRACK', `7 ${field(invite, 'CSeq')}`]);
      answer(stage, prack, '200 OK');
      answer(stage, invite, '200 OK');
      await stage.until('established', () => shorts(out).includes('established'));
      expect(shorts(out)).toEqual(['progress 183', 'answer', 'established']);
    });

    test('to an unreachable URI ends', async () => {
      const stage = await open();
      stage.edge.dial('tel:+4930123456');
      expect(await ended(stage)).toEqual(['ended transport']);
    });
  });
}
