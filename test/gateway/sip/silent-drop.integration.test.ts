/** `sip.silentDrop`, through the whole gateway and a real socket. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { buildConfig } from '../../../config/load.ts';
import { startGateway, type Gateway } from '../../../gateway/compose/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'roomgate-drop-'));
let gateway: Gateway | undefined;
let socket: Socket | undefined;

afterEach(async () => {
  socket?.close();
  await gateway?.stop(0);
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Gateway> {
  const sip = { udpPort: 0, tcpPort: 'off', tlsPort: 'off', wsPort: 'off', wssPort: 'off', silentDrop: true };
  const tree = {
    data: join(folder, 'data'),
    listen: { address: '127.0.0.1' },
    sip,
    h323: { port: 'off', rasPort: 'off' },
    api: { port: 0 },
    media: { minPort: 31_200, maxPort: 31_219, dtlsPort: 'off', workers: 1 },
  };
  return startGateway(buildConfig(tree, {}), pino({ level: 'silent' }));
}

test('calls to unknown meetings get no answer, all others do', async () => {
  gateway = await start();
  const to = gateway.sip[0]!;
  socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const answers: string[] = [];
  socket.on('message', (data) => void answers.push(data.toString('latin1')));
  const ask = (id: string, uri: string, method = 'INVITE'): void => {
    const head = [
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${id};rport`,
      'Max-Forwards: 70',
      `From: <sip:x@127.0.0.1>;tag=${id}`,
      `To: <${uri}>`,
    ];
    const text = [
      `${method} ${uri} SIP/2.0`,
      ...head,
      `Call-ID: ${id}`,
      `CSeq: 1 ${method}`,
      `Contact: <sip:x@127.0.0.1:${port}>`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    socket?.send(text, to.port, to.address);
  };
  ask('scan1', 'sip:alice@127.0.0.1');
  ask('scan2', 'sip:1234567@elsewhere.example');
  ask('scan3', 'sip:00972592123456789012345@127.0.0.1');
  ask('scan4', 'sip:alice@127.0.0.1', 'MESSAGE');
  ask('options', 'sip:127.0.0.1', 'OPTIONS');
  ask('entry', 'sip:meet@127.0.0.1');
  ask('pin', 'sip:0000000000@meet.chime.in');
  // Sent last over the same socket: an answer to it shows that all were read.
  const callIds = (): string[] =>
    answers.filter((text) => !text.startsWith('SIP/2.0 100')).map((text) => /^Call-ID: (\S+)/m.exec(text)?.[1] ?? '');
  while (new Set(callIds()).size < 3) await once(socket, 'message');
  expect(new Set(callIds())).toEqual(new Set(['options', 'entry', 'pin']));
  const statusOf = (id: string): string | undefined =>
    answers.find((text) => text.includes(`Call-ID: ${id}`) && !text.startsWith('SIP/2.0 100'))?.slice(8, 11);
  expect([statusOf('options'), statusOf('entry'), statusOf('pin')]).toEqual(['200', '200', '404']);
  const metrics = await (await fetch(`${gateway.api}/metrics`)).text();
  expect(metrics).toContain('roomgate_sip_refused_total{reason="silent-drop"} 4\n');
});
