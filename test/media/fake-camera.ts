/** Two devices' ends of a video stream on a fake clock: one encodes (in a model of H.264), the other decodes. */
import { decodeRtp, encodeRtp } from '../../media/rtp/packet.ts';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import { decodeRtcp, encodeRtcp } from '../../media/rtp/rtcp.ts';
import type { RtcpPacket } from '../../media/rtp/rtcp.ts';
import { addSequence, sequenceDelta } from '../../media/rtp/sequence.ts';
import { nalTypes, readPayload } from '../../media/video/h264.ts';
import { isStill } from './h264-stream.ts';
import { fuA, PPS, SPS } from './video/packets.ts';

export interface CameraOptions {
  readonly payloadType: number;
  readonly sequence: number;
  /** The request that makes the camera send a keyframe; it sends none unasked. */
  readonly reactsTo: 'pli' | 'fir' | 'signalling';
  readonly resends: boolean;
  readonly sendRtp: (data: Uint8Array) => void;
}

const PICTURE_INTERVAL = 40;
const IDR = 0x65;
const SLICE = 0x41;

/** 25 pictures per second of three packets each; keyframes of six packets and the parameter sets. */
export class FakeCamera {
  readonly #options: CameraOptions;
  #ssrc = 0x1111;
  #sequence: number;
  #timestamp = 0;
  #wantsKeyframe = false;
  #nextAt = 0;
  readonly #sent = new Map<number, Uint8Array>();
  /** Requests obeyed, and pictures sent. */
  keyframes = 0;
  pictures = 0;

  constructor(options: CameraOptions) {
    this.#options = options;
    this.#sequence = options.sequence;
  }

  /** Switches to a new SSRC and new numbers, as a device may do by itself. */
  renew(): void {
    this.#ssrc += 1;
    this.#sequence = addSequence(this.#sequence, 20_000);
    this.#timestamp = (this.#timestamp + 1e9) >>> 0;
    this.#sent.clear();
  }

  signalled(): void {
    if (this.#options.reactsTo === 'signalling') this.#wantsKeyframe = true;
  }

  onRtcp(data: Uint8Array): void {
    for (const packet of decodeRtcp(data)) {
      if (packet.type === this.#options.reactsTo) this.#wantsKeyframe = true;
      if (packet.type === 'nack' && this.#options.resends && packet.media === this.#ssrc)
        this.#resend(packet.sequences);
    }
  }

  tick(now: number): void {
    if (now < this.#nextAt) return;
    this.#nextAt = now + PICTURE_INTERVAL;
    this.#timestamp = (this.#timestamp + 3600) >>> 0;
    this.pictures += 1;
    const isKeyframe = this.#wantsKeyframe;
    this.#wantsKeyframe = false;
    if (isKeyframe) this.keyframes += 1;
    const body = Array.from({ length: isKeyframe ? 600 : 300 }, (_, index) => (this.pictures + index) & 0xff);
    const payloads = [...(isKeyframe ? [SPS, PPS] : []), ...fuA([isKeyframe ? IDR : SLICE, ...body], 100)];
    payloads.forEach((payload, index) => this.#send(payload, index === payloads.length - 1));
  }

  #send(payload: readonly number[], marker: boolean): void {
    const packet: RtpPacket = {
      payloadType: this.#options.payloadType,
      marker,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      csrcs: [],
      payload: Uint8Array.from(payload),
    };
    const data = encodeRtp(packet);
    this.#sent.set(this.#sequence, data);
    this.#sequence = addSequence(this.#sequence, 1);
    this.#options.sendRtp(data);
  }

  #resend(sequences: readonly number[]): void {
    for (const sequence of sequences) {
      const data = this.#sent.get(sequence);
      if (data !== undefined) this.#options.sendRtp(data);
    }
  }
}

export interface ScreenOptions {
  /** The screen requests lost packets. */
  readonly nacks: boolean;
  readonly sendRtcp: (data: Uint8Array) => void;
}

/** How long the screen waits for a packet, and between keyframe requests, ms. */
const PATIENCE = 250;
const ASK_INTERVAL = 500;

/** Plays packets in order, and records when the picture was complete. */
export class FakeScreen {
  readonly #options: ScreenOptions;
  readonly #waiting = new Map<number, { readonly packet: RtpPacket; readonly at: number }>();
  readonly #asked = new Map<number, number>();
  #next: number | undefined;
  #broken = true;
  #askedAt = -Infinity;
  /** All packets in order of arrival. */
  readonly packets: RtpPacket[] = [];
  /** When complete pictures of the camera were shown. */
  readonly shown: number[] = [];

  constructor(options: ScreenOptions) {
    this.#options = options;
  }

  onRtp(data: Uint8Array, now: number): void {
    const packet = decodeRtp(data);
    if (packet === undefined) return;
    this.packets.push(packet);
    this.#next ??= packet.sequence;
    if (sequenceDelta(packet.sequence, this.#next) >= 0) this.#waiting.set(packet.sequence, { packet, at: now });
  }

  tick(now: number): void {
    if (this.#next === undefined) return;
    for (;;) {
      const waiting = this.#waiting.get(this.#next);
      if (waiting !== undefined) this.#play(waiting.packet, now);
      else if ([...this.#waiting.values()].some(({ at }) => now - at >= PATIENCE)) this.#broken = true;
      else break;
      this.#waiting.delete(this.#next);
      this.#next = addSequence(this.#next, 1);
    }
    if (this.#options.nacks) this.#askForLost(this.#next, now);
    if (this.#broken && now - this.#askedAt >= ASK_INTERVAL) {
      this.#askedAt = now;
      this.#ask({ type: 'pli', sender: 9, media: this.packets[0]?.ssrc ?? 0 });
    }
  }

  #play(packet: RtpPacket, now: number): void {
    const content = readPayload(packet.payload);
    if (nalTypes(content).includes(5) && (content.kind !== 'fragment' || content.start)) this.#broken = false;
    if (!this.#broken && packet.marker && !isStill(packet.payload)) this.shown.push(now);
  }

  #askForLost(next: number, now: number): void {
    const highest = Math.max(0, ...[...this.#waiting.keys()].map((sequence) => sequenceDelta(sequence, next)));
    const lost = Array.from({ length: highest }, (_, index) => addSequence(next, index)).filter(
      (sequence) => !this.#waiting.has(sequence) && now - (this.#asked.get(sequence) ?? -Infinity) >= 60,
    );
    for (const sequence of lost) this.#asked.set(sequence, now);
    if (lost.length > 0) this.#ask({ type: 'nack', sender: 9, media: this.packets[0]?.ssrc ?? 0, sequences: lost });
  }

  #ask(packet: RtcpPacket): void {
    this.#options.sendRtcp(encodeRtcp([{ type: 'rr', ssrc: 9, reports: [] }, packet]));
  }
}
