/** One participant's media: a member of a bridge, in a lobby or in a live meeting. */
import type {
  AgreedStream,
  AudioClip,
  MediaBridge,
  MediaMember,
  MemberEvent,
  StreamStats,
} from '../../../media/port.ts';
import type { LocalAddresses } from '../../core/media/abilities.ts';
import type { JoinRequest, MeetingRequest } from '../../core/meeting/messages.ts';
import type { EndReason } from '../../core/reason.ts';
import { LocalError } from '../../../base/errors.ts';
import { rtpDelta } from '../observe/rtp-delta.ts';
import { CameraLink } from './camera-link.ts';

/** A call cannot take part; `reason` is what it ends with. */
export class JoinError extends LocalError {
  readonly reason: EndReason;

  constructor(reason: EndReason, options?: ErrorOptions) {
    super(reason, `Cannot join: ${reason}`, options);
    this.reason = reason;
  }
}

/** The media of a participant, once its sockets are bound. */
export interface ParticipantMedia {
  readonly member: MediaMember;
  readonly camera: CameraLink;
}

/** Decisions per second of one participant that are logged and audited; more are only counted. */
const MOST_DECISIONS = 10;

export class Participant {
  readonly request: JoinRequest;
  /** The media last agreed with the device; it outlives the lobby. */
  agreed: Extract<MeetingRequest, { type: 'agreed' }> | undefined;
  #media: ParticipantMedia | undefined;
  #leaving = false;
  #decisions = { since: 0, count: 0 };
  #reported: readonly StreamStats[] = [];
  /** The call's number of the current playback, by the number that media gave it. */
  #playing: { readonly media: number; readonly call: number } | undefined;

  constructor(request: JoinRequest) {
    this.request = request;
  }

  get id(): string {
    return this.request.participant;
  }

  /** `undefined` while the sockets are being bound. */
  get media(): ParticipantMedia | undefined {
    return this.#media;
  }

  /** The call has given the place up. */
  get leaving(): boolean {
    return this.#leaving;
  }

  get local(): LocalAddresses {
    const { local = {}, dtls } = this.#media?.member ?? {};
    return dtls === undefined ? local : { ...local, dtls };
  }

  /** Binds sockets on `bridge`. Rejects with `MediaError`. */
  async open(
    bridge: MediaBridge,
    options: {
      readonly cname: string;
      readonly waiting: boolean;
      readonly cameras: boolean;
      readonly onEvent: (event: MemberEvent) => void;
    },
  ): Promise<void> {
    const { kinds, dtls, family } = this.request;
    const { cname, waiting, cameras, onEvent } = options;
    const member = await bridge.addMember({
      id: this.id,
      kinds,
      ...(dtls && { dtls }),
      family,
      cname,
      waiting,
      onEvent,
    });
    this.#media = { member, camera: new CameraLink(member, cameras) };
  }

  /** Starts or changes the streams. Rejects with `MediaError`. */
  async agree(streams: readonly AgreedStream[]): Promise<void> {
    await this.#media?.member.agree(streams);
    this.#media?.camera.agreed(streams.some(({ kind, send }) => kind === 'camera' && send));
  }

  /** Plays clips to this participant alone, in place of what is playing. */
  play(clips: readonly AudioClip[], playback: number): void {
    if (this.#media !== undefined) this.#playing = { media: this.#media.member.play(clips), call: playback };
  }

  stopPlaying(): void {
    this.#playing = undefined;
    this.#media?.member.stopPlaying();
  }

  /** The call's number of a playback that media has finished; `undefined` if another one has replaced it. */
  finishedPlayback(media: number): number | undefined {
    return this.#playing?.media === media ? this.#playing.call : undefined;
  }

  /** Counts a decision at `now` (ms); `false` when there have been too many within a second. */
  countDecision(now: number): boolean {
    if (now - this.#decisions.since >= 1000) this.#decisions = { since: now, count: 0 };
    this.#decisions.count += 1;
    return this.#decisions.count <= MOST_DECISIONS;
  }

  /** Packets and bytes since the last call. */
  async takeStats(): Promise<readonly StreamStats[]> {
    const now = (await this.#media?.member.stats()) ?? [];
    const added = rtpDelta(this.#reported, now);
    this.#reported = now;
    return added;
  }

  /** Marks the place as given up; `false` if it was before. */
  giveUp(): boolean {
    if (this.#leaving) return false;
    this.#leaving = true;
    return true;
  }

  /** Closes the media. Resolves with the last statistics; media that is gone has none. */
  async close(): Promise<readonly StreamStats[]> {
    const stats = await this.takeStats().catch(() => []);
    await this.#media?.member.close();
    return stats;
  }
}
