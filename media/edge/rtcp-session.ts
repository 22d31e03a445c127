/**
 * The RTCP of one stream with one device: our reports (RFC 3550 §6.4), their timing (§6.2, simplified: about every
 * 5 s), and what the device's reports say. Pure: time goes in, packets come out.
 */
import { encodeRtcp } from '../rtp/rtcp.ts';
import type { ReportBlock, RtcpPacket } from '../rtp/rtcp.ts';
import type { BitrateLimit } from '../rtp/rtcp-feedback.ts';
import { ReceiverStats } from '../rtp/receiver-stats.ts';

/** ms; each interval is 0.5 to 1.5 times this (§6.3.1). */
export const REPORT_INTERVAL = 5000;
/** RFC 5104 §4.3.1.2: within this time, ms, a FIR with the same number as the last one is its repetition. */
export const FIR_REPETITION = 1000;
/** A packet delayed by more than this, ms, was sent late, not delayed: its sender was on hold. */
const LONGEST_TRANSIT = 2000;
/** Seconds from 1900 (NTP) to 1970 (Unix). */
const NTP_OFFSET = 2_208_988_800;

export interface RtcpSessionOptions {
  /** The SSRC that we send with. */
  readonly ssrc: number;
  readonly cname: string;
  readonly random: () => number;
}

/** The same instant on two clocks, ms. */
export interface Instant {
  readonly now: number;
  /** Since 1970. */
  readonly wall: number;
}

/** The requests in a compound from the device. */
export interface RtcpRequests {
  readonly keyframe: boolean;
  /** Sequence numbers that the device is missing. */
  readonly lost: readonly number[];
  /** The highest rate that the device wants to receive; after a TMMBR it waits for a TMMBN. */
  readonly limit?: {
    readonly way: 'tmmbr' | 'remb';
    readonly sender: number;
    readonly bitrate: number;
    readonly overhead: number;
  };
  /** The device complies with our TMMBR. */
  readonly limited: boolean;
}

/** Sequence numbers in one NACK that are considered. */
const MOST_LOST = 256;

export class RtcpSession {
  readonly #options: RtcpSessionOptions;
  #nextAt: number | undefined;
  #firSequence = 0;
  #firAt = -Infinity;
  #firHeard: { readonly sequence: number; readonly at: number } | undefined;
  #sentPackets = 0;
  #sentOctets = 0;
  #sentSinceReport = false;
  #remoteSsrc: number | undefined;
  #received: ReceiverStats | undefined;
  /** Clock rate of the received stream, Hz. */
  #clockRate = 8000;
  /** Packets lost from earlier sources. */
  #lostBefore = 0;
  #lastSr: { readonly middle: number; readonly at: number } | undefined;

  constructor(options: RtcpSessionOptions) {
    this.#options = options;
  }

  /** The device's current SSRC. */
  get remoteSsrc(): number | undefined {
    return this.#remoteSsrc;
  }

  get packetsLost(): number {
    return this.#lostBefore + (this.#received?.cumulativeLost ?? 0);
  }

  /** Seconds. */
  get jitter(): number {
    return (this.#received?.jitter ?? 0) / this.#clockRate;
  }

  /**
   * Counts a received packet. `timing` is absent for packets that do not show when they were sent, such as those of
   * a digit, which share a timestamp.
   */
  received(
    ssrc: number,
    sequence: number,
    now: number,
    timing?: { readonly timestamp: number; readonly clockRate: number },
  ): void {
    const clockRate = timing?.clockRate ?? this.#clockRate;
    if (this.#received === undefined || ssrc !== this.#remoteSsrc || clockRate !== this.#clockRate) {
      this.#lostBefore = this.packetsLost;
      this.#remoteSsrc = ssrc;
      this.#received = new ReceiverStats(sequence, (LONGEST_TRANSIT * clockRate) / 1000);
      this.#lastSr = undefined;
    }
    this.#clockRate = clockRate;
    this.#received.update(sequence, timing?.timestamp, (now * clockRate) / 1000);
  }

  sent(octets: number): void {
    this.#sentPackets += 1;
    this.#sentOctets += octets;
    this.#sentSinceReport = true;
  }

  /** Handles the device's RTCP; returns its requests. */
  handle(packets: readonly RtcpPacket[], now: number): RtcpRequests {
    let requests: RtcpRequests = { keyframe: false, lost: [], limited: false };
    for (const packet of packets) {
      if (packet.type === 'sr' && packet.ssrc === this.#remoteSsrc) {
        this.#lastSr = { middle: ((packet.ntpSeconds << 16) | (packet.ntpFraction >>> 16)) >>> 0, at: now };
      }
      if (packet.type === 'nack')
        requests = { ...requests, lost: [...requests.lost, ...packet.sequences].slice(0, MOST_LOST) };
      if (packet.type === 'tmmbn') requests = { ...requests, limited: true };
      if (packet.type === 'pli' || (packet.type === 'fir' && this.#isNewFir(packet.requests, now)))
        requests = { ...requests, keyframe: true };
      const limit = this.#limitOf(packet);
      if (limit !== undefined) requests = { ...requests, limit };
    }
    return requests;
  }

  /** Returns the report when it is due. `rtpTimestamp`: the RTP timestamp of this instant in what we send. */
  tick(instant: Instant, rtpTimestamp: number | undefined): Uint8Array | undefined {
    const { now } = instant;
    if (this.#nextAt === undefined) {
      // §6.2: half the interval before the first.
      this.#nextAt = now + this.#interval() / 2;
      return undefined;
    }
    if (now < this.#nextAt) return undefined;
    this.#nextAt = now + this.#interval();
    return encodeRtcp([this.#report(instant, rtpTimestamp), this.#sdes()]);
  }

  /**
   * A keyframe request as a compound (RFC 3550 §6.1); `undefined` while the device's SSRC is unknown. `again`: the
   * last request had no effect.
   */
  keyframeRequest(kind: 'pli' | 'fir', now: number, again: boolean): Uint8Array | undefined {
    return this.#feedback((sender, media) => {
      if (kind === 'pli') return { type: 'pli', sender, media };
      if (!again || now - this.#firAt >= FIR_REPETITION) {
        this.#firSequence = (this.#firSequence + 1) & 0xff;
        this.#firAt = now;
      }
      return { type: 'fir', sender, requests: [{ ssrc: media, sequence: this.#firSequence }] };
    });
  }

  /** A request for packets that did not arrive. */
  nack(sequences: readonly number[]): Uint8Array | undefined {
    return this.#feedback((sender, media) => ({ type: 'nack', sender, media, sequences }));
  }

  /** The highest rate that the device should send. `overhead`: bytes of headers that it must count in each packet. */
  rateRequest(way: 'tmmbr' | 'remb', bitrate: number, overhead: number): Uint8Array | undefined {
    return this.#feedback((sender, media) =>
      way === 'remb'
        ? { type: 'remb', sender, bitrate, ssrcs: [media] }
        : { type: 'tmmbr', sender, limits: [{ ssrc: media, bitrate, overhead }] },
    );
  }

  /** Notice of the limit that we now keep (RFC 5104 §4.2.2). */
  rateNotice(limit: BitrateLimit): Uint8Array {
    const { ssrc } = this.#options;
    return encodeRtcp([
      { type: 'rr', ssrc, reports: [] },
      this.#sdes(),
      { type: 'tmmbn', sender: ssrc, limits: [limit] },
    ]);
  }

  bye(): Uint8Array {
    const { ssrc } = this.#options;
    return encodeRtcp([{ type: 'rr', ssrc, reports: [] }, this.#sdes(), { type: 'bye', ssrcs: [ssrc] }]);
  }

  #feedback(make: (sender: number, media: number) => RtcpPacket): Uint8Array | undefined {
    const { ssrc } = this.#options;
    const media = this.#remoteSsrc;
    return media === undefined
      ? undefined
      : encodeRtcp([{ type: 'rr', ssrc, reports: [] }, this.#sdes(), make(ssrc, media)]);
  }

  /** Some devices never increment the FIR number: a later request is new whatever its number. */
  #isNewFir(requests: readonly { readonly sequence: number }[], now: number): boolean {
    const sequence = requests[0]?.sequence ?? 0;
    const heard = this.#firHeard;
    if (heard?.sequence === sequence && now - heard.at < FIR_REPETITION) return false;
    this.#firHeard = { sequence, at: now };
    return true;
  }

  #limitOf(packet: RtcpPacket): RtcpRequests['limit'] {
    const { ssrc } = this.#options;
    if (packet.type === 'remb' && (packet.ssrcs.length === 0 || packet.ssrcs.includes(ssrc)))
      return { way: 'remb', sender: packet.sender, bitrate: packet.bitrate, overhead: 0 };
    const limit = packet.type === 'tmmbr' ? packet.limits.find((each) => each.ssrc === ssrc) : undefined;
    return limit === undefined || packet.type !== 'tmmbr'
      ? undefined
      : { way: 'tmmbr', sender: packet.sender, bitrate: limit.bitrate, overhead: limit.overhead };
  }

  #interval(): number {
    return REPORT_INTERVAL * (0.5 + this.#options.random());
  }

  #sdes(): RtcpPacket {
    return { type: 'sdes', chunks: [{ ssrc: this.#options.ssrc, cname: this.#options.cname }] };
  }

  /** A sender report if anything was sent since the previous one, otherwise a receiver report (§6.4). */
  #report({ now, wall }: Instant, rtpTimestamp: number | undefined): RtcpPacket {
    const { ssrc } = this.#options;
    const reports = this.#reportBlocks(now);
    if (!this.#sentSinceReport || rtpTimestamp === undefined) return { type: 'rr', ssrc, reports };
    this.#sentSinceReport = false;
    return {
      type: 'sr',
      ssrc,
      ntpSeconds: (Math.floor(wall / 1000) + NTP_OFFSET) >>> 0,
      ntpFraction: Math.floor(((wall % 1000) / 1000) * 2 ** 32) >>> 0,
      rtpTimestamp,
      packetCount: this.#sentPackets >>> 0,
      octetCount: this.#sentOctets >>> 0,
      reports,
    };
  }

  #reportBlocks(now: number): ReportBlock[] {
    if (this.#received === undefined || this.#remoteSsrc === undefined || this.#received.received === 0) return [];
    const lastSr = this.#lastSr;
    return [
      {
        ssrc: this.#remoteSsrc,
        ...this.#received.takeInterval(),
        lastSr: lastSr?.middle ?? 0,
        delaySinceLastSr: lastSr === undefined ? 0 : Math.round(((now - lastSr.at) * 65_536) / 1000) >>> 0,
      },
    ];
  }
}
