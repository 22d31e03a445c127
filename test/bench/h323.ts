/**
 * `npm run bench:h323`: the codecs alone, then calls of the whole gateway: PIN look-up, ports, mixed audio, two
 * logical channels in each direction.
 */
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Shape } from '../fakes/h323-room.ts';
import { BenchGateway, H323_PORT } from './bench-gateway.ts';
import { benchCodecs } from './h323-codec.ts';
import type { CallerOptions, CallerResult } from './h323-caller.ts';
import { highestClean, MEASURED_CORE, SIPP_CORE } from './sipp-run.ts';

const HOLD = 1000;
const SECONDS = 8;
/** A call is clean if answered within this time, ms: a user of the device does not notice it. */
const ANSWERED_IN = 1000;

function startCaller(options: CallerOptions): { readonly result: Promise<CallerResult>; readonly stop: () => void } {
  const child = spawn(
    'taskset',
    ['-c', SIPP_CORE, process.execPath, join(import.meta.dirname, 'h323-caller.ts'), JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const result = new Promise<CallerResult>((done, fail) =>
    child.on('close', () =>
      output === '' ? fail(new Error('the caller process ended')) : done(JSON.parse(output) as CallerResult),
    ),
  );
  return { result, stop: () => void child.kill('SIGKILL') };
}

interface CallFigures {
  readonly calls_per_s: number;
  readonly cpu_ms_per_call: number;
}

/** The highest of the rates at which every call succeeds in time. */
async function callsPerSecond(shape: Shape, rates: readonly number[]): Promise<CallFigures> {
  const profile = process.env['BENCH_CPU_PROF'];
  const gateway = new BenchGateway(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]);
  await gateway.start();
  const best = await highestClean(rates, async (rate) => {
    const before = gateway.cpu();
    const run = await startCaller({
      gatewayPort: H323_PORT,
      pins: gateway.pins,
      rate,
      count: rate * SECONDS,
      hold: HOLD,
      shape,
    }).result;
    const cpu = (gateway.cpu() - before) / run.successful;
    const reached = run.successful / run.seconds;
    const clean =
      run.failed === 0 && run.connectP99 < ANSWERED_IN && run.mediaP99 < ANSWERED_IN && reached > 0.9 * rate;
    console.log(
      `h323 ${shape} ${rate}/s: ${clean ? 'clean' : 'not clean'}, ${reached.toFixed(0)}/s, ${run.failed} failed, CONNECT p99 ${run.connectP99.toFixed(0)} ms, media p99 ${run.mediaP99.toFixed(0)} ms, ${cpu.toFixed(2)} ms CPU per call`,
    );
    await pause(1500);
    return { clean, cpu };
  });
  await gateway.stop();
  return { calls_per_s: best?.rate ?? 0, cpu_ms_per_call: Number((best?.cpu ?? Number.NaN).toFixed(2)) };
}

/** Uses a separate gateway that has carried only a few calls before: freed memory is not always returned. */
async function memoryPer1000(calls: number): Promise<number> {
  const gateway = new BenchGateway([]);
  await gateway.start();
  const common = { gatewayPort: H323_PORT, pins: gateway.pins, shape: 'tunnelled' } as const;
  await startCaller({ ...common, rate: 20, count: 100, hold: HOLD }).result;
  await pause(2000);
  const before = gateway.rss();
  const caller = startCaller({ ...common, rate: 100, count: calls, hold: 3_600_000 });
  caller.result.catch(() => {});
  for (let n = 0; n < 120 && (await gateway.active()) < calls; n++) await pause(500);
  await pause(3000);
  const [up, after] = [await gateway.active(), gateway.rss()];
  console.log(`memory: ${before.toFixed(0)} MB without calls, ${after.toFixed(0)} MB with ${up}`);
  caller.stop();
  await gateway.stop();
  return (1000 * (after - before)) / up;
}

const rates = process.argv.slice(2).map(Number);
const tried = rates.length > 0 ? rates : [100, 150, 200, 250, 300, 350, 400];
const {
  setup_decode_per_s = 0,
  setup_encode_per_s = 0,
  tcs_decode_per_s = 0,
  tcs_encode_per_s = 0,
  olc_decode_per_s = 0,
  olc_encode_per_s = 0,
} = benchCodecs();
const [tunnelled, separate, fast] = [
  await callsPerSecond('tunnelled', tried),
  await callsPerSecond('separate', tried),
  await callsPerSecond('fast tunnelled', tried),
];
const figures = {
  calls_per_s: tunnelled.calls_per_s,
  cpu_ms_per_call: tunnelled.cpu_ms_per_call,
  separate_h245_calls_per_s: separate.calls_per_s,
  fast_connect_calls_per_s: fast.calls_per_s,
  setup_decode_per_s,
  setup_encode_per_s,
  tcs_decode_per_s,
  tcs_encode_per_s,
  olc_decode_per_s,
  olc_encode_per_s,
  rss_mb_per_1000_calls: Math.round(await memoryPer1000(1000)),
};
const conditions = {
  node: process.version,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  measuredCore: MEASURED_CORE,
  callerCore: SIPP_CORE,
  calls: `SETUP with PIN to one of 50 meetings, G.722 and H.264 logical channels in both directions, ${HOLD} ms in the meeting, mixed sound sent, ${SECONDS} s at each rate`,
};
console.log(JSON.stringify({ bench: 'h323', conditions, figures }));
