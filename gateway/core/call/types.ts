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
  /** The stream on which the device sees that content. */
  readonly view: ContentView;
  /** The device itself has the floor. */
  readonly shares: boolean;
}

/** Facts about a call in any state. Times are Unix ms. */
export interface CallFacts {
  readonly info: LegInfo;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly device?: DeviceMatch;
  /** The latest identification: from SETUP, or later from H.245. */
  readonly vendor?: VendorIdentity;
  readonly meeting?: Meeting;
  readonly audioCodec?: string;
  readonly videoCodec?: string;
  readonly encryption?: MediaEncryption;
  /** Content for the call record: sent, seen in the content stream, seen in the main video. */
  readonly content?: readonly ('sent' | 'channel' | 'main-video')[];
}

/** The presence of an answered call. */
export type Presence =
  /** In the lobby: a PIN is requested, or the device hears why it cannot enter. */
  | { readonly kind: 'entry'; readonly ivr: IvrState }
  /** Admitted; its media is being moved into the meeting. */
  | { readonly kind: 'entering'; readonly meeting: Meeting }
  /** In the meeting, but neither hears nor sees the others until the host arrives. Unix ms. */
  | { readonly kind: 'waiting'; readonly since: number }
  | { readonly kind: 'present'; readonly keys: Keys };

/** Neither RTP nor RTCP arrives from the device. */
export type Silence = 'asked' | 'answered';

/** An answered call, with its running media. */
export interface Running {
  readonly abilities: MediaAbilities;
  /** Our sockets in the current meeting. */
  readonly local: LocalAddresses;
  /** Agreed on the device's own description; answers to our mid-call offers say less. */
  readonly original?: Agreement;
  /** The limits and the camera line of our last description. */
  readonly told: { readonly mode?: VideoMode; readonly rate: number; readonly camera: boolean };
  /** Our offer that is not answered yet. */
  readonly offered?: MediaDescription;
  readonly presence: Presence;
  readonly presses: Presses;
  readonly content: ContentState;
  readonly silence?: Silence;
}

/** A dialled PIN that has not been looked up. */
export interface DialledPin {
  readonly pin: Pin;
  readonly passcode?: Pin;
}

/** The requested place; a missing `pin` or passcode is requested in the lobby. */
export type Destination =
  | { readonly kind: 'meeting'; readonly meeting: Meeting }
  | { readonly kind: 'lobby'; readonly pin?: Pin; readonly dialled?: DialledPin };

export type CallState =
  | { readonly kind: 'new' }
  /** Identifying the device and the dialled meeting. */
  | { readonly kind: 'resolving'; readonly facts: CallFacts; readonly offer: MediaDescription | undefined }
  /** Entering the meeting or the lobby: reserving a place, ports and sockets. */
  | {
      readonly kind: 'joining';
      readonly facts: CallFacts;
      readonly offer: MediaDescription | undefined;
      readonly abilities: MediaAbilities;
      readonly profile: ProtocolProfile;
      readonly to: Destination;
    }
  /** Accepted; ACK or CONNECT ACKNOWLEDGE is outstanding. Media already runs. */
  | { readonly kind: 'answered'; readonly facts: CallFacts; readonly running: Running }
  | { readonly kind: 'active'; readonly facts: CallFacts; readonly running: Running }
  /** Active, on the way to other sockets: those of another meeting, or of the same meeting on another media worker. */
  | { readonly kind: 'moving'; readonly facts: CallFacts; readonly running: Running; readonly move: Move }
  | { readonly kind: 'ended'; readonly facts: CallFacts | undefined; readonly reason: EndReason };

export type Live = Exclude<CallState, { kind: 'new' | 'ended' }>;
export type Up = Extract<CallState, { kind: 'answered' | 'active' | 'moving' }>;

/** Causes of a move: the device asked for it, its PIN leads to another media worker, or its media worker died. */
export type MoveCause = 'transfer' | 'entry' | 'worker-lost';

/** The progress of a move. */
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
  /** The dialled address is incomplete: the rest is requested. */
  | { readonly outcome: 'entry'; readonly device: DeviceMatch; readonly pin?: Pin }
  /** The dialled PIN is looked up once the call is established. */
  | { readonly outcome: 'entry'; readonly device: DeviceMatch; readonly dialled: DialledPin }
  | { readonly outcome: 'refused'; readonly device: DeviceMatch; readonly reason: EndReason };

/** The result of a PIN that was keyed in. */
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
  /** The registry's verdict on an `identified` leg. */
  | { readonly type: 'deviceFound'; readonly device: DeviceMatch }
  | {
      readonly type: 'joined';
      readonly place: Place;
      readonly local: LocalAddresses;
      readonly waiting: boolean;
      readonly plan?: SendPlan;
      /** Another participant shares. */ readonly shown?: boolean;
    }
  | { readonly type: 'joinFailed'; readonly place: Place; readonly reason: EndReason }
  | { readonly type: 'checked'; readonly outcome: PinOutcome }
  /** From the lobby into the meeting. */
  | { readonly type: 'entered'; readonly waiting: boolean }
  /** The meeting is on another media worker. */
  | { readonly type: 'enteredElsewhere' }
  | { readonly type: 'enterFailed'; readonly reason: EndReason }
  | { readonly type: 'meeting'; readonly notice: MeetingNotice }
  /** The meeting was locked or unlocked as requested. */
  | { readonly type: 'lockChanged'; readonly locked: boolean }
  /** The last prompt was played to its end. */
  | { readonly type: 'said' }
  | { readonly type: 'timer'; readonly timer: CallTimer }
  | { readonly type: 'media'; readonly place: Place; readonly event: MemberEvent }
  /** Ended by us: drain, API or host. */
  | { readonly type: 'endRequested'; readonly reason: EndReason };

/** Facts for metrics and logs; free of text invented by a peer. */
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
  /** `proven`: the source of the call is proven. */
  | { readonly type: 'resolve'; readonly target: DialTarget; readonly proven: boolean }
  | { readonly type: 'findDevice'; readonly vendor: VendorIdentity }
  /** Without `meeting`: in the lobby. */
  | {
      readonly type: 'join';
      readonly place: Place;
      readonly meeting: Meeting | undefined;
      readonly kinds: readonly StreamName[];
      /** Its media uses DTLS. */ readonly dtls?: readonly MediaCodec[];
    }
  /** `video`: the device's abilities, for the meeting's plan. */
  | {
      readonly type: 'agree';
      readonly place: Place;
      readonly streams: readonly AgreedStream[];
      readonly video: AgreedVideo;
      readonly contentTakes?: number;
    }
  /** The highest rate that it wants to receive, bit/s. */
  | { readonly type: 'sendLimit'; readonly kind: PictureName; readonly bitrate: number }
  /** The device wants to share, or no longer does. */
  | { readonly type: 'floor'; readonly wants: boolean }
  | { readonly type: 'contentView'; readonly view: ContentView }
  | { readonly type: 'checkPin'; readonly pin: Pin; readonly passcode?: Pin }
  /** Moves from the lobby into the meeting, sockets included. */
  | { readonly type: 'enter'; readonly meeting: Meeting }
  /** `next` becomes `current`; the former `current` is given up. */
  | { readonly type: 'promote' }
  | { readonly type: 'leave'; readonly place: Place }
  | { readonly type: 'say'; readonly prompts: readonly PromptName[] }
  | { readonly type: 'stopPrompt' }
  /** Starts the timer of this name; `undefined` stops it. */
  | { readonly type: 'timer'; readonly timer: CallTimer; readonly ms: number | undefined }
  | { readonly type: 'mute'; readonly muted: boolean | 'toggle' }
  | { readonly type: 'muteAll' }
  | { readonly type: 'toggleLock'; readonly meetingId: string }
  | { readonly type: 'requestKeyframe'; readonly kind: PictureName }
  | { readonly type: 'fact'; readonly fact: CallFact }
  /** The last effect: count the call and write its record. */
  | { readonly type: 'finish'; readonly facts: CallFacts; readonly reason: EndReason };

/** Constants given to the machine when it is created. */
export interface CallContext {
  readonly audio: MediaAbilities['audio'];
  readonly video: boolean;
  readonly maxVideoBitrate: number;
  /** Devices may use ICE and DTLS. */
  readonly dtls: boolean;
  readonly isOurs: (host: string) => boolean;
  readonly ivr: IvrSettings;
  /** Longest wait for the host, ms. */
  readonly hostTimeout: number;
}

export type Step = readonly [CallState, readonly CallEffect[]];
