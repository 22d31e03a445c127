/** Devices through the real rtpengine daemon: audio, encryption, transcoding, moves after a crash, and metrics. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { baresipCall, prepareBaresip, type BaresipOptions } from './baresip.ts';
import { codecRoom } from './codec-room.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { bencode, startRtpengine, textIn, type RunningRtpengine } from './rtpengine.ts';
import { RtpPair } from './rtp-socket.ts';
import { SipContentRoom } from './sip-content-room.ts';
import { alawSdp, portOf, RelayRoom, type RelayRoomOptions } from './sip-relay-room.ts';
import { amplitude, middle, readWav, typicalAmplitude } from './tones.ts';

const FIRST = { port: 16_611, rtpPorts: [16_620, 16_699] } as const;
const SECOND = { port: 16_711, rtpPorts: [16_720, 16_799] } as const;
/** The ports of the devices themselves. */
const BOX = { port: 16_811, rtpPorts: [16_820, 16_899] } as const;
const LOUD = 0.02;
const QUIET = 0.003;
const KEY = 'inline:WbTBosdVUZqEb6Htqhn+m3z7wUh4RJVR8nE15GbN';

let gateway: RunningGateway;
let first: RunningRtpengine;
let second: RunningRtpengine;
let box: RunningRtpengine;
let folder: string;
let nextPort = 16_100;
const rooms: { hangUp(): void | Promise<void> }[] = [];

const newPort = (count = 4): number => (nextPort += count) - count;
const call = async (
  tone: number,
  { port = newPort(), ...more }: Partial<RelayRoomOptions> = {},
): Promise<RelayRoom> => {
  const room = await RelayRoom.call({ gatewayPort: gateway.sipPort, dial: gateway.pin, port, tone, ...more });
  rooms.push(room);
  return room;
};
const value = async (name: string): Promise<number> => (await gateway.metrics()).get(name) ?? 0;
const until = (what: () => boolean | Promise<boolean>): Promise<true> =>
  eventually(async () => ((await what()) ? true : undefined), 25_000);
const isOn = (room: RelayRoom, { rtpPorts: [low, high] }: typeof FIRST | typeof SECOND): boolean =>
  room.sendTo >= low && room.sendTo <= high;
const leave = async (): Promise<void> => {
  for (const room of rooms.splice(0)) await room.hangUp();
  await until(async () => (await value('roomgate_calls_active')) === 0);
};
/** Waits until all calls are over and have left nothing behind. */
const nothingIsLeft = async (): Promise<void> => {
  await leave();
  for (const relay of [first, second])
    await until(
      async () =>
        (await relay.calls()) === 0 && (await value(`roomgate_relay_sessions{instance="${relay.name}"}`)) === 0,
    );
  await until(async () => (await value('roomgate_media_ports{state="used"}')) === 0);
};
const up = (relay: RunningRtpengine): Promise<true> =>
  until(async () => (await value(`roomgate_relay_up{instance="${relay.name}"}`)) === 1);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roomgate-rtpengine-'));
  [first, second, box] = await Promise.all([startRtpengine(FIRST), startRtpengine(SECOND), startRtpengine(BOX)]);
  const rtpengine = {
    instances: [first.name, `${second.name}:19`],
    pingInterval: 300,
    timeout: 1000,
    queryInterval: 1,
    mediaTimeout: 6,
    moveTimeout: 8,
  };
  gateway = await startGateway({
    config: {
      media: { minPort: 17_000, maxPort: 17_199, drainTime: 0, relay: 'rtpengine', rtpengine },
      calls: { pinTries: 1 },
    },
  });
});
afterEach(nothingIsLeft);
afterAll(async () => {
  await gateway?.stop();
  await first?.stop();
  await second?.stop();
  await box?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

describe('devices through rtpengine', () => {
  it("hear each other, and see only rtpengine's addresses", async () => {
    const [one, two] = [await call(440), await call(880)];
    for (const room of [one, two]) expect(isOn(room, FIRST) || isOn(room, SECOND)).toBe(true);
    await until(() => one.hears(880) > LOUD && two.hears(440) > LOUD);
    expect(one.hears(440)).toBeLessThan(QUIET);
  });

  it('hear each other if one has no offer of its own, and after a new offer', async () => {
    const [one, two] = [await call(440, { offer: async () => undefined }), await call(880)];
    await until(() => one.hears(880) > LOUD && two.hears(440) > LOUD);
    await two.invite();
    const from = performance.now();
    await until(() => performance.now() - from > 1000 && one.hears(880) > LOUD && two.hears(440) > LOUD);
  });

  it('are distributed by weight', async () => {
    for (let count = 0; count < 12; count += 1) await call(440);
    expect(await second.calls()).toBeGreaterThan(await first.calls());
  });
});

describe('SRTP ends at rtpengine', () => {
  it.each([
    ['srtp-mand', 0],
    ['dtls_srtp', 40],
  ] as const)('%s: a third-party device hears the others, and is heard', async (encryption, offset) => {
    const room: BaresipOptions = {
      folder: join(folder, encryption),
      tone: 660,
      port: 16_410 + offset,
      rtpPort: 16_420 + offset * 2,
      codec: 'G722/16000/1',
      video: false,
      encryption,
      outbound: `sip:127.0.0.1:${gateway.sipPort}`,
    };
    await prepareBaresip(room);
    const plain = await call(440);
    const calling = baresipCall(room, `sip:${gateway.pin}@meet.chime.in`, 8);
    await until(() => plain.hears(660) > LOUD);
    const { heard, log } = await calling;
    expect(heard, log).toBeDefined();
    const { rate, samples } = readWav(heard!);
    expect(typicalAmplitude(middle(samples), rate, 440)).toBeGreaterThan(LOUD);
    expect(amplitude(middle(samples), rate, 660)).toBeLessThan(QUIET);
    expect(log).toMatch(encryption === 'dtls_srtp' ? /DTLS/i : /srtp/i);
  });

  it('keeps lines apart: keys, BFCP and H.224 return in their places', async () => {
    const lines = [
      'm=application 0 UDP/BFCP *',
      `m=video ${nextPort + 40} RTP/SAVP 97`,
      'a=rtpmap:97 H264/90000',
      'a=fmtp:97 profile-level-id=42801f',
      'a=label:11',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${KEY}`,
      'm=application 0 RTP/SAVP 107',
      'a=rtpmap:107 H224/4800',
      `m=application ${nextPort + 44} RTP/SAVP 107`,
      'a=rtpmap:107 H224/4800',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${KEY} UNENCRYPTED_SRTCP`,
    ];
    const offer = async (port: number, version: number): Promise<string> =>
      alawSdp(port, version, [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${KEY}`, ...lines]).replace(
        'RTP/AVP 8',
        'RTP/SAVP 8',
      );
    const room = await call(440, { offer, take: async (sdp) => ({ sendTo: portOf(sdp) }) });
    const sections = room.theirs[0]!.split(/^(?=m=)/m).slice(1);
    expect(
      sections.map((section) =>
        section
          .split(/[\r ]/)
          .slice(0, 3)
          .join(' ')
          .replace(/ \d\d+ /, ' PORT '),
      ),
    ).toEqual([
      'm=audio PORT RTP/SAVP',
      'm=application 0 UDP/BFCP',
      'm=video PORT RTP/SAVP',
      'm=application 0 RTP/SAVP',
      expect.stringMatching(/^m=application (PORT|0) RTP\/SAVP$/),
    ]);
    for (const section of sections.filter((text) => !/^m=\S+ 0 /.test(text)))
      expect(section).toMatch(/^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/m);
    expect(sections[2]).toMatch(/^a=label:11\r$/m);
  });
});

describe('content and camera', () => {
  it.each(['udp', 'tcp'] as const)(
    'a device gets the floor by BFCP over %s, which does not pass through rtpengine',
    async (transport) => {
      const at = (): number => newPort(32);
      const content = (): Promise<SipContentRoom> =>
        SipContentRoom.call({
          gatewayPort: gateway.sipPort,
          dial: gateway.pin,
          port: at(),
          floor: { transport, control: 'c-s' },
        });
      const [sharing, watching] = [await content(), await content()];
      rooms.push(sharing, watching);
      expect(sharing.stream('floor', 'application')?.rtp?.port).toBeGreaterThanOrEqual(31_000);
      expect(await sharing.askFloor()).toBe('granted');
      await eventually(async () => watching.floorEvents.find((event) => event.type === 'peerHolds' && event.holds));
      for (const role of ['content', 'camera'] as const) {
        const port = sharing.stream(role, role === 'content' ? 'video' : 'application')?.rtp?.port ?? 0;
        if (role === 'content' || port !== 0) expect(port >= 16_620 && port <= 16_799, role).toBe(true);
      }
    },
  );
});

it('H.224 packets pass through rtpengine unchanged', async () => {
  const [device, far] = [await RtpPair.open(newPort(2)), await RtpPair.open(newPort(2))];
  const sdp = (port: number): string =>
    [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=application ${port} RTP/AVP 107`,
      'a=rtpmap:107 H224/4800',
      '',
    ].join('\r\n');
  const tags = { 'call-id': 'h224', 'from-tag': 'device' };
  await box.ask(bencode({ command: 'offer', ...tags, sdp: sdp(device.port) }));
  const answered = textIn(
    await box.ask(bencode({ command: 'answer', ...tags, 'to-tag': 'far', sdp: sdp(far.port) })),
    'sdp',
  )!;
  expect(answered).toMatch(/^a=rtpmap:107 H224\/4800\r$/m);
  const payload = Buffer.from('7e8c008086000e', 'hex');
  device.rtp.send(
    Buffer.concat([Buffer.from('806b00010000000111223344', 'hex'), payload]),
    portOf(answered, 'application'),
    '127.0.0.1',
  );
  await until(() => far.received.length > 0);
  expect(far.received[0]).toMatchObject({ payloadType: 107, timestamp: 1, payload });
  device.close();
  far.close();
});

describe('codecs that the mixer does not support', () => {
  it.each(['G729', 'speex/16000', 'speex/8000', 'G723', 'GSM'])(
    '%s is transcoded in both directions',
    async (codec) => {
      const port = newPort();
      const [other, plain] = [await call(440, { port, ...codecRoom(box, codec, port) }), await call(880)];
      expect(other.theirs[0]).toMatch(new RegExp(codec.split('/')[0]!, 'i'));
      await until(() => other.hears(880) > LOUD && plain.hears(440) > LOUD);
    },
  );

  it('are compatible with digits: a device with only G.729 keys in its PIN', async () => {
    const port = newPort();
    const [room, plain] = [await call(440, { port, dial: 'meet', ...codecRoom(box, 'G729', port) }), await call(880)];
    room.press(`${gateway.pin}#`);
    await until(() => plain.hears(440) > LOUD && room.hears(880) > LOUD);
  });

  it('are rejected if rtpengine does not support them either', async () => {
    const offer = async (port: number, version: number): Promise<string> =>
      alawSdp(port, version).replace('AVP 8 101', 'AVP 98 101').replace('8 PCMA/8000', '98 iLBC/8000');
    await expect(call(440, { offer })).rejects.toThrow(/^SIP\/2.0 488/);
  });
});

const why = (change: string, reason: string): string =>
  `roomgate_relay_calls_total{change="${change}",why="${reason}"}`;

describe('an rtpengine that fails', () => {
  it('killed during a call: devices continue over the other instance, and hear each other', async () => {
    const port = newPort();
    const pairs = [
      await call(440),
      await call(880),
      await call(660),
      await call(550, { port, ...codecRoom(box, 'G729', port) }),
    ];
    await until(() => pairs[0]!.hears(880) > LOUD);
    const moved = await second.calls();
    expect(moved).toBeGreaterThan(0);
    const before = await value(why('moved', ''));
    await second.stop('SIGKILL');
    await until(async () => (await value(why('moved', ''))) === before + moved);
    expect(await value(`roomgate_relay_instance_changes_total{instance="${second.name}",change="down"}`)).toBe(1);
    await gateway.logged(`"instance":"${second.name}","calls":${moved},"msg":"media relay down"`);
    expect(pairs.slice(0, 3).every((room) => isOn(room, FIRST))).toBe(true);
    const from = performance.now();
    await until(
      () => performance.now() - from > 1000 && pairs.every((room) => room.hears(room === pairs[0] ? 880 : 440) > LOUD),
    );
    // New calls use the remaining instance.
    expect(isOn(await call(330), FIRST)).toBe(true);
    second = await startRtpengine(SECOND);
    await up(second);
  });

  it('killed during a call with SRTP: the device is offered new keys of its suite only, and both are heard', async () => {
    const [secure, plain] = [await call(440, { srtp: true }), await call(880)];
    await until(() => secure.hears(880) > LOUD && plain.hears(440) > LOUD);
    const before = await value(why('moved', ''));
    await Promise.all([first.stop('SIGKILL'), second.stop('SIGKILL')]);
    [first, second] = await Promise.all([startRtpengine(FIRST), startRtpengine(SECOND)]);
    await until(async () => (await value(why('moved', ''))) >= before + 2);
    const [answer, offer] = [secure.theirs[0]!, secure.theirs.at(-1)!];
    expect(offer).toMatch(/^m=audio \d+ RTP\/SAVP /m);
    expect(offer.match(/^a=crypto:\d+ \S+/gm)).toEqual(['a=crypto:1 AES_CM_128_HMAC_SHA1_80']);
    const originOf = (sdp: string): readonly string[] => /^o=(\S+ \S+) (\d+) /m.exec(sdp)!.slice(1);
    expect(originOf(offer)[0]).toBe(originOf(answer)[0]);
    expect(Number(originOf(offer)[1])).toBeGreaterThan(Number(originOf(answer)[1]));
    const from = performance.now();
    await until(() => performance.now() - from > 1000 && secure.hears(880) > LOUD && plain.hears(440) > LOUD);
    await Promise.all([up(first), up(second)]);
  });

  it('restarted before the crash was detected: its calls are moved, too', async () => {
    const [one, two] = [await call(440), await call(880)];
    await until(() => one.hears(880) > LOUD && two.hears(440) > LOUD);
    const before = await value(why('moved', ''));
    await Promise.all([first.stop('SIGKILL'), second.stop('SIGKILL')]);
    [first, second] = await Promise.all([startRtpengine(FIRST), startRtpengine(SECOND)]);
    await until(async () => (await value(why('moved', ''))) >= before + 2);
    const from = performance.now();
    await until(() => performance.now() - from > 1000 && one.hears(880) > LOUD && two.hears(440) > LOUD);
    await up(first);
    await up(second);
  });

  it('that forgets a call is told about it again', async () => {
    const room = await call(440);
    const relay = isOn(room, FIRST) ? first : second;
    const before = await value(why('moving', 'call-forgotten'));
    const callId = /roomgate-[0-9a-f]{24}/.exec(await relay.ask(bencode({ command: 'list' })))![0];
    await relay.ask(bencode({ command: 'delete', 'call-id': callId, 'delete-delay': '0' }));
    await until(async () => (await value(why('moving', 'call-forgotten'))) === before + 1);
    await until(() => room.theirs.length === 2);
  });

  it('that does not answer delays a new call only by the time to ask another instance', async () => {
    process.kill(second.pid, 'SIGSTOP');
    try {
      for (let count = 0; count < 4; count += 1) expect(isOn(await call(440), FIRST)).toBe(true);
      await until(async () => (await value(`roomgate_relay_up{instance="${second.name}"}`)) === 0);
      await leave();
    } finally {
      process.kill(second.pid, 'SIGCONT');
    }
    await up(second);
  });

  it('together with all others: calls end with the reason, new ones get 503 with Retry-After', async () => {
    const room = await call(440);
    await Promise.all([first.stop('SIGKILL'), second.stop('SIGKILL')]);
    await until(() => room.ended !== undefined);
    expect(room.ended).toMatch(/cause=500/);
    await expect(call(880)).rejects.toThrow(
      /^SIP\/2.0 503[^]*Warning: 399 roomgate "No media relay takes the call"[^]*Retry-After: 10/,
    );
    expect(await value(why('lost', 'no-instance'))).toBe(1);
    expect(await value(why('refused', 'no-instance'))).toBe(1);
    await gateway.logged('call lost at the media relay');
    await until(
      async () =>
        (await gateway.call<{ calls: { reason: string }[] }>('GET', '/v1/calls?limit=1')).calls[0]!.reason ===
        'media-lost',
    );
    [first, second] = await Promise.all([startRtpengine(FIRST), startRtpengine(SECOND)]);
    await Promise.all([up(first), up(second)]);
  });

  it('that receives nothing from a device for the configured time: its call ends', async () => {
    const room = await call(440);
    room.sendTo = 0;
    await until(() => room.ended !== undefined);
    expect(await value(why('lost', 'media-timeout'))).toBe(1);
  });
});

it('reports RTCP data of the calls in the metrics, by instance name', async () => {
  await call(440);
  const sums = async (name: string): Promise<readonly number[]> => {
    const metrics = await gateway.metrics();
    return ['sum', 'count'].map((what) =>
      [first, second].reduce(
        (sum, relay) => sum + (metrics.get(`roomgate_relay_${name}_${what}{instance="${relay.name}"}`) ?? 0),
        0,
      ),
    );
  };
  await until(async () => (await sums('mos'))[1]! > 0);
  for (const [name, low, high] of [
    ['mos', 3, 4.5],
    ['loss_ratio', 0, 0.05],
    ['jitter_seconds', 0, 0.02],
  ] as const) {
    const [sum, count] = await sums(name);
    expect(count, name).toBeGreaterThan(0);
    expect(sum! / count!, name).toBeGreaterThanOrEqual(low);
    expect(sum! / count!, name).toBeLessThan(high);
  }
});
