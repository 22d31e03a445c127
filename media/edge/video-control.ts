/**
 * Control of a device's video: order and repair (RFC 4585), rates (RFC 5104). Packets and time go in; actions come
 * out through `VideoControlEvents`.
 */
import type { AgreedStream } from '../port.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { SendHistory } from '../rtp/send-history.ts';
import { dueRequest, rateRequest, settleLimit, withoutOverhead } from './rate-limits.ts';
import type { RateRequest, RateWay, SendLimit } from './rate-limits.ts';
import type { RtcpRequests, RtcpSession } from './rtcp-session.ts';
import { VideoReceiver } from './video-receiver.ts';
import type { ReceivedVideo } from './video-receiver.ts';

export interface VideoControlEvents {
  /** The next packet of the device, in order. */
  readonly onVideo: (received: ReceivedVideo) => void;
  /** A packet that was sent before, to be sent again. */
  readonly resend: (data: Uint8Array) => void;
  readonly sendRtcp: (data: Uint8Array) => void;
  /** The device's video cannot be decoded any more. */
  readonly onPictureLost: () => void;
  /** The device accepts no RTCP that would limit it. */
  readonly onRateLimitWanted: (bitrate: number) => void;
  readonly onSendLimit: (bitrate: number) => void;
}

/** Interval between reports of a broken picture, ms. */
const PICTURE_LOST_INTERVAL = 1000;
/** Bytes of IP, UDP and RTP headers. */
const OVERHEAD = { v4: 40, v6: 60 } as const;

export class VideoControl {
  readonly #rtcp: RtcpSession;
  readonly #events: VideoControlEvents;
  readonly #receiver = new VideoReceiver();
  #history: SendHistory | undefined;
  #agreed: AgreedStream | undefined;
  #request: RateRequest | undefined;
  /** The SSRC that was asked to keep the current limit. */
  #askedOf: number | undefined;
  #limit: SendLimit = {};
  #lostAt = -Infinity;
  #resent = 0;

  constructor(rtcp: RtcpSession, events: VideoControlEvents) {
    this.#rtcp = rtcp;
    this.#events = events;
  }

  get counts(): { readonly recovered: number; readonly resent: number } {
    return { recovered: this.#receiver.recovered, resent: this.#resent };
  }

  agree(stream: AgreedStream | undefined): void {
    this.#agreed = stream;
    const nack = stream?.feedback.nack === true;
    this.#receiver.asks = nack;
    this.#history = nack ? (this.#history ?? new SendHistory()) : undefined;
  }

  received(received: ReceivedVideo, now: number): void {
    for (const each of this.#receiver.push(received, now)) this.#events.onVideo(each);
  }

  /** Passes a packet of the device that is not video but may be numbered with it. */
  passed(packet: RtpPacket, now: number): void {
    for (const each of this.#receiver.pass(packet, now)) this.#events.onVideo(each);
  }

  sent(sequence: number, data: Uint8Array, now: number): void {
    this.#history?.push(sequence, data, now);
  }

  /** Limits what the device should send, bit/s. */
  setReceiveLimit(bitrate: number): void {
    this.#request = rateRequest(this.#request, bitrate);
  }

  handle({ lost, limit, limited }: RtcpRequests, now: number): void {
    for (const sequence of lost) this.#resend(sequence, now);
    if (limited && this.#request !== undefined) this.#request = { ...this.#request, confirmed: true };
    if (limit === undefined) return;
    const { way, sender, bitrate, overhead } = limit;
    if (way === 'tmmbr') this.#events.sendRtcp(this.#rtcp.rateNotice({ ssrc: sender, bitrate, overhead }));
    this.#limit = { ...this.#limit, bitrate: withoutOverhead(bitrate, overhead) };
    this.#settleLimit(now);
  }

  /** To be called about every 20 ms. */
  tick(now: number): void {
    if (this.#agreed === undefined) return;
    this.#settleLimit(now);
    if (!this.#agreed.receive) return;
    const { released, requests } = this.#receiver.tick(now);
    for (const each of released) this.#events.onVideo(each);
    const nack = requests.length === 0 ? undefined : this.#rtcp.nack(requests);
    if (nack !== undefined) this.#events.sendRtcp(nack);
    if (this.#receiver.broken && now - this.#lostAt >= PICTURE_LOST_INTERVAL) {
      this.#lostAt = now;
      this.#events.onPictureLost();
    }
    this.#askRate(this.#agreed, now);
  }

  #resend(sequence: number, now: number): void {
    const data = this.#history?.take(sequence, now);
    if (data === undefined) return;
    this.#resent += 1;
    this.#events.resend(data);
  }

  #settleLimit(now: number): void {
    const [limit, news] = settleLimit(this.#limit, now);
    this.#limit = limit;
    if (news !== undefined) this.#events.onSendLimit(news);
  }

  #askRate({ feedback, remoteRtp }: AgreedStream, now: number): void {
    const way: RateWay = feedback.tmmbr ? 'tmmbr' : feedback.remb === true ? 'remb' : 'signalling';
    const ssrc = this.#rtcp.remoteSsrc;
    if (this.#request === undefined || (way !== 'signalling' && ssrc === undefined)) return;
    // A different sender has not seen the request.
    if (way !== 'signalling' && ssrc !== this.#askedOf) this.#request = { bitrate: this.#request.bitrate, sent: 0 };
    this.#askedOf = ssrc;
    const [request, ask] = dueRequest(this.#request, way, now);
    this.#request = request;
    if (!ask) return;
    if (way === 'signalling') return this.#events.onRateLimitWanted(request.bitrate);
    const data = this.#rtcp.rateRequest(
      way,
      request.bitrate,
      remoteRtp.address.includes(':') ? OVERHEAD.v6 : OVERHEAD.v4,
    );
    if (data !== undefined) this.#events.sendRtcp(data);
  }
}
