/**
 * Who may share, move a camera or control a computer in a meeting: runs the machines of `core/` after the host account's policies, which are
 * read at the moment of each request. What comes for one meeting is done in order.
 */
import type { MeetingPolicies } from '../../../registry/port.ts';
import {
  nextTimeout,
  stepCamera,
  type CameraEffect,
  type CameraEvent,
  type CameraReason,
} from '../../core/meeting/camera.ts';
import type { Clock } from '../../core/clock.ts';
import type { FloorDecision, FloorEvent, FloorReason } from '../../core/meeting/floor.ts';
import {
  ANSWER_TIME,
  stepRemoteControl,
  type RemoteControlDecision,
  type RemoteControlEvent,
  type RemoteControlReason,
} from '../../core/meeting/remote-control.ts';
import type { MeetingEvent } from '../../core/meeting/meeting.ts';
import type { CameraMessage } from '../../h224/index.ts';
import { seatOf, sharerOf, type Entry, type Seat } from './participant.ts';

/** A decision, for metrics, the log and the audit log. */
export interface ControlFact {
  readonly control: 'content' | 'camera' | 'remote-control';
  readonly outcome:
    | FloorDecision['outcome']
    | Extract<CameraEffect, { type: 'decision' }>['outcome']
    | RemoteControlDecision['outcome'];
  readonly reason: FloorReason | CameraReason | RemoteControlReason;
  readonly meetingId: string;
  readonly accountId: string;
  /** Whose wish it was, and whose camera or computer it is about. */
  readonly call: { readonly callId: string; readonly source: string } | undefined;
  readonly about?: string;
  /** It is one of too many: counted, and no more. */
  readonly quiet?: boolean;
}

/** Participants by their calls. */
export interface RemoteControlAction {
  readonly type: 'request' | 'grant' | 'deny' | 'release';
  readonly callId: string;
}

export interface MeetingControlOptions {
  readonly policies: (meetingId: string) => Promise<MeetingPolicies | undefined>;
  readonly clock: Clock;
  readonly apply: (entry: Entry, event: MeetingEvent) => void;
  /** Takes or gives back what remote control needs, at both; `false`: there is not enough. */
  readonly reserve: (seats: readonly Seat[], on: boolean) => boolean;
  readonly onFact: (fact: ControlFact) => void;
  readonly onError: (error: unknown) => void;
}

/** Decisions of one seat a second that are logged and audited: a device that asks on and on fills no log. */
const MOST_FACTS = 10;

export class MeetingControl {
  readonly #options: MeetingControlOptions;
  /** Rises over a meeting's end, so that whoever asks for what came after a number misses nothing. */
  #remoteSequence = 0;

  constructor(options: MeetingControlOptions) {
    this.#options = options;
  }

  /** Its room wants to share, or does not any more. */
  floor(seat: Seat, wants: boolean): void {
    this.#inOrder(seat, async (entry) => {
      const member = seat.id;
      if (!wants) return this.#options.apply(entry, { type: 'floor', event: { type: 'release', member } });
      await this.#refresh(entry);
      if (!seat.left) this.#options.apply(entry, { type: 'floor', event: { type: 'request', member } });
    });
  }

  /** The host's own word, by the API. */
  setFloor(entry: Entry, event: Extract<FloorEvent, { type: 'give' | 'take' }>): void {
    this.#options.apply(entry, { type: 'floor', event });
  }

  /** A packet of its H.224 channel. */
  data(seat: Seat, packet: Uint8Array): void {
    for (const message of seat.camera.receive(packet, this.#options.clock.now())) this.#onCamera(seat, message);
  }

  /** The policies of a meeting have changed: at once, for what is under way too. */
  policiesChanged(entry: Entry, policies: MeetingPolicies): void {
    entry.policies = policies;
    const { apply } = this.#options;
    apply(entry, { type: 'floor', event: { type: 'rule', rule: policies.contentFloor } });
    apply(entry, { type: 'floor', event: { type: 'policy', open: policies.contentFromRooms === 'on' } });
    const policy = policies.farEndCameraControl;
    const allowed = policy !== 'off';
    if (policy !== entry.cameras.policy) {
      this.#camera(entry, {
        type: 'policy',
        policy,
        isHost: (member) => entry.state.members.get(member)?.role === 'host',
      });
      for (const seat of entry.seats.values()) {
        seat.camera.setAllowed(allowed);
        seat.request.onNotice({ type: 'camera', allowed });
      }
    }
    if (policies.remoteControl === 'off') this.#remote(entry, { type: 'policyOff' });
  }

  /** It is in the meeting no more. */
  left(entry: Entry, seat: Seat): void {
    this.#camera(entry, { type: 'leave', member: seat.id });
    this.#remote(entry, { type: 'gone', participant: seat.request.callId });
  }

  /** The floor has another holder: a computer that is not shared is not controlled. */
  floorMoved(entry: Entry): void {
    if (entry.remote.kind !== 'idle' && entry.remote.sharer !== sharerOf(entry))
      this.#remote(entry, { type: 'gone', participant: entry.remote.sharer });
  }

  /** Remote control of a shared computer. `policies`: as read for this, in the API's own transaction. Gives what was decided. */
  remoteControl(
    entry: Entry,
    { type, callId }: RemoteControlAction,
    policies: MeetingPolicies,
  ): RemoteControlDecision | undefined {
    this.policiesChanged(entry, policies);
    const allowed = policies.remoteControl === 'on';
    switch (type) {
      case 'request':
        return this.#remote(entry, { type, controller: callId, sharer: sharerOf(entry), allowed });
      case 'grant': {
        const isAsked = entry.remote.kind === 'asked' && entry.remote.sharer === callId;
        const reserved = allowed && isAsked && this.#options.reserve(this.#pair(entry), true);
        return this.#remote(entry, { type, by: callId, reserved, allowed });
      }
      default:
        return this.#remote(entry, { type, by: callId });
    }
  }

  tellFloor(entry: Entry, { member, outcome, reason }: FloorDecision): void {
    this.#tell(entry, entry.seats.get(member), { control: 'content', outcome, reason });
  }

  #pair({ remote, seats }: Entry): readonly Seat[] {
    return remote.kind === 'idle'
      ? []
      : [...seats.values()].filter(
          ({ request: { callId } }) => callId === remote.controller || callId === remote.sharer,
        );
  }

  #remote(entry: Entry, event: RemoteControlEvent): RemoteControlDecision | undefined {
    const [before, pair] = [entry.remote, this.#pair(entry)];
    const [state, decisions] = stepRemoteControl(before, event);
    entry.remote = state;
    if (before.kind === 'granted' && state.kind === 'idle') this.#options.reserve(pair, false);
    if (state !== before) this.#awaitAnswer(entry);
    for (const decision of decisions) {
      const seat = seatOf(entry, decision.controller);
      entry.remoteEvents.push({ ...decision, seq: ++this.#remoteSequence, at: Date.now() });
      if (entry.remoteEvents.length > 100) entry.remoteEvents.shift();
      this.#tell(entry, seat, {
        control: 'remote-control',
        outcome: decision.outcome,
        reason: decision.reason,
        ...(decision.sharer !== undefined && { about: decision.sharer }),
      });
    }
    return decisions.at(-1);
  }

  #awaitAnswer(entry: Entry): void {
    entry.remoteTimer?.cancel();
    entry.remoteTimer =
      entry.remote.kind === 'asked'
        ? this.#options.clock.after(ANSWER_TIME, () => this.#remote(entry, { type: 'timeout' }))
        : undefined;
  }

  #onCamera(seat: Seat, message: CameraMessage): void {
    if (message.type === 'sourceSwitched') return;
    this.#inOrder(seat, async (entry) => {
      // What goes on or ends was allowed when it began, and is stopped when that changes.
      if (message.type !== 'continue' && message.type !== 'stop') await this.#refresh(entry);
      if (seat.left) return;
      const { sees } = seat;
      const reachable = sees !== undefined && entry.seats.get(sees)?.camera.reachable === true;
      this.#camera(entry, {
        type: 'request',
        from: seat.id,
        member: { isHost: seat.standing?.role === 'host', sees },
        request: message,
        reachable,
      });
    });
  }

  #camera(entry: Entry, event: CameraEvent): void {
    const { clock } = this.#options;
    const [state, effects] = stepCamera(entry.cameras, event, clock.now());
    entry.cameras = state;
    for (const effect of effects) {
      if (effect.type === 'send') entry.seats.get(effect.to)?.camera.send(effect.request);
      else
        this.#tell(entry, entry.seats.get(effect.from), {
          control: 'camera',
          outcome: effect.outcome,
          reason: effect.reason,
          ...aboutOf(entry, effect.to),
        });
    }
    entry.cameraTimer?.cancel();
    const next = nextTimeout(state);
    entry.cameraTimer =
      next === undefined
        ? undefined
        : clock.after(Math.max(1, next - clock.now()), () => this.#camera(entry, { type: 'timeout' }));
  }

  /** As they are in the registry now. */
  async #refresh(entry: Entry): Promise<void> {
    const policies = await this.#options.policies(entry.meetingId);
    if (policies !== undefined) this.policiesChanged(entry, policies);
  }

  #inOrder(seat: Seat, task: (entry: Entry) => Promise<void>): void {
    if (seat.at.kind !== 'meeting') return;
    const { entry } = seat.at;
    entry.queue = entry.queue
      .then(() => (seat.left ? undefined : task(entry)))
      .catch((error) => this.#options.onError(error));
  }

  #tell(
    entry: Entry,
    seat: Seat | undefined,
    fact: Pick<ControlFact, 'control' | 'outcome' | 'reason' | 'about'>,
  ): void {
    const quiet = seat !== undefined && !seat.mayTell(this.#options.clock.now(), MOST_FACTS);
    const call = seat && { callId: seat.request.callId, source: seat.request.source };
    this.#options.onFact({
      ...fact,
      ...(quiet && { quiet }),
      meetingId: entry.meetingId,
      accountId: entry.accountId,
      call,
    });
  }
}

const aboutOf = (entry: Entry, member: string | undefined): { readonly about?: string } => {
  const callId = member === undefined ? undefined : entry.seats.get(member)?.request.callId;
  return callId === undefined ? {} : { about: callId };
};
