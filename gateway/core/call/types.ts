/** The vocabulary of the call machine (`call.ts`): its states, the events that move it and the effects it asks for. */
import type {
  AgreedStream,
  ContentView,
  MediaCodec,
  MediaDescription,
  MemberEvent,
  PictureName,
  SecurityFailure,
  StreamName,
} from '../../../media/port.ts';
import type { DeviceMatch, ProtocolProfile, VendorIdentity } from '../../../registry/port.ts';
import type { DialTarget } from '../dial-string.ts';
import type { Presses } from './digits.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import type { IvrSettings, IvrState } from './ivr.ts';
import type { Keys } from './keys.ts';
import type { LegCommand, LegEvent, LegInfo } from '../leg.ts';
import type { MediaEncryption } from '../media/security.ts';
import type { Agreement, LocalAddresses, MediaAbilities } from '../media/abilities.ts';
import type { PromptName } from './prompts.ts';
import type { EndReason } from '../reason.ts';
import type { Meeting, MeetingNotice } from '../meeting/messages.ts';
import type { SendPlan, AgreedVideo } from '../meeting/plan.ts';
import type { Pin } from '../../../base/secret.ts';

export type { Meeting, MediaEncryption };

/** Shared content from the view of one call. */
export interface ContentState {
  /** Another participant shares. */
  readonly shown: boolean;
  /** Where the device sees that content. */
  readonly view: ContentView;
  /** The device itself has the floor. */
  readonly shares: boolean;
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
  readonly encryption?: MediaEncryption;
  /** What there was of shared content: its room sent some, saw some in its content stream, in its main video. */
  readonly content?: readonly ('sent' | 'channel' | 'main-video')[];
}

/** Where in the building a call is that has been answered. */
export type Presence =
  /** Before the door: a PIN is asked for, or the room hears why it can't come in. */
  | { readonly kind: 'entry'; readonly ivr: IvrState }
  /** Let in; its media is being taken into the meeting. */
  | { readonly kind: 'entering'; readonly meeting: Meeting }
  /** In the meeting, where it hears and sees nobody until the host is there. Unix ms. */
  | { readonly kind: 'waiting'; readonly since: number }
  | { readonly kind: 'present'; readonly keys: Keys };

/** Nothing comes from the device any more, neither RTP nor RTCP. */
export type Silence = 'asked' | 'answered';

/** A call that has been answered, with the media that runs. */
export interface Running {
  readonly abilities: MediaAbilities;
  /** Our sockets in the meeting that the room is in. */
  readonly local: LocalAddresses;
  /** Agreed by what the device said of itself; answers to our offers in mid-call say less. */
  readonly original?: Agreement;
  /** What our last description said that the room may send, and of its camera line. */
  readonly told: { readonly mode?: VideoMode; readonly rate: number; readonly camera: boolean };
  /** Our offer that has no answer yet. */
  readonly offered?: MediaDescription;
  readonly presence: Presence;
  readonly presses: Presses;
  readonly content: ContentState;
  readonly silence?: Silence;
}

/** What a call wants a place in; a `pin` without its passcode, or none at all, is asked for in the lobby. */
export type Destination =
  | { readonly kind: 'meeting'; readonly meeting: Meeting }
  | { readonly kind: 'lobby'; readonly pin?: Pin };

export type CallState =
  | { readonly kind: 'new' }
  /** Who is it, and what did they dial? */
  | { readonly kind: 'resolving'; readonly facts: CallFacts; readonly offer: MediaDescription | undefined }
  /** Into the meeting, or the lobby: a place in the room, ports, sockets. */
  | {
      readonly kind: 'joining';
      readonly facts: CallFacts;
      readonly offer: MediaDescription | undefined;
      readonly abilities: MediaAbilities;
      readonly profile: ProtocolProfile;
      readonly to: Destination;
    }
  /** Accepted; ACK or CONNECT ACKNOWLEDGE is still to come. Media runs already. */
  | { readonly kind: 'answered'; readonly facts: CallFacts; readonly running: Running }
  | { readonly kind: 'active'; readonly facts: CallFacts; readonly running: Running }
  /** Active, on its way to other sockets: of another meeting, or of the same one on another media worker. */
  | { readonly kind: 'moving'; readonly facts: CallFacts; readonly running: Running; readonly move: Move }
  | { readonly kind: 'ended'; readonly facts: CallFacts | undefined; readonly reason: EndReason };

export type Live = Exclude<CallState, { kind: 'new' | 'ended' }>;
export type Up = Extract<CallState, { kind: 'answered' | 'active' | 'moving' }>;

/** Why a call moves: the room asked for it, its PIN leads to another media worker, or the worker that it was on died. */
export type MoveCause = 'transfer' | 'entry' | 'worker-lost';

/** How far a move is. */
export type Move = { readonly cause: MoveCause } & (
  | { readonly stage: 'resolving' }
  | { readonly stage: 'joining'; readonly meeting: Meeting }
  | {
      readonly stage: 'offering';
      readonly meeting: Meeting;
      readonly local: LocalAddresses;
      readonly waiting: boolean;
      readonly abilities: MediaAbilities;
      readonly offered: MediaDescription;
    }
);

/** A call holds one place in a meeting, and a second one while it moves. */
export type Place = 'current' | 'next';

export type Resolution =
  | { readonly outcome: 'meeting'; readonly device: DeviceMatch; readonly meeting: Meeting }
  /** What it dialled is not enough: the rest is asked for. */
  | { readonly outcome: 'entry'; readonly device: DeviceMatch; readonly pin?: Pin }
  | { readonly outcome: 'refused'; readonly device: DeviceMatch; readonly reason: EndReason };

/** What a PIN that was keyed in leads to. */
export type PinOutcome =
  | { readonly type: 'meeting'; readonly meeting: Meeting }
  | { readonly type: 'wrong' | 'passcode-needed' }
  | { readonly type: 'refused'; readonly reason: EndReason };

/** `prompts`: of what is being said, or of how long the host is waited for. `silence`: of the probes of a device that sends nothing.
 * `rates`: of telling a room that it may send more. */
export type CallTimer = 'prompts' | 'silence' | 'rates';

export type CallEvent =
  | { readonly type: 'leg'; readonly event: LegEvent }
  | { readonly type: 'resolved'; readonly resolution: Resolution }
  /** The registry's word on an `identified` leg. */
  | { readonly type: 'deviceFound'; readonly device: DeviceMatch }
  | {
      readonly type: 'joined';
      readonly place: Place;
      readonly local: LocalAddresses;
      readonly waiting: boolean;
      readonly plan?: SendPlan;
      /** Somebody shares. */ readonly shown?: boolean;
    }
  | { readonly type: 'joinFailed'; readonly place: Place; readonly reason: EndReason }
  | { readonly type: 'checked'; readonly outcome: PinOutcome }
  /** From the lobby into the meeting. */
  | { readonly type: 'entered'; readonly waiting: boolean }
  /** The meeting is on another media worker. */
  | { readonly type: 'enteredElsewhere' }
  | { readonly type: 'enterFailed'; readonly reason: EndReason }
  | { readonly type: 'meeting'; readonly notice: MeetingNotice }
  /** The lock of the meeting was changed as asked. */
  | { readonly type: 'lockChanged'; readonly locked: boolean }
  /** What was said last has been heard to its end. */
  | { readonly type: 'said' }
  | { readonly type: 'timer'; readonly timer: CallTimer }
  | { readonly type: 'media'; readonly place: Place; readonly event: MemberEvent }
  /** Ours to end: drain, API, host. */
  | { readonly type: 'endRequested'; readonly reason: EndReason };

/** Facts for metrics and logs, with nothing in them that a peer made up. */
export type CallFact =
  | { readonly type: 'answered'; readonly afterMs: number }
  | {
      readonly type: 'firstMedia';
      readonly kind: StreamName;
      readonly way: 'received' | 'sent';
      readonly afterMs: number;
    }
  | { readonly type: 'codecsOffered'; readonly names: readonly string[] }
  | { readonly type: 'codecChosen'; readonly kind: StreamName; readonly name: string }
  | { readonly type: 'keyframe'; readonly way: 'asked-by-device' | 'asked-of-device' }
  /** A PIN or passcode was keyed in. */
  | { readonly type: 'pinEntry'; readonly outcome: PinOutcome['type'] }
  | { readonly type: 'move'; readonly cause: MoveCause; readonly outcome: 'done' | EndReason }
  | { readonly type: 'probe' }
  | { readonly type: 'encryption'; readonly method: MediaEncryption }
  | { readonly type: 'notAuthentic'; readonly kind: StreamName; readonly failure: SecurityFailure };

export type CallEffect =
  | { readonly type: 'command'; readonly command: LegCommand }
  | { readonly type: 'resolve'; readonly target: DialTarget }
  | { readonly type: 'findDevice'; readonly vendor: VendorIdentity }
  /** No `meeting`: in the lobby. */
  | {
      readonly type: 'join';
      readonly place: Place;
      readonly meeting: Meeting | undefined;
      readonly kinds: readonly StreamName[];
      /** Its media comes by DTLS. */ readonly dtls?: readonly MediaCodec[];
    }
  /** `video`: what the device can do, for the meeting's plan. */
  | {
      readonly type: 'agree';
      readonly place: Place;
      readonly streams: readonly AgreedStream[];
      readonly video: AgreedVideo;
      readonly contentTakes?: number;
    }
  /** The most that it wants to be sent, bit/s. */
  | { readonly type: 'sendLimit'; readonly kind: PictureName; readonly bitrate: number }
  /** Its room wants to share, or does not any more. */
  | { readonly type: 'floor'; readonly wants: boolean }
  | { readonly type: 'contentView'; readonly view: ContentView }
  | { readonly type: 'checkPin'; readonly pin: Pin; readonly passcode?: Pin }
  /** From the lobby into the meeting, sockets and all. */
  | { readonly type: 'enter'; readonly meeting: Meeting }
  /** `next` becomes `current`; what was `current` is left. */
  | { readonly type: 'promote' }
  | { readonly type: 'leave'; readonly place: Place }
  | { readonly type: 'say'; readonly prompts: readonly PromptName[] }
  | { readonly type: 'hush' }
  /** The timer of this name, from now; `undefined` stops it. */
  | { readonly type: 'timer'; readonly timer: CallTimer; readonly ms: number | undefined }
  | { readonly type: 'mute'; readonly muted: boolean | 'toggle' }
  | { readonly type: 'muteAll' }
  | { readonly type: 'toggleLock'; readonly meetingId: string }
  | { readonly type: 'requestKeyframe'; readonly kind: PictureName }
  | { readonly type: 'fact'; readonly fact: CallFact }
  /** The last effect: count it and write the call record. */
  | { readonly type: 'finish'; readonly facts: CallFacts; readonly reason: EndReason };

/** What the machine is told once, at its making. */
export interface CallContext {
  readonly audio: MediaAbilities['audio'];
  readonly video: boolean;
  readonly maxVideoBitrate: number;
  /** Devices may come by ICE and DTLS. */
  readonly dtls: boolean;
  readonly isOurs: (host: string) => boolean;
  readonly ivr: IvrSettings;
  /** ms that a room waits for the host. */
  readonly hostTimeout: number;
}

export type Step = readonly [CallState, readonly CallEffect[]];
