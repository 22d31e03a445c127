/** Every way of signalling with every way of media: connected with sound both ways, or refused with the reason. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type BrowserPage, type OpenBrowser } from './chromium.ts';
import { eventually, freePorts, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { SipUa, type UaTransport } from './sip-ua.ts';
import { Voice } from './voice.ts';

const TRANSPORTS: readonly UaTransport[] = ['udp', 'tcp', 'tls', 'ws', 'wss'];
const [TONE, REFERENCE] = [700, 1100];
const LOUD = 0.05;

let gateway: RunningGateway;
let browser: OpenBrowser;
let ports: Readonly<Record<UaTransport, number>>;
/** A room in the meeting that all others are to hear and to be heard by. */
let reference: Voice;
let referenceUa: SipUa;

beforeAll(async () => {
  const [tls = 0, ws = 0, wss = 0, dtls = 0] = await freePorts(4);
  gateway = await startGateway({ config: { sip: { tlsPort: tls, wsPort: ws, wssPort: wss }, media: { dtlsPort: dtls, workers: 1 } } });
  ports = { udp: gateway.sipPort, tcp: gateway.sipPort, tls, ws, wss };
  browser = await openBrowser();
  reference = await Voice.open({ tone: REFERENCE });
  referenceUa = await SipUa.open({ transport: 'udp', port: gateway.sipPort });
  reference.start((await referenceUa.invite(gateway.pin, reference.offer())).sdp);
}, 60_000);

afterAll(async () => {
  await referenceUa?.bye();
  referenceUa?.close();
  reference?.close();
  await browser?.close();
  await gateway?.stop();
  removeFolder(gateway.folder);
});

const heardByReference = (): Promise<true> => eventually(async () => (reference.hears(TONE) > LOUD ? true : undefined));

async function withVoice(transport: UaTransport, suite?: 'AES_CM_128_HMAC_SHA1_80'): Promise<void> {
  const voice = await Voice.open({ tone: TONE, ...(suite && { suite }) });
  const ua = await SipUa.open({ transport, port: ports[transport] });
  const answer = await ua.invite(gateway.pin, voice.offer());
  expect(answer.status, answer.text).toBe(200);
  voice.start(answer.sdp);
  await eventually(async () => (voice.hears(REFERENCE) > LOUD ? true : undefined));
  await heardByReference();
  expect(voice.failures).toEqual([]);
  await ua.bye();
  ua.close();
  voice.close();
}

async function withPage(transport: UaTransport, page: BrowserPage): Promise<void> {
  const ua = await SipUa.open({ transport, port: ports[transport] });
  const answer = await ua.invite(gateway.pin, await page.run('offer', TONE, false));
  expect(answer.status, answer.text).toBe(200);
  await page.run('answer', answer.sdp);
  await eventually(async () => ((await page.run('hears', REFERENCE)) > LOUD ? true : undefined));
  await heardByReference();
  await ua.bye();
  ua.close();
  await page.run('hangUp');
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  it('RTP', () => withVoice(transport));
  it('SRTP with keys in SDP', () => withVoice(transport, 'AES_CM_128_HMAC_SHA1_80'));
  it('DTLS-SRTP with ICE', async () => {
    const page = await browser.open();
    await withPage(transport, page);
    await page.close();
  });
});
