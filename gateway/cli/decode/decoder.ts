/** Decodes the octets of a capture to lines: joins the layers from the file to the messages. */
import { Announced } from './announced.ts';
import { CaptureReader } from './capture.ts';
import { decodeCallSignalling, decodeControl, decodeRas } from './h323-messages.ts';
import { FragmentTable } from './ip-fragments.ts';
import { addressText, decodeIp, endpointText, TCP, UDP, type IpPacket } from './ip.ts';
import { isKnownLink, networkPacket } from './link.ts';
import { failed, type Decoded, type Line, type MessageError, type Protocol } from './message.ts';
import { timeText, type Moment, type Packet } from './packet.ts';
import { decodeTcp, decodeUdp, type UdpDatagram } from './ports.ts';
import { Recogniser, type StreamKind } from './recognise.ts';
import { beginsSip, decodeSipDatagram, sipLine } from './sip-messages.ts';
import { SipStream } from './sip-stream.ts';
import { CONNECTION_LIMITS, TcpConnections, type ConnectionLimits } from './tcp-connections.ts';
import type { StreamSink } from './tcp-direction.ts';
import { TpktStream } from './tpkt-stream.ts';

export interface DecoderOptions {
  readonly showSecrets: boolean;
  readonly limits?: ConnectionLimits;
}

interface Way {
  readonly source: string;
  readonly destination: string;
}

export class CaptureDecoder {
  readonly #showSecrets: boolean;
  readonly #capture = new CaptureReader();
  readonly #fragments = new FragmentTable();
  readonly #connections: TcpConnections;
  readonly #announced = new Announced();
  readonly #strange = new Map<number, number>();
  #lines: Line[] = [];
  #last: Moment = { frame: 0, time: undefined };

  constructor({ showSecrets, limits = CONNECTION_LIMITS }: DecoderOptions) {
    this.#showSecrets = showSecrets;
    this.#connections = new TcpConnections((ends) => {
      const hint = () => this.#announced.between(ends.first, ends.second);
      const open = (kind: StreamKind, source: string, destination: string, fromStart: boolean) =>
        this.#stream(kind, { source, destination }, fromStart);
      return new Recogniser({ ends, hint, open });
    }, limits);
  }

  /** The octets that wait for missing ones, and the number of known connections. */
  get held(): { readonly octets: number; readonly connections: number } {
    return { octets: this.#fragments.held + this.#connections.held, connections: this.#connections.size };
  }

  /** The messages that `chunk` completes. Throws a CaptureError. */
  *push(chunk: Uint8Array): Generator<Line, void> {
    for (const packet of this.#capture.push(chunk)) {
      this.#last = packet;
      this.#packet(packet);
      yield* this.#take();
    }
  }

  /** The remaining lines after the file has ended or cannot be read further. */
  *flush(): Generator<Line, void> {
    this.#connections.end(this.#last);
    yield* this.#take();
  }

  /** Notes about the file for the operator. Throws a CaptureError if it is not a capture. */
  notes(): readonly string[] {
    const strange = [...this.#strange].map(
      ([link, frames]) => `link type ${link} is not supported: skipped ${frames} frames`,
    );
    return this.#capture.end() === 'truncated'
      ? [...strange, `the capture ends inside a record, after frame ${this.#last.frame}`]
      : strange;
  }

  #take(): readonly Line[] {
    if (this.#lines.length === 0) return this.#lines;
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  #packet(packet: Packet): void {
    if (!isKnownLink(packet.link))
      return void this.#strange.set(packet.link, (this.#strange.get(packet.link) ?? 0) + 1);
    const octets = networkPacket(packet.link, packet.octets);
    const ip = octets && decodeIp(octets);
    const whole = ip && this.#fragments.add(ip, packet.time);
    if (whole?.protocol === UDP) this.#udp(whole, packet);
    const segment = whole?.protocol === TCP ? decodeTcp(whole.payload) : undefined;
    if (whole !== undefined && segment !== undefined) this.#connections.add(whole, segment, packet);
  }

  #udp(packet: IpPacket, at: Moment): void {
    const datagram = decodeUdp(packet.payload);
    if (datagram === undefined || datagram.payload.length === 0) return;
    // Most datagrams are RTP: this check is all that they cost.
    const bySip = beginsSip(datagram.payload) === 'yes';
    const way = {
      source: endpointText(addressText(packet.source), datagram.sourcePort),
      destination: endpointText(addressText(packet.destination), datagram.destinationPort),
    };
    const spoken = bySip ? 'sip' : this.#announced.between(way.destination, way.source);
    if (spoken === 'sip') this.#sipDatagram(datagram, bySip, way, at);
    else if (spoken === 'h225-ras') this.#ras(datagram, way, at);
  }

  #sipDatagram({ payload, whole }: UdpDatagram, certain: boolean, way: Way, at: Moment): void {
    // Ignore keepalives: CRLF (RFC 5626 §4.4.1), zeros, and STUN, whose first octet is 0 or 1.
    const first = payload.find((octet) => octet !== 13 && octet !== 10);
    if (!certain && (first === undefined || first < 2)) return;
    this.#print(cutShort(decodeSipDatagram(payload, this.#showSecrets), whole, payload.length), way, at);
  }

  /** Decodes RAS, and records the sender's address as one that receives RAS. */
  #ras({ payload, whole }: UdpDatagram, way: Way, at: Moment): void {
    const decoded = decodeRas(payload, this.#showSecrets);
    const { pdu, ...printed } = decoded;
    // Report undecodable datagrams on well-known ports only; announced ports may carry other data.
    if (decoded.error !== null && !/:171[89]$/.test(way.destination) && !/:171[89]$/.test(way.source)) return;
    if (pdu !== undefined) this.#announced.add(way.source, 'h225-ras');
    this.#announced.learn(pdu);
    this.#print(cutShort(printed, whole, payload.length), way, at);
  }

  #stream(kind: StreamKind, way: Way, fromStart: boolean): StreamSink {
    const problem = (error: MessageError, at: Moment): void => this.#print(failed(kind, error), way, at);
    if (kind === 'sip')
      return new SipStream(fromStart, {
        problem,
        message: (parsed, octets, at) => this.#print(sipLine(octets, parsed, this.#showSecrets), way, at),
      });
    const packet = (payload: Uint8Array, at: Moment): void =>
      kind === 'h245' ? this.#control(payload, way, at) : this.#callSignalling(payload, way, at);
    return new TpktStream(kind, fromStart, { problem, packet });
  }

  #callSignalling(payload: Uint8Array, way: Way, at: Moment): void {
    const { tunnelled, pdu, ...printed } = decodeCallSignalling(payload, this.#showSecrets);
    this.#announced.learn(pdu);
    this.#print(printed, way, at);
    for (const octets of tunnelled) this.#control(octets, way, at, { tunnelled: true });
  }

  #control(payload: Uint8Array, way: Way, at: Moment, more: { readonly tunnelled?: true } = {}): void {
    for (const decoded of decodeControl(payload, this.#showSecrets)) this.#print(decoded, way, at, more);
  }

  #print(
    { protocol, message, error, value }: Decoded,
    way: Way,
    at: Moment,
    more: { readonly tunnelled?: true } = {},
  ): void {
    this.#lines.push({
      frame: at.frame,
      time: timeText(at.time),
      protocol: protocol satisfies Protocol,
      message,
      ok: error === null,
      error,
      value,
      ...way,
      ...more,
    });
  }
}

/** Reports a datagram of which only a part was captured as truncated, instead of its decoding error. */
function cutShort(decoded: Decoded, whole: boolean, captured: number): Decoded {
  if (whole) return decoded;
  const text = `only ${captured} octets were captured`;
  return {
    ...decoded,
    error: { kind: 'truncated', path: decoded.error?.path ?? '', offset: decoded.error?.offset ?? captured, text },
  };
}
