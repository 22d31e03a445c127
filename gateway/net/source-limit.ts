/** A limit of open sockets for each source address, over several listeners; sockets in a handshake count, too. */
import type { Server, Socket } from 'node:net';
import { plainAddress } from './stream.ts';

export class SourceLimit {
  readonly #most: number;
  readonly #onRefused: () => void;
  readonly #open = new Map<string, number>();

  constructor(most: number, onRefused: () => void) {
    this.#most = most;
    this.#onRefused = onRefused;
  }

  /** Number of source addresses with open sockets. */
  get sources(): number {
    return this.#open.size;
  }

  /** Closes sockets above the limit before their listener handles them. */
  guard(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      const source = plainAddress(socket.remoteAddress);
      const open = (this.#open.get(source) ?? 0) + 1;
      this.#open.set(source, open);
      socket.once('close', () => this.#release(source));
      if (open <= this.#most) return;
      this.#onRefused();
      socket.destroy();
    });
  }

  #release(source: string): void {
    const left = (this.#open.get(source) ?? 1) - 1;
    if (left === 0) this.#open.delete(source);
    else this.#open.set(source, left);
  }
}
