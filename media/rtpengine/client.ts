/** One rtpengine over its ng protocol (bencode over UDP); the package's only home. */
import rtpengine from 'rtpengine-client';
import type { Clock } from '../clock.ts';
import type { NgMessage } from './message.ts';
import type { RelayCommand, RelayFact } from './port.ts';

export interface NgAnswer {
  readonly result: string;
  readonly reason: string;
  readonly sdp: string | undefined;
  /** All of it. */
  readonly tree: unknown;
}

export interface NgClientOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** ms to wait for an answer. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly onFact: (fact: RelayFact) => void;
}

type Socket = InstanceType<typeof rtpengine.Client>;

const textOf = (tree: unknown, key: string): string | undefined => {
  const value: unknown = typeof tree === 'object' && tree !== null ? (tree as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};

export class NgClient {
  readonly #options: NgClientOptions;
  #socket: Socket | undefined;
  #closed = false;

  constructor(options: NgClientOptions) {
    this.#options = options;
  }

  /** Undefined: no answer in time. Never rejects. */
  async ask(command: RelayCommand, message: NgMessage = {}): Promise<NgAnswer | undefined> {
    if (this.#closed) return undefined;
    const { name, host, port, clock, onFact } = this.#options;
    const since = clock.now();
    // The package's own time-out prints what comes late; so there is none, and `forget` takes the place of it.
    const tree = await this.#inTime((this.#socket ??= open())[command]({ host, port }, message));
    const answer = tree === undefined ? undefined : { result: textOf(tree, 'result') ?? '', reason: textOf(tree, 'error-reason') ?? '', sdp: textOf(tree, 'sdp'), tree };
    const outcome = answer === undefined ? 'timeout' : answer.result === 'ok' || answer.result === 'pong' ? 'ok' : 'refused';
    onFact({ type: 'request', instance: name, command, outcome, seconds: (clock.now() - since) / 1000 });
    return answer;
  }

  #inTime(asked: Promise<unknown>): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const timer = this.#options.clock.after(this.#options.timeout, () => resolve(undefined));
    asked.then(resolve, () => resolve(undefined));
    return promise.finally(() => timer.cancel());
  }

  /** Of questions that were never answered nothing is kept: the next one goes from a new socket. */
  forget(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  close(): void {
    this.#closed = true;
    this.forget();
  }
}

function open(): Socket {
  const socket = new rtpengine.Client({});
  // What cannot be sent or read is a question without an answer.
  socket.on('error', () => undefined);
  return socket;
}
