/** A call's place: in a meeting, or in a lobby of its own. */
import type { AgreedStream, AudioClip, MediaMember, MediaRoom, MemberEvent, StreamStats } from '../../media/index.ts';
import type { AvKind, LocalAddresses } from '../core/negotiation.ts';
import type { MemberPlan, MemberVideo } from '../core/room-plan.ts';
import type { EndReason } from '../core/reason.ts';
import type { RoomMember, RoomNotice, RoomState } from '../core/room.ts';
import { rtpDelta } from './rtp-delta.ts';

/** A call cannot have a place in a meeting. */
export class SeatError extends Error {
  readonly reason: EndReason;
  constructor(reason: EndReason) {
    super(`Cannot join: ${reason}`);
    this.reason = reason;
  }
}

/** A meeting that somebody is in. */
export interface Entry {
  readonly meetingId: string;
  state: RoomState;
  readonly media: Promise<MediaRoom>;
  /** By member; those that are still on their way in are missing. */
  readonly seats: Map<string, Seat>;
}

export interface SeatRequest {
  readonly callId: string;
  /** Where the call comes from, as observed. */
  readonly source: string;
  readonly kinds: readonly AvKind[];
  readonly family: 4 | 6;
  readonly onEvent: (event: MemberEvent) => void;
  readonly onNotice: (notice: RoomNotice) => void;
}

export type Whereabouts = { readonly kind: 'lobby'; readonly media: MediaRoom } | { readonly kind: 'meeting'; readonly entry: Entry };

export class Seat {
  readonly member: MediaMember;
  readonly request: SeatRequest;
  at: Whereabouts;
  /** What it may send, as the meeting was when it came. */
  readonly planAtJoining: MemberPlan;
  /** As its call knows it. */
  video: MemberVideo = {};
  readonly #onLeft: (seat: Seat) => void;
  #left: Promise<void> | undefined;
  #reported: readonly StreamStats[] = [];

  constructor(member: MediaMember, request: SeatRequest, at: Whereabouts, plan: MemberPlan, onLeft: (seat: Seat) => void) {
    this.member = member;
    this.request = request;
    this.at = at;
    this.planAtJoining = plan;
    this.#onLeft = onLeft;
  }

  get id(): string {
    return this.member.id;
  }

  get local(): LocalAddresses {
    return this.member.local;
  }

  /** As the meeting has it; undefined in the lobby. */
  get standing(): RoomMember | undefined {
    return this.at.kind === 'meeting' ? this.at.entry.state.members.get(this.id) : undefined;
  }

  get left(): boolean {
    return this.#left !== undefined;
  }

  agree(streams: readonly AgreedStream[]): Promise<void> {
    return this.member.agree(streams);
  }

  requestKeyframe(): void {
    this.member.requestKeyframe();
  }

  /** Gives the number under which media tells that they have been `played`. */
  play(clips: readonly AudioClip[]): number {
    return this.member.play(clips);
  }

  hush(): void {
    this.member.stopPlaying();
  }

  /** What came and went since the last time that this was asked. */
  async takeStats(): Promise<readonly StreamStats[]> {
    const now = await this.member.stats();
    const added = rtpDelta(this.#reported, now);
    this.#reported = now;
    return added;
  }

  /** Idempotent. */
  leave(): Promise<void> {
    return (this.#left ??= this.member.close().finally(() => this.#onLeft(this)));
  }
}
