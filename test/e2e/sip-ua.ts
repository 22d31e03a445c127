/** A scripted SIP client over any transport: text in and out, one call. Independent of the stack under test. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { WebSocket } from 'ws';

export type UaTransport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

export interface UaOptions {
  readonly transport: UaTransport;
  readonly port: number;
  readonly tls?: ConnectionOptions;
  readonly scheme?: 'sip' | 'sips';
}

export interface SipAnswer {
  readonly status: number;
  readonly text: string;
  readonly sdp: string;
  header(name: string): string | undefined;
}

interface Line {
  /** The port for the gateway's requests. */
  readonly port: number;
  send(text: string): void;
  close(): void;
}

const headerOf = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}:[ \\t]*(.*?)\\r$`, 'im').exec(text)?.[1];
const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4);

export class SipUa {
  readonly #options: UaOptions;
  readonly #line: Line;
  readonly #id = randomBytes(6).toString('hex');
  readonly #waiting = new Map<string, (text: string) => void>();
  /** The gateway's requests, complete. */
  readonly requests: string[] = [];
  /** The answer to the gateway's re-INVITE. */
  onOffer: (sdp: string) => string = () => '';
  #cseq = 0;
  #to = '';
  #target = '';

  private constructor(options: UaOptions, line: (onText: (text: string) => void) => Line) {
    this.#options = options;
    this.#line = line((text) => this.#receive(text));
  }

  /** Rejects if no connection can be made, for example with an untrusted certificate. */
  static async open(options: UaOptions): Promise<SipUa> {
    const line = await openLine(options);
    return new SipUa(options, line);
  }

  /** The common name of the certificate at a TLS port. */
  static async certificateOf(port: number): Promise<string> {
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return String(CN);
  }

  /** Dials, or changes the session; ACKs any final response. */
  async invite(dial: string, sdp: string): Promise<SipAnswer> {
    this.#target ||= `${this.#options.scheme ?? 'sip'}:${dial}@meet.chime.in`;
    this.#to ||= `<${this.#target}>`;
    const cseq = ++this.#cseq;
    const text = await this.#ask('INVITE', cseq, sdp);
    this.#to = headerOf(text, 'To') ?? this.#to;
    const status = Number(text.slice(8, 11));
    this.#send('ACK', cseq, '', status < 300 ? `ack${cseq}` : `INVITE${cseq}`);
    return { status, text, sdp: bodyOf(text), header: (name) => headerOf(text, name) };
  }

  /** Dials without an offer: sends the answer to the gateway's offer in the ACK. */
  async inviteLate(dial: string, answer: (offer: string) => string): Promise<SipAnswer> {
    this.#target = `${this.#options.scheme ?? 'sip'}:${dial}@meet.chime.in`;
    this.#to = `<${this.#target}>`;
    const cseq = ++this.#cseq;
    const text = await this.#ask('INVITE', cseq, '');
    this.#to = headerOf(text, 'To') ?? this.#to;
    this.#send('ACK', cseq, answer(bodyOf(text)), `ack${cseq}`);
    return { status: Number(text.slice(8, 11)), text, sdp: bodyOf(text), header: (name) => headerOf(text, name) };
  }

  /** Sends INFO with one digit. */
  async key(digit: string): Promise<void> {
    await this.#ask('INFO', ++this.#cseq, `Signal=${digit}\r\nDuration=160\r\n`, 'application/dtmf-relay');
  }

  async bye(): Promise<void> {
    await this.#ask('BYE', ++this.#cseq, '');
  }

  /** Disappears silently, as if its network had failed. */
  close(): void {
    this.#line.close();
  }

  async #ask(method: string, cseq: number, body: string, type?: string): Promise<string> {
    const answered = Promise.withResolvers<string>();
    this.#waiting.set(`${cseq} ${method}`, answered.resolve);
    this.#send(method, cseq, body, `${method}${cseq}`, type);
    return answered.promise;
  }

  #send(method: string, cseq: number, body: string, branch: string, type = 'application/sdp'): void {
    const { transport, scheme = 'sip' } = this.#options;
    const lines = [
      `${method} ${this.#target} SIP/2.0`,
      `Via: SIP/2.0/${transport.toUpperCase()} client.invalid;branch=z9hG4bK${this.#id}${branch};rport`,
      'Max-Forwards: 70',
      `From: <${scheme}:client@client.invalid>;tag=${this.#id}`,
      `To: ${this.#to}`,
      `Call-ID: ${this.#id}@client.invalid`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <${scheme}:client@127.0.0.1:${this.#line.port};transport=${transport === 'wss' ? 'ws' : transport}>`,
      ...(body === '' ? [] : [`Content-Type: ${type}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#line.send(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  #receive(text: string): void {
    if (text.startsWith('SIP/2.0 ')) {
      if (!text.startsWith('SIP/2.0 1')) this.#waiting.get(headerOf(text, 'CSeq') ?? '')?.(text);
      return;
    }
    this.requests.push(text);
    if (text.startsWith('ACK ')) return;
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(text, name) ?? ''}`);
    const body = text.startsWith('INVITE ') ? this.onOffer(bodyOf(text)) : '';
    this.#line.send(
      [
        'SIP/2.0 200 OK',
        ...copied,
        `Contact: <sip:client@127.0.0.1:${this.#line.port}>`,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }
}

async function openLine({ transport, port, tls }: UaOptions): Promise<(onText: (text: string) => void) => Line> {
  if (transport === 'udp') {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return (onText) => {
      socket.on('message', (data) => onText(data.toString()));
      return {
        port: socket.address().port,
        send: (text) => socket.send(text, port, '127.0.0.1'),
        close: () => socket.close(),
      };
    };
  }
  if (transport === 'ws' || transport === 'wss') {
    const socket = new WebSocket(`${transport}://127.0.0.1:${port}`, 'sip', { rejectUnauthorized: false, ...tls });
    await once(socket, 'open');
    return (onText) => {
      socket.on('message', (data: Buffer) => onText(data.toString()));
      return { port: 9, send: (text) => socket.send(text), close: () => socket.terminate() };
    };
  }
  const socket =
    transport === 'tls'
      ? connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...tls })
      : connectTcp(port, '127.0.0.1');
  await once(socket, transport === 'tls' ? 'secureConnect' : 'connect');
  return (onText) => {
    socket.on('error', () => {});
    let pending = '';
    socket.on('data', (chunk: Buffer) => {
      pending += chunk.toString();
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const whole = end + 4 + Number(headerOf(pending.slice(0, end + 2), 'Content-Length') ?? 0);
        if (pending.length < whole) return;
        onText(pending.slice(0, whole));
        pending = pending.slice(whole);
      }
    });
    return { port: 9, send: (text) => void socket.write(text), close: () => socket.destroy() };
  };
}
