/** The vocabulary of the call machine (`call.ts`): its states, the events that move it and the effects it asks for. */
import type { AgreedStream, MediaDescription, MemberEvent } from '../../media/index.ts';
import type { DeviceMatch, ProtocolProfile, VendorIdentity } from '../../registry/index.ts';
import type { DialTarget } from './dial-string.ts';
import type { LegCommand, LegEvent, LegInfo } from './leg.ts';
import type { AvKind, LocalAddresses, MediaAbilities } from './negotiation.ts';
import type { EndReason } from './reason.ts';

export interface Meeting {
  readonly meetingId: string;
  readonly accountId: string;
  readonly role: 'attendee' | 'host';
}

/** What is known of a call whatever its state. Times are Unix ms. */
export interface CallFacts {
  readonly info: LegInfo;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly device?: DeviceMatch;
  /** As it said last: SETUP, or later H.245. */
  readonly vendor?: VendorIdentity;
  readonly meeting?: Meeting;
  readonly audioCodec?: string;
  readonly videoCodec?: string;
}

/** A call that has been answered, with the media that runs. */
export interface Running {
  readonly abilities: MediaAbilities;
  /** Our sockets in the meeting that the room is in. */
  readonly local: LocalAddresses;
  /** Our offer that has no answer yet. */
  readonly offered?: MediaDescription;
}

export type CallState =
  | { readonly kind: 'new' }
  /** Who is it, and what did they dial? */
  | { readonly kind: 'resolving'; readonly facts: CallFacts; readonly offer: MediaDescription | undefined }
  /** Into the meeting: a place in the room, ports, sockets. */
  | { readonly kind: 'joining'; readonly facts: CallFacts; readonly offer: MediaDescription | undefined; readonly abilities: MediaAbilities; readonly profile: ProtocolProfile }
  /** Accepted; ACK or CONNECT ACKNOWLEDGE is still to come. Media runs already. */
  | { readonly kind: 'answered'; readonly facts: CallFacts; readonly running: Running }
  | { readonly kind: 'active'; readonly facts: CallFacts; readonly running: Running }
  /** Active in one meeting, on its way to another (transfer). */
  | { readonly kind: 'moving'; readonly facts: CallFacts; readonly running: Running; readonly move: Move }
  | { readonly kind: 'ended'; readonly facts: CallFacts | undefined; readonly reason: EndReason };

/** How far a transfer is. */
export type Move =
  | { readonly stage: 'resolving' }
  | { readonly stage: 'joining'; readonly meeting: Meeting }
  | { readonly stage: 'offering'; readonly meeting: Meeting; readonly local: LocalAddresses; readonly offered: MediaDescription };

/** A call holds one place in a meeting, and a second one while it moves. */
export type Place = 'current' | 'next';

export type Resolution =
  | { readonly ok: true; readonly device: DeviceMatch; readonly meeting: Meeting }
  | { readonly ok: false; readonly device: DeviceMatch; readonly reason: EndReason };

export type CallEvent =
  | { readonly type: 'leg'; readonly event: LegEvent }
  | { readonly type: 'resolved'; readonly resolution: Resolution }
  /** The registry's word on an `identified` leg. */
  | { readonly type: 'deviceFound'; readonly device: DeviceMatch }
  | { readonly type: 'joined'; readonly place: Place; readonly local: LocalAddresses }
  | { readonly type: 'joinFailed'; readonly place: Place; readonly reason: EndReason }
  | { readonly type: 'media'; readonly place: Place; readonly event: MemberEvent }
  /** Ours to end: drain, API, host. */
  | { readonly type: 'endRequested'; readonly reason: EndReason };

/** Facts for metrics and logs, with nothing in them that a peer made up. */
export type CallFact =
  | { readonly type: 'answered'; readonly afterMs: number }
  | { readonly type: 'firstMedia'; readonly kind: AvKind; readonly way: 'received' | 'sent'; readonly afterMs: number }
  | { readonly type: 'codecsOffered'; readonly names: readonly string[] }
  | { readonly type: 'codecChosen'; readonly kind: AvKind; readonly name: string }
  | { readonly type: 'keyframe'; readonly way: 'asked-by-device' | 'asked-of-device' };

export type CallEffect =
  | { readonly type: 'command'; readonly command: LegCommand }
  | { readonly type: 'resolve'; readonly target: DialTarget }
  | { readonly type: 'findDevice'; readonly vendor: VendorIdentity }
  | { readonly type: 'join'; readonly place: Place; readonly meetingId: string; readonly kinds: readonly AvKind[] }
  | { readonly type: 'agree'; readonly place: Place; readonly streams: readonly AgreedStream[] }
  /** `next` becomes `current`; what was `current` is left. */
  | { readonly type: 'promote' }
  | { readonly type: 'leave'; readonly place: Place }
  | { readonly type: 'requestKeyframe' }
  | { readonly type: 'fact'; readonly fact: CallFact }
  /** The last effect: count it and write the call record. */
  | { readonly type: 'finish'; readonly facts: CallFacts; readonly reason: EndReason };

/** What the machine is told once, at its making. */
export interface CallContext {
  readonly audio: MediaAbilities['audio'];
  readonly video: boolean;
  readonly maxVideoBitrate: number;
  readonly isOurs: (host: string) => boolean;
}

export type Step = readonly [CallState, readonly CallEffect[]];
