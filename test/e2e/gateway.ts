/** A separate gateway for a test: started as an operator starts it, on loopback, with its own ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../free-port.ts';

export const root = resolve(import.meta.dirname, '../..');

export interface RunningGateway {
  readonly pid: number;
  readonly folder: string;
  readonly sipPort: number;
  readonly h323Port: number;
  readonly api: string;
  readonly key: string;
  /** The PIN of the demo meeting. */
  readonly pin: string;
  /** The output for the person who started it, and the log. */
  readonly output: () => { readonly told: string; readonly log: string };
  /** Resolves when the log contains it; the log is updated separately from answers and metrics. */
  logged(what: string | RegExp): Promise<true>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** The samples of /metrics, by name with labels. */
  metrics(): Promise<ReadonlyMap<string, number>>;
  /** The records of calls, once there are `count`: they are written shortly after a call's end. */
  records<T>(count: number): Promise<readonly T[]>;
  /** The samples once the gateway has nothing left of any call: closed objects are removed shortly after. */
  idle(): Promise<ReadonlyMap<string, number>>;
  /** Sends SIGTERM, and resolves to the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

export interface GatewayOptions {
  /** Overrides the defaults of the tests. */
  readonly config?: Readonly<Record<string, Record<string, unknown>>>;
  /** Starts through `npm start`, as a person does; otherwise runs the command directly, which is faster. */
  readonly npm?: boolean;
  /** An existing data folder. */
  readonly folder?: string;
}

export async function startGateway({
  config = {},
  npm = false,
  folder = mkdtempSync(join(tmpdir(), 'roomgate-e2e-')),
}: GatewayOptions = {}): Promise<RunningGateway> {
  const [sipPort, h323Port, apiPort] = [await freePort(), await freePort(), await freePort()];
  const off = { tlsPort: 'off', wsPort: 'off', wssPort: 'off' };
  const file = join(folder, 'roomgate.yaml');
  const settings = {
    ...config,
    data: join(folder, 'data'),
    listen: { address: '127.0.0.1', ...config['listen'] },
    sip: { udpPort: sipPort, tcpPort: sipPort, ...off, ...config['sip'] },
    h323: { port: h323Port, rasPort: 'off', ...config['h323'] },
    api: { port: apiPort, ...config['api'] },
    media: { dtlsPort: 'off', ...config['media'] },
    // The load of this machine is not what is tested.
    calls: { drainTimeout: 1, maxLoopDelay: 60_000, ...config['calls'] },
  };
  writeFileSync(file, stringify(settings));
  const args = ['--demo', '--config', file];
  const child = npm
    ? spawn('npm', ['start', '--silent', '--', ...args], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
    : spawn(process.execPath, [join(root, 'gateway/main.ts'), 'start', ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
  const output = { told: '', log: '' };
  child.stdout.on('data', (chunk: Buffer) => void (output.log += chunk.toString()));
  const exit = new Promise<number>((done) => child.on('close', (code) => done(code ?? 1)));
  await ready(child, output, exit);
  const found = (pattern: RegExp): string => pattern.exec(output.told)?.[1] ?? '';
  const api = found(/API\s+(http:\S+)/);
  const key = found(/admin API key\s+(\S+)/);
  const metrics = async (): Promise<ReadonlyMap<string, number>> =>
    parseMetrics(await (await fetch(`${api}/metrics`)).text());
  const request = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(method === 'PATCH' && { 'if-match': '*' }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const response = await fetch(api + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    pid: child.pid!,
    folder,
    sipPort,
    h323Port,
    api,
    key,
    pin: found(/demo meeting\s+PIN (\d+)/),
    output: () => output,
    records: <T>(count: number) =>
      eventually(async () => {
        const { calls } = await request<{ calls: T[] }>('GET', '/v1/calls');
        return calls.length >= count ? calls : undefined;
      }),
    logged: (what) =>
      eventually(async () =>
        (typeof what === 'string' ? output.log.includes(what) : what.test(output.log)) ? true : undefined,
      ),
    call: request,
    metrics,
    idle: () =>
      eventually(async () => {
        const now = await metrics();
        return IN_USE.every((name) => (now.get(name) ?? 0) === 0) ? now : undefined;
      }),
    async stop(signal = 'SIGTERM') {
      // npm passes signals on to its child; SIGKILL must reach the whole group.
      process.kill(signal === 'SIGKILL' ? -child.pid! : child.pid!, signal);
      const code = await exit;
      return code;
    },
  };
}

const IN_USE = [
  'roomgate_calls_active',
  'roomgate_meetings_active',
  'roomgate_media_ports{state="used"}',
  'roomgate_h323_connections',
];

async function ready(child: ChildProcess, output: { told: string; log: string }, exit: Promise<number>): Promise<void> {
  await Promise.race([
    new Promise<void>((done) => {
      child.stderr!.on('data', (chunk: Buffer) => {
        output.told += chunk.toString();
        if (/^ {2}demo meeting.*\n/m.test(output.told)) done();
      });
    }),
    exit.then((code) => {
      throw new Error(`the gateway ended with ${code}: ${output.told}`);
    }),
  ]);
}

export function parseMetrics(text: string): ReadonlyMap<string, number> {
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
}

/** Removes the folder; does nothing if undefined, as after a failed start. */
export function removeFolder(folder: string | undefined): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Polls until the result is defined, for actions of another process. */
export async function eventually<T>(ask: () => Promise<T | undefined>, limit = 20_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((done) => void setTimeout(done, 50));
  }
}
