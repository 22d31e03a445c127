/**
 * Clean calls per second of the SIP edge alone: INVITE, 180, 200, ACK, BYE, 200 with SIPp as caller. The edge runs in a
 * process pinned to one core, SIPp on another. A run is clean when every call succeeded and nothing was repeated.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { SipAddress, SipTransport } from '../../gateway/sip/edge.ts';

export interface SipEdgeFigures {
  /** Highest clean rates, calls per second. */
  readonly edge_udp_cps: number;
  readonly edge_tcp_cps: number;
  /** ms of CPU, user and system, for one call over UDP at `edge_udp_cps`. */
  readonly edge_cpu_ms_per_call: number;
  /** Bytes of JavaScript heap for one call that is up, its INVITE transaction included. */
  readonly edge_heap_bytes_per_call: number;
}

export interface SipEdgeBenchOptions {
  /** Calls per second to try, upwards, until one is not clean. */
  readonly rates?: readonly number[];
  /** Seconds of each run. */
  readonly seconds?: number;
  /** Calls that are held up to weigh them. */
  readonly held?: number;
}

interface Report {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly heapUsed: number;
  readonly calls: number;
}

const EDGE_CORE = '0';
const SIPP_CORE = cpus().length > 1 ? '1' : '0';

class EdgeProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #listening: readonly SipAddress[] = [];

  constructor(nodeOptions: readonly string[]) {
    const script = join(import.meta.dirname, 'sip-edge-server.ts');
    this.#child = spawn('taskset', ['-c', EDGE_CORE, process.execPath, ...nodeOptions, script]);
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async start(): Promise<void> {
    this.#listening = (JSON.parse(await this.#line()) as { listening: SipAddress[] }).listening;
  }

  async #line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('Cannot measure: the edge has ended');
    return next.value;
  }

  port(transport: SipTransport): number {
    return this.#listening.find((at) => at.transport === transport)?.port ?? 0;
  }

  async report(ask: 'report' | 'gc' = 'report'): Promise<Report> {
    this.#child.stdin.write(`${ask}\n`);
    return JSON.parse(await this.#line()) as Report;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exited;
  }
}

interface Run {
  readonly clean: boolean;
  readonly successful: number;
  readonly cps: number;
  readonly faults: readonly string[];
}

const FAULTS = ['FailedCall(C)', 'Retransmissions(C)', 'OutOfCallMsgs(C)', 'DeadCallMsgs(C)'];
/** A run that is not clean is repeated: the machine may have been busy with something else. */
const ATTEMPTS = 3;

function sippArgs(port: number, transport: 'udp' | 'tcp', rate: number, calls: number): readonly string[] {
  const mode = transport === 'udp' ? 'u1' : 't1';
  return ['-c', SIPP_CORE, 'sipp', '-sn', 'uac', `127.0.0.1:${port}`, '-i', '127.0.0.1', '-t', mode, '-r', String(rate), '-m', String(calls), '-l', '1000000', '-buff_size', '8388608', '-nostdin'];
}

async function runSipp(directory: string, port: number, transport: 'udp' | 'tcp', rate: number, seconds: number): Promise<Run> {
  const file = join(directory, `${transport}-${rate}.csv`);
  const calls = rate * seconds;
  const started = performance.now();
  const child = execFile('taskset', [...sippArgs(port, transport, rate, calls), '-trace_stat', '-stf', file, '-fd', '60'], { cwd: directory, maxBuffer: 64 * 1024 * 1024 });
  await once(child, 'exit');
  const elapsed = (performance.now() - started) / 1000;
  const [names = '', ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const last = rows.at(-1)?.split(';') ?? [];
  const value = (name: string): number => Number(last[names.split(';').indexOf(name)] ?? Number.NaN);
  const successful = value('SuccessfulCall(C)');
  const faults = FAULTS.map((name) => `${name} ${value(name)}`).filter((fault) => !fault.endsWith(' 0'));
  // SIPp falls behind its own rate before it fails.
  const cps = calls / elapsed;
  return { clean: successful === calls && faults.length === 0 && cps > rate * 0.9, successful, cps, faults };
}

interface Best {
  readonly rate: number;
  readonly cpuMs: number;
}

async function bestRate(edge: EdgeProcess, directory: string, transport: 'udp' | 'tcp', rates: readonly number[], seconds: number): Promise<Best> {
  let best: Best = { rate: 0, cpuMs: Number.NaN };
  for (let at = 0, attempt = 1; at < rates.length && attempt <= ATTEMPTS; ) {
    const rate = rates[at] ?? 0;
    const before = await edge.report();
    const run = await runSipp(directory, edge.port(transport), transport, rate, seconds);
    const after = await edge.report();
    const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1000 / run.successful;
    console.log(`${transport} ${rate}/s: ${run.clean ? 'clean' : `not clean (${run.faults.join(', ')})`}, ${run.cps.toFixed(0)}/s, ${cpuMs.toFixed(3)} ms CPU per call`);
    if (run.clean) best = { rate, cpuMs };
    at += run.clean ? 1 : 0;
    attempt = run.clean ? 1 : attempt + 1;
  }
  return best;
}

async function heapPerCall(directory: string, held: number): Promise<number> {
  const edge = new EdgeProcess([]);
  await edge.start();
  // Warm up: compiled code and pools are not the calls'.
  await runSipp(directory, edge.port('udp'), 'udp', 500, 2);
  const before = await edge.report('gc');
  const args = sippArgs(edge.port('udp'), 'udp', 2000, held);
  const sipp = spawn('taskset', [...args, '-d', '600000'], { cwd: directory, stdio: 'ignore' });
  let report = await edge.report();
  while (report.calls < held && sipp.exitCode === null) {
    await pause(100);
    report = await edge.report();
  }
  const after = await edge.report('gc');
  sipp.kill('SIGKILL');
  await edge.stop();
  return (after.heapUsed - before.heapUsed) / after.calls;
}

export async function benchSipEdge(options: SipEdgeBenchOptions = {}): Promise<SipEdgeFigures> {
  const { rates = [1000, 2000, 3000, 3500, 4000, 4500, 5000, 5500, 6000], seconds = 10, held = 10_000 } = options;
  const directory = mkdtempSync(join(tmpdir(), 'sip-edge-bench-'));
  try {
    const edge = new EdgeProcess([]);
    await edge.start();
    const udp = await bestRate(edge, directory, 'udp', rates, seconds);
    const tcp = await bestRate(edge, directory, 'tcp', rates, seconds);
    await edge.stop();
    const heap = await heapPerCall(directory, held);
    return {
      edge_udp_cps: udp.rate,
      edge_tcp_cps: tcp.rate,
      edge_cpu_ms_per_call: Number(udp.cpuMs.toFixed(3)),
      edge_heap_bytes_per_call: Math.round(heap),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const figures = await benchSipEdge();
  const conditions = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, edgeCore: EDGE_CORE, sippCore: SIPP_CORE, scenario: 'INVITE-180-200-ACK-BYE-200' };
  console.log(JSON.stringify({ bench: 'sip-edge', conditions, figures }));
}
