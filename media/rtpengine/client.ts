/**
 * A client for the ng protocol of one rtpengine: a cookie, a space and a bencoded dictionary in each datagram, over
 * UDP.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { BencodeError, decodeBencode, encodeBencode, type Bencoded } from './bencode.ts';
import type { NgMessage } from './message.ts';
import type { RelayCommand, RelayFact } from './port.ts';
import { openNgSocket, type NgSocket } from './socket.ts';

export interface NgAnswer {
  readonly result: string;
  readonly reason: string;
  readonly sdp: string | undefined;
  /** The whole answer. */
  readonly tree: unknown;
}

export interface NgClientOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Time to wait for an answer, ms. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly onFact: (fact: RelayFact) => void;
}

/** Octets of a cookie, which is a UUID. */
const COOKIE = 36;

export class NgClient {
  readonly #options: NgClientOptions;
  /** Questions without an answer, by cookie. */
  readonly #pending = new Map<string, (tree: Bencoded | undefined) => void>();
  #socket: Promise<NgSocket> | undefined;
  #closed = false;

  constructor(options: NgClientOptions) {
    this.#options = options;
  }

  /** Number of questions that wait for an answer. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Resolves to `undefined` if no answer comes in time. Never rejects. */
  async ask(command: RelayCommand, message: NgMessage = {}): Promise<NgAnswer | undefined> {
    if (this.#closed) return undefined;
    const { name, clock, onFact } = this.#options;
    const since = clock.now();
    const tree = await this.#exchange(encodeBencode({ ...message, command }));
    const answer = tree === undefined ? undefined : answerOf(tree);
    const outcome = answer === undefined ? 'timeout' : ['ok', 'pong'].includes(answer.result) ? 'ok' : 'refused';
    onFact({ type: 'request', instance: name, command, outcome, seconds: (clock.now() - since) / 1000 });
    return answer;
  }

  /** Idempotent. Questions that wait get no answer. */
  close(): void {
    this.#closed = true;
    for (const settle of this.#pending.values()) settle(undefined);
    this.#socket?.then(
      (socket) => socket.close(),
      () => undefined,
    );
  }

  async #exchange(question: string): Promise<Bencoded | undefined> {
    const cookie = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Bencoded | undefined>();
    const settle = (tree: Bencoded | undefined): void => {
      this.#pending.delete(cookie);
      resolve(tree);
    };
    this.#pending.set(cookie, settle);
    const timer = this.#options.clock.after(this.#options.timeout, () => settle(undefined));
    this.#open().then(
      (socket) => socket.send(`${cookie} ${question}`),
      () => settle(undefined),
    );
    return promise.finally(() => timer.cancel());
  }

  /** One socket for all questions; a name that could not be resolved is tried again by the next one. */
  #open(): Promise<NgSocket> {
    const { host, port } = this.#options;
    this.#socket ??= openNgSocket(host, port, (datagram) => this.#receive(datagram)).catch((error: unknown) => {
      this.#socket = undefined;
      throw error;
    });
    return this.#socket;
  }

  /** Late and unreadable answers are dropped: the question counts as unanswered. */
  #receive(datagram: Buffer): void {
    const settle = this.#pending.get(datagram.toString('latin1', 0, COOKIE));
    if (settle === undefined) return;
    try {
      settle(decodeBencode(datagram.subarray(COOKIE + 1)));
    } catch (error) {
      if (!(error instanceof BencodeError)) throw error;
    }
  }
}

function answerOf(tree: Bencoded): NgAnswer {
  const entries: Readonly<Record<string, unknown>> =
    typeof tree === 'object' && !Array.isArray(tree) ? (tree as Readonly<Record<string, unknown>>) : {};
  const textOf = (key: string): string | undefined => {
    const value = entries[key];
    return typeof value === 'string' ? value : undefined;
  };
  return { result: textOf('result') ?? '', reason: textOf('error-reason') ?? '', sdp: textOf('sdp'), tree };
}
