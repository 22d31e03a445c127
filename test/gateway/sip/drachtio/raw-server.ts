/** A drachtio-server's control connection without a drachtio-server: the test decides what it sends. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { encodeFrame, FrameReader, pointFields } from '../../../fakes/drachtio-wire.ts';
import type { Frame } from '../../../fakes/drachtio-wire.ts';

export class RawServer {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  #count = 0;

  /** Answers the secret like the server with that address; undefined: no answer. */
  constructor(socket: Socket, address: string | undefined) {
    this.socket = socket;
    const reader = new FrameReader();
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (const frame of reader.push(data)) {
        this.frames.push(frame);
        const [id = '', verb] = frame.fields;
        if (verb === 'authenticate' && address !== undefined)
          this.write(`response|${id}|OK|udp/${address}:5060|v0.9.0`);
        if (verb === 'route') this.write(`response|${id}|OK`);
      }
    });
  }

  static to(port: number, address?: string): RawServer {
    return new RawServer(connect(port, '127.0.0.1'), address);
  }

  get closed(): boolean {
    return this.socket.destroyed;
  }

  /** The messages of the application. */
  get messages(): readonly string[] {
    return this.frames.filter(({ fields }) => fields[1] === 'sip').map(({ rest }) => rest);
  }

  get asked(): boolean {
    return this.frames.some(({ fields }) => fields[1] === 'authenticate');
  }

  write(text: string): void {
    this.#count++;
    this.socket.write(encodeFrame(`m${this.#count}|${text}`));
  }

  /** Sends a request of a device. */
  request(text: string, protocol = 'udp'): void {
    const point = pointFields(
      { source: 'network', protocol, address: '10.0.0.9', port: 5060 },
      Buffer.byteLength(text),
    );
    this.write(`sip|${point}|txn-${this.#count}||10.0.0.1|5060|\r\n${text}`);
  }

  /** Reports that the last message was sent, and the id of its dialog. */
  confirm(dialogId: string): void {
    const frame = this.frames.findLast(({ fields }) => fields[1] === 'sip');
    const point = pointFields({ source: 'application', protocol: 'udp', address: '10.0.0.9', port: 5060 }, 0);
    this.write(`response|${frame?.fields[0] ?? ''}|OK|${point}|txn|${dialogId}||Msg sent:|\r\n${frame?.rest ?? ''}`);
  }

  acknowledge(text: string, dialogId: string): void {
    const point = pointFields(
      { source: 'network', protocol: 'tls', address: '10.0.0.9', port: 5060 },
      Buffer.byteLength(text),
    );
    this.write(`sip|${point}|ack|${dialogId}|\r\n${text}`);
  }
}
