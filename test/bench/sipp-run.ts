/** One SIPp run at a given rate, with SIPp's own results. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** The measured process has one core to itself, SIPp another. */
export const MEASURED_CORE = '0';
export const SIPP_CORE = cpus().length > 1 ? '1' : '0';

export interface SippRun {
  /** Every call succeeded without retransmissions, and SIPp kept its rate. */
  readonly clean: boolean;
  readonly successful: number;
  /** Calls per second, over the whole run. */
  readonly cps: number;
  readonly faults: readonly string[];
}

const FAULTS = ['FailedCall(C)', 'Retransmissions(C)', 'OutOfCallMsgs(C)', 'DeadCallMsgs(C)'];

/** `args`: without the rate and the number of calls. `hold`: seconds that a call stays up. */
export async function runSipp(
  directory: string,
  name: string,
  args: readonly string[],
  rate: number,
  calls: number,
  hold = 0,
): Promise<SippRun> {
  const file = join(directory, `${name}.csv`);
  const started = performance.now();
  const pace = [
    '-r',
    String(rate),
    '-m',
    String(calls),
    '-l',
    '1000000',
    '-buff_size',
    '8388608',
    '-nostdin',
    '-trace_stat',
    '-stf',
    file,
    '-fd',
    '60',
  ];
  const child = execFile('taskset', ['-c', SIPP_CORE, 'sipp', ...args, ...pace], {
    cwd: directory,
    maxBuffer: 64 * 1024 * 1024,
  });
  await once(child, 'exit');
  const elapsed = (performance.now() - started) / 1000 - hold;
  const [names = '', ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const last = rows.at(-1)?.split(';') ?? [];
  const value = (column: string): number => Number(last[names.split(';').indexOf(column)] ?? Number.NaN);
  const successful = value('SuccessfulCall(C)');
  const faults = FAULTS.map((fault) => `${fault} ${value(fault)}`).filter((fault) => !fault.endsWith(' 0'));
  // SIPp falls behind its own rate before it fails.
  const cps = calls / elapsed;
  return { clean: successful === calls && faults.length === 0 && cps > rate * 0.9, successful, cps, faults };
}

/** A rate that is not clean is retried: the machine may have been busy. */
const ATTEMPTS = 3;

/** The highest of the rising rates at which `run` is clean, with that run's result. */
export async function highestClean<T extends { readonly clean: boolean }>(
  rates: readonly number[],
  run: (rate: number) => Promise<T>,
): Promise<(T & { readonly rate: number }) | undefined> {
  let best: (T & { readonly rate: number }) | undefined;
  for (let at = 0, attempt = 1; at < rates.length && attempt <= ATTEMPTS;) {
    const rate = rates[at]!;
    const result = await run(rate);
    if (result.clean) best = { ...result, rate };
    at += result.clean ? 1 : 0;
    attempt = result.clean ? 1 : attempt + 1;
  }
  return best;
}
