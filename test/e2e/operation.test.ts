/** Actions of an operator on a gateway, and actions of strangers. */
import SQLite from 'better-sqlite3';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baresipCall, prepareBaresip } from './baresip.ts';
import { eventually, removeFolder, root, startGateway, type GatewayOptions, type RunningGateway } from './gateway.ts';
import { runProgram } from './run.ts';
import { sipp, sippCounts, type SippOptions } from './sipp.ts';

let folder: string;
let running: RunningGateway[];
let nextPort = 14_000;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roomgate-operation-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((gateway) => gateway.stop('SIGKILL').catch(() => 0)));
  for (const gateway of running) removeFolder(gateway?.folder);
  removeFolder(folder);
});

async function start(options: GatewayOptions = {}): Promise<RunningGateway> {
  const gateway = await startGateway(options);
  running.push(gateway);
  return gateway;
}
const ended = (gateway: RunningGateway): void => void (running = running.filter((other) => other !== gateway));

const call = (gateway: RunningGateway, options: Partial<SippOptions> = {}) =>
  sipp({ scenario: 'call', port: nextPort++, gatewayPort: gateway.sipPort, dial: gateway.pin, folder, ...options });

function refusedWith(status: number): string {
  const file = join(folder, `refused-${status}`);
  writeFileSync(
    `${file}.xml`,
    readFileSync(join(import.meta.dirname, 'sipp/refused.xml'), 'utf8').replaceAll('STATUS', String(status)),
  );
  return file;
}

/** An INVITE with audio, whose answers are not read. */
const inviteOf = (pin: string, id: string): string => {
  const sdp = ['v=0', 'o=- 1 1 IN IP4 127.0.0.2', 's=-', 'c=IN IP4 127.0.0.2', 't=0 0', 'm=audio 9 RTP/AVP 0', ''].join(
    '\r\n',
  );
  return [
    `INVITE sip:${pin}@meet.chime.in SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.2:9;branch=z9hG4bK${id}`,
    'Max-Forwards: 70',
    `From: <sip:room@127.0.0.2>;tag=${id}`,
    `To: <sip:${pin}@meet.chime.in>`,
    `Call-ID: ${id}`,
    'CSeq: 1 INVITE',
    'Contact: <sip:room@127.0.0.2:9>',
    'Content-Type: application/sdp',
    `Content-Length: ${sdp.length}`,
    '',
    sdp,
  ].join('\r\n');
};

const metric = async (gateway: RunningGateway, name: string): Promise<number> =>
  (await gateway.metrics()).get(name) ?? 0;
const active = (gateway: RunningGateway, count: number) =>
  eventually(async () => ((await metric(gateway, 'roomgate_calls_active')) === count ? true : undefined));

describe('stopping', () => {
  it('drains on SIGTERM: new calls get 503, established ones a BYE with the reason after the timeout', async () => {
    const gateway = await start({ config: { calls: { drainTimeout: 6 } } });
    const up = call(gateway, { scenario: 'ended', hold: 60_000 });
    await active(gateway, 1);
    const stopped = gateway.stop('SIGTERM');
    await gateway.logged('"msg":"draining"');
    const refused = await call(gateway, { scenario: refusedWith(503) });
    expect(sippCounts(refused), refused.output.slice(-2000)).toEqual({ successful: 1, failed: 0 });
    const finished = await up;
    expect(sippCounts(finished), finished.output.slice(-2000)).toEqual({ successful: 1, failed: 0 });
    expect(await stopped).toBe(0);
    removeFolder(gateway.folder);
    ended(gateway);
  });

  it('with SIGKILL leaves nothing that prevents the next start, and no child process', async () => {
    const first = await start();
    const up = call(first, { hold: 60_000, giveUp: 4 });
    await active(first, 1);
    const workers = (await runProgram('ps', ['--ppid', String(first.pid), '-o', 'pid='])).output
      .trim()
      .split(/\s+/)
      .map(Number);
    expect(workers.length).toBeGreaterThan(0);
    process.kill(first.pid, 'SIGKILL');
    await eventually(async () => {
      try {
        for (const pid of workers) process.kill(pid, 0);
        return undefined;
      } catch {
        return true;
      }
    });
    ended(first);
    const second = await start({ folder: first.folder });
    expect(second.key).toBe('');
    const again = await call(second);
    expect(sippCounts(again).successful).toBe(1);
    await up;
  });
});

describe('limits', () => {
  it('of ports: the third call of two gets 503, and succeeds again after a hang-up', async () => {
    const gateway = await start({ config: { media: { minPort: 17_000, maxPort: 17_003, drainTime: 0 } } });
    const up = call(gateway, { calls: 2, perSecond: 50, hold: 8000 });
    await active(gateway, 2);
    const third = await call(gateway, { scenario: refusedWith(503) });
    expect(sippCounts(third), third.output.slice(-2000)).toEqual({ successful: 1, failed: 0 });
    expect(
      await metric(
        gateway,
        'roomgate_calls_total{protocol="sip",direction="inbound",result="server-error",reason="out-of-ports"}',
      ),
    ).toBe(1);
    expect(sippCounts(await up)).toEqual({ successful: 2, failed: 0 });
    await gateway.idle();
    expect(sippCounts(await call(gateway)).successful).toBe(1);
  });

  it('of calls: calls beyond the configured number get 503', async () => {
    const gateway = await start({ config: { calls: { max: 1 } } });
    const up = call(gateway, { hold: 8000 });
    await active(gateway, 1);
    const second = await call(gateway, { scenario: refusedWith(503) });
    expect(sippCounts(second).successful).toBe(1);
    expect(sippCounts(await up).successful).toBe(1);
  });

  it('of participants: a full meeting gives 486', async () => {
    const gateway = await start({ config: { calls: { maxPerMeeting: 1 } } });
    const up = call(gateway, { hold: 8000 });
    await active(gateway, 1);
    const second = await call(gateway, { scenario: refusedWith(486) });
    expect(sippCounts(second).successful).toBe(1);
    expect(sippCounts(await up).successful).toBe(1);
  });

  it('of unknown PINs: a thousand calls from one address are limited, while a device elsewhere is answered at once', async () => {
    const gateway = await start({ config: { calls: { pinFailures: 1_000_000 } } });
    const began = Date.now();
    const flood = call(gateway, {
      scenario: refusedWith(404),
      dial: '0000000000',
      calls: 1000,
      perSecond: 1000,
      from: '127.0.0.2',
    });
    await eventually(async () =>
      (await metric(gateway, 'roomgate_sip_refused_total{reason="rate-limit"}')) > 0 ? true : undefined,
    );
    const room = await call(gateway);
    expect(sippCounts(room)).toEqual({ successful: 1, failed: 0 });
    await flood;
    const lookedUp = await metric(
      gateway,
      'roomgate_calls_total{protocol="sip",direction="inbound",result="refused",reason="unknown-pin"}',
    );
    // A burst of 100, and 50 per second.
    expect(lookedUp).toBeLessThan(150 + (50 * (Date.now() - began)) / 1000);
    expect(await metric(gateway, 'roomgate_call_answer_seconds_bucket{le="1",protocol="sip"}')).toBe(1);
  });

  it('of wrong PINs: 200 forged datagrams do not cost the device at that address its call', async () => {
    const gateway = await start();
    const forged = createSocket('udp4');
    forged.bind(0, '127.0.0.2');
    await once(forged, 'listening');
    // Within the rate of one source, and on during the device's call.
    let sent = 0;
    const flood = setInterval(() => {
      forged.send(inviteOf('0000000000', `forged${++sent}`), gateway.sipPort, '127.0.0.1');
    }, 25);
    await eventually(async () => (sent >= 200 ? true : undefined));
    expect(await metric(gateway, 'roomgate_pin_guessing_total{protocol="sip"}')).toBe(1);
    expect(sippCounts(await call(gateway, { from: '127.0.0.2' }))).toEqual({ successful: 1, failed: 0 });
    expect(await metric(gateway, 'roomgate_pin_entries_total{protocol="sip",outcome="meeting"}')).toBe(1);
    clearInterval(flood);
    forged.close();
    const { locks } = await gateway.call<{ locks: readonly { readonly key: string }[] }>('GET', '/v1/pin-locks');
    expect(locks).toMatchObject([{ key: 'source 127.0.0.2', proven: 0, waitSeconds: 0 }]);
  });
});

describe('the command line', () => {
  it('prints the configuration with masked secrets, and the mistakes in an invalid one', async () => {
    const file = join(folder, 'roomgate.yaml');
    writeFileSync(
      file,
      `data: ${folder}/data\nlisten: { address: 127.0.0.1 }\nsip: { udpPort: 0, tcpPort: 0, tlsPort: off, wsPort: off, wssPort: off }\nh323: { port: off, rasPort: off }\nmedia: { dtlsPort: off }\napi: { port: off }\nregistry: { pinKey: ${'ab'.repeat(32)} }\n`,
    );
    const roomgate = join(root, 'scripts/roomgate');
    const good = await runProgram(roomgate, ['check', '--config', file]);
    expect(good.code).toBe(0);
    expect(good.output).toContain('registry.pinKey: ***');
    expect(good.output).not.toContain('abab');
    expect(good.output).toMatch(/ok +mediasoup worker +it runs/);
    expect((await runProgram(roomgate, ['ports', '--config', file])).output).toContain('UDP/20000:29999');
    writeFileSync(file, 'sip: { udpPort: many }\n');
    const bad = await runProgram(roomgate, ['check', '--config', file]);
    expect(bad.code).toBe(1);
    expect(bad.output).toContain('sip.udpPort: expected a port from 0 to 65535, or off');
    expect((await runProgram(roomgate, ['fly'])).code).toBe(2);
  });

  it('reports whether the audit log is intact', async () => {
    const gateway = await start();
    const file = join(gateway.folder, 'roomgate.yaml');
    for (let n = 0; n < 3; n++) await gateway.call('POST', '/v1/accounts', { name: `a${n}` });
    const verify = () => runProgram(join(root, 'scripts/roomgate'), ['audit', 'verify', '--config', file]);
    expect(await verify()).toMatchObject({ code: 0, output: expect.stringContaining('whole: 3 records') });
    const db = new SQLite(join(gateway.folder, 'data/roomgate.sqlite'));
    db.prepare("UPDATE audit_event SET record = replace(record, 'a1', 'b1') WHERE seq = 2").run();
    db.close();
    expect(await verify()).toMatchObject({ code: 1, output: expect.stringContaining('record 2 was changed') });
  });

  it('reports which port is in use', async () => {
    const gateway = await start();
    const file = join(folder, 'roomgate.yaml');
    writeFileSync(
      file,
      `data: ${folder}/data\nlisten: { address: 127.0.0.1 }\nsip: { udpPort: ${gateway.sipPort}, tcpPort: off, tlsPort: off, wsPort: off, wssPort: off }\napi: { port: off }\n`,
    );
    const second = await runProgram(join(root, 'scripts/roomgate'), ['start', '--config', file]);
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/Cannot listen: .*EADDRINUSE.*Another program has the port/);
  });
});

describe('TLS', () => {
  it('a device dials in over TLS with the certificate made at the first start', async () => {
    const port = 14_900;
    const gateway = await start({ config: { sip: { tlsPort: port } } });
    const options = {
      folder: join(folder, 'room'),
      tone: 440,
      port: 14_910,
      rtpPort: 14_920,
      codec: 'PCMA/8000/1',
      video: false,
    } as const;
    await prepareBaresip(options);
    const room = await baresipCall(options, `sip:${gateway.pin}@127.0.0.1:${port};transport=tls`, 3);
    expect(room.log).toMatch(/Call established/);
    expect(
      (await gateway.idle()).get(
        'roomgate_calls_total{protocol="sip",direction="inbound",result="success",reason="hung-up"}',
      ),
    ).toBe(1);
  });
});

describe('IPv6', () => {
  it.each(['udp', 'tcp'] as const)('a device calls over %s, and its media uses IPv6', async (transport) => {
    const gateway = await start({ config: { listen: { address: '', address6: '::1' } } });
    const room = await call(gateway, { host: '::1', transport, calls: 3 });
    expect(sippCounts(room), room.output.slice(-2000)).toEqual({ successful: 3, failed: 0 });
    expect(room.output).not.toContain('IN IP4');
    expect((await gateway.idle()).get('roomgate_rtp_packets_total{kind="audio",direction="sent"}')).toBeGreaterThan(0);
  });
});

describe('health', () => {
  it('is ready once a media worker is', async () => {
    const gateway = await start();
    expect((await fetch(`${gateway.api}/healthz`)).status).toBe(200);
    expect((await fetch(`${gateway.api}/readyz`)).status).toBe(200);
    expect((await fetch(`${gateway.api}/v1/accounts`)).status).toBe(401);
  });
});
