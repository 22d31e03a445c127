/**
 * Pairs of UDP ports: RTP on the even, RTCP on the next odd one (RFC 3550 §11). Pairs go round in the order of their
 * release, so that a pair rests as long as it can; the first round is shuffled. No clock of its own.
 */
import { MediaError } from '../errors.ts';

export interface PortPoolOptions {
  /** First and last port, inclusive. */
  readonly min: number;
  readonly max: number;
  /** How long a released pair stays out of use, ms. */
  readonly drainTime: number;
  /** 0 <= r < 1. */
  readonly random: () => number;
}

export interface PortPoolCounts {
  /** Ports, not pairs. */
  readonly total: number;
  readonly used: number;
  /** Released not long ago, or set aside because something else holds them. */
  readonly draining: number;
}

interface Draining {
  readonly port: number;
  readonly until: number;
}

export class PortPool {
  readonly #drainTime: number;
  readonly #total: number;
  readonly #free: number[];
  #freeHead = 0;
  readonly #used = new Set<number>();
  /** In the order of `until`, as the drain time is the same for all. */
  #draining: Draining[] = [];
  #drainingHead = 0;

  constructor(options: PortPoolOptions) {
    this.#drainTime = options.drainTime;
    this.#free = shuffled(evenPorts(options.min, options.max), options.random);
    this.#total = this.#free.length;
  }

  /** The even port of a pair. Throws `out-of-ports`. */
  take(now: number): number {
    this.#refill(now);
    const port = this.#free[this.#freeHead];
    if (port === undefined) {
      throw new MediaError('out-of-ports', `Cannot take an RTP port pair: all ${this.#total} are in use or draining`);
    }
    this.#freeHead += 1;
    this.#used.add(port);
    return port;
  }

  /** Gives a pair back after use: it drains first. Idempotent. */
  release(port: number, now: number): void {
    if (!this.#used.delete(port)) return;
    this.#draining.push({ port, until: now + this.#drainTime });
  }

  /** Gives back a pair that was never bound. */
  giveBack(port: number): void {
    if (this.#used.delete(port)) this.#free.push(port);
  }

  /** Something outside holds the pair (EADDRINUSE): it is tried again after the drain time at the earliest. */
  setAside(port: number, now: number): void {
    this.release(port, now);
  }

  counts(now: number): PortPoolCounts {
    this.#refill(now);
    return {
      total: 2 * this.#total,
      used: 2 * this.#used.size,
      draining: 2 * (this.#draining.length - this.#drainingHead),
    };
  }

  #refill(now: number): void {
    for (let next = this.#draining[this.#drainingHead]; next !== undefined && next.until <= now;) {
      this.#free.push(next.port);
      this.#drainingHead += 1;
      next = this.#draining[this.#drainingHead];
    }
    this.#compact();
  }

  /** Taken heads are cut off in large steps, so that each operation is cheap on average. */
  #compact(): void {
    if (this.#freeHead > 1024) {
      this.#free.splice(0, this.#freeHead);
      this.#freeHead = 0;
    }
    if (this.#drainingHead > 1024) {
      this.#draining = this.#draining.slice(this.#drainingHead);
      this.#drainingHead = 0;
    }
  }
}

function evenPorts(min: number, max: number): number[] {
  const first = min + (min % 2);
  const ports: number[] = [];
  for (let port = first; port + 1 <= max; port += 2) ports.push(port);
  return ports;
}

/** Fisher and Yates. */
function shuffled(ports: number[], random: () => number): number[] {
  for (let index = ports.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const swap = ports[index] ?? 0;
    ports[index] = ports[other] ?? 0;
    ports[other] = swap;
  }
  return ports;
}
