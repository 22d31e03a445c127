/** The edge and its drachtio-servers: connections that are made, rejected, lost and restored, and their calls. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ANSWER, field, OFFER, reply, shorts, status } from '../stack/harness.ts';
import { drachtioEdge, standInStage } from '../edge.stage.ts';
import type { DrachtioStage, DrachtioStageOptions, StageOptions } from '../edge.stage.ts';

const SDP = { 'Content-Type': 'application/sdp' };
const opened: DrachtioStage[] = [];

async function open(options: StageOptions = {}, more: DrachtioStageOptions = {}): Promise<DrachtioStage> {
  const stage = await standInStage(options, more);
  opened.push(stage);
  return stage;
}

/** None of these tests may leave anything behind. */
afterEach(async () => {
  for (const stage of opened.splice(0)) {
    await stage.close();
    await stage.run(1000);
    expect(stage.edge.edge.stats()).toEqual({
      calls: 0,
      clientTransactions: 0,
      serverTransactions: 0,
      connections: 0,
      timers: 0,
    });
    expect(stage.net.clock.pending).toBe(0);
  }
});

async function callUp(stage: DrachtioStage, change: Readonly<Record<string, string>> = {}): Promise<string> {
  stage.send(stage.request('INVITE', change));
  const ok = await stage.next();
  stage.send(stage.inDialog(ok, 'ACK', 1));
  await stage.until('established', () => shorts(stage.edge.calls[0]).includes('established'));
  return ok;
}

/** The names of the facts about servers. */
const changes = ({ edge }: DrachtioStage): readonly string[] =>
  edge.factNames.filter((name) => name.startsWith('server ')).map((name) => name.slice(7));
const last = ({ edge }: DrachtioStage): readonly string[] => shorts(edge.calls[0]);
const answerTo = (text: string, line: string): string => reply(text, line);

test('a rejected secret is reported, and retried only rarely', async () => {
  const stage = await open({}, { secret: 'wrong' });
  await stage.until('the refusal', () => changes(stage).length === 2);
  expect(changes(stage)).toEqual(['refused', 'refused']);
  expect(stage.edge.facts).toContainEqual(
    expect.objectContaining({
      type: 'server',
      server: `127.0.0.1:${stage.controlPort}`,
      detail: 'the secret was rejected',
    }),
  );
  await stage.run(14_000);
  expect(changes(stage)).toHaveLength(2);
  await stage.run(2000);
  expect(changes(stage)).toHaveLength(4);
  expect(stage.edge.edge.stats().connections).toBe(0);
});

test('an unreachable server is reported once, and connected when it appears', async () => {
  const stage = await open();
  await stage.server.cut(true);
  await stage.run(60_000);
  expect(changes(stage)).toEqual(['connected', 'connected', 'lost', 'unreachable']);
  await stage.server.open(stage.controlPort);
  await stage.run(16_000);
  expect(changes(stage).at(-1)).toBe('connected');
  expect(stage.edge.edge.stats().connections).toBe(2);
});

test('without a server our call ends at once', async () => {
  const stage = await open();
  await Promise.all([stage.server.cut(true), stage.other.cut(true)]);
  await stage.run(100);
  stage.edge.dial('sip:room@10.0.0.9');
  await stage.run(20);
  expect(last(stage)).toEqual(['ended transport']);
});

test('a call survives a lost connection, is probed, and can be hung up as usual', async () => {
  const stage = await open();
  await callUp(stage);
  await stage.server.cut();
  await stage.until('lost', () => changes(stage).includes('lost'));
  expect(stage.edge.facts).toContainEqual(expect.objectContaining({ change: 'lost', calls: 1 }));
  expect(last(stage)).toEqual(['established']);
  await stage.until('resumed', () => changes(stage).includes('resumed'));
  const options = await stage.next();
  expect(status(options)).toMatch(/^OPTIONS sip:room@/);
  stage.send(answerTo(options, '200 OK'));
  await stage.until('alive', () => last(stage).includes('alive'));
  await stage.run(20_000);
  stage.send(answerTo(await stage.next(), '200 OK'));
  await stage.until('alive again', () => last(stage).length === 3);
  stage.edge.calls[0]?.call.end('Q.850;cause=16');
  const bye = await stage.next();
  expect([status(bye).split(' ')[0], field(bye, 'Reason')]).toEqual(['BYE', 'Q.850;cause=16']);
  stage.send(answerTo(bye, '200 OK'));
  await stage.run(60_000);
  expect(last(stage)).toEqual(['established', 'alive', 'alive', 'ended local']);
  expect(await stage.silent()).toBe(true);
});

test('a call whose connection does not return ends in time, and its device gets BYE when it does', async () => {
  const stage = await open();
  await callUp(stage);
  await stage.server.cut(true);
  await stage.run(19_000);
  expect(last(stage)).toEqual(['established']);
  await stage.run(2000);
  expect(stage.edge.calls[0]?.events.at(-1)).toEqual({
    type: 'ended',
    end: { cause: 'transport', detail: 'the connection to its drachtio-server was lost' },
  });
  expect(stage.edge.facts).toContainEqual(expect.objectContaining({ change: 'abandoned', calls: 1 }));
  await stage.run(13_000);
  expect(stage.edge.edge.stats()).toMatchObject({ calls: 0, clientTransactions: 0, serverTransactions: 0 });
  await stage.server.open(stage.controlPort);
  await stage.run(16_000);
  const bye = await stage.next();
  expect([status(bye).split(' ')[0], field(bye, 'Reason')]).toEqual(['BYE', 'SIP;cause=503;text="Lost Connection"']);
  stage.send(answerTo(bye, '200 OK'));
});

test('the BYE of a call that we hang up meanwhile is sent when the connection is back', async () => {
  const stage = await open();
  await callUp(stage);
  await stage.server.cut();
  await stage.until('lost', () => changes(stage).includes('lost'));
  stage.edge.calls[0]?.call.end();
  expect(last(stage)).toEqual(['established', 'ended local']);
  const bye = await stage.next();
  expect(status(bye)).toMatch(/^BYE /);
  stage.send(answerTo(bye, '200 OK'));
  await stage.run(100);
});

test('a call that its server has forgotten ends once the server is back', async () => {
  const stage = await open();
  await callUp(stage);
  stage.server.sip.forget();
  await stage.server.cut();
  await stage.until('the end', () => last(stage).length > 1);
  expect(last(stage)).toEqual(['established', 'ended peer-gone 481']);
});

test('the next probe detects a device that hung up after a connection was lost', async () => {
  const stage = await open();
  const ok = await callUp(stage);
  await stage.server.cut();
  await stage.until('resumed', () => changes(stage).includes('resumed'));
  stage.send(answerTo(await stage.next(), '200 OK'));
  await stage.run(100);
  // Its server passes requests to the connection that accepted the call, which is gone.
  stage.send(stage.inDialog(ok, 'BYE', 2));
  expect(status(await stage.next())).toMatch(/^481 /);
  expect(last(stage)).toEqual(['established', 'alive']);
  await stage.run(20_000);
  expect(last(stage)).toEqual(['established', 'alive', 'ended peer-gone 481']);
});

test('a ringing call ends with its connection', async () => {
  const stage = await open();
  stage.edge.onCall = (call) => call.ring();
  stage.send(stage.request());
  await stage.next();
  await stage.server.cut();
  await stage.until('the end', () => last(stage).length > 0);
  expect(last(stage)).toEqual(['ended transport']);
  await stage.run(100);
  expect(stage.edge.edge.stats()).toMatchObject({ calls: 0, clientTransactions: 0, serverTransactions: 0 });
});

test('an unacknowledged answer ends with its connection', async () => {
  const stage = await open();
  stage.send(stage.request());
  await stage.next();
  await stage.server.cut();
  await stage.until('the end', () => last(stage).length > 0);
  expect(last(stage)).toEqual(['ended transport']);
  await stage.until('connected again', () => changes(stage).filter((change) => change === 'connected').length === 3);
  const came = [status(await stage.next()), status(await stage.next())];
  expect(came.some((line) => line.startsWith('BYE '))).toBe(true);
});

test.each(['before it rings', 'as it rings'])('our call ends with its connection, %s', async (when) => {
  const stage = await open();
  await stage.other.cut(true);
  await stage.run(10);
  stage.edge.dial('sip:room@10.0.0.9');
  const invite = await stage.next();
  if (when === 'as it rings') {
    stage.send(answerTo(invite, '183 Session Progress').replace(/^To: .*?(?=\r)/m, (to) => `${to};tag=theirs`));
    await stage.run(10);
  }
  await stage.server.cut();
  await stage.run(50);
  expect(last(stage).at(-1)).toBe('ended transport');
  await stage.run(40_000);
  expect(stage.edge.edge.stats()).toMatchObject({ calls: 0, clientTransactions: 0, serverTransactions: 0 });
});

test('an offer in progress is rejected, and the call continues', async () => {
  const stage = await open();
  await callUp(stage);
  stage.edge.calls[0]?.call.sendOffer(OFFER);
  await stage.next();
  await stage.server.cut();
  await stage.until('the refusal', () => last(stage).includes('offerRefused 503'));
  stage.edge.calls[0]?.call.sendOffer(OFFER);
  await stage.run(20);
  expect(last(stage)).toEqual(['established', 'offerRefused 503', 'offerRefused 503']);
});

test('servers share the calls, and lose only their own', async () => {
  const stage = await open();
  const device = stage.net.peer('10.0.0.8');
  for (const target of ['sip:room@10.0.0.8', 'sip:room@10.0.0.8']) stage.edge.dial(target);
  await stage.until('both calls', () => device.received.length === 2);
  expect(device.received.map((text) => field(text, 'Contact')).toSorted()).toEqual([
    '<sip:10.0.0.1:5060>',
    '<sip:10.0.0.2:5060>',
  ]);
  await stage.other.cut();
  await stage.run(50);
  expect(stage.edge.calls.filter((call) => shorts(call).at(-1) === 'ended transport')).toHaveLength(1);
  for (const { call } of stage.edge.calls) call.end();
});

test('a server that connects to us brings its calls, and its connection is closed after the last one', async () => {
  const stage = await open({}, { from: ['127.0.0.1'] });
  expect(stage.edge.edge.stats().connections).toBe(0);
  stage.server.connectTo(stage.controlPort);
  await stage.until('a connection', () => stage.server.connections === 1);
  const ok = await callUp(stage);
  expect(stage.edge.edge.stats().connections).toBe(1);
  expect(changes(stage)).toEqual(['connected']);
  stage.edge.calls[0]?.call.sendOffer(OFFER);
  stage.send(reply(await stage.next(), '200 OK', {}, ANSWER));
  await stage.next();
  stage.send(stage.inDialog(ok, 'BYE', 2));
  expect(status(await stage.next())).toBe('200 OK');
  await stage.run(6000);
  expect([stage.server.connections, stage.edge.edge.stats().connections]).toEqual([0, 0]);
  expect(changes(stage)).toEqual(['connected']);
  stage.server.connectTo(stage.controlPort);
  await stage.until('a connection', () => stage.server.connections === 1);
  stage.send(stage.request('OPTIONS'));
  expect(status(await stage.next())).toBe('200 OK');
  await stage.run(6000);
  expect([changes(stage), stage.server.connections]).toEqual([['connected'], 0]);
});

test('if a server loses one of two connections, its call continues over the other', async () => {
  const stage = await open({}, { from: [] });
  stage.server.connectTo(stage.controlPort);
  await stage.until('a connection', () => stage.server.connections === 1);
  await callUp(stage);
  stage.server.connectTo(stage.controlPort);
  await stage.until('another', () => stage.server.connections === 2);
  // The connections are used in turn.
  for (const branch of ['o1', 'o2']) {
    stage.send(
      stage.request('OPTIONS', { Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${branch};rport`, 'Call-ID': branch }),
    );
    expect(status(await stage.next())).toBe('200 OK');
  }
  expect(stage.edge.edge.stats().connections).toBe(2);
  stage.server.cutOldest();
  await stage.until('resumed', () => changes(stage).includes('resumed'));
  expect(changes(stage)).toEqual(['connected', 'lost', 'resumed']);
  stage.send(answerTo(await stage.next(), '200 OK'));
  await stage.until('alive', () => last(stage).includes('alive'));
  expect(last(stage)).toEqual(['established', 'alive']);
});

test('a connection from an unlisted address is not told our secret', async () => {
  const stage = await open({}, { from: ['192.0.2.1'] });
  stage.server.connectTo(stage.controlPort);
  await stage.until('the refusal', () => changes(stage).length > 0);
  await stage.run(100);
  expect(changes(stage)).toEqual(['refused']);
  expect(stage.server.verbs).toEqual([]);
});

test('a port that is in use is reported at the start', async () => {
  const stage = await open();
  const connections = {
    mode: 'outbound',
    listen: { address: '127.0.0.1', port: stage.controlPort },
    from: [],
  } as const;
  const edge = drachtioEdge({}, { connections, secret: 'cymru', graceTime: 1000, clock: stage.net.clock });
  await expect(edge.edge.listen(edge)).rejects.toThrow('EADDRINUSE');
  await edge.edge.close();
});

test('a CANCEL that crossed our answer ends the call, because the server has ended it', async () => {
  const stage = await open();
  stage.send(stage.request());
  await stage.next();
  const [dialog] = stage.server.sip.dialogs.values();
  if (dialog === undefined) expect.fail('no dialog');
  stage.server.sip.byeOfOurs(dialog, 'SIP ;cause=200 ;text="CANCEL after 200 OK"');
  await stage.until('the end', () => last(stage).length > 0);
  expect(stage.edge.calls[0]?.events).toEqual([
    { type: 'ended', end: { cause: 'bye', reason: 'SIP ;cause=200 ;text="CANCEL after 200 OK"' } },
  ]);
});

test('the session timer is ours: the server gets none to run, and proxies nothing', async () => {
  const stage = await open();
  const ok = await callUp(stage, { Supported: 'timer', 'Session-Expires': '1200;refresher=uac' });
  expect(/^(?:Session-Expires|x): (.*)\r$/im.exec(ok)?.[1]).toBe('1200;refresher=uac');
  stage.edge.onCallEvent = (call, event) => {
    if (event.type === 'offer') call.answer(ANSWER);
  };
  stage.send(stage.inDialog(ok, 'INVITE', 2, SDP, OFFER));
  await stage.next();
  expect(stage.server.sessionTimers).toEqual([]);
  expect(new Set(stage.server.verbs)).toEqual(new Set(['authenticate', 'route', 'sip']));
});

test('drachtio-srf is only used for requests and responses', () => {
  const folder = join(import.meta.dirname, '../../../../gateway/sip/drachtio');
  const source = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  expect(source).not.toMatch(/\b(?:proxyRequest|createUAS|createUAC|createB2BUA)\b|\.proxy\(/);
});
