/** The server side of the INVITE that sets up a call: provisional answers, the final answer, PRACK, CANCEL, ACK. */
import type { Refusal } from '../../edge.ts';
import { AckWait } from '../dialog/ack-wait.ts';
import { SDP_TYPE, SUPPORTED_LINE, SUPPORTED_RELIABLE_LINE } from './host.ts';
import type { CallHost } from './host.ts';
import type { DeferredAnswer, IncomingRequest } from './incoming-request.ts';
import { contentOf } from '../message/content.ts';
import type { Flow } from '../transport/flow.ts';
import { parseRAck } from '../message/header-cseq.ts';
import type { SipRequest } from '../message/message.ts';
import { ALLOW_LINE } from '../message/methods.ts';
import { refusalParts, refuseContent } from './refusal.ts';
import { textToBytes } from '../message/scan.ts';
import type { Session } from './session.ts';
import { agreeAsUas } from '../dialog/session-timer.ts';
import type { Asked } from '../dialog/session-timer.ts';
import type { WheelTimer } from '../transaction/wheel.ts';

const MINUTE = 60_000;

export interface Ring {
  readonly status: 180 | 183;
  readonly sdp: string | undefined;
  readonly reliable: boolean;
}

/** A provisional answer that waits for its PRACK (RFC 3262 §3). */
interface Reliable {
  readonly rseq: number;
  readonly wait: AckWait;
  readonly hasSdp: boolean;
}

type State =
  | { readonly name: 'proceeding' }
  /** 2xx sent. `bye`: we have hung up since, and must wait for the ACK to say so (RFC 3261 §15). */
  | { readonly name: 'accepted'; readonly wait: AckWait; bye: { readonly reason: string | undefined } | undefined }
  | { readonly name: 'settled' };

export interface IncomingOptions {
  readonly host: CallHost;
  readonly session: Session;
  readonly request: IncomingRequest;
  readonly asked: Asked & { type: 'ok' };
  readonly offered: boolean;
  /** The call is confirmed or over: this part is no longer needed. */
  readonly onSettled: () => void;
}

export class IncomingSetup {
  readonly #options: IncomingOptions;
  readonly #invite: DeferredAnswer;
  readonly #recordRoutes: string;
  readonly #requires: boolean;
  readonly #supports: boolean;
  #state: State = { name: 'proceeding' };
  #answered = false;
  #rseq = 0;
  #reliable: Reliable | undefined = undefined;
  #ringing: WheelTimer | undefined = undefined;
  /** Answers that wait for the PRACK of the previous one. */
  #waiting: (() => void)[] = [];
  /** Our SDP was sent in a reliable answer, so the 2xx needs none. */
  #described = false;

  constructor(options: IncomingOptions) {
    const { request } = options;
    const { headers } = request;
    this.#options = options;
    this.#invite = request.defer();
    this.#recordRoutes = headers
      .lines('record-route')
      .map((line) => `Record-Route: ${line}\r\n`)
      .join('');
    const able = options.host.core.settings.reliableProvisional;
    this.#requires = able && headers.hasToken('require', '100rel');
    this.#supports = able && (this.#requires || headers.hasToken('supported', '100rel'));
    request.transaction.onCancel = () => this.#onCancel();
  }

  /** Something other than 100 was sent. */
  get answered(): boolean {
    return this.#answered;
  }

  get proceeding(): boolean {
    return this.#state.name === 'proceeding';
  }

  #lines(flow: Flow): string {
    const { core, dialog } = this.#options.host;
    const supported = core.settings.reliableProvisional ? SUPPORTED_RELIABLE_LINE : SUPPORTED_LINE;
    return this.#recordRoutes + core.contactLine(flow, dialog.secure) + ALLOW_LINE + supported + core.serverLine;
  }

  trying(): void {
    this.#invite.send(100);
  }

  ring(ring: Ring): void {
    if (!this.proceeding) return;
    if (this.#reliable !== undefined) return void this.#waiting.push(() => this.ring(ring));
    this.#answered = true;
    const { host, offered, session } = this.#options;
    const reliably = this.#requires || (ring.reliable && this.#supports);
    const body = ring.sdp === undefined ? undefined : { type: SDP_TYPE, content: textToBytes(ring.sdp) };
    const parts = { tag: host.dialog.localTag, body };
    if (!reliably)
      return this.#repeatEachMinute(
        ring.status,
        this.#invite.print(ring.status, { ...parts, lines: this.#lines(this.#invite.flow) }),
      );
    this.#rseq = this.#rseq === 0 ? 1 + host.core.ids.below(0x7fffffff) : this.#rseq + 1;
    const lines = `${this.#lines(this.#invite.flow)}Require: 100rel\r\nRSeq: ${this.#rseq}\r\n`;
    const text = this.#invite.print(ring.status, { ...parts, lines });
    const wait = new AckWait(
      host.core.wheel,
      false,
      () => this.#invite.sendText(ring.status, text),
      () => this.#notPracked(),
    );
    this.#reliable = { rseq: this.#rseq, wait, hasSdp: body !== undefined };
    if (body !== undefined && !this.#described) {
      this.#described = true;
      // An answer settles the session. An offer, if the INVITE had none, waits for the answer in the PRACK.
      session.offers.described(offered);
      session.refresh.localSdp = ring.sdp ?? '';
    }
  }

  /** Proxies give up on an INVITE without news for three minutes (RFC 3261 §13.3.1.1). */
  #repeatEachMinute(status: number, text: string): void {
    this.#ringing?.cancel();
    this.#invite.sendText(status, text);
    this.#ringing = this.#options.host.core.wheel.after(MINUTE, () => this.#repeatEachMinute(status, text), undefined);
  }

  /** RFC 3262 §3: refuses the INVITE with a 5xx. */
  #notPracked(): void {
    this.#options.host.core.note({ type: 'timeout', timer: 'PRACK' });
    this.#reliable = undefined;
    this.#refuse({ status: 504 });
    this.#options.host.finish({ cause: 'no-ack' });
  }

  onPrack(request: IncomingRequest): void {
    const { host, session } = this.#options;
    const rack = parseRAck(request.headers.get('rack') ?? '');
    const reliable = this.#reliable;
    const matches =
      reliable !== undefined &&
      rack?.rseq === reliable.rseq &&
      rack.method === 'INVITE' &&
      rack.number === this.#invite.cseq;
    if (!matches) return request.answer(481);
    const content = contentOf(request.message);
    if (refuseContent(request, content)) return;
    reliable.wait.stop();
    this.#reliable = undefined;
    if (content.type !== 'sdp') request.answer(200);
    else if (session.offers.awaitsSetupAnswer) {
      session.offers.settleSetup();
      request.answer(200);
      host.emit({ type: 'answer', sdp: content.sdp });
    } else session.offers.onPrackOffer(request, content.sdp);
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const action of waiting) action();
  }

  accept(sdp: string): void {
    if (!this.proceeding) return;
    // RFC 3262 §3: a 2xx waits for the PRACK of the answer that carried SDP.
    if (this.#reliable?.hasSdp === true) return void this.#waiting.push(() => this.accept(sdp));
    this.#reliable?.wait.stop();
    this.#reliable = undefined;
    this.#ringing?.cancel();
    this.#answered = true;
    const { host, session, asked } = this.#options;
    const { agreed, lines } = agreeAsUas(asked, host.core.settings);
    const body = this.#described ? undefined : { type: SDP_TYPE, content: textToBytes(sdp) };
    const text = this.#invite.print(200, {
      tag: host.dialog.localTag,
      lines: this.#lines(this.#invite.flow) + lines,
      body,
    });
    if (body !== undefined) session.refresh.localSdp = sdp;
    session.refresh.start(agreed);
    if (!this.#described && !this.#options.offered) session.offers.described(false);
    const wait = new AckWait(
      host.core.wheel,
      true,
      () => this.#invite.sendText(200, text),
      () => this.#notAcked(),
    );
    this.#state = { name: 'accepted', wait, bye: undefined };
  }

  #notAcked(): void {
    const { host, session, onSettled } = this.#options;
    const bye = this.#state.name === 'accepted' ? this.#state.bye : undefined;
    this.#state = { name: 'settled' };
    host.core.note({ type: 'timeout', timer: 'H' });
    if (bye === undefined) host.hangUp({ cause: 'no-ack' });
    else session.sendBye(bye.reason);
    onSettled();
  }

  onAck(ack: SipRequest, cseq: number): void {
    if (this.#state.name !== 'accepted' || cseq !== this.#invite.cseq) return;
    const content = contentOf(ack);
    this.#confirm(content.type === 'sdp' ? content.sdp : undefined);
  }

  /** A request that only a confirmed dialog can bring: the ACK was lost or overtaken (RFC 3261 §13.3.1.4). */
  confirmByRequest(): void {
    if (this.#state.name === 'accepted' && !this.#options.session.offers.awaitsSetupAnswer) this.#confirm(undefined);
  }

  #confirm(sdp: string | undefined): void {
    if (this.#state.name !== 'accepted') return;
    const { host, session, onSettled } = this.#options;
    const { wait, bye } = this.#state;
    const owing = session.offers.awaitsSetupAnswer;
    wait.stop();
    this.#state = { name: 'settled' };
    onSettled();
    if (bye !== undefined) return session.sendBye(bye.reason);
    // The ACK had to answer our offer.
    if (owing && sdp === undefined) return host.hangUp({ cause: 'no-ack' });
    if (sdp !== undefined) session.refresh.recordDescription(sdp);
    if (owing && sdp !== undefined) host.emit({ type: 'answer', sdp });
    host.emit({ type: 'established' });
    session.offers.establish();
  }

  reject(refusal: Refusal): void {
    if (!this.proceeding) return;
    this.#refuse(refusal);
  }

  #refuse(refusal: Refusal): void {
    const { host, onSettled } = this.#options;
    const { status, reason, extra } = refusalParts(refusal);
    this.#answered = true;
    this.#state = { name: 'settled' };
    this.#reliable?.wait.stop();
    this.#ringing?.cancel();
    this.#waiting = [];
    this.#invite.answer(status, { reason, extra, tag: host.dialog.localTag });
    onSettled();
  }

  #onCancel(): void {
    if (!this.proceeding) return;
    this.#refuse({ status: 487 });
    this.#options.host.finish({ cause: 'cancel' });
  }

  /** The peer sent BYE or the call ends otherwise: answers whatever is still waiting. */
  close(status: 487 | 500): void {
    if (this.proceeding) this.#refuse({ status });
    if (this.#state.name === 'accepted' && this.#state.bye === undefined) this.byeCame();
  }

  /** A BYE of the peer ends the wait for the ACK. */
  byeCame(): void {
    if (this.#state.name !== 'accepted') return;
    this.#state.wait.stop();
    this.#state = { name: 'settled' };
    this.#options.onSettled();
  }

  /** Hangs up. `true` if the answer to the INVITE does so, now or later. */
  end(reason: string | undefined): boolean {
    if (this.proceeding) {
      this.#refuse({ status: 603 });
      return true;
    }
    if (this.#state.name !== 'accepted') return false;
    this.#state.bye = { reason };
    return true;
  }
}
