/** Offers and answers inside a confirmed dialog: re-INVITE and UPDATE of the peer, re-INVITE of ours. */
import type { Refusal } from '../../edge.ts';
import { AckWait } from '../dialog/ack-wait.ts';
import { SDP_TYPE, SUPPORTED_LINE } from './host.ts';
import type { CallHost } from './host.ts';
import type { DeferredAnswer, IncomingRequest } from './incoming-request.ts';
import { contentOf } from '../message/content.ts';
import { dialogRequest, refreshTarget } from '../dialog/dialog.ts';
import { glareDelay, judgeInvite, judgeUpdate, stepExchange } from '../dialog/exchange.ts';
import type { Exchange, ExchangeEvent } from '../dialog/exchange.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { ALLOW_LINE } from '../message/methods.ts';
import { printRequest } from '../message/print.ts';
import type { Body } from '../message/print.ts';
import { refusalParts, refuseContent, refuseForGlare } from './refusal.ts';
import { parseDecimal, bytesToText, textToBytes } from '../message/scan.ts';
import { sendAck, sendInDialog } from '../sender.ts';
import type { SessionRefresh } from './session-refresh.ts';
import type { WheelTimer } from '../transaction/wheel.ts';

/** An offer of ours that waits its turn. A refresh repeats the session unchanged. */
interface Queued {
  readonly purpose: 'offer' | 'refresh';
  readonly sdp: string;
  readonly credentials?: string;
}

/** A request of the peer that waits for our reply. */
interface Owed {
  readonly reply: DeferredAnswer;
  /** The peer made no offer: our reply contains one. */
  readonly delayed: boolean;
  readonly lines: string;
}

export class SessionOffers {
  readonly #host: CallHost;
  readonly #refresh: SessionRefresh;
  #exchange: Exchange;
  #queue: Queued[] | undefined = undefined;
  #owed: Owed | undefined = undefined;
  #ackWait: { readonly cseq: number; readonly wait: AckWait } | undefined = undefined;
  #retry: WheelTimer | undefined = undefined;
  #open = false;
  #closed = false;

  constructor(host: CallHost, refresh: SessionRefresh, exchange: Exchange) {
    this.#host = host;
    this.#refresh = refresh;
    this.#exchange = exchange;
  }

  /** Our offer in the set-up still waits for its answer. */
  get awaitsSetupAnswer(): boolean {
    return this.#exchange.name === 'setup' && this.#exchange.by === 'us';
  }

  /** Our description went out in a response to the INVITE, as the answer to the peer's offer or as our own offer. */
  described(answers: boolean): void {
    this.#step({ type: 'described', answers });
  }

  /** The offer of the set-up has its answer. */
  settleSetup(): void {
    this.#step({ type: 'setupSettled' });
  }

  #step(event: ExchangeEvent): void {
    this.#exchange = stepExchange(this.#exchange, event);
  }

  /** The dialog is confirmed: our own offers may be sent. */
  establish(): void {
    this.#open = true;
    this.settleSetup();
    this.#pump();
  }

  close(status: 487 | 500): void {
    this.#closed = true;
    this.#retry?.cancel();
    this.#ackWait?.wait.stop();
    this.#queue = undefined;
    const owed = this.#owed;
    this.#owed = undefined;
    // A BYE overtakes the request that waits (RFC 3261 §15.1.2).
    if (owed?.reply.open === true) owed.reply.send(status);
  }

  onInvite(request: IncomingRequest): void {
    const { core, dialog } = this.#host;
    const verdict = judgeInvite(this.#exchange);
    if (verdict !== 'take') return refuseForGlare(core, request, verdict);
    const content = contentOf(request.message);
    if (refuseContent(request, content)) return;
    const timer = this.#refresh.onTheirRequest(request);
    if (timer === undefined) return;
    refreshTarget(dialog, request.headers);
    this.#stopAckWait();
    const sdp = content.type === 'sdp' ? content.sdp : undefined;
    const lines = timer + core.contactLine(request.flow, dialog.secure) + ALLOW_LINE + SUPPORTED_LINE + core.serverLine;
    const reply = request.defer();
    this.#owe('INVITE', { reply, delayed: sdp === undefined, lines });
    request.transaction.onCancel = () => this.#cancelled(reply);
    if (sdp !== undefined) this.#refresh.recordDescription(sdp);
    this.#host.emit({ type: 'offer', sdp });
    if (this.#owed?.reply === reply) request.answer(100);
  }

  #cancelled(reply: DeferredAnswer): void {
    this.#owed = undefined;
    this.#step({ type: 'settled' });
    reply.answer(487);
    this.#pump();
  }

  onUpdate(request: IncomingRequest): void {
    const { core, dialog } = this.#host;
    const content = contentOf(request.message);
    const verdict = judgeUpdate(this.#exchange, content.type === 'sdp');
    if (verdict !== 'take') return refuseForGlare(core, request, verdict);
    if (refuseContent(request, content)) return;
    const timer = this.#refresh.onTheirRequest(request);
    if (timer === undefined) return;
    refreshTarget(dialog, request.headers);
    const lines = timer + core.contactLine(request.flow, dialog.secure) + ALLOW_LINE + SUPPORTED_LINE;
    if (content.type !== 'sdp') return request.answer(200, { lines });
    this.#stopAckWait();
    this.#owe('UPDATE', { reply: request.defer(), delayed: false, lines: lines + core.serverLine });
    this.#refresh.recordDescription(content.sdp);
    this.#host.emit({ type: 'offer', sdp: content.sdp });
  }

  /** A PRACK that was matched to a provisional response, and has an offer (RFC 3262 §5). */
  onPrackOffer(request: IncomingRequest, sdp: string): void {
    const { core } = this.#host;
    const verdict = judgeUpdate(this.#exchange, true);
    if (verdict !== 'take') return refuseForGlare(core, request, verdict);
    this.#owe('PRACK', { reply: request.defer(), delayed: false, lines: core.serverLine });
    this.#refresh.recordDescription(sdp);
    this.#host.emit({ type: 'offer', sdp });
  }

  #owe(method: 'INVITE' | 'UPDATE' | 'PRACK', owed: Owed): void {
    this.#owed = owed;
    this.#step({ type: 'asked', method });
  }

  answer(sdp: string): void {
    const owed = this.#owed;
    if (owed === undefined || this.#exchange.name !== 'theirs') return;
    const { reply, delayed, lines } = owed;
    const { method } = this.#exchange;
    this.#owed = undefined;
    this.#refresh.localSdp = sdp;
    const text = reply.print(200, { lines, body: { type: SDP_TYPE, content: textToBytes(sdp) } });
    this.#step({ type: 'replied', ours: delayed });
    if (method !== 'INVITE') {
      reply.sendText(200, text);
      return this.#pump();
    }
    const wait = new AckWait(
      this.#host.core.wheel,
      true,
      () => reply.sendText(200, text),
      () => this.#notAcked(),
    );
    this.#ackWait = { cseq: reply.cseq, wait };
  }

  refuse(refusal: Refusal): void {
    const owed = this.#owed;
    if (owed === undefined || this.#exchange.name !== 'theirs') return;
    this.#owed = undefined;
    this.#step({ type: 'settled' });
    const { status, reason, extra } = refusalParts(refusal);
    owed.reply.answer(status, { reason, extra });
    this.#pump();
  }

  #stopAckWait(): void {
    this.#ackWait?.wait.stop();
    this.#ackWait = undefined;
    if (this.#exchange.name === 'unacked') this.#step({ type: 'settled' });
  }

  #notAcked(): void {
    this.#host.core.note({ type: 'timeout', timer: 'H' });
    this.#host.hangUp({ cause: 'no-ack' });
  }

  /** The ACK of our 2xx to a re-INVITE. */
  onAck(ack: SipRequest, cseq: number): void {
    if (this.#ackWait?.cseq !== cseq || this.#exchange.name !== 'unacked') return;
    const { ours } = this.#exchange;
    this.#stopAckWait();
    const content = contentOf(ack);
    if (content.type === 'sdp') this.#refresh.recordDescription(content.sdp);
    if (ours && content.type === 'sdp') this.#host.emit({ type: 'answer', sdp: content.sdp });
    // Without the answer that it owes us, the session is undefined.
    else if (ours) return this.#host.hangUp({ cause: 'no-ack' });
    this.#pump();
  }

  send(sdp: string): void {
    this.#enqueue({ purpose: 'offer', sdp });
  }

  /** Repeats our session description as a re-INVITE, to refresh the session (RFC 4028 §7.4). */
  refresh(sdp: string): void {
    this.#enqueue({ purpose: 'refresh', sdp });
  }

  #enqueue(queued: Queued): void {
    if (this.#closed) return;
    (this.#queue ??= []).push(queued);
    this.#pump();
  }

  #pump(): void {
    if (!this.#open || this.#closed || this.#retry !== undefined || this.#exchange.name !== 'stable') return;
    const next = this.#queue?.shift();
    if (this.#queue?.length === 0) this.#queue = undefined;
    if (next !== undefined) this.#invite(next);
  }

  #invite(queued: Queued): void {
    const { core, dialog } = this.#host;
    this.#step({ type: 'offered' });
    let cseq = 0;
    let repeatAck: (() => void) | undefined;
    const body: Body = { type: SDP_TYPE, content: textToBytes(queued.sdp) };
    sendInDialog(core, dialog, {
      method: 'INVITE',
      build: (via, flow) => {
        const parts = dialogRequest(dialog, 'INVITE', via);
        cseq = parts.cseq;
        const lines =
          core.contactLine(flow, dialog.secure) +
          this.#refresh.askLines() +
          ALLOW_LINE +
          SUPPORTED_LINE +
          (queued.credentials ?? '');
        return printRequest({ ...parts, lines, body });
      },
      user: {
        onResponse: (response) => {
          if (response.status < 200) return;
          if (response.status >= 300) return this.#refused(queued, response, body);
          if (repeatAck !== undefined) return repeatAck();
          refreshTarget(dialog, response.headers);
          repeatAck = sendAck(core, dialog, (via) => printRequest(dialogRequest(dialog, 'ACK', via, cseq)));
          this.#answered(queued, response);
        },
        onFailure: (why) => this.#failed(why),
      },
    });
  }

  #answered(queued: Queued, response: SipResponse): void {
    if (this.#closed) return;
    this.#step({ type: 'settled' });
    this.#refresh.localSdp = queued.sdp;
    this.#refresh.onOurAnswer(response.headers);
    const content = contentOf(response);
    const news = content.type === 'sdp' && this.#refresh.recordDescription(content.sdp);
    // A refresh without changes is not reported.
    if (content.type === 'sdp' && (news || queued.purpose === 'offer'))
      this.#host.emit({ type: 'answer', sdp: content.sdp });
    else if (queued.purpose === 'offer') this.#host.emit({ type: 'offerRefused', status: 488 });
    this.#pump();
  }

  #failed(why: 'timeout' | 'transport'): void {
    if (this.#closed) return;
    this.#host.hangUp(
      why === 'timeout' ? { cause: 'peer-gone', status: 408 } : { cause: 'transport', detail: 'connection lost' },
    );
  }

  #refused(queued: Queued, response: SipResponse, body: Body): void {
    if (this.#closed) return;
    const { status } = response;
    this.#step({ type: 'settled' });
    if (status === 408 || status === 481) return this.#host.hangUp({ cause: 'peer-gone', status });
    if (status === 491)
      return this.#later(
        queued,
        glareDelay(this.#host.owner, (limit) => this.#host.core.ids.below(limit)),
      );
    // The other refusal of §14.2: the peer had an open offer.
    const retryAfter =
      status === 500 ? parseDecimal(bytesToText(response.headers.get('retry-after') ?? ''), 10) : undefined;
    if (retryAfter !== undefined) return this.#later(queued, retryAfter * 1000);
    if (status === 422 && this.#refresh.raise(response.headers)) return this.#invite(queued);
    if ((status === 401 || status === 407) && queued.credentials === undefined) {
      const credentials = this.#host.authorize(response, { method: 'INVITE', uri: this.#host.dialog.target, body });
      if (credentials !== undefined) return this.#invite({ ...queued, credentials });
    }
    if (queued.purpose === 'offer') this.#host.emit({ type: 'offerRefused', status });
    this.#pump();
  }

  #later(queued: Queued, delay: number): void {
    (this.#queue ??= []).unshift(queued);
    this.#retry = this.#host.core.wheel.after(delay, onRetry, this);
  }

  retryNow(): void {
    this.#retry = undefined;
    this.#pump();
  }
}

function onRetry(offers: SessionOffers): void {
  offers.retryNow();
}
