/** Starts a runner for every new call, within the limits, and keeps the calls in progress. */
import type { Registry } from '../../../registry/port.ts';
import type { CallContext, CallFacts } from '../../core/call/call.ts';
import type { LegEvent, LegInfo, LegListener, SignallingLeg } from '../../core/leg.ts';
import type { EndReason } from '../../core/reason.ts';
import type { Clock } from '../../../base/clock.ts';
import { CallRunner, type CallObserver, type MeetingPort } from './call-runner.ts';
import type { PinResolver } from './resolve-call.ts';
import { UnprovenCalls } from './unproven-calls.ts';

export interface DispatchOptions {
  readonly registry: Registry;
  readonly pins: PinResolver;
  readonly meetings: MeetingPort;
  readonly clock: Clock;
  readonly context: CallContext;
  readonly observer: CallObserver;
  readonly maxCalls: number;
  /** Unix time in ms. */
  readonly now: () => number;
}

export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #calls = new Map<SignallingLeg, CallRunner>();
  readonly #unproven = new UnprovenCalls();
  #draining = false;
  #onEmpty: (() => void) | undefined;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  get draining(): boolean {
    return this.#draining;
  }

  readonly listener: LegListener = (leg, event) => {
    if (event.type === 'incoming') this.#admit(leg, event.info, event);
    else this.#calls.get(leg)?.handle({ type: 'leg', event });
  };

  /** Refuses new calls from now on. Resolves when the last call has ended. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#calls.size === 0) resolve();
    });
  }

  /** Ends one call of a meeting; `false` if the call is not in it. */
  remove(meetingId: string, callId: string): boolean {
    const call = [...this.#calls.values()].find(
      ({ state }) =>
        'facts' in state && state.facts?.info.callId === callId && state.facts.meeting?.meetingId === meetingId,
    );
    call?.handle({ type: 'endRequested', reason: 'removed' });
    return call !== undefined;
  }

  /** Ends all calls of a meeting. */
  endMeeting(meetingId: string): void {
    for (const call of this.#calls.values()) {
      if ('facts' in call.state && call.state.facts?.meeting?.meetingId === meetingId)
        call.handle({ type: 'endRequested', reason: 'meeting-over' });
    }
  }

  endAll(reason: EndReason): void {
    for (const call of this.#calls.values()) call.handle({ type: 'endRequested', reason });
  }

  #admit(leg: SignallingLeg, info: LegInfo, event: LegEvent): void {
    const { observer, maxCalls, now } = this.#options;
    const refusal: EndReason | undefined = this.#draining
      ? 'draining'
      : this.#calls.size >= maxCalls
        ? 'overload'
        : undefined;
    if (refusal !== undefined) {
      leg.command({ type: 'reject', reason: refusal });
      observer.onFinished({ info, startedAt: now() }, refusal);
      return;
    }
    const runner = new CallRunner({
      ...this.#options,
      leg,
      info,
      onFinished: (facts, reason) => {
        this.#finished(leg, facts, reason);
        if (info.provenSource !== true) this.#unproven.ended(info.source.address);
      },
    });
    this.#calls.set(leg, runner);
    if (info.provenSource !== true) this.#unproven.add(info.source.address, runner);
    runner.handle({ type: 'leg', event });
  }

  #finished(leg: SignallingLeg, facts: CallFacts, reason: EndReason): void {
    this.#calls.delete(leg);
    this.#options.observer.onFinished(facts, reason);
    if (this.#calls.size === 0) this.#onEmpty?.();
  }
}
