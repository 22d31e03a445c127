/**
 * The signalling leg: the domain's whole view of SIP and H.323. A leg turns its protocol's messages into
 * `LegEvent`s, and `LegCommand`s into messages. It keeps no state of the meeting.
 */
import type { MediaDescription, PictureName } from '../../media/port.ts';
import type { Protocol, ProtocolProfile, VendorIdentity } from '../../registry/port.ts';
import type { Dialled } from './dial-string.ts';
import type { DigitWay } from './call/digits.ts';
import type { EndReason } from './reason.ts';

export interface LegInfo {
  /** Names the call in logs, records and exemplars of metrics; unique for the life of the process. */
  readonly callId: string;
  /** The protocol's name of the call (Call-ID, callIdentifier), for logs and records; at most 128 characters. */
  readonly signallingId?: string;
  readonly protocol: Protocol;
  readonly direction: 'inbound' | 'outbound';
  readonly dialled: Dialled;
  /** Name of the device's software (SIP User-Agent); matched against the registry, never a metric label. */
  readonly userAgent?: string;
  /** Manufacturer, by H.225.0 VendorIdentifier; matched against the registry, too. */
  readonly vendor?: VendorIdentity;
  /** Self-chosen names, which may be invented: From address, H.225.0 sourceAddress; at most 10. */
  readonly names?: readonly string[];
  /** The observed source, not the signalled one. */
  readonly source: { readonly address: string; readonly port: number };
  readonly family: 4 | 6;
  /** The source is proven, because signalling uses a connection (TCP, TLS, H.323). Default: no. */
  readonly provenSource?: boolean;
  /** The signalling is encrypted (TLS, WSS). Default: no. */
  readonly protectedSignalling?: boolean;
}

export type LegEvent =
  /**
   * A device calls. Without `offer` it expects ours (delayed offer; H.323 without fast connect sends its
   * capabilities first).
   */
  | { readonly type: 'incoming'; readonly info: LegInfo; readonly offer: MediaDescription | undefined }
  /** The device changes the session. Without `offer` it expects ours. */
  | { readonly type: 'mediaOffered'; readonly offer: MediaDescription | undefined }
  /** The device's answer to our offer. */
  | { readonly type: 'mediaAnswered'; readonly answer: MediaDescription }
  /** Our offer was refused; the session continues unchanged. */
  | { readonly type: 'mediaRefused' }
  /** Both sides know that the call is established (ACK, CONNECT). */
  | { readonly type: 'established' }
  /** A digit received by signalling. */
  | { readonly type: 'digit'; readonly digit: string; readonly way: Exclude<DigitWay, 'rtp' | 'in-band'> }
  /** The device answered a `probe`. */
  | { readonly type: 'alive' }
  /** The device requests a keyframe of the video that it receives. */
  | { readonly type: 'keyframeRequested'; readonly kind?: PictureName }
  /** The device requests to share its screen; answered by `floor`. */
  | { readonly type: 'floorRequested' }
  /** The device stopped sharing, or withdrew its request. */
  | { readonly type: 'floorReleased' }
  /** The result of `showContent`: whether its content stream may be sent now. Repeated when that changes. */
  | { readonly type: 'contentAccepted'; readonly accepted: boolean }
  /** The device identifies its manufacturer late (H.245 vendorIdentification). */
  | { readonly type: 'identified'; readonly vendor: VendorIdentity }
  /** The device asks to be moved to another meeting. */
  | { readonly type: 'transferRequested'; readonly dialled: Dialled }
  /** The device sent an unusable media description. */
  | { readonly type: 'badMedia'; readonly initial: boolean }
  /** Sent once, last. */
  | { readonly type: 'ended'; readonly reason: EndReason };

export type LegCommand =
  /**
   * Accepts the call with our answer, or with our offer if the device made none. `profile`: the device's profile in
   * the registry.
   */
  | { readonly type: 'accept'; readonly media: MediaDescription; readonly profile: ProtocolProfile }
  | { readonly type: 'reject'; readonly reason: EndReason }
  /** The answer to the last `mediaOffered`, or our offer if it had none. */
  | { readonly type: 'answerMedia'; readonly media: MediaDescription }
  | { readonly type: 'rejectMedia'; readonly reason: EndReason }
  | { readonly type: 'offerMedia'; readonly media: MediaDescription }
  | { readonly type: 'requestKeyframe'; readonly kind?: PictureName }
  /**
   * The highest rate that the device should send, bit/s; for legs that have a command for it. Default `kind`:
   * video.
   */
  | { readonly type: 'limitBitrate'; readonly kind?: PictureName; readonly bitrate: number }
  /** Answers the device's request to share its screen; `revoked` takes the floor away. */
  | { readonly type: 'floor'; readonly decision: 'granted' | 'denied' | 'revoked' }
  /**
   * Another participant starts to share, or none does any more: the device is informed, and asked to accept it as
   * content (`contentAccepted`).
   */
  | { readonly type: 'showContent'; readonly on: boolean }
  /** Checks that the device is still there: results in `alive`, or `ended` with `peer-gone`. */
  | { readonly type: 'probe' }
  | { readonly type: 'acceptTransfer' }
  | { readonly type: 'reportTransfer'; readonly outcome: 'done' | EndReason }
  | { readonly type: 'end'; readonly reason: EndReason };

/**
 * The leg of one call. Commands are carried out in order; commands that come too late (the call is over) are
 * ignored.
 */
export interface SignallingLeg {
  command(command: LegCommand): void;
}

/** Receives the events of legs: those of one leg in order, never from inside `command`. */
export type LegListener = (leg: SignallingLeg, event: LegEvent) => void;
