/**
 * Puts the packets of one RTP stream in order: early packets wait for those they overtook, duplicates are dropped,
 * and a packet missing for too long is given up. Says which ones to request again (RFC 4585 §6.2.1). Pure: packets
 * and time go in.
 */
import { addSequence, sequenceDelta } from './sequence.ts';

export interface Ordered<T> {
  readonly item: T;
  /** Packets before this one are lost for good. */
  readonly afterGap: boolean;
}

interface Missing {
  readonly since: number;
  asked: number;
  askedAt: number;
}

/** Packets: a longer gap restarts the stream, and no more than this many may wait. */
const LONGEST_GAP = 512;
/** ms within which a packet that is merely late usually arrives. */
const REORDER_TIME = 20;
/** ms between two requests for a packet: longer than most round trips. */
const REPEAT_INTERVAL = 80;
const MOST_REQUESTS = 4;
/** Sequence numbers in one request. */
const LONGEST_REQUEST = 64;

export class PacketOrder<T> {
  #next: number | undefined;
  /** `undefined` marks a sequence number that was received but carries nothing to deliver. */
  readonly #held = new Map<number, T | undefined>();
  /** In order of sequence number. */
  readonly #missing = new Map<number, Missing>();
  #recovered = 0;
  #inVain = 0;
  /** The next item follows packets that are lost for good. */
  #gap = false;

  /** Packets that arrived after they had been requested. */
  get recovered(): number {
    return this.#recovered;
  }

  /** Packets that never arrived although they had been requested. */
  get inVain(): number {
    return this.#inVain;
  }

  /** Returns the items that can be delivered now. */
  push(sequence: number, item: T, now: number): readonly Ordered<T>[] {
    if (Math.abs(this.#distance(sequence)) > LONGEST_GAP) return [...this.flush(), ...this.#restart(sequence, item)];
    return this.#take(sequence, item, now);
  }

  /**
   * Accounts for a packet that has a number in the stream but is of no use: keep-alive, or error correction that
   * was not agreed.
   */
  pass(sequence: number, now: number): readonly Ordered<T>[] {
    const distance = this.#distance(sequence);
    return this.#next === undefined || distance < 0 || distance > LONGEST_GAP
      ? []
      : this.#take(sequence, undefined, now);
  }

  #distance(sequence: number): number {
    return this.#next === undefined ? 0 : sequenceDelta(sequence, this.#next);
  }

  #take(sequence: number, item: T | undefined, now: number): readonly Ordered<T>[] {
    const distance = this.#distance(sequence);
    if (distance < 0 || this.#held.has(sequence)) return [];
    if ((this.#missing.get(sequence)?.asked ?? 0) > 0) this.#recovered += 1;
    this.#missing.delete(sequence);
    if (distance > 0) {
      this.#noteMissing(sequence, now);
      this.#held.set(sequence, item);
      return [];
    }
    this.#next = addSequence(sequence, 1);
    const first = this.#ordered(item);
    return this.#held.size === 0 ? first : [...first, ...this.#run()];
  }

  /** Gives up packets that have been missing for `patience` ms. */
  tick(now: number, patience: number): readonly Ordered<T>[] {
    const out: Ordered<T>[] = [];
    for (
      let [first] = this.#missing.values();
      first !== undefined && now - first.since >= patience;
      [first] = this.#missing.values()
    )
      out.push(...this.#skip());
    return out;
  }

  /** Sequence numbers to request from the sender now. */
  takeRequests(now: number): readonly number[] {
    const due = [...this.#missing].filter(
      ([, { since, asked, askedAt }]) =>
        asked < MOST_REQUESTS &&
        now - (asked === 0 ? since : askedAt) >= (asked === 0 ? REORDER_TIME : REPEAT_INTERVAL),
    );
    return due.slice(0, LONGEST_REQUEST).map(([sequence, missing]) => {
      missing.asked += 1;
      missing.askedAt = now;
      return sequence;
    });
  }

  /** Releases everything that waits, despite the gaps. */
  flush(): readonly Ordered<T>[] {
    const out: Ordered<T>[] = [];
    while (this.#held.size > 0) out.push(...this.#skip());
    return out;
  }

  #restart(sequence: number, item: T): readonly Ordered<T>[] {
    this.#missing.clear();
    this.#next = addSequence(sequence, 1);
    this.#gap = true;
    return this.#ordered(item);
  }

  /** Marks as missing the numbers between the highest one so far, delivered or held, and this one. */
  #noteMissing(sequence: number, now: number): void {
    let from = this.#next ?? sequence;
    for (const held of this.#held.keys()) if (sequenceDelta(held, from) >= 0) from = addSequence(held, 1);
    for (let at = from; sequenceDelta(at, sequence) < 0; at = addSequence(at, 1))
      this.#missing.set(at, { since: now, asked: 0, askedAt: now });
  }

  /** Skips the first gap. */
  #skip(): readonly Ordered<T>[] {
    let next = this.#next ?? 0;
    for (; !this.#held.has(next); next = addSequence(next, 1)) this.#giveUp(next);
    this.#next = next;
    this.#gap = true;
    return this.#run();
  }

  #giveUp(sequence: number): void {
    if ((this.#missing.get(sequence)?.asked ?? 0) > 0) this.#inVain += 1;
    this.#missing.delete(sequence);
  }

  /** Releases the items that follow without a gap. */
  #run(): Ordered<T>[] {
    const out: Ordered<T>[] = [];
    for (let next = this.#next ?? 0; this.#held.has(next); next = addSequence(next, 1)) {
      const item = this.#held.get(next);
      this.#held.delete(next);
      this.#next = addSequence(next, 1);
      out.push(...this.#ordered(item));
    }
    return out;
  }

  #ordered(item: T | undefined): readonly Ordered<T>[] {
    if (item === undefined) return [];
    const afterGap = this.#gap;
    this.#gap = false;
    return [{ item, afterGap }];
  }
}
