/**
 * One live meeting: runs the machine of `core/meeting/meeting.ts` and is the only one to change its state. Owns the
 * bridge, the participants' media and the timers.
 */
import type { MediaBridge, MemberEvent } from '../../../media/port.ts';
import type { MeetingPolicies } from '../../../registry/port.ts';
import type { Clock } from '../../../base/clock.ts';
import { Runner } from '../../../base/machine.ts';
import { NamedTimers } from '../../../base/timers.ts';
import type { CameraMessage } from '../../h224/index.ts';
import type { Meeting, MeetingMessage, MeetingNotice, MeetingRequest } from '../../core/meeting/messages.ts';
import {
  newLiveMeeting,
  sharerOf,
  stepLiveMeeting,
  type ControlDecision,
  type LiveMeetingEffect,
  type LiveMeetingEvent,
  type LiveMeetingState,
  type MeetingTimer,
} from '../../core/meeting/meeting.ts';
import type { FloorEvent } from '../../core/meeting/floor.ts';
import type { RemoteControlDecision } from '../../core/meeting/remote-control.ts';
import { planOfOne, type SendPlan } from '../../core/meeting/plan.ts';
import type { ParticipantState } from '../../core/meeting/roster.ts';
import { JoinError, type Participant } from './participant.ts';

/** A decision about content, a camera or remote control, with the meeting and the call that it is about. */
export interface ControlFact extends Omit<ControlDecision, 'participant'> {
  readonly meetingId: string;
  readonly accountId: string;
  /** Call that asked. */
  readonly call: { readonly callId: string; readonly source: string } | undefined;
  /** One of too many within a second: counted, but neither logged nor audited. */
  readonly quiet?: boolean;
}

/** A participant as the API shows it. */
export interface ParticipantView extends ParticipantState {
  readonly sharing: boolean;
}

/** A request, an answer or the end of remote control, by the calls that take part in it. */
export interface RemoteControlAction {
  readonly type: 'request' | 'grant' | 'deny' | 'release';
  readonly callId: string;
}

/** A decision with its number, which only rises, and its time (Unix ms). */
export type RemoteControlRecord = RemoteControlDecision & { readonly seq: number; readonly at: number };

export interface LiveMeetingOptions {
  readonly bridge: Promise<MediaBridge>;
  readonly capacity: number;
  readonly cname: string;
  readonly clock: Clock;
  readonly readPolicies: (meetingId: string) => Promise<MeetingPolicies | undefined>;
  /**
   * Reserves bandwidth for remote control at all these sources, or gives it back; `false` if one of them has too
   * little.
   */
  readonly reserve: (sources: readonly string[], on: boolean) => boolean;
  readonly send: (message: MeetingMessage) => void;
  readonly onDecision: (fact: ControlFact) => void;
  /** A failure that the meeting survives, such as policies that cannot be read. */
  readonly onError: (error: unknown) => void;
  /** The fault that ends the meeting. */
  readonly onFault: (error: unknown) => void;
  /** Next number of a remote control decision. They rise beyond the end of a meeting, so that a client misses none. */
  readonly nextSequence: () => number;
  /** The meeting is over, or its media worker is lost: the next join opens a new one. */
  readonly onClosed: (meeting: LiveMeeting) => void;
}

const ALONE = planOfOne();
const MOST_RECORDS = 100;

export class LiveMeeting {
  readonly meetingId: string;
  readonly accountId: string;
  readonly bridge: Promise<MediaBridge>;
  readonly #options: LiveMeetingOptions;
  readonly #runner: Runner<LiveMeetingState, LiveMeetingEvent, LiveMeetingEffect>;
  readonly #timers: NamedTimers<MeetingTimer>;
  /** Participants in the roster, by id. */
  readonly #admitted = new Map<string, Participant>();
  /** Those of them whose media is on this meeting's bridge. */
  readonly #seated = new Map<string, Participant>();
  readonly #records: RemoteControlRecord[] = [];

  constructor(meeting: Meeting, options: LiveMeetingOptions) {
    this.meetingId = meeting.meetingId;
    this.accountId = meeting.accountId;
    this.bridge = options.bridge;
    this.#options = options;
    this.#timers = new NamedTimers(options.clock);
    this.#runner = new Runner<LiveMeetingState, LiveMeetingEvent, LiveMeetingEffect>({
      initial: newLiveMeeting(meeting, options.capacity),
      step: (state, event) => stepLiveMeeting(state, event, options.clock.now()),
      perform: (effect) => this.#perform(effect),
      onFault: options.onFault,
      abandon: () => this.#abandon(),
    });
  }

  get state(): LiveMeetingState {
    return this.#runner.state;
  }

  get records(): readonly RemoteControlRecord[] {
    return this.#records;
  }

  /** The call that shares content now. */
  get sharer(): string | undefined {
    return sharerOf(this.state);
  }

  get participants(): readonly ParticipantView[] {
    const { participants, floor } = this.state.roster;
    return [...participants]
      .filter(([id]) => this.#seated.has(id))
      .map(([id, standing]) => ({ ...standing, sharing: id === floor.holder }));
  }

  /** Ids of the participants that have media here, with the source of their call. */
  get sources(): readonly (readonly [participant: string, source: string])[] {
    return [...this.#seated.values()].map(({ id, request }) => [id, request.source]);
  }

  standingOf(participant: string): ParticipantState | undefined {
    return this.state.roster.participants.get(participant);
  }

  /** The participant of a call; a call that moves has two, and the older one counts. */
  participantOf(callId: string): string | undefined {
    return [...this.#seated.values()].find(({ request }) => request.callId === callId)?.id;
  }

  handle(event: LiveMeetingEvent): void {
    this.#runner.handle(event);
  }

  /** Takes a place in the roster. Returns the first plan and whether the participant waits. Throws `JoinError`. */
  admit(
    participant: Participant,
    { role, waitsForHost }: Meeting,
  ): { readonly plan: SendPlan; readonly waiting: boolean } {
    const { id, request } = participant;
    if (this.#runner.closed) throw new JoinError('internal-error');
    this.#admitted.set(id, participant);
    this.handle({ type: 'join', participant: id, callId: request.callId, role, waitsForHost });
    const standing = this.standingOf(id);
    if (standing !== undefined) return { plan: standing.plan ?? ALONE, waiting: standing.waiting };
    this.#admitted.delete(id);
    throw new JoinError(this.#runner.closed ? 'internal-error' : 'meeting-full');
  }

  /** Binds the participant's media on the meeting's bridge. Rejects with `MediaError`. */
  async open(participant: Participant, waiting: boolean, onEvent: (event: MemberEvent) => void): Promise<void> {
    const cameras = this.state.policies.farEndCameraControl !== 'off';
    await participant.open(await this.bridge, { cname: this.#options.cname, waiting, cameras, onEvent });
  }

  /**
   * The participant's media is on the bridge: informs it about the state of the meeting. `waiting`: its state when
   * the media was opened; the participant may have been admitted since.
   */
  arrived(participant: Participant, waiting: boolean): void {
    const { id, media, agreed } = participant;
    this.#seated.set(id, participant);
    if (agreed !== undefined) this.request(participant, agreed);
    if (waiting && this.standingOf(id)?.waiting === false) media?.member.admit().catch(() => undefined);
    this.handle({ type: 'arrived', participant: id });
    this.reportCamera(participant);
  }

  /** Requests of a call that has a place here. */
  request(participant: Participant, request: MeetingRequest): void {
    const { id } = participant;
    switch (request.type) {
      case 'agreed': {
        const { video, contentTakes } = request;
        this.handle({ type: 'agreed', participant: id, video, ...(contentTakes !== undefined && { contentTakes }) });
        return this.reportCamera(participant);
      }
      case 'sendLimit':
        return this.handle({ type: 'sendLimit', participant: id, kind: request.kind, bitrate: request.bitrate });
      case 'floor':
        return this.handle({ type: 'floorWanted', participant: id, wants: request.wants });
      case 'mute':
        return this.handle({ type: 'mute', participant: id, muted: request.muted, by: 'self' });
      case 'muteAll':
        return this.handle({ type: 'muteAll' });
      default:
    }
  }

  /** Handles a change of the video that the participant's device sees, and its packets about cameras. */
  onMediaEvent(participant: Participant, event: Extract<MemberEvent, { type: 'sees' | 'data' }>): void {
    if (event.type === 'sees') this.handle({ type: 'sees', participant: participant.id, sees: event.member });
    else this.#onCameraPacket(participant, event.payload);
  }

  /** `false`: the call is not in this meeting. */
  moderate(
    callId: string,
    action: { readonly type: 'mute'; readonly muted: boolean } | { readonly type: 'admit' },
  ): boolean {
    const participant = this.participantOf(callId);
    if (participant === undefined) return false;
    if (action.type === 'admit') this.handle({ type: 'admit', participant });
    else this.handle({ type: 'mute', participant, muted: action.muted, by: 'host' });
    return true;
  }

  /** The host's decision about the floor. */
  setFloor(event: Extract<FloorEvent, { type: 'give' | 'take' }>): void {
    this.handle({ type: 'floor', event });
  }

  /**
   * Remote control of a shared computer. `policies`: as read for this action. Returns the decision; `undefined` if
   * the action changed nothing.
   */
  remoteControl({ type, callId }: RemoteControlAction, policies: MeetingPolicies): RemoteControlDecision | undefined {
    this.handle({ type: 'policiesChanged', policies });
    const allowed = policies.remoteControl === 'on';
    const before = this.#records.at(-1)?.seq;
    if (type === 'request')
      this.handle({ type: 'remoteControl', event: { type, controller: callId, sharer: this.sharer, allowed } });
    else if (type === 'grant')
      this.handle({
        type: 'remoteControl',
        event: { type, by: callId, reserved: allowed && this.#reserveFor(callId), allowed },
      });
    else this.handle({ type: 'remoteControl', event: { type, by: callId } });
    const last = this.#records.at(-1);
    return last?.seq === before ? undefined : last;
  }

  /** The call has given its place up; its media is still being closed. */
  leaving({ id }: Participant): void {
    this.handle({ type: 'leaving', participant: id });
  }

  /** The participant's media is closed, or could not be opened. The last one to leave ends the meeting. */
  left({ id }: Participant): void {
    this.handle({ type: 'leave', participant: id });
    // Last: decisions about its floor and camera name its call.
    this.#admitted.delete(id);
    this.#seated.delete(id);
  }

  /** Reserves bandwidth at both calls if `sharer` has been asked for control. */
  #reserveFor(sharer: string): boolean {
    const { remote } = this.state;
    if (remote.kind !== 'asked' || remote.sharer !== sharer) return false;
    return this.#options.reserve(this.#sourcesOf([remote.controller, remote.sharer]), true);
  }

  #sourcesOf(calls: readonly string[]): readonly string[] {
    return [...this.#seated.values()].flatMap(({ request }) =>
      calls.includes(request.callId) ? [request.source] : [],
    );
  }

  #onCameraPacket(participant: Participant, packet: Uint8Array): void {
    const messages: readonly CameraMessage[] =
      participant.media?.camera.receive(packet, this.#options.clock.now()) ?? [];
    this.reportCamera(participant);
    for (const request of messages)
      if (request.type !== 'sourceSwitched') this.handle({ type: 'cameraAsked', participant: participant.id, request });
  }

  /** Notes whether the participant's device accepts requests for its camera. */
  reportCamera({ id, media }: Participant): void {
    const reachable = media?.camera.reachable === true;
    if ((this.standingOf(id)?.camera?.reachable ?? false) !== reachable)
      this.handle({ type: 'cameraReachable', participant: id, reachable });
  }

  #perform(effect: LiveMeetingEffect): void {
    switch (effect.type) {
      case 'admit':
      case 'refuse':
        // `admit()` reads the outcome from the roster.
        return undefined;
      case 'plan':
        return this.#followPlan(effect.participant, effect.plan);
      case 'tell':
        return this.#notify(effect.participant, effect.notice);
      case 'present':
        this.bridge.then((bridge) => bridge.present(effect.participant)).catch(() => undefined);
        return undefined;
      case 'contentRate':
        return this.#seated.get(effect.participant)?.media?.member.setReceiveLimit('content', effect.rate);
      case 'readPolicies':
        return this.#readPolicies();
      case 'moveCamera':
        return this.#seated.get(effect.participant)?.media?.camera.send(effect.request);
      case 'decided':
        return this.#report(effect.decision);
      case 'remoteDecided':
        return this.#record(effect.decision);
      case 'returnBandwidth':
        return void this.#options.reserve(this.#sourcesOf(effect.calls), false);
      case 'timer':
        return this.#timers.set(effect.timer, effect.ms, () => this.handle({ type: 'timer', timer: effect.timer }));
      case 'close':
        return this.#close();
      default:
        return effect satisfies never;
    }
  }

  /** The participant, unless its call has given it up. */
  #staying(id: string): Participant | undefined {
    const participant = this.#seated.get(id);
    return participant?.leaving === true ? undefined : participant;
  }

  #followPlan(id: string, { rate, mode }: SendPlan): void {
    const participant = this.#staying(id);
    participant?.media?.member.setReceiveLimit('video', rate);
    if (participant !== undefined) this.#send(id, { type: 'mode', mode });
  }

  #notify(id: string, notice: MeetingNotice): void {
    const media = this.#staying(id)?.media;
    if (media === undefined) return;
    if (notice.type === 'muted') media.member.setMuted(notice.muted);
    if (notice.type === 'admitted') media.member.admit().catch(() => undefined);
    if (notice.type === 'camera') media.camera.setAllowed(notice.allowed);
    this.#send(id, notice);
  }

  #send(participant: string, notice: MeetingNotice): void {
    this.#options.send({ type: 'notice', participant, notice });
  }

  #readPolicies(): void {
    this.#options.readPolicies(this.meetingId).then(
      (policies) => this.handle({ type: 'policiesRead', policies }),
      (error) => {
        this.#options.onError(error);
        this.handle({ type: 'policiesUnreadable' });
      },
    );
  }

  #report({ participant: id, ...decision }: ControlDecision): void {
    const { meetingId, accountId } = this;
    const participant = id === undefined ? undefined : this.#seated.get(id);
    const quiet = participant?.countDecision(this.#options.clock.now()) === false;
    const call = participant && { callId: participant.request.callId, source: participant.request.source };
    this.#options.onDecision({ ...decision, ...(quiet && { quiet }), meetingId, accountId, call });
  }

  #record(decision: RemoteControlDecision): void {
    this.#records.push({ ...decision, seq: this.#options.nextSequence(), at: Date.now() });
    if (this.#records.length > MOST_RECORDS) this.#records.shift();
  }

  #close(): void {
    this.#runner.close();
    this.#timers.cancelAll();
    this.#options.onClosed(this);
    this.bridge.then((bridge) => bridge.close()).catch(() => undefined);
  }

  /** After a fault: all calls of the meeting end with `internal-error`. */
  #abandon(): void {
    this.#close();
    for (const id of this.#admitted.keys()) this.#options.send({ type: 'failed', participant: id });
  }
}
