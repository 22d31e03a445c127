/** The vocabulary of the roster: its state, the events that change it and the effects that it asks for. */
import type { PictureName } from '../../../media/port.ts';
import type { EndReason } from '../reason.ts';
import type { FloorDecision, FloorEvent, FloorState } from './floor.ts';
import type { MeetingNotice } from './messages.ts';
import type { AgreedVideo, PlanParticipant, SendPlan } from './plan.ts';

export type Role = 'attendee' | 'host';

export interface ParticipantState extends PlanParticipant {
  readonly callId: string;
  readonly role: Role;
  /** Takes part in nothing until the host is there, or lets it in. */
  readonly waiting: boolean;
  readonly muted: boolean;
  /** What it was told last that it may send. */
  readonly plan?: SendPlan;
  /** It was told that somebody else shares. */
  readonly shown?: boolean;
  /** Bit/s of content: what it was told that it may send; what its device takes, by what is agreed and by RTCP. */
  readonly contentRate?: number;
  readonly contentTakes?: number | undefined;
  readonly contentLimit?: number;
  /** Set while its media is being closed: it takes part in nothing any more. */
  readonly leaving?: boolean;
  readonly camera?: ParticipantCamera;
}

export interface ParticipantCamera {
  /** The device accepts requests for its camera. */
  readonly reachable?: boolean;
  /** Participant whose picture the device sees. */
  readonly sees?: string | undefined;
}

export interface RosterState {
  readonly meetingId: string;
  readonly capacity: number;
  /** By call. A call that moves holds its old place until it has the new one. */
  readonly participants: ReadonlyMap<string, ParticipantState>;
  readonly floor: FloorState;
}

export type RosterEvent =
  | {
      readonly type: 'join';
      readonly participant: string;
      readonly callId: string;
      readonly role: Role;
      readonly waitsForHost: boolean;
    }
  /** What is agreed about its picture, or has changed. */
  | {
      readonly type: 'agreed';
      readonly participant: string;
      readonly video: AgreedVideo;
      readonly contentTakes?: number;
    }
  | { readonly type: 'sendLimit'; readonly participant: string; readonly kind: PictureName; readonly bitrate: number }
  | { readonly type: 'floor'; readonly event: FloorEvent }
  /** What there is for each one's call, bit/s. */
  | { readonly type: 'budgets'; readonly budgets: ReadonlyMap<string, number> }
  | { readonly type: 'camera'; readonly participant: string; readonly camera: ParticipantCamera }
  | { readonly type: 'leaving'; readonly participant: string }
  | { readonly type: 'leave'; readonly participant: string }
  | { readonly type: 'admit'; readonly participant: string }
  | {
      readonly type: 'mute';
      readonly participant: string;
      readonly muted: boolean | 'toggle';
      readonly by: 'self' | 'host';
    }
  /** All but the hosts. */
  | { readonly type: 'muteAll' };

export type RosterEffect =
  | { readonly type: 'admit'; readonly participant: string; readonly waiting: boolean }
  | { readonly type: 'refuse'; readonly participant: string; readonly reason: EndReason }
  /** What it may send from now on. */
  | { readonly type: 'plan'; readonly participant: string; readonly plan: SendPlan }
  | { readonly type: 'tell'; readonly participant: string; readonly notice: MeetingNotice }
  | { readonly type: 'floor'; readonly decision: FloorDecision }
  /** Whose content goes to the others from now on. */
  | { readonly type: 'present'; readonly participant: string | undefined }
  /** How much content it may send. */
  | { readonly type: 'contentRate'; readonly participant: string; readonly rate: number }
  /** Nobody is left: its media and its entry in the table go. */
  | { readonly type: 'close' };

export type RosterStep = readonly [RosterState, readonly RosterEffect[]];
