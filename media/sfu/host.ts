/** The mediasoup worker process of one media worker. */
import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { SfuRoom } from './room.ts';
import type { SfuRoomEvents } from './room.ts';

export interface SfuHostOptions {
  /** mediasoup's own place when absent. */
  readonly workerBinary?: string;
  /** Ports that the router's loopback side must keep off: those of the devices. */
  readonly avoidPorts: { readonly min: number; readonly max: number };
  readonly onDied: () => void;
}

export class SfuHost {
  readonly #worker: types.Worker;
  readonly #portRange: types.TransportPortRange;

  constructor(worker: types.Worker, portRange: types.TransportPortRange) {
    this.#worker = worker;
    this.#portRange = portRange;
  }

  /** Nothing is made in the worker process until the room's first packet. */
  openRoom(events: SfuRoomEvents): SfuRoom {
    return new SfuRoom(this.#worker, this.#portRange, events);
  }

  /** Resolves when the process has ended. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const ended = new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    this.#worker.close();
    await ended;
  }
}

export async function openSfuHost(options: SfuHostOptions): Promise<SfuHost> {
  const { workerBinary } = options;
  const worker = await mediasoup.createWorker({ logLevel: 'none', ...(workerBinary === undefined ? {} : { workerBin: workerBinary }) });
  worker.once('died', options.onDied);
  return new SfuHost(worker, freeRange(options.avoidPorts));
}

/** The larger of the ranges below and above the devices' ports. */
function freeRange({ min, max }: { readonly min: number; readonly max: number }): types.TransportPortRange {
  const below = { min: 1024, max: min - 1 };
  const above = { min: max + 1, max: 65_535 };
  return below.max - below.min > above.max - above.min ? below : above;
}
