/** One call at rtpengine: its place, the state of offer and answer, and its end, which happens once. */
import { describeDevice, offeredSecurityOf, securityOf, type DeviceMedia } from './device.ts';
import { describe, type MessageOptions } from './message.ts';
import type { Instance } from './instance.ts';
import { RelayError, type RelayedSecurity, type RelayLoss, type RelaySession, type RelaySide } from './port.ts';
import { cutLines, mergeLines, withVersion } from './sdp-lines.ts';

export interface SessionOptions extends MessageOptions {
  /** Returns a name that no call at any instance has had. */
  readonly newId: () => string;
  /** Resolves once an instance is up, or with false if none came up in time. */
  readonly anyUp: () => Promise<boolean>;
  /** Returns a healthy instance that has not been tried. */
  readonly choose: (tried: ReadonlySet<Instance>) => Instance | undefined;
  readonly onClosed: (session: Session) => void;
}

interface Place {
  readonly instance: Instance;
  readonly callId: string;
  lost: boolean;
}

/** Matches the reason of an instance that takes no new calls, which another one may take. */
const FULL = /\b(?:limit|overload(?:ed)?)\b/i;

export class Session implements RelaySession {
  onLost: (why: RelayLoss) => void = () => undefined;
  readonly #options: SessionOptions;
  #place: Place | undefined;
  /** An offer has been answered at this place. */
  #inDialog = false;
  #device: DeviceMedia | undefined;
  #told: string | undefined;
  #security: readonly RelayedSecurity[] = [];
  /** Gives back its place among the moving calls. */
  #moved: (() => void) | undefined;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get instance(): string | undefined {
    return this.#place?.instance.name;
  }

  get callId(): string | undefined {
    return this.#place?.callId;
  }

  get lost(): boolean {
    return this.#place?.lost === true;
  }

  get security(): readonly RelayedSecurity[] {
    return this.#security;
  }

  async offer(sdp: string, from: RelaySide): Promise<string> {
    if (from === 'device') [this.#device, this.#security] = [kept(sdp), offeredSecurityOf(sdp)];
    return this.#place === undefined ? this.#offerAnywhere(sdp, from) : this.#passOn('offer', sdp, from, this.#place);
  }

  async answer(sdp: string, from: RelaySide): Promise<string> {
    if (from === 'device') this.#device = withOffered(kept(sdp), this.#device);
    if (this.#place === undefined) throw new RelayError('lost', 'there is no offer to answer');
    const passed = await this.#passOn('answer', sdp, from, this.#place);
    this.#inDialog = true;
    this.#moved?.();
    // The device's keys are in the answer that it sent, or in the one passed to it.
    this.#security = securityOf(from === 'device' ? sdp : passed);
    return passed;
  }

  /** Tries the next instance for a new call if one does not answer or takes no more calls. */
  async #offerAnywhere(sdp: string, from: RelaySide): Promise<string> {
    const tried = new Set<Instance>();
    for (;;) {
      const instance = this.#options.choose(tried);
      if (instance === undefined || this.#closed)
        throw new RelayError('no-instance', tried.size === 0 ? 'no instance is up' : 'no instance takes the call');
      tried.add(instance);
      const place: Place = { instance, callId: this.#options.newId(), lost: false };
      this.#place = place;
      instance.sessions.add(this);
      try {
        const passed = await this.#pass('offer', sdp, from, place);
        if (this.#place === place) return passed;
        // Closed meanwhile, perhaps before the instance knew the call.
        instance.end(place.callId);
      } catch (error) {
        const again = error instanceof RelayError && error.kind !== 'bad-sdp';
        this.#leave();
        if (!again) throw error;
      }
    }
  }

  /** Sends a message to the instance that has the call. */
  async #passOn(kind: 'offer' | 'answer', sdp: string, from: RelaySide, place: Place): Promise<string> {
    try {
      return await this.#pass(kind, sdp, from, place);
    } catch (error) {
      if (error instanceof RelayError && error.kind === 'lost' && this.#place === place) this.lose('call-forgotten');
      throw error;
    }
  }

  async #pass(kind: 'offer' | 'answer', sdp: string, from: RelaySide, place: Place): Promise<string> {
    const cut = cutLines(sdp);
    if (cut === undefined) return sdp;
    const { transcode, interfaces } = this.#options;
    const message = describe({
      kind,
      from,
      sdp: cut,
      transcode,
      callId: place.callId,
      inDialog: this.#inDialog,
      device: this.#device,
      ...(interfaces && { interfaces }),
    });
    const rewritten = await this.#ask(kind, message, place);
    const merged = mergeLines(sdp, rewritten);
    if (merged === undefined) throw new RelayError('bad-sdp', 'rtpengine returned different lines');
    return from === 'gateway' ? (this.#told = withVersion(merged, this.#told)) : merged;
  }

  async #ask(kind: 'offer' | 'answer', message: ReturnType<typeof describe>, place: Place): Promise<string> {
    const { instance } = place;
    // A datagram may be lost, and a message can be repeated safely; but not for a call that has been ended there
    // meanwhile.
    const answer =
      (await instance.ask(kind, message)) ?? (this.#place === place ? await instance.ask(kind, message) : undefined);
    if (answer?.result === 'ok' && answer.sdp !== undefined) return answer.sdp;
    if (answer === undefined || FULL.test(`${answer.result} ${answer.reason}`))
      throw new RelayError('lost', `${instance.name} does not answer`);
    if (/unknown call-?id/i.test(answer.reason))
      throw new RelayError('lost', `${instance.name} does not know the call`);
    throw new RelayError('bad-sdp', answer.reason);
  }

  /** Called when the instance reports the loss, or does not answer. */
  lose(why: RelayLoss): void {
    if (this.#place === undefined || this.#place.lost || this.#closed) return;
    this.#place.lost = true;
    this.onLost(why);
  }

  async move(): Promise<boolean> {
    const from = this.#place?.instance;
    this.#leave();
    this.#moved?.();
    if (!(await this.#options.anyUp())) return false;
    // Entered only with an instance to move to, so that no call waits behind calls that have none.
    const moved = await from?.moves.enter();
    const isDue = !this.#closed && this.#place === undefined;
    if (isDue) this.#moved = moved;
    else moved?.();
    return !this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    this.#moved?.();
    this.#options.onClosed(this);
  }

  #leave(): void {
    const place = this.#place;
    this.#place = undefined;
    this.#inDialog = false;
    if (place === undefined) return;
    place.instance.sessions.delete(this);
    place.instance.end(place.callId);
  }
}

/** A copy to keep: substrings of the device's text would keep all of it in memory. */
const kept = (sdp: string): DeviceMedia => structuredClone(describeDevice(sdp));

/** An answer names one codec of many; the device's earlier offer still shows what it can do. */
function withOffered(answer: DeviceMedia, offered: DeviceMedia | undefined): DeviceMedia {
  if (offered === undefined) return answer;
  return {
    ...answer,
    suites: offered.suites.length > 0 ? offered.suites : answer.suites,
    audio: offered.audio.length > 0 ? offered.audio : answer.audio,
    ice: answer.ice || offered.ice,
  };
}
