/** The meetings that somebody is in, each with its media, and the lobbies of those who still key in a PIN. */
import { MediaError, type MediaMember, type MediaPlane, type MediaRoom, type MemberEvent } from '../../media/index.ts';
import type { Meeting } from '../core/call.ts';
import type { EndReason } from '../core/reason.ts';
import { newRoom, stepRoom, type RoomEvent, type RoomMember } from '../core/room.ts';
import { Seat, type Entry, type SeatRequest } from './seat.ts';

/** A call cannot have a place in a meeting. */
export class SeatError extends Error {
  readonly reason: EndReason;
  constructor(reason: EndReason) {
    super(`Cannot join: ${reason}`);
    this.reason = reason;
  }
}

export interface Participant extends RoomMember {
  readonly callId: string;
}

export interface RoomTableOptions {
  /** Calls in a meeting. */
  readonly capacity: number;
  readonly cname: string;
  /** Calls that key in a PIN at once, of all and of one source. */
  readonly maxLobbies?: number;
  readonly maxLobbiesPerSource?: number;
}

export class RoomTable {
  readonly #plane: MediaPlane;
  readonly #capacity: number;
  readonly #cname: string;
  readonly #maxLobbies: number;
  readonly #maxLobbiesPerSource: number;
  readonly #entries = new Map<string, Entry>();
  /** Calls in lobbies, by source. */
  readonly #lobbies = new Map<string, number>();
  #lobbyCount = 0;
  /** Media rooms and members get ids of their own: a meeting may close and open again while the old media still ends. */
  #sequence = 0;

  constructor(plane: MediaPlane, options: RoomTableOptions) {
    this.#plane = plane;
    this.#capacity = options.capacity;
    this.#cname = options.cname;
    this.#maxLobbies = options.maxLobbies ?? Infinity;
    this.#maxLobbiesPerSource = options.maxLobbiesPerSource ?? Infinity;
  }

  /** Meetings and lobbies. */
  get size(): number {
    return this.#entries.size + this.#lobbyCount;
  }

  /** Rejects with `SeatError`. */
  async join(meeting: Meeting, request: SeatRequest): Promise<Seat> {
    const id = this.#nextMember();
    const entry = this.#entries.get(meeting.meetingId) ?? this.#open(meeting.meetingId);
    const waiting = this.#reserve(entry, id, meeting);
    try {
      const member = await this.#addMember(await entry.media, id, waiting, request, () => entry);
      return this.#seated(new Seat(member, request, { kind: 'meeting', entry }, (seat) => this.#onLeft(seat)), entry, waiting);
    } catch (error) {
      this.#apply(entry, { type: 'leave', member: id });
      throw new SeatError(reasonOfMediaError(error));
    }
  }

  /** A place where nobody else is. Rejects with `SeatError`. */
  async joinLobby(request: SeatRequest): Promise<Seat> {
    this.#takeLobby(request.source);
    let media: MediaRoom | undefined;
    try {
      media = await this.#plane.openRoom(`l${++this.#sequence}`);
      const made: { seat?: Seat } = {};
      const entryOf = (): Entry | undefined => (made.seat?.at.kind === 'meeting' ? made.seat.at.entry : undefined);
      const member = await this.#addMember(media, this.#nextMember(), true, request, entryOf);
      return (made.seat = new Seat(member, request, { kind: 'lobby', media }, (left) => this.#onLeft(left)));
    } catch (error) {
      this.#giveBackLobby(request.source);
      await media?.close().catch(() => undefined);
      throw new SeatError(reasonOfMediaError(error));
    }
  }

  /** From the lobby into a meeting, sockets and all; `elsewhere` when that is on another media worker. Rejects with `SeatError`. */
  async enter(seat: Seat, meeting: Meeting): Promise<{ readonly waiting: boolean } | 'elsewhere'> {
    if (seat.at.kind !== 'lobby') throw new SeatError('internal-error');
    const lobby = seat.at.media;
    const entry = this.#entries.get(meeting.meetingId) ?? this.#open(meeting.meetingId, lobby);
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
    return [...(entry?.seats.values() ?? [])].flatMap((seat) => (seat.standing === undefined ? [] : [{ callId: seat.request.callId, ...seat.standing }]));
  }

  /** `false`: that call is not in that meeting. */
  control(meetingId: string, callId: string, action: { readonly type: 'mute'; readonly muted: boolean } | { readonly type: 'admit' }): boolean {
    const entry = this.#entries.get(meetingId);
    const seat = [...(entry?.seats.values() ?? [])].find(({ request }) => request.callId === callId);
    if (entry === undefined || seat === undefined) return false;
    this.#apply(entry, action.type === 'mute' ? { type: 'mute', member: seat.id, muted: action.muted, by: 'host' } : { type: 'admit', member: seat.id });
    return true;
  }

  muteAll(meetingId: string): void {
    const entry = this.#entries.get(meetingId);
    if (entry !== undefined) this.#apply(entry, { type: 'muteAll' });
  }

  /** By its own keypad. */
  muteSelf(seat: Seat, muted: boolean | 'toggle'): void {
    if (seat.at.kind === 'meeting') this.#apply(seat.at.entry, { type: 'mute', member: seat.id, muted, by: 'self' });
  }

  #nextMember(): string {
    return `m${++this.#sequence}`;
  }

  #open(meetingId: string, near?: MediaRoom): Entry {
    const media = this.#plane.openRoom(`r${++this.#sequence}`, near && { near });
    // Whoever joins hears of a failure; unhandled it must not be.
    media.catch(() => undefined);
    const entry: Entry = { meetingId, state: newRoom(meetingId, this.#capacity), media, seats: new Map() };
    this.#entries.set(meetingId, entry);
    return entry;
  }

  /** `true`: it has to wait. */
  #reserve(entry: Entry, member: string, { role, waitsForHost }: Meeting): boolean {
    const effects = this.#apply(entry, { type: 'join', member, role, waitsForHost });
    for (const effect of effects) if (effect.type === 'refuse') throw new SeatError(effect.reason);
    return effects.some((effect) => effect.type === 'admit' && effect.waiting);
  }

  #addMember(media: MediaRoom, id: string, waiting: boolean, request: SeatRequest, entryOf: () => Entry | undefined): Promise<MediaMember> {
    const { kinds, family } = request;
    const onEvent = (event: MemberEvent): void => {
      const entry = event.type === 'closed' && event.reason === 'worker-lost' ? entryOf() : undefined;
      if (entry !== undefined) this.#forget(entry);
      request.onEvent(event);
    };
    return media.addMember({ id, kinds, family, cname: this.#cname, waiting, onEvent });
  }

  /** What was told while it was on its way is made up for. */
  #seated(seat: Seat, entry: Entry, waiting: boolean): Seat {
    entry.seats.set(seat.id, seat);
    const standing = seat.standing;
    if (waiting && standing?.waiting === false) void seat.member.admit().catch(() => undefined);
    if (standing?.muted === true) seat.member.setMuted(true);
    return seat;
  }

  #apply(entry: Entry, event: RoomEvent): ReturnType<typeof stepRoom>[1] {
    const [state, effects] = stepRoom(entry.state, event);
    entry.state = state;
    if (event.type === 'leave') entry.seats.delete(event.member);
    for (const effect of effects) {
      if (effect.type === 'close') this.#close(entry);
      if (effect.type !== 'tell') continue;
      const seat = entry.seats.get(effect.member);
      if (seat === undefined || seat.left) continue;
      if (effect.notice.type === 'muted') seat.member.setMuted(effect.notice.muted);
      else void seat.member.admit().catch(() => undefined);
      seat.request.onNotice(effect.notice);
    }
    return effects;
  }

  #onLeft(seat: Seat): void {
    if (seat.at.kind === 'lobby') this.#closeLobby(seat.at.media, seat.request.source);
    else this.#apply(seat.at.entry, { type: 'leave', member: seat.id });
  }

  #takeLobby(source: string): void {
    const held = this.#lobbies.get(source) ?? 0;
    if (this.#lobbyCount >= this.#maxLobbies || held >= this.#maxLobbiesPerSource) throw new SeatError('overload');
    this.#lobbies.set(source, held + 1);
    this.#lobbyCount += 1;
  }

  #giveBackLobby(source: string): void {
    const left = (this.#lobbies.get(source) ?? 1) - 1;
    if (left > 0) this.#lobbies.set(source, left);
    else this.#lobbies.delete(source);
    this.#lobbyCount -= 1;
  }

  #closeLobby(media: MediaRoom, source: string): void {
    this.#giveBackLobby(source);
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
