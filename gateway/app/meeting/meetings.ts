/**
 * The live meetings by id, and the lobbies of callers that still key in a PIN. Routes each call's requests to where
 * it is.
 */
import {
  MediaError,
  type AudioClip,
  type MediaBridge,
  type MediaPlane,
  type MemberEvent,
  type StreamStats,
} from '../../../media/index.ts';
import type { MeetingPolicies } from '../../../registry/port.ts';
import type { Clock } from '../../../base/clock.ts';
import type { PromptName } from '../../core/call/prompts.ts';
import type { JoinRequest, Meeting, MeetingMessage, MeetingRequest } from '../../core/meeting/messages.ts';
import { planOfOne } from '../../core/meeting/plan.ts';
import { REMOTE_CONTROL_RATE } from '../../core/meeting/remote-control.ts';
import type { EndReason } from '../../core/reason.ts';
import { Admission, type AdmissionOptions } from './admission.ts';
import { LiveMeeting, type LiveMeetingOptions, type ParticipantView } from './live-meeting.ts';
import { Lobby } from './lobby.ts';
import { JoinError, Participant } from './participant.ts';

/** Recorded prompts by name; a prompt without a recording is skipped. */
export type Prompts = ReadonlyMap<PromptName, AudioClip>;

export interface MeetingsOptions extends AdmissionOptions {
  /** Participants that a meeting may have. */
  readonly capacity: number;
  /** CNAME of our RTCP. */
  readonly cname: string;
  readonly prompts?: Prompts;
  /** Current policies of a meeting's account. */
  readonly policies?: LiveMeetingOptions['readPolicies'];
  readonly clock: Clock;
  readonly onDecision?: LiveMeetingOptions['onDecision'];
  /** RTP counts of a participant since its last report. */
  readonly onRtp?: (stats: readonly StreamStats[]) => void;
  /** A failure or fault, with the meeting or call that it belongs to. */
  readonly onError?: (error: unknown, of: { readonly meetingId?: string; readonly callId?: string }) => void;
}

interface Place {
  readonly participant: Participant;
  readonly send: (message: MeetingMessage) => void;
  /** Where the participant is; a lobby until it has entered a meeting. */
  at: Lobby | LiveMeeting;
}

const ALONE = planOfOne();
const ignore = (): void => undefined;

export class Meetings {
  readonly #plane: MediaPlane;
  readonly #options: MeetingsOptions;
  readonly #admission: Admission;
  readonly #live = new Map<string, LiveMeeting>();
  readonly #places = new Map<string, Place>();
  /** Bridges have ids of their own: a meeting may close and open again while its old bridge still ends. */
  #bridges = 0;
  #sequence = 0;

  constructor(plane: MediaPlane, options: MeetingsOptions) {
    this.#plane = plane;
    this.#options = options;
    this.#admission = new Admission(options);
  }

  /** Number of live meetings and lobbies. */
  get size(): number {
    return this.#live.size + this.#admission.lobbies;
  }

  /** `undefined` if the meeting is not live. */
  live(meetingId: string): LiveMeeting | undefined {
    return this.#live.get(meetingId);
  }

  /** Empty if the meeting is not live. */
  participants(meetingId: string): readonly ParticipantView[] {
    return this.#live.get(meetingId)?.participants ?? [];
  }

  /** Ends the wait for the host. */
  admitAll(meetingId: string): void {
    for (const { callId, waiting } of this.participants(meetingId))
      if (waiting) this.#live.get(meetingId)?.moderate(callId, { type: 'admit' });
  }

  /** Applies changed policies of an account to its live meetings. */
  async accountChanged(
    accountId: string,
    policies: (meetingId: string) => Promise<MeetingPolicies | undefined>,
  ): Promise<void> {
    for (const meeting of [...this.#live.values()].filter((each) => each.accountId === accountId)) {
      const current = await policies(meeting.meetingId);
      if (current !== undefined) meeting.handle({ type: 'policiesChanged', policies: current });
    }
  }

  /** Applies a changed rule for sharing while another participant shares. */
  floorRuleChanged(meetingId: string, contentFloor: MeetingPolicies['contentFloor']): void {
    const meeting = this.#live.get(meetingId);
    meeting?.handle({ type: 'policiesChanged', policies: { ...meeting.state.policies, contentFloor } });
  }

  /** Takes a place for a call. `send` receives every message about that participant. */
  join(request: JoinRequest, send: Place['send']): void {
    const participant = new Participant(request);
    const { meeting } = request;
    const joining = meeting === undefined ? this.#joinLobby(participant, send) : this.#join(participant, meeting, send);
    joining.catch((error: unknown) =>
      send({ type: 'joinFailed', participant: participant.id, reason: this.#reasonOf(error, request.callId) }),
    );
  }

  /** Handles a request of a call that has a place; one for a place that is gone changes nothing. */
  handle(request: Exclude<MeetingRequest, JoinRequest>): void {
    const place = this.#places.get(request.participant);
    if (place === undefined) return;
    const { participant, at } = place;
    switch (request.type) {
      case 'leave':
        return this.#leave(place);
      case 'enter':
        return void this.#enter(place, request.meeting);
      case 'play':
        return this.#play(place, request);
      case 'stopPlaying':
        return participant.stopPlaying();
      case 'requestKeyframe':
        return participant.media?.member.requestKeyframe(request.kind);
      case 'contentView':
        return participant.media?.member.setContentView(request.view);
      case 'agreed':
        return this.#agreed(place, request);
      default:
        if (at instanceof LiveMeeting) at.request(participant, request);
    }
  }

  /** Reports the RTP counts of all participants, for a scrape. */
  async reportRtp(): Promise<void> {
    const { onRtp = ignore } = this.#options;
    const report = async ({ participant }: Place): Promise<void> => onRtp(await participant.takeStats());
    await Promise.allSettled([...this.#places.values()].map(report));
  }

  /** Rejects with `JoinError` or `MediaError`; nothing is held then. */
  async #join(participant: Participant, meeting: Meeting, send: Place['send']): Promise<void> {
    const { source } = participant.request;
    this.#admission.takeCall(source);
    const live = this.#live.get(meeting.meetingId) ?? this.#open(meeting);
    const place: Place = { participant, send, at: live };
    this.#places.set(participant.id, place);
    try {
      const { plan, waiting } = live.admit(participant, meeting);
      await live.open(participant, waiting, (event) => this.#onMedia(place, event));
      if (participant.leaving) return await this.#close(place);
      live.arrived(participant, waiting);
      this.#shareBandwidth();
      const { waiting: waits = waiting, shown = false } = live.standingOf(participant.id) ?? {};
      send({ type: 'joined', participant: participant.id, local: participant.local, waiting: waits, plan, shown });
    } catch (error) {
      this.#places.delete(participant.id);
      this.#admission.giveBackCall(source);
      live.left(participant);
      throw error;
    }
  }

  /** Rejects with `JoinError` or `MediaError`; nothing is held then. */
  async #joinLobby(participant: Participant, send: Place['send']): Promise<void> {
    const { source } = participant.request;
    const lobby = new Lobby(participant);
    this.#admission.takeLobby(source);
    try {
      this.#admission.takeCall(source);
    } catch (error) {
      this.#admission.giveBackLobby(source);
      throw error;
    }
    const place: Place = { participant, send, at: lobby };
    this.#places.set(participant.id, place);
    try {
      const onEvent = (event: MemberEvent): void => this.#onMedia(place, event);
      await lobby.open(this.#plane, `l${++this.#bridges}`, this.#options.cname, onEvent);
    } catch (error) {
      this.#places.delete(participant.id);
      this.#admission.giveBackLobby(source);
      this.#admission.giveBackCall(source);
      throw error;
    }
    if (participant.leaving) return this.#close(place);
    const { id, local } = participant;
    send({ type: 'joined', participant: id, local, waiting: true, plan: ALONE, shown: false });
  }

  /** Moves a participant, its sockets included, from its lobby into a meeting. */
  async #enter(place: Place, meeting: Meeting): Promise<void> {
    const { participant, send, at: lobby } = place;
    const { id, media } = participant;
    if (!(lobby instanceof Lobby) || media === undefined)
      return send({ type: 'enterFailed', participant: id, reason: 'internal-error' });
    const live = this.#live.get(meeting.meetingId) ?? this.#open(meeting, lobby.bridge);
    try {
      const { waiting } = live.admit(participant, meeting);
      if (!(await media.member.moveTo(await live.bridge, { waiting }))) {
        live.left(participant);
        return send({ type: 'enteredElsewhere', participant: id });
      }
      this.#closeLobby(lobby);
      place.at = live;
      if (participant.leaving) return live.left(participant);
      live.arrived(participant, waiting);
      this.#shareBandwidth();
      return send({ type: 'entered', participant: id, waiting: live.standingOf(id)?.waiting ?? false });
    } catch (error) {
      live.left(participant);
      send({ type: 'enterFailed', participant: id, reason: this.#reasonOf(error, participant.request.callId) });
    }
  }

  #open(meeting: Meeting, near?: MediaBridge): LiveMeeting {
    const {
      capacity,
      cname,
      clock,
      policies = async () => undefined,
      onDecision = ignore,
      onError = ignore,
    } = this.#options;
    const { meetingId } = meeting;
    const bridge = this.#plane.openBridge(`m${++this.#bridges}`, near && { near });
    // `join()` reports the failure; this only prevents an unhandled rejection.
    bridge.catch(() => undefined);
    const live = new LiveMeeting(meeting, {
      bridge,
      capacity,
      cname,
      clock,
      readPolicies: policies,
      reserve: (sources, on) => this.#reserveBandwidth(sources, on),
      send: (message) => this.#places.get(message.participant)?.send(message),
      onDecision,
      onError: (error) => onError(error, { meetingId }),
      onFault: (error) => onError(error, { meetingId }),
      nextSequence: () => ++this.#sequence,
      onClosed: (closed) => this.#forget(closed),
    });
    this.#live.set(meetingId, live);
    return live;
  }

  #agreed(place: Place, request: Extract<MeetingRequest, { type: 'agreed' }>): void {
    const { participant, send } = place;
    participant.agreed = request;
    participant.agree(request.streams).then(
      () => place.at instanceof LiveMeeting && place.at.reportCamera(participant),
      (error: unknown) => {
        if (participant.leaving) return;
        this.#options.onError?.(error, { callId: participant.request.callId });
        send({ type: 'failed', participant: participant.id });
      },
    );
    if (place.at instanceof LiveMeeting) place.at.request(participant, request);
  }

  #play({ participant, send }: Place, { prompts, playback }: Extract<MeetingRequest, { type: 'play' }>): void {
    const clips = prompts.flatMap((name) => this.#options.prompts?.get(name) ?? []);
    if (clips.length === 0) send({ type: 'played', participant: participant.id, playback });
    else participant.play(clips, playback);
  }

  #onMedia(place: Place, event: MemberEvent): void {
    const { participant, send, at } = place;
    if (event.type === 'sees' || event.type === 'data') {
      if (at instanceof LiveMeeting) at.onMediaEvent(participant, event);
      return;
    }
    if (event.type === 'played') {
      const playback = participant.finishedPlayback(event.playback);
      if (playback !== undefined) send({ type: 'played', participant: participant.id, playback });
      return;
    }
    if (event.type === 'closed') this.#mediaClosed(place, event);
    send({ type: 'media', participant: participant.id, event });
  }

  /** The bridge is gone: the next join opens the meeting again. A fault is reported once for its meeting or lobby. */
  #mediaClosed({ at, participant }: Place, { reason, detail }: Extract<MemberEvent, { type: 'closed' }>): void {
    const subject = at instanceof LiveMeeting ? { meetingId: at.meetingId } : { callId: participant.request.callId };
    const isCurrent = at instanceof Lobby || this.#live.get(at.meetingId) === at;
    if (reason === 'fault' && isCurrent) this.#options.onError?.(new Error(`Media worker: ${detail}`), subject);
    if (reason !== 'bridge-closed' && at instanceof LiveMeeting) this.#forget(at);
  }

  #leave(place: Place): void {
    const { participant, at } = place;
    if (!participant.giveUp()) return;
    if (at instanceof LiveMeeting) at.leaving(participant);
    // A join in progress closes the media as soon as it is open.
    if (participant.media !== undefined) void this.#close(place);
  }

  async #close(place: Place): Promise<void> {
    const { participant } = place;
    const { onRtp = ignore, onError = ignore } = this.#options;
    try {
      onRtp(await participant.close());
    } catch (error) {
      onError(error, { callId: participant.request.callId });
    }
    this.#places.delete(participant.id);
    this.#admission.giveBackCall(participant.request.source);
    if (place.at instanceof Lobby) this.#closeLobby(place.at);
    else place.at.left(participant);
    this.#shareBandwidth();
  }

  #closeLobby(lobby: Lobby): void {
    this.#admission.giveBackLobby(lobby.participant.request.source);
    lobby.close();
  }

  /** Takes bandwidth for remote control at all sources or at none. */
  #reserveBandwidth(sources: readonly string[], on: boolean): boolean {
    const done = this.#admission.reserve(sources, on ? REMOTE_CONTROL_RATE : -REMOTE_CONTROL_RATE);
    this.#shareBandwidth();
    return done;
  }

  /** Tells all live meetings how much bandwidth each call has, after calls came or went. */
  #shareBandwidth(): void {
    if (!this.#admission.shares) return;
    for (const meeting of this.#live.values()) {
      const budgets = meeting.sources.map(([id, source]) => [id, this.#admission.budgetOf(source)] as const);
      meeting.handle({ type: 'budgets', budgets: new Map(budgets) });
    }
  }

  #forget(meeting: LiveMeeting): void {
    if (this.#live.get(meeting.meetingId) === meeting) this.#live.delete(meeting.meetingId);
  }

  /** The reason that a call ends with; failures of our own are reported. */
  #reasonOf(error: unknown, callId: string): EndReason {
    if (error instanceof JoinError) return error.reason;
    if (error instanceof MediaError && error.kind !== 'fault')
      return error.kind === 'out-of-ports' ? 'out-of-ports' : 'media-lost';
    this.#options.onError?.(error, { callId });
    return 'internal-error';
  }
}
