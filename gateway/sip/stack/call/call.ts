/** A call: the INVITE that sets it up, then the session inside its dialog. */
import {
  isProtected,
  type Refusal,
  type SipCall,
  type SipCallEvent,
  type SipEnd,
  type SipRequestInfo,
} from '../../edge.ts';
import type { IncomingSetup } from './incoming.ts';
import type { Authorizer } from './authorize.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { CallingHost, OutgoingSetup } from './outgoing.ts';
import type { Core, DialogUser } from '../core.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { Envelope } from '../message/envelope.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Body } from '../message/print.ts';
import type { FlowCall } from '../transport/flow-source.ts';
import type { Flow } from '../transport/flow.ts';
import type { RequestInfo } from './request-info.ts';
import { Session } from './session.ts';

function ignore(): void {}

const FAULT_REASON = 'SIP;cause=500';

export interface CallOptions {
  readonly core: Core;
  readonly id: string;
  readonly info: RequestInfo;
  readonly offer: string | undefined;
  readonly localTag: string;
  /** Counts the call out once nothing is left of it. */
  readonly onGone: (call: Call) => void;
}

export class Call implements SipCall, CallingHost, DialogUser, FlowCall {
  readonly id: string;
  readonly core: Core;
  readonly localTag: string;
  readonly #info: RequestInfo;
  readonly #onGone: (call: Call) => void;
  offer: string | undefined;
  onEvent: (event: SipCallEvent) => void = ignore;
  #dialog: Dialog | undefined = undefined;
  #session: Session | undefined = undefined;
  #incoming: IncomingSetup | undefined = undefined;
  #outgoing: OutgoingSetup | undefined = undefined;
  #authorizer: Authorizer | undefined = undefined;
  #ended = false;
  readonly owner: boolean;

  constructor(options: CallOptions, direction: 'inbound' | 'outbound') {
    this.core = options.core;
    this.id = options.id;
    this.localTag = options.localTag;
    this.#info = options.info;
    this.#onGone = options.onGone;
    this.offer = options.offer;
    this.owner = direction === 'outbound';
    this.core.dialogs.set(this.localTag, this);
  }

  get direction(): 'inbound' | 'outbound' {
    return this.owner ? 'outbound' : 'inbound';
  }

  get request(): SipRequestInfo {
    return this.#info;
  }

  get dialog(): Dialog {
    if (this.#dialog === undefined) throw new Error('Cannot send in a dialog: there is none yet');
    return this.#dialog;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** No INVITE of the set-up is pending. */
  get settled(): boolean {
    return this.#incoming === undefined && this.#outgoing === undefined;
  }

  /** The flow of the dialog, once a session exists. */
  get flow(): Flow | undefined {
    return this.#session === undefined ? undefined : this.#dialog?.flow;
  }

  get session(): Session | undefined {
    return this.#session;
  }

  /** The dialog of the session: the only one of an inbound call, the first confirmed one of an outbound call. */
  openDialog(dialog: Dialog, by: 'us' | 'them' | 'none'): Session {
    this.core.holdFlow(dialog.flow);
    if (this.#dialog !== undefined) this.core.releaseFlow(this.#dialog.flow);
    this.#dialog = dialog;
    this.#session ??= new Session(this, { name: 'setup', by });
    return this.#session;
  }

  attachIncoming(setup: IncomingSetup): void {
    this.#incoming = setup;
  }

  beOutgoing(setup: OutgoingSetup, authorizer: Authorizer | undefined): void {
    this.#outgoing = setup;
    this.#authorizer = authorizer;
  }

  /** The INVITE is complete. */
  setupDone(): void {
    this.#incoming = undefined;
    this.#outgoing = undefined;
    this.#info.settle(this.#dialog, this.owner);
    if (this.#ended) this.#leave();
  }

  // DialogUser

  owns(envelope: Envelope): boolean {
    const dialog = this.#dialog;
    if (dialog !== undefined && dialog.callId === envelope.callId && dialog.remoteTag === (envelope.fromTag ?? ''))
      return true;
    return this.#outgoing?.owns(envelope) === true;
  }

  get isProtected(): boolean {
    return this.#dialog !== undefined && isProtected(this.#dialog.flow.transport);
  }

  onRequest(request: IncomingRequest): void {
    const { method, envelope } = request;
    const dialog = this.#dialog;
    // An early dialog of a losing fork, or a call that is over.
    if (this.#ended || dialog === undefined || dialog.remoteTag !== (envelope.fromTag ?? '')) {
      request.answer(method === 'BYE' && this.#ended ? 200 : 481);
      if (method === 'BYE') this.#incoming?.byeCame();
      return;
    }
    if (method === 'PRACK' && this.#incoming !== undefined) {
      if (dialog.remoteSeq === undefined || envelope.cseq > dialog.remoteSeq) dialog.remoteSeq = envelope.cseq;
      return this.#incoming.onPrack(request);
    }
    if (method === 'PRACK') return request.answer(481);
    if (method === 'INVITE' || method === 'INFO' || method === 'REFER') this.#incoming?.confirmByRequest();
    // The handler may have hung up in its event handler.
    if (this.#ended) return request.answer(481);
    this.#session?.onRequest(request);
  }

  onAck(ack: SipRequest, { cseq }: Envelope): void {
    if (this.#incoming === undefined) this.#session?.offers.onAck(ack, cseq);
    else this.#incoming.onAck(ack, cseq);
  }

  // CallHost

  emit(event: SipCallEvent): void {
    if (this.#ended) return;
    try {
      this.onEvent(event);
    } catch (error) {
      this.fault(error);
    }
  }

  /** The handler threw: pending requests are answered 500, and the call ends. */
  fault(error: unknown): void {
    this.core.fault(error);
    if (this.#ended) return;
    const end: SipEnd = { cause: 'fault' };
    if (this.#incoming?.proceeding === true) return this.finish(end);
    const bySetup = this.#incoming?.end(FAULT_REASON) ?? this.#outgoing?.end(FAULT_REASON) ?? false;
    if (bySetup) this.finish(end);
    else this.hangUp(end, FAULT_REASON);
  }

  finish(end: SipEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    const status = end.cause === 'fault' ? 500 : 487;
    this.#session?.close(status);
    this.#incoming?.close(status);
    this.#outgoing?.close();
    if (this.#incoming === undefined && this.#outgoing === undefined) this.#leave();
    const { onEvent } = this;
    this.onEvent = ignore;
    try {
      onEvent({ type: 'ended', end });
    } catch (error) {
      this.core.fault(error);
    }
  }

  hangUp(end: SipEnd, reason?: string): void {
    if (this.#ended) return;
    this.#session?.sendBye(reason);
    this.finish(end);
  }

  authorize(
    response: SipResponse,
    request: { readonly method: string; readonly uri: string; readonly body: Body | undefined },
    again = false,
  ): string | undefined {
    return this.#authorizer?.answer(response, request, again);
  }

  #leave(): void {
    if (this.core.dialogs.get(this.localTag) !== this) return;
    if (this.#dialog !== undefined) this.core.releaseFlow(this.#dialog.flow);
    this.core.dialogs.delete(this.localTag);
    this.#onGone(this);
  }

  /** The edge closes: sends no BYE and no event. */
  abandon(): void {
    this.#ended = true;
    this.onEvent = ignore;
    this.#session?.close(487);
  }

  // SipCall

  ring(options: { readonly status?: 180 | 183; readonly sdp?: string; readonly reliable?: boolean } = {}): void {
    this.#incoming?.ring({ status: options.status ?? 180, sdp: options.sdp, reliable: options.reliable ?? false });
  }

  accept(sdp: string): void {
    this.#incoming?.accept(sdp);
  }

  reject(refusal: Refusal): void {
    if (this.#incoming?.proceeding !== true || this.#ended) return;
    this.#incoming.reject(refusal);
    this.finish({ cause: 'local' });
  }

  answer(sdp: string): void {
    if (!this.#ended) this.#session?.offers.answer(sdp);
  }

  refuseOffer(refusal: Refusal): void {
    if (!this.#ended) this.#session?.offers.refuse(refusal);
  }

  sendOffer(sdp: string): void {
    if (!this.#ended) this.#session?.offers.send(sdp);
  }

  probe(): void {
    if (!this.#ended) this.#session?.sendOptions();
  }

  sendInfo(contentType: string, body: string): void {
    if (!this.#ended) this.#session?.sendInfo(contentType, body);
  }

  acceptRefer(): void {
    if (!this.#ended) this.#session?.acceptRefer();
  }

  refuseRefer(refusal: Refusal): void {
    if (!this.#ended) this.#session?.refuseRefer(refusal);
  }

  notifyRefer(status: number, reason: string): void {
    if (!this.#ended) this.#session?.notifyRefer(status, reason);
  }

  end(reason?: string): void {
    if (this.#ended) return;
    const bySetup = this.#incoming?.end(reason) ?? this.#outgoing?.end(reason) ?? false;
    if (!bySetup) return this.hangUp({ cause: 'local' }, reason);
    this.finish({ cause: 'local' });
  }
}
