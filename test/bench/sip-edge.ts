/**
 * Clean calls per second of the SIP edge alone: INVITE, 180, 200, ACK, BYE, 200 with SIPp as caller. The edge runs
 * in a process pinned to one core, SIPp on another. A run is clean if every call succeeded without retransmissions.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { SipAddress, SipTransport } from '../../gateway/sip/edge.ts';
import { highestClean, MEASURED_CORE, runSipp, SIPP_CORE } from './sipp-run.ts';

export interface SipEdgeFigures {
  /** Highest clean rates, calls per second. */
  readonly edge_udp_cps: number;
  readonly edge_tcp_cps: number;
  /** ms of CPU, user and system, per call over UDP at `edge_udp_cps`. */
  readonly edge_cpu_ms_per_call: number;
  /** Bytes of JavaScript heap per active call, including its INVITE transaction. */
  readonly edge_heap_bytes_per_call: number;
}

export interface SipEdgeBenchOptions {
  /** Calls per second to try, in rising order, until one rate is not clean. */
  readonly rates?: readonly number[];
  /** Seconds of each run. */
  readonly seconds?: number;
  /** Calls held to measure their memory. */
  readonly held?: number;
}

interface Report {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly heapUsed: number;
  readonly calls: number;
}

export class EdgeProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #listening: readonly SipAddress[] = [];

  constructor(nodeOptions: readonly string[]) {
    const script = join(import.meta.dirname, 'sip-edge-server.ts');
    this.#child = spawn('taskset', ['-c', MEASURED_CORE, process.execPath, ...nodeOptions, script]);
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

function sippArgs(port: number, transport: 'udp' | 'tcp'): readonly string[] {
  return ['-sn', 'uac', `127.0.0.1:${port}`, '-i', '127.0.0.1', '-t', transport === 'udp' ? 'u1' : 't1'];
}

interface Best {
  readonly rate: number;
  readonly cpuMs: number;
}

async function bestRate(
  edge: EdgeProcess,
  directory: string,
  transport: 'udp' | 'tcp',
  rates: readonly number[],
  seconds: number,
): Promise<Best> {
  const best = await highestClean(rates, async (rate) => {
    const before = await edge.report();
    const run = await runSipp(
      directory,
      `${transport}-${rate}`,
      sippArgs(edge.port(transport), transport),
      rate,
      rate * seconds,
    );
    const after = await edge.report();
    const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1000 / run.successful;
    console.log(
      `${transport} ${rate}/s: ${run.clean ? 'clean' : `not clean (${run.faults.join(', ')})`}, ${run.cps.toFixed(0)}/s, ${cpuMs.toFixed(3)} ms CPU per call`,
    );
    return { ...run, cpuMs };
  });
  return best ?? { rate: 0, cpuMs: Number.NaN };
}

async function heapPerCall(directory: string, held: number): Promise<number> {
  const edge = new EdgeProcess([]);
  await edge.start();
  // Warms up first: compiled code and pools do not belong to the calls.
  await runSipp(directory, 'warm-up', sippArgs(edge.port('udp'), 'udp'), 500, 1000);
  const before = await edge.report('gc');
  const pace = ['-r', '2000', '-m', String(held), '-l', '1000000', '-buff_size', '8388608', '-nostdin', '-d', '600000'];
  const sipp = spawn('taskset', ['-c', SIPP_CORE, 'sipp', ...sippArgs(edge.port('udp'), 'udp'), ...pace], {
    cwd: directory,
    stdio: 'ignore',
  });
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
  const conditions = {
    node: process.version,
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    edgeCore: MEASURED_CORE,
    sippCore: SIPP_CORE,
    scenario: 'INVITE-180-200-ACK-BYE-200',
  };
  console.log(JSON.stringify({ bench: 'sip-edge', conditions, figures }));
}
