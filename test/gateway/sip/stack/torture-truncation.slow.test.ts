/** Every message of the torture corpus, and a large INVITE, truncated and split at every offset. */
import { describe, expect, test } from 'vitest';
import { StreamFramer } from '../../../../gateway/sip/stack/transport/framer.ts';
import type { Framed } from '../../../../gateway/sip/stack/transport/framer.ts';
import type { Resolver } from '../../../../gateway/sip/stack/index.ts';
import { CISCO, CISCO_SDP } from '../../../vectors/torture/cisco.ts';
import { TORTURE } from '../../../vectors/torture/index.ts';
import { ANSWER, EDGE, inDialog, request, scene, status } from './harness.ts';
import type { Scene } from './harness.ts';

const IDLE = { calls: 0, clientTransactions: 0, serverTransactions: 0, connections: 0, timers: 0 };
const MESSAGES: readonly (readonly [title: string, text: string])[] = [
  ['a large INVITE', CISCO],
  ...TORTURE.map(({ name, section, text }) => [`§${section} ${name}`, text] as const),
];

const resolver: Resolver = {
  naptr: () => Promise.resolve([]),
  srv: () => Promise.resolve([]),
  addresses: () => Promise.resolve(['10.0.0.9']),
};

async function quiet(): Promise<Scene> {
  const made = await scene({ resolver });
  made.edge.onCall = (call) => call.reject({ status: 486 });
  return made;
}

async function expectCalm(made: Scene): Promise<void> {
  for (let step = 0; step < 20; step++) {
    made.net.run(10_000);
    for (let turn = 0; turn < 6; turn++) await Promise.resolve();
  }
  expect(made.edge.edge.stats()).toEqual(IDLE);
  made.edge.onCall = (call) => call.accept(ANSWER);
  const [ok] = made.say(request('INVITE', { 'Call-ID': 'normal', Via: 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKnormal' }));
  expect(status(ok)).toBe('200 OK');
  made.say(inDialog(ok, 'ACK', 1, { 'Call-ID': 'normal' }));
  expect(made.say(inDialog(ok, 'BYE', 2, { 'Call-ID': 'normal' })).map((text) => status(text))).toEqual(['200 OK']);
}

/** The framed messages in short form: their bodies show where they ended. */
function inShort(framed: readonly Framed[]): readonly string[] {
  return framed.map((one) => {
    if (one.type === 'ping') return 'ping';
    const { parsed } = one;
    const message = 'message' in parsed ? parsed.message : undefined;
    return `${one.type} ${parsed.ok ? 'ok' : parsed.kind} ${message?.head ?? ''} ${Buffer.from(message?.body ?? []).toString('latin1')}`;
  });
}

function framedAs(bytes: Buffer, cuts: readonly number[]): readonly string[] {
  const framer = new StreamFramer();
  const framed: string[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    framed.push(...inShort(framer.push(bytes.subarray(from, to))));
    from = to;
  }
  return framed;
}

test('the large INVITE has about 3 kB of SDP', () => {
  expect(CISCO_SDP.length).toBeGreaterThan(2900);
  expect(CISCO.length).toBeGreaterThan(4200);
});

describe.each(MESSAGES)('%s', (_, text) => {
  test('truncated at every offset, over UDP', async () => {
    const made = await quiet();
    for (let at = 0; at < text.length; at++) {
      made.peer.send(text.slice(0, at), EDGE);
      if (at % 50 === 0) made.net.run(2);
    }
    await expectCalm(made);
  });

  test('truncated at every offset, over TCP', async () => {
    const made = await quiet();
    for (let at = 0; at < text.length; at++) {
      const connection = made.net.network.connect(
        { address: '10.0.0.9', port: 10_000 + at },
        { transport: 'tcp', ...EDGE },
      );
      connection.send(text.slice(0, at));
      made.net.run(3);
      connection.close();
    }
    await expectCalm(made);
  });

  test('gives the same result in any chunking', () => {
    // A second message after it shows that the first one ended correctly.
    const bytes = Buffer.from(`${text}\r\n\r\n${request('OPTIONS')}`, 'latin1');
    const whole = framedAs(bytes, []);
    for (let at = 1; at < text.length + 4; at++) expect(framedAs(bytes, [at])).toEqual(whole);
    expect(
      framedAs(
        bytes,
        Array.from({ length: bytes.length }, (__, at) => at),
      ),
    ).toEqual(whole);
  });
});
