/** A client for one rtpengine's ng protocol (bencode over UDP); the only user of the package. */
import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import rtpengine from 'rtpengine-client';
import type { Clock } from '../../base/clock.ts';
import type { NgMessage } from './message.ts';
import type { RelayCommand, RelayFact } from './port.ts';

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
  /** ms to wait for an answer. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly onFact: (fact: RelayFact) => void;
}

/** A socket of the package, and how many questions sent from it are pending. */
interface Line {
  readonly client: InstanceType<typeof rtpengine.Client>;
  readonly address: Promise<string>;
  asked: number;
}

const textOf = (tree: unknown, key: string): string | undefined => {
  const value: unknown =
    typeof tree === 'object' && tree !== null ? (tree as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};

export class NgClient {
  readonly #options: NgClientOptions;
  readonly #lines = new Set<Line>();
  /** The line for new questions. */
  #line: Line | undefined;
  #closed = false;

  constructor(options: NgClientOptions) {
    this.#options = options;
  }

  /** Returns undefined if no answer arrives in time. Never rejects. */
  async ask(command: RelayCommand, message: NgMessage = {}): Promise<NgAnswer | undefined> {
    if (this.#closed) return undefined;
    const { name, clock, onFact } = this.#options;
    const since = clock.now();
    const tree = await this.#askOn((this.#line ??= this.#open()), command, message);
    const answer =
      tree === undefined
        ? undefined
        : {
            result: textOf(tree, 'result') ?? '',
            reason: textOf(tree, 'error-reason') ?? '',
            sdp: textOf(tree, 'sdp'),
            tree,
          };
    const outcome =
      answer === undefined ? 'timeout' : answer.result === 'ok' || answer.result === 'pong' ? 'ok' : 'refused';
    onFact({ type: 'request', instance: name, command, outcome, seconds: (clock.now() - since) / 1000 });
    return answer;
  }

  /**
   * The package keeps each question until it is answered: after an unanswered one, new questions go out from a new
   * socket, and the old one is closed when it has no pending questions.
   */
  async #askOn(line: Line, command: RelayCommand, message: NgMessage): Promise<unknown> {
    const { port } = this.#options;
    line.asked += 1;
    const tree = await this.#inTime(line.address.then((host) => line.client[command]({ host, port }, message)));
    line.asked -= 1;
    if (tree === undefined && this.#line === line) this.#line = undefined;
    if (line.asked === 0 && this.#line !== line) this.#shut(line);
    return tree;
  }

  /** Replaces the package's own time-out, which would print late answers. */
  #inTime(asked: Promise<unknown>): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const timer = this.#options.clock.after(this.#options.timeout, () => resolve(undefined));
    asked.then(resolve, () => resolve(undefined));
    return promise.finally(() => timer.cancel());
  }

  #open(): Line {
    const { host, port } = this.#options;
    const client = new rtpengine.Client({});
    // An error to send or read is treated as a question without an answer.
    client.on('error', () => undefined);
    // The package sends to names, too, but only with an address can the source of answers be checked.
    const address = isIPv4(host) ? Promise.resolve(host) : lookup(host, { family: 4 }).then((found) => found.address);
    address.then(
      (from) => hearOnly(client, from, port),
      () => undefined,
    );
    const line: Line = { client, address, asked: 0 };
    this.#lines.add(line);
    return line;
  }

  /** Idempotent. */
  #shut(line: Line): void {
    if (this.#lines.delete(line)) line.client.close();
  }

  close(): void {
    this.#closed = true;
    this.#line = undefined;
    for (const line of this.#lines) this.#shut(line);
  }
}

const COOKIE_LENGTH = 36;

/**
 * Anyone may send to the socket, and the package prints unexpected data: only the instance's answers to pending
 * questions are let through.
 */
function hearOnly({ socket, messages }: Line['client'], host: string, port: number): void {
  const listeners = socket.listeners('message');
  socket.removeAllListeners('message');
  socket.on('message', (datagram, from) => {
    if (from.address !== host || from.port !== port || !messages.has(datagram.toString('latin1', 0, COOKIE_LENGTH)))
      return;
    for (const listener of listeners) listener.call(socket, datagram, from);
  });
}
