/**
 * Reads a control connection in place of drachtio-srf, which ends the process at an unreadable frame, and prints
 * unreadable messages in full. A frame is its length in bytes, `#`, and that many bytes of UTF-8.
 */
import type { Socket } from 'node:net';
import Srf from 'drachtio-srf';

/** The internals of drachtio-srf. */
export interface Wire {
  emit(event: 'msg', socket: Socket, text: string): boolean;
  send(socket: Socket, text: string): string;
}

export interface GuardUser {
  /** True if the other end has accepted our secret. */
  readonly isAuthenticated: (socket: Socket) => boolean;
  /** `detail` contains none of the received data. */
  readonly onTrouble: (detail: string, socket: Socket) => void;
}

const { SipMessage } = Srf as unknown as { readonly SipMessage: new (text: string) => { readonly headers: object } };

/** The greatest size of a frame in bytes. */
const MAX_FRAME = 1_048_576;
const LENGTH = /^\d{1,7}$/;

export class WireGuard {
  readonly #wire: Wire;
  readonly #socket: Socket;
  readonly #user: GuardUser;
  #waiting: Buffer = Buffer.alloc(0);

  constructor(wire: Wire, socket: Socket, user: GuardUser) {
    this.#wire = wire;
    this.#socket = socket;
    this.#user = user;
  }

  open(): void {
    this.#socket.removeAllListeners('data');
    this.#socket.on('data', (data: Buffer) => this.#push(data));
  }

  #push(data: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, data]);
    for (let text = this.#take(); text !== undefined; text = this.#take()) this.#read(text);
  }

  /** The next frame, if it is complete. */
  #take(): string | undefined {
    if (this.#socket.destroyed) return undefined;
    const hash = this.#waiting.indexOf('#');
    const prefix = this.#waiting.toString(
      'latin1',
      0,
      hash < 0 ? Math.min(this.#waiting.length, 16) : Math.min(hash, 16),
    );
    if (prefix === '' && hash < 0) return undefined;
    const length = Number(prefix);
    if (!LENGTH.test(prefix) || length > MAX_FRAME || (length === 0 && hash >= 0)) return this.#breakOff();
    const end = hash + 1 + length;
    if (hash < 0 || this.#waiting.length < end) return undefined;
    const text = this.#waiting.toString('utf8', hash + 1, end);
    this.#waiting = this.#waiting.subarray(end);
    return text;
  }

  #breakOff(detail = 'it sent data that is not drachtio’s protocol'): undefined {
    this.#waiting = Buffer.alloc(0);
    this.#socket.destroy();
    this.#user.onTrouble(detail, this.#socket);
  }

  #read(text: string): void {
    const end = text.indexOf('\r');
    const first = end < 0 ? text : text.slice(0, end);
    const fields = first.split('|');
    const message = end < 0 ? undefined : text.slice(end + 2);
    if (fields[1] === 'response') this.#hand(message === undefined || isReadable(message) ? text : first);
    else if (fields[1] !== 'sip' || message === undefined) this.#breakOff();
    else if (!this.#user.isAuthenticated(this.#socket))
      this.#breakOff('it sent a message before it had accepted our secret');
    else if (!isReadable(message) || !this.#hand(text)) this.#refuse(fields, message);
  }

  /** False if drachtio-srf could not process the message. */
  #hand(text: string): boolean {
    try {
      this.#wire.emit('msg', this.#socket, text);
      return true;
    } catch {
      return false;
    }
  }

  #refuse([, , source, , , , , , transaction = '']: readonly string[], message: string): void {
    this.#user.onTrouble('an unreadable message was rejected', this.#socket);
    if (source !== 'network' || transaction === '' || /^(?:SIP\/|ACK )/.test(message)) return;
    this.#wire.send(this.#socket, `sip|${transaction}|\r\nSIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n`);
  }
}

function isReadable(message: string): boolean {
  try {
    return new SipMessage(message).headers !== undefined;
  } catch {
    return false;
  }
}
