/** A SIP device that shares and is shown content, scripted over real sockets: SIP over UDP, BFCP, RTP, H.224. */
import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import {
  bindBfcp,
  certificateFingerprint,
  parseBfcpAttributes,
  printFingerprint,
  roleByAnswer,
  tlsSockets,
  type BfcpBinding,
  type BfcpCertificate,
  type BfcpEndpoint,
  type CertificateFingerprint,
  type FloorControl,
  type FloorEvent,
} from '../../gateway/bfcp/index.ts';
import { decodeSdp } from '../../gateway/sdp/decode.ts';
import type { MediaDescription, StreamDescription } from '../../media/port.ts';
import { eventually } from './gateway.ts';
import { RtpPair } from './rtp-socket.ts';
import { noFault } from '../fakes/faults.ts';

/** BFCP over TLS. */
export interface FloorTls {
  /** The certificate that its description announces, and the one that it presents. */
  readonly named: BfcpCertificate;
  readonly shown: BfcpCertificate;
}

export interface SipContentRoomOptions {
  readonly gatewayPort: number;
  readonly dial: string;
  /** Audio, video, content and camera with two ports each; then SIP and BFCP. */
  readonly port: number;
  readonly floor?: {
    readonly transport: 'udp' | 'tcp';
    readonly control: FloorControl;
    readonly spelling?: 'mstrm' | 'm-stream';
    readonly setup?: 'active' | 'passive' | 'actpass';
    readonly tls?: FloorTls;
  };
  /** The content line comes with the first offer (Cisco), or when the device shares (HDX). */
  readonly content?: 'first' | 'later' | 'never';
  readonly camera?: boolean;
  readonly userAgent?: string;
}

type Streams = 'audio' | 'video' | 'content' | 'camera';

export class SipContentRoom {
  readonly rtp: Readonly<Record<Streams, RtpPair>>;
  readonly floorEvents: FloorEvent[] = [];
  /** The gateway's last description. */
  theirs: MediaDescription = { streams: [] };
  /** The SDP of the gateway's INVITEs. */
  readonly reinvites: string[] = [];
  floor: BfcpEndpoint | undefined;
  readonly #options: SipContentRoomOptions;
  readonly #socket: Socket;
  #binding: BfcpBinding | undefined;
  readonly #floors: FloorSide;
  readonly #id = randomBytes(6).toString('hex');
  #cseq = 0;
  #to: string;
  #version = 0;
  #content: boolean;
  #ended = false;

  private constructor(
    options: SipContentRoomOptions,
    socket: Socket,
    rtp: SipContentRoom['rtp'],
    binding: BfcpBinding | undefined,
    floors: FloorSide,
  ) {
    this.#options = options;
    this.#floors = floors;
    this.#socket = socket;
    this.rtp = rtp;
    this.#binding = binding;
    this.#content = (options.content ?? 'first') === 'first';
    this.#to = `<sip:${options.dial}@meet.chime.in>`;
    socket.on('message', (data) => this.#onMessage(data.toString()));
  }

  /** Resolves when the call is established. Rejects with the status line. */
  static async call(options: SipContentRoomOptions): Promise<SipContentRoom> {
    const socket = createSocket('udp4');
    socket.bind(options.port + 8, '127.0.0.1');
    await once(socket, 'listening');
    const pair = (offset: number): Promise<RtpPair> => RtpPair.open(options.port + offset);
    const rtp = { audio: await pair(0), video: await pair(2), content: await pair(4), camera: await pair(6) };
    const setup = options.floor?.setup === 'active' ? 'active' : 'passive';
    const theirFingerprints: CertificateFingerprint[] = [];
    const bind = (side: 'active' | 'passive', port: number): Promise<BfcpBinding> =>
      bindFloor(options.floor!, side, port, theirFingerprints);
    const binding = options.floor && (await bind(setup, options.port + 9));
    const room = new SipContentRoom(options, socket, rtp, binding, { theirFingerprints, bind });
    await room.#invite();
    await room.#openFloor();
    return room;
  }

  /** The stream in the gateway's description; undefined: port 0, or absent. */
  stream(role: StreamDescription['role'], kind: StreamDescription['kind'] = 'video'): StreamDescription | undefined {
    return this.theirs.streams.find(
      (stream) => stream.role === role && stream.kind === kind && stream.rtp !== undefined,
    );
  }

  /** Adds the content line, as an HDX does when it shares. */
  async addContent(): Promise<void> {
    this.#content = true;
    await this.#invite();
  }

  async hold(): Promise<void> {
    await this.#invite();
  }

  /** Idempotent. */
  async hangUp(): Promise<void> {
    if (!this.#ended) this.#request('BYE', ++this.#cseq);
    this.#ended = true;
    await this.#binding?.close();
    await new Promise((done) => void setTimeout(done, 50));
    for (const pair of Object.values(this.rtp)) pair.close();
    this.#socket.close();
  }

  #sdp(): string {
    const { port, floor, camera = true } = this.#options;
    const video = (at: number, type: number, extra: readonly string[]): readonly string[] => [
      `m=video ${at} RTP/AVP ${type}`,
      `a=rtpmap:${type} H264/90000`,
      `a=fmtp:${type} profile-level-id=42801f;packetization-mode=1`,
      'a=rtcp-fb:* nack pli',
      'a=rtcp-fb:* ccm fir',
      ...extra,
    ];
    const spelling = floor?.spelling ?? 'mstrm';
    const [later, slides] = [
      this.#options.content === 'later',
      video(port + 4, 98, ['a=content:slides', 'a=label:12']),
    ];
    return [
      'v=0',
      `o=room 1 ${++this.#version} IN IP4 127.0.0.1`,
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${port} RTP/AVP 0`,
      ...video(port + 2, 97, ['a=content:main', 'a=label:11']),
      ...(floor === undefined
        ? []
        : [
            `m=application ${this.#binding!.local.port} ${floor.transport.toUpperCase()}/${floor.tls ? 'TLS/' : ''}BFCP *`,
            `a=floorctrl:${floor.control}`,
            'a=confid:7',
            `a=floorid:2 ${spelling}:12`,
            'a=userid:9',
            `a=setup:${floor.setup ?? 'actpass'}`,
            'a=connection:new',
            ...(floor.tls ? [`a=fingerprint:${printFingerprint(certificateFingerprint(floor.tls.named))}`] : []),
          ]),
      ...(this.#content && !later ? slides : []),
      ...(camera ? [`m=application ${port + 6} RTP/AVP 100`, 'a=rtpmap:100 H224/4800'] : []),
      // Added lines come last (RFC 3264 §8).
      ...(this.#content && later ? slides : []),
      '',
    ].join('\r\n');
  }

  async #invite(): Promise<void> {
    const cseq = ++this.#cseq;
    const answered = Promise.withResolvers<string>();
    this.#waiting.set(cseq, answered.resolve);
    this.#request('INVITE', cseq, this.#sdp());
    const response = await answered.promise;
    this.#to = /^To: (.*)\r$/m.exec(response)?.[1] ?? this.#to;
    this.#request('ACK', cseq);
    if (!response.startsWith('SIP/2.0 200')) throw new Error(response.split('\r\n', 1)[0]);
    this.theirs = decodeSdp(bodyOf(response)).description;
  }

  readonly #waiting = new Map<number, (response: string) => void>();

  #request(method: string, cseq: number, body = ''): void {
    const { port, dial, gatewayPort, userAgent = 'room' } = this.#options;
    const lines = [
      `${method} sip:${dial}@meet.chime.in SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port + 8};branch=z9hG4bK${this.#id}${method}${cseq};rport`,
      'Max-Forwards: 70',
      `From: <sip:room${port}@127.0.0.1:${port + 8}>;tag=${this.#id}`,
      `To: ${this.#to}`,
      `Call-ID: ${this.#id}@127.0.0.1`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:room${port}@127.0.0.1:${port + 8}>`,
      `User-Agent: ${userAgent}`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n${body}`, gatewayPort, '127.0.0.1');
  }

  #onMessage(text: string): void {
    if (text.startsWith('SIP/2.0 ')) {
      const [, cseq = '', method] = /^CSeq: (\d+) (\w+)\r$/m.exec(text) ?? [];
      if (method === 'INVITE' && !text.startsWith('SIP/2.0 1')) this.#waiting.get(Number(cseq))?.(text);
      return;
    }
    const method = text.slice(0, text.indexOf(' '));
    if (method === 'ACK') return;
    if (method === 'BYE') this.#ended = true;
    if (method !== 'INVITE') return this.#reply(text, '');
    this.reinvites.push(bodyOf(text));
    this.theirs = decodeSdp(bodyOf(text)).description;
    // Accepts a content line of the gateway.
    if (this.stream('content') !== undefined && this.#options.content !== 'never') this.#content = true;
    this.#reply(text, this.#sdp());
  }

  #reply(request: string, body: string): void {
    const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(
      (name) => new RegExp(`^${name}: .*$`, 'm').exec(request)?.[0].trimEnd() ?? '',
    );
    const { port, gatewayPort } = this.#options;
    const lines = [
      'SIP/2.0 200 OK',
      ...copied,
      `Contact: <sip:room${port}@127.0.0.1:${port + 8}>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n${body}`, gatewayPort, '127.0.0.1');
  }

  async #openFloor(): Promise<void> {
    const theirs = this.stream('floor', 'application');
    const { floor } = this.#options;
    if (floor === undefined || theirs?.floor === undefined || theirs.rtp === undefined) return;
    const said = parseBfcpAttributes(theirs.floor.attributes);
    this.#floors.theirFingerprints.push(...said.fingerprints);
    // Both directions were offered and the gateway waits: we connect.
    if (floor.transport === 'tcp' && said.setup === 'passive' && floor.setup !== 'active') {
      await this.#binding?.close();
      this.#binding = await this.#floors.bind('active', 0);
    }
    const role = roleByAnswer([floor.control], said.floorControl);
    const own = { conferenceId: 7, userId: 9, floorId: 2 };
    const ids =
      role === 'server'
        ? own
        : { conferenceId: said.conferenceId ?? 0, userId: said.userId ?? 0, floorId: said.floors[0]?.floorId ?? 0 };
    this.floor = this.#binding!.open({
      role,
      ...ids,
      remote: theirs.rtp,
      onFault: noFault,
      onEvent: (event) => void this.floorEvents.push(event),
    });
  }

  /** Requests the floor, and waits until it is granted or denied. */
  async askFloor(): Promise<FloorEvent['type']> {
    const before = this.floorEvents.length;
    this.floor!.request();
    return eventually(
      async () => this.floorEvents.slice(before).find(({ type }) => type === 'granted' || type === 'denied')?.type,
    );
  }
}

interface FloorSide {
  /** The fingerprints of the gateway's certificate: unknown before the answer. */
  readonly theirFingerprints: CertificateFingerprint[];
  readonly bind: (setup: 'active' | 'passive', port: number) => Promise<BfcpBinding>;
}

/** The offerer is the TLS client. */
function bindFloor(
  { transport, tls }: NonNullable<SipContentRoomOptions['floor']>,
  setup: 'active' | 'passive',
  port: number,
  fingerprints: readonly CertificateFingerprint[],
): Promise<BfcpBinding> {
  const sockets = tls && {
    sockets: tlsSockets({
      certificate: tls.shown,
      policy: { minVersion: 'TLSv1.2', ciphers: '' },
      fingerprints,
      role: 'client',
      onFailed: () => undefined,
    }),
  };
  return bindBfcp({
    transport,
    setup,
    local: { address: '127.0.0.1', port, lastPort: port === 0 ? 0 : port + 10 },
    clock: systemClock,
    random: systemRandom,
    ...sockets,
  });
}

const bodyOf = (message: string): string => message.slice(message.indexOf('\r\n\r\n') + 4);
