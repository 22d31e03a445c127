import { describe, expect, test } from 'vitest';
import { field, OFFER, status } from '../stack/harness.ts';
import type { Stage } from '../edge.stage.ts';
import { ask, stages } from './script.ts';
import type { Open } from './script.ts';

export function outsideDialogs(name: string, openStage: Open<Stage>): void {
  describe(`${name}: outside dialogs`, () => {
    const open = stages(openStage);

    test('OPTIONS is answered with our capabilities', async () => {
      const stage = await open();
      const options = await ask(stage, stage.request('OPTIONS'));
      expect([status(options), field(options, 'Accept'), field(options, 'Allow')?.includes('INVITE')]).toEqual([
        '200 OK',
        'application/sdp',
        true,
      ]);
    });

    test('an unsupported method gets 405', async () => {
      const stage = await open();
      const refused = await ask(stage, stage.request('MESSAGE', { 'Content-Type': 'text/plain' }, 'hello'));
      expect([status(refused), field(refused, 'Allow')?.includes('INVITE')]).toEqual(['405 Method Not Allowed', true]);
    });

    test('BYE for an unknown dialog gets 481', async () => {
      const stage = await open();
      expect(status(await ask(stage, stage.request('BYE', { To: '<sip:123456@10.0.0.1>;tag=nobody' })))).toMatch(
        /^481 /,
      );
    });

    test('REGISTER is challenged, and accepted with credentials', async () => {
      const stage = await open({ realm: 'gate.example' });
      const challenges = [
        'Digest realm="gate.example", nonce="n1", algorithm=SHA-256',
        'Digest realm="gate.example", nonce="n1", algorithm=MD5',
      ];
      stage.edge.register = ({ credentials, contacts }) => {
        if (credentials === undefined || contacts === '*') return { status: 401, challenge: challenges };
        return { status: 200, contacts: contacts.map(({ uri }) => ({ uri, expires: 120 })) };
      };
      const challenged = await ask(stage, stage.request('REGISTER', { Expires: '300' }));
      expect(status(challenged)).toBe('401 Unauthorized');
      expect([...challenged.matchAll(/^WWW-Authenticate: (.*)\r$/gim)].map((match) => match[1])).toEqual(challenges);
      const authorization =
        'Digest username="room", realm="gate.example", nonce="n1", uri="sip:gate.example", response="00112233445566778899aabbccddeeff", algorithm=MD5';
      const via = (field(stage.request('REGISTER'), 'Via') ?? '').replace('a1', 'a2');
      const taken = await ask(
        stage,
        stage.request('REGISTER', { Via: via, CSeq: '2 REGISTER', Expires: '300', Authorization: authorization }),
      );
      expect([status(taken), field(taken, 'Contact')?.endsWith('>;expires=120')]).toEqual(['200 OK', true]);
      expect(stage.edge.registers.map(({ cseq, credentials }) => [cseq, credentials?.username])).toEqual([
        [1, undefined],
        [2, 'room'],
      ]);
    });

    test('INVITEs above the rate limit of a source get 503 with Retry-After', async () => {
      const stage = await open({ rateLimit: { perSecond: 0.001, burst: 1 } });
      stage.edge.onCall = (call) => call.reject({ status: 486 });
      expect(status(await ask(stage, stage.request()))).toBe('486 Busy Here');
      stage.send(stage.request('ACK', { CSeq: '1 ACK' }));
      const change = { 'Call-ID': 'call-1@second', Via: (field(stage.request(), 'Via') ?? '').replace('a1', 'b1') };
      const refused = await ask(stage, stage.request('INVITE', change));
      expect([status(refused), field(refused, 'Retry-After')]).toEqual(['503 Service Unavailable', '10']);
      expect(stage.edge.factNames).toContain('refused rate-limit');
    });

    test('INVITEs get 503 while we drain or are overloaded', async () => {
      const load = { isHigh: true };
      const stage = await open({
        isOverloaded: () => load.isHigh,
        busyHeaders: [
          ['Retry-After', '7'],
          ['Warning', '399 roomgate "busy"'],
        ],
      });
      const refused = await ask(stage, stage.request());
      expect([status(refused), field(refused, 'Retry-After'), field(refused, 'Warning')]).toEqual([
        '503 Service Unavailable',
        '7',
        '399 roomgate "busy"',
      ]);
      stage.send(stage.request('ACK', { CSeq: '1 ACK', To: field(refused, 'To') ?? '' }));
      load.isHigh = false;
      stage.edge.edge.drain();
      const change = { 'Call-ID': 'call-1@second', Via: (field(stage.request(), 'Via') ?? '').replace('a1', 'b1') };
      expect(status(await ask(stage, stage.request('INVITE', change)))).toBe('503 Service Unavailable');
    });

    test('a message above the size limit gets 513', async () => {
      const stage = await open({ limits: { maxMessage: 2048 } });
      expect(status(await ask(stage, stage.request('INVITE', {}, OFFER + 'a=x\r\n'.repeat(500))))).toMatch(/^513 /);
      expect(stage.edge.calls).toEqual([]);
    });

    test('an unsupported extension gets 420', async () => {
      const stage = await open();
      const refused = await ask(stage, stage.request('INVITE', { Require: 'teleportation' }));
      expect([status(refused), field(refused, 'Unsupported')]).toEqual(['420 Bad Extension', 'teleportation']);
    });

    test('a screened request has no effect', async () => {
      const stage = await open({ screen: ({ from }) => (from.uri.user === 'room' ? 'drop' : 'take') });
      stage.send(stage.request());
      await stage.until('the refusal', () => stage.edge.factNames.includes('refused silent-drop'));
      expect(stage.edge.calls).toEqual([]);
    });
  });
}
