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
  /** Takes part in nothing until the host arrives or admits it. */
  readonly waiting: boolean;
  readonly muted: boolean;
  /** The send limits last announced to this member. */
  readonly plan?: SendPlan;
  /** The member was informed that another participant shares. */
  readonly shown?: boolean;
  /** Rates of content, bit/s: the one announced to it, and the one its device accepts by agreement and by RTCP. */
  readonly contentRate?: number;
  readonly contentTakes?: number | undefined;
  readonly contentLimit?: number;
  /** Set while its media is being closed: the member no longer takes part. */
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
  /** By call. A moving call holds its old place until it has the new one. */
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
  /** The agreement about its video was made or has changed. */
  | {
      readonly type: 'agreed';
      readonly participant: string;
      readonly video: AgreedVideo;
      readonly contentTakes?: number;
    }
  | { readonly type: 'sendLimit'; readonly participant: string; readonly kind: PictureName; readonly bitrate: number }
  | { readonly type: 'floor'; readonly event: FloorEvent }
  /** The budget of each call, bit/s. */
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
  /** Everybody except the hosts. */
  | { readonly type: 'muteAll' };

export type RosterEffect =
  | { readonly type: 'admit'; readonly participant: string; readonly waiting: boolean }
  | { readonly type: 'refuse'; readonly participant: string; readonly reason: EndReason }
  /** The new limits of what it sends. */
  | { readonly type: 'plan'; readonly participant: string; readonly plan: SendPlan }
  | { readonly type: 'tell'; readonly participant: string; readonly notice: MeetingNotice }
  | { readonly type: 'floor'; readonly decision: FloorDecision }
  /** The content that the others see from now on. */
  | { readonly type: 'present'; readonly participant: string | undefined }
  /** The rate of content that it may send. */
  | { readonly type: 'contentRate'; readonly participant: string; readonly rate: number }
  /** The meeting is empty: its media and its entry are removed. */
  | { readonly type: 'close' };

export type RosterStep = readonly [RosterState, readonly RosterEffect[]];
