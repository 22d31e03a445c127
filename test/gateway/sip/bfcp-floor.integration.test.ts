/** Our BFCP line: its content for each kind of device, and the conversion between BFCP messages and domain events. */
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../base/system-clock.ts';
import { bindBfcp, type FloorEvent } from '../../../gateway/bfcp/index.ts';
import type { LegEvent } from '../../../gateway/core/leg.ts';
import { decodeSdp } from '../../../gateway/sdp/decode.ts';
import { encodeSdp } from '../../../gateway/sdp/encode.ts';
import { offeredFloor, SipFloor, type FloorPlace } from '../../../gateway/sip/bfcp-floor.ts';
import { LegFloor } from '../../../gateway/sip/leg-floor.ts';
import { issue } from '../../fakes/certificates.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { seededRandom } from '../../fakes/memory-network.ts';
import { lifesize, polycomHdx } from '../../fakes/device-sdp.ts';
import { noFault } from '../../fakes/faults.ts';

const place: FloorPlace = {
  address: (family) => (family === 4 ? { address: '127.0.0.1', announced: '198.51.100.7' } : undefined),
  firstPort: 32_500,
  lastPort: 32_599,
  clock: systemClock,
  random: seededRandom(3),
  onFault: noFault,
  tls: {
    certificate: () => issue({ name: 'roomgate' }),
    policy: { minVersion: 'TLSv1.2', ciphers: '' },
    onFailed: () => undefined,
  },
};
const line = (attributes: readonly string[], protocol = 'UDP/BFCP', label: string | undefined = '12') => ({
  line: { protocol, attributes },
  remote: { address: '127.0.0.1', port: 32_600 },
  contentLabel: label,
});
const open = (offered: ReturnType<typeof line>, events: LegEvent[] = []) =>
  SipFloor.open({ place, offered, source: '127.0.0.1', onEvent: (event) => void events.push(event) });

const hash = (pair: string) => Array.from({ length: 32 }, () => pair).join(':');
const FINGERPRINT = `a=fingerprint:sha-256 ${hash('0A')}`;

describe('our line', () => {
  it.each([
    [
      'a device that offers both roles: we are the server, with its ids and the label of its content',
      ['floorctrl:c-s', 'confid:1', 'userid:5', 'floorid:2 mstrm:12'],
      ['floorctrl:s-only', 'confid:1', 'floorid:2 mstrm:12', 'userid:5'],
    ],
    [
      'a client that writes m-stream',
      ['floorctrl:c-only', 'floorid:1 m-stream:3'],
      ['floorctrl:s-only', expect.stringMatching(/^confid:\d+$/), 'floorid:1 mstrm:12', 'userid:1'],
    ],
    [
      'a device that states no role',
      [],
      ['floorctrl:s-only', expect.stringMatching(/^confid:\d+$/), 'floorid:1 mstrm:12', 'userid:1'],
    ],
    [
      'a server: we are the client',
      ['floorctrl:s-only', 'confid:77', 'userid:3', 'floorid:1 mstrm:12'],
      ['floorctrl:c-only'],
    ],
    [
      'a device that offers to connect or to wait: we wait',
      ['floorctrl:c-s', 'confid:1', 'userid:5', 'floorid:2 mstrm:12', 'setup:actpass', 'connection:new', 'bfcpver:2 1'],
      [
        'floorctrl:s-only',
        'confid:1',
        'floorid:2 mstrm:12',
        'userid:5',
        'setup:passive',
        'connection:new',
        'bfcpver:2',
      ],
    ],
  ])('for %s', async (_name, offered, expected) => {
    const floor = await open(line(offered));
    expect([...floor!.line(false).attributes].toSorted()).toEqual(
      [...expected].toSorted((a, b) => (String(a) < String(b) ? -1 : 1)).map((text) => text),
    );
    expect([floor!.local.address, floor!.local.port >= 32_500 && floor!.local.port <= 32_599]).toEqual([
      '198.51.100.7',
      true,
    ]);
    floor!.close();
  });

  it('keeps a connection in our offers, and if the device wants that', async () => {
    const floor = (await open(line(['floorctrl:c-s', 'setup:active', 'connection:new'], 'TCP/BFCP')))!;
    expect([
      floor.line(false).attributes.includes('connection:new'),
      floor.line(true).attributes.includes('connection:existing'),
    ]).toEqual([true, true]);
    floor.signal(line(['floorctrl:c-s', 'setup:active', 'connection:existing'], 'TCP/BFCP'));
    expect(floor.line(false).attributes).toContain('connection:existing');
    floor.close();
  });

  it('also names our certificate by the hash function that the device knows', async () => {
    const floor = (await open(
      line(['floorctrl:c-s', 'setup:actpass', `fingerprint:sha-1 ${hash('0A').slice(0, 59)}`], 'TCP/TLS/BFCP'),
    ))!;
    expect(
      floor
        .line(false)
        .attributes.filter((text) => text.startsWith('fingerprint:'))
        .map((text) => text.split(' ')[0]),
    ).toEqual(['fingerprint:sha-256', 'fingerprint:sha-1']);
    floor.close();
  });

  it('names our certificate over TLS', async () => {
    const floor = (await open(
      line(
        ['floorctrl:c-s', 'setup:actpass', `fingerprint:sha-1 ${Array.from({ length: 20 }, () => '0A').join(':')}`],
        'TCP/TLS/BFCP',
      ),
    ))!;
    expect(floor.line(false)).toEqual({
      protocol: 'TCP/TLS/BFCP',
      attributes: expect.arrayContaining([
        'setup:passive',
        expect.stringMatching(/^fingerprint:sha-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      ]),
    });
    floor.close();
  });

  it("is absent for TLS without a fingerprint, for an address family without a listener, and for connecting to another host's address", async () => {
    expect(await open(line(['floorctrl:c-s'], 'TCP/TLS/BFCP'))).toBeUndefined();
    expect(await open({ ...line(['floorctrl:c-s']), remote: { address: '2001:db8::1', port: 5 } })).toBeUndefined();
    const elsewhere = {
      ...line(['floorctrl:c-s', 'setup:passive'], 'TCP/BFCP'),
      remote: { address: '127.0.0.9', port: 22 },
    };
    expect(await open(elsewhere)).toBeUndefined();
  });
});

describe('lines of devices', () => {
  it('are read verbatim', () => {
    expect(offeredFloor(decodeSdp(polycomHdx).description.streams)).toEqual({
      line: { protocol: 'TCP/BFCP', attributes: ['setup:actpass', 'connection:new', 'floorctrl:c-s'] },
      remote: { address: '192.0.2.30', port: 49_174 },
      contentLabel: undefined,
    });
    expect(offeredFloor(decodeSdp(lifesize).description.streams)).toBeUndefined();
  });

  it('are accepted in the order UDP, TLS, TCP, and of several floors the one of the content is used', async () => {
    const floorLine = (port: number, protocol: string, ...more: readonly string[]) => [
      `m=application ${port} ${protocol} *`,
      'a=floorctrl:c-s',
      ...more,
    ];
    const sdp = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      'm=audio 4000 RTP/AVP 0',
      'm=video 4002 RTP/AVP 97',
      'a=rtpmap:97 H264/90000',
      'a=label:11',
      ...floorLine(4004, 'TCP/TLS/BFCP', FINGERPRINT),
      ...floorLine(4005, 'UDP/BFCP', 'a=floorid:1 mstrm:11', 'a=floorid:2 mstrm:12'),
      'm=video 4006 RTP/AVP 98',
      'a=rtpmap:98 H264/90000',
      'a=content:slides',
      'a=label:12',
      '',
    ];
    const offered = offeredFloor(decodeSdp(sdp.join('\r\n')).description.streams)!;
    expect([offered.line.protocol, offered.remote.port]).toEqual(['UDP/BFCP', 4005]);
    const floor = (await SipFloor.open({ place, offered, source: '127.0.0.1', onEvent: () => undefined }))!;
    expect(floor.line(false).attributes).toContain('floorid:2 mstrm:12');
    floor.close();
    const preferred = (...protocols: readonly [string, string]) =>
      offeredFloor(
        decodeSdp(sdp.join('\r\n').replace('TCP/TLS/BFCP', protocols[0]).replace('UDP/BFCP', protocols[1])).description
          .streams,
      )?.line.protocol;
    const unnamed = offeredFloor(
      decodeSdp(
        sdp
          .filter((text) => text !== FINGERPRINT)
          .join('\r\n')
          .replace('UDP/BFCP', 'TCP/BFCP'),
      ).description.streams,
    );
    expect(unnamed?.line.protocol).toBe('TCP/BFCP');
    expect([
      preferred('TCP/BFCP', 'UDP/BFCP'),
      preferred('TCP/TLS/BFCP', 'TCP/BFCP'),
      preferred('UDP/TLS/BFCP', 'TCP/BFCP'),
    ]).toEqual(['UDP/BFCP', 'TCP/TLS/BFCP', 'TCP/BFCP']);
  });

  it('inherit the session-level fingerprints if they have none', () => {
    const [first, second] = [FINGERPRINT, `a=fingerprint:sha-1 ${hash('0B').slice(0, 59)}`];
    const own = `a=fingerprint:sha-256 ${hash('0C')}`;
    const sdp = (...more: readonly string[]) =>
      [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        first,
        second,
        'm=audio 4000 RTP/AVP 0',
        'm=application 4004 TCP/TLS/BFCP *',
        ...more,
        '',
      ].join('\r\n');
    const found = (text: string) =>
      offeredFloor(decodeSdp(text).description.streams)?.line.attributes.map((attribute) => `a=${attribute}`);
    expect([found(sdp()), found(sdp(own))]).toEqual([[first, second], [own]]);
  });

  it('are answered with a new connection if the transport or the device changes', async () => {
    const events: LegEvent[] = [];
    const leg = new LegFloor(place, '127.0.0.1', (event) => void events.push(event));
    const floorSdp = (protocol: string, fingerprint = '') =>
      [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        'm=audio 4000 RTP/AVP 0',
        `m=application 4004 ${protocol} *`,
        'a=floorctrl:c-s',
        'a=setup:active',
        fingerprint,
        '',
      ]
        .filter((text, index, all) => text !== '' || index === all.length - 1)
        .join('\r\n');
    const answered = async (sdp: string) => {
      const {
        description: { streams },
      } = decodeSdp(sdp);
      leg.described(streams);
      const media = { streams: streams.map((stream) => ({ ...stream, rtp: undefined as never })) };
      await new Promise<void>((resolve) => leg.prepare(media, resolve));
      const { floor, rtp } = leg.withLine(media, false).streams[1]!;
      return [floor?.protocol, rtp?.port] as const;
    };
    const ports = new Set<number | undefined>();
    for (const sdp of [
      floorSdp('UDP/BFCP'),
      floorSdp('TCP/TLS/BFCP', FINGERPRINT),
      floorSdp('TCP/TLS/BFCP', FINGERPRINT.replace('0A', '0B')),
      floorSdp('TCP/BFCP'),
    ]) {
      const [protocol, port] = await answered(sdp);
      expect(sdp).toContain(` ${protocol} *`);
      ports.add(port);
      expect(await answered(sdp)).toEqual([protocol, port]);
    }
    expect([ports.size, ports.has(undefined)]).toEqual([4, false]);
    leg.close();
  });

  it('that change while a port is being opened are answered according to the latest offer', async () => {
    const leg = new LegFloor(place, '127.0.0.1', () => undefined);
    const [udp, tcp] = ['UDP/BFCP', 'TCP/BFCP'].map(
      (protocol) => decodeSdp(polycomHdx.replace('TCP/BFCP', protocol)).description.streams,
    ) as [never, never];
    const media = { streams: decodeSdp(polycomHdx).description.streams };
    leg.described(tcp);
    const opened = new Promise<void>((resolve) => leg.prepare(media, resolve));
    leg.described(udp);
    await opened;
    expect(leg.withLine(media, false).streams.some(({ floor }) => floor !== undefined)).toBe(false);
    await new Promise<void>((resolve) => leg.prepare(media, resolve));
    expect(leg.withLine(media, false).streams.find(({ floor }) => floor !== undefined)?.floor?.protocol).toBe(
      'UDP/BFCP',
    );
    leg.close();
  });

  it('are announced as new in our offer after a loss', async () => {
    const clock = new FakeClock();
    const { streams } = decodeSdp(polycomHdx.replace('TCP/BFCP', 'UDP/BFCP')).description;
    const leg = new LegFloor({ ...place, clock }, '127.0.0.1', () => undefined);
    const media = {
      streams: streams.map((stream) => (stream.floor === undefined ? { ...stream, rtp: undefined as never } : stream)),
    };
    const named = async (ownOffer: boolean) => {
      await new Promise<void>((resolve) => leg.prepare(media, resolve));
      const stream = leg.withLine(media, ownOffer).streams.find(({ floor }) => floor !== undefined)!;
      return [stream.rtp?.port, stream.floor?.attributes.find((text) => text.startsWith('connection:'))];
    };
    leg.described(streams);
    const [port] = await named(false);
    expect(await named(true)).toEqual([port, 'connection:existing']);
    clock.advance(200_000);
    const again = await named(true);
    expect([typeof again[0], again[1]]).toEqual(['number', 'connection:new']);
    leg.close();
    expect(clock.pending).toBe(0);
  });

  it('are answered in their position; with port 0 if no port is available', () => {
    const { description, lines } = decodeSdp(polycomHdx);
    const answer = {
      streams: description.streams.map((stream) => ({
        ...stream,
        ...(stream.role !== 'floor' && { rtp: undefined as never }),
      })),
    };
    const origin = { sessionId: 1, version: 1, address: '198.51.100.7' };
    expect(encodeSdp(answer, origin, lines)).toMatch(
      /m=application 49174 TCP\/BFCP \*\r\na=setup:actpass\r\na=connection:new\r\na=floorctrl:c-s\r\n/,
    );
    const leg = new LegFloor(place, '127.0.0.1', () => undefined);
    const unopened = { streams: description.streams.map((stream) => ({ ...stream, rtp: undefined as never })) };
    expect(encodeSdp(leg.withLine(unopened, false), origin, lines)).toMatch(/m=application 0 TCP\/BFCP \*/);
  });
});

describe('a device that is the server of its own floor and has a screen to be shown', () => {
  const serving = async () => {
    const [clock, events]: [FakeClock, LegEvent[]] = [new FakeClock(), []];
    const offered = line(['floorctrl:s-only', 'confid:1', 'userid:5', 'floorid:2 mstrm:12']);
    const floor = (await SipFloor.open({
      place: { ...place, clock },
      offered,
      source: '127.0.0.1',
      onEvent: (event) => void events.push(event),
    }))!;
    floor.line(false);
    return { clock, events, floor };
  };
  const no = { type: 'contentAccepted', accepted: false };

  it('and does not answer in time has not accepted it', async () => {
    const { clock, events, floor } = await serving();
    expect(floor.show(true)).toBe(false);
    clock.advance(4999);
    expect(events).toEqual([]);
    clock.advance(1);
    expect(events).toEqual([no]);
    floor.close();
    expect(clock.pending).toBe(0);
  });

  it('and is lost has not accepted it, nor any later screen', async () => {
    const { clock, events, floor } = await serving();
    clock.advance(60_000);
    expect(floor.lost).toBe(true);
    floor.show(true);
    expect(events).toEqual([no]);
    floor.show(false);
    floor.close();
    expect(clock.pending).toBe(0);
  });
});

it('floor messages of a device become domain events, and domain commands become messages to the device', async () => {
  const events: LegEvent[] = [];
  const binding = await bindBfcp({
    transport: 'udp',
    local: { address: '127.0.0.1', port: 32_600 },
    clock: systemClock,
  });
  const floor = (await open(line(['floorctrl:c-s', 'confid:1', 'userid:5', 'floorid:2 mstrm:12']), events))!;
  const heard: FloorEvent[] = [];
  const device = binding.open({
    role: 'client',
    conferenceId: 1,
    userId: 5,
    floorId: 2,
    remote: { address: '127.0.0.1', port: floor.local.port },
    onFault: noFault,
    onEvent: (event) => void heard.push(event),
  });
  device.request();
  await expect.poll(() => events).toEqual([{ type: 'floorRequested' }]);
  floor.decide('granted');
  await expect.poll(() => heard.map(({ type }) => type)).toContain('granted');
  floor.decide('revoked');
  await expect.poll(() => heard.map(({ type }) => type)).toContain('revoked');
  expect(floor.show(true)).toBe(true);
  await expect.poll(() => heard).toContainEqual(expect.objectContaining({ type: 'peerHolds', holds: true }));
  floor.show(false);
  await expect.poll(() => heard).toContainEqual(expect.objectContaining({ type: 'peerHolds', holds: false }));
  device.request();
  await expect.poll(() => events.length).toBe(2);
  floor.decide('denied');
  await expect.poll(() => heard.map(({ type }) => type)).toContain('denied');
  floor.close();
  await device.close();
});
