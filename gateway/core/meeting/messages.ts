/**
 * The messages between a call and the live meetings: plain data, so that the two may run on different machines.
 * Every message names the participant that it is about; a call that moves has two of them for a while.
 */
import type {
  AgreedStream,
  ContentView,
  MediaCodec,
  MemberEvent,
  PictureName,
  StreamName,
} from '../../../media/port.ts';
import type { MeetingMatch } from '../../../registry/port.ts';
import type { PromptName } from '../call/prompts.ts';
import type { VideoMode } from '../media/h264-choice.ts';
import type { LocalAddresses } from '../media/abilities.ts';
import type { EndReason } from '../reason.ts';
import type { FloorDecision } from './floor.ts';
import type { AgreedVideo, SendPlan } from './plan.ts';

/** A meeting as the registry resolved it for one caller's PIN. */
export interface Meeting extends Pick<MeetingMatch, 'meetingId' | 'accountId' | 'role' | 'policies'> {
  /** An attendee waits until a host is present. */
  readonly waitsForHost: boolean;
}

/** A request to take part, with what the media plane has to know about the call. */
export interface JoinRequest {
  readonly type: 'join';
  readonly participant: string;
  readonly callId: string;
  /** Source address of the call, as observed. */
  readonly source: string;
  /** `undefined` joins a lobby, where the caller keys in a PIN. */
  readonly meeting: Meeting | undefined;
  readonly kinds: readonly StreamName[];
  /** Codecs of a device whose media comes by ICE and DTLS. */
  readonly dtls?: readonly MediaCodec[];
  readonly family: 4 | 6;
}

/** Sent by a call. */
export type MeetingRequest =
  | JoinRequest
  /** Moves a participant, its sockets included, from its lobby into a meeting. */
  | { readonly type: 'enter'; readonly participant: string; readonly meeting: Meeting }
  /** Media agreed with the device. `contentTakes`: bit/s of shared content; absent without a content stream. */
  | {
      readonly type: 'agreed';
      readonly participant: string;
      readonly streams: readonly AgreedStream[];
      readonly video: AgreedVideo;
      readonly contentTakes?: number;
    }
  /** The device asks to be sent at most `bitrate` bit/s. */
  | { readonly type: 'sendLimit'; readonly participant: string; readonly kind: PictureName; readonly bitrate: number }
  /** The device wants to share its screen, or stops sharing. */
  | { readonly type: 'floor'; readonly participant: string; readonly wants: boolean }
  | { readonly type: 'mute'; readonly participant: string; readonly muted: boolean | 'toggle' }
  /** Mutes everybody but the hosts. */
  | { readonly type: 'muteAll'; readonly participant: string }
  | { readonly type: 'contentView'; readonly participant: string; readonly view: ContentView }
  | { readonly type: 'requestKeyframe'; readonly participant: string; readonly kind: PictureName }
  /** Replaces what is being played; answered by `played` with the same number. */
  | {
      readonly type: 'play';
      readonly participant: string;
      readonly prompts: readonly PromptName[];
      readonly playback: number;
    }
  | { readonly type: 'stopPlaying'; readonly participant: string }
  /** Gives the place up, also while it is still being prepared. */
  | { readonly type: 'leave'; readonly participant: string };

/** A change in the meeting that concerns one participant. */
export type MeetingNotice =
  | { readonly type: 'admitted' }
  | { readonly type: 'muted'; readonly muted: boolean; readonly by: 'self' | 'host' }
  /** The H.264 mode that all other participants can decode. */
  | { readonly type: 'mode'; readonly mode: VideoMode }
  /** The decision about this participant's own request to share. */
  | { readonly type: 'floor'; readonly decision: FloorDecision }
  /** Another participant shares content, or none does any more. */
  | { readonly type: 'content'; readonly shown: boolean }
  /** Far-end camera control is allowed in the meeting, or no longer is. */
  | { readonly type: 'camera'; readonly allowed: boolean };

/** Sent to a call. */
export type MeetingMessage =
  | {
      readonly type: 'joined';
      readonly participant: string;
      readonly local: LocalAddresses;
      readonly waiting: boolean;
      readonly plan: SendPlan;
      /** Another participant shares content. */
      readonly shown: boolean;
    }
  | { readonly type: 'joinFailed'; readonly participant: string; readonly reason: EndReason }
  | { readonly type: 'entered'; readonly participant: string; readonly waiting: boolean }
  /** The meeting is on another media worker: the call has to move to new sockets. */
  | { readonly type: 'enteredElsewhere'; readonly participant: string }
  | { readonly type: 'enterFailed'; readonly participant: string; readonly reason: EndReason }
  | { readonly type: 'notice'; readonly participant: string; readonly notice: MeetingNotice }
  | { readonly type: 'media'; readonly participant: string; readonly event: MemberEvent }
  | { readonly type: 'played'; readonly participant: string; readonly playback: number }
  /** The meeting or the participant's media failed; the fault has been reported. */
  | { readonly type: 'failed'; readonly participant: string };
