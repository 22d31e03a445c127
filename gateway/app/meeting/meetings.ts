/** The meetings that somebody is in, each with its media, and the lobbies of those who still key in a PIN. */
import {
  MediaError,
  type MediaMember,
  type MediaPlane,
  type MediaBridge,
  type MemberEvent,
  type PictureName,
} from '../../../media/index.ts';
import type { MeetingPolicies } from '../../../registry/port.ts';
import { newCameras } from '../../core/meeting/camera.ts';
import type { Clock } from '../../core/clock.ts';
import { newRemoteControl, REMOTE_CONTROL_RATE } from '../../core/meeting/remote-control.ts';
import type { Meeting } from '../../core/call/call.ts';
import type { EndReason } from '../../core/reason.ts';
import { planOfOne, type MemberPlan, type MemberVideo } from '../../core/meeting/plan.ts';
import { newMeeting, stepMeeting, type MeetingEvent, type ParticipantState } from '../../core/meeting/meeting.ts';
import { Admission, type AdmissionOptions } from './admission.ts';
import { MeetingControl, type MeetingControlOptions } from './meeting-control.ts';
import { Seat, SeatError, seatOf, type Entry, type SeatRequest } from './participant.ts';

const ALONE = planOfOne();

export interface Participant extends ParticipantState {
  readonly callId: string;
  /** It has the floor. */
  readonly sharing: boolean;
}

export interface MeetingsOptions extends AdmissionOptions {
  /** Calls in a meeting. */
  readonly capacity: number;
  readonly cname: string;
  /** Of the host's account, as they are now. */
  readonly policies?: MeetingControlOptions['policies'];
  readonly clock: Clock;
  readonly onControl?: MeetingControlOptions['onFact'];
  readonly onError?: MeetingControlOptions['onError'];
}

export class Meetings {
  readonly #plane: MediaPlane;
  readonly #capacity: number;
  readonly #cname: string;
  readonly #admission: Admission;
  readonly #entries = new Map<string, Entry>();
  readonly control: MeetingControl;
  /** Media rooms and members get ids of their own: a meeting may close and open again while the old media still ends. */
  #sequence = 0;

  constructor(plane: MediaPlane, options: MeetingsOptions) {
    this.#plane = plane;
    this.#capacity = options.capacity;
    this.#cname = options.cname;
    this.#admission = new Admission(options);
    const { clock, policies = async () => undefined, onControl = () => undefined, onError = () => undefined } = options;
    this.control = new MeetingControl({
      clock,
      policies,
      onFact: onControl,
      onError,
      apply: (entry, event) => void this.#apply(entry, event),
      reserve: (seats, on) => this.#reserveBandwidth(seats, on),
    });
  }

  /** Meetings and lobbies. */
  get size(): number {
    return this.#entries.size + this.#admission.lobbies;
  }

  /** Rejects with `SeatError`. */
  async join(meeting: Meeting, request: SeatRequest): Promise<Seat> {
    this.#admission.takeCall(request.source);
    const id = this.#nextMember();
    const entry = this.#entries.get(meeting.meetingId) ?? this.#open(meeting);
    try {
      const waiting = this.#reserve(entry, id, meeting);
      const plan = entry.state.members.get(id)?.plan ?? ALONE;
      const member = await this.#addMember(await entry.media, id, waiting, request, () => entry);
      return this.#seated(
        new Seat(member, request, { kind: 'meeting', entry }, plan, (seat) => this.#onLeft(seat)),
        entry,
        waiting,
      );
    } catch (error) {
      this.#admission.giveBackCall(request.source);
      this.#apply(entry, { type: 'leave', member: id });
      throw new SeatError(reasonOfMediaError(error));
    }
  }

  /** A place where nobody else is. Rejects with `SeatError`. */
  async joinLobby(request: SeatRequest): Promise<Seat> {
    this.#admission.takeLobby(request.source);
    let media: MediaBridge | undefined;
    let taken = false;
    try {
      this.#admission.takeCall(request.source);
      taken = true;
      media = await this.#plane.openBridge(`l${++this.#sequence}`);
      const made: { seat?: Seat } = {};
      const entryOf = (): Entry | undefined => (made.seat?.at.kind === 'meeting' ? made.seat.at.entry : undefined);
      const member = await this.#addMember(media, this.#nextMember(), true, request, entryOf);
      return (made.seat = new Seat(member, request, { kind: 'lobby', media }, ALONE, (left) => this.#onLeft(left)));
    } catch (error) {
      this.#admission.giveBackLobby(request.source);
      if (taken) this.#admission.giveBackCall(request.source);
      await media?.close().catch(() => undefined);
      throw new SeatError(reasonOfMediaError(error));
    }
  }

  /** From the lobby into a meeting, sockets and all; `elsewhere` when that is on another media worker. Rejects with `SeatError`. */
  async enter(seat: Seat, meeting: Meeting): Promise<{ readonly waiting: boolean } | 'elsewhere'> {
    if (seat.at.kind !== 'lobby') throw new SeatError('internal-error');
    const lobby = seat.at.media;
    const entry = this.#entries.get(meeting.meetingId) ?? this.#open(meeting, lobby);
    const waiting = this.#reserve(entry, seat.id, meeting);
    try {
      if (!(await seat.member.moveTo(await entry.media, { waiting }))) {
        this.#apply(entry, { type: 'leave', member: seat.id });
        return 'elsewhere';
      }
    } catch (error) {
      this.#apply(entry, { type: 'leave', member: seat.id });
      throw new SeatError(reasonOfMediaError(error));
    }
    this.#closeLobby(lobby, seat.request.source);
    seat.at = { kind: 'meeting', entry };
    if (seat.left) this.#apply(entry, { type: 'leave', member: seat.id });
    else this.#seated(seat, entry, waiting);
    return { waiting: seat.standing?.waiting ?? false };
  }

  /** Of a meeting that nobody is in: none. */
  participants(meetingId: string): readonly Participant[] {
    const entry = this.#entries.get(meetingId);
    return [...(entry?.seats.values() ?? [])].flatMap((seat) =>
      seat.standing === undefined
        ? []
        : [{ callId: seat.request.callId, sharing: seat.id === entry?.state.floor.holder, ...seat.standing }],
    );
  }

  /** `false`: that call is not in that meeting. */
  moderate(
    meetingId: string,
    callId: string,
    action: { readonly type: 'mute'; readonly muted: boolean } | { readonly type: 'admit' },
  ): boolean {
    const entry = this.#entries.get(meetingId);
    const seat = entry && seatOf(entry, callId);
    if (entry === undefined || seat === undefined) return false;
    this.#apply(
      entry,
      action.type === 'mute'
        ? { type: 'mute', member: seat.id, muted: action.muted, by: 'host' }
        : { type: 'admit', member: seat.id },
    );
    return true;
  }

  /** Nobody waits for the host any more. */
  admitAll(meetingId: string): void {
    for (const { callId, waiting } of this.participants(meetingId))
      if (waiting) this.moderate(meetingId, callId, { type: 'admit' });
  }

  muteAll(meetingId: string): void {
    const entry = this.#entries.get(meetingId);
    if (entry !== undefined) this.#apply(entry, { type: 'muteAll' });
  }

  /** What its call agreed with the device about its picture. */
  agreed(seat: Seat, video: MemberVideo, contentTakes: number | undefined): void {
    seat.video = video;
    seat.contentTakes = contentTakes;
    if (seat.at.kind === 'meeting') this.#apply(seat.at.entry, agreedEvent(seat));
  }

  /** Its device asks for less. */
  limit(seat: Seat, kind: PictureName, bitrate: number): void {
    if (seat.at.kind === 'meeting') this.#apply(seat.at.entry, { type: 'sendLimit', member: seat.id, kind, bitrate });
  }

  /** Of a meeting that nobody is in: none. */
  entryOf(meetingId: string): Entry | undefined {
    return this.#entries.get(meetingId);
  }

  /** The Policies page of an account was changed. */
  async accountChanged(
    accountId: string,
    policies: (meetingId: string) => Promise<MeetingPolicies | undefined>,
  ): Promise<void> {
    for (const entry of [...this.#entries.values()].filter((each) => each.accountId === accountId)) {
      const now = await policies(entry.meetingId);
      if (now !== undefined) this.control.policiesChanged(entry, now);
    }
  }

  /** What becomes of whoever shares when another wants to, from now on. */
  floorRuleChanged(meetingId: string, contentFloor: MeetingPolicies['contentFloor']): void {
    const entry = this.#entries.get(meetingId);
    if (entry !== undefined) this.control.policiesChanged(entry, { ...entry.policies, contentFloor });
  }

  /** By its own keypad. */
  muteSelf(seat: Seat, muted: boolean | 'toggle'): void {
    if (seat.at.kind === 'meeting') this.#apply(seat.at.entry, { type: 'mute', member: seat.id, muted, by: 'self' });
  }

  #nextMember(): string {
    return `m${++this.#sequence}`;
  }

  #open({ meetingId, accountId, policies }: Meeting, near?: MediaBridge): Entry {
    const media = this.#plane.openBridge(`r${++this.#sequence}`, near && { near });
    // Whoever joins hears of a failure; unhandled it must not be.
    media.catch(() => undefined);
    const floor = { rule: policies.contentFloor, open: policies.contentFromRooms === 'on' };
    const entry: Entry = {
      meetingId,
      accountId,
      policies,
      media,
      seats: new Map(),
      queue: Promise.resolve(),
      cameraTimer: undefined,
      remoteTimer: undefined,
      state: newMeeting(meetingId, this.#capacity, floor),
      cameras: newCameras(policies.farEndCameraControl),
      remote: newRemoteControl(),
      remoteEvents: [],
    };
    this.#entries.set(meetingId, entry);
    return entry;
  }

  /** `true`: it has to wait. */
  #reserve(entry: Entry, member: string, { role, waitsForHost }: Meeting): boolean {
    const effects = this.#apply(entry, { type: 'join', member, role, waitsForHost });
    for (const effect of effects) if (effect.type === 'refuse') throw new SeatError(effect.reason);
    return effects.some((effect) => effect.type === 'admit' && effect.waiting);
  }

  #addMember(
    media: MediaBridge,
    id: string,
    waiting: boolean,
    request: SeatRequest,
    entryOf: () => Entry | undefined,
  ): Promise<MediaMember> {
    const { kinds, family, dtls } = request;
    const onEvent = (event: MemberEvent): void => {
      if (event.type === 'data' || event.type === 'sees') return this.#onCamera(entryOf()?.seats.get(id), event);
      const entry = event.type === 'closed' && event.reason === 'worker-lost' ? entryOf() : undefined;
      if (entry !== undefined) this.#forget(entry);
      request.onEvent(event);
    };
    return media.addMember({ id, kinds, ...(dtls && { dtls }), family, cname: this.#cname, waiting, onEvent });
  }

  /** What was told while it was on its way is made up for. */
  #seated(seat: Seat, entry: Entry, waiting: boolean): Seat {
    entry.seats.set(seat.id, seat);
    this.#apply(entry, agreedEvent(seat));
    this.#share();
    const standing = seat.standing;
    if (standing?.plan !== undefined) this.#follow(seat, standing.plan);
    if (waiting && standing?.waiting === false) void seat.member.admit().catch(() => undefined);
    if (standing?.muted === true) seat.member.setMuted(true);
    if (standing?.shown === true) seat.request.onNotice({ type: 'content', shown: true });
    if (entry.cameras.policy === 'off') {
      seat.camera.setAllowed(false);
      seat.request.onNotice({ type: 'camera', allowed: false });
    }
    return seat;
  }

  #onCamera(seat: Seat | undefined, event: Extract<MemberEvent, { type: 'data' | 'sees' }>): void {
    if (seat === undefined) return;
    if (event.type === 'sees') seat.sees = event.member;
    else this.control.data(seat, event.payload);
  }

  /** All or none. */
  #reserveBandwidth(seats: readonly Seat[], on: boolean): boolean {
    const sources = seats.map(({ request }) => request.source);
    const done = this.#admission.reserve(sources, on ? REMOTE_CONTROL_RATE : -REMOTE_CONTROL_RATE);
    this.#share();
    return done;
  }

  #apply(entry: Entry, event: MeetingEvent): ReturnType<typeof stepMeeting>[1] {
    const [state, effects] = stepMeeting(entry.state, event);
    entry.state = state;
    for (const effect of effects) {
      if (effect.type === 'close') this.#close(entry);
      if (effect.type === 'floor') this.control.tellFloor(entry, effect.decision);
      if (effect.type === 'present') this.#present(entry, effect.member);
      if (effect.type === 'contentRate') entry.seats.get(effect.member)?.member.setReceiveLimit('content', effect.rate);
      const seat = effect.type === 'tell' || effect.type === 'plan' ? entry.seats.get(effect.member) : undefined;
      if (seat === undefined || seat.left) continue;
      if (effect.type === 'plan') this.#follow(seat, effect.plan);
      if (effect.type !== 'tell') continue;
      if (effect.notice.type === 'muted') seat.member.setMuted(effect.notice.muted);
      if (effect.notice.type === 'admitted') void seat.member.admit().catch(() => undefined);
      seat.request.onNotice(effect.notice);
    }
    // Last: what is told of its floor names its call.
    if (event.type === 'leave') entry.seats.delete(event.member);
    return effects;
  }

  #present(entry: Entry, member: string | undefined): void {
    entry.media.then((media) => media.present(member)).catch(() => undefined);
    this.control.floorMoved(entry);
  }

  #follow(seat: Seat, { rate, mode }: MemberPlan): void {
    seat.member.setReceiveLimit('video', rate);
    seat.request.onNotice({ type: 'mode', mode });
  }

  /** What there is for each, after calls came or went. */
  #share(): void {
    if (!this.#admission.shares) return;
    for (const entry of this.#entries.values()) {
      const budgets = [...entry.seats.values()].map(
        (seat) => [seat.id, this.#admission.budgetOf(seat.request.source)] as const,
      );
      this.#apply(entry, { type: 'budgets', budgets: new Map(budgets) });
    }
  }

  #onLeft(seat: Seat): void {
    this.#admission.giveBackCall(seat.request.source);
    if (seat.at.kind === 'lobby') this.#closeLobby(seat.at.media, seat.request.source);
    else {
      this.control.left(seat.at.entry, seat);
      this.#apply(seat.at.entry, { type: 'leave', member: seat.id });
    }
    this.#share();
  }

  #closeLobby(media: MediaBridge, source: string): void {
    this.#admission.giveBackLobby(source);
    media.close().catch(() => undefined);
  }

  #close(entry: Entry): void {
    this.#forget(entry);
    entry.media.then((room) => room.close()).catch(() => undefined);
  }

  /** Who joins from now on gets a new one. */
  #forget(entry: Entry): void {
    if (this.#entries.get(entry.meetingId) === entry) this.#entries.delete(entry.meetingId);
  }
}

const agreedEvent = ({ id, video, contentTakes }: Seat): MeetingEvent => ({
  type: 'agreed',
  member: id,
  video,
  ...(contentTakes !== undefined && { contentTakes }),
});

function reasonOfMediaError(error: unknown): EndReason {
  if (error instanceof SeatError) return error.reason;
  if (!(error instanceof MediaError)) return 'internal-error';
  switch (error.code) {
    case 'out-of-ports':
      return 'out-of-ports';
    case 'worker-lost':
    case 'closed':
    case 'not-ready':
      return 'media-lost';
    default:
      return error.code satisfies never;
  }
}
