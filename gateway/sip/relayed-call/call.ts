/** A call whose media passes a relay: a `SipCall` around the edge's, run by the machine in `machine.ts`. */
import { RelayError, type Relay, type RelayedSecurity, type RelaySession } from '../../../media/index.ts';
import { Runner } from '../../../base/machine.ts';
import type { Refusal, SipCall, SipCallEvent, SipRequestInfo } from '../edge.ts';
import {
  newRelayedCall,
  stepRelayedCall,
  type PassedOn,
  type RelayedEffect,
  type RelayedEvent,
  type RelayedFact,
  type RelayedState,
} from './machine.ts';

export interface RelayedCallFact extends RelayedFact {
  readonly callId: string;
  /** The configured name of the call's instance. */
  readonly instance: string | undefined;
}

export interface RelayedCallOptions {
  readonly relay: Relay;
  readonly onFact: (fact: RelayedCallFact) => void;
  /** Receives the fault that ends the call. */
  readonly onError: (error: unknown) => void;
}

/**
 * Takes an incoming call; calls `then`, instead of the handler's `onInvite`, once the relay has rewritten the
 * offer.
 */
export function relayIncoming(call: SipCall, options: RelayedCallOptions, then: (call: RelayedCall) => void): void {
  new RelayedCall(call, options, then).begin();
}

export class RelayedCall implements SipCall {
  onEvent: (event: SipCallEvent) => void = () => undefined;
  offer: string | undefined;
  readonly #call: SipCall;
  readonly #options: RelayedCallOptions;
  readonly #handOver: (call: RelayedCall) => void;
  readonly #session: RelaySession;
  readonly #runner: Runner<RelayedState, RelayedEvent, RelayedEffect>;

  constructor(call: SipCall, options: RelayedCallOptions, handOver: (call: RelayedCall) => void) {
    this.#call = call;
    this.#options = options;
    this.#handOver = handOver;
    this.#session = options.relay.openSession();
    this.#runner = new Runner<RelayedState, RelayedEvent, RelayedEffect>({
      initial: newRelayedCall(),
      step: stepRelayedCall,
      perform: (effect) => this.#perform(effect),
      onFault: options.onError,
      onFaultEvent: { type: 'fault' },
    });
    this.#session.onLost = (why) => this.#runner.handle({ type: 'lost', why });
    call.onEvent = (event) =>
      this.#runner.handle(event.type === 'ended' ? { type: 'ended', event } : { type: 'edge', event });
  }

  get id(): string {
    return this.#call.id;
  }
  get direction(): 'inbound' | 'outbound' {
    return this.#call.direction;
  }
  get request(): SipRequestInfo {
    return this.#call.request;
  }
  /** Security of each m-line on the device's side: as offered, until it is agreed. */
  get mediaSecurity(): readonly RelayedSecurity[] {
    return this.#session.security;
  }

  begin(): void {
    this.#runner.handle({ type: 'begin', offer: this.#call.offer });
  }

  readonly ring = (ring: Parameters<SipCall['ring']>[0] = {}): void => this.#runner.handle({ type: 'ring', ring });
  readonly accept = (sdp: string): void => this.#runner.handle({ type: 'accept', sdp });
  readonly answer = (sdp: string): void => this.#runner.handle({ type: 'answer', sdp });
  readonly sendOffer = (sdp: string): void => this.#runner.handle({ type: 'sendOffer', sdp });
  readonly refuseOffer = (refusal: Refusal): void => this.#runner.handle({ type: 'refuseOffer', refusal });
  readonly end = (reason?: string): void => this.#runner.handle({ type: 'end', reason });
  readonly reject = (refusal: Refusal): void => this.#passOn({ do: 'reject', refusal });
  readonly sendInfo = (contentType: string, body: string): void => this.#passOn({ do: 'sendInfo', contentType, body });
  readonly probe = (): void => this.#passOn({ do: 'probe' });
  readonly acceptRefer = (): void => this.#passOn({ do: 'acceptRefer' });
  readonly refuseRefer = (refusal: Refusal): void => this.#passOn({ do: 'refuseRefer', refusal });
  readonly notifyRefer = (status: number, reason: string): void => this.#passOn({ do: 'notifyRefer', status, reason });

  #passOn(request: PassedOn): void {
    this.#runner.handle({ type: 'passOn', request });
  }

  #perform(effect: RelayedEffect): void {
    switch (effect.type) {
      case 'relay':
        return this.#relay(effect);
      case 'handOver':
        return this.#begun(effect.offer);
      case 'emit':
        return this.onEvent(effect.event);
      case 'ring':
        return this.#call.ring(effect.ring);
      case 'accept':
        return this.#call.accept(effect.sdp);
      case 'answer':
        return this.#call.answer(effect.sdp);
      case 'sendOffer':
        return this.#call.sendOffer(effect.sdp);
      case 'refuseOffer':
        return this.#call.refuseOffer(effect.refusal);
      case 'reject':
        return this.#call.reject(effect.refusal);
      case 'passOn':
        return this.#performPassedOn(effect.request);
      case 'move':
        return this.#move(effect.attempt);
      case 'fact':
        return this.#options.onFact({ ...effect.fact, callId: this.id, instance: this.#session.instance });
      case 'end':
        return this.#call.end(effect.reason);
      case 'close':
        return this.#session.close();
      default:
        return effect satisfies never;
    }
  }

  #performPassedOn(request: PassedOn): void {
    switch (request.do) {
      case 'reject':
        return this.#call.reject(request.refusal);
      case 'refuseRefer':
        return this.#call.refuseRefer(request.refusal);
      case 'sendInfo':
        return this.#call.sendInfo(request.contentType, request.body);
      case 'notifyRefer':
        return this.#call.notifyRefer(request.status, request.reason);
      case 'probe':
        return this.#call.probe();
      case 'acceptRefer':
        return this.#call.acceptRefer();
      default:
        return request satisfies never;
    }
  }

  /** The handler reads the offer while it takes the call. */
  #begun(offer: string | undefined): void {
    this.offer = offer;
    this.#handOver(this);
    this.offer = undefined;
  }

  #relay({ operation, sdp, from }: Extract<RelayedEffect, { type: 'relay' }>): void {
    this.#session[operation](sdp, from).then(
      (passed) => this.#runner.handle({ type: 'relayed', sdp: passed, lost: this.#session.lost }),
      (error: unknown) => {
        if (error instanceof RelayError) this.#runner.handle({ type: 'relayFailed', kind: error.kind });
        else this.#runner.fail(error);
      },
    );
  }

  #move(attempt: number): void {
    this.#session.move().then(
      (found) => this.#runner.handle({ type: 'moveTried', found, attempt }),
      (error: unknown) => this.#runner.fail(error),
    );
  }
}
