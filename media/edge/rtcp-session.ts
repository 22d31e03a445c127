/**
 * The RTCP of one stream with one device: what we report (RFC 3550 §6.4), when (§6.2, simple: about every 5 s), and
 * what the device's reports say. Pure: time goes in, packets come out.
 */
import { encodeRtcp } from '../rtp/rtcp.ts';
import type { ReportBlock, RtcpPacket } from '../rtp/rtcp.ts';
import { ReceiverStats } from '../rtp/receiver-stats.ts';

/** ms; each interval is 0.5 to 1.5 times this (§6.3.1). */
export const REPORT_INTERVAL = 5000;
/** Seconds from 1900 (NTP) to 1970 (Unix). */
const NTP_OFFSET = 2_208_988_800;

export interface RtcpSessionOptions {
  /** Of what we send. */
  readonly ssrc: number;
  readonly cname: string;
  /** Of the received stream, Hz. */
  readonly clockRate: number;
  readonly random: () => number;
}

/** Two clocks of the same instant, ms. */
export interface Instant {
  readonly now: number;
  /** Since 1970. */
  readonly wall: number;
}

export class RtcpSession {
  readonly #options: RtcpSessionOptions;
  #nextAt: number | undefined;
  #firSequence = 0;
  #sentPackets = 0;
  #sentOctets = 0;
  #sentSinceReport = false;
  #remoteSsrc: number | undefined;
  #received: ReceiverStats | undefined;
  /** Of sources before the present one. */
  #lostBefore = 0;
  #lastSr: { readonly middle: number; readonly at: number } | undefined;

  constructor(options: RtcpSessionOptions) {
    this.#options = options;
  }

  /** The device's present SSRC. */
  get remoteSsrc(): number | undefined {
    return this.#remoteSsrc;
  }

  get packetsLost(): number {
    return this.#lostBefore + (this.#received?.cumulativeLost ?? 0);
  }

  /** Seconds. */
  get jitter(): number {
    return (this.#received?.jitter ?? 0) / this.#options.clockRate;
  }

  received(ssrc: number, sequence: number, timestamp: number, now: number): void {
    if (this.#received === undefined || ssrc !== this.#remoteSsrc) {
      this.#lostBefore = this.packetsLost;
      this.#remoteSsrc = ssrc;
      this.#received = new ReceiverStats(sequence);
      this.#lastSr = undefined;
    }
    this.#received.update(sequence, timestamp, (now * this.#options.clockRate) / 1000);
  }

  sent(octets: number): void {
    this.#sentPackets += 1;
    this.#sentOctets += octets;
    this.#sentSinceReport = true;
  }

  /** The device's RTCP; tells what it asks for. */
  handle(packets: readonly RtcpPacket[], now: number): { readonly keyframe: boolean } {
    let keyframe = false;
    for (const packet of packets) {
      if (packet.type === 'pli' || packet.type === 'fir') keyframe = true;
      if (packet.type === 'sr' && packet.ssrc === this.#remoteSsrc) {
        this.#lastSr = { middle: ((packet.ntpSeconds << 16) | (packet.ntpFraction >>> 16)) >>> 0, at: now };
      }
    }
    return { keyframe };
  }

  /** The report when it is due. `rtpTimestamp`: of this instant in what we send. */
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

  /** A request for a keyframe, as a compound (RFC 3550 §6.1); `undefined` while the device's SSRC is not known. */
  keyframeRequest(kind: 'pli' | 'fir'): Uint8Array | undefined {
    const { ssrc } = this.#options;
    const media = this.#remoteSsrc;
    if (media === undefined) return undefined;
    const head: RtcpPacket[] = [{ type: 'rr', ssrc, reports: [] }, this.#sdes()];
    if (kind === 'pli') return encodeRtcp([...head, { type: 'pli', sender: ssrc, media }]);
    this.#firSequence = (this.#firSequence + 1) & 0xff;
    return encodeRtcp([...head, { type: 'fir', sender: ssrc, requests: [{ ssrc: media, sequence: this.#firSequence }] }]);
  }

  bye(): Uint8Array {
    const { ssrc } = this.#options;
    return encodeRtcp([{ type: 'rr', ssrc, reports: [] }, this.#sdes(), { type: 'bye', ssrcs: [ssrc] }]);
  }

  #interval(): number {
    return REPORT_INTERVAL * (0.5 + this.#options.random());
  }

  #sdes(): RtcpPacket {
    return { type: 'sdes', chunks: [{ ssrc: this.#options.ssrc, cname: this.#options.cname }] };
  }

  /** A sender report by those who sent since the last one (§6.4). */
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
