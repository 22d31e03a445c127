/**
 * Clean joins per second of the whole gateway: INVITE with audio and video, PIN look-up, a place in one of many
 * meetings, ports and sockets, 200, ACK; mixed audio flows to the device; BYE. The gateway, its media worker and
 * the SFU share one core, SIPp has another.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BenchGateway, SIP_PORT } from './bench-gateway.ts';
import { highestClean, runSipp, SIPP_CORE } from './sipp-run.ts';

export interface GatewayFigures {
  readonly gateway_joins_per_s: number;
  /** CPU time of all the gateway's processes per join, including its second in the meeting and its leave. */
  readonly gateway_cpu_ms_per_join: number;
  /** Memory of all the gateway's processes together, beyond that without calls. */
  readonly rss_mb_per_1000_calls: number;
}

const HOLD_SECONDS = 1;

export const joinArgs = (gateway: BenchGateway, hold: number): readonly string[] => [
  `127.0.0.1:${SIP_PORT}`,
  '-sf',
  join(import.meta.dirname, 'join.xml'),
  '-inf',
  join(gateway.folder, 'pins.csv'),
  '-i',
  '127.0.0.1',
  '-mi',
  '127.0.0.1',
  '-mp',
  '46000',
  '-t',
  'u1',
  '-d',
  String(hold * 1000),
];

/** Uses a separate gateway that has carried only a few calls before: freed memory is not always returned. */
async function memoryPer1000(calls: number): Promise<number> {
  const gateway = new BenchGateway([]);
  await gateway.start();
  await runSipp(gateway.folder, 'warm-up', joinArgs(gateway, HOLD_SECONDS), 20, 100, HOLD_SECONDS);
  await pause(2000);
  const before = gateway.rss();
  const args = [...joinArgs(gateway, 3600), '-r', '100', '-m', String(calls), '-l', '1000000', '-nostdin'];
  const child = spawn('taskset', ['-c', SIPP_CORE, 'sipp', ...args], { cwd: gateway.folder, stdio: 'ignore' });
  for (let n = 0; n < 120 && (await gateway.active()) < calls; n++) await pause(500);
  await pause(3000);
  const [up, after] = [await gateway.active(), gateway.rss()];
  console.log(`memory: ${before.toFixed(0)} MB without calls, ${after.toFixed(0)} MB with ${up}`);
  child.kill('SIGKILL');
  await gateway.stop();
  return (1000 * (after - before)) / up;
}

export async function benchGateway(
  rates: readonly number[] = [100, 150, 200, 250, 300, 350, 400, 450, 500, 600],
  seconds = 8,
  held = 1000,
): Promise<GatewayFigures> {
  const profile = process.env['BENCH_CPU_PROF'];
  const gateway = new BenchGateway(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]);
  await gateway.start();
  const best = await highestClean(rates, async (rate) => {
    const before = gateway.cpu();
    const run = await runSipp(
      gateway.folder,
      `joins-${rate}`,
      joinArgs(gateway, HOLD_SECONDS),
      rate,
      rate * seconds,
      HOLD_SECONDS,
    );
    const cpuMs = (gateway.cpu() - before) / run.successful;
    console.log(
      `gateway ${rate}/s: ${run.clean ? 'clean' : `not clean (${run.faults.join(', ')})`}, ${run.cps.toFixed(0)}/s, ${cpuMs.toFixed(2)} ms CPU per join`,
    );
    return { ...run, cpuMs };
  });
  await gateway.stop();
  const memory = held === 0 ? Number.NaN : await memoryPer1000(held);
  return {
    gateway_joins_per_s: best?.rate ?? 0,
    gateway_cpu_ms_per_join: Number((best?.cpuMs ?? Number.NaN).toFixed(2)),
    rss_mb_per_1000_calls: Math.round(memory),
  };
}

if (import.meta.main) {
  const rates = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(await benchGateway(rates.length > 0 ? rates : undefined)));
}
