/**
 * drachtio's control protocol, as far as both sides of a test need it: a message is its length in bytes, `#`, and
 * fields between `|`; a SIP message follows the first CRLF.
 */
import type { Socket } from 'node:net';

export interface Frame {
  readonly fields: readonly string[];
  /** Everything after the first line. */
  readonly rest: string;
}

export function encodeFrame(text: string): string {
  return `${Buffer.byteLength(text)}#${text}`;
}

export class FrameReader {
  #waiting = Buffer.alloc(0);

  push(data: Uint8Array): readonly Frame[] {
    this.#waiting = Buffer.concat([this.#waiting, data]);
    const frames: Frame[] = [];
    for (let hash = this.#waiting.indexOf('#'); hash > 0; hash = this.#waiting.indexOf('#')) {
      const length = Number(this.#waiting.toString('latin1', 0, hash));
      if (this.#waiting.length < hash + 1 + length) break;
      frames.push(readFrame(this.#waiting.toString('utf8', hash + 1, hash + 1 + length)));
      this.#waiting = this.#waiting.subarray(hash + 1 + length);
    }
    return frames;
  }
}

function readFrame(text: string): Frame {
  const end = text.indexOf('\r\n');
  return { fields: (end < 0 ? text : text.slice(0, end)).split('|'), rest: end < 0 ? '' : text.slice(end + 2) };
}

/** Source or destination of a SIP message. */
export interface WirePoint {
  readonly source: 'network' | 'application';
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}

export function pointFields(point: WirePoint, length: number): string {
  return `${point.source}|${length}|${point.protocol}|${point.address}|${point.port}|00:00:00.000000`;
}

/** One application's connection. */
export class AppConnection {
  readonly socket: Socket;
  readonly verbs = new Set<string>();
  authenticated = false;
  #count = 0;

  constructor(socket: Socket, onFrame: (frame: Frame) => void) {
    this.socket = socket;
    const reader = new FrameReader();
    socket.on('data', (data) => {
      for (const frame of reader.push(data)) onFrame(frame);
    });
    socket.on('error', () => {});
  }

  get alive(): boolean {
    return !this.socket.destroyed && this.authenticated;
  }

  send(fields: string, rest = ''): void {
    this.#count++;
    this.socket.write(encodeFrame(`m${this.#count}|${fields}${rest === '' ? '' : `\r\n${rest}`}`));
  }

  answer(to: string | undefined, fields: string, rest = ''): void {
    this.send(`response|${to ?? ''}|${fields}`, rest);
  }
}
