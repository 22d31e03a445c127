/**
 * A SIP device whose descriptions the test writes, over UDP; it sends a tone in A-law and stores the received
 * audio.
 */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decodeRtp } from '../../media/rtp/packet.ts';
import { SrtpReceiver, SrtpSender, type SrtpKey } from '../../media/srtp/srtp.ts';
import { RtpPair } from './rtp-socket.ts';
import { decodeAlaw, encodeAlaw, typicalAmplitude } from './tones.ts';

export interface RelayRoomOptions {
  readonly gatewayPort: number;
  readonly dial: string;
  /** The RTP port, followed by RTCP; the SIP port is two higher. */
  readonly port: number;
  readonly tone: number;
  /** SRTP with keys in SDP. */
  readonly srtp?: boolean;
  /** The SDP that it sends; absent: only A-law. Undefined: an INVITE without a description. */
  readonly offer?: (port: number, version: number) => Promise<string | undefined>;
  /** Handles the gateway's answer or offer; returns the destination of the audio and, for an offer, the answer. */
  readonly take?: (sdp: string, isOffer: boolean) => Promise<{ readonly sdp?: string; readonly sendTo: number }>;
}

const PTIME = 20;
const SAMPLES = 160;
const REPORT_DELAY = 50;
const KEYS = '0123456789*#';
/** The end bit and duration of the packets of a digit; the last one is sent three times (RFC 4733 §2.5.1.4). */
const EVENT = [
  [0, 160],
  [0, 320],
  [0, 480],
  [0, 640],
  [0x80, 800],
  [0x80, 800],
  [0x80, 800],
] as const;

export const alawSdp = (port: number, version: number, more: readonly string[] = []): string =>
  [
    'v=0',
    `o=room 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    ...more,
    '',
  ].join('\r\n');

const SUITE = 'AES_CM_128_HMAC_SHA1_80';
const keyOf = (master: string): SrtpKey => ({ suite: SUITE, master, mkiLength: 0, unencryptedRtcp: false });

export const portOf = (sdp: string, kind = 'audio'): number =>
  Number(new RegExp(`^m=${kind} (\\d+)`, 'm').exec(sdp)?.[1] ?? 0);

export class RelayRoom {
  readonly rtp: RtpPair;
  /** The gateway's descriptions, in order. */
  readonly theirs: string[] = [];
  /** The value of the Reason header in the gateway's BYE. */
  ended: string | undefined;
  sendTo = 0;
  readonly #master = randomBytes(30).toString('base64');
  readonly #sender = new SrtpSender(keyOf(this.#master));
  #receiver: SrtpReceiver | undefined;
  /** The SRTP packets that could be decrypted. */
  readonly #opened: { readonly time: number; readonly payloadType: number; readonly payload: Uint8Array }[] = [];
  readonly #options: RelayRoomOptions;
  readonly #socket: Socket;
  readonly #id = randomBytes(6).toString('hex');
  readonly #waiting = new Map<number, (response: string) => void>();
  readonly #ssrc = randomBytes(4).readUInt32BE();
  #cseq = 0;
  #version = 0;
  #to: string;
  #sequence = 1;
  readonly #events: (Buffer | undefined)[] = [];
  #pressedAt = 0;
  #timer: NodeJS.Timeout;

  private constructor(options: RelayRoomOptions, socket: Socket, rtp: RtpPair) {
    this.#options = options;
    this.#socket = socket;
    this.rtp = rtp;
    this.#to = `<sip:${options.dial}@meet.chime.in>`;
    socket.on('message', (data) => void this.#onMessage(data.toString()));
    rtp.rtp.on('message', (data) => this.#open(data));
    rtp.rtcp.on('message', (data) => void setTimeout(() => this.#report(data, REPORT_DELAY), REPORT_DELAY));
    this.#timer = setInterval(() => this.#talk(), PTIME);
  }

  /** Rejects with the gateway's response if the call is rejected. */
  static async call(options: RelayRoomOptions): Promise<RelayRoom> {
    const socket = createSocket('udp4');
    socket.bind(options.port + 2, '127.0.0.1');
    await once(socket, 'listening');
    const room = new RelayRoom(options, socket, await RtpPair.open(options.port));
    try {
      await room.invite();
    } catch (error) {
      room.close();
      throw error;
    }
    return room;
  }

  async invite(): Promise<void> {
    const { offer = async () => this.#describe() } = this.#options;
    const cseq = ++this.#cseq;
    const said = await offer(this.#options.port, this.#version + 1);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.set(cseq, resolve);
    this.#request('INVITE', cseq, said ?? '');
    const response = await promise;
    this.#to = /^To: (.*)\r$/m.exec(response)?.[1] ?? this.#to;
    if (!response.startsWith('SIP/2.0 200')) {
      this.#request('ACK', cseq);
      throw new Error(response);
    }
    const taken = await this.#take(bodyOf(response), said === undefined);
    this.#request('ACK', cseq, said === undefined ? taken : '');
  }

  /** The amplitude of another participant's tone in the audio received during the last `seconds`. */
  hears(tone: number, seconds = 1): number {
    const from = performance.now() / 1000 - seconds;
    const packets = (this.#options.srtp === true ? this.#opened : this.rtp.received).filter(
      ({ time, payloadType }) => time > from && payloadType === 8,
    );
    if (packets.length < 20 * seconds) return 0;
    return typicalAmplitude(decodeAlaw(Buffer.concat(packets.map(({ payload }) => payload))), 8000, tone);
  }

  /** Sends digits by RFC 4733, payload type 101: each for 100 ms in place of the audio, followed by as much audio. */
  press(keys: string): void {
    for (const key of keys) {
      for (const [end, duration] of EVENT)
        this.#events.push(Buffer.from([KEYS.indexOf(key), end | 10, duration >> 8, duration & 0xff]));
      this.#events.push(...EVENT.map(() => undefined));
    }
  }

  hangUp(): void {
    if (this.ended === undefined) this.#request('BYE', ++this.#cseq);
    this.ended ??= 'hung up';
    setTimeout(() => this.close(), 100);
  }

  close(): void {
    clearInterval(this.#timer);
    this.rtp.close();
    this.#socket.close();
  }

  async #take(sdp: string, isOffer: boolean): Promise<string> {
    this.theirs.push(sdp);
    const { take = async () => ({ sendTo: portOf(sdp), ...(isOffer && { sdp: this.#describe() }) }) } = this.#options;
    const taken = await take(sdp, isOffer);
    const master = new RegExp(`^a=crypto:\\d+ ${SUITE} inline:([^|\\s]+)`, 'm').exec(sdp)?.[1];
    if (this.#options.srtp === true && master !== undefined) this.#receiver = new SrtpReceiver(keyOf(master));
    this.sendTo = taken.sendTo;
    return taken.sdp ?? '';
  }

  #describe(): string {
    const plain = alawSdp(this.#options.port, ++this.#version);
    return this.#options.srtp === true
      ? plain.replace('RTP/AVP', 'RTP/SAVP') + `a=crypto:1 ${SUITE} inline:${this.#master}\r\n`
      : plain;
  }

  #open(data: Buffer): void {
    const clear = this.#receiver?.unprotect(data);
    const packet = clear instanceof Uint8Array ? decodeRtp(clear) : undefined;
    if (packet !== undefined)
      this.#opened.push({ payloadType: packet.payloadType, payload: packet.payload, time: performance.now() / 1000 });
  }

  #talk(): void {
    if (this.sendTo === 0 || this.ended !== undefined) return;
    const start = this.#sequence * SAMPLES;
    const event = this.#events.shift();
    if (event !== undefined) {
      // All packets of an event have the timestamp of its beginning (RFC 4733 §2.5.1.2).
      const isFirst = event.readUInt16BE(2) === SAMPLES;
      if (isFirst) this.#pressedAt = start;
      return this.#send(101, this.#pressedAt, event, isFirst);
    }
    const payload = Uint8Array.from({ length: SAMPLES }, (_, at) =>
      encodeAlaw(0.3 * Math.sin((2 * Math.PI * this.#options.tone * (start + at)) / 8000)),
    );
    this.#send(8, start, payload, false);
  }

  /** Answers a sender report of the gateway with our own, with a report block (RFC 3550 §6.4.1). */
  #report(theirs: Buffer, delay: number): void {
    if (theirs[1] !== 200 || this.sendTo === 0 || this.ended !== undefined) return;
    const packet = Buffer.alloc(52);
    packet.set([0x81, 200, 0, 12]);
    packet.writeUInt32BE(this.#ssrc, 4);
    packet.writeUInt32BE((Math.floor(Date.now() / 1000) + 2_208_988_800) >>> 0, 8);
    packet.writeUInt32BE((this.#sequence * SAMPLES) >>> 0, 16);
    packet.writeUInt32BE(this.#sequence, 20);
    theirs.copy(packet, 28, 4, 8);
    // 10 of 256 lost, jitter 80 at 8 kHz; the middle of the received NTP time, and its age in 1/65536 s.
    packet[32] = 10;
    packet.writeUInt32BE(80, 40);
    theirs.copy(packet, 44, 10, 14);
    packet.writeUInt32BE(Math.floor((delay * 65_536) / 1000), 48);
    this.rtp.rtcp.send(
      this.#options.srtp === true ? this.#sender.protectRtcp(packet) : packet,
      this.sendTo + 1,
      '127.0.0.1',
    );
  }

  #send(type: number, timestamp: number, payload: Uint8Array, marker: boolean): void {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = (marker ? 0x80 : 0) | type;
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    const packet = Buffer.concat([header, payload]);
    this.rtp.rtp.send(this.#options.srtp === true ? this.#sender.protectRtp(packet) : packet, this.sendTo, '127.0.0.1');
  }

  get #contact(): string {
    return `<sip:room@127.0.0.1:${this.#options.port + 2}>`;
  }

  #request(method: string, cseq: number, body = ''): void {
    const lines = [
      `${method} sip:${this.#options.dial}@meet.chime.in SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#options.port + 2};branch=z9hG4bK${this.#id}${method}${cseq};rport`,
      'Max-Forwards: 70',
      `From: <sip:room${this.#options.port}@127.0.0.1:${this.#options.port + 2}>;tag=${this.#id}`,
      `To: ${this.#to}`,
      `Call-ID: ${this.#id}@127.0.0.1`,
      `CSeq: ${cseq} ${method}`,
      `Contact: ${this.#contact}`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n${body}`, this.#options.gatewayPort, '127.0.0.1');
  }

  async #onMessage(text: string): Promise<void> {
    if (text.startsWith('SIP/2.0 ')) {
      const [, cseq = '', method] = /^CSeq: (\d+) (\w+)\r$/m.exec(text) ?? [];
      if (method === 'INVITE' && !text.startsWith('SIP/2.0 1')) this.#waiting.get(Number(cseq))?.(text);
      return;
    }
    const method = text.slice(0, text.indexOf(' '));
    if (method === 'ACK') return;
    if (method === 'BYE') this.ended = /^Reason: (.*)\r$/m.exec(text)?.[1] ?? '';
    this.#reply(text, method === 'INVITE' ? await this.#take(bodyOf(text), true) : '');
  }

  #reply(request: string, body: string): void {
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(
      (name) => new RegExp(`^${name}: .*$`, 'm').exec(request)?.[0].trimEnd() ?? '',
    );
    const lines = [
      'SIP/2.0 200 OK',
      ...copied,
      `Contact: ${this.#contact}`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n${body}`, this.#options.gatewayPort, '127.0.0.1');
  }
}

const bodyOf = (message: string): string => message.slice(message.indexOf('\r\n\r\n') + 4);
