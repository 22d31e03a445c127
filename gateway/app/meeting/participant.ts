/** A call's place: in a meeting, or in a lobby of its own. */
import type {
  AgreedStream,
  AudioClip,
  ContentView,
  MediaCodec,
  MediaMember,
  MediaBridge,
  MemberEvent,
  PictureName,
  StreamName,
  StreamStats,
} from '../../../media/port.ts';
import type { LocalAddresses } from '../../core/media/negotiation.ts';
import type { MemberPlan, MemberVideo } from '../../core/meeting/plan.ts';
import type { EndReason } from '../../core/reason.ts';
import type { ParticipantState, MeetingNotice, MeetingState } from '../../core/meeting/meeting.ts';
import type { MeetingPolicies } from '../../../registry/port.ts';
import type { CameraState } from '../../core/meeting/camera.ts';
import type { Timer } from '../../core/clock.ts';
import type { RemoteControlDecision, RemoteControlState } from '../../core/meeting/remote-control.ts';
import { CameraLink } from './camera-link.ts';
import { rtpDelta } from '../observe/rtp-delta.ts';

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
  readonly accountId: string;
  /** Of the host's account, as they were read last. */
  policies: MeetingPolicies;
  state: MeetingState;
  cameras: CameraState;
  cameraTimer: Timer | undefined;
  /** Until who is asked for control of its computer must have answered. */
  remoteTimer: Timer | undefined;
  remote: RemoteControlState;
  /** The last decisions about it, for participants' clients. */
  readonly remoteEvents: RemoteControlRecord[];
  /** What was begun for this meeting and is not done yet. */
  queue: Promise<unknown>;
  readonly media: Promise<MediaBridge>;
  /** By member; those that are still on their way in are missing. */
  readonly seats: Map<string, Seat>;
}

/** A decision with its number, which rises, and its time (Unix ms). */
export type RemoteControlRecord = RemoteControlDecision & { readonly seq: number; readonly at: number };

export const seatOf = ({ seats }: Entry, callId: string): Seat | undefined =>
  [...seats.values()].find(({ request }) => request.callId === callId);

/** The call of whoever has the floor. */
export const sharerOf = ({ state: { floor }, seats }: Entry): string | undefined =>
  floor.holder === undefined ? undefined : seats.get(floor.holder)?.request.callId;

export interface SeatRequest {
  readonly callId: string;
  /** Where the call comes from, as observed. */
  readonly source: string;
  readonly kinds: readonly StreamName[];
  /** Its media comes by DTLS. */
  readonly dtls?: readonly MediaCodec[];
  readonly family: 4 | 6;
  readonly onEvent: (event: MemberEvent) => void;
  readonly onNotice: (notice: MeetingNotice) => void;
}

export type Whereabouts =
  | { readonly kind: 'lobby'; readonly media: MediaBridge }
  | { readonly kind: 'meeting'; readonly entry: Entry };

export class Seat {
  readonly member: MediaMember;
  readonly request: SeatRequest;
  at: Whereabouts;
  /** What it may send, as the meeting was when it came. */
  readonly planAtJoining: MemberPlan;
  /** As its call knows it. */
  video: MemberVideo = {};
  contentTakes: number | undefined;
  /** Whose picture it sees, by member. */
  sees: string | undefined;
  readonly camera: CameraLink;
  #facts = { begins: 0, count: 0 };
  readonly #onLeft: (seat: Seat) => void;
  #left: Promise<void> | undefined;
  #reported: readonly StreamStats[] = [];

  constructor(
    member: MediaMember,
    request: SeatRequest,
    at: Whereabouts,
    plan: MemberPlan,
    onLeft: (seat: Seat) => void,
  ) {
    this.member = member;
    this.request = request;
    this.at = at;
    this.planAtJoining = plan;
    this.#onLeft = onLeft;
    this.camera = new CameraLink(member, at.kind === 'lobby' || at.entry.policies.farEndCameraControl !== 'off');
  }

  /** Not more than so many a second. `now` in ms. */
  mayTell(now: number, most: number): boolean {
    if (now - this.#facts.begins >= 1000) this.#facts = { begins: now, count: 0 };
    this.#facts.count += 1;
    return this.#facts.count <= most;
  }

  get id(): string {
    return this.member.id;
  }

  get local(): LocalAddresses {
    const { local, dtls } = this.member;
    return dtls === undefined ? local : { ...local, dtls };
  }

  /** As the meeting has it; undefined in the lobby. */
  get standing(): ParticipantState | undefined {
    return this.at.kind === 'meeting' ? this.at.entry.state.members.get(this.id) : undefined;
  }

  get left(): boolean {
    return this.#left !== undefined;
  }

  async agree(streams: readonly AgreedStream[]): Promise<void> {
    await this.member.agree(streams);
    this.camera.agreed(streams.some(({ kind, send }) => kind === 'camera' && send));
  }

  showContent(view: ContentView): void {
    this.member.setContentView(view);
  }

  requestKeyframe(kind: PictureName): void {
    this.member.requestKeyframe(kind);
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
