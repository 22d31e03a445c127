/**
 * A SIP call as a `SignallingLeg`: translates between SDP and media descriptions, and between SIP and domain
 * events.
 */
import type { Dialled } from '../core/dial-string.ts';
import type { LegCommand, LegEvent, LegInfo, LegListener, SignallingLeg } from '../core/leg.ts';
import type { EndReason } from '../core/reason.ts';
import { Secret } from '../../base/secret.ts';
import { decodeSdp, SdpError, type DecodedSdp, type MediaLine } from '../sdp/decode.ts';
import { encodeSdp } from '../sdp/encode.ts';
import type { MediaDescription } from '../../media/port.ts';
import type { OwnKeys } from '../sdp/security.ts';
import { KeyRing } from './key-ring.ts';
import { LegFloor, withoutFloor } from './leg-floor.ts';
import type { FloorPlace } from './bfcp-floor.ts';
import { digitOf, isKeyframeRequest, KEYFRAME_REQUEST, MEDIA_CONTROL } from './info.ts';
import { isProtected, type SipCall, type SipCallEvent, type SipUri } from './edge.ts';
import { reasonHeader, reasonOf, refusalOf, statusOf } from './status.ts';

/** Describes an SDP error in bounded length. */
export type SdpFailure = SdpError['kind'] | 'other';

export interface SipLegOptions {
  readonly listener: LegListener;
  /** The session id of our SDP: any number that no other session of ours uses. */
  readonly sessionId: number;
  readonly onSdpFailure?: (kind: SdpFailure) => void;
  /** Absent: BFCP is not offered. */
  readonly floor?: FloorPlace;
  /** Unguessable bytes for our keys (RFC 4568); absent: keys in SDP are not accepted. */
  readonly randomBytes?: (length: number) => Uint8Array;
}

export const dialledOf = (uri: SipUri): Dialled => ({
  host: uri.scheme === 'tel' ? '' : uri.host,
  ...(uri.user !== undefined && { user: new Secret(uri.user) }),
});

export class SipLeg implements SignallingLeg {
  readonly #call: SipCall;
  readonly #options: SipLegOptions;
  /** The m-lines of the device's offer, until our answer has repeated them. */
  #lines: readonly MediaLine[] | undefined;
  /** Delayed offer: the device expects our offer. */
  #owesOffer = false;
  /**
   * The m-lines of the device's last description, whose order our own offers keep (RFC 3264 §8). JSON, because
   * substrings would keep the whole description in memory.
   */
  #layout: string | undefined;
  #version = 0;
  #lastSdp = '';
  #over = false;
  /** The floor of a call with BFCP. */
  #floor: LegFloor | undefined;
  readonly #keys: KeyRing | undefined;

  private constructor(call: SipCall, options: SipLegOptions) {
    this.#call = call;
    this.#options = options;
    this.#keys = options.randomBytes && new KeyRing(options.randomBytes);
    call.onEvent = (event) => this.#onEvent(event);
  }

  /** Takes an incoming call. The listener receives `incoming`, followed by `badMedia` if the offer is unusable. */
  static incoming(call: SipCall, options: SipLegOptions): SipLeg {
    const leg = new SipLeg(call, options);
    const decoded = call.offer === undefined ? undefined : leg.#decode(call.offer, leg.#keys?.forOffer());
    if (decoded === 'bad') {
      leg.#emit({ type: 'incoming', info: infoOf(call), offer: undefined });
      leg.#emit({ type: 'badMedia', initial: true });
    } else {
      leg.#lines = decoded?.lines;
      leg.#owesOffer = decoded === undefined;
      leg.#emit({ type: 'incoming', info: infoOf(call), offer: decoded?.description });
    }
    return leg;
  }

  /** Commands that arrive while a BFCP port is being opened wait for it. */
  command(command: LegCommand): void {
    const media =
      command.type === 'accept' || command.type === 'answerMedia' || command.type === 'offerMedia'
        ? command.media
        : undefined;
    if (this.#floor === undefined) this.#carryOut(command);
    else this.#floor.prepare(media, () => this.#carryOut(command));
  }

  #carryOut(command: LegCommand): void {
    if (this.#over) return;
    switch (command.type) {
      case 'accept':
        return this.#call.accept(this.#answer(command.media));
      case 'reject':
        return this.#call.reject(refusalOf(command.reason));
      case 'answerMedia':
        return this.#call.answer(this.#answer(command.media));
      case 'rejectMedia':
        this.#lines = undefined;
        return this.#call.refuseOffer(refusalOf(command.reason));
      case 'offerMedia':
        this.#lines = this.#lastLines();
        return this.#call.sendOffer(this.#answer(command.media, true));
      case 'requestKeyframe':
        return this.#call.sendInfo(MEDIA_CONTROL, KEYFRAME_REQUEST);
      case 'probe':
        return this.#call.probe();
      case 'limitBitrate':
        // SIP has no command for it: a new offer carries the change.
        return undefined;
      case 'floor':
        return this.#floor?.decide(command.decision);
      case 'showContent':
        return this.#showContent(command.on);
      case 'acceptTransfer':
        return this.#call.acceptRefer();
      case 'reportTransfer':
        return this.#reportTransfer(command.outcome);
      case 'end':
        return this.#call.end(reasonHeader(command.reason));
      default:
        return command satisfies never;
    }
  }

  #onFloorLine(streams: MediaDescription['streams']): void {
    const { floor: place } = this.#options;
    if (place === undefined || (this.#floor === undefined && !streams.some(({ floor }) => floor !== undefined))) return;
    this.#floor ??= new LegFloor(place, this.#call.request.source.address, (event) => this.#over || this.#emit(event));
    this.#floor.described(streams);
  }

  /** A device without BFCP is shown the screen on its content stream, if it has one. */
  #showContent(on: boolean): void {
    const accepted = this.#floor?.show(on) ?? true;
    if (on && accepted) queueMicrotask(() => this.#over || this.#emit({ type: 'contentAccepted', accepted: true }));
  }

  #reportTransfer(outcome: 'done' | EndReason): void {
    if (outcome === 'done') return this.#call.notifyRefer(200, 'OK');
    const { status, phrase } = statusOf(outcome);
    this.#call.notifyRefer(status, phrase);
  }

  #onEvent(event: SipCallEvent): void {
    switch (event.type) {
      case 'established':
        return this.#emit({ type: 'established' });
      case 'offer':
        return this.#onOffer(event.sdp);
      case 'answer':
        return this.#onAnswer(event.sdp);
      case 'offerRefused':
        return this.#emit({ type: 'mediaRefused' });
      case 'info':
        return this.#onInfo(event.contentType, event.body);
      case 'alive':
        return this.#emit({ type: 'alive' });
      case 'refer':
        return this.#emit({ type: 'transferRequested', dialled: dialledOf(event.target) });
      case 'progress':
        return undefined;
      case 'ended':
        return this.#onEnded(reasonOf(event.end));
      default:
        return event satisfies never;
    }
  }

  #onOffer(sdp: string | undefined): void {
    const decoded = sdp === undefined ? undefined : this.#decode(sdp, this.#keys?.forOffer());
    if (decoded === 'bad') return this.#emit({ type: 'badMedia', initial: false });
    this.#owesOffer = decoded === undefined;
    this.#lines = decoded?.lines ?? this.#lastLines();
    this.#emit({ type: 'mediaOffered', offer: decoded?.description });
  }

  #onAnswer(sdp: string): void {
    const decoded = this.#decode(sdp, this.#keys?.chosen);
    if (decoded === 'bad') this.#emit({ type: 'mediaAnswered', answer: { streams: [] } });
    else this.#emit({ type: 'mediaAnswered', answer: decoded.description });
  }

  #onInfo(contentType: string, body: string): void {
    const digit = digitOf(contentType, body);
    if (digit !== undefined) this.#emit({ type: 'digit', digit, way: 'info' });
    else if (isKeyframeRequest(contentType, body)) this.#emit({ type: 'keyframeRequested' });
  }

  #onEnded(reason: EndReason | undefined): void {
    this.#over = true;
    this.#floor?.close();
    this.#emit({ type: 'ended', reason: reason ?? 'hung-up' });
  }

  #emit(event: LegEvent): void {
    this.#options.listener(this, event);
  }

  #decode(sdp: string, keys: OwnKeys | undefined): DecodedSdp | 'bad' {
    try {
      const decoded = this.#fromRelay(decodeSdp(sdp, keys));
      this.#layout = JSON.stringify(decoded.lines);
      this.#onFloorLine(decoded.description.streams);
      return decoded;
    } catch (error) {
      this.#options.onSdpFailure?.(error instanceof SdpError ? error.kind : 'other');
      return 'bad';
    }
  }

  #lastLines(): readonly MediaLine[] | undefined {
    return this.#layout === undefined ? undefined : (JSON.parse(this.#layout) as readonly MediaLine[]);
  }

  /** Media that reaches us unencrypted from a relay may be encrypted on its far side. */
  #fromRelay(decoded: DecodedSdp): DecodedSdp {
    const { mediaSecurity } = this.#call;
    if (mediaSecurity === undefined) return decoded;
    const { description } = decoded;
    const streams = description.streams.map((stream, index) => {
      const method = mediaSecurity[index] ?? 'none';
      return method === 'none' ? stream : { ...stream, securedByRelay: method };
    });
    return { ...decoded, description: { ...description, streams } };
  }

  /** The m-lines of an offer are repeated only once. */
  #answer(media: MediaDescription, ownOffer = false): string {
    const isOffer = ownOffer || this.#owesOffer;
    const whole = this.#floor?.withLine(media, isOffer) ?? withoutFloor(media);
    this.#owesOffer = false;
    const sdp = this.#encode(isOffer ? (this.#keys?.withKeys(whole) ?? whole) : whole);
    this.#lines = undefined;
    return sdp;
  }

  /** RFC 3264 §8: the version rises by one with each change, and only then. */
  #encode(media: MediaDescription): string {
    const origin = { sessionId: this.#options.sessionId, address: this.#call.request.local.address };
    // Most calls never change their first description, so there is nothing to compare it with.
    const unchanged =
      this.#version > 0 && encodeSdp(media, { ...origin, version: this.#version }, this.#lines) === this.#lastSdp;
    if (unchanged) return this.#lastSdp;
    this.#version += 1;
    this.#lastSdp = encodeSdp(media, { ...origin, version: this.#version }, this.#lines);
    return this.#lastSdp;
  }
}

function infoOf(call: SipCall): LegInfo {
  const { request } = call;
  const { user, host } = request.from.uri;
  return {
    callId: call.id,
    signallingId: request.callId.slice(0, 128),
    protocol: 'sip',
    direction: call.direction,
    dialled: dialledOf(request.requestUri),
    source: { address: request.source.address, port: request.source.port },
    ...(request.local.transport !== 'udp' && { provenSource: true }),
    ...(isProtected(request.local.transport) && { protectedSignalling: true }),
    family: request.local.address.includes(':') ? 6 : 4,
    ...(request.userAgent !== undefined && { userAgent: request.userAgent }),
    ...(user !== undefined && user !== '' && { names: [`${user}@${host}`] }),
  };
}
