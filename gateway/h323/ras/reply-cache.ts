/** What was answered lately: a request that comes again gets the same octets, and is done once (H.225.0 §7.18). Bounded. */
import { createHash } from 'node:crypto';
import type { TransportAddress } from '../../../media/port.ts';

/** Longer than an endpoint repeats a request. */
const KEPT = 15_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly digest: string;
  readonly at: number;
  /** Undefined while it is being worked on. */
  readonly reply: Uint8Array | undefined;
}

export class ReplyCache {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** Of an entry: `pending`, or the reply. A new request of an old number takes the place of the old. */
  begin(key: string, datagram: Uint8Array, now: number): 'new' | 'pending' | Uint8Array {
    this.#forget(now);
    const digest = createHash('sha1').update(datagram).digest('base64');
    const present = this.#entries.get(key);
    if (present !== undefined && present.digest === digest) return present.reply ?? 'pending';
    this.#entries.delete(key);
    this.#entries.set(key, { digest, at: now, reply: undefined });
    return 'new';
  }

  finish(key: string, reply: Uint8Array): void {
    const present = this.#entries.get(key);
    if (present !== undefined) this.#entries.set(key, { ...present, reply });
  }

  /** It was not answered: when it comes again, it is tried again. */
  abandon(key: string): void {
    this.#entries.delete(key);
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#entries) {
      if (at + KEPT > now && this.#entries.size < MAX_ENTRIES) return;
      this.#entries.delete(key);
    }
  }
}

export const replyKey = ({ address, port }: TransportAddress, name: string, number: number): string =>
  `${address}|${port}|${name}|${number}`;
