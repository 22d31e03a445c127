/** Several servers, and the remains of failed requests. */
import { afterEach, expect, test } from 'vitest';
import { EDGE, field, request, shorts, status } from '../stack/harness.ts';
import { standInStage } from '../edge.stage.ts';
import type { DrachtioStage, DrachtioStageOptions, StageOptions } from '../edge.stage.ts';

const OTHER = { address: '10.0.0.2', port: 5060 };
let stage: DrachtioStage | undefined;

afterEach(async () => {
  await stage?.close();
});

async function open(options: StageOptions = {}, more: DrachtioStageOptions = {}): Promise<DrachtioStage> {
  stage = await standInStage(options, more);
  return stage;
}

/** Both servers connect to us. */
async function openFound(options: StageOptions = {}): Promise<DrachtioStage> {
  const opened = await open(options, { from: ['127.0.0.1'] });
  for (const server of [opened.server, opened.other]) {
    server.connectTo(opened.controlPort);
    await opened.until('a connection', () => server.connections === 1);
  }
  return opened;
}

/** A request of the device at 10.0.0.8. */
const fromOther = (method: string, change: Readonly<Record<string, string>> = {}): string =>
  request(method, { 'Call-ID': 'call-2@10.0.0.8', ...change }).replaceAll('10.0.0.9', '10.0.0.8');

test("rejecting a request from one server's device does not affect another server", async () => {
  const stage = await open({ screen: ({ callId }) => (callId.startsWith('call-1') ? 'drop' : 'take') });
  const [device, second] = [stage.net.peer('10.0.0.9', 5070), stage.net.peer('10.0.0.8')];
  stage.edge.onCall = () => {};
  device.send(request('INVITE', { Via: 'SIP/2.0/UDP 10.0.0.9:5070;branch=z9hG4bKa1;rport' }), EDGE);
  await stage.until('the refusal', () => device.lines.some((line) => line.includes(' 403 ')));
  second.send(fromOther('INVITE'), OTHER);
  await stage.until('the call', () => stage.edge.calls.length === 1);
  await stage.run(100);
  expect(second.lines.filter((line) => !line.includes(' 100 '))).toEqual([]);
  stage.edge.calls[0]?.call.reject({ status: 486 });
  await stage.run(100);
  expect(second.lines.at(-1)).toContain(' 486 ');
});

test.each<[string, string, StageOptions, Readonly<Record<string, string>>]>([
  ['by screening', '403', { screen: () => 'drop' }, {}],
  ['because of an unsupported extension', '420', {}, { Require: 'nothing-known' }],
  ['above the rate limit', '503', { rateLimit: { perSecond: 0.001, burst: 1 } }, {}],
  ['by the handler', '486', {}, {}],
])('an INVITE rejected %s allows its connection to be closed', async (_, answer, options, change) => {
  const stage = await open(options, { from: [] });
  stage.edge.onCall = (call) => call.reject({ status: 486 });
  stage.server.connectTo(stage.controlPort);
  await stage.until('a connection', () => stage.server.connections === 1);
  for (const id of ['a', 'b', 'c']) {
    stage.send(
      stage.request('INVITE', {
        'Call-ID': `${id}@10.0.0.9`,
        Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${id};rport`,
        ...change,
      }),
    );
    await stage.next();
  }
  stage.send(stage.request('INVITE', change));
  expect(status(await stage.next()).slice(0, 3)).toBe(answer);
  await stage.run(40_000);
  expect([stage.server.connections, stage.edge.edge.stats().connections]).toEqual([0, 0]);
});

test('a cancelled INVITE allows its connection to be closed', async () => {
  const stage = await open({}, { from: [] });
  stage.edge.onCall = (call) => call.ring();
  stage.server.connectTo(stage.controlPort);
  await stage.until('a connection', () => stage.server.connections === 1);
  stage.send(stage.request());
  await stage.next();
  stage.send(stage.request('CANCEL'));
  await stage.until('the end', () => shorts(stage.edge.calls[0]).length > 0);
  await stage.run(40_000);
  expect([stage.server.connections, stage.edge.edge.stats().connections]).toEqual([0, 0]);
});

test('each connected server gets the requests of its own dialogs', async () => {
  const stage = await openFound();
  const second = stage.net.peer('10.0.0.8');
  stage.send(stage.request());
  const ok = await stage.next();
  stage.send(stage.inDialog(ok, 'ACK', 1));
  second.send(fromOther('INVITE'), OTHER);
  await stage.until('the answer', () => second.lines.some((line) => line.includes(' 200 ')));
  const to = field(second.received.at(-1), 'To') ?? '';
  second.send(fromOther('ACK', { To: to, Via: 'SIP/2.0/UDP 10.0.0.8:5060;branch=z9hG4bKack;rport' }), OTHER);
  await stage.until(
    'both calls',
    () => stage.edge.calls.length === 2 && stage.edge.calls.every((call) => shorts(call).includes('established')),
  );
  for (const { call } of stage.edge.calls) call.end();
  await stage.until('a BYE for each', () => second.lines.some((line) => line.includes('BYE ')));
  expect(status(await stage.next())).toMatch(/^BYE /);
});

test('each connected server gets the CANCEL of a call that it made for us', async () => {
  const stage = await openFound();
  for (const target of [EDGE, OTHER]) {
    const greeter = stage.net.peer('10.0.0.7', target === EDGE ? 5071 : 5072);
    greeter.send(request('OPTIONS', { 'Call-ID': target.address }), target);
    await stage.run(50);
  }
  const device = stage.net.peer('10.0.0.8');
  for (const id of ['x', 'y']) stage.edge.dial(`sip:${id}@10.0.0.8`);
  await stage.until('both calls', () => device.received.length === 2);
  for (const invite of device.received.slice()) {
    const from = field(invite, 'Via')?.includes(OTHER.address) === true ? OTHER : EDGE;
    const lines = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${field(invite, name) ?? ''}`);
    device.send(`SIP/2.0 180 Ringing\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, from);
  }
  await stage.run(50);
  for (const { call } of stage.edge.calls) call.end();
  await stage.until('both CANCELs', () => device.lines.filter((line) => line.includes('CANCEL ')).length === 2);
});
