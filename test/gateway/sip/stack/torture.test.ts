/** RFC 4475 through the whole edge, over UDP. */
import { describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../../gateway/sip/stack/message/envelope.ts';
import { tagOf } from '../../../../gateway/sip/stack/message/header-address.ts';
import type { Resolver } from '../../../../gateway/sip/stack/index.ts';
import { parseMessage } from '../../../../gateway/sip/stack/message/parse.ts';
import { TORTURE } from '../../../vectors/torture/index.ts';
import type { Outcome, Parts, TortureVector } from '../../../vectors/torture/index.ts';
import { ANSWER, EDGE, field, inDialog, reply, request, scene, shorts, status } from './harness.ts';
import type { Scene } from './harness.ts';

const IDLE = { calls: 0, clientTransactions: 0, serverTransactions: 0, connections: 0, timers: 0 };

/** Every name resolves to the peer. */
const resolver: Resolver = {
  naptr: () => Promise.resolve([]),
  srv: () => Promise.resolve([]),
  addresses: () => Promise.resolve(['10.0.0.9']),
};

function partsOf(text: string): Parts {
  const parsed = parseMessage(Buffer.from(text, 'latin1'));
  if (!parsed.ok) throw new Error(`Cannot parse the vector: ${parsed.kind}`);
  const { message } = parsed;
  const envelope = readEnvelope(message);
  if ('error' in envelope) throw new Error(`Cannot read the vector: ${envelope.error}`);
  const { callId, cseq, fromTag, toTag, via } = envelope;
  const start =
    message.kind === 'request'
      ? { method: message.method, uri: message.uri }
      : { status: message.status, reason: message.reason };
  const tags = {
    ...(fromTag === undefined ? {} : { fromTag }),
    ...(toTag === undefined ? {} : { toTag }),
    ...(via.branch === undefined ? {} : { branch: via.branch }),
  };
  return {
    ...start,
    callId,
    cseq,
    cseqMethod: envelope.method,
    vias: message.headers.list('via').length,
    body: message.body.length,
    ...tags,
  };
}

interface Tortured extends Scene {
  /** The offers of the received calls. */
  readonly offers: readonly (string | undefined)[];
}

async function torture(): Promise<Tortured> {
  const made = await scene({ resolver, infoTypes: [] });
  const offers: (string | undefined)[] = [];
  made.edge.onCall = (call) => {
    offers.push(call.offer);
    call.accept(ANSWER);
  };
  made.edge.register = (register) => ({
    status: 200,
    contacts: register.contacts === '*' ? [] : register.contacts.map(({ uri, expires }) => ({ uri, expires })),
  });
  return { ...made, offers };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
}

/** Time for everything that may still run, with name resolutions in between. */
async function runOut(made: Scene): Promise<void> {
  for (let step = 0; step < 30; step++) {
    made.net.run(10_000);
    await settle();
  }
}

function expectOutcome(made: Tortured, outcome: Outcome, answers: readonly string[]): void {
  const { edge } = made;
  switch (outcome.type) {
    case 'call': {
      const call = edge.calls[0]?.call;
      expect(answers.map((text) => status(text))).toEqual(['200 OK']);
      expect(call?.request.requestUri.user).toBe(outcome.to);
      expect(call?.request.from.uri.user).toBe(outcome.from);
      if (outcome.display !== undefined) expect(call?.request.from.display).toBe(outcome.display);
      return expect(made.offers[0]?.startsWith('v=0\r\n') ?? false).toBe(outcome.offer);
    }
    case 'answered':
      expect(answers.map((text) => status(text))).toEqual([outcome.status]);
      for (const line of outcome.holds ?? []) expect(answers[0]).toContain(`\r\n${line}\r\n`);
      return expect(edge.calls).toEqual([]);
    case 'register': {
      const [register] = edge.registers;
      const contacts = register?.contacts ?? '*';
      expect(answers.map((text) => status(text))).toEqual(['200 OK']);
      expect(register?.aor.user).toBe(outcome.aor);
      expect(contacts === '*' ? ['*'] : contacts.map(({ uri }) => uri)).toEqual(outcome.contacts);
      return expect(register?.credentials !== undefined).toBe(outcome.credentials);
    }
    case 'dropped':
      expect(answers).toEqual([]);
      return expect(edge.factNames).toEqual(outcome.fact === undefined ? [] : [outcome.fact]);
  }
}

function expectNormalCall(made: Scene): void {
  const before = made.edge.calls.length;
  const change = { Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKnormal;rport', 'Call-ID': 'normal' };
  const [ok] = made.say(request('INVITE', change)).slice(-1);
  expect(status(ok)).toBe('200 OK');
  made.say(inDialog(ok, 'ACK', 1, { 'Call-ID': 'normal' }));
  const [bye] = made.say(inDialog(ok, 'BYE', 2, { 'Call-ID': 'normal' })).slice(-1);
  expect(status(bye)).toBe('200 OK');
  expect(shorts(made.edge.calls[before])).toEqual(['established', 'ended bye']);
}

const titled = (vector: TortureVector): readonly [string, TortureVector] => [
  `§${vector.section} ${vector.name}`,
  vector,
];

describe.each(TORTURE.map((vector) => titled(vector)))('%s', (_, vector) => {
  test('has the expected result, and the edge continues', async () => {
    const made = await torture();
    made.peer.send(vector.text, EDGE);
    made.net.run(10);
    await settle();
    made.net.run(10);
    if (vector.parts !== undefined) expect(partsOf(vector.text)).toMatchObject(vector.parts);
    expectOutcome(made, vector.outcome, [...made.peer.received]);
    expectNormalCall(made);
    await runOut(made);
    expect(made.edge.edge.stats()).toEqual(IDLE);
    expectNormalCall(made);
  });

  test('does no harm over TCP, in one piece and byte by byte', async () => {
    const made = await torture();
    for (const size of [vector.text.length, 1]) {
      const connection = made.net.network.connect(
        { address: '10.0.0.9', port: 7000 + size },
        { transport: 'tcp', ...EDGE },
      );
      for (let at = 0; at < vector.text.length; at += size) connection.send(vector.text.slice(at, at + size));
      made.net.run(10);
      await settle();
      connection.close();
    }
    await runOut(made);
    expect(made.edge.edge.stats()).toEqual(IDLE);
    expectNormalCall(made);
  });
});

test('every section of the RFC has its message', () => {
  const sections = new Set(TORTURE.map(({ section }) => section));
  const numbered = (prefix: string, last: number): string[] =>
    Array.from({ length: last }, (_, at) => `${prefix}.${at + 1}`);
  expect([...sections].toSorted()).toEqual(
    [...numbered('3.1.1', 13), ...numbered('3.1.2', 19), '3.2.1', ...numbered('3.3', 15), '3.4.1'].toSorted(),
  );
});

test.each([
  ['<sip:a@b>;x=">";tag=1', '1'],
  ['<sip:a@b>;tag=1;x=">"', '1'],
  ['<sip:a@b>;x=";tag=no";tag=1', '1'],
  ['"a>;tag=no" <sip:b>;tag=1', '1'],
  ['"a;tag=no" <sip:b>', undefined],
  ['sip:a@b;tag=1', '1'],
  ['<sip:a@b;tag=no>', undefined],
])('the tag of %s is found in the right place', (text, tag) => {
  expect(tagOf(text)).toBe(tag);
});

test('a display name that looks like a tag is ignored', async () => {
  const made = await scene();
  const [ok] = made.say(request('INVITE', { To: '"a;tag=no" <sip:123456@10.0.0.1>' }));
  made.say(inDialog(ok, 'ACK', 1));
  made.edge.calls[0]?.call.end();
  made.net.run(10);
  expect(field(made.peer.received.at(-1), 'From')).toBe(field(ok, 'To'));
  expect(field(ok, 'To')).toMatch(/^"a;tag=no" <sip:123456@10.0.0.1>;tag=[0-9a-f]{16}$/);
});

test.each(['Via', 'From', 'To', 'Call-ID', 'CSeq'])('a lone CR in %s is rejected and not repeated', async (name) => {
  const made = await scene();
  const text = request('OPTIONS').replace(new RegExp(`^(${name}: .*)\r\n`, 'm'), '$1\rX-Injected: 1\r\n');
  const [answer = ''] = made.say(text);
  expect(status(answer)).toBe('400 Bad Request');
  expect(answer).not.toMatch(/\r(?!\n)/);
});

test.each(['INVITE', 'REFER', 'INFO'])(
  '%s instead of the ACK is answered, although the handler hangs up at once',
  async (method) => {
    const made = await scene({ resolver });
    made.edge.onCallEvent = (call, event) => {
      if (event.type === 'established') call.end();
    };
    const [ok] = made.say(request('INVITE'));
    const answers = made.say(inDialog(ok, method, 2, { 'Refer-To': '<sip:other@example.org>' }));
    expect(answers.map((text) => status(text))).toContain('481 Call/Transaction Does Not Exist');
    await runOut(made);
    expect(made.edge.edge.stats()).toEqual(IDLE);
  },
);

test('an unprintable Record-Route or Contact is not used as a target', async () => {
  const made = await scene({ resolver });
  expect(made.say(request('INVITE', { Contact: '<sip:a b@10.0.0.9>' })).map((text) => status(text))).toEqual([
    '400 Bad Contact',
  ]);
  const [ok] = made.say(
    request('INVITE', {
      Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKroute',
      'Call-ID': 'route',
      'Record-Route': '<sip: "x" >',
    }),
  );
  made.say(inDialog(ok, 'ACK', 1, { 'Call-ID': 'route' }));
  made.edge.calls[0]?.call.end();
  made.net.run(10);
  expect(made.peer.lines.at(-1)).toBe('BYE sip:room@10.0.0.9 SIP/2.0');
});

test('only a limited number of forks that answer get BYE', async () => {
  const made = await scene({ resolver });
  made.edge.dial('sip:room@10.0.0.9');
  made.net.run(20);
  const [invite] = made.peer.received;
  const answers = Array.from({ length: 100 }, (_, at) =>
    reply(invite, '200 OK', {}, ANSWER).replace(/\r\nTo: (.*)\r\n/, `\r\nTo: $1;tag=fork${at}\r\n`),
  );
  made.say(...answers);
  expect(made.peer.lines.filter((line) => line.startsWith('BYE')).length).toBe(7);
  expect(made.edge.edge.stats().clientTransactions).toBeLessThan(10);
  made.edge.calls[0]?.call.end();
  await runOut(made);
  expect(made.edge.edge.stats()).toEqual(IDLE);
});

test.each([
  ['Call-IDs', (at: number) => ({ 'Call-ID': `${at}-${'c'.repeat(12_000)}` })],
  [
    'Vias',
    (at: number) => ({ Via: `SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK${at};rport, SIP/2.0/UDP ${'h'.repeat(12_000)}` }),
  ],
])("requests with large %s exhaust the edge's memory limit sooner than others", async (_, change) => {
  const made = await scene({ resolver, limits: { maxTransactions: 100 } });
  const packets = Array.from({ length: 100 }, (__, at) =>
    request('OPTIONS', { Via: `SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK${at};rport`, 'Call-ID': `c${at}`, ...change(at) }),
  );
  const statuses = made.say(...packets).map((text) => status(text));
  expect(statuses.filter((line) => line === '200 OK').length).toBeLessThan(20);
  expect(statuses.at(-1)).toBe('503 Service Unavailable');
  await runOut(made);
  expect(made.edge.edge.stats()).toEqual(IDLE);
  expect(made.say(request('OPTIONS')).map((text) => status(text))).toEqual(['200 OK']);
});
