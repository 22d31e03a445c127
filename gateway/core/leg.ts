/**
 * The signalling leg: all that the domain knows of SIP or H.323. A leg turns its protocol's messages into
 * `LegEvent`s and `LegCommand`s into messages. It keeps no state of the meeting.
 */
import type { MediaDescription, PictureName } from '../../media/port.ts';
import type { Protocol, ProtocolProfile, VendorIdentity } from '../../registry/port.ts';
import type { Dialled } from './dial-string.ts';
import type { DigitWay } from './call/digits.ts';
import type { EndReason } from './reason.ts';

export interface LegInfo {
  /** Names the call in logs, records and metrics' exemplars; unique for the life of the process. */
  readonly callId: string;
  /** The call's name in the protocol, as the room knows it (Call-ID, callIdentifier), for logs and records; at most 128 characters. */
  readonly signallingId?: string;
  readonly protocol: Protocol;
  readonly direction: 'inbound' | 'outbound';
  readonly dialled: Dialled;
  /** The peer's own name of its software: SIP User-Agent; matched against the registry, never printed as a label. */
  readonly userAgent?: string;
  /** Who made it, by H.225.0 VendorIdentifier; matched likewise. */
  readonly vendor?: VendorIdentity;
  /** What it calls itself, which it may make up: From's address, H.225.0 sourceAddress; at most 10. */
  readonly names?: readonly string[];
  /** As observed, not as signalled. */
  readonly source: { readonly address: string; readonly port: number };
  readonly family: 4 | 6;
  /** Nobody on the way can read what it says (TLS). Absent: no. */
  readonly protectedSignalling?: boolean;
}

export type LegEvent =
  /** A room calls. No `offer`: it wants ours (delayed offer; H.323 without fast connect has its capabilities first). */
  | { readonly type: 'incoming'; readonly info: LegInfo; readonly offer: MediaDescription | undefined }
  /** The room changes the session. No `offer`: it wants ours. */
  | { readonly type: 'mediaOffered'; readonly offer: MediaDescription | undefined }
  /** The room's description in answer to our offer. */
  | { readonly type: 'mediaAnswered'; readonly answer: MediaDescription }
  /** Our offer was refused; the session goes on as it was. */
  | { readonly type: 'mediaRefused' }
  /** Both sides know that the call is up (ACK, CONNECT). */
  | { readonly type: 'established' }
  /** A digit that came by signalling. */
  | { readonly type: 'digit'; readonly digit: string; readonly way: Exclude<DigitWay, 'rtp' | 'in-band'> }
  /** The room answered a `probe`. */
  | { readonly type: 'alive' }
  /** The room wants a keyframe of what it sees. */
  | { readonly type: 'keyframeRequested'; readonly kind?: PictureName }
  /** The room wants to share its screen; answered by `floor`. */
  | { readonly type: 'floorRequested' }
  /** The room shares no more, or does not want to any more. */
  | { readonly type: 'floorReleased' }
  /** What came of `showContent`: whether its content stream may be sent to the room now. Again when that changes. */
  | { readonly type: 'contentAccepted'; readonly accepted: boolean }
  /** The room says, late, who made it (H.245 vendorIdentification). */
  | { readonly type: 'identified'; readonly vendor: VendorIdentity }
  /** The room asks to be moved to another meeting. */
  | { readonly type: 'transferRequested'; readonly dialled: Dialled }
  /** What the room sent can't be used as a media description. */
  | { readonly type: 'badMedia'; readonly initial: boolean }
  /** Once, last. */
  | { readonly type: 'ended'; readonly reason: EndReason };

export type LegCommand =
  /** The final yes: our answer, or our offer when the room made none. `profile` is what the registry knows of the device. */
  | { readonly type: 'accept'; readonly media: MediaDescription; readonly profile: ProtocolProfile }
  | { readonly type: 'reject'; readonly reason: EndReason }
  /** The answer to the last `mediaOffered`, or our offer when it had none. */
  | { readonly type: 'answerMedia'; readonly media: MediaDescription }
  | { readonly type: 'rejectMedia'; readonly reason: EndReason }
  | { readonly type: 'offerMedia'; readonly media: MediaDescription }
  | { readonly type: 'requestKeyframe'; readonly kind?: PictureName }
  /** The most that the room should send, bit/s; for legs that have a command for it. `kind` absent: as video. */
  | { readonly type: 'limitBitrate'; readonly kind?: PictureName; readonly bitrate: number }
  /** About the room's wish to share its screen; `revoked` when it already does. */
  | { readonly type: 'floor'; readonly decision: 'granted' | 'denied' | 'revoked' }
  /** Somebody else shares from now on, or nobody does: the room is told, and asked to take it as content (`contentAccepted`). */
  | { readonly type: 'showContent'; readonly on: boolean }
  /** Asks whether the room is still there: `alive`, or `ended` with `peer-gone`. */
  | { readonly type: 'probe' }
  | { readonly type: 'acceptTransfer' }
  | { readonly type: 'reportTransfer'; readonly outcome: 'done' | EndReason }
  | { readonly type: 'end'; readonly reason: EndReason };

/** One call's leg. Commands are carried out in order; what can't be any more (the call is over) is ignored. */
export interface SignallingLeg {
  command(command: LegCommand): void;
}

/** Where legs report. Events of one leg come in order, never from inside `command`. */
export type LegListener = (leg: SignallingLeg, event: LegEvent) => void;
