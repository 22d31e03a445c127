/** The meetings that somebody is in, each with its media. */
import { MediaError, type AgreedStream, type MediaMember, type MediaPlane, type MediaRoom, type MemberEvent, type StreamStats } from '../../media/index.ts';
import type { AvKind, LocalAddresses } from '../core/negotiation.ts';
import type { EndReason } from '../core/reason.ts';
import { newRoom, stepRoom, type RoomState } from '../core/room.ts';
import { rtpDelta } from './rtp-delta.ts';

/** A call cannot have a place in a meeting. */
export class SeatError extends Error {
  readonly reason: EndReason;
  constructor(reason: EndReason) {
    super(`Cannot join: ${reason}`);
    this.reason = reason;
  }
}

export interface SeatRequest {
  readonly meetingId: string;
  readonly kinds: readonly AvKind[];
  readonly family: 4 | 6;
  readonly onEvent: (event: MemberEvent) => void;
}

/** A call's place in a meeting. */
export interface Seat {
  readonly local: LocalAddresses;
  agree(streams: readonly AgreedStream[]): Promise<void>;
  requestKeyframe(): void;
  /** What came and went since the last time that this was asked. */
  takeStats(): Promise<readonly StreamStats[]>;
  /** Idempotent. */
  leave(): Promise<void>;
}

interface Entry {
  state: RoomState;
  readonly media: Promise<MediaRoom>;
}

export class RoomTable {
  readonly #plane: MediaPlane;
  readonly #capacity: number;
  readonly #cname: string;
  readonly #entries = new Map<string, Entry>();
  /** Media rooms and members get ids of their own: a meeting may close and open again while the old media still ends. */
  #sequence = 0;

  constructor(plane: MediaPlane, options: { readonly capacity: number; readonly cname: string }) {
    this.#plane = plane;
    this.#capacity = options.capacity;
    this.#cname = options.cname;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Rejects with `SeatError`. */
  async join(request: SeatRequest): Promise<Seat> {
    const { meetingId } = request;
    const id = `m${++this.#sequence}`;
    const entry = this.#entries.get(meetingId) ?? this.#open(meetingId);
    const [state, effects] = stepRoom(entry.state, { type: 'join', member: id });
    entry.state = state;
    for (const effect of effects) if (effect.type === 'refuse') throw new SeatError(effect.reason);
    try {
      const member = await (await entry.media).addMember({
        id,
        kinds: request.kinds,
        family: request.family,
        cname: this.#cname,
        onEvent: request.onEvent,
      });
      return this.#seat(meetingId, entry, member);
    } catch (error) {
      this.#left(meetingId, entry, id);
      throw new SeatError(reasonOfMediaError(error));
    }
  }

  #open(meetingId: string): Entry {
    const media = this.#plane.openRoom(`r${++this.#sequence}`);
    // Whoever joins hears of a failure; unhandled it must not be.
    media.catch(() => undefined);
    const entry: Entry = { state: newRoom(meetingId, this.#capacity), media };
    this.#entries.set(meetingId, entry);
    return entry;
  }

  #seat(meetingId: string, entry: Entry, member: MediaMember): Seat {
    let left: Promise<void> | undefined;
    let reported: readonly StreamStats[] = [];
    return {
      local: member.local,
      agree: (streams) => member.agree(streams),
      requestKeyframe: () => member.requestKeyframe(),
      takeStats: async () => {
        const now = await member.stats();
        const added = rtpDelta(reported, now);
        reported = now;
        return added;
      },
      leave: () => (left ??= member.close().finally(() => this.#left(meetingId, entry, member.id))),
    };
  }

  #left(meetingId: string, entry: Entry, member: string): void {
    const [state, effects] = stepRoom(entry.state, { type: 'leave', member });
    entry.state = state;
    if (!effects.some(({ type }) => type === 'close')) return;
    if (this.#entries.get(meetingId) === entry) this.#entries.delete(meetingId);
    entry.media.then((room) => room.close()).catch(() => undefined);
  }
}

function reasonOfMediaError(error: unknown): EndReason {
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
