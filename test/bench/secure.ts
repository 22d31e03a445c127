/**
 * `npm run bench:secure [-- --only tls,srtp,relay --rooms 150]`: the cost of encryption and of the relay. Calls
 * over TLS and over TCP from the same callers; devices with SRTP and plain ones, and single packets; joins with
 * media through rtpengine and without it.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { CryptoSuiteName } from '../../media/port.ts';
import { SrtpReceiver, SrtpSender } from '../../media/srtp/srtp.ts';
import { CRYPTO_SUITES } from '../../media/srtp/suites.ts';
import { startRtpengine } from '../e2e/rtpengine.ts';
import { BenchGateway } from './bench-gateway.ts';
import { joinArgs } from './gateway-joins.ts';
import { benchKey } from './media-messages.ts';
import { EdgeProcess } from './sip-edge.ts';
import { MEASURED_CORE, runSipp, SIPP_CORE } from './sipp-run.ts';

const run = promisify(execFile);
const { values } = parseArgs({
  options: { only: { type: 'string', default: 'tls,srtp,relay' }, rooms: { type: 'string', default: '150' } },
});
const parts = values.only.split(',');
const figures: Record<string, number> = {};
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function tls(): Promise<void> {
  const edge = new EdgeProcess([]);
  await edge.start();
  const callers = async (name: 'tcp' | 'tls' | 'tls-new', seconds: number): Promise<void> => {
    const before = await edge.report();
    const { stdout } = await run('taskset', [
      '-c',
      SIPP_CORE,
      process.execPath,
      join(import.meta.dirname, 'tls-callers.ts'),
      String(edge.port(name === 'tcp' ? 'tcp' : 'tls')),
      name,
      '64',
      String(seconds),
    ]);
    const after = await edge.report();
    const { calls } = JSON.parse(stdout) as { calls: number };
    const cpu = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1000 / calls;
    say(`${name}: ${Math.round(calls / seconds)} calls/s, ${cpu.toFixed(3)} ms CPU each`);
    if (seconds < 5) return;
    const key = name.replace('-', '_');
    figures[`${key}_calls_per_s`] = Math.round(calls / seconds);
    figures[`${key}_cpu_ms_per_call`] = round(cpu, 3);
  };
  await callers('tcp', 3);
  await callers('tls', 3);
  for (const name of ['tcp', 'tls', 'tls-new'] as const) await callers(name, 8);
  await edge.stop();
}

/** µs to protect and to unprotect one packet. */
function packetCost(suite: CryptoSuiteName, payload: number): number {
  const [packets, turns] = [1000, 20];
  const packet = Buffer.alloc(12 + payload, 1);
  packet[0] = 0x80;
  let spent = 0;
  for (let turn = 0; turn < turns + 3; turn++) {
    const [sender, receiver] = [new SrtpSender(benchKey(suite)), new SrtpReceiver(benchKey(suite))];
    const from = process.hrtime.bigint();
    for (let n = 0; n < packets; n++) {
      packet.writeUInt16BE(n, 2);
      receiver.unprotect(sender.protectRtp(packet));
    }
    // The first turns include compilation.
    if (turn >= 3) spent += Number(process.hrtime.bigint() - from);
  }
  return spent / 1000 / packets / turns;
}

async function srtp(): Promise<void> {
  for (const suite of Object.keys(CRYPTO_SUITES) as CryptoSuiteName[]) {
    figures[`${suite.toLowerCase()}_us_per_audio_packet_both_ways`] = round(packetCost(suite, 160), 1);
    figures[`${suite.toLowerCase()}_us_per_video_packet_both_ways`] = round(packetCost(suite, 1100), 1);
  }
  const rooms = Number(values.rooms);
  for (const suite of ['', 'AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_256_GCM']) {
    const { stdout } = await run(process.execPath, [
      '--expose-gc',
      join(import.meta.dirname, 'media.ts'),
      '--only',
      'g722',
      '--talk',
      'meeting',
      '--rooms',
      String(rooms),
      '--patience',
      '5',
      ...(suite === '' ? [] : ['--srtp', suite]),
    ]);
    const { runs } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      runs: { g722: { workerCpu: number; held: boolean } };
    };
    const { workerCpu, held } = runs.g722;
    say(
      `${rooms} G.722 devices, ${suite === '' ? 'plain' : suite}: ${(100 * workerCpu).toFixed(1)} % of a core${held ? '' : ', cadence not held'}`,
    );
    figures[`g722_${suite === '' ? 'plain' : suite.toLowerCase()}_cpu_percent_per_room`] = round(
      (100 * workerCpu) / rooms,
      3,
    );
  }
}

/** CPU time of one process, ms. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function relay(): Promise<void> {
  const [rate, seconds, hold] = [40, 10, 2];
  for (const kind of ['none', 'rtpengine'] as const) {
    const engine = kind === 'none' ? undefined : await startRtpengine({ port: 45_222, rtpPorts: [36_000, 39_999] });
    const gateway = new BenchGateway(
      [],
      engine && { media: { relay: 'rtpengine', rtpengine: { instances: [engine.name] } } },
    );
    await gateway.start();
    await runSipp(gateway.folder, `warm-${kind}`, joinArgs(gateway, hold), 20, 60, hold);
    const [before, engineBefore] = [gateway.cpu(), engine === undefined ? 0 : cpuOf(engine.pid)];
    const done = await runSipp(gateway.folder, `joins-${kind}`, joinArgs(gateway, hold), rate, rate * seconds, hold);
    figures[`relay_${kind}_gateway_cpu_ms_per_join`] = round((gateway.cpu() - before) / done.successful);
    if (engine !== undefined)
      figures['relay_rtpengine_own_cpu_ms_per_join'] = round((cpuOf(engine.pid) - engineBefore) / done.successful);
    say(`relay ${kind}: ${done.successful} joins at ${rate}/s${done.clean ? '' : ` (${done.faults.join(', ')})`}`);
    await gateway.stop();
    await engine?.stop();
  }
}

if (parts.includes('tls')) await tls();
if (parts.includes('srtp')) await srtp();
if (parts.includes('relay')) await relay();
const conditions = {
  node: process.version,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  measuredCore: MEASURED_CORE,
  callersCore: SIPP_CORE,
  tls: '64 connections, INVITE-180-200-ACK-BYE-200 in sequence on each; tls_new: a connection and a full handshake (P-256) for each call; 8 s',
  srtp: `${values.rooms} devices with G.722 in one meeting, one in ten talks, CPU of the media worker’s thread; packets of 160 and 1100 bytes, protected and opened`,
  relay:
    '40 joins/s with G.722 and H.264, 2 s each; CPU of all the gateway’s processes, and of rtpengine (which carries only the media sent by the gateway)',
};
console.log(JSON.stringify({ bench: 'secure', conditions, figures }));
