/** Recent replies: a repeated request gets the same octets and is carried out only once (H.225.0 §7.18). Bounded. */
import { createHash } from 'node:crypto';
import type { TransportAddress } from '../../../media/port.ts';

/** Longer than endpoints repeat a request; ms. */
const KEPT = 15_000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly digest: string;
  readonly at: number;
  /** Undefined while the request is in progress. */
  readonly reply: Uint8Array | undefined;
}

export class ReplyCache {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** Returns `pending` or the reply of a repeated request. A new request with an old number replaces the old one. */
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

  /** Forgets a request that was not answered, so that its repetition is tried again. */
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
