/**
 * Clean joins per second of the whole gateway: INVITE with sound and video, PIN look-up, a place in one of many
 * meetings, ports and sockets, 200, ACK; mixed sound flows to the room; BYE. The gateway, its media worker and the
 * SFU share one core, SIPp has another.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { highestClean, MEASURED_CORE, runSipp, SIPP_CORE } from './sipp-run.ts';

export interface GatewayFigures {
  readonly gateway_joins_per_s: number;
  /** CPU of all the gateway's processes for one join, its second in the meeting and its leave. */
  readonly gateway_cpu_ms_per_join: number;
  /** Of all the gateway's processes together, beyond what they have without calls. */
  readonly rss_mb_per_1000_calls: number;
}

const ROOT = join(import.meta.dirname, '../..');
const SIP_PORT = 45_060;
const API = 'http://127.0.0.1:45080';
const MEETINGS = 50;
const HOLD_SECONDS = 1;

class BenchGateway {
  readonly folder = mkdtempSync(join(tmpdir(), 'roomgate-bench-'));
  readonly #child: ChildProcess;
  #told = '';

  constructor(nodeOptions: readonly string[]) {
    const config = {
      data: join(this.folder, 'data'),
      listen: { address: '127.0.0.1' },
      h323: { port: 'off', rasPort: 'off' },
      sip: { udpPort: SIP_PORT, tcpPort: SIP_PORT, tlsPort: 'off', wsPort: 'off', wssPort: 'off', inviteRate: 1_000_000, inviteBurst: 1_000_000 },
      api: { port: 45_080 },
      media: { workers: 1, drainTime: 1000 },
      calls: { drainTimeout: 0 },
    };
    writeFileSync(join(this.folder, 'roomgate.yaml'), stringify(config));
    const args = ['-c', MEASURED_CORE, process.execPath, ...nodeOptions, join(ROOT, 'gateway/main.ts'), 'start', '--config', join(this.folder, 'roomgate.yaml')];
    this.#child = spawn('taskset', args, { cwd: this.folder, stdio: ['ignore', openSync(join(this.folder, 'log'), 'w'), 'pipe'] });
    this.#child.stderr!.on('data', (chunk: Buffer) => void (this.#told += chunk.toString()));
  }

  /** Makes the meetings and leaves their PINs where SIPp reads them. */
  async start(): Promise<void> {
    while (!/API {2}/.test(this.#told) && this.#child.exitCode === null) await pause(50);
    const key = /admin API key\s+(\S+)/.exec(this.#told)?.[1] ?? '';
    const post = async <T>(path: string, body: unknown): Promise<T> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      return (await (await fetch(API + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
    };
    const { id } = await post<{ id: string }>('/v1/accounts', { name: 'Bench' });
    const pins: string[] = [];
    for (let n = 0; n < MEETINGS; n++) pins.push((await post<{ pin: string }>(`/v1/accounts/${id}/meetings`, { title: `m${n}` })).pin);
    writeFileSync(join(this.folder, 'pins.csv'), `SEQUENTIAL\n${pins.join(';\n')};\n`);
  }

  /** This process and what it started. */
  #processes(): readonly string[] {
    const pid = String(this.#child.pid);
    const children = execFileSync('ps', ['--ppid', pid, '-o', 'pid='], { encoding: 'utf8' }).trim().split(/\s+/);
    return [pid, ...children.filter((child) => child !== '')];
  }

  /** ms, user and system. */
  cpu(): number {
    const ticks = this.#processes().map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((sum, each) => sum + each, 0) * 10;
  }

  /** MB. */
  rss(): number {
    const kilobytes = this.#processes().map((pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0));
    return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const sippArgs = (gateway: BenchGateway, hold: number): readonly string[] => [
  `127.0.0.1:${SIP_PORT}`, '-sf', join(import.meta.dirname, 'join.xml'), '-inf', join(gateway.folder, 'pins.csv'),
  '-i', '127.0.0.1', '-mi', '127.0.0.1', '-mp', '46000', '-t', 'u1', '-d', String(hold * 1000),
];

/** In a process of its own, which has carried only a few calls before: memory that is freed is not always given back. */
async function memoryPer1000(calls: number): Promise<number> {
  const gateway = new BenchGateway([]);
  await gateway.start();
  await runSipp(gateway.folder, 'warm-up', sippArgs(gateway, HOLD_SECONDS), 20, 100, HOLD_SECONDS);
  await pause(2000);
  const before = gateway.rss();
  const args = [...sippArgs(gateway, 3600), '-r', '100', '-m', String(calls), '-l', '1000000', '-nostdin'];
  const child = spawn('taskset', ['-c', SIPP_CORE, 'sipp', ...args], { cwd: gateway.folder, stdio: 'ignore' });
  const active = async (): Promise<number> => Number(/^roomgate_calls_active (\d+)/m.exec(await (await fetch(`${API}/metrics`)).text())?.[1]);
  for (let n = 0; n < 120 && (await active()) < calls; n++) await pause(500);
  await pause(3000);
  const [up, after] = [await active(), gateway.rss()];
  console.log(`memory: ${before.toFixed(0)} MB without calls, ${after.toFixed(0)} MB with ${up}`);
  child.kill('SIGKILL');
  await gateway.stop();
  return (1000 * (after - before)) / up;
}

export async function benchGateway(rates: readonly number[] = [100, 150, 200, 250, 300, 350, 400, 450, 500, 600], seconds = 8, held = 1000): Promise<GatewayFigures> {
  const profile = process.env['BENCH_CPU_PROF'];
  const gateway = new BenchGateway(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]);
  await gateway.start();
  const best = await highestClean(rates, async (rate) => {
    const before = gateway.cpu();
    const run = await runSipp(gateway.folder, `joins-${rate}`, sippArgs(gateway, HOLD_SECONDS), rate, rate * seconds, HOLD_SECONDS);
    const cpuMs = (gateway.cpu() - before) / run.successful;
    console.log(`gateway ${rate}/s: ${run.clean ? 'clean' : `not clean (${run.faults.join(', ')})`}, ${run.cps.toFixed(0)}/s, ${cpuMs.toFixed(2)} ms CPU per join`);
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
