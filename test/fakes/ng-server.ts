/** An rtpengine as seen through its ng protocol, controlled by a test. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export type Ng = string | number | readonly Ng[] | { readonly [name: string]: Ng };

export function encodeNg(value: Ng): string {
  if (typeof value === 'number') return `i${value}e`;
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(encodeNg).join('')}e`;
  return `d${Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => encodeNg(name) + encodeNg(entry))
    .join('')}e`;
}

export function decodeNg(text: string): Ng {
  const bytes = Buffer.from(text);
  let at = 0;
  const until = (end: string): string => {
    const stop = bytes.indexOf(end, at);
    const part = bytes.toString('utf8', at, stop);
    at = stop + 1;
    return part;
  };
  const isEnd = (): boolean => bytes[at] === 0x65 && ++at > 0;
  const next = (): Ng => {
    const kind = String.fromCharCode(bytes[at]!);
    if (kind === 'i') return ((at += 1), Number(until('e')));
    if (kind !== 'l' && kind !== 'd') {
      const length = Number(until(':'));
      return bytes.toString('utf8', at, (at += length));
    }
    at += 1;
    const list: Ng[] = [];
    while (!isEnd()) list.push(next());
    return kind === 'l'
      ? list
      : Object.fromEntries(list.flatMap((name, index) => (index % 2 === 0 ? [[String(name), list[index + 1]!]] : [])));
  };
  return next();
}

export interface NgRequest {
  readonly command: string;
  readonly 'call-id'?: string;
  readonly sdp?: string;
}

/** Undefined: no answer. */
export type NgBehaviour = (request: NgRequest) => Ng | undefined;

export class NgServer {
  readonly requests: NgRequest[] = [];
  /** The cookie and the sender of every request. */
  readonly received: { readonly cookie: string; readonly from: { readonly port: number } }[] = [];
  /** The uptime that it reports, s. */
  uptime = 100;
  behave: NgBehaviour | undefined;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (data, { port, address }) => {
      const text = data.toString();
      const space = text.indexOf(' ');
      const request = decodeNg(text.slice(space + 1)) as unknown as NgRequest;
      this.requests.push(request);
      this.received.push({ cookie: text.slice(0, space), from: { port } });
      const answer = this.#answer(request);
      if (answer !== undefined) socket.send(`${text.slice(0, space)} ${encodeNg(answer)}`, port, address);
    });
  }

  static async start(): Promise<NgServer> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new NgServer(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends any text to a client on the loopback. */
  sendText(text: string, port: number): void {
    this.#socket.send(text, port, '127.0.0.1');
  }

  get name(): string {
    return `127.0.0.1:${this.port}`;
  }

  asked(command: string): readonly NgRequest[] {
    return this.requests.filter((request) => request.command === command);
  }

  #answer(request: NgRequest): Ng | undefined {
    if (this.behave !== undefined) return this.behave(request);
    return this.usual(request);
  }

  usual(request: NgRequest): Ng | undefined {
    if (request.command === 'ping') return { result: 'pong' };
    if (request.command === 'statistics')
      return { result: 'ok', statistics: { totalstatistics: { uptime: String(this.uptime) } } };
    if (request.command === 'offer' || request.command === 'answer')
      return { result: 'ok', sdp: (request.sdp ?? '').replaceAll(/^(m=\S+) \d+/gm, '$1 30000') };
    if (request.command === 'query')
      return { result: 'ok', SSRC: { 1: { 'average MOS': { MOS: 40, jitter: 5, 'packet loss': 1, samples: 2 } } } };
    return { result: 'ok' };
  }

  close(): void {
    this.#socket.close();
  }
}
