/** One device in a room: its streams with the device, and their way into the router. */
import type { MemberEvent } from '../index.ts';
import { DeviceStream } from '../edge/device-stream.ts';
import type { DeviceStreamEvents } from '../edge/device-stream.ts';
import type { Instant } from '../edge/rtcp-session.ts';
import type { AudioCodec, H264Codec } from '../description.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { randomNumbers } from '../rtp/sequence.ts';
import type { Ingress } from './ingress.ts';
import type { BoundStream, LastSource } from './messages.ts';

export interface MemberContext {
  readonly cname: string;
  readonly instant: () => Instant;
  readonly random: () => number;
  readonly emit: (event: MemberEvent) => void;
  /** A packet of an agreed codec; `data` may be changed. */
  readonly onMedia: (member: Member, codec: AudioCodec | H264Codec, packet: RtpPacket, data: Uint8Array) => void;
  readonly onKeyframeRequest: (member: Member) => void;
  readonly ingress: (member: Member, kind: 'audio' | 'video') => Ingress;
}

export interface MemberStream {
  readonly device: DeviceStream;
  readonly ingress: Ingress;
}

type Kind = 'audio' | 'video';

export class Member {
  readonly key: number;
  readonly streams: ReadonlyMap<Kind, MemberStream>;
  /** Of the audio that goes to the device. */
  readonly outgoingAudio: { sequence: number; timestamp: number; started: boolean };
  /** Where the video to the device begins, or goes on after a pause. */
  outgoingVideo: { readonly sequence: number; readonly timestamp: number };

  readonly #bound: readonly BoundStream[];

  constructor(key: number, bound: readonly BoundStream[], context: MemberContext) {
    this.key = key;
    this.#bound = bound;
    this.streams = new Map(bound.map((stream) => [stream.kind, this.#openStream(stream, context)]));
    this.outgoingAudio = { ...randomNumbers(context.random), started: false };
    this.outgoingVideo = randomNumbers(context.random);
  }

  device(kind: Kind): DeviceStream | undefined {
    return this.streams.get(kind)?.device;
  }

  /** What was still sending. */
  async close(): Promise<readonly LastSource[]> {
    const last = this.#bound.flatMap(({ kind, port }) => {
      const source = this.device(kind)?.source;
      return source === undefined ? [] : [{ port, source }];
    });
    const streams = [...this.streams.values()];
    for (const { ingress } of streams) ingress.close();
    await Promise.all(streams.map(async ({ device }) => device.close()));
    return last;
  }

  #openStream({ kind, barred }: BoundStream, context: MemberContext): MemberStream {
    const { cname, instant, random, emit } = context;
    const ingress = context.ingress(this, kind);
    const events: DeviceStreamEvents = {
      onMedia: (codec, packet, data) => context.onMedia(this, codec, packet, data),
      onSenderReport: (report) => ingress.pushReport(report),
      onDigit: (digit) => emit({ type: 'digit', digit }),
      onKeyframeRequest: () => context.onKeyframeRequest(this),
      onKeyframeWanted: () => emit({ type: 'keyframeWanted' }),
      onFirstReceived: () => emit({ type: 'firstMedia', kind }),
      onFirstSent: () => emit({ type: 'firstMediaSent', kind }),
    };
    const ssrc = Math.floor(random() * 0xffff_fffe) + 1;
    const options = { kind, cname, ssrc, instant, random, ...(barred === undefined ? {} : { barred }) };
    return { device: new DeviceStream(options, events), ingress };
  }
}
