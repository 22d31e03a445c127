/** Calls that come and go through the whole gateway, made by SIPp; and what the gateway holds before and after. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseMetrics } from '../../e2e/gateway.ts';
import { sipp, sippCounts } from '../../e2e/sipp.ts';

export type ToChurn = 'look' | 'stop';

export type FromChurn =
  | { readonly type: 'ready'; readonly sipPort: number; readonly api: string; readonly pins: readonly string[] }
  | { readonly type: 'held'; readonly held: Held };

/** Resources held by the gateway's process. */
export interface Held {
  /** Bytes, after collection. */
  readonly heapUsed: number;
  readonly workerHeaps: readonly number[];
  /** Bytes outside the heap that belong to what is in it. */
  readonly external: number;
  /** Bytes. */
  readonly rss: number;
  /** Open file descriptors. */
  readonly files: number;
  /** Handles that keep the event loop alive, by type. */
  readonly resources: Readonly<Record<string, number>>;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface Live {
  readonly calls: number;
  readonly meetings: number;
  readonly ports: number;
  readonly members: number;
  readonly connections: number;
  readonly transactions: number;
  readonly timers: number;
}

export interface Churned {
  readonly successful: number;
  readonly failed: number;
  /** The end of what SIPp said. */
  readonly output: string;
}

const MEETINGS = 20;

export class ChurnGateway {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ready: FromChurn & { readonly type: 'ready' };
  #port: number;

  private constructor(
    child: ChildProcess,
    folder: string,
    ready: FromChurn & { readonly type: 'ready' },
    firstPort: number,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#ready = ready;
    this.#port = firstPort;
  }

  /** `firstPort`: of the media range, of 200 ports, and then of the rooms. */
  static async start(firstPort: number): Promise<ChurnGateway> {
    const folder = mkdtempSync(join(tmpdir(), 'roomgate-churn-'));
    const port = firstPort + 200;
    const config = {
      data: join(folder, 'data'),
      listen: { address: '127.0.0.1' },
      h323: { port: 'off', rasPort: 'off' },
      sip: {
        udpPort: port,
        tcpPort: port,
        tlsPort: 'off',
        wsPort: 'off',
        wssPort: 'off',
        inviteRate: 1_000_000,
        inviteBurst: 1_000_000,
      },
      api: { port: 0 },
      // The load of this machine is not under test.
      calls: { maxLoopDelay: 60_000 },
      media: { minPort: firstPort, maxPort: firstPort + 199, drainTime: 0, workers: 1, dtlsPort: 'off' },
    };
    const child = fork(resolve(import.meta.dirname, 'churn-gateway.ts'), [JSON.stringify(config), String(MEETINGS)], {
      execArgv: ['--expose-gc'],
    });
    const ready = await answer(child);
    if (ready.type !== 'ready') throw new Error('the gateway is not ready');
    const pins = ready.pins.map((pin) => `${pin};`).join('\n');
    writeFileSync(join(folder, 'pins.csv'), `RANDOM\n${pins}\n`);
    const xml = readFileSync(resolve(import.meta.dirname, '../../e2e/sipp/call.xml'), 'utf8');
    writeFileSync(join(folder, 'churn.xml'), xml.replaceAll('[service]', '[field0]'));
    return new ChurnGateway(child, folder, ready, port + 1);
  }

  /** Half of the calls over UDP, half over TCP, each for a meeting of many and a connection of its own. */
  async calls(count: number, perSecond: number): Promise<Churned> {
    const half = (transport: 'udp' | 'tcp') =>
      sipp({
        scenario: join(this.#folder, 'churn'),
        port: this.#port++,
        gatewayPort: this.#ready.sipPort,
        dial: '',
        transport,
        calls: count / 2,
        perSecond: perSecond / 2,
        hold: 150,
        giveUp: 60 + (2 * count) / perSecond,
        folder: this.#folder,
        more: ['-inf', join(this.#folder, 'pins.csv')],
      });
    const done = await Promise.all([half('udp'), half('tcp')]);
    const counts = done.map(sippCounts);
    const sum = (what: 'successful' | 'failed'): number => counts.reduce((total, one) => total + one[what], 0);
    return {
      successful: sum('successful'),
      failed: sum('failed'),
      output: done.map(({ output }) => output.slice(-2000)).join('\n'),
    };
  }

  async held(): Promise<Held> {
    this.#child.send('look' satisfies ToChurn);
    const message = await answer(this.#child);
    if (message.type !== 'held') throw new Error('no answer');
    return message.held;
  }

  async metrics(): Promise<ReadonlyMap<string, number>> {
    const response = await fetch(`${this.#ready.api}/metrics`);
    return parseMetrics(await response.text());
  }

  async live(): Promise<Live> {
    const metrics = await this.metrics();
    const value = (name: string): number => metrics.get(`roomgate_${name}`) ?? Number.NaN;
    return {
      calls: value('calls_active'),
      meetings: value('meetings_active'),
      ports: value('media_ports{state="used"}') + value('media_ports{state="draining"}'),
      members: value('media_worker_members{worker="0"}'),
      connections: value('sip_connections'),
      transactions: value('sip_transactions{side="client"}') + value('sip_transactions{side="server"}'),
      timers: value('sip_timers'),
    };
  }

  async stop(): Promise<void> {
    const gone = new Promise<void>((done) => void this.#child.once('exit', () => done()));
    this.#child.send('stop' satisfies ToChurn);
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function answer(child: ChildProcess): Promise<FromChurn> {
  return new Promise((done, fail) => {
    const onExit = (code: number | null): void => fail(new Error(`the gateway ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      done(message as FromChurn);
    });
  });
}
