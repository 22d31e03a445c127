/** A gateway in a process of its own that tells, when asked, what it holds. Forked with `--expose-gc`. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { buildConfig } from '../../../config/load.ts';
import { startGateway } from '../../../gateway/compose/gateway.ts';
import type { ToChurn, FromChurn } from './churn.ts';

declare const gc: () => void;

/** The media workers' threads. */
const threads: Worker[] = [];
process.on('worker', (worker) => void threads.push(worker));

const [tree = '{}', meetings = '1'] = process.argv.slice(2);
const gateway = await startGateway(buildConfig(JSON.parse(tree), {}), pino({ level: 'silent' }));
const { registry, admin } = gateway.opened;
const account = await admin.createAccount('Churn');
const pins: string[] = [];
for (let index = 0; index < Number(meetings); index++)
  pins.push((await admin.createMeeting(account.id, { title: `Meeting ${index}` })).pin);

const tell = (message: FromChurn): void => void process.send?.(message);

/** Garbage may hang on garbage of the turn before. */
async function heapUsed(): Promise<number> {
  for (let round = 0; round < 6; round++) {
    gc();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().heapUsed;
}

/** A thread can't be told to collect, but a snapshot of its heap does so first. */
async function threadHeapUsed(worker: Worker): Promise<number> {
  const snapshot = await worker.getHeapSnapshot();
  snapshot.resume();
  await once(snapshot, 'end');
  return (await worker.getHeapStatistics()).used_heap_size;
}

function countByName(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

process.on('message', (message: ToChurn) => {
  if (message === 'stop') void gateway.stop(0).then(() => process.disconnect());
  else void look();
});

async function look(): Promise<void> {
  const rows = await registry.sizes();
  const resources = countByName(process.getActiveResourcesInfo());
  const files = readdirSync('/proc/self/fd').length;
  const [heap, ...workers] = [await heapUsed(), ...(await Promise.all(threads.map(threadHeapUsed)))];
  const { rss, external, arrayBuffers } = process.memoryUsage();
  tell({
    type: 'held',
    held: { heapUsed: heap, workerHeaps: workers, external: external + arrayBuffers, rss, files, resources, rows },
  });
}

tell({ type: 'ready', sipPort: gateway.sip[0]?.port ?? 0, api: gateway.api ?? '', pins });
