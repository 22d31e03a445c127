/** The requests inside one INVITE dialog, whichever side created it. */
import type { Refusal } from '../../edge.ts';
import type { CallHost } from './host.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { mediaType } from '../message/content.ts';
import { dialogRequest, takeSeq } from '../dialog/dialog.ts';
import type { Exchange } from '../dialog/exchange.ts';
import { bodyText } from '../message/message.ts';
import { ALLOW_LINE } from '../message/methods.ts';
import { printRequest } from '../message/print.ts';
import type { Body } from '../message/print.ts';
import { refuseMethod } from './refusal.ts';
import { bytesToText, textToBytes } from '../message/scan.ts';
import { sendInDialog } from '../sender.ts';
import { SessionOffers } from './session-offers.ts';
import { SessionRefer } from './session-refer.ts';
import { SessionRefresh } from './session-refresh.ts';

export class Session {
  readonly #host: CallHost;
  readonly refresh: SessionRefresh;
  readonly offers: SessionOffers;
  #refer: SessionRefer | undefined = undefined;

  constructor(host: CallHost, exchange: Exchange) {
    this.#host = host;
    this.refresh = new SessionRefresh(host, (sdp) => this.offers.refresh(sdp));
    this.offers = new SessionOffers(host, this.refresh, exchange);
  }

  /** Handles a request inside the dialog other than PRACK and ACK. */
  onRequest(request: IncomingRequest): void {
    const { core, dialog } = this.#host;
    if (!takeSeq(dialog, request.cseq)) return request.answer(500, { reason: 'CSeq Out Of Order' });
    core.moveDialog(dialog, request.flow);
    switch (request.method) {
      case 'BYE':
        return this.#onBye(request);
      case 'INVITE':
        return this.offers.onInvite(request);
      case 'UPDATE':
        return this.offers.onUpdate(request);
      case 'INFO':
        return this.#onInfo(request);
      case 'REFER':
        this.#refer ??= new SessionRefer(this.#host);
        return this.#refer.onRefer(request);
      case 'OPTIONS':
        return request.answer(200, { lines: `${ALLOW_LINE}Accept: application/sdp\r\n` });
      case 'NOTIFY':
        // We subscribe to nothing (RFC 6665 §4.1.3).
        return request.answer(481, { reason: 'Subscription Does Not Exist' });
      default:
        return refuseMethod(core, request);
    }
  }

  #onBye(request: IncomingRequest): void {
    request.answer(200);
    const reason = request.headers.get('reason');
    this.#host.finish(reason === undefined ? { cause: 'bye' } : { cause: 'bye', reason: bytesToText(reason) });
  }

  #onInfo(request: IncomingRequest): void {
    const { core } = this.#host;
    const contentType = mediaType(request.headers.get('content-type'));
    // An empty INFO only checks that we are alive (RFC 2976 §2.2).
    if (request.message.body.length === 0) return request.answer(200);
    if (contentType === '') return request.answer(400, { reason: 'Missing Content-Type' });
    if (!core.settings.infoTypes.has(contentType)) {
      return request.answer(415, { lines: `Accept: ${[...core.settings.infoTypes].join(', ')}\r\n` });
    }
    request.answer(200);
    this.#host.emit({ type: 'info', contentType, body: bodyText(request.message) ?? '' });
  }

  sendInfo(contentType: string, text: string): void {
    this.#send('INFO', '', { type: contentType, content: textToBytes(text) }, (status) => {
      if (status === 408 || status === 481) this.#host.hangUp({ cause: 'peer-gone', status });
    });
  }

  sendOptions(): void {
    this.#send('OPTIONS', 'Accept: application/sdp\r\n', undefined, (status) => {
      if (status === 408 || status === 481) this.#host.hangUp({ cause: 'peer-gone', status });
      else this.#host.emit({ type: 'alive' });
    });
  }

  /** Sends BYE. Its outcome does not matter: the call is over. */
  sendBye(reason: string | undefined): void {
    this.#send('BYE', reason === undefined ? '' : `Reason: ${textToBytes(reason)}\r\n`, undefined, () => {});
  }

  #send(
    method: string,
    lines: string,
    body: Body | undefined,
    onFinal: (status: number) => void,
    credentials = '',
  ): void {
    const { core, dialog } = this.#host;
    sendInDialog(core, dialog, {
      method,
      build: (via) => printRequest({ ...dialogRequest(dialog, method, via), lines: lines + credentials, body }),
      user: {
        onResponse: (response) => {
          const { status } = response;
          if (status < 200) return;
          const challenged = (status === 401 || status === 407) && credentials === '';
          const proof = challenged ? this.#host.authorize(response, { method, uri: dialog.target, body }) : undefined;
          if (proof === undefined) onFinal(status);
          else this.#send(method, lines, body, onFinal, proof);
        },
        onFailure: () => onFinal(408),
      },
    });
  }

  acceptRefer(): void {
    this.#refer?.accept();
  }

  refuseRefer(refusal: Refusal): void {
    this.#refer?.refuse(refusal);
  }

  notifyRefer(status: number, reason: string): void {
    this.#refer?.notify(status, reason);
  }

  /** Answers requests that are still waiting with `status`. */
  close(status: 487 | 500): void {
    this.offers.close(status);
    this.refresh.close();
    this.#refer?.close(status);
  }
}
