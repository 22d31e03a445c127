/**
 * Every signalling transport with every kind of media: connected with audio in both directions, or rejected with
 * the reason.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../free-port.ts';
import { openBrowser, type BrowserPage, type OpenBrowser } from './chromium.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { startRtpengine, type RunningRtpengine } from './rtpengine.ts';
import { SipUa, type UaTransport } from './sip-ua.ts';
import { Voice } from './voice.ts';

const TRANSPORTS: readonly UaTransport[] = ['udp', 'tcp', 'tls', 'ws', 'wss'];
const REFERENCE = 1100;
/** Hz. Each call has a different tone, because the previous one is still in the recently received audio. */
let lastTone = 410;
const nextTone = (): number => (lastTone += 37);
const LOUD = 0.05;

let browser: OpenBrowser;
beforeAll(async () => void (browser = await openBrowser()), 60_000);
afterAll(() => browser?.close());

describe.each(['none', 'rtpengine'] as const)('media relay: %s', (relay) => {
  let gateway: RunningGateway;
  let engine: RunningRtpengine | undefined;
  let ports: Readonly<Record<UaTransport, number>>;
  /** A device in the meeting that all others must hear and be heard by. */
  let reference: Voice;
  let referenceUa: SipUa;

  beforeAll(async () => {
    const [tls = 0, ws = 0, wss = 0, dtls = 0, ng = 0] = await freePorts(5);
    engine = relay === 'none' ? undefined : await startRtpengine({ port: ng, rtpPorts: [18_000, 18_399] });
    const relayed = engine && { relay, rtpengine: { instances: [engine.name] } };
    gateway = await startGateway({
      config: { sip: { tlsPort: tls, wsPort: ws, wssPort: wss }, media: { dtlsPort: dtls, workers: 1, ...relayed } },
    });
    ports = { udp: gateway.sipPort, tcp: gateway.sipPort, tls, ws, wss };
    reference = await Voice.open({ tone: REFERENCE });
    referenceUa = await SipUa.open({ transport: 'udp', port: gateway.sipPort });
    reference.start((await referenceUa.invite(gateway.pin, reference.offer())).sdp);
  }, 60_000);

  afterAll(async () => {
    referenceUa?.close();
    reference?.close();
    await gateway?.stop();
    await engine?.stop();
    removeFolder(gateway?.folder);
  });

  const heardByReference = (tone: number): Promise<true> =>
    eventually(async () => (reference.hears(tone) > LOUD ? true : undefined));

  async function withVoice(transport: UaTransport, suite?: 'AES_CM_128_HMAC_SHA1_80'): Promise<void> {
    const tone = nextTone();
    const voice = await Voice.open({ tone, ...(suite && { suite }) });
    const ua = await SipUa.open({ transport, port: ports[transport] });
    const answer = await ua.invite(gateway.pin, voice.offer());
    expect(answer.status, answer.text).toBe(200);
    voice.start(answer.sdp);
    await eventually(async () => (voice.hears(REFERENCE) > LOUD ? true : undefined));
    await heardByReference(tone);
    await ua.bye();
    ua.close();
    voice.close();
  }

  async function withPage(transport: UaTransport): Promise<void> {
    const page: BrowserPage = await browser.open();
    const ua = await SipUa.open({ transport, port: ports[transport] });
    const tone = nextTone();
    const answer = await ua.invite(gateway.pin, await page.run('offer', tone, false));
    expect(answer.status, answer.text).toBe(200);
    await page.run('answer', answer.sdp);
    await eventually(async () => ((await page.run('hears', REFERENCE)) > LOUD ? true : undefined));
    await heardByReference(tone);
    await ua.bye();
    ua.close();
    await page.run('hangUp');
    await page.close();
  }

  describe.each(TRANSPORTS)('over %s', (transport) => {
    it('RTP', () => withVoice(transport));
    it('SRTP with keys in SDP', () => withVoice(transport, 'AES_CM_128_HMAC_SHA1_80'));
    it('DTLS-SRTP with ICE', () => withPage(transport));
  });

  it('leaves nothing behind', async () => {
    await referenceUa.bye();
    await eventually(async () =>
      (await gateway.metrics()).get('roomgate_media_ports{state="used"}') === 0 ? true : undefined,
    );
    if (engine !== undefined) await eventually(async () => ((await engine?.calls()) === 0 ? true : undefined));
    expect((await gateway.metrics()).get('roomgate_calls_active')).toBe(0);
  });
});

describe('a browser without a camera', () => {
  it('sees the available video', async () => {
    const [dtls = 0] = await freePorts(1);
    const gateway = await startGateway({ config: { media: { dtlsPort: dtls, workers: 1 } } });
    const page = await browser.open();
    const ua = await SipUa.open({ transport: 'udp', port: gateway.sipPort });
    const answer = await ua.invite(gateway.pin, await page.run('offer', nextTone(), 'recvonly'));
    await page.run('answer', answer.sdp);
    await eventually(async () => ((await page.run('sees')).frames > 0 ? true : undefined));
    await ua.bye();
    ua.close();
    await page.run('hangUp');
    await page.close();
    await gateway.stop();
    removeFolder(gateway?.folder);
  }, 60_000);
});

describe('rejected with the reason:', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    const [tls = 0] = await freePorts(1);
    gateway = await startGateway({ config: { sip: { tlsPort: tls }, media: { workers: 1 } } });
  }, 60_000);
  afterAll(async () => {
    await gateway?.stop();
    removeFolder(gateway?.folder);
  });

  it.each([
    [
      'DTLS without ICE',
      ['a=fingerprint:sha-256 ' + Array(32).fill('AB').join(':'), 'a=setup:actpass', 'a=rtcp-mux'],
      'UDP/TLS/RTP/SAVP',
    ],
    [
      'SRTP with an unknown suite',
      [`a=crypto:1 F8_128_HMAC_SHA1_80 inline:${Buffer.alloc(30).toString('base64')}`],
      'RTP/SAVP',
    ],
  ] as const)('%s', async (_, lines, protocol) => {
    const ua = await SipUa.open({ transport: 'udp', port: gateway.sipPort });
    const sdp = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio 40000 ${protocol} 0`,
      ...lines,
      '',
    ].join('\r\n');
    const answer = await ua.invite(gateway.pin, sdp);
    expect([answer.status, answer.header('Warning')]).toEqual([
      488,
      '305 roomgate "No common encryption: SRTP with keys in SDP, or DTLS with ICE"',
    ]);
    ua.close();
  });

  it('DTLS if it is disabled', async () => {
    const page = await browser.open();
    const ua = await SipUa.open({ transport: 'udp', port: gateway.sipPort });
    const answer = await ua.invite(gateway.pin, await page.run('offer', nextTone(), false));
    expect([answer.status, answer.header('Warning')]).toEqual([
      488,
      '305 roomgate "No common encryption: SRTP with keys in SDP, or DTLS with ICE"',
    ]);
    expect(
      (await gateway.metrics()).get(
        'roomgate_calls_total{protocol="sip",direction="inbound",result="refused",reason="no-common-encryption"}',
      ),
    ).toBeGreaterThan(0);
    ua.close();
    await page.run('hangUp');
    await page.close();
  });
});
