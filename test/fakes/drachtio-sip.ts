/**
 * The SIP side of the stand-in: the state that sofia and drachtio-server keep, on top of the transactions of the
 * embedded stack.
 */
import type { Clock } from '../../base/clock.ts';
import type { SipAddress } from '../../gateway/sip/edge.ts';
import { AckWait } from '../../gateway/sip/stack/dialog/ack-wait.ts';
import { Core } from '../../gateway/sip/stack/core.ts';
import { contactUri, dialogRequest, uacDialog, uasDialog } from '../../gateway/sip/stack/dialog/dialog.ts';
import type { Dialog } from '../../gateway/sip/stack/dialog/dialog.ts';
import { readEnvelope } from '../../gateway/sip/stack/message/envelope.ts';
import type { Envelope } from '../../gateway/sip/stack/message/envelope.ts';
import type { Flow } from '../../gateway/sip/stack/transport/flow.ts';
import { tagOf } from '../../gateway/sip/stack/message/header-address.ts';
import { Ids } from '../../gateway/sip/stack/message/ids.ts';
import type { TransportFactory } from '../../gateway/sip/stack/index.ts';
import type { SipRequest, SipResponse } from '../../gateway/sip/stack/message/message.ts';
import { edgeSettings } from '../../gateway/sip/stack/options.ts';
import type { Parsed } from '../../gateway/sip/stack/message/parse.ts';
import { printRequest, printResponse, responseHead } from '../../gateway/sip/stack/message/print.ts';
import { nodeResolver } from '../../gateway/sip/stack/resolve.ts';
import { OutgoingRequest, sendAck, sendInDialog } from '../../gateway/sip/stack/sender.ts';
import { serverKey } from '../../gateway/sip/stack/transaction/server-transactions.ts';
import type { ServerTransaction } from '../../gateway/sip/stack/transaction/server-transactions.ts';
import { TransportLayer } from '../../gateway/sip/stack/transport/transport-layer.ts';
import { TimerWheel } from '../../gateway/sip/stack/transaction/wheel.ts';
import { bodyOf, linesOf, madeUp, readFromApp, textOf } from './drachtio-text.ts';
import { seededRandom } from './memory-network.ts';

/** A dialog, created by either side. */
export interface ServerDialog {
  readonly id: string;
  /** Undefined until both tags are known. */
  dialog: Dialog | undefined;
  /** The CSeq number of the INVITE that we sent. */
  inviteSeq: number;
  /** A 2xx or a reliable provisional answer that waits to be acknowledged. */
  wait: AckWait | undefined;
  /** Repeats the ACK of a 2xx. */
  ack: (() => void) | undefined;
}

/** A request from a device that the application must answer. */
export interface Pending {
  readonly id: string;
  readonly request: SipRequest;
  readonly envelope: Envelope;
  readonly transaction: ServerTransaction;
  made: ServerDialog | undefined;
}

/** Receives the events of the SIP side. `text` is the message. */
export interface SipSideUser {
  /** False: no application accepts the request. */
  onRequest(text: string, request: SipRequest, pending: Pending, dialog: ServerDialog | undefined): boolean;
  onAck(text: string, flow: Flow, dialog: ServerDialog): void;
  onCancel(text: string, pending: Pending): void;
  onResponse(text: string, flow: Flow | undefined, id: string, dialog: ServerDialog | undefined): void;
  /** A BYE that the server sent by itself. */
  onOwnBye(text: string, dialog: ServerDialog): void;
}

const LIMITS = {
  maxMessage: 1_000_000,
  maxHeader: 100_000,
  maxLines: 1000,
  maxConnections: 1000,
  idleTimeout: 600_000,
  firstMessageTimeout: 60_000,
};

export class SipSide {
  readonly core: Core;
  readonly wheel: TimerWheel;
  readonly pending = new Map<string, Pending>();
  readonly dialogs = new Map<string, ServerDialog>();
  readonly #sent = new Map<string, OutgoingRequest>();
  readonly #user: SipSideUser;
  #count = 0;

  constructor(clock: Clock, factory: TransportFactory, user: SipSideUser) {
    this.#user = user;
    this.wheel = new TimerWheel(clock);
    const ids = new Ids(seededRandom(99));
    this.core = new Core({
      settings: edgeSettings({ listeners: [], userAgent: 'stand-in', clock, random: seededRandom(98) }),
      ids,
      wheel: this.wheel,
      announce: {},
      resolve: { resolver: nodeResolver, families: [4], below: (limit) => ids.below(limit) },
      note: () => {},
      onError: (error) => {
        throw error;
      },
    });
    this.core.transport = new TransportLayer({
      factory,
      wheel: this.wheel,
      limits: LIMITS,
      tls: undefined,
      onMessage: (parsed, flow) => this.#onMessage(parsed, flow),
      onFact: () => {},
      inUse: () => true,
    });
  }

  listen(addresses: readonly SipAddress[]): Promise<readonly SipAddress[]> {
    return this.core.transport.listen(addresses);
  }

  /** Drops all state that a restart would lose. */
  forget(): void {
    for (const made of this.dialogs.values()) made.wait?.stop();
    this.dialogs.clear();
    this.pending.clear();
  }

  #id(what: string): string {
    this.#count++;
    return `${what}-${this.#count}`;
  }

  // From the network

  #onMessage(parsed: Parsed, flow: Flow): void {
    if (!parsed.ok) return;
    const { message } = parsed;
    const envelope = readEnvelope(message);
    if ('error' in envelope) return;
    if (message.kind === 'response') this.core.clients.find(envelope)?.receive(message, envelope);
    else this.#onRequest(message, envelope, flow);
  }

  #onRequest(request: SipRequest, envelope: Envelope, flow: Flow): void {
    const key = serverKey(request, envelope);
    const known = this.core.servers.find(key);
    if (request.method === 'ACK') {
      if (known !== undefined && known.state !== 'accepted') known.handle({ type: 'ack' });
      else this.#onAck(request, envelope, flow);
      return;
    }
    if (known !== undefined) return known.handle({ type: 'request' });
    const transaction = this.core.servers.open(key, request, envelope, flow);
    if (request.method === 'CANCEL') this.#onCancel(request, envelope, transaction);
    else this.#onNew(request, envelope, transaction);
  }

  #dialogOf(envelope: Envelope): ServerDialog | undefined {
    return [...this.dialogs.values()].find(
      ({ dialog }) =>
        dialog?.callId === envelope.callId &&
        dialog.localTag === envelope.toTag &&
        dialog.remoteTag === envelope.fromTag,
    );
  }

  #onAck(request: SipRequest, envelope: Envelope, flow: Flow): void {
    const made = this.#dialogOf(envelope);
    if (made === undefined) return;
    made.wait?.stop();
    made.wait = undefined;
    this.#user.onAck(textOf(request), flow, made);
  }

  /** sofia answers a CANCEL and its INVITE; a CANCEL that crossed a 2xx ends the dialog. */
  #onCancel(request: SipRequest, envelope: Envelope, transaction: ServerTransaction): void {
    const invite = this.core.servers.find(serverKey(request, envelope, 'INVITE'));
    const pending = [...this.pending.values()].find((each) => each.transaction === invite);
    if (pending === undefined || invite?.open !== true)
      return this.core.incoming(request, envelope, transaction).answer(481);
    this.core.incoming(request, envelope, transaction).answer(200);
    const head = responseHead(pending.request, pending.envelope, invite.flow.remote);
    invite.respond(
      487,
      printResponse(head, { status: 487, tag: pending.made?.dialog?.localTag ?? this.core.ids.tag() }),
    );
    this.pending.delete(pending.id);
    if (pending.made !== undefined) this.#drop(pending.made);
    this.#user.onCancel(textOf(request), pending);
  }

  #onNew(request: SipRequest, envelope: Envelope, transaction: ServerTransaction): void {
    const made = envelope.toTag === undefined ? undefined : this.#dialogOf(envelope);
    if (envelope.toTag !== undefined && made === undefined)
      return this.core.incoming(request, envelope, transaction).answer(481);
    if (request.method === 'INVITE') this.core.incoming(request, envelope, transaction).answer(100);
    if (request.method === 'PRACK') made?.wait?.stop();
    const pending: Pending = { id: this.#id('txn'), request, envelope, transaction, made };
    this.pending.set(pending.id, pending);
    const taken = this.#user.onRequest(textOf(request), request, pending, made);
    if (request.method === 'BYE' && made !== undefined) this.#drop(made);
    if (taken || (made !== undefined && request.method !== 'BYE')) return;
    this.pending.delete(pending.id);
    this.core.incoming(request, envelope, transaction).answer(made === undefined ? 480 : 481);
  }

  #drop(made: ServerDialog): void {
    made.wait?.stop();
    this.dialogs.delete(made.id);
  }

  // From the application

  /** Answers a request; returns what was sent, or undefined if no request waits for it. */
  respond(id: string, text: string): { readonly text: string; readonly pending: Pending } | undefined {
    const pending = this.pending.get(id);
    const response = readFromApp(text);
    if (pending === undefined || response?.kind !== 'response') return undefined;
    if (response.status >= 200) this.pending.delete(id);
    if (pending.request.method === 'INVITE' && pending.made === undefined) this.#makeUas(pending, response);
    const sent = this.#print(pending, response);
    this.#answer(pending, response, sent);
    return { text: sent, pending };
  }

  #makeUas(pending: Pending, response: SipResponse): void {
    const { request, envelope, transaction } = pending;
    const localTag = tagOf(response.headers.get('to') ?? '') ?? this.core.ids.tag();
    const dialog = uasDialog(request, envelope, contactUri(request.headers) ?? '', localTag, transaction.flow);
    pending.made = {
      id: `${envelope.callId};from-tag=${envelope.fromTag ?? ''}`,
      dialog,
      inviteSeq: 0,
      wait: undefined,
      ack: undefined,
    };
    this.dialogs.set(pending.made.id, pending.made);
  }

  #print({ request, envelope, transaction, made }: Pending, response: SipResponse): string {
    const { status } = response;
    const routes = request.headers
      .lines('record-route')
      .map((line) => `Record-Route: ${line}\r\n`)
      .join('');
    const contact =
      request.method === 'INVITE' && status < 300 && !response.headers.has('contact')
        ? this.core.contactLine(transaction.flow, false)
        : '';
    const rseq =
      status < 200 && response.headers.hasToken('require', '100rel') ? `RSeq: ${4000 + this.#count++}\r\n` : '';
    const tag = made?.dialog?.localTag ?? tagOf(response.headers.get('to') ?? '') ?? this.core.ids.tag();
    const head = responseHead(request, envelope, transaction.flow.remote);
    return printResponse(head, {
      status,
      reason: response.reason,
      tag,
      lines: routes + contact + rseq + linesOf(response, transaction.flow.local),
      body: bodyOf(response),
    });
  }

  #answer(pending: Pending, { status, headers }: SipResponse, text: string): void {
    const { request, transaction, made } = pending;
    const send = (): void => transaction.respond(status, text);
    if (request.method !== 'INVITE' || made === undefined || (status < 200 && !headers.hasToken('require', '100rel')))
      return send();
    made.wait?.stop();
    if (status >= 300) {
      send();
      if (pending.envelope.toTag === undefined) this.#drop(made);
    } else if (status >= 200) made.wait = new AckWait(this.wheel, true, send, () => this.#noAck(made));
    else made.wait = new AckWait(this.wheel, false, send, () => {});
  }

  #noAck(made: ServerDialog): void {
    made.wait = undefined;
    this.byeOfOurs(made, 'SIP ;cause=200 ;text="ACK timeout"');
  }

  /** The server ends a dialog by itself. */
  byeOfOurs(made: ServerDialog, reason: string): void {
    const { dialog } = made;
    if (dialog === undefined) return;
    const { text } = sendInDialog(this.core, dialog, {
      method: 'BYE',
      build: (via) => printRequest({ ...dialogRequest(dialog, 'BYE', via), lines: `Reason: ${reason}\r\n` }),
      user: { onResponse() {}, onFailure() {} },
    });
    this.#drop(made);
    this.#user.onOwnBye(text, made);
  }

  /** Sends a request inside a dialog. `ACK` has no answer and no transaction. */
  sendInside(
    made: ServerDialog,
    request: SipRequest,
  ): { readonly id: string; readonly text: string; readonly flow: Flow | undefined } {
    const { dialog } = made;
    if (dialog === undefined) throw new Error('Cannot send inside a dialog: it has no tags yet');
    const { method } = request;
    const contact = method === 'INVITE' || method === 'REFER' ? this.core.contactLine(dialog.flow, false) : '';
    const parts = { lines: contact + linesOf(request, dialog.flow.local), body: bodyOf(request) };
    const id = this.#id('txn');
    if (method === 'ACK') {
      made.ack = sendAck(this.core, dialog, (via) =>
        printRequest({ ...dialogRequest(dialog, 'ACK', via, made.inviteSeq), ...parts }),
      );
      return { id, text: '', flow: dialog.flow };
    }
    const sending = sendInDialog(this.core, dialog, {
      method,
      build: (via) => printRequest({ ...dialogRequest(dialog, method, via), ...parts }),
      user: this.#answers(id, made, () => sending),
    });
    if (method === 'INVITE') made.inviteSeq = dialog.localSeq;
    return { id, text: sending.text, flow: sending.flow };
  }

  sendOutside(request: SipRequest): { readonly id: string; readonly text: string; readonly flow: Flow | undefined } {
    const { method, headers } = request;
    const id = this.#id('txn');
    const made: ServerDialog | undefined =
      method === 'INVITE'
        ? { id: this.#id('dialog'), dialog: undefined, inviteSeq: 7001, wait: undefined, ack: undefined }
        : undefined;
    const given = headers.get('from') ?? '';
    const from = tagOf(given) === undefined ? `${given};tag=${this.core.ids.tag()}` : given;
    const names = {
      from,
      to: headers.get('to') ?? `<${request.uri}>`,
      callId: headers.get('call-id') ?? this.core.ids.callId('stand-in'),
    };
    const sending: OutgoingRequest = new OutgoingRequest(this.core, {
      method,
      build: (via, flow) =>
        printRequest({
          method,
          uri: request.uri,
          via,
          ...names,
          cseq: 7001,
          lines: (method === 'INVITE' ? this.core.contactLine(flow, false) : '') + linesOf(request, flow.local),
          body: bodyOf(request),
        }),
      user: this.#answers(id, made, () => sending),
    });
    this.#sent.set(id, sending);
    sending.start(request.uri, undefined);
    return { id, text: sending.text, flow: sending.flow };
  }

  #answers(
    id: string,
    made: ServerDialog | undefined,
    sending: () => OutgoingRequest,
  ): ConstructorParameters<typeof OutgoingRequest>[1]['user'] {
    return {
      onResponse: (response, envelope) => {
        const { flow } = sending();
        if (
          made?.ack !== undefined &&
          response.status >= 200 &&
          envelope.method === 'INVITE' &&
          envelope.cseq === made.inviteSeq
        )
          return made.ack();
        if (made !== undefined && made.dialog === undefined && flow !== undefined && isDialogMade(response)) {
          made.dialog = uacDialog(response, envelope, envelope.cseq, false, flow, '');
          this.dialogs.set(made.id, made);
        }
        if (response.status >= 200) this.#sent.delete(id);
        if (made !== undefined && envelope.method === 'BYE' && response.status >= 200) this.#drop(made);
        if (made !== undefined && envelope.method === 'INVITE') made.ack = undefined;
        this.#user.onResponse(textOf(response), flow, id, made);
      },
      onFailure: () => {
        this.#sent.delete(id);
        this.#user.onResponse(madeUp(sending().text, '408 Request Timeout'), sending().flow, id, made);
      },
    };
  }

  /** False: the request no longer exists. */
  cancel(id: string, request: SipRequest): boolean {
    this.#sent.get(id)?.cancel(request.headers.get('reason'));
    return this.#sent.has(id);
  }

  async close(): Promise<void> {
    this.forget();
    this.core.clients.clear();
    this.core.servers.clear();
    await this.core.transport.close();
    this.wheel.clear();
  }
}

function isDialogMade({ status, headers }: SipResponse): boolean {
  return (status >= 200 && status < 300) || (status > 100 && status < 200 && headers.has('rseq'));
}
