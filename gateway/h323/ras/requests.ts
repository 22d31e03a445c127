/** Our own requests that wait for answers: repeated, and finally abandoned (H.225.0 §7.18). */
import type { TransportAddress } from '../../../media/port.ts';
import type { Clock, Timer } from '../../../base/clock.ts';
import type { H225 } from '../asn1/index.ts';
import { fieldsOf } from './message.ts';

export interface RequestOptions {
  readonly to: TransportAddress;
  readonly bytes: Uint8Array;
  /** The names of the messages that answer the request; XRS always does. */
  readonly answers: readonly string[];
  /** ms. */
  readonly timeout: number;
  readonly retries: number;
  /** Called once; with undefined if there was no answer. */
  readonly done: (answer: H225.RasMessage | undefined, datagram: Uint8Array | undefined) => void;
}

interface Waiting extends RequestOptions {
  timer: Timer;
  left: number;
}

export class Requests {
  readonly #clock: Clock;
  readonly #send: (bytes: Uint8Array, to: TransportAddress) => void;
  readonly #waiting = new Map<number, Waiting>();
  #number: number;

  constructor(clock: Clock, firstNumber: number, send: (bytes: Uint8Array, to: TransportAddress) => void) {
    this.#clock = clock;
    this.#send = send;
    this.#number = firstNumber % 0xffff;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** A requestSeqNum that no waiting request uses. */
  next(): number {
    do this.#number = (this.#number % 0xffff) + 1;
    while (this.#waiting.has(this.#number));
    return this.#number;
  }

  start(number: number, options: RequestOptions): void {
    const waiting = { ...options, left: options.retries, timer: this.#timer(number, options.timeout) };
    this.#waiting.set(number, waiting);
    this.#send(options.bytes, options.to);
  }

  /** True if the message answers one of the requests. */
  receive(message: H225.RasMessage, from: TransportAddress, datagram: Uint8Array): boolean {
    const { name, fields } = fieldsOf(message) ?? {};
    const waiting = fields && this.#waiting.get(fields.requestSeqNum);
    if (name === undefined || fields === undefined || waiting === undefined || waiting.to.address !== from.address)
      return false;
    if ('requestInProgress' in message) {
      waiting.timer.cancel();
      waiting.timer = this.#timer(fields.requestSeqNum, Math.max(waiting.timeout, message.requestInProgress.delay));
      return true;
    }
    if (!waiting.answers.includes(name) && name !== 'unknownMessageResponse') return false;
    this.#end(fields.requestSeqNum, waiting);
    waiting.done(message, datagram);
    return true;
  }

  #timer(number: number, timeout: number): Timer {
    return this.#clock.after(timeout, () => this.#late(number));
  }

  #late(number: number): void {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) return;
    if (waiting.left === 0) {
      this.#end(number, waiting);
      return waiting.done(undefined, undefined);
    }
    waiting.left--;
    waiting.timer = this.#timer(number, waiting.timeout);
    this.#send(waiting.bytes, waiting.to);
  }

  #end(number: number, waiting: Waiting): void {
    waiting.timer.cancel();
    this.#waiting.delete(number);
  }

  /** Ends all requests without an answer. */
  close(): void {
    const waiting = [...this.#waiting];
    for (const [number, each] of waiting) this.#end(number, each);
    for (const [, each] of waiting) each.done(undefined, undefined);
  }
}
