/**
 * The media of a scripted client: sends a µ-law tone and measures the received audio, plain or SRTP with keys in
 * SDP.
 */
import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { decodeMulaw, encodeMulaw } from '../../media/audio/g711.ts';
import { decodeRtp, encodeRtp } from '../../media/rtp/packet.ts';
import { SrtpReceiver, SrtpSender, type SrtpKey } from '../../media/srtp/srtp.ts';
import { masterLength, type CryptoSuiteName } from '../../media/srtp/suites.ts';
import { amplitude } from './tones.ts';

export interface VoiceOptions {
  /** Hz. */
  readonly tone: number;
  readonly suite?: CryptoSuiteName;
  /** Keys under RTP/AVP, which need not be accepted. */
  readonly optional?: boolean;
  /** The tag of their attribute. */
  readonly tag?: number;
}

const FRAME = 160;
/** The number of samples kept: the last second. */
const KEPT = 8000;

export class Voice {
  readonly #options: VoiceOptions;
  readonly #socket: Socket;
  #key: SrtpKey | undefined;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #samples: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;
  /** The most recently sent datagrams. */
  readonly sent: Uint8Array[] = [];
  received = 0;
  /** The errors of packets that could not be decrypted. */
  readonly failures: string[] = [];
  #to = 0;
  #closed = false;

  private constructor(options: VoiceOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.renewKey();
    socket.on('message', (data) => this.#receive(data));
  }

  static async open(options: VoiceOptions): Promise<Voice> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Voice(options, socket);
  }

  offer(): string {
    const { suite, optional = false, tag = 1 } = this.#options;
    const protocol = this.#key === undefined || optional ? 'RTP/AVP' : 'RTP/SAVP';
    const crypto = this.#key === undefined ? [] : [`a=crypto:${tag} ${suite} inline:${this.#key.master}`];
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.#socket.address().port} ${protocol} 0`,
      'a=rtpmap:0 PCMU/8000',
      ...crypto,
      '',
    ].join('\r\n');
  }

  /** Makes a new key for the next offer. */
  renewKey(): void {
    const { suite } = this.#options;
    this.#key = suite && {
      suite,
      master: randomBytes(masterLength(suite)).toString('base64'),
      mkiLength: 0,
      unencryptedRtcp: false,
    };
  }

  /** The answer to the gateway's offer: only the m-line, and any given lines. */
  answer(protocol: string, ...lines: readonly string[]): string {
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.#socket.address().port} ${protocol} 0`,
      ...lines,
      'm=video 0 RTP/AVP 97',
      '',
    ].join('\r\n');
  }

  /** Sends to the address in the answer, with its key. `wrongKey`: with an unknown key. */
  start(answer: string, { wrongKey = false }: { readonly wrongKey?: boolean } = {}): void {
    this.#to = Number(/^m=audio (\d+)/m.exec(answer)?.[1]);
    const [, , suite = '', master = ''] = /^a=crypto:(\d+) (\w+) inline:([^|\s]+)/m.exec(answer) ?? [];
    if (this.#key !== undefined && master !== '') {
      this.#sender = new SrtpSender(
        wrongKey ? { ...this.#key, master: randomBytes(masterLength(this.#key.suite)).toString('base64') } : this.#key,
      );
      this.#receiver = new SrtpReceiver({ ...this.#key, suite: suite as CryptoSuiteName, master });
    }
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#speak(), 20);
  }

  /** The amplitude of this tone in the last half second received, 0 to 1. */
  hears(frequency: number): number {
    return this.#samples.length < KEPT / 2
      ? 0
      : amplitude(Float64Array.from(this.#samples.slice(-KEPT / 2)), 8000, frequency);
  }

  /** Sends an earlier datagram again, as an eavesdropper might. */
  replay(): void {
    this.#socket.send(this.sent[0]!, this.#to, '127.0.0.1');
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer);
    if (!this.#closed) this.#socket.close();
    this.#closed = true;
  }

  #speak(): void {
    const at = this.#sent * FRAME;
    const samples = Int16Array.from(
      { length: FRAME },
      (_, i) => 9000 * Math.sin((2 * Math.PI * this.#options.tone * (at + i)) / 8000),
    );
    const packet = encodeRtp({
      payloadType: 0,
      marker: this.#sent === 0,
      sequence: (1000 + this.#sent) & 0xffff,
      timestamp: at,
      ssrc: 0x0bad_cafe,
      csrcs: [],
      payload: encodeMulaw(samples),
    });
    this.#sent += 1;
    const data = this.#sender?.protectRtp(packet) ?? packet;
    this.sent.push(data);
    if (this.sent.length > 50) this.sent.shift();
    this.#socket.send(data, this.#to, '127.0.0.1');
  }

  #receive(data: Uint8Array): void {
    const clear = this.#receiver?.unprotect(data) ?? data;
    if (typeof clear === 'string') return void this.failures.push(clear);
    const packet = decodeRtp(clear);
    if (packet?.payloadType !== 0) return;
    this.received += 1;
    for (const sample of decodeMulaw(packet.payload)) this.#samples.push(sample / 32_768);
    this.#samples.splice(0, this.#samples.length - KEPT);
  }
}
