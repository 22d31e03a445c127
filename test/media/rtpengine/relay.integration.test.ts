/** Several instances as one relay, tested against servers that speak their protocol. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../base/system-clock.ts';
import {
  openRelay,
  parseInstance,
  RelayError,
  type Relay,
  type RelayFact,
  type RelayLoss,
  type RelaySession,
} from '../../../media/index.ts';
import { NgServer } from '../../fakes/ng-server.ts';

const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 4000 RTP/AVP 0',
  '',
].join('\r\n');
const RELAYED = SDP.replace('4000', '30000');
const INTERVAL = 200;

let servers: readonly [NgServer, NgServer];
let relay: Relay;
let facts: RelayFact[];
let ids: number;

const until = async (what: () => boolean): Promise<void> => {
  for (const end = Date.now() + 5000; !what();) {
    if (Date.now() > end) throw new Error('timed out');
    await new Promise((done) => void setImmediate(done));
  }
};
const open = (
  more: {
    readonly queryInterval?: number;
    readonly mediaTimeout?: number;
    readonly instances?: readonly string[];
  } = {},
): Promise<Relay> =>
  openRelay({
    pingInterval: INTERVAL,
    timeout: INTERVAL,
    queryInterval: 60_000,
    mediaTimeout: 0,
    moveTimeout: 2000,
    transcode: [],
    chance: () => 0,
    clock: systemClock,
    newId: () => `call-${++ids}`,
    onFact: (fact) => void facts.push(fact),
    ...more,
    instances: (more.instances ?? servers.map(({ name }) => name)).map(parseInstance),
  });
const up = async (session: RelaySession): Promise<void> => {
  await session.offer(SDP, 'device');
  await session.answer(SDP, 'gateway');
};
const losses = (session: RelaySession): RelayLoss[] => {
  const told: RelayLoss[] = [];
  session.onLost = (why) => void told.push(why);
  return told;
};
const silent = (server: NgServer, ...commands: readonly string[]): void =>
  void (server.behave = (request) =>
    commands.length === 0 || commands.includes(request.command) ? undefined : server.usual(request));

beforeEach(async () => {
  [facts, ids] = [[], 0];
  servers = [await NgServer.start(), await NgServer.start()];
});
afterEach(async () => {
  await relay.close();
  await relay.close();
  for (const server of servers) server.close();
});

it('descriptions are passed on, and the call is ended at the instance once', async () => {
  relay = await open();
  const session = relay.openSession();
  expect(session.instance).toBeUndefined();
  expect(await session.offer(SDP, 'device')).toBe(RELAYED);
  expect(await session.answer(SDP, 'gateway')).toBe(RELAYED);
  expect(session.instance).toBe(servers[0].name);
  expect(relay.stats()).toEqual([
    { instance: servers[0].name, up: true, sessions: 1 },
    { instance: servers[1].name, up: true, sessions: 0 },
  ]);
  session.close();
  session.close();
  await until(() => servers[0].asked('delete').length === 1);
  await relay.close();
  expect(servers[0].asked('delete')).toMatchObject([{ 'call-id': 'call-1' }]);
  expect(facts).toContainEqual({
    type: 'quality',
    instance: servers[0].name,
    streams: [{ loss: 0.01, jitter: 0.005, mos: 4 }],
  });
});

it.each<[string, (server: NgServer) => void]>([
  ['does not answer', (server) => silent(server, 'offer')],
  [
    'has as many calls as it takes',
    (server) =>
      void (server.behave = (request) =>
        request.command === 'offer'
          ? { result: 'load limit', 'error-reason': 'Parallel session limit reached' }
          : server.usual(request)),
  ],
])('a new call goes to the next instance when one %s', async (_name, spoil) => {
  relay = await open();
  spoil(servers[0]);
  const session = relay.openSession();
  expect(await session.offer(SDP, 'device')).toBe(RELAYED);
  expect(session.instance).toBe(servers[1].name);
  expect(servers[1].asked('offer')[0]!['call-id']).not.toBe(servers[0].asked('offer')[0]!['call-id']);
  // The silent instance may have the call for all we know.
  await until(() => servers[0].asked('delete').length === 1);
});

it('a description that one instance cannot read is not sent to another', async () => {
  relay = await open();
  servers[0].behave = (request) =>
    request.command === 'offer'
      ? { result: 'error', 'error-reason': 'Failed to parse SDP' }
      : servers[0].usual(request);
  await expect(relay.openSession().offer(SDP, 'device')).rejects.toMatchObject({ kind: 'bad-sdp' });
  expect(servers[1].asked('offer')).toEqual([]);
});

it('a call is refused at once if no instance is up', async () => {
  servers.forEach((server) => silent(server));
  relay = await open();
  await expect(relay.openSession().offer(SDP, 'device')).rejects.toThrow(RelayError);
  expect(servers[0].asked('offer')).toEqual([]);
  await expect(relay.openSession().move()).resolves.toBe(false);
});

it('a lost offer of a new call is repeated once, for the same call at the same instance', async () => {
  relay = await open({ instances: [servers[0].name] });
  let first = true;
  servers[0].behave = (request) => {
    const isLost = request.command === 'offer' && first;
    if (isLost) first = false;
    return isLost ? undefined : servers[0].usual(request);
  };
  expect(await relay.openSession().offer(SDP, 'device')).toBe(RELAYED);
  expect(servers[0].asked('offer').map((request) => request['call-id'])).toEqual(['call-1', 'call-1']);
});

it('a payload that an instance cannot read does not mark it as full', async () => {
  relay = await open();
  servers[0].behave = (request) =>
    request.command === 'offer'
      ? { result: 'error', 'error-reason': 'Unknown payload type' }
      : servers[0].usual(request);
  await expect(relay.openSession().offer(SDP, 'device')).rejects.toMatchObject({ kind: 'bad-sdp' });
});

it('an instance with weight 0 gets no new calls', async () => {
  relay = await open({ instances: [`${servers[0].name}:0`, servers[1].name] });
  const session = relay.openSession();
  await session.offer(SDP, 'device');
  expect(session.instance).toBe(servers[1].name);
});

it('a lost answer is repeated once', async () => {
  relay = await open();
  const session = relay.openSession();
  await session.offer(SDP, 'device');
  let first = true;
  servers[0].behave = (request) => {
    const isLost = request.command === 'answer' && first;
    if (isLost) first = false;
    return isLost ? undefined : servers[0].usual(request);
  };
  expect(await session.answer(SDP, 'gateway')).toBe(RELAYED);
  expect(servers[0].asked('answer')).toHaveLength(2);
});

it('an instance that goes down loses its calls, which move; once it is back the leftovers are ended there', async () => {
  relay = await open();
  const session = relay.openSession();
  const told = losses(session);
  await up(session);
  silent(servers[0]);
  await until(() => told.length > 0);
  expect(session.lost).toBe(true);
  expect(await session.move()).toBe(true);
  expect(await session.offer(SDP, 'gateway')).toMatch('30000');
  expect(session.instance).toBe(servers[1].name);
  servers[0].behave = undefined;
  await until(() => servers[0].asked('delete').length === 1);
  expect(servers[0].asked('delete')).toMatchObject([{ 'call-id': 'call-1' }]);
  expect(told).toEqual(['instance-down']);
  expect(facts.filter(({ type }) => type === 'instance')).toMatchObject([
    { change: 'up' },
    { change: 'up' },
    { change: 'down', sessions: 1 },
    { change: 'up' },
  ]);
});

it('calls of a dead instance move 20 at a time, the next one when one of those is up again or over', async () => {
  relay = await open();
  const moving: RelaySession[] = [];
  for (let count = 0; count < 26; count += 1) {
    const session = relay.openSession();
    session.onLost = () => void session.move().then((found) => found && moving.push(session));
    await up(session);
  }
  silent(servers[0]);
  await until(() => moving.length === 20);
  await until(() => !relay.stats()[0]!.up);
  expect(moving).toHaveLength(20);
  for (const session of moving.slice(0, 3)) {
    await session.offer(SDP, 'gateway');
    await session.answer(SDP, 'device');
  }
  await until(() => moving.length === 23);
  for (const session of moving.slice(3, 6)) session.close();
  await until(() => moving.length === 26);
});

it('calls that a returned instance does not end at once are ended again, 20 at a time', async () => {
  relay = await open();
  for (let count = 0; count < 30; count += 1) {
    const session = relay.openSession();
    session.onLost = () => session.close();
    await up(session);
  }
  silent(servers[0]);
  await until(() => relay.stats()[0]!.sessions === 0);
  silent(servers[0], 'delete');
  await until(() => servers[0].asked('delete').length > 0);
  await until(() => servers[0].asked('delete').length >= 20);
  expect(servers[0].asked('delete')).toHaveLength(20);
  servers[0].behave = undefined;
  const ended = (): number => new Set(servers[0].asked('delete').map((request) => request['call-id'])).size;
  await until(() => ended() === 30 && servers[0].asked('delete').length === 50);
});

it('a waiting call continues as soon as an instance is back', async () => {
  relay = await open({ instances: [servers[0].name] });
  const session = relay.openSession();
  await up(session);
  silent(servers[0]);
  await until(() => !relay.stats()[0]!.up);
  const moving = session.move();
  servers[0].behave = undefined;
  expect(await moving).toBe(true);
});

it('an instance that restarted has lost its calls', async () => {
  relay = await open();
  const session = relay.openSession();
  const told = losses(session);
  await up(session);
  servers[0].uptime = 0;
  await until(() => told.length > 0);
  expect(told).toEqual(['instance-restarted']);
});

it('a call that its instance does not know is lost, on a query or on its next message', async () => {
  relay = await open({ queryInterval: INTERVAL });
  const unknown = { result: 'error', 'error-reason': 'Unknown call-id' };
  const [asked, says] = [relay.openSession(), relay.openSession()];
  const [toldAsked, toldSays] = [losses(asked), losses(says)];
  await up(asked);
  await up(says);
  servers[0].behave = (request) =>
    request['call-id'] === 'call-2' && request.command === 'offer'
      ? unknown
      : request['call-id'] === 'call-1' && request.command === 'query'
        ? unknown
        : servers[0].usual(request);
  await until(() => toldAsked.length > 0);
  await expect(says.offer(SDP, 'device')).rejects.toMatchObject({ kind: 'lost' });
  expect([toldAsked, toldSays]).toEqual([['call-forgotten'], ['call-forgotten']]);
});

it('a device that is not on hold and sends nothing for too long loses its call, whatever the time at the instance', async () => {
  relay = await open({ queryInterval: 10, mediaTimeout: 100 });
  const session = relay.openSession();
  const told = losses(session);
  await up(session);
  const media = (last: number, flag: string) => ({ flags: [flag], streams: [{ 'last packet': last }] });
  let [packets, medias] = [0, () => [media(1, 'send'), media(1000 + ++packets, 'recv')]];
  servers[0].behave = (request) =>
    request.command === 'query' ? { result: 'ok', tags: { device: { medias: medias() } } } : servers[0].usual(request);
  const since = Date.now();
  await until(() => Date.now() - since > 200);
  expect(packets).toBeGreaterThan(2);
  expect(told).toEqual([]);
  medias = () => [media(1, 'send')];
  await until(() => Date.now() - since > 400);
  expect(told).toEqual([]);
  medias = () => [media(1000, 'recv')];
  await until(() => told.length > 0);
  expect(told).toEqual(['media-timeout']);
});

it('a call closed while an offer is pending is ended at the instance too', async () => {
  relay = await open();
  const session = relay.openSession();
  const offered = session.offer(SDP, 'device');
  session.close();
  await expect(offered).rejects.toMatchObject({ kind: 'no-instance' });
  await until(() => servers[0].asked('delete').length > 0);
  expect(relay.stats().map(({ sessions }) => sessions)).toEqual([0, 0]);
});

it('closing the relay ends the remaining calls', async () => {
  relay = await open();
  await up(relay.openSession());
  await up(relay.openSession());
  await relay.close();
  expect(servers[0].asked('delete')).toHaveLength(2);
});
