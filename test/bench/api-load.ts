/**
 * 200 concurrent API clients for a minute, each sending its next request as soon as it is answered, while devices
 * join and leave: no request and no call may fail, and the signalling thread must not stall for more than 50 ms.
 * The last line is JSON.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { BenchGateway } from './bench-gateway.ts';
import { joinArgs } from './gateway-joins.ts';
import { runSipp } from './sipp-run.ts';

export interface LoadFigures {
  readonly api_requests_per_s: number;
  readonly api_errors: number;
  readonly api_p50_ms: number;
  readonly api_p99_ms: number;
  readonly loop_delay_max_ms: number;
  readonly loop_delay_p99_ms: number;
  readonly joins: number;
  readonly joins_failed: number;
  readonly joins_retransmitted: boolean;
}

export interface ClientFigures {
  readonly requests: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
}

const RATE = 10;

export async function benchLoad({
  clients = 200,
  seconds = 60,
}: { readonly clients?: number; readonly seconds?: number } = {}): Promise<LoadFigures> {
  const gateway = new BenchGateway([]);
  await gateway.start();
  await gateway.loopDelay();
  const child = fork(new URL('./api-clients.ts', import.meta.url), [gateway.api, String(clients), String(seconds)], {
    env: { ...process.env, ROOMGATE_API_KEY: gateway.key },
    execArgv: [],
  });
  const [told, sipp] = await Promise.all([
    once(child, 'message') as Promise<[ClientFigures]>,
    runSipp(gateway.folder, 'beside', joinArgs(gateway, 1), RATE, RATE * seconds, 1),
  ]);
  const delay = await gateway.loopDelay();
  await gateway.stop();
  const [{ requests, errors, p50, p99 }] = told;
  for (const [error, count] of Object.entries(errors)) console.log(`${count} × ${error}`);
  return {
    api_requests_per_s: Math.round(requests / seconds),
    api_errors: Object.values(errors).reduce((sum, count) => sum + count, 0),
    api_p50_ms: Math.round(p50),
    api_p99_ms: Math.round(p99),
    loop_delay_max_ms: Math.round(delay.max),
    loop_delay_p99_ms: Math.round(delay.p99),
    joins: sipp.successful,
    joins_failed: RATE * seconds - sipp.successful,
    joins_retransmitted: !sipp.clean,
  };
}

if (import.meta.main) {
  const [clients, seconds] = process.argv.slice(2).map(Number);
  const figures = await benchLoad({
    ...(clients !== undefined && { clients }),
    ...(seconds !== undefined && { seconds }),
  });
  console.log(
    JSON.stringify({
      conditions: {
        cpu: cpus()[0]?.model,
        cores: cpus().length,
        node: process.version,
        clients: clients ?? 200,
        seconds: seconds ?? 60,
        joins_per_s: RATE,
        database: 'SQLite',
      },
      figures,
    }),
  );
}
