/** Runs one call: feeds events to the machine of `core/call.ts`, one at a time, and carries out its effects. */
import type { AudioClip, MemberEvent, StreamStats } from '../../../media/port.ts';
import type { Registry } from '../../../registry/port.ts';
import {
  newCall,
  step,
  type CallContext,
  type CallEffect,
  type CallEvent,
  type CallFact,
  type CallFacts,
  type CallState,
  type CallTimer,
  type Meeting,
  type Place,
} from '../../core/call/call.ts';
import type { Clock, Timer } from '../../core/clock.ts';
import type { DialTarget } from '../../core/dial-string.ts';
import type { LegInfo, SignallingLeg } from '../../core/leg.ts';
import type { PromptName } from '../../core/call/prompts.ts';
import type { EndReason } from '../../core/reason.ts';
import type { MeetingNotice } from '../../core/meeting/meeting.ts';
import type { Pin } from '../../core/secret.ts';
import { resolveCall, type PinResolver } from './resolve-call.ts';
import type { Meetings } from '../meeting/meetings.ts';
import { SeatError, type Seat, type SeatRequest } from '../meeting/participant.ts';

/** A prompt that there is no recording of is missing. */
export type Prompts = ReadonlyMap<PromptName, AudioClip>;

/** What a runner tells the rest of the gateway. */
export interface CallObserver {
  onFact(info: LegInfo, fact: CallFact): void;
  onFinished(facts: CallFacts, reason: EndReason): void;
  onRtp(stats: readonly StreamStats[]): void;
  onError(info: LegInfo, error: unknown): void;
}

export interface CallRunnerOptions {
  readonly leg: SignallingLeg;
  readonly info: LegInfo;
  readonly registry: Registry;
  readonly pins: PinResolver;
  readonly meetings: Meetings;
  /** What can be said. */
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly context: CallContext;
  readonly observer: CallObserver;
  /** Once, when the call is over; the observer has not been told. */
  readonly onFinished: CallObserver['onFinished'];
  /** Unix ms. */
  readonly now: () => number;
}

/** A place that is asked for, has been got, or was given up before it came. */
interface Slot {
  seat?: Seat;
  given: 'wanted' | 'given-up';
}

export class CallRunner {
  readonly #options: CallRunnerOptions;
  readonly #queue: CallEvent[] = [];
  readonly #slots: Partial<Record<Place, Slot>> = {};
  readonly #timers = new Map<CallTimer, Timer>();
  /** What is being said. */
  #playback: number | undefined;
  #state: CallState = newCall();
  #busy = false;

  constructor(options: CallRunnerOptions) {
    this.#options = options;
  }

  get state(): CallState {
    return this.#state;
  }

  /** One queue for each call: an event that comes while another is handled waits. */
  handle(event: CallEvent): void {
    this.#queue.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next);
    } finally {
      this.#busy = false;
    }
  }

  /** What has been received and sent so far, for the metrics. */
  async reportRtp(): Promise<void> {
    const seat = this.#slots.current?.seat;
    if (seat !== undefined) this.#options.observer.onRtp(await seat.takeStats());
  }

  #step(event: CallEvent): void {
    const { now, context } = this.#options;
    const [state, effects] = step(this.#state, event, now(), context);
    this.#state = state;
    for (const effect of effects) this.#carryOutSafely(effect);
  }

  /** A fault in one effect ends the call, and keeps none of the others from being carried out. */
  #carryOutSafely(effect: CallEffect): void {
    try {
      this.#carryOut(effect);
    } catch (error) {
      this.#options.observer.onError(this.#options.info, error);
      this.handle({ type: 'endRequested', reason: 'internal-error' });
    }
  }

  #carryOut(effect: CallEffect): void {
    const { leg, info, observer, onFinished } = this.#options;
    switch (effect.type) {
      case 'command':
        return leg.command(effect.command);
      case 'resolve':
        return this.#resolve(effect.target);
      case 'findDevice':
        return this.handle({
          type: 'deviceFound',
          device: this.#options.registry.lookupDevice({ protocol: info.protocol, vendor: effect.vendor }),
        });
      case 'join':
        return this.#join(effect);
      case 'agree':
        return this.#agree(effect);
      case 'promote':
        return this.#promote();
      case 'leave':
        return this.#leave(effect.place);
      case 'checkPin':
        return this.#checkPin(effect.pin, effect.passcode);
      case 'enter':
        return this.#enter(effect.meeting);
      case 'say':
        return this.#say(effect.prompts);
      case 'hush':
        this.#playback = undefined;
        return this.#slots.current?.seat?.hush();
      case 'timer':
        return this.#setTimer(effect.timer, effect.ms);
      case 'requestKeyframe':
        return this.#slots.current?.seat?.requestKeyframe(effect.kind);
      case 'contentView':
        return this.#slots.current?.seat?.showContent(effect.view);
      case 'floor':
      case 'sendLimit':
      case 'mute':
      case 'muteAll':
      case 'toggleLock':
        return this.#moderate(effect);
      case 'fact':
        return observer.onFact(info, effect.fact);
      case 'finish':
        for (const timer of this.#timers.values()) timer.cancel();
        return onFinished(effect.facts, effect.reason);
      default:
        return effect satisfies never;
    }
  }

  #resolve(target: DialTarget): void {
    const { pins, info } = this.#options;
    const resolution = resolveCall(pins, info, target);
    resolution.then(
      (found) => this.handle({ type: 'resolved', resolution: found }),
      (error) => this.#fail(error),
    );
  }

  #agree({ place, streams, video, contentTakes }: Extract<CallEffect, { type: 'agree' }>): void {
    const seat = this.#slots[place]?.seat;
    if (seat === undefined) return;
    this.#guard(seat.agree(streams));
    this.#options.meetings.agreed(seat, video, contentTakes);
  }

  #checkPin(pin: Pin, passcode: Pin | undefined): void {
    const device = 'facts' in this.#state ? this.#state.facts?.device : undefined;
    this.#options.pins.resolve(this.#options.info, device, pin, passcode).then(
      (outcome) => this.handle({ type: 'checked', outcome }),
      (error) => this.#fail(error),
    );
  }

  #enter(meeting: Meeting): void {
    const seat = this.#slots.current?.seat;
    if (seat === undefined) return;
    this.#options.meetings.enter(seat, meeting).then(
      (outcome) =>
        this.handle(
          outcome === 'elsewhere' ? { type: 'enteredElsewhere' } : { type: 'entered', waiting: outcome.waiting },
        ),
      (error) =>
        this.handle({ type: 'enterFailed', reason: error instanceof SeatError ? error.reason : 'internal-error' }),
    );
  }

  #say(names: readonly PromptName[]): void {
    const clips = names.flatMap((name) => this.#options.prompts.get(name) ?? []);
    const seat = this.#slots.current?.seat;
    if (clips.length === 0 || seat === undefined) return this.handle({ type: 'said' });
    this.#playback = seat.play(clips);
  }

  #setTimer(timer: CallTimer, ms: number | undefined): void {
    this.#timers.get(timer)?.cancel();
    this.#timers.delete(timer);
    if (ms !== undefined)
      this.#timers.set(
        timer,
        this.#options.clock.after(ms, () => this.handle({ type: 'timer', timer })),
      );
  }

  #moderate(effect: Extract<CallEffect, { type: 'floor' | 'sendLimit' | 'mute' | 'muteAll' | 'toggleLock' }>): void {
    const { meetings, registry } = this.#options;
    const seat = this.#slots.current?.seat;
    if (effect.type === 'sendLimit' && seat !== undefined) meetings.limit(seat, effect.kind, effect.bitrate);
    if (effect.type === 'floor' && seat !== undefined) meetings.control.floor(seat, effect.wants);
    if (effect.type === 'mute' && seat !== undefined) meetings.muteSelf(seat, effect.muted);
    if (effect.type === 'muteAll' && seat?.at.kind === 'meeting') meetings.muteAll(seat.at.entry.meetingId);
    if (effect.type !== 'toggleLock') return;
    registry.toggleLock(effect.meetingId).then(
      (locked) => this.handle({ type: 'lockChanged', locked }),
      (error) => this.#options.observer.onError(this.#options.info, error),
    );
  }

  #join({ place, meeting, kinds, dtls }: Extract<CallEffect, { type: 'join' }>): void {
    const slot: Slot = { given: 'wanted' };
    this.#slots[place] = slot;
    const { meetings, info } = this.#options;
    const onEvent = (event: MemberEvent): void => {
      // A slot may have been promoted since.
      const at = this.#slots.next === slot ? 'next' : 'current';
      if (slot.given !== 'wanted') return;
      if (event.type === 'played' && at === 'current' && event.playback === this.#playback)
        this.handle({ type: 'said' });
      else this.handle({ type: 'media', place: at, event });
    };
    const onNotice = (notice: MeetingNotice): void => {
      if (slot.given === 'wanted' && this.#slots.current === slot) this.handle({ type: 'meeting', notice });
    };
    const request: SeatRequest = {
      callId: info.callId,
      source: info.source.address,
      kinds,
      ...(dtls && { dtls }),
      family: info.family,
      onEvent,
      onNotice,
    };
    (meeting === undefined ? meetings.joinLobby(request) : meetings.join(meeting, request)).then(
      (seat) => {
        slot.seat = seat;
        if (slot.given === 'given-up') this.#guard(this.#close(seat));
        else
          this.handle({
            type: 'joined',
            place,
            local: seat.local,
            waiting: seat.standing?.waiting ?? true,
            plan: seat.planAtJoining,
            shown: seat.standing?.shown ?? false,
          });
      },
      (error) =>
        this.handle({
          type: 'joinFailed',
          place,
          reason: error instanceof SeatError ? error.reason : 'internal-error',
        }),
    );
  }

  #promote(): void {
    const { current, next } = this.#slots;
    if (next !== undefined) this.#slots.current = next;
    delete this.#slots.next;
    if (current !== undefined) this.#giveUp(current);
    // What its new place was told before it was its own.
    const standing = next?.seat?.standing;
    if (standing?.waiting === false) this.handle({ type: 'meeting', notice: { type: 'admitted' } });
    if (standing?.plan !== undefined)
      this.handle({ type: 'meeting', notice: { type: 'mode', mode: standing.plan.mode } });
    this.handle({ type: 'meeting', notice: { type: 'content', shown: standing?.shown ?? false } });
    if (next?.seat?.at.kind === 'meeting')
      this.handle({
        type: 'meeting',
        notice: { type: 'camera', allowed: next.seat.at.entry.cameras.policy !== 'off' },
      });
  }

  #leave(place: Place): void {
    const slot = this.#slots[place];
    delete this.#slots[place];
    if (slot !== undefined) this.#giveUp(slot);
  }

  #giveUp(slot: Slot): void {
    slot.given = 'given-up';
    if (slot.seat !== undefined) this.#guard(this.#close(slot.seat));
  }

  async #close(seat: Seat): Promise<void> {
    // Media that is gone has no counts any more.
    const stats = await seat.takeStats().catch(() => []);
    await seat.leave();
    this.#options.observer.onRtp(stats);
  }

  /** A failure of the media plane ends the call; its loss has been told already by an event of its own. */
  #guard(promise: Promise<void> | undefined): void {
    promise?.catch((error) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#state.kind !== 'ended') this.#options.observer.onError(this.#options.info, error);
    this.handle({ type: 'endRequested', reason: 'internal-error' });
  }
}
