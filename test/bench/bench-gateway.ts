/** The whole gateway as a process on the measured core, with meetings to join. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { MEASURED_CORE } from './sipp-run.ts';

const ROOT = join(import.meta.dirname, '../..');
export const SIP_PORT = 45_060;
export const H323_PORT = 45_720;
const API = 'http://127.0.0.1:45080';
const MEETINGS = 50;
/** The same options as in scripts/start. */
const AS_STARTED = ['--max-semi-space-size=16'];

export class BenchGateway {
  readonly folder = mkdtempSync(join(tmpdir(), 'roomgate-bench-'));
  readonly #child: ChildProcess;
  #told = '';
  readonly api = API;
  pins: readonly string[] = [];
  /** The API key. */
  key = '';

  /** `more`: overrides the benches' configuration, by group. */
  constructor(nodeOptions: readonly string[], more: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}) {
    const config = {
      data: join(this.folder, 'data'),
      listen: { address: '127.0.0.1' },
      h323: {
        port: H323_PORT,
        rasPort: 'off',
        setupRate: 1_000_000,
        setupBurst: 1_000_000,
        maxConnectionsPerSource: 100_000,
      },
      sip: {
        udpPort: SIP_PORT,
        tcpPort: SIP_PORT,
        tlsPort: 'off',
        wsPort: 'off',
        wssPort: 'off',
        inviteRate: 1_000_000,
        inviteBurst: 1_000_000,
      },
      api: { port: 45_080 },
      media: { workers: 1, drainTime: 1000, dtlsPort: 'off', ...more['media'] },
      calls: { drainTimeout: 0 },
    };
    writeFileSync(join(this.folder, 'roomgate.yaml'), stringify(config));
    const args = [
      '-c',
      MEASURED_CORE,
      process.execPath,
      ...AS_STARTED,
      ...nodeOptions,
      join(ROOT, 'gateway/main.ts'),
      'start',
      '--config',
      join(this.folder, 'roomgate.yaml'),
    ];
    this.#child = spawn('taskset', args, {
      cwd: this.folder,
      stdio: ['ignore', openSync(join(this.folder, 'log'), 'w'), 'pipe'],
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => void (this.#told += chunk.toString()));
  }

  /** Creates the meetings and writes their PINs to the file that SIPp reads. */
  async start(): Promise<void> {
    while (!/API {2}/.test(this.#told) && this.#child.exitCode === null) await pause(50);
    const key = /admin API key\s+(\S+)/.exec(this.#told)?.[1] ?? '';
    this.key = key;
    const post = async <T>(path: string, body: unknown): Promise<T> => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      return (await (await fetch(API + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
    };
    const { id } = await post<{ id: string }>('/v1/accounts', { name: 'Bench' });
    const pins: string[] = [];
    for (let n = 0; n < MEETINGS; n++)
      pins.push((await post<{ pin: string }>(`/v1/accounts/${id}/meetings`, { title: `m${n}` })).pin);
    this.pins = pins;
    writeFileSync(join(this.folder, 'pins.csv'), `SEQUENTIAL\n${pins.join(';\n')};\n`);
  }

  /** The gateway's process and its children. */
  #processes(): readonly string[] {
    const pid = String(this.#child.pid);
    const children = execFileSync('ps', ['--ppid', pid, '-o', 'pid='], { encoding: 'utf8' }).trim().split(/\s+/);
    return [pid, ...children.filter((child) => child !== '')];
  }

  /** CPU time in ms, user and system. */
  cpu(): number {
    const ticks = this.#processes().map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((sum, each) => sum + each, 0) * 10;
  }

  /** Memory in MB. */
  rss(): number {
    const kilobytes = this.#processes().map((pid) =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
    );
    return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
  }

  /** Number of active calls. */
  async active(): Promise<number> {
    return Number(/^roomgate_calls_active (\d+)/m.exec(await (await fetch(`${API}/metrics`)).text())?.[1]);
  }

  /** Delay of the signalling thread's event loop since the previous query, ms. */
  async loopDelay(): Promise<{ readonly max: number; readonly p99: number }> {
    const text = await (await fetch(`${API}/metrics`)).text();
    const at = (quantile: string): number =>
      1000 *
      Number(new RegExp(`^roomgate_event_loop_delay_seconds\\{quantile="${quantile}"\\} (\\S+)`, 'm').exec(text)?.[1]);
    return { max: at('1'), p99: at('0.99') };
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
