/** Debian's rtpengine, in user space, on loopback. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { eventually } from './gateway.ts';

export interface RtpengineOptions {
  /** The port of the ng protocol. */
  readonly port: number;
  readonly rtpPorts: readonly [first: number, last: number];
  readonly more?: readonly string[];
}

export interface RunningRtpengine {
  readonly pid: number;
  /** The name in the gateway's configuration. */
  readonly name: string;
  readonly log: () => string;
  /** Sends a command over its ng protocol, for actions and queries of a test. `dictionary`: bencoded, `ng({...})`. */
  ask(dictionary: string): Promise<string>;
  /** The number of its calls. */
  calls(): Promise<number>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Bencodes texts, lists and dictionaries. */
export function bencode(
  value:
    | string
    | readonly string[]
    | Readonly<Record<string, string | readonly string[] | Readonly<Record<string, readonly string[]>>>>,
): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map((entry: string) => bencode(entry)).join('')}e`;
  const entries = Object.entries(value as Readonly<Record<string, string>>).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `d${entries.map(([name, entry]) => bencode(name) + bencode(entry)).join('')}e`;
}

/** The text after a name in a bencoded answer. */
export function textIn(answer: string, name: string): string | undefined {
  const bytes = Buffer.from(answer);
  const at = bytes.indexOf(`${name.length}:${name}`);
  const match =
    at < 0
      ? null
      : /^(\d+):/.exec(bytes.subarray(at + String(name.length).length + 1 + name.length).toString('latin1'));
  if (match === null) return undefined;
  const start = at + String(name.length).length + 1 + name.length + match[0].length;
  return bytes.subarray(start, start + Number(match[1])).toString();
}

export async function startRtpengine({ port, rtpPorts, more = [] }: RtpengineOptions): Promise<RunningRtpengine> {
  const args = [
    '--config-file=none',
    '--table=-1',
    '--interface=127.0.0.1',
    `--listen-ng=127.0.0.1:${port}`,
    '--foreground',
    '--log-stderr',
    '--log-level=6',
    '--num-threads=2',
    `--port-min=${rtpPorts[0]}`,
    `--port-max=${rtpPorts[1]}`,
  ];
  const child = spawn('/usr/bin/rtpengine', [...args, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => void (log += chunk.toString('latin1')));
  let over = false;
  const ended = new Promise<void>((done) => child.on('close', () => done())).then(() => void (over = true));
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const ask = (dictionary: string): Promise<string> => {
    const cookie = randomBytes(8).toString('hex');
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => reject(new Error(`rtpengine does not answer: ${log.slice(-2000)}`)), 1000);
    const heard = (data: Buffer): void => {
      if (data.toString().startsWith(`${cookie} `)) resolve(data.toString().slice(cookie.length + 1));
    };
    socket.on('message', heard);
    socket.send(`${cookie} ${dictionary}`, port, '127.0.0.1');
    return promise.finally(() => {
      clearTimeout(timer);
      socket.off('message', heard);
    });
  };
  await eventually(async () => {
    // Another instance on the port would answer.
    if (over) throw new Error(`rtpengine has ended: ${log}`);
    return ask(bencode({ command: 'ping' })).then(
      (answer) => (answer.includes('pong') ? true : undefined),
      () => undefined,
    );
  });
  return {
    pid: child.pid!,
    name: `127.0.0.1:${port}`,
    log: () => log,
    ask,
    calls: async () =>
      [
        ...(await eventually(() => ask(bencode({ command: 'list' })).catch(() => undefined))).matchAll(
          /roomgate-[0-9a-f]{24}/g,
        ),
      ].length,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
      socket.close();
    },
  };
}
