/**
 * A call whose media goes through a relay: a `SipCall` around the edge's. What the device says reaches the layer above as
 * the relay rewrites it, and what that layer says reaches the device so. The relay takes its time; all that happens
 * meanwhile waits in one queue, but the end.
 */
import {
  RelayError,
  type Relay,
  type RelayedSecurity,
  type RelayLoss,
  type RelaySession,
} from '../../../media/index.ts';
import type { Refusal, SipCall, SipCallEvent, SipRequestInfo } from '../edge.ts';
import { reasonHeader, refusalOf } from '../status.ts';
import { TaskQueue, type Task } from '../task-queue.ts';

export interface RelayedCallFact {
  readonly callId: string;
  /** Its instance, by the configured name. */
  readonly instance: string | undefined;
  readonly change: 'anchored' | 'refused' | 'moving' | 'moved' | 'lost';
  readonly why?: RelayLoss | RelayError['kind'] | 'refused-by-device' | 'refused-by-gateway';
}

export interface RelayedCallOptions {
  readonly relay: Relay;
  readonly onFact: (fact: RelayedCallFact) => void;
  readonly onError: (error: unknown) => void;
}

/** What the layer above has to say: an answer, an offer as the device asked for one, or one as we did, to move the call to another instance. */
type Owed = 'nothing' | 'answer' | 'offer' | 'move';
/** What the device has to say: an answer, to an offer of the layer above or to one that moves the call. */
type Awaited = 'nothing' | 'answer' | 'answer-to-move';

/** Takes an incoming call; `then` hears of it when the relay has its offer, in its `onInvite`'s place. */
export function relayIncoming(call: SipCall, options: RelayedCallOptions, then: (call: RelayedCall) => void): void {
  new RelayedCall(call, options).begin(then);
}

export class RelayedCall implements SipCall {
  onEvent: (event: SipCallEvent) => void = () => undefined;
  offer: string | undefined;
  readonly #call: SipCall;
  readonly #options: RelayedCallOptions;
  readonly #session: RelaySession;
  readonly #queue = new TaskQueue((error) => this.#onFault(error));
  /** Offers of the layer above, while another exchange is under way. */
  readonly #waiting: string[] = [];
  #owed: Owed = 'nothing';
  #awaited: Awaited = 'nothing';
  #state: 'new' | 'up' | 'ending' | 'over' = 'new';
  /** Why it has to move, until it has. */
  #loss: RelayLoss | undefined;
  /** Moves that were begun; of those, the ones since it was last well. */
  #moves = 0;
  #tries = 0;
  #gaveUp = false;

  constructor(call: SipCall, options: RelayedCallOptions) {
    this.#call = call;
    this.#options = options;
    this.#session = options.relay.openSession();
    this.#session.onLost = (why) => this.#onLost(why);
    call.onEvent = (event) => this.#onEdge(event);
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
  /** How the device's side of each m-line is secured: as the device offered it, until it is agreed. */
  get mediaSecurity(): readonly RelayedSecurity[] {
    return this.#session.security;
  }

  begin(then: (call: RelayedCall) => void): void {
    const offered = this.#call.offer;
    if (offered === undefined) {
      this.#owed = 'offer';
      return then(this);
    }
    this.#do(async () => {
      try {
        this.offer = await this.#session.offer(offered, 'device');
      } catch (error) {
        return this.#refuseNew(error);
      }
      if (this.#isOver()) return;
      this.#owed = 'answer';
      then(this);
      this.offer = undefined;
    });
  }

  ring(options: Parameters<SipCall['ring']>[0] = {}): void {
    const { sdp } = options;
    if (sdp === undefined || this.#owed !== 'answer') return this.#do(() => this.#call.ring(options));
    this.#do(async () => this.#call.ring({ ...options, sdp: await this.#session.answer(sdp, 'gateway') }));
  }

  accept(sdp: string): void {
    this.#do(async () => {
      const asked = this.#owed === 'offer';
      try {
        const passed = asked ? await this.#session.offer(sdp, 'gateway') : await this.#session.answer(sdp, 'gateway');
        if (this.#isOver()) return;
        [this.#owed, this.#awaited] = ['nothing', asked ? 'answer' : 'nothing'];
        this.#fact('anchored');
        this.#call.accept(passed);
      } catch (error) {
        this.#refuseNew(error);
      }
    });
  }

  readonly reject = (refusal: Refusal): void => this.#do(() => this.#call.reject(refusal));

  /** To the layer above each exchange is the device's; of one that moves the call the device knows nothing yet. */
  answer(sdp: string): void {
    this.#do(
      () => (this.#owed === 'answer' ? this.#answerTheirs(sdp) : this.#offerOurs(sdp, this.#owed === 'move')),
      () => this.#failAnswer(),
    );
  }

  async #answerTheirs(sdp: string): Promise<void> {
    const passed = await this.#session.answer(sdp, 'gateway');
    if (this.#isOver()) return;
    this.#call.answer(passed);
    this.#owed = 'nothing';
    this.#settled();
  }

  async #offerOurs(sdp: string, moves: boolean): Promise<void> {
    const passed = await this.#session.offer(sdp, 'gateway');
    if (this.#isOver()) return;
    [this.#owed, this.#awaited] = ['nothing', moves ? 'answer-to-move' : 'answer'];
    if (moves) this.#call.sendOffer(passed);
    else this.#call.answer(passed);
  }

  /** What the device asked is refused; what was asked only here, to move the call, is asked of nobody. */
  #failAnswer(): void {
    if (this.#owed !== 'move') return this.#refuseTheirs(refusalOf('media-lost'));
    // The next one was dead too, and nobody had noticed.
    if (this.#tries >= MOST_TRIES) return this.#giveUp('no-instance');
    this.#owed = 'nothing';
    this.#goOn();
  }

  refuseOffer(refusal: Refusal): void {
    this.#do(() => (this.#owed === 'move' ? this.#giveUp('refused-by-gateway') : this.#refuseTheirs(refusal)));
  }

  #refuseTheirs(refusal: Refusal): void {
    this.#owed = 'nothing';
    this.#call.refuseOffer(refusal);
    this.#goOn();
  }

  sendOffer(sdp: string): void {
    this.#do(
      () => {
        if (this.#owed !== 'nothing' || this.#awaited !== 'nothing') return void this.#waiting.push(sdp);
        this.#awaited = 'answer';
        return this.#passOffer(sdp);
      },
      () => this.#failOffer(),
    );
  }

  async #passOffer(sdp: string): Promise<void> {
    const passed = await this.#session.offer(sdp, 'gateway');
    if (!this.#isOver()) this.#call.sendOffer(passed);
  }

  #failOffer(): void {
    this.#awaited = 'nothing';
    this.#emit({ type: 'offerRefused', status: 500 });
    this.#goOn();
  }

  readonly sendInfo = (contentType: string, body: string): void =>
    this.#do(() => this.#call.sendInfo(contentType, body));
  readonly probe = (): void => this.#do(() => this.#call.probe());
  readonly acceptRefer = (): void => this.#do(() => this.#call.acceptRefer());
  readonly notifyRefer = (status: number, reason: string): void =>
    this.#do(() => this.#call.notifyRefer(status, reason));
  readonly refuseRefer = (refusal: Refusal): void => this.#do(() => this.#call.refuseRefer(refusal));

  /** At once: nothing that waits matters any more. */
  end(reason?: string): void {
    if (this.#state === 'over') return;
    this.#state = 'ending';
    this.#queue.clear();
    this.#call.end(reason);
  }

  #onEdge(event: SipCallEvent): void {
    if (event.type === 'ended') return this.#onEnded(event);
    this.#do(
      () => this.#onEvent(event),
      ({ kind }) => this.#failEvent(event, kind),
    );
  }

  #onEvent(event: SipCallEvent): Promise<void> | void {
    switch (event.type) {
      case 'established':
        this.#state = 'up';
        this.#emit(event);
        return this.#goOn();
      case 'offer':
        return this.#onOffer(event.sdp);
      case 'answer':
        return this.#onAnswer(event.sdp);
      case 'offerRefused':
        if (this.#awaited === 'answer-to-move') return this.#giveUp('refused-by-device');
        this.#awaited = 'nothing';
        this.#emit(event);
        return this.#goOn();
      default:
        return this.#emit(event);
    }
  }

  /** Also while the call waits for an instance: then this is what moves it. */
  #onOffer(sdp: string | undefined): Promise<void> | void {
    this.#owed = sdp === undefined ? 'offer' : 'answer';
    return sdp === undefined ? this.#askForOffer() : this.#passTheirs(sdp);
  }

  async #passTheirs(sdp: string): Promise<void> {
    this.#emit({ type: 'offer', sdp: await this.#session.offer(sdp, 'device') });
  }

  async #onAnswer(sdp: string): Promise<void> {
    const passed = await this.#session.answer(sdp, 'device');
    this.#awaited = 'nothing';
    this.#emit({ type: 'answer', sdp: passed });
    this.#settled();
  }

  /** What the layer above offers then is all of it: offers that wait are older. */
  #askForOffer(): void {
    this.#waiting.length = 0;
    this.#emit({ type: 'offer', sdp: undefined });
  }

  #failEvent({ type }: SipCallEvent, kind: RelayError['kind']): void {
    if (type === 'offer') return this.#refuseTheirs(kind === 'bad-sdp' ? refusalOf('bad-offer') : NO_RELAY);
    if (type !== 'answer') return;
    // Before it is up there is no earlier agreement to go back to.
    if (this.#awaited === 'answer-to-move' || this.#state === 'new') this.#giveUp(kind);
    else this.#failOffer();
  }

  #onEnded(event: SipCallEvent & { readonly type: 'ended' }): void {
    this.#state = 'over';
    this.#queue.clear();
    this.#session.close();
    this.onEvent(this.#gaveUp ? { type: 'ended', end: { cause: 'media-lost' } } : event);
  }

  #emit(event: SipCallEvent): void {
    if (!this.#isOver()) this.onEvent(event);
  }

  #isOver = (): boolean => this.#state === 'ending' || this.#state === 'over';

  /** Both sides know of the same instance. */
  #settled(): void {
    if (this.#loss !== undefined && !this.#session.lost) {
      this.#loss = undefined;
      this.#tries = 0;
      if (!this.#isOver()) this.#fact('moved');
    }
    this.#goOn();
  }

  /** An exchange is over: what waited for that goes on. */
  #goOn(): void {
    this.#moveIfDue();
    if (this.#owed !== 'nothing' || this.#awaited !== 'nothing') return;
    const next = this.#waiting.shift();
    if (next !== undefined) this.sendOffer(next);
  }

  #onLost(why: RelayLoss): void {
    if (this.#isOver()) return;
    this.#loss = why;
    // A device that is silent is so by another way, too.
    if (why === 'media-timeout') return this.#giveUp(why);
    this.#do(() => this.#moveIfDue());
  }

  /** The layer above makes a new offer, which then goes to the device by another instance. */
  #moveIfDue(): void {
    // Also what was offered by the lost instance has to be answered first.
    if (this.#loss === undefined || this.#state !== 'up' || this.#owed !== 'nothing' || this.#awaited !== 'nothing')
      return;
    this.#fact('moving', this.#loss);
    this.#owed = 'move';
    // What comes meanwhile is not held up, but for offers of the layer above.
    this.#tries += 1;
    const attempt = ++this.#moves;
    void this.#session.move().then((found) => this.#do(() => this.#moveOn(found, attempt)));
  }

  #moveOn(found: boolean, attempt: number): void {
    // The device may have been quicker, with an offer of its own.
    if (this.#owed !== 'move' || attempt !== this.#moves) return;
    if (found) this.#askForOffer();
    else this.#giveUp('no-instance');
  }

  #giveUp(why: NonNullable<RelayedCallFact['why']>): void {
    if (this.#isOver()) return;
    this.#gaveUp = true;
    this.#fact('lost', why);
    this.end(reasonHeader('media-lost'));
  }

  #refuseNew(error: unknown): void {
    if (this.#isOver()) return;
    const kind = error instanceof RelayError ? error.kind : undefined;
    if (kind === undefined) this.#options.onError(error);
    this.#fact('refused', kind);
    this.#gaveUp = kind !== 'bad-sdp';
    this.#state = 'ending';
    this.#call.reject(kind === 'bad-sdp' ? refusalOf('bad-offer') : NO_RELAY);
  }

  #fact(change: RelayedCallFact['change'], why?: RelayedCallFact['why']): void {
    this.#options.onFact({ callId: this.id, instance: this.#session.instance, change, ...(why && { why }) });
  }

  /** In the order of their coming; `failed`: the relay could not do it. */
  #do(task: Task, failed?: (error: RelayError) => void): void {
    if (this.#isOver()) return;
    this.#queue.do(task, (error) => {
      if (!(error instanceof RelayError)) throw error;
      if (!this.#isOver()) failed?.(error);
    });
  }

  /** Somebody above us threw: as the edge does then. */
  #onFault(error: unknown): void {
    this.#options.onError(error);
    try {
      if (!this.#isOver()) this.end();
    } catch (again) {
      this.#options.onError(again);
    }
  }
}

const MOST_TRIES = 3;
const NO_RELAY: Refusal = {
  status: 503,
  reason: 'Service Unavailable',
  headers: [
    ['Warning', '399 roomgate "No media relay takes the call"'],
    ['Retry-After', '10'],
  ],
};
