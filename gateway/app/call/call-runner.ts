/**
 * Runs the machine of `core/call/call.ts` for one call: timers, registry look-ups, and its places in meetings and
 * lobbies.
 */
import type { Registry } from '../../../registry/port.ts';
import type { Clock } from '../../../base/clock.ts';
import { Runner } from '../../../base/machine.ts';
import { NamedTimers } from '../../../base/timers.ts';
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
  type Place,
} from '../../core/call/call.ts';
import type { PromptName } from '../../core/call/prompts.ts';
import type { LegInfo, SignallingLeg } from '../../core/leg.ts';
import type { JoinRequest, MeetingMessage, MeetingNotice, MeetingRequest } from '../../core/meeting/messages.ts';
import type { EndReason } from '../../core/reason.ts';
import { resolveCall, type PinResolver } from './resolve-call.ts';

/** The live meetings as a call knows them. Requests and messages are plain data. */
export interface MeetingPort {
  /** `send` receives every message about the participant of this request. */
  join(request: JoinRequest, send: (message: MeetingMessage) => void): void;
  handle(request: Exclude<MeetingRequest, JoinRequest>): void;
}

export interface CallObserver {
  onFact(info: LegInfo, fact: CallFact): void;
  onFinished(facts: CallFacts, reason: EndReason): void;
  onError(info: LegInfo, error: unknown): void;
}

export interface CallRunnerOptions {
  readonly leg: SignallingLeg;
  readonly info: LegInfo;
  readonly registry: Registry;
  readonly pins: PinResolver;
  readonly meetings: MeetingPort;
  readonly clock: Clock;
  readonly context: CallContext;
  readonly observer: CallObserver;
  /** Called once, when the call is over; the observer has not been told yet. */
  readonly onFinished: CallObserver['onFinished'];
  /** Unix ms. */
  readonly now: () => number;
}

/** A place in a meeting or a lobby. Notices that come before the call uses the place are replayed then. */
interface Slot {
  readonly participant: string;
  /** The latest notice of each type. */
  readonly notices: Map<MeetingNotice['type'], MeetingNotice>;
}

/** A request about the participant that a slot stands for. */
type SlotRequest =
  Exclude<MeetingRequest, JoinRequest> extends infer Request
    ? Request extends { readonly participant: string }
      ? Omit<Request, 'participant'>
      : never
    : never;

export class CallRunner {
  readonly #options: CallRunnerOptions;
  readonly #runner: Runner<CallState, CallEvent, CallEffect>;
  readonly #timers: NamedTimers<CallTimer>;
  readonly #slots: Partial<Record<Place, Slot>> = {};
  #participants = 0;
  #playback = 0;

  constructor(options: CallRunnerOptions) {
    const { now, context, observer, info } = options;
    this.#options = options;
    this.#timers = new NamedTimers(options.clock);
    this.#runner = new Runner<CallState, CallEvent, CallEffect>({
      initial: newCall(),
      step: (state, event) => step(state, event, now(), context),
      perform: (effect) => this.#perform(effect),
      onFault: (error) => observer.onError(info, error),
      onFaultEvent: { type: 'endRequested', reason: 'internal-error' },
      abandon: () => this.#abandon(),
    });
  }

  get state(): CallState {
    return this.#runner.state;
  }

  handle(event: CallEvent): void {
    this.#runner.handle(event);
  }

  /** Ends the call to make room for another. */
  end(): void {
    this.handle({ type: 'endRequested', reason: 'overload' });
  }

  #perform(effect: CallEffect): void {
    const { leg, info, observer } = this.#options;
    switch (effect.type) {
      case 'command':
        return leg.command(effect.command);
      case 'resolve':
        return this.#resolve(effect);
      case 'findDevice':
        return this.#findDevice(effect);
      case 'join':
        return this.#join(effect);
      case 'promote':
        return this.#promote();
      case 'leave':
        return this.#leave(effect.place);
      case 'checkPin':
        return this.#checkPin(effect);
      case 'toggleLock':
        return this.#toggleLock(effect.meetingId);
      case 'timer':
        return this.#timers.set(effect.timer, effect.ms, () => this.handle({ type: 'timer', timer: effect.timer }));
      case 'fact':
        return observer.onFact(info, effect.fact);
      case 'finish':
        return this.#finish(effect.facts, effect.reason);
      default:
        return this.#performInMeeting(effect);
    }
  }

  /** Effects that are requests to the meeting or the lobby in which the call is. */
  #performInMeeting(effect: MeetingCallEffect): void {
    switch (effect.type) {
      case 'agree': {
        const { place, streams, video, contentTakes } = effect;
        const takes = contentTakes === undefined ? {} : { contentTakes };
        return this.#request(place, { type: 'agreed', streams, video, ...takes });
      }
      case 'say':
        return this.#say(effect.prompts);
      case 'stopPrompt':
        this.#playback += 1;
        return this.#request('current', { type: 'stopPlaying' });
      case 'enter':
      case 'requestKeyframe':
      case 'contentView':
      case 'floor':
      case 'sendLimit':
      case 'mute':
      case 'muteAll':
        return this.#request('current', effect);
      default:
        return effect satisfies never;
    }
  }

  #say(prompts: readonly PromptName[]): void {
    this.#playback += 1;
    if (this.#slots.current === undefined) this.handle({ type: 'said' });
    else this.#request('current', { type: 'play', prompts, playback: this.#playback });
  }

  #request(place: Place, request: SlotRequest): void {
    const slot = this.#slots[place];
    if (slot !== undefined) this.#options.meetings.handle({ ...request, participant: slot.participant });
  }

  #resolve({ target, proven }: Extract<CallEffect, { type: 'resolve' }>): void {
    const { pins, info } = this.#options;
    resolveCall(pins, info, target, proven).then(
      (resolution) => this.handle({ type: 'resolved', resolution }),
      (error) => this.#runner.fail(error),
    );
  }

  #findDevice({ vendor }: Extract<CallEffect, { type: 'findDevice' }>): void {
    const { registry, info } = this.#options;
    this.handle({ type: 'deviceFound', device: registry.lookupDevice({ protocol: info.protocol, vendor }) });
  }

  #checkPin(entry: Extract<CallEffect, { type: 'checkPin' }>): void {
    const { pins, info } = this.#options;
    const proven = info.provenSource === true || this.state.kind !== 'answered';
    const device = 'facts' in this.state ? this.state.facts?.device : undefined;
    pins.resolve(info, device, entry, proven).then(
      (outcome) => this.handle({ type: 'checked', outcome }),
      (error) => this.#runner.fail(error),
    );
  }

  /** A lock that cannot be changed does not end the call. */
  #toggleLock(meetingId: string): void {
    const { registry, observer, info } = this.#options;
    registry.toggleLock(meetingId).then(
      (locked) => this.handle({ type: 'lockChanged', locked }),
      (error) => observer.onError(info, error),
    );
  }

  #join({ place, meeting, kinds, dtls }: Extract<CallEffect, { type: 'join' }>): void {
    const { meetings, info } = this.#options;
    const { callId, family } = info;
    const slot: Slot = { participant: `${callId}/${++this.#participants}`, notices: new Map() };
    this.#slots[place] = slot;
    meetings.join(
      {
        type: 'join',
        participant: slot.participant,
        callId,
        source: info.source.address,
        meeting,
        kinds,
        ...(dtls && { dtls }),
        family,
      },
      (message) => this.#receive(slot, message),
    );
  }

  /** Messages about a place that the call has given up change nothing. */
  #receive(slot: Slot, message: MeetingMessage): void {
    const place = this.#slots.current === slot ? 'current' : this.#slots.next === slot ? 'next' : undefined;
    if (place === undefined) return;
    switch (message.type) {
      case 'joined': {
        const { local, waiting, plan, shown } = message;
        return this.handle({ type: 'joined', place, local, waiting, plan, shown });
      }
      case 'joinFailed':
        return this.handle({ type: 'joinFailed', place, reason: message.reason });
      case 'entered':
        return this.handle({ type: 'entered', waiting: message.waiting });
      case 'enteredElsewhere':
        return this.handle({ type: 'enteredElsewhere' });
      case 'enterFailed':
        return this.handle({ type: 'enterFailed', reason: message.reason });
      case 'notice':
        slot.notices.set(message.notice.type, message.notice);
        if (place === 'current') this.handle({ type: 'meeting', notice: message.notice });
        return undefined;
      case 'media':
        return this.handle({ type: 'media', place, event: message.event });
      case 'played':
        if (place === 'current' && message.playback === this.#playback) this.handle({ type: 'said' });
        return undefined;
      case 'failed':
        return this.handle({ type: 'endRequested', reason: 'internal-error' });
      default:
        return message satisfies never;
    }
  }

  /** The next place becomes the current one. */
  #promote(): void {
    const { current, next } = this.#slots;
    if (current !== undefined) this.#giveUp(current);
    delete this.#slots.next;
    if (next === undefined) return;
    this.#slots.current = next;
    for (const notice of next.notices.values()) this.handle({ type: 'meeting', notice });
    if (!next.notices.has('content')) this.handle({ type: 'meeting', notice: { type: 'content', shown: false } });
    if (!next.notices.has('camera')) this.handle({ type: 'meeting', notice: { type: 'camera', allowed: true } });
  }

  #leave(place: Place): void {
    const slot = this.#slots[place];
    delete this.#slots[place];
    if (slot !== undefined) this.#giveUp(slot);
  }

  #giveUp({ participant }: Slot): void {
    this.#options.meetings.handle({ type: 'leave', participant });
  }

  #finish(facts: CallFacts, reason: EndReason): void {
    this.#runner.close();
    this.#timers.cancelAll();
    this.#options.onFinished(facts, reason);
  }

  /** The machine failed while it was ending: ends the leg and gives up what the call holds. */
  #abandon(): void {
    const { state } = this;
    const { leg, info, now } = this.#options;
    this.#leave('next');
    this.#leave('current');
    const facts = ('facts' in state ? state.facts : undefined) ?? { info, startedAt: now() };
    this.#finish(facts, 'internal-error');
    leg.command({ type: facts.answeredAt === undefined ? 'reject' : 'end', reason: 'internal-error' });
  }
}

type MeetingCallEffect = Extract<
  CallEffect,
  {
    type:
      | 'agree'
      | 'say'
      | 'stopPrompt'
      | 'enter'
      | 'requestKeyframe'
      | 'contentView'
      | 'floor'
      | 'sendLimit'
      | 'mute'
      | 'muteAll';
  }
>;
