/**
 * The client side of the INVITE that sets up a call: provisional answers and PRACK, forks, the final answer,
 * CANCEL.
 */
import type { OutgoingInvite, SipEnd } from '../../edge.ts';
import { SDP_TYPE, SUPPORTED_LINE, SUPPORTED_RELIABLE_LINE } from './host.ts';
import type { CallHost } from './host.ts';
import type { Session } from './session.ts';
import { contentOf } from '../message/content.ts';
import type { Core } from '../core.ts';
import { dialogRequest, uacDialog } from '../dialog/dialog.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Flow } from '../transport/flow.ts';
import { parseMinSe } from '../message/header-session-expires.ts';
import type { SipResponse } from '../message/message.ts';
import { ALLOW_LINE } from '../message/methods.ts';
import { printExtra, printRequest } from '../message/print.ts';
import type { Body } from '../message/print.ts';
import { bytesToText, parseDecimal, textToBytes } from '../message/scan.ts';
import { OutgoingRequest, sendAck, sendInDialog } from '../sender.ts';
import { agreedByUas, askLines } from '../dialog/session-timer.ts';
import type { WheelTimer } from '../transaction/wheel.ts';

/** Limit of dialogs kept for one INVITE, early and confirmed. */
const MAX_FORKS = 8;
/** Limit of repetitions of an INVITE after 401, 407 or 422. */
const MAX_RETRIES = 4;

interface Early {
  readonly dialog: Dialog;
  /** The last reliable provisional answer processed (RFC 3262 §4). */
  rseq: number | undefined;
  /** The answer, if it arrived reliably. */
  sdp: string | undefined;
}

/** The call that one of our INVITEs sets up. */
export interface CallingHost extends CallHost {
  readonly localTag: string;
  readonly ended: boolean;
  readonly session: Session | undefined;
  /** Makes `dialog` the one of the session. */
  openDialog(dialog: Dialog, by: 'us'): Session;
  /** The INVITE needs nothing more. */
  setupDone(): void;
  /** `again`: the credentials sent before were refused. */
  authorize(
    response: SipResponse,
    request: { readonly method: string; readonly uri: string; readonly body: Body | undefined },
    again?: boolean,
  ): string | undefined;
}

/** Our addresses of the call, the same in all of its INVITEs. */
export interface OutgoingNames {
  readonly callId: string;
  /** The From value without tag, and the To value. */
  readonly from: string;
  readonly to: string;
}

export class OutgoingSetup {
  readonly #core: Core;
  readonly #call: CallingHost;
  readonly #invite: OutgoingInvite;
  readonly #names: OutgoingNames;
  readonly #target: string;
  readonly #body: Body;
  readonly #early = new Map<string, Early>();
  /** Repeats the ACK of each confirmed dialog, by tag. */
  readonly #acks = new Map<string, () => void>();
  #request: OutgoingRequest | undefined;
  #cseq = 0;
  #retries = 0;
  #credentials = '';
  #sessionExpires: number;
  #minSE: number;
  #ringing: WheelTimer | undefined;
  #done = false;

  constructor(core: Core, call: CallingHost, invite: OutgoingInvite, names: OutgoingNames) {
    this.#core = core;
    this.#call = call;
    this.#invite = invite;
    this.#names = names;
    this.#target = textToBytes(invite.target);
    this.#body = { type: SDP_TYPE, content: textToBytes(invite.sdp) };
    this.#sessionExpires = core.settings.sessionExpires;
    this.#minSE = core.settings.minSE;
  }

  start(): void {
    this.#ringing = this.#core.wheel.after(this.#core.settings.ringTimeout, onRingTimeout, this);
    this.#send();
  }

  get #secure(): boolean {
    return /^sips:/i.test(this.#target);
  }

  #send(): void {
    this.#cseq++;
    const again = this.#request?.flow?.again?.();
    this.#request = new OutgoingRequest(this.#core, {
      method: 'INVITE',
      build: (via, flow) => this.#build(via, flow),
      user: {
        onResponse: (response, envelope) => this.#onResponse(response, envelope),
        onFailure: (why) =>
          this.#fail(
            why === 'timeout'
              ? { cause: 'refused', status: 408, reason: 'Request Timeout' }
              : { cause: 'transport', detail: 'no way to the target' },
          ),
      },
    });
    this.#request.start(this.#target, again);
  }

  #build(via: string, flow: Flow): string {
    const { callId, from, to } = this.#names;
    const { settings } = this.#core;
    const supported = settings.reliableProvisional ? SUPPORTED_RELIABLE_LINE : SUPPORTED_LINE;
    const agent = `User-Agent: ${settings.userAgent}\r\n`;
    const lines =
      this.#core.contactLine(flow, this.#secure) +
      ALLOW_LINE +
      supported +
      askLines(this.#sessionExpires, this.#minSE) +
      agent +
      this.#credentials;
    const extra = this.#invite.headers?.map(([name, value]) => [name, textToBytes(value)] as const);
    const parts = {
      method: 'INVITE',
      uri: this.#target,
      via,
      from: `${from};tag=${this.#call.localTag}`,
      to,
      callId,
      cseq: this.#cseq,
    };
    return printRequest({ ...parts, lines: lines + printExtra(extra), body: this.#body });
  }

  owns(envelope: Envelope): boolean {
    return this.#early.has(envelope.fromTag ?? '') && this.#names.callId === envelope.callId;
  }

  #onResponse(response: SipResponse, envelope: Envelope): void {
    if (response.status < 200) this.#onProvisional(response, envelope);
    else if (response.status < 300) this.#onAccepted(response, envelope);
    else this.#onRefused(response);
  }

  #dialogOf(response: SipResponse, envelope: Envelope): Dialog {
    const flow = this.#request?.flow;
    if (flow === undefined) throw new Error('Cannot make a dialog: the INVITE has no flow');
    const known = this.#early.get(envelope.toTag ?? '')?.dialog;
    const localSeq = Math.max(known?.localSeq ?? 0, this.#cseq);
    // Without a Contact, the target stays unchanged.
    const dialog = uacDialog(response, envelope, localSeq, this.#secure, flow, this.#target);
    dialog.remoteSeq = known?.remoteSeq;
    return dialog;
  }

  #onProvisional(response: SipResponse, envelope: Envelope): void {
    if (this.#done || response.status === 100) return;
    const early = this.#earlyOf(response, envelope);
    if (early !== undefined && !this.#takeReliable(response, envelope, early)) return;
    const content = contentOf(response);
    this.#call.emit({
      type: 'progress',
      status: response.status,
      ...(content.type === 'sdp' ? { sdp: content.sdp } : {}),
    });
  }

  #earlyOf(response: SipResponse, envelope: Envelope): Early | undefined {
    const tag = envelope.toTag;
    if (tag === undefined) return undefined;
    const known = this.#early.get(tag);
    if (known !== undefined) return known;
    if (this.#early.size >= MAX_FORKS) return undefined;
    const early: Early = { dialog: this.#dialogOf(response, envelope), rseq: undefined, sdp: undefined };
    this.#early.set(tag, early);
    if (this.#early.size === 1) this.#call.openDialog(early.dialog, 'us').refresh.learn(response.headers);
    return early;
  }

  /** Acknowledges a reliable answer with PRACK; `false` if it is a repetition or out of order (RFC 3262 §4). */
  #takeReliable(response: SipResponse, envelope: Envelope, early: Early): boolean {
    const rseq = parseDecimal(response.headers.get('rseq') ?? '');
    if (rseq === undefined || !response.headers.hasToken('require', '100rel')) return true;
    if (early.rseq !== undefined && rseq !== early.rseq + 1) return false;
    early.rseq = rseq;
    const content = contentOf(response);
    if (content.type === 'sdp' && early.sdp === undefined) {
      early.sdp = content.sdp;
      if (this.#call.session !== undefined && this.#call.dialog === early.dialog)
        this.#call.session.offers.settleSetup();
    }
    sendInDialog(this.#core, early.dialog, {
      method: 'PRACK',
      build: (via) =>
        printRequest({
          ...dialogRequest(early.dialog, 'PRACK', via),
          lines: `RAck: ${rseq} ${envelope.cseq} INVITE\r\n${this.#credentials}`,
        }),
      user: { onResponse() {}, onFailure() {} },
    });
    return true;
  }

  #onAccepted(response: SipResponse, envelope: Envelope): void {
    const tag = envelope.toTag ?? '';
    const repeat = this.#acks.get(tag);
    if (repeat !== undefined) return repeat();
    // Each fork costs an ACK and a BYE to whatever its Contact names.
    if (this.#acks.size >= MAX_FORKS) return;
    const dialog = this.#dialogOf(response, envelope);
    const cseq = this.#cseq;
    this.#acks.set(
      tag,
      sendAck(this.#core, dialog, (via) =>
        printRequest({ ...dialogRequest(dialog, 'ACK', via, cseq), lines: this.#credentials }),
      ),
    );
    // A second fork that answers, or an answer that crossed our CANCEL (RFC 3261 §13.2.2.4).
    if (this.#done || this.#call.ended) return this.#decline(dialog);
    this.#confirm(response, dialog, this.#early.get(tag)?.sdp);
  }

  #decline(dialog: Dialog): void {
    sendInDialog(this.#core, dialog, {
      method: 'BYE',
      build: (via) => printRequest(dialogRequest(dialog, 'BYE', via)),
      user: { onResponse() {}, onFailure() {} },
    });
    this.#settle();
  }

  #confirm(response: SipResponse, dialog: Dialog, earlySdp: string | undefined): void {
    const session = this.#call.openDialog(dialog, 'us');
    session.refresh.learn(response.headers);
    session.refresh.localSdp = this.#invite.sdp;
    // We refresh even if the peer has no session timer, to notice its loss (RFC 4028 §7.2).
    session.refresh.start(agreedByUas(response.headers) ?? { interval: this.#sessionExpires, us: true });
    const content = contentOf(response);
    const sdp = earlySdp ?? (content.type === 'sdp' ? content.sdp : undefined);
    this.#settle();
    // A 2xx that does not answer the offer leaves no session (RFC 3261 §13.2.1).
    if (sdp === undefined) return this.#call.hangUp({ cause: 'refused', status: 488, reason: 'No Answer In 2xx' });
    session.refresh.recordDescription(sdp);
    this.#call.emit({ type: 'answer', sdp });
    this.#call.emit({ type: 'established' });
    session.offers.establish();
  }

  #onRefused(response: SipResponse): void {
    if (this.#done) return;
    const { status } = response;
    if (!this.#call.ended && this.#retries < MAX_RETRIES && this.#mayRetry(response)) {
      this.#retries++;
      this.#early.clear();
      return this.#send();
    }
    const reason = bytesToText(response.reason);
    this.#fail({ cause: 'refused', status, reason });
  }

  #mayRetry(response: SipResponse): boolean {
    const { status, headers } = response;
    if (status === 422) {
      const minSE = parseMinSe(headers.get('min-se'));
      if (minSE === undefined || minSE <= this.#minSE || minSE > 86_400) return false;
      this.#minSE = minSE;
      this.#sessionExpires = Math.max(minSE, this.#sessionExpires);
      return true;
    }
    if (status !== 401 && status !== 407) return false;
    const name = status === 401 ? /^Authorization:/m : /^Proxy-Authorization:/m;
    const again = name.test(this.#credentials);
    const credentials = this.#call.authorize(
      response,
      { method: 'INVITE', uri: this.#target, body: this.#body },
      again,
    );
    if (credentials === undefined) return false;
    const other = status === 401 ? /^Proxy-Authorization:.*\r\n/gm : /^Authorization:.*\r\n/gm;
    this.#credentials = (this.#credentials.match(other) ?? []).join('') + credentials;
    return true;
  }

  #fail(end: SipEnd): void {
    if (this.#done) return;
    this.#settle();
    this.#call.finish(end);
  }

  #settle(): void {
    if (this.#done) return;
    this.#done = true;
    this.#ringing?.cancel();
    this.#call.setupDone();
  }

  ringTimeout(): void {
    if (this.#done || this.#call.ended) return;
    this.#request?.cancel(undefined);
    this.#call.finish({ cause: 'refused', status: 408, reason: 'No Answer' });
  }

  /** The call ends otherwise, for example by a BYE in an early dialog. */
  close(): void {
    this.#ringing?.cancel();
    if (!this.#done) this.#request?.cancel(undefined);
  }

  end(reason: string | undefined): boolean {
    if (this.#done) return false;
    this.#request?.cancel(reason);
    return true;
  }
}

function onRingTimeout(setup: OutgoingSetup): void {
  setup.ringTimeout();
}
