/** Stages for the scenarios that every `SipEdge` runs: the edge, and a device that talks to it over UDP. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { systemClock, systemRandom } from '../../../base/system-clock.ts';
import type { SipCallHandler } from '../../../gateway/sip/edge.ts';
import { createDrachtioEdge } from '../../../gateway/sip/drachtio/index.ts';
import type { DrachtioConnections } from '../../../gateway/sip/drachtio/index.ts';
import { createEmbeddedEdge } from '../../../gateway/sip/stack/index.ts';
import type { EmbeddedEdgeOptions } from '../../../gateway/sip/stack/index.ts';
import { FakeDrachtio, Stillness } from '../../fakes/drachtio-server.ts';
import { seededRandom } from '../../fakes/memory-network.ts';
import { freePort } from '../../free-port.ts';
import { EDGE, inDialog, request, status, TestEdge, world } from './stack/harness.ts';
import type { World } from './stack/harness.ts';

export interface StageOptions extends Partial<
  Omit<EmbeddedEdgeOptions, 'listeners' | 'transports' | 'clock' | 'random'>
> {
  readonly screen?: NonNullable<SipCallHandler['screen']>;
}

export interface Stage {
  readonly edge: TestEdge;
  /** The URI at which we reach the device. */
  readonly device: string;
  send(text: string): void;
  /** The next message for the device, except 100. */
  next(): Promise<string>;
  /** True if nothing is received for a while. */
  silent(): Promise<boolean>;
  until(what: string, isSo: () => boolean): Promise<void>;
  /**
   * A request of the device outside dialogs, and one in a dialog after `response` supplied our tag: like those of
   * the harness, with the device's own address.
   */
  request(...parts: Parameters<typeof request>): string;
  inDialog(...parts: Parameters<typeof inDialog>): string;
  close(): Promise<void>;
}

/** A stage with a clock of its own. */
export interface TimedStage extends Stage {
  run(ms: number): Promise<void>;
}

export interface DrachtioStage extends TimedStage {
  readonly net: World;
  /** At 10.0.0.1, and at 10.0.0.2 if there are two. */
  readonly server: FakeDrachtio;
  readonly other: FakeDrachtio;
  /** The port at which `server` accepts applications, or, in outbound mode, the edge accepts servers. */
  readonly controlPort: number;
}

const INFO_TYPES = ['application/media_control+xml'];

async function listen(edge: TestEdge, { screen }: StageOptions): Promise<void> {
  await edge.edge.listen(screen === undefined ? edge : Object.assign(edge, { screen }));
}

const isTrying = (text: string): boolean => status(text).startsWith('100 ');

/** A device and its clock in this process; `settle` waits for everything that does not depend on that clock. */
function timed(
  edge: TestEdge,
  {
    net,
    settle,
    stop,
  }: { readonly net: World; readonly settle: () => Promise<void>; readonly stop: () => Promise<void> },
): TimedStage {
  const peer = net.peer();
  let seen = 0;
  const take = (): string | undefined => {
    while (isTrying(peer.received[seen] ?? '')) seen++;
    return peer.received[seen] === undefined ? undefined : peer.received[seen++];
  };
  const run = async (ms: number): Promise<void> => {
    const end = net.clock.now() + ms;
    net.clock.after(ms, () => {});
    await settle();
    while (net.clock.now() < end) {
      net.clock.runNext();
      await settle();
    }
  };
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (let waited = 0; !isSo(); waited += 5) {
      if (waited > 3000) throw new Error(`Not within 3 s: ${what}; last came ${peer.lines.slice(-3).join(' | ')}`);
      await run(5);
    }
  };
  return {
    edge,
    device: 'sip:room@10.0.0.9',
    run,
    until,
    send: (text) => peer.send(text, EDGE),
    next: async () => {
      let found: string | undefined;
      await until('a message for the device', () => (found = take()) !== undefined);
      return found ?? '';
    },
    silent: async () => {
      await run(100);
      return take() === undefined;
    },
    request,
    inDialog,
    close: async () => {
      await edge.edge.close();
      await stop();
    },
  };
}

export async function embeddedStage(options: StageOptions = {}): Promise<TimedStage> {
  const net = world();
  const listeners = (['udp', 'tcp'] as const).map((transport) => ({ transport, ...EDGE }));
  const edge = new TestEdge(
    {
      userAgent: 'roomgate',
      infoTypes: INFO_TYPES,
      ...options,
      listeners,
      clock: net.clock,
      random: seededRandom(1),
      transports: net.network.host(EDGE.address),
    },
    createEmbeddedEdge,
  );
  await listen(edge, options);
  return timed(edge, { net, settle: () => Promise.resolve(), stop: () => Promise.resolve() });
}

export interface DrachtioStageOptions {
  readonly secret?: string;
  readonly graceTime?: number;
  /** The servers connect to us; only from these addresses, if there are any. */
  readonly from?: readonly string[];
}

const SECRET = 'cymru';

/** The edge with two stand-ins of drachtio-server, the second of which does nothing until told to. */
export async function standInStage(
  options: StageOptions = {},
  { secret = SECRET, graceTime = 20_000, from }: DrachtioStageOptions = {},
): Promise<DrachtioStage> {
  const net = world();
  const stillness = new Stillness();
  const standIn = (address: string): FakeDrachtio =>
    new FakeDrachtio({ clock: net.clock, sockets: net.network.host(address), address, secret: SECRET });
  const [server, other] = [standIn(EDGE.address), standIn('10.0.0.2')];
  const [serverPort, otherPort] = [await server.open(), await other.open()];
  const listenPort = await freePort();
  const connections: DrachtioConnections =
    from === undefined
      ? { mode: 'inbound', servers: [serverPort, otherPort].map((port) => ({ host: '127.0.0.1', port })) }
      : { mode: 'outbound', listen: { address: '127.0.0.1', port: listenPort }, from };
  const edge = drachtioEdge(options, { connections, secret, graceTime, clock: net.clock });
  await listen(edge, options);
  const stage = timed(edge, {
    net,
    settle: () => stillness.reached(),
    stop: async () => {
      await Promise.all([server.close(), other.close()]);
      stillness.stop();
    },
  });
  if (from === undefined && secret === SECRET)
    await stage.until('connected', () => server.connections + other.connections === 2);
  return { ...stage, net, server, other, controlPort: from === undefined ? serverPort : listenPort };
}

export function drachtioEdge(
  options: StageOptions,
  {
    clock,
    ...more
  }: {
    readonly connections: DrachtioConnections;
    readonly secret: string;
    readonly graceTime: number;
    readonly clock: EmbeddedEdgeOptions['clock'];
  },
): TestEdge {
  return new TestEdge(
    { userAgent: 'roomgate', infoTypes: INFO_TYPES, ...options, listeners: [], clock, random: seededRandom(1) },
    (given) => createDrachtioEdge({ ...given, ...more }),
  );
}

export interface RealServer {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly sipPort: number;
}

let stages = 0;

/** The edge with a real drachtio-server, and a device with a real socket. */
export async function realStage(server: RealServer, options: StageOptions = {}): Promise<Stage> {
  const { host, port, secret, sipPort } = server;
  const edge = new TestEdge(
    {
      userAgent: 'roomgate',
      infoTypes: INFO_TYPES,
      ...options,
      listeners: [],
      clock: systemClock,
      random: systemRandom,
    },
    (given) =>
      createDrachtioEdge({
        ...given,
        connections: { mode: 'inbound', servers: [{ host, port }] },
        secret,
        graceTime: 20_000,
      }),
  );
  const socket = createSocket('udp4');
  socket.connect(sipPort, host);
  await once(socket, 'connect');
  const at = socket.address() as AddressInfo;
  const own = `${at.address}:${at.port}`;
  const unique = `${process.pid}${++stages}x${Date.now().toString(36)}`;
  const arrived: string[] = [];
  const watchers = new Set<() => void>();
  const changed = (): void => watchers.forEach((watcher) => watcher());
  socket.on('message', (data) => {
    const text = data.toString('latin1');
    if (!isTrying(text)) arrived.push(text);
    changed();
  });
  const until = async (what: string, isSo: () => boolean, limit = 5000): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => {
      if (isSo()) resolve();
    };
    // The events of the edge do not wake this loop.
    const looking = setInterval(check, 5);
    const timer = setTimeout(() => reject(new Error(`Not within ${limit} ms: ${what}`)), limit);
    watchers.add(check);
    check();
    try {
      await promise;
    } finally {
      clearInterval(looking);
      clearTimeout(timer);
      watchers.delete(check);
    }
  };
  const adapt = (text: string): string => {
    const end = text.indexOf('\r\n\r\n');
    const head = text
      .slice(0, end)
      .replaceAll(/10\.0\.0\.9(:5060)?/g, own)
      .replaceAll(/10\.0\.0\.1(?!\d)/g, `${host}:${sipPort}`);
    return head.replaceAll('call-1@', `${unique}@`).replaceAll('z9hG4bK', `z9hG4bK${unique}`) + text.slice(end);
  };
  await listen(edge, options);
  await until('connected', () => edge.factNames.includes('server connected'));
  return {
    edge,
    device: `sip:room@${own}`,
    until,
    send: (text) => socket.send(Buffer.from(text, 'latin1')),
    next: async () => {
      await until('a message for the device', () => arrived.length > 0);
      return arrived.shift() ?? '';
    },
    silent: () =>
      until('nothing', () => arrived.length > 0, 200).then(
        () => false,
        () => true,
      ),
    request: (...parts) => adapt(request(...parts)),
    inDialog: (...parts) => adapt(inDialog(...parts)),
    close: async () => {
      await edge.edge.close();
      socket.close();
    },
  };
}
