/**
 * One stream with one device: its sockets, latch, RTCP and counters. The mixer and the switcher above it know
 * nothing of addresses.
 */
import type { MediaCodec, StreamName, TransportAddress } from '../description.ts';
import type { AgreedStream, StreamStats } from '../port.ts';
import { detectDigit, NO_DIGITS } from '../audio/dtmf.ts';
import { COMFORT_NOISE } from '../audio/source.ts';
import { encodeOutgoing } from '../rtp/outgoing.ts';
import type { OutgoingRtp } from '../rtp/outgoing.ts';
import { decodeRtp, isRtcp } from '../rtp/packet.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { decodeRtcp } from '../rtp/rtcp.ts';
import type { DeviceStreamEvents } from './device-events.ts';
import { begun, keyframeLimiter, served, tick, want } from './keyframe-limiter.ts';
import type { KeyframeLimiter } from './keyframe-limiter.ts';
import { arm, isFrom, rtcpTarget, step, target } from './latch.ts';
import type { Latch, RtpSource } from './latch.ts';
import { RtcpSession } from './rtcp-session.ts';
import type { Instant } from './rtcp-session.ts';
import type { SocketName, SocketPair } from './socket-pair.ts';
import { EdgeSecurity } from './stream-security.ts';
import { VideoControl } from './video-control.ts';

export interface DeviceStreamOptions {
  readonly kind: StreamName;
  readonly cname: string;
  /** The SSRC that we send with. */
  readonly ssrc: number;
  /** The last source that sent to this port in an earlier call. */
  readonly barred?: RtpSource;
  readonly instant: () => Instant;
  readonly random: () => number;
  /** An SFU lies in between: its RTCP is no sign of life of the device. */
  readonly behindSfu?: boolean;
}

interface Agreed {
  readonly stream: AgreedStream;
  readonly codecs: ReadonlyMap<number, MediaCodec>;
  /** Payload types of RFC 4733 at any clock rate: digits do not need it. */
  readonly events: ReadonlySet<number>;
}

export class DeviceStream {
  readonly #options: DeviceStreamOptions;
  readonly #events: DeviceStreamEvents;
  readonly #rtcp: RtcpSession;
  /** Present for video and content. */
  readonly #video: VideoControl | undefined;
  readonly #security: EdgeSecurity;
  #sockets: SocketPair | undefined;
  #agreed: Agreed | undefined;
  #latch: Latch | undefined;
  /** When a valid packet last came from the device, ms. */
  #heardAt = 0;
  /** The address that the device's RTCP comes from, and our port that receives it. */
  #rtcpHeard: { readonly from: TransportAddress; readonly on: SocketName } | undefined;
  #digits = NO_DIGITS;
  #keyframes: KeyframeLimiter;
  #closed = false;
  #tooHigh = 0;
  readonly #counts = {
    packetsReceived: 0,
    packetsSent: 0,
    bytesReceived: 0,
    bytesSent: 0,
    packetsDiscarded: 0,
    keyframesRequested: 0,
  };

  constructor(options: DeviceStreamOptions, events: DeviceStreamEvents) {
    this.#options = options;
    this.#events = events;
    this.#security = new EdgeSecurity(events.onSecurityFailure);
    this.#rtcp = new RtcpSession({ ssrc: options.ssrc, cname: options.cname, random: options.random });
    this.#keyframes = keyframeLimiter(options.instant().now);
    this.#video = options.kind === 'video' || options.kind === 'content' ? this.#openVideo() : undefined;
  }

  /** The SSRC that we send with. */
  get ssrc(): number {
    return this.#options.ssrc;
  }

  get kind(): StreamName {
    return this.#options.kind;
  }

  /** The agreed parameters; `undefined` before and after the stream runs. */
  get agreed(): AgreedStream | undefined {
    return this.#agreed?.stream;
  }

  /** The source that was last taken for the device. */
  get source(): RtpSource | undefined {
    const ssrc = this.#rtcp.remoteSsrc;
    if (this.#latch === undefined || this.#latch.phase === 'waiting' || ssrc === undefined) return undefined;
    return { ...this.#latch.source, ssrc };
  }

  attach(sockets: SocketPair): void {
    this.#sockets = sockets;
  }

  /** Starts or changes the stream; `undefined` stops both directions. The addresses are canonical literals. */
  agree(stream: AgreedStream | undefined): void {
    this.#video?.agree(stream);
    this.#security.agree(stream?.security);
    if (stream === undefined) {
      this.#agreed = undefined;
      return;
    }
    const { now } = this.#options.instant();
    if (this.#agreed === undefined) this.#keyframes = keyframeLimiter(now);
    const latch = arm(this.#latch, stream.remoteRtp, now, this.#options.barred);
    if (latch.phase === 'waiting' && latch !== this.#latch) this.#rtcpHeard = undefined;
    this.#latch = latch;
    const events = [stream.telephoneEvent, ...(stream.otherTelephoneEvents ?? [])].flatMap((event) =>
      event === undefined ? [] : [event.payloadType],
    );
    this.#agreed = {
      stream,
      codecs: new Map(stream.receiveCodecs.map((codec) => [codec.payloadType, codec])),
      events: new Set(events),
    };
  }

  /** Handles a packet from one of the sockets. */
  receive(socket: SocketName, data: Uint8Array, from: TransportAddress): void {
    if (this.#closed) return;
    const clear = this.#security.open(data);
    if (clear === undefined) this.#counts.packetsDiscarded += 1;
    else if (socket === 'rtcp' || isRtcp(clear)) this.#receiveRtcp(clear, from, socket);
    else if (!this.#receiveRtp(clear, from)) this.#counts.packetsDiscarded += 1;
  }

  /** Does nothing while the device's address is unknown or the device does not want to receive. */
  send(out: OutgoingRtp): void {
    const agreed = this.#agreed;
    const to = this.#latch === undefined ? undefined : target(this.#latch);
    if (agreed === undefined || !agreed.stream.send || to === undefined || this.#sockets === undefined) return;
    const data = encodeOutgoing(out, this.#options.ssrc, agreed.stream.sendCodec.payloadType);
    this.#sockets.send('rtp', this.#security.sealRtp(data), to);
    this.#video?.sent(out.sequence, data, this.#options.instant().now);
    this.#rtcp.sent(out.payload.length);
    this.#counts.bytesSent += data.length;
    this.#counts.packetsSent += 1;
    if (this.#counts.packetsSent === 1) this.#events.onFirstSent();
  }

  /** Asks the device for a keyframe that a viewer needs, now or when its turn comes. */
  wantKeyframe(): void {
    if (this.#agreed?.stream.receive !== true) return;
    const again = this.#keyframes.open === true;
    const [limiter, now] = want(this.#keyframes, this.#options.instant().now);
    this.#keyframes = limiter;
    if (now) this.#askKeyframe(again);
  }

  /** Limits what the device should send, bit/s. */
  setReceiveLimit(bitrate: number): void {
    this.#video?.setReceiveLimit(bitrate);
  }

  /** Reports that a viewer cannot decode the device's video. `again`: this was already so. */
  modeTooHigh(again: boolean): void {
    if (!again) this.#tooHigh += 1;
    this.#events.onModeTooHigh();
  }

  /** A keyframe arrived from the device. */
  keyframeArrived(): void {
    this.#keyframes = served(this.#keyframes);
  }

  /** To be called at least every 100 ms. `rtpTimestamp`: the RTP timestamp of this instant in what we send. */
  tick(instant: Instant, rtpTimestamp: number | undefined): void {
    if (this.#agreed === undefined) return;
    const again = this.#keyframes.open === true;
    const [limiter, ask] = tick(this.#keyframes, instant.now);
    this.#keyframes = limiter;
    if (ask) this.#askKeyframe(again);
    this.#video?.tick(instant.now);
    const report = this.#rtcp.tick(instant, rtpTimestamp);
    if (report !== undefined) this.#sendRtcp(report);
  }

  stats(): StreamStats {
    const { discarded } = this.#security;
    const stats = {
      kind: this.kind,
      ...this.#counts,
      ...(discarded > 0 && { notAuthentic: discarded }),
      packetsLost: this.#rtcp.packetsLost,
      jitter: this.#rtcp.jitter,
    };
    return this.#video === undefined ? stats : { ...stats, ...this.#video.counts, tooHigh: this.#tooHigh };
  }

  /** Sends BYE and closes the sockets. Idempotent. */
  async close(): Promise<void> {
    if (!this.#closed && this.#agreed !== undefined) this.#sendRtcp(this.#rtcp.bye());
    this.#closed = true;
    this.#agreed = undefined;
    await this.#sockets?.close();
  }

  #openVideo(): VideoControl {
    const { onMedia, onPictureLost, onRateLimitWanted, onSendLimit } = this.#events;
    return new VideoControl(this.#rtcp, {
      onVideo: ({ codec, packet, data }) => onMedia(codec, packet, data),
      resend: (data) => this.#resend(data),
      sendRtcp: (data) => this.#sendRtcp(data),
      onPictureLost,
      onRateLimitWanted,
      onSendLimit,
    });
  }

  #resend(data: Uint8Array): void {
    const to = this.#latch === undefined ? undefined : target(this.#latch);
    if (to === undefined || this.#agreed?.stream.send !== true) return;
    this.#sockets?.send('rtp', this.#security.sealRtp(data), to);
    this.#counts.bytesSent += data.length;
  }

  /** Returns `false` if the packet is not for us. */
  #receiveRtp(data: Uint8Array, from: TransportAddress): boolean {
    const agreed = this.#agreed;
    if (agreed === undefined || this.#latch === undefined) return false;
    const packet = decodeRtp(data);
    if (packet === undefined) return false;
    const { stream } = agreed;
    const keepsAlive = packet.payload.length === 0 && packet.payloadType === stream.keepAlivePayloadType;
    const codec = agreed.codecs.get(packet.payloadType);
    const isNoise = codec === undefined && packet.payloadType === COMFORT_NOISE && this.kind === 'audio';
    const isMedia = stream.receive && (codec !== undefined || isNoise || agreed.events.has(packet.payloadType));
    const { now } = this.#options.instant();
    if (isFrom(this.#latch, from)) {
      this.#alive(now);
      if (codec === undefined) this.#video?.passed(packet, now);
    }
    if (!isMedia && !keepsAlive) return false;
    const [latch, verdict] = step(
      this.#latch,
      { address: from.address, port: from.port, ssrc: packet.ssrc, sequence: packet.sequence },
      now,
      now - this.#heardAt,
    );
    this.#latch = latch;
    if (verdict === 'discard') return false;
    this.#alive(now);
    if (keepsAlive) return true;
    this.#count(packet, data.length, now, codec?.clockRate);
    if (codec?.kind === 'video') this.#video?.received({ codec, packet, data }, now);
    else if (codec?.kind === 'data') this.#events.onData(packet.payload);
    else if (codec !== undefined) this.#events.onMedia(codec, packet, data);
    else if (isNoise) this.#events.onComfortNoise(packet);
    else this.#receiveEvent(packet);
    return true;
  }

  #alive(now: number): void {
    this.#heardAt = now;
    this.#events.onAlive(now);
  }

  #count({ ssrc, sequence, timestamp }: RtpPacket, length: number, now: number, clockRate: number | undefined): void {
    if (ssrc !== this.#rtcp.remoteSsrc) this.#keyframes = begun(this.#keyframes, now);
    this.#rtcp.received(ssrc, sequence, now, clockRate === undefined ? undefined : { timestamp, clockRate });
    this.#counts.packetsReceived += 1;
    this.#counts.bytesReceived += length;
    if (this.#counts.packetsReceived === 1) this.#events.onFirstReceived();
  }

  #receiveEvent(packet: RtpPacket): void {
    const [digits, digit] = detectDigit(this.#digits, packet);
    this.#digits = digits;
    if (digit !== undefined) this.#events.onDigit(digit);
  }

  /** Accepts RTCP only from the address that the RTP comes from, or from the signalled address. */
  #receiveRtcp(data: Uint8Array, from: TransportAddress, socket: SocketName): void {
    const agreed = this.#agreed;
    const rtp = this.#latch === undefined ? undefined : target(this.#latch);
    if (agreed === undefined || (from.address !== rtp?.address && from.address !== agreed.stream.remoteRtcp.address)) {
      this.#counts.packetsDiscarded += 1;
      return;
    }
    const packets = decodeRtcp(data);
    const { now } = this.#options.instant();
    if (packets.length > 0) {
      this.#rtcpHeard = { from: { address: from.address, port: from.port }, on: socket };
      if (this.#options.behindSfu !== true) this.#alive(now);
    }
    const requests = this.#rtcp.handle(packets, now);
    if (requests.keyframe) this.#events.onKeyframeRequest();
    this.#video?.handle(requests, now);
    for (const packet of packets) if (packet.type === 'sr') this.#events.onSenderReport(packet);
  }

  /**
   * Sends PLI if the device accepts it, FIR if it accepts only that, and otherwise leaves it to signalling.
   * `again`: the last request had no effect.
   */
  #askKeyframe(again: boolean): void {
    const feedback = this.#agreed?.stream.feedback;
    if (feedback === undefined) return;
    this.#counts.keyframesRequested += 1;
    if (!feedback.pli && !feedback.fir) {
      this.#events.onKeyframeWanted();
      return;
    }
    const request = this.#rtcp.keyframeRequest(feedback.pli ? 'pli' : 'fir', this.#options.instant().now, again);
    if (request !== undefined) this.#sendRtcp(request);
  }

  #sendRtcp(data: Uint8Array): void {
    if (this.#latch === undefined || this.#agreed === undefined) return;
    const heard = this.#rtcpHeard;
    const to = rtcpTarget(this.#latch, this.#agreed.stream.remoteRtcp, heard?.from);
    if (to === undefined) return;
    const { remoteRtp, remoteRtcp } = this.#agreed.stream;
    // Only the port that the device sent to has a way through its NAT. RFC 5761: one port may serve both.
    const via = to === heard?.from ? heard.on : remoteRtcp.port === remoteRtp.port ? 'rtp' : 'rtcp';
    this.#sockets?.send(via, this.#security.sealRtcp(data), to);
  }
}
