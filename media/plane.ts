/** The media plane on the main thread: assigns bridges to workers and ports to members. */
import { systemClock } from '../base/system-clock.ts';
import { AUDIO_CODECS } from './audio/codec.ts';
import type { RtpSource } from './edge/latch.ts';
import { MediaError } from './errors.ts';
import type { MediaPlane, MediaPlaneOptions, MediaPlaneStats, MediaBridge } from './port.ts';
import { PlaneBridge } from './plane-bridge.ts';
import { leastLoaded } from './placement.ts';
import { PortPool } from './rtp/port-pool.ts';
import { WorkerHandle } from './workers.ts';

interface PlacedWorker {
  readonly handle: WorkerHandle;
  /** Keyed by the number that the worker uses. */
  readonly bridges: Map<number, PlaneBridge>;
}

/** Rejects if a worker cannot be started, after closing everything opened so far. */
export async function openMediaPlane(options: MediaPlaneOptions): Promise<MediaPlane> {
  const plane = new Plane(options);
  try {
    await plane.started();
  } catch (error) {
    await plane.close();
    throw error;
  }
  return plane;
}

/** ms that a new bridge waits for a worker; a dead worker restarts within that time. */
const READY_WITHIN = 3000;

const rethrow = (error: unknown): never => {
  throw error;
};

class Plane implements MediaPlane {
  readonly audioCodecs = AUDIO_CODECS;
  readonly #options: MediaPlaneOptions;
  readonly #pool: PortPool;
  /** The last source that sent to a port before it was closed; at most one per port. */
  readonly #lastSources = new Map<number, RtpSource>();
  readonly #workers: readonly PlacedWorker[];
  #nextBridge = 1;
  #nextMember = 1;
  /** Called when a worker becomes ready or the plane closes. */
  readonly #awaiting = new Set<() => void>();
  #closed = false;

  constructor(options: MediaPlaneOptions) {
    this.#options = options;
    this.#pool = new PortPool({ ...options.ports, drainTime: options.drainTime, random: Math.random });
    this.#workers = Array.from({ length: Math.max(1, options.workers) }, (_, id) => this.#openWorker(id));
  }

  async started(): Promise<void> {
    await Promise.all(this.#workers.map(async ({ handle }) => handle.started()));
  }

  async openBridge(id: string, options: { readonly near?: MediaBridge } = {}): Promise<MediaBridge> {
    if (freeWorker(this.#workers) === undefined) await this.#someReady();
    if (this.#closed) throw new MediaError('closed', `Cannot open bridge ${id}: the media plane is closed`);
    const worker = this.#workerOf(options.near) ?? freeWorker(this.#workers);
    if (worker === undefined) throw new MediaError('not-ready', `Cannot open bridge ${id}: no media worker is ready`);
    const key = this.#nextBridge++;
    const bridge = new PlaneBridge({
      id,
      key,
      nextMember: () => this.#nextMember++,
      worker: worker.handle,
      pool: this.#pool,
      lastSources: this.#lastSources,
      clock: systemClock,
      listen: this.#options.listen,
      onClosed: () => worker.bridges.delete(key),
    });
    // Registered before the worker answers, so that bridges opened at the same time are spread over the workers.
    worker.bridges.set(key, bridge);
    try {
      await worker.handle.call({ op: 'openBridge', bridge: key });
    } catch (error) {
      worker.bridges.delete(key);
      throw error;
    }
    return bridge;
  }

  async stats(): Promise<MediaPlaneStats> {
    const workers = await Promise.all(
      this.#workers.map(async ({ handle, bridges }) => {
        const load = handle.state === 'ready' ? await handle.call({ op: 'load' }).catch(() => undefined) : undefined;
        const { id, state } = handle;
        return {
          id,
          state,
          bridges: bridges.size,
          members: memberCount(bridges),
          eventLoopDelayP99: load?.eventLoopDelayP99 ?? 0,
        };
      }),
    );
    return { ports: this.#pool.counts(systemClock.now()), workers };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const wake of this.#awaiting) wake();
    await Promise.all(
      this.#workers.flatMap(({ bridges }) => [...bridges.values()].map(async (bridge) => bridge.close())),
    );
    await Promise.all(this.#workers.map(async ({ handle }) => handle.close()));
  }

  /** The worker that carries `bridge`, if it is ready. */
  #workerOf(bridge: MediaBridge | undefined): PlacedWorker | undefined {
    return bridge instanceof PlaneBridge
      ? this.#workers.find(({ handle }) => handle === bridge.options.worker && handle.state === 'ready')
      : undefined;
  }

  /** Waits until a worker becomes ready, `READY_WITHIN` has passed or the plane closes. */
  async #someReady(): Promise<void> {
    if (this.#closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = systemClock.after(READY_WITHIN, resolve);
    this.#awaiting.add(resolve);
    await promise;
    this.#awaiting.delete(resolve);
    timer.cancel();
  }

  #openWorker(id: number): PlacedWorker {
    const { workerBinary, ports, listen, dtlsPort, onWorkerState, onFault = rethrow } = this.#options;
    const addresses = [listen.v4, listen.v6].filter((entry) => entry !== undefined);
    const dtls = dtlsPort === undefined ? {} : { dtls: { port: dtlsPort + id, listen: addresses } };
    const bridges = new Map<number, PlaneBridge>();
    const handle = new WorkerHandle({
      id,
      settings: { ports, ...dtls, ...(workerBinary === undefined ? {} : { workerBinary }) },
      clock: systemClock,
      onState: (state) => {
        if (state === 'ready') for (const wake of this.#awaiting) wake();
        onWorkerState?.(id, state);
      },
      onLost: () => {
        const lost = [...bridges.values()];
        bridges.clear();
        for (const bridge of lost) bridge.workerLost();
      },
      onEvent: ({ bridge, member, event }) => bridges.get(bridge)?.memberEvent(member, event),
      onBridgeFault: ({ bridge, detail, last }) => bridges.get(bridge)?.failed(detail, last),
      onFault,
    });
    return { handle, bridges };
  }
}

/** The least loaded worker that is ready. */
const freeWorker = (workers: readonly PlacedWorker[]): PlacedWorker | undefined =>
  leastLoaded(
    workers.map((worker) => ({
      worker,
      isReady: worker.handle.state === 'ready',
      members: memberCount(worker.bridges),
      bridges: worker.bridges.size,
    })),
  )?.worker;

function memberCount(bridges: ReadonlyMap<number, PlaneBridge>): number {
  let count = 0;
  for (const bridge of bridges.values()) count += bridge.memberCount;
  return count;
}
