/** Encrypted calls as devices make them: admission, key changes, and the handling of invalid packets. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issue, type Issued } from '../fakes/certificates.ts';
import { baresipCall, prepareBaresip } from './baresip.ts';
import { freePorts } from '../free-port.ts';
import { eventually, removeFolder, startGateway, type RunningGateway } from './gateway.ts';
import { callFromVideoRoom } from './h323-video-room.ts';
import { SipUa, type UaTransport } from './sip-ua.ts';
import { sipp, sippCounts } from './sipp.ts';
import { openTlsTunnel } from './tls-tunnel.ts';
import { middle, readWav, typicalAmplitude } from './tones.ts';
import { Voice, type VoiceOptions } from './voice.ts';

const SUITE = 'AES_CM_128_HMAC_SHA1_80';
const LOUD = 0.05;

let gateway: RunningGateway;
let folder: string;
let tlsPort: number;
let ca: Issued;
const open: { close(): void }[] = [];
const files = (): Record<'cert' | 'key' | 'ca', string> => ({
  cert: join(folder, 'cert.pem'),
  key: join(folder, 'key.pem'),
  ca: join(folder, 'ca.pem'),
});

async function writeCertificate(name: string): Promise<void> {
  const { cert, key } = await issue({ name, ca });
  writeFileSync(files().key, key);
  writeFileSync(files().cert, cert);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roomgate-encryption-'));
  ca = await issue({ name: 'Room CA', isCa: true });
  writeFileSync(files().ca, ca.cert);
  await writeCertificate('meet.chime.in');
  [tlsPort = 0] = await freePorts(1);
  const sip = {
    tlsPort,
    certificate: files().cert,
    certificateKey: files().key,
    clientCertificates: 'optional',
    clientCa: files().ca,
  };
  gateway = await startGateway({ config: { sip, media: { workers: 1 } } });
}, 60_000);

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

const metric = async (name: string): Promise<number> => (await gateway.metrics()).get(name) ?? 0;
const becomes = (name: string, value: number): Promise<true> =>
  eventually(async () => ((await metric(name)) === value ? true : undefined));

async function setMinimum(minimumEncryption: 'none' | 'optional' | 'required'): Promise<void> {
  const { accounts } = await gateway.call<{ accounts: { id: string }[] }>('GET', '/v1/accounts');
  await gateway.call('PATCH', `/v1/accounts/${accounts[0]!.id}/settings`, { minimumEncryption });
}

async function openUa(transport: UaTransport): Promise<SipUa> {
  const ua = await SipUa.open({ transport, port: transport === 'tls' ? tlsPort : gateway.sipPort });
  open.push(ua);
  return ua;
}

async function openVoice(options: VoiceOptions): Promise<Voice> {
  const voice = await Voice.open(options);
  open.push(voice);
  return voice;
}

async function joinBy(
  transport: UaTransport,
  options: VoiceOptions,
): Promise<{ readonly ua: SipUa; readonly voice: Voice; readonly sdp: string }> {
  const [ua, voice] = [await openUa(transport), await openVoice(options)];
  const { status, sdp, text } = await ua.invite(gateway.pin, voice.offer());
  expect(status, text).toBe(200);
  voice.start(sdp);
  return { ua, voice, sdp };
}

const hears = (voice: Voice, tone: number): Promise<true> =>
  eventually(async () => (voice.hears(tone) > LOUD ? true : undefined));

describe('third-party devices', () => {
  it('baresip, with SRTP or without, over TLS: is heard and hears', async () => {
    const { ua, voice } = await joinBy('udp', { tone: 1100 });
    const room = {
      folder: join(folder, 'room'),
      tone: 440,
      port: 14_700,
      rtpPort: 14_720,
      codec: 'PCMA/8000/1',
      video: false,
      encryption: 'srtp-mand',
    } as const;
    await prepareBaresip(room);
    const calling = baresipCall(room, `sip:${gateway.pin}@127.0.0.1:${tlsPort};transport=tls`, 5);
    await hears(voice, 440);
    const { log, heard } = await calling;
    const { rate, samples } = readWav(heard!);
    expect(typicalAmplitude(middle(samples), rate, 1100), log).toBeGreaterThan(0.02);
    await ua.bye();
    expect(await metric('roomgate_call_encryption_total{protocol="sip",method="sdes"}')).toBe(1);
    // baresip sends its RTCP BYE unencrypted.
    expect(await metric('roomgate_srtp_packets_discarded_total{kind="audio"}')).toBeLessThanOrEqual(1);
  });

  it('SIPp over TLS: fifty calls without a failure', async () => {
    const tunnel = await openTlsTunnel(tlsPort);
    open.push(tunnel);
    const done = await sipp({
      scenario: 'call',
      port: 14_760,
      gatewayPort: tunnel.port,
      dial: gateway.pin,
      transport: 'tcp',
      calls: 50,
      perSecond: 25,
      folder,
    });
    expect(sippCounts(done), done.output.slice(-1500)).toEqual({ successful: 50, failed: 0 });
  });
});

describe("minimumEncryption of the host's account", () => {
  afterEach(() => setMinimum('none'));

  const status = async (transport: UaTransport, options: Omit<VoiceOptions, 'tone'>): Promise<string> => {
    const [ua, voice] = [await openUa(transport), await openVoice({ tone: 700, ...options })];
    const answer = await ua.invite(gateway.pin, voice.offer());
    if (answer.status === 200) await ua.bye();
    return answer.status === 200
      ? /a=crypto/.test(answer.sdp)
        ? 'encrypted'
        : 'plain'
      : `${answer.status} ${answer.header('Warning')}`;
  };
  const REFUSED = '488 399 roomgate "This meeting takes encrypted calls only: dial over TLS, with SRTP"';

  it.each([
    ['none', ['plain', 'plain', 'encrypted', 'encrypted']],
    ['optional', ['plain', 'encrypted', 'encrypted', 'encrypted']],
    ['required', [REFUSED, 'encrypted', 'encrypted', REFUSED]],
  ] as const)(
    '%s: plain, optional keys, mandatory keys, mandatory keys over an unencrypted connection',
    async (minimum, expected) => {
      await setMinimum(minimum);
      const seen = [
        await status('tls', {}),
        await status('tls', { suite: SUITE, optional: true }),
        await status('tls', { suite: SUITE }),
        await status('udp', { suite: SUITE }),
      ];
      expect(seen).toEqual(expected);
    },
  );

  it('required: a caller that keys in the PIN is told, and disconnected; counted by reason', async () => {
    await setMinimum('required');
    const reason =
      'roomgate_calls_total{protocol="sip",direction="inbound",result="refused",reason="encryption-required"}';
    const before = await metric(reason);
    const [ua, voice] = [await openUa('udp'), await openVoice({ tone: 700 })];
    ua.onOffer = () => '';
    const { sdp } = await ua.invite('', voice.offer());
    voice.start(sdp);
    for (const digit of `${gateway.pin}#`) await ua.key(digit);
    await eventually(async () => ua.requests.find((text) => text.startsWith('BYE ')), 20_000);
    expect(ua.requests.at(-1)).toContain('This meeting takes encrypted calls only');
    expect(await metric(reason)).toBe(before + 1);
  });

  it('required: an H.323 device is rejected, because H.235 is not supported', async () => {
    await setMinimum('required');
    await expect(
      callFromVideoRoom({
        gatewayPort: gateway.h323Port,
        dial: gateway.pin,
        shape: 'separate',
        tone: 880,
        rtpPort: 18_500,
      }),
    ).rejects.toThrow();
    expect(
      await metric(
        'roomgate_calls_total{protocol="h323",direction="inbound",result="refused",reason="encryption-required"}',
      ),
    ).toBe(1);
  });
});

describe('keys', () => {
  let reference: Awaited<ReturnType<typeof joinBy>>;
  beforeEach(async () => {
    reference = await joinBy('udp', { tone: 1100 });
  });
  afterEach(() => reference.ua.bye());

  it.each([
    'AEAD_AES_256_GCM',
    'AEAD_AES_128_GCM',
    'AES_256_CM_HMAC_SHA1_80',
    'AES_256_CM_HMAC_SHA1_32',
    'AES_CM_128_HMAC_SHA1_32',
  ] as const)('of %s are used under the tag of the device', async (suite) => {
    const { ua, voice, sdp } = await joinBy('tls', { tone: 700, suite, tag: 9 });
    expect(sdp).toMatch(new RegExp(`a=crypto:9 ${suite} inline:`));
    await hears(voice, 1100);
    await hears(reference.voice, 700);
    await ua.bye();
  });

  it('change with a re-INVITE, and audio continues', async () => {
    const { ua, voice, sdp } = await joinBy('tls', { tone: 700, suite: SUITE });
    await hears(reference.voice, 700);
    voice.renewKey();
    const again = await ua.invite(gateway.pin, voice.offer());
    expect(/inline:\S+/.exec(again.sdp)?.[0]).not.toBe(/inline:\S+/.exec(sdp)?.[0]);
    voice.start(again.sdp);
    const before = voice.received;
    await eventually(async () => (voice.received > before + 30 ? true : undefined));
    expect(voice.hears(1100)).toBeGreaterThan(LOUD);
    await hears(reference.voice, 700);
    await ua.bye();
  });

  it('that are wrong: nothing is heard, and the failure is counted and logged', async () => {
    const failures = 'roomgate_srtp_failures_total{kind="audio",failure="authentication"}';
    const before = await metric(failures);
    const [ua, voice] = [await openUa('tls'), await openVoice({ tone: 700, suite: SUITE })];
    voice.start((await ua.invite(gateway.pin, voice.offer())).sdp, { wrongKey: true });
    await becomes(failures, before + 1);
    await hears(voice, 1100);
    expect(reference.voice.hears(700)).toBeLessThan(0.01);
    await gateway.logged('"kind":"audio","failure":"authentication","msg":"SRTP is not authentic"');
    await ua.bye();
    await eventually(async () =>
      (await metric('roomgate_srtp_packets_discarded_total{kind="audio"}')) > 10 ? true : undefined,
    );
  });

  it('reject a repeated packet, which is counted', async () => {
    const failures = 'roomgate_srtp_failures_total{kind="audio",failure="replay"}';
    const { ua, voice } = await joinBy('tls', { tone: 700, suite: SUITE });
    await hears(reference.voice, 700);
    voice.replay();
    await becomes(failures, 1);
    await gateway.logged('"failure":"replay"');
    await ua.bye();
  });

  it('answered under a tag that was not offered end the call with the reason', async () => {
    await setMinimum('optional');
    const [ua, voice] = [await openUa('tls'), await openVoice({ tone: 700, suite: SUITE })];
    const offer = await ua.inviteLate(gateway.pin, () =>
      voice.answer('RTP/SAVP', `a=crypto:77 ${SUITE} inline:${Buffer.alloc(30, 1).toString('base64')}`),
    );
    expect(offer.sdp).toMatch(/a=crypto:1 AEAD_AES_256_GCM/);
    const bye = await eventually(async () => ua.requests.find((text) => text.startsWith('BYE ')));
    expect(bye).toContain('No common encryption');
    await setMinimum('none');
  });
});

describe('certificates', () => {
  it('a device whose certificate has expired, or is of another authority, is rejected, counted and logged', async () => {
    const old = await issue({ name: 'old room', ca, expired: true });
    const stranger = await issue({ name: 'stranger' });
    for (const [shown, failure] of [
      [old, 'client-certificate-expired'],
      [stranger, 'client-certificate-unknown-ca'],
    ] as const) {
      await SipUa.open({ transport: 'tls', port: tlsPort, tls: shown }).then(
        (ua) => open.push(ua),
        () => {},
      );
      await becomes(`roomgate_tls_failures_total{listener="sip-tls",failure="${failure}"}`, 1);
      await gateway.logged(`"failure":"${failure}"`);
    }
  });

  it('a device that does not know our authority rejects our certificate', async () => {
    await expect(
      SipUa.open({
        transport: 'tls',
        port: tlsPort,
        tls: { rejectUnauthorized: true, ca: (await issue({ name: 'Another CA', isCa: true })).cert },
      }),
    ).rejects.toThrow();
  });

  it('renewed during a call: the call continues, and the next device gets the new one', async () => {
    const reference = await joinBy('udp', { tone: 1100 });
    const { ua, voice } = await joinBy('tls', { tone: 700, suite: SUITE });
    await writeCertificate('renewed.example');
    process.kill(gateway.pid, 'SIGHUP');
    await becomes('roomgate_certificate_events_total{name="devices",change="reloaded"}', 1);
    const seen = await SipUa.certificateOf(tlsPort);
    expect(seen).toBe('renewed.example');
    const before = voice.received;
    await eventually(async () => (voice.received > before + 20 ? true : undefined));
    await ua.bye();
    await reference.ua.bye();
    await becomes('roomgate_calls_active', 0);
  });
});

it('neither keys nor PINs appear in the log', () => {
  const { log } = gateway.output();
  expect(log).not.toMatch(/inline:/);
  expect(log).not.toContain(gateway.pin);
});
