/** A SIP device shares its screen, and another one sees it: over real sockets, with real H.264. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issue } from '../fakes/certificates.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { encodePictures, PictureSender, type Picture } from './h264-picture.ts';
import { SipContentRoom, type SipContentRoomOptions } from './sip-content-room.ts';

let gateway: RunningGateway;
let slides: readonly Picture[];
let port = 13_000;
const rooms: SipContentRoom[] = [];
const senders: PictureSender[] = [];

beforeAll(async () => {
  [gateway, slides] = await Promise.all([startGateway(), encodePictures()]);
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
});

afterEach(leave);

async function call(options: Partial<SipContentRoomOptions> = {}): Promise<SipContentRoom> {
  port += 40;
  const room = await SipContentRoom.call({
    gatewayPort: gateway.sipPort,
    dial: gateway.pin,
    port,
    floor: { transport: 'udp', control: 'c-s' },
    ...options,
  });
  rooms.push(room);
  return room;
}
const share = (room: SipContentRoom): PictureSender => {
  const { rtp, rtcp } = room.rtp.content;
  const sender = new PictureSender({
    rtp,
    rtcp,
    to: room.stream('content')!.rtp!,
    payloadType: 98,
    pictures: slides,
    ssrc: 0x5115,
    onDemand: true,
  });
  senders.push(sender);
  return sender;
};
const seconds = (): number => performance.now() / 1000;
async function leave(): Promise<void> {
  for (const sender of senders.splice(0)) sender.stop();
  for (const room of rooms.splice(0)) await room.hangUp();
  await eventually(async () => ((await gateway.metrics()).get('roomgate_calls_active') === 0 ? true : undefined));
}
/** Seconds until it has received a complete picture; everything received by then decodes. */
const sees = (room: SipContentRoom, from: number): Promise<number> => room.rtp.content.sees(from);

/** Issued before the devices exist. */
const [named, other] = await Promise.all([issue({ name: 'room' }), issue({ name: 'other' })]);
const tls = { named, shown: named };

describe.each([
  ['BFCP over UDP', { floor: { transport: 'udp', control: 'c-s' } }],
  ['BFCP over UDP, client only, m-stream', { floor: { transport: 'udp', control: 'c-only', spelling: 'm-stream' } }],
  ['BFCP over TCP', { floor: { transport: 'tcp', control: 'c-s' } }],
  [
    'BFCP over TCP, the device waits for our connection',
    { floor: { transport: 'tcp', control: 'c-only', setup: 'passive' } },
  ],
  ['BFCP over TLS', { floor: { transport: 'tcp', control: 'c-s', tls } }],
  [
    'BFCP over TLS, the device waits for our connection',
    { floor: { transport: 'tcp', control: 'c-s', setup: 'passive', tls } },
  ],
] as const)('a device with %s', (_name, options) => {
  it('is granted the floor, and another device sees its screen within two seconds, without an error', async () => {
    const [sharing, watching] = [await call(options), await call(options)];
    expect(sharing.stream('content')?.label).toBe('12');
    const started = seconds();
    expect(await sharing.askFloor()).toBe('granted');
    const sender = share(sharing);
    expect(await sees(watching, started)).toBeLessThan(2);
    expect((await watching.rtp.content.decoded(started)).complaints).toBe('');
    expect(sender.asked).toBeGreaterThan(0);
    await eventually(async () => watching.floorEvents.find((event) => event.type === 'peerHolds' && event.holds));
    // It does not receive its own screen.
    expect(sharing.rtp.content.received).toHaveLength(0);
    sharing.floor!.release();
    await eventually(async () => watching.floorEvents.find((event) => event.type === 'peerHolds' && !event.holds));
  });
});

it('a device that presents another certificate than it announced gets no floor, is counted, and stays in the meeting', async () => {
  const room = await call({ floor: { transport: 'tcp', control: 'c-s', tls: { named, shown: other } } });
  await eventually(async () =>
    (await gateway.metrics()).get(
      'roomgate_tls_failures_total{listener="bfcp",failure="client-certificate-refused"}',
    ) === 1
      ? true
      : undefined,
  );
  expect(room.floorEvents.filter(({ type }) => type !== 'lost')).toEqual([]);
  expect((await gateway.metrics()).get('roomgate_calls_active')).toBe(1);
});

describe('content', () => {
  it('of a device without the floor is not forwarded', async () => {
    const [sharing, watching] = [await call(), await call()];
    const sender = share(sharing);
    await eventually(async () => (sender.sent > 100 ? true : undefined));
    expect(watching.rtp.content.received).toHaveLength(0);
  });

  it('of a device that is the server of its floor is seen, and it is asked before it is shown another screen', async () => {
    const [server, client] = [await call({ floor: { transport: 'udp', control: 's-only' } }), await call()];
    const started = seconds();
    server.floor!.notifyFloor({ userId: 3 });
    share(server);
    expect(await sees(client, started)).toBeLessThan(2.5);
    server.floor!.notifyFloor(undefined);
    await eventually(async () => client.floorEvents.find((event) => event.type === 'peerHolds' && !event.holds));
    const again = seconds();
    expect(await client.askFloor()).toBe('granted');
    const asked = await eventually(async () => server.floorEvents.find((event) => event.type === 'requested'));
    server.floor!.grant((asked as { floorRequestId: number }).floorRequestId);
    share(client);
    expect(await sees(server, again)).toBeLessThan(2.5);
  });

  it('is seen within two seconds by a device that joins late', async () => {
    const sharing = await call();
    await sharing.askFloor();
    share(sharing);
    await call();
    const late = await call();
    expect(await sees(late, seconds())).toBeLessThan(2);
  });

  it('is that of the newest request: the other device is notified, and sees it', async () => {
    const [first, second] = [await call(), await call()];
    await first.askFloor();
    share(first);
    const started = seconds();
    expect(await second.askFloor()).toBe('granted');
    await eventually(async () => first.floorEvents.find(({ type }) => type === 'revoked'));
    share(second);
    expect(await sees(first, started)).toBeLessThan(2.5);
  });

  it('comes with a line that is added when the device shares, and is shown on one that we add', async () => {
    const [hdx, other] = [await call({ content: 'later', floor: { transport: 'tcp', control: 'c-s' } }), await call()];
    expect(hdx.stream('content')).toBeUndefined();
    let started = seconds();
    expect(await hdx.askFloor()).toBe('granted');
    await hdx.addContent();
    share(hdx);
    expect(await sees(other, started)).toBeLessThan(2.5);
    await leave();
    const [shown, sharing] = [
      await call({ content: 'later', floor: { transport: 'tcp', control: 'c-s' } }),
      await call(),
    ];
    started = seconds();
    await sharing.askFloor();
    share(sharing);
    expect(await sees(shown, started)).toBeLessThan(2.5);
    expect(shown.reinvites.at(-1)).toMatch(/a=content:slides/);
  });

  it('is shown in the main video of a device without content support, and the call record says so', async () => {
    const [sharing, plain] = [await call(), await call({ floor: undefined as never, content: 'never' })];
    await sharing.askFloor();
    share(sharing);
    const started = seconds();
    await eventually(async () => ((await plain.rtp.video.decoded(started)).frames > 5 ? true : undefined));
    await leave();
    const recorded = await eventually(async () => {
      const { calls } = await gateway.call<{ calls: { content: string | null }[] }>('GET', '/v1/calls?limit=2');
      return calls.some(({ content }) => content === 'main-video') ? calls.map(({ content }) => content) : undefined;
    });
    expect(recorded.toSorted()).toEqual(['main-video', 'sent']);
  });

  it("is denied if the host's account says so, and sharing in progress is stopped", async () => {
    const { accounts } = await gateway.call<{ accounts: { id: string }[] }>('GET', '/v1/accounts');
    const set = (value: string) =>
      gateway.call('PATCH', `/v1/accounts/${accounts[0]!.id}/settings`, { contentFromDevices: value });
    const [sharing, watching] = [await call(), await call()];
    await sharing.askFloor();
    share(sharing);
    await sees(watching, seconds());
    await set('off');
    await eventually(async () => sharing.floorEvents.find(({ type }) => type === 'revoked'));
    expect(await sharing.askFloor()).toBe('denied');
    await set('on');
    await leave();
    const metrics = await gateway.metrics();
    expect(metrics.get('roomgate_control_decisions_total{control="content",outcome="denied",reason="policy"}')).toBe(1);
    expect(metrics.get('roomgate_control_decisions_total{control="content",outcome="revoked",reason="policy"}')).toBe(
      1,
    );
  });

  it('leaves nothing behind', async () => {
    expect((await gateway.idle()).get('roomgate_errors_total')).toBe(0);
  });
});
