/**
 * Pairs of UDP ports: RTP on the even port, RTCP on the next odd one (RFC 3550 §11). Pairs are reused in the order
 * of their release, so that each rests as long as possible; the first round is shuffled. Has no clock of its own.
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
  /** Released recently, or set aside because something else holds them. */
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

  /** Takes a pair and returns its even port. Throws `out-of-ports`. */
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

  /**
   * Sets aside a pair that something else holds (EADDRINUSE): it is not tried again before the drain time is over.
   */
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

  /** Removes used-up heads in large steps, so that each operation is cheap on average. */
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

/** Fisher-Yates shuffle. */
function shuffled(ports: number[], random: () => number): number[] {
  for (let index = ports.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const swap = ports[index] ?? 0;
    ports[index] = ports[other] ?? 0;
    ports[other] = swap;
  }
  return ports;
}
