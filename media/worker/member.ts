/** One device in a bridge: its streams to and from the device, and their path into the router. */
import type { PictureName } from '../port.ts';
import { Liveness } from '../edge/liveness.ts';
import type { LivenessEvent } from '../edge/liveness.ts';
import { DeviceStream } from '../edge/device-stream.ts';
import type { DeviceStreamEvents } from '../edge/device-events.ts';
import type { Instant } from '../edge/rtcp-session.ts';
import type { AudioCodec, H264Codec, StreamName } from '../description.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { RtpNumbers } from '../rtp/rewriter.ts';
import { addSequence, addTimestamp, randomNumbers } from '../rtp/sequence.ts';
import type { DtlsMember } from '../sfu/dtls-transport.ts';
import type { Ingress } from './ingress.ts';
import type { BoundStream, LastSource, WorkerEvent } from './messages.ts';

export interface MemberOptions {
  readonly key: number;
  readonly cname: string;
  readonly bound: readonly BoundStream[];
  readonly waiting: boolean;
  readonly instant: () => Instant;
  readonly random: () => number;
  /** The device uses DTLS: only its RTP shows that it is there, not what mediasoup sends on its behalf. */
  readonly behindSfu?: boolean;
}

/** The bridge that a member is in. */
export interface MemberContext {
  readonly emit: (member: Member, event: WorkerEvent) => void;
  /** A packet of an agreed codec; `data` may be changed. */
  readonly onMedia: (
    member: Member,
    kind: StreamName,
    codec: AudioCodec | H264Codec,
    packet: RtpPacket,
    data: Uint8Array,
  ) => void;
  readonly onComfortNoise: (member: Member, packet: RtpPacket) => void;
  readonly onKeyframeRequest: (member: Member, kind: PictureName) => void;
  /** The device's picture is broken until a keyframe arrives. */
  readonly onPictureLost: (member: Member, kind: PictureName) => void;
  readonly ingress: (member: Member, kind: StreamName) => Ingress;
}

export interface MemberStream {
  readonly device: DeviceStream;
  /** Belongs to the bridge that the member is in. */
  ingress: Ingress;
}

const VIDEO_UNITS_PER_MS = 90;

export class Member {
  readonly key: number;
  readonly streams: ReadonlyMap<StreamName, MemberStream>;
  /** Takes part in nothing. */
  waiting: boolean;
  /** The device's sound goes to no listener. */
  muted = false;
  /** Numbers of the audio sent to the device. `restsSince`: on hold since then, ms. */
  readonly outgoingAudio: { sequence: number; timestamp: number; started: boolean; restsSince?: number };
  /** Numbers with which the pictures to the device start, or resume after a pause that began at `since`, ms. */
  readonly #outgoingVideo: Record<PictureName, RtpNumbers & { readonly since?: number }>;
  readonly #outgoingData: { sequence: number; timestamp: number };

  readonly #options: MemberOptions;
  readonly #liveness = new Liveness();
  #context: MemberContext;
  /** The DTLS transport once it is open; only for a member that uses DTLS. */
  dtls: DtlsMember | undefined;

  constructor(options: MemberOptions, context: MemberContext) {
    this.key = options.key;
    this.waiting = options.waiting;
    this.#options = options;
    this.#context = context;
    this.streams = new Map(options.bound.map((stream) => [stream.kind, this.#openStream(stream)]));
    this.outgoingAudio = { ...randomNumbers(options.random), started: false };
    this.#outgoingVideo = { video: randomNumbers(options.random), content: randomNumbers(options.random) };
    this.#outgoingData = { ...randomNumbers(options.random) };
  }

  get cname(): string {
    return this.#options.cname;
  }

  /** Moves into another bridge. */
  enter(context: MemberContext): void {
    this.#context = context;
    for (const [kind, stream] of this.streams) {
      stream.ingress.close();
      stream.ingress = context.ingress(this, kind);
    }
  }

  /** Reports an event to the bridge that the member is in. */
  tell(event: WorkerEvent): void {
    this.#context.emit(this, event);
  }

  /** Starts watching for silence: streams have been agreed. */
  agreed(now: number): void {
    this.#liveness.begin(now);
  }

  /** Periodically checks whether the device is still there. */
  tick(now: number): void {
    this.#tell(this.#liveness.tick(now));
  }

  /** Pauses the audio to the device (hold). */
  restAudio(now: number): void {
    this.outgoingAudio.restsSince ??= now;
  }

  /**
   * Resumes the audio to the device, with an RTP clock of `clockRate` Hz: after a pause as a new talkspurt (RFC
   * 3551 §4.1), with the clock advanced by the pause.
   */
  resumeAudio(now: number, clockRate: number): void {
    const out = this.outgoingAudio;
    if (out.restsSince === undefined) return;
    out.timestamp = addTimestamp(out.timestamp, Math.round(((now - out.restsSince) * clockRate) / 1000));
    out.started = false;
    delete out.restsSince;
  }

  /** Pauses the pictures to the device; `next` holds the numbers that its next packet would have had. */
  restVideo(kind: PictureName, next: RtpNumbers | undefined, now: number): void {
    if (next !== undefined) this.#outgoingVideo[kind] = { ...next, since: now };
  }

  /** Numbers with which the pictures to the device resume; the RTP clock has advanced during the pause. */
  videoNumbers(kind: PictureName, now: number): RtpNumbers {
    const { sequence, timestamp, since = now } = this.#outgoingVideo[kind];
    return { sequence, timestamp: addTimestamp(timestamp, Math.round((now - since) * VIDEO_UNITS_PER_MS)) };
  }

  /** Sends one H.224 frame; its timestamp only tells packets apart (RFC 4573 §3). */
  sendData(payload: Uint8Array): void {
    const out = this.#outgoingData;
    this.device('camera')?.send({ sequence: out.sequence, timestamp: out.timestamp, marker: true, payload });
    out.sequence = addSequence(out.sequence, 1);
    out.timestamp = addTimestamp(out.timestamp, payload.length * 8);
  }

  device(kind: StreamName): DeviceStream | undefined {
    return this.streams.get(kind)?.device;
  }

  /** Closes everything; returns the sources that were still sending. */
  async close(): Promise<readonly LastSource[]> {
    const last = this.#options.bound.flatMap(({ kind, port }) => {
      const source = this.device(kind)?.source;
      return source === undefined ? [] : [{ port, source }];
    });
    const streams = [...this.streams.values()];
    for (const { ingress } of streams) ingress.close();
    this.dtls?.close();
    await Promise.all(streams.map(async ({ device }) => device.close()));
    return last;
  }

  #tell(event: LivenessEvent | undefined): void {
    if (event !== undefined) this.#context.emit(this, event);
  }

  #openStream({ kind, barred }: BoundStream): MemberStream {
    const { cname, instant, random } = this.#options;
    const picture: PictureName = kind === 'content' ? 'content' : 'video';
    const emit = (event: WorkerEvent): void => this.#context.emit(this, event);
    const events: DeviceStreamEvents = {
      onMedia: (codec, packet, data) => this.#context.onMedia(this, kind, codec, packet, data),
      onData: (payload) => emit({ type: 'data', payload }),
      onComfortNoise: (packet) => this.#context.onComfortNoise(this, packet),
      onAlive: (now) => this.#tell(this.#liveness.hear(now)),
      onSenderReport: (report) => stream.ingress.pushReport(report),
      onDigit: (digit) => emit({ type: 'digit', digit, way: 'rtp' }),
      onKeyframeRequest: () => this.#context.onKeyframeRequest(this, picture),
      onKeyframeWanted: () => emit({ type: 'keyframeWanted', kind: picture }),
      onModeTooHigh: () => emit({ type: 'modeTooHigh' }),
      onPictureLost: () => this.#context.onPictureLost(this, picture),
      onRateLimitWanted: (bitrate) => emit({ type: 'rateLimitWanted', kind: picture, bitrate }),
      onSendLimit: (bitrate) => emit({ type: 'sendLimit', kind: picture, bitrate }),
      onSecurityFailure: (failure) => emit({ type: 'notAuthentic', kind, failure }),
      onFirstReceived: () => emit({ type: 'firstMedia', kind }),
      onFirstSent: () => emit({ type: 'firstMediaSent', kind }),
    };
    const ssrc = Math.floor(random() * 0xffff_fffe) + 1;
    const { behindSfu = false } = this.#options;
    const options = { kind, cname, ssrc, instant, random, behindSfu, ...(barred === undefined ? {} : { barred }) };
    const stream = { device: new DeviceStream(options, events), ingress: this.#context.ingress(this, kind) };
    return stream;
  }
}
