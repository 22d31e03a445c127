/**
 * A browser dials in by SIP over WebSocket (sip.js in Chromium), and joins the meeting of a SIP device and an H.323
 * device.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baresipCall, prepareBaresip, type BaresipResult } from './baresip.ts';
import { h264Stream, rtpTo, startCapture, type Captured } from './capture.ts';
import { openBrowser, type BrowserPage, type OpenBrowser } from './chromium.ts';
import { freePorts } from '../free-port.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { callFromVideoRoom } from './h323-video-room.ts';
import { runProgram } from './run.ts';
import { SipJsClient } from './sipjs-client.ts';
import { middle, readWav, typicalAmplitude } from './tones.ts';

const TONES = { browser: 620, sip: 440, h323: 880 } as const;
const RTP = { sip: 12_500, h323: 18_300 } as const;
/** The next port is used as well, by the second worker. */
const DTLS_PORT = 13_410;
const LOUD = 0.02;
const QUIET = 0.01;

let gateway: RunningGateway;
let browser: OpenBrowser;
let page: BrowserPage;
let wss: number;
let ws: number;
let folder: string;
const dial = (pin: string, video = true): Promise<string> =>
  page.run(
    'dial',
    `wss://127.0.0.1:${wss}`,
    pin === '' ? 'sip:meet.chime.in' : `sip:${pin}@meet.chime.in`,
    TONES.browser,
    video,
  );

beforeAll(async () => {
  const [first = 0, second = 0] = await freePorts(2);
  [wss, ws] = [first, second];
  gateway = await startGateway({
    config: { sip: { wssPort: wss, wsPort: ws }, media: { dtlsPort: DTLS_PORT, workers: 2 } },
  });
  browser = await openBrowser();
  page = await browser.open();
  folder = mkdtempSync(join(tmpdir(), 'roomgate-browser-'));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

describe('sip.js in Chromium, over WSS', () => {
  let sip: BaresipResult;
  let captured: readonly Captured[];
  const heard = { sip: 0, h323: 0, browser: 0 };
  let seen: Awaited<ReturnType<BrowserPage['run']>> & object;

  beforeAll(async () => {
    const capture = await startCapture(join(folder, 'rtp.pcap'), [
      [RTP.sip, RTP.sip + 99],
      [RTP.h323, RTP.h323 + 9],
    ]);
    const room = {
      folder: join(folder, 'sip'),
      tone: TONES.sip,
      port: 11_080,
      rtpPort: RTP.sip,
      codec: 'G722/16000/1',
      video: true,
      outbound: `sip:127.0.0.1:${gateway.sipPort}`,
    } as const;
    await prepareBaresip(room);
    const h323 = await callFromVideoRoom({
      gatewayPort: gateway.h323Port,
      dial: gateway.pin,
      shape: 'separate',
      tone: TONES.h323,
      rtpPort: RTP.h323,
    });
    expect(await dial(gateway.pin)).toBe('Established');
    const calling = baresipCall(room, `sip:${gateway.pin}@meet.chime.in`, 9);
    for (const name of ['sip', 'h323'] as const)
      await eventually(async () => ((heard[name] = await page.run('hears', TONES[name])) > LOUD ? true : undefined));
    heard.browser = await page.run('hears', TONES.browser);
    seen = await eventually(async () => {
      const now = await page.run('sees');
      return now.frames > 30 ? now : undefined;
    });
    sip = await calling;
    h323.hangUp();
    await h323.closed;
    captured = await capture.stop();
    await page.run('hangUp');
  }, 90_000);

  it('hears the SIP device and the H.323 device, and not itself', () => {
    expect(heard.sip).toBeGreaterThan(LOUD);
    expect(heard.h323).toBeGreaterThan(LOUD);
    expect(heard.browser).toBeLessThan(QUIET);
  });

  it("sees another participant's video, in H.264 that its decoder accepts", () =>
    expect(seen).toMatchObject({ width: 352, codec: 'video/H264' }));

  it('is heard by both', () => {
    const { rate, samples } = readWav(sip.heard!);
    expect(typicalAmplitude(middle(samples), rate, TONES.browser)).toBeGreaterThan(LOUD);
    const [count, loud] = [rtpTo(captured, RTP.h323).length, gateway.output().log];
    expect(count).toBeGreaterThan(100);
    expect(loud).not.toContain('"level":50');
  });

  it('is seen by a device, in video that decodes without an error', async () => {
    const packets = rtpTo(captured, RTP.h323 + 2).filter(({ payloadType }) => payloadType >= 96);
    expect(packets.length).toBeGreaterThan(50);
    const { output } = await runProgram(
      'ffmpeg',
      ['-hide_banner', '-loglevel', 'error', '-f', 'h264', '-i', '-', '-f', 'null', '-'],
      { input: h264Stream(packets) },
    );
    expect(output).toBe('');
  });

  it('is a call like any other: recorded with its encryption, and gone after it hangs up', async () => {
    const metrics = await gateway.idle();
    expect(metrics.get('roomgate_call_encryption_total{protocol="sip",method="dtls"}')).toBe(1);
    await gateway.logged('"encryption":"dtls"');
  });
});

describe('a browser in the lobby', () => {
  it('keys in the PIN by INFO, and joins the meeting', async () => {
    expect(await dial('', false)).toBe('Established');
    for (const digit of `${gateway.pin}#`) await page.run('key', digit);
    await eventually(async () => ((await gateway.metrics()).get('roomgate_meetings_active') === 1 ? true : undefined));
    await page.run('hangUp');
  });

  it('moves to the media worker of its meeting: it accepts new sockets and a new fingerprint, and hears and is heard', async () => {
    const inside = await SipJsClient.dial(ws, `sip:${gateway.pin}@meet.chime.in`, { tone: 1000 });
    expect(await dial('', false)).toBe('Established');
    for (const digit of `${gateway.pin}#`) await page.run('key', digit);
    await eventually(async () =>
      (await gateway.metrics()).get('roomgate_call_moves_total{protocol="sip",cause="entry",outcome="done"}') === 1
        ? true
        : undefined,
    );
    await eventually(async () => ((await page.run('hears', 1000)) > LOUD ? true : undefined));
    await eventually(async () => (inside.voice.hears(TONES.browser) > LOUD ? true : undefined));
    await page.run('hangUp');
    await inside.hangUp();
  });

  it('is rejected with the reason', async () => {
    expect(await dial('0000000000')).toBe('Terminated');
    expect((await page.run('states')).join()).toContain('404 399 roomgate "No meeting has this PIN"');
    await page.run('hangUp');
  });
});

describe('sip.js without a page, over WS', () => {
  const SUITE = 'AES_CM_128_HMAC_SHA1_80';
  const dialNode = (target: string, tone: number): Promise<SipJsClient> =>
    SipJsClient.dial(ws, target, { tone, suite: SUITE });
  const hears = (client: SipJsClient, tone: number): Promise<true> =>
    eventually(async () => (client.voice.hears(tone) > LOUD ? true : undefined));

  it('lets two clients hear each other, encrypted, even after one has changed its keys', async () => {
    const [a, b] = [
      await dialNode(`sip:${gateway.pin}@meet.chime.in`, 500),
      await dialNode(`sip:${gateway.pin}@meet.chime.in`, 800),
    ];
    await Promise.all([hears(a, 800), hears(b, 500)]);
    await a.renewKeys();
    const before = a.voice.received;
    await eventually(async () => (a.voice.received > before + 30 ? true : undefined));
    await Promise.all([hears(a, 800), hears(b, 500)]);
    await Promise.all([a.hangUp(), b.hangUp()]);
    await eventually(async () => ((await gateway.metrics()).get('roomgate_calls_active') === 0 ? true : undefined));
  });

  it('keys in the PIN, and is told if there is no such meeting', async () => {
    const client = await dialNode('sip:meet.chime.in', 500);
    for (const digit of `${gateway.pin}#`) await client.key(digit);
    await eventually(async () => ((await gateway.metrics()).get('roomgate_meetings_active') === 1 ? true : undefined));
    await client.hangUp();
    await expect(dialNode('sip:0000000000@meet.chime.in', 500)).rejects.toThrow(
      '404 399 roomgate "No meeting has this PIN"',
    );
  });
});
