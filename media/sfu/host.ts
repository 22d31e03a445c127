/** The mediasoup worker process of one media worker. */
import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { MediaError } from '../errors.ts';
import type { WorkerSettings } from '../worker/messages.ts';
import { DtlsMember, type DtlsTransportOptions } from './dtls-transport.ts';
import { SfuRouter } from './router.ts';
import type { SfuRouterEvents } from './router.ts';

export interface SfuHostOptions {
  /** Absent: the binary in the mediasoup package. */
  readonly workerBinary?: string;
  /** The devices' ports, which the router's loopback side must avoid. */
  readonly avoidPorts: { readonly min: number; readonly max: number };
  readonly onDied: () => void;
  /** Where devices come by ICE and DTLS, over UDP and TCP. */
  readonly dtls?: WorkerSettings['dtls'];
}

export class SfuHost {
  readonly #worker: types.Worker;
  readonly #portRange: types.TransportPortRange;
  readonly #server: types.WebRtcServer | undefined;

  constructor(worker: types.Worker, portRange: types.TransportPortRange, server: types.WebRtcServer | undefined) {
    this.#server = server;
    this.#worker = worker;
    this.#portRange = portRange;
  }

  /** Creates nothing in the worker process until the bridge's first packet. */
  openRouter(events: SfuRouterEvents): SfuRouter {
    return new SfuRouter(this.#worker, this.#portRange, events);
  }

  /** Rejects with `not-ready` if DTLS is not configured. */
  async openDtls(options: Omit<DtlsTransportOptions, 'worker' | 'server' | 'portRange'>): Promise<DtlsMember> {
    if (this.#server === undefined)
      throw new MediaError('not-ready', 'Cannot add a member with DTLS: no port is configured for it');
    return DtlsMember.open({ ...options, worker: this.#worker, server: this.#server, portRange: this.#portRange });
  }

  /** Resolves once the process has ended. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const ended = new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    this.#worker.close();
    await ended;
  }
}

export async function openSfuHost(options: SfuHostOptions): Promise<SfuHost> {
  const { workerBinary } = options;
  const worker = await mediasoup.createWorker({
    logLevel: 'none',
    ...(workerBinary === undefined ? {} : { workerBin: workerBinary }),
  });
  worker.once('died', options.onDied);
  try {
    return new SfuHost(worker, freeRange(options.avoidPorts), options.dtls && (await openServer(worker, options.dtls)));
  } catch (error) {
    worker.close();
    throw error;
  }
}

async function openServer(
  worker: types.Worker,
  { port, listen }: NonNullable<WorkerSettings['dtls']>,
): Promise<types.WebRtcServer> {
  const listenInfos = listen.flatMap(({ address: ip, announced }) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip,
      port,
      ...(announced !== undefined && announced !== ip && { announcedAddress: announced }),
    })),
  );
  try {
    return await worker.createWebRtcServer({ listenInfos });
  } catch (error) {
    throw new MediaError(
      'not-ready',
      `Cannot listen for DTLS on port ${port}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * First of the ports that Linux assigns to clients: listening ports for devices are below it, unless configured
 * otherwise.
 */
const EPHEMERAL = 32_768;

/**
 * The larger of the ranges below and above the devices' ports; the upper one also avoids the ports of H.245, BFCP
 * and DTLS.
 */
export function freeRange({ min, max }: { readonly min: number; readonly max: number }): types.TransportPortRange {
  const below = { min: 1024, max: min - 1 };
  const above = { min: Math.max(max + 1, EPHEMERAL), max: 65_535 };
  return below.max - below.min > above.max - above.min ? below : above;
}
