/** A drachtio-server whose control connection is cut during a call, through the whole gateway and real sockets. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { buildConfig } from '../../../../config/load.ts';
import { systemClock } from '../../../../base/system-clock.ts';
import { startGateway, type Gateway } from '../../../../gateway/compose/gateway.ts';
import { nodeTransports } from '../../../../gateway/sip/stack/transport/transport-node.ts';
import { FakeDrachtio } from '../../../fakes/drachtio-server.ts';
import { Mailbox } from '../../../fakes/mailbox.ts';
import { field, inDialog, OFFER, reply, request, status } from '../stack/harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'roomgate-drachtio-'));
let gateway: Gateway | undefined;
let server: FakeDrachtio | undefined;
let socket: Socket | undefined;
const log = new Mailbox<Record<string, unknown>>();

afterEach(async () => {
  socket?.close();
  await gateway?.stop(0);
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(controlPort: number): Promise<Gateway> {
  const sip = { edge: 'drachtio', drachtio: { servers: [`127.0.0.1:${controlPort}`], secret: 'cymru', graceTime: 1 } };
  const tree = {
    data: join(folder, 'data'),
    domains: ['10.0.0.1'],
    listen: { address: '127.0.0.1' },
    sip,
    h323: { port: 'off', rasPort: 'off' },
    api: { port: 0 },
    media: { minPort: 32_400, maxPort: 32_419, dtlsPort: 'off', workers: 1 },
  };
  return startGateway(
    buildConfig(tree, {}),
    pino({}, { write: (line: string) => log.put(JSON.parse(line) as Record<string, unknown>) }),
  );
}

/** The next log line that contains these words. */
async function logged(words: string): Promise<Record<string, unknown>> {
  for (;;) {
    const line = await log.take(words, 10_000);
    if (line['msg'] === words) return line;
  }
}

const metrics = async (): Promise<string> => (await fetch(`${gateway?.api}/metrics`)).text();

test('the call continues, is ended in time, and leaves nothing; each step is counted and logged', async () => {
  server = new FakeDrachtio({
    clock: systemClock,
    sockets: nodeTransports({
      verifyPeer: false,
      maxConnections: 100,
      maxConnectionsPerSource: 100,
      onRefused: () => {},
    }),
    address: '127.0.0.1',
    secret: 'cymru',
    sipPort: 0,
  });
  const controlPort = await server.open();
  gateway = await start(controlPort);
  await logged('SIP server connected');
  const { admin } = gateway.opened;
  const { pin } = await admin.createMeeting((await admin.createAccount('A')).id, { title: 'Meeting' });
  socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const came = new Mailbox<string>();
  socket.on('message', (data) => {
    if (!data.toString('latin1').startsWith('SIP/2.0 100')) came.put(data.toString('latin1'));
  });
  const own = (text: string): string => text.replaceAll(/10\.0\.0\.9(:5060)?/g, `127.0.0.1:${port}`);
  const send = (text: string): void => socket?.send(text, server?.sipPort ?? 0, '127.0.0.1');
  const body = OFFER.replaceAll('10.0.0.9', '127.0.0.1');
  send(own(request('INVITE', {}, body, `sip:${pin}@10.0.0.1`)));
  const ok = await came.take('the answer');
  expect(status(ok)).toBe('200 OK');
  send(own(inDialog(ok, 'ACK', 1)));
  // An answer to this request shows that the ACK was read.
  send(own(inDialog(ok, 'OPTIONS', 2)));
  expect(status(await came.take('an answer'))).toBe('200 OK');

  await server.cut(true);
  expect(await logged('SIP server lost')).toMatchObject({ level: 40, calls: 1, server: `127.0.0.1:${controlPort}` });
  expect(await metrics()).toMatch(/roomgate_calls_active(?:\{[^}]*\})? 1\n/);
  expect(await logged('SIP server abandoned')).toMatchObject({ level: 40, calls: 1 });
  const told = await metrics();
  expect(told).toMatch(/roomgate_calls_active(?:\{[^}]*\})? 0\n/);
  for (const change of ['connected', 'lost', 'abandoned'])
    expect(told).toContain(`roomgate_sip_server_changes_total{change="${change}"} 1\n`);
  expect(told).toContain('roomgate_sip_connections 0\n');
  // The media worker reports a moment later.
  await expect.poll(metrics, { timeout: 5000 }).toContain('roomgate_media_ports{state="used"} 0\n');

  await server.open(controlPort);
  const bye = await came.take('the BYE', 20_000);
  expect([status(bye).split(' ')[0], field(bye, 'Reason')]).toEqual(['BYE', 'SIP;cause=503;text="Lost Connection"']);
  send(reply(bye, '200 OK'));
});
