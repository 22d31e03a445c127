/**
 * One device stream's path into the router: keeps packet numbers continuous, and opens a source per codec at its
 * first packet.
 */
import type { AudioCodec, H264Codec } from '../description.ts';
import { encodeRtcp } from '../rtp/rtcp.ts';
import type { SenderReport } from '../rtp/rtcp.ts';
import { encodeRtp, rewriteRtp } from '../rtp/packet.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { Rewriter } from '../rtp/rewriter.ts';
import { addSequence, randomNumbers } from '../rtp/sequence.ts';
import type { SfuRouter } from '../sfu/router.ts';
import type { SfuSource } from '../sfu/source.ts';
import { ParameterSets } from '../video/parameter-sets.ts';

export interface IngressEvents {
  readonly onOpened: (source: SfuSource) => void;
  readonly onClosed: (source: SfuSource) => void;
}

interface Open {
  readonly codec: AudioCodec | H264Codec;
  readonly source: SfuSource;
  readonly rewriter: Rewriter;
  readonly parameterSets?: ParameterSets;
}

export class Ingress {
  readonly #sfu: SfuRouter;
  readonly #cname: string;
  readonly #random: () => number;
  readonly #events: IngressEvents;
  #open: Open | undefined;

  constructor(sfu: SfuRouter, cname: string, random: () => number, events: IngressEvents) {
    this.#sfu = sfu;
    this.#cname = cname;
    this.#random = random;
    this.#events = events;
  }

  get source(): SfuSource | undefined {
    return this.#open?.source;
  }

  /** Rewrites `data` in place. */
  push(codec: AudioCodec | H264Codec, packet: RtpPacket, data: Uint8Array, now: number): void {
    if (this.#open === undefined || !sameFormat(this.#open.codec, codec)) this.#start(codec, now);
    const open = this.#open;
    if (open === undefined || !open.source.wanted) return;
    const numbers = open.rewriter.rewrite(packet.ssrc, packet, now);
    if (numbers === undefined) return;
    const { timestamp } = numbers;
    const { ssrc, payloadType } = open.source;
    const before = open.parameterSets?.before(packet) ?? [];
    before.forEach((payload, index) => {
      const sequence = addSequence(numbers.sequence, index);
      this.#sfu.send(encodeRtp({ payloadType, marker: false, sequence, timestamp, ssrc, csrcs: [], payload }));
    });
    if (before.length > 0) open.rewriter.shift(before.length);
    rewriteRtp(data, { sequence: addSequence(numbers.sequence, before.length), timestamp, ssrc, payloadType });
    this.#sfu.send(data);
  }

  /** Forwards the device's RTP clock, translated to the router's timestamps. */
  pushReport(report: SenderReport): void {
    const open = this.#open;
    if (open === undefined || !open.source.wanted) return;
    const rtpTimestamp = open.rewriter.timestampOf(report.rtpTimestamp);
    this.#sfu.send(encodeRtcp([{ ...report, ssrc: open.source.ssrc, rtpTimestamp, reports: [] }]));
  }

  /** Idempotent; the next packet opens a new source. */
  close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    this.#events.onClosed(open.source);
    open.source.close();
  }

  #start(codec: AudioCodec | H264Codec, now: number): void {
    this.close();
    const source = this.#sfu.addSource(codec, this.#cname);
    const first = randomNumbers(this.#random);
    const parameterSets = codec.kind === 'video' ? { parameterSets: new ParameterSets(codec.h264.parameterSets) } : {};
    this.#open = { codec, source, rewriter: new Rewriter(codec.clockRate, first, now), ...parameterSets };
    this.#events.onOpened(source);
  }
}

/** Payload type and level may differ: the router never sees them. */
function sameFormat(a: AudioCodec | H264Codec, b: AudioCodec | H264Codec): boolean {
  if (a === b) return true;
  if (a.kind === 'audio') return b.kind === 'audio' && a.name === b.name && a.clockRate === b.clockRate;
  return (
    b.kind === 'video' &&
    a.h264.profileLevelId >> 8 === b.h264.profileLevelId >> 8 &&
    a.h264.packetizationMode === b.h264.packetizationMode
  );
}
