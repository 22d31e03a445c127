/** Requests that get no answer, and those that get 503, without any state being kept. */
import { expect, test } from 'vitest';
import type { SipRequestInfo } from '../../../../gateway/sip/edge.ts';
import type { EmbeddedEdgeOptions } from '../../../../gateway/sip/stack/index.ts';
import { field, inDialog, OFFER, request, scene, status, type Scene } from './harness.ts';

const NOTHING = { calls: 0, clientTransactions: 0, serverTransactions: 0, connections: 0, timers: 0 };
const SCANNER = 'sip:100@10.0.0.1';
const scan = (method = 'INVITE', headers: Readonly<Record<string, string>> = {}): string =>
  request(method, headers, method === 'INVITE' ? OFFER : '', SCANNER);

async function screened(
  options: Partial<EmbeddedEdgeOptions> = {},
): Promise<Scene & { readonly asked: SipRequestInfo[] }> {
  const made = await scene(options);
  const asked: SipRequestInfo[] = [];
  // The handler's interface: a listener's own methods.
  Object.assign(made.edge, {
    screen: (info: SipRequestInfo) => {
      asked.push(info);
      return info.requestUri.user === '100' ? 'drop' : 'take';
    },
  });
  return { ...made, asked };
}

test('a screened INVITE gets no answer, nor do its repetitions, its CANCEL and its ACK; each is counted, and no state is kept', async () => {
  const { edge, say, asked } = await screened();
  expect(say(scan(), scan(), scan('CANCEL', { CSeq: '1 CANCEL' }), scan('ACK', { CSeq: '1 ACK' }))).toEqual([]);
  expect(edge.factNames).toEqual(['refused silent-drop', 'refused silent-drop', 'refused silent-drop']);
  expect(edge.calls).toEqual([]);
  expect(edge.edge.stats()).toEqual(NOTHING);
  expect(asked[0]).toMatchObject({
    requestUri: { scheme: 'sip', user: '100', host: '10.0.0.1' },
    source: { transport: 'udp', address: '10.0.0.9', port: 5060 },
  });
});

test.each(['MESSAGE', 'SUBSCRIBE', 'BYE', 'INFO', 'PUBLISH'])('%s outside a dialog is screened', async (method) => {
  const { edge, say } = await screened();
  expect(say(scan(method), scan(method, { To: '<sip:100@10.0.0.1>;tag=x' }))).toEqual([]);
  expect(edge.edge.stats()).toEqual(NOTHING);
});

test.each([
  ['OPTIONS', '200 OK'],
  ['REGISTER', '403 Forbidden'],
])('%s is not screened', async (method, answer) => {
  const { say, asked } = await screened();
  say(scan(method));
  await new Promise(setImmediate);
  expect(say(scan(method)).map(status)).toContain(answer);
  expect(asked).toEqual([]);
});

test('an accepted call continues as usual, and its dialog is not screened', async () => {
  const { say, asked, edge } = await screened();
  const [ok] = say(request());
  expect(status(ok)).toBe('200 OK');
  say(inDialog(ok, 'ACK', 1));
  expect(say(inDialog(ok, 'BYE', 2)).map(status)).toEqual(['200 OK']);
  expect(asked.length).toBe(1);
  expect(edge.factNames).toEqual([]);
});

test('a screen that throws lets the request pass', async () => {
  const { edge, say } = await scene();
  Object.assign(edge, {
    screen: () => {
      throw new Error('a bug');
    },
  });
  expect(say(request()).map(status)).toEqual(['200 OK']);
  expect(edge.factNames).toEqual(['handlerFault']);
});

test('scanners above their rate are not screened', async () => {
  const { edge, say, asked } = await screened({ rateLimit: { perSecond: 1, burst: 2, silentDrop: true } });
  expect(
    say(
      ...Array.from({ length: 1000 }, (_, index) =>
        scan('INVITE', { Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${index};rport`, 'Call-ID': String(index) }),
      ),
    ),
  ).toEqual([]);
  expect(asked.length).toBe(2);
  expect(edge.factNames.length).toBe(1000);
});

test('an overloaded edge answers new INVITEs 503 with Retry-After and keeps no state; established calls continue', async () => {
  const load = { high: false };
  const { edge, say } = await scene({ isOverloaded: () => load.high, limits: { retryAfter: 7 } });
  const [ok] = say(request());
  say(inDialog(ok, 'ACK', 1));
  load.high = true;
  const before = edge.edge.stats();
  const [refusal, ...others] = say(
    request('INVITE', { 'Call-ID': 'other', Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKother;rport' }),
  );
  expect([status(refusal), field(refusal, 'Retry-After'), others]).toEqual(['503 Service Unavailable', '7', []]);
  expect(edge.edge.stats()).toEqual(before);
  expect(edge.factNames).toEqual(['refused overload']);
  expect(say(inDialog(ok, 'INVITE', 2, { 'Content-Type': 'application/sdp' }, OFFER)).map(status)).toEqual([
    '100 Trying',
  ]);
  expect(
    say(request('OPTIONS', { 'Call-ID': 'o', Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKo;rport' })).map(status),
  ).toEqual(['200 OK']);
  load.high = false;
  expect(
    say(request('INVITE', { 'Call-ID': 'other', Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKother2;rport' })).map(
      status,
    ),
  ).toEqual(['200 OK']);
});

test('screening precedes the 503 of an overloaded edge', async () => {
  const { edge, say } = await screened({ isOverloaded: () => true });
  expect(say(scan())).toEqual([]);
  expect(edge.factNames).toEqual(['refused silent-drop']);
});

test('a 503 for lack of capacity states the reason if configured', async () => {
  const { say } = await scene({
    isOverloaded: () => true,
    busyHeaders: [
      ['Warning', '399 roomgate "Try again"'],
      ['Retry-After', '10'],
    ],
  });
  const [answer] = say(request());
  expect(status(answer)).toBe('503 Service Unavailable');
  expect([field(answer, 'Warning'), field(answer, 'Retry-After')]).toEqual(['399 roomgate "Try again"', '10']);
});

const unread = (): string => request('INVITE').replace(/CSeq: .*/, 'CSeq: none');

test('unreadable requests are answered within the rate limit of their source', async () => {
  const { edge, say } = await scene({ rateLimit: { perSecond: 1, burst: 2 } });
  expect(say(unread(), unread(), unread()).map(status)).toEqual(['400 Bad Request', '400 Bad Request']);
  expect(edge.factNames.filter((name) => name === 'refused rate-limit')).toHaveLength(1);
});

test('an edge that hides from strangers does not answer unreadable requests', async () => {
  const { say } = await screened({});
  expect(say(unread())).toEqual([]);
});
