/**
 * `npm run bench:media [-- --only alaw,g722,video --seconds 8 --rooms N]`: how many devices one media worker
 * carries in one meeting on one core, until the 20 ms cadence at the receivers slips or packets are lost. The
 * devices run in a separate process on another core.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CryptoSuiteName } from '../../media/port.ts';
import { percentile } from './media-messages.ts';
import type {
  CodecName,
  Cpu,
  Load,
  Ports,
  RoomsRequest,
  RoomsResult,
  ServerRequest,
  Talk,
  Usage,
} from './media-messages.ts';

const MEASURED_CORE = '0';
const ROOMS_CORE = cpus().length > 1 ? '1' : '0';
/** Limits at which the search ends. */
const MOST_CADENCE = 5;
const MOST_LOSS = 0.001;
/** Share of a core that other processes may use meanwhile. */
const MOST_OTHER = 0.12;
/** Relative difference between the last number that held and the first that did not. */
const PRECISION = 0.06;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'alaw,g722,video' },
    talk: { type: 'string', default: 'meeting,all' },
    seconds: { type: 'string', default: '6' },
    /** Tests only this number, instead of searching. */
    rooms: { type: 'string', default: '0' },
    first: { type: 'string', default: '1' },
    /** s to wait for other processes to finish. */
    patience: { type: 'string', default: '60' },
    attempts: { type: 'string', default: '3' },
    /** s before the measurement of a run begins. */
    warm: { type: 'string', default: '13' },
    profile: { type: 'string', default: '' },
    /** A crypto suite of RFC 4568. */
    srtp: { type: 'string', default: '' },
  },
});

interface Run extends Load {
  readonly held: boolean;
  readonly cadenceP99: number;
  readonly loss: number;
  readonly latencyP50: number;
  readonly latencyP99: number;
  /** Shares of one core. */
  readonly workerCpu: number;
  readonly sfuCpu: number;
  readonly roomsCpu: number;
  readonly roomsLateP99: number;
  /** CPU used by the rest of the machine. */
  readonly otherCpu: number;
  readonly rss: number;
}

class Child {
  readonly #process: ChildProcess;

  constructor(file: string, core: string, flags: readonly string[] = []) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#process = spawn('taskset', ['-c', core, process.execPath, '--max-semi-space-size=16', ...flags, path], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  async ask<T>(request: ServerRequest | RoomsRequest): Promise<T> {
    const answer = once(this.#process, 'message');
    this.#process.send(request);
    const [{ result }] = (await answer) as [{ result: T }];
    return result;
  }

  async ended(): Promise<void> {
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
  }
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** CPU seconds of the whole machine. */
function busySeconds(): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq) / 100;
}

/** Waits, up to `limit` ms, for a second in which the machine is otherwise idle. */
async function quiet(limit: number): Promise<void> {
  for (const end = performance.now() + limit; performance.now() < end;) {
    const before = busySeconds();
    await sleep(1000);
    if (busySeconds() - before < MOST_OTHER) return;
  }
}

async function run(load: Load): Promise<Run> {
  await quiet(1000 * Number(values.patience));
  const profile = values.profile === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  const [server, rooms] = [
    new Child('./media-server.ts', MEASURED_CORE, profile),
    new Child('./media-rooms.ts', ROOMS_CORE),
  ];
  const devices = await rooms.ask<readonly Ports[]>({ op: 'bind', load });
  const gateway = await server.ask<readonly Ports[]>({ op: 'open', load, devices });
  await rooms.ask({ op: 'start', gateway });
  await sleep(1000 * Number(values.warm));
  const before = await server.ask<Cpu>({ op: 'cpu' });
  await rooms.ask({ op: 'measure' });
  const from = performance.now();
  const busy = busySeconds();
  await sleep(1000 * Number(values.seconds));
  const result = await rooms.ask<RoomsResult>({ op: 'result' });
  const allCpu = busySeconds() - busy;
  const elapsed = (performance.now() - from) / 1000;
  const after = await server.ask<Cpu>({ op: 'cpu' });
  const usage = await server.ask<Usage>({ op: 'usage' });
  await rooms.ask({ op: 'stop' });
  await server.ask({ op: 'close' });
  await Promise.all([server.ended(), rooms.ended()]);
  // Packets in flight at either end are only a few per device.
  const lostIn = Math.max(0, result.sent - usage.received - 2 * load.rooms);
  const loss = lostIn / Math.max(1, result.sent) + result.missing / Math.max(1, result.received);
  const held = result.silent === 0 && result.cadenceP99 <= MOST_CADENCE && loss <= MOST_LOSS;
  const done: Run = {
    ...load,
    held,
    cadenceP99: round(result.cadenceP99),
    loss: round(loss, 4),
    latencyP50: round(percentile(result.latencies, 0.5)),
    latencyP99: round(percentile(result.latencies, 0.99)),
    workerCpu: round((after.thread - before.thread) / elapsed, 3),
    sfuCpu: round((after.sfu - before.sfu) / elapsed, 3),
    roomsCpu: round(result.cpu, 3),
    roomsLateP99: round(result.lateP99),
    otherCpu: round(allCpu / elapsed - (after.thread - before.thread) / elapsed - result.cpu, 2),
    rss: usage.rss,
  };
  process.stderr.write(`${JSON.stringify(done)}\n`);
  return done;
}

function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** Other load on the machine disturbs the cadence, too: a failed run is repeated. */
async function attempt(load: Load): Promise<Run> {
  let done = await run(load);
  for (let again = 1; again < Number(values.attempts) && !done.held && done.otherCpu > MOST_OTHER; again++)
    done = await run(load);
  return done;
}

interface Search {
  readonly best: Run | undefined;
  readonly alone: Run | undefined;
}

/** Doubles the number until it does not hold, then searches in between. */
async function search(load: Omit<Load, 'rooms'>): Promise<Search> {
  const only = Number(values.rooms);
  if (only > 0) {
    const srtp = values.srtp as CryptoSuiteName | '';
    const single = await run({ ...load, rooms: only, ...(srtp !== '' && { srtp }) });
    return { best: single, alone: undefined };
  }
  let alone: Run | undefined;
  let best: Run | undefined;
  let [low, high] = [0, Infinity];
  for (
    let rooms = Number(values.first);
    high - low > Math.max(1, PRECISION * low) && rooms <= 2000;
    rooms = high === Infinity ? 2 * rooms : Math.round((low + high) / 2)
  ) {
    const each = await attempt({ ...load, rooms });
    alone ??= each;
    if (each.held) [low, best] = [rooms, each];
    else high = rooms;
  }
  return { best, alone };
}

const figures: Record<string, number> = {};
const runs: Record<string, Run> = {};

function record(name: string, { best, alone }: Search): void {
  if (best === undefined) return;
  runs[name] = best;
  figures[`${name}_rooms_per_core`] = best.rooms;
  figures[`${name}_rooms_by_cpu`] = Math.floor(best.rooms / (best.workerCpu + best.sfuCpu));
  if (alone !== undefined && best.rooms > 1)
    figures[`${name}_rss_kb_per_leg`] = Math.round((best.rss - alone.rss) / (best.rooms - alone.rooms));
}

const AUDIO: readonly (readonly [string, CodecName])[] = [
  ['alaw', 'PCMA'],
  ['g722', 'G722'],
];
const talks = values.talk.split(',') as Talk[];
for (const [name, codec] of AUDIO) {
  if (!values.only.split(',').includes(name)) continue;
  for (const talk of talks)
    record(talk === 'meeting' ? name : `${name}_all_talking`, await search({ codec, talk, video: false }));
}
if (values.only.split(',').includes('video'))
  record('video', await search({ codec: 'G722', talk: 'meeting', video: true }));
const typical = runs['g722'] ?? Object.values(runs)[0];
if (typical !== undefined) {
  figures['cadence_p99_ms'] = typical.cadenceP99;
  figures['latency_p50_ms'] = typical.latencyP50;
  figures['latency_p99_ms'] = typical.latencyP99;
  figures['rss_kb_per_leg'] =
    figures['g722_rss_kb_per_leg'] ??
    Object.entries(figures).find(([key]) => key.endsWith('_rss_kb_per_leg'))?.[1] ??
    0;
}
const conditions = {
  node: process.version,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  measuredCore: MEASURED_CORE,
  roomsCore: ROOMS_CORE,
  secondsPerRun: Number(values.seconds),
  meeting:
    'one meeting, one media worker; one in ten talks at a time (speech at -26 dBov), the others send noise at -68 dBov; all_talking: every participant talks all the time',
  video:
    '1.2 Mbit/s H.264 in both directions, packets of 1100 bytes, keyframes every 2 s and on PLI, the last speaker is seen',
  latency: 'from the first spoken sample of a marker until it is heard, including 20 ms of packet time at both ends',
  held: `99 % of arrivals within ${MOST_CADENCE} ms of 20 ms, loss up to ${100 * MOST_LOSS} %`,
};
console.log(JSON.stringify({ bench: 'media', conditions, figures, runs }));
