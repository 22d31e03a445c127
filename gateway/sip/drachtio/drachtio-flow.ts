/**
 * The path of one dialog, or of one request outside dialogs, through a drachtio-server, which runs the real
 * transactions. The user agent sees a connection to the device: its messages are converted to drachtio's requests
 * and responses, and the received ones back.
 */
import type { SipAddress, SipTransport } from '../edge.ts';
import type { Flow } from '../stack/transport/flow.ts';
import { tagOf } from '../stack/message/header-address.ts';
import type { SipRequest, SipResponse } from '../stack/message/message.ts';
import { parseMessage } from '../stack/message/parse.ts';
import { bytesToText } from '../stack/message/scan.ts';
import { reasonPhrase } from '../stack/message/status-text.ts';
import type { Endpoint } from '../stack/transport/transport.ts';
import { REMOTE_TARGET } from './srf.ts';
import type { WireAck, WireAnswer, WireReply, WireRequest } from './srf.ts';
import {
  answerFor,
  dialogKey,
  isDialogRefused,
  madeUpAck,
  madeUpAnswer,
  matchKey,
  methodOf,
  readOwn,
  requestParts,
  responseParts,
  rewritten,
  seqOf,
  turnedBye,
  withTag,
} from './translate.ts';
import type { FlowEnds, FlowOwner } from './flow-owner.ts';

/** A request of the peer that waits for our response. */
interface Asked {
  readonly request: SipRequest;
  readonly reply: WireReply;
  /** The text of the last response, for recognising repetitions, which are the server's task. */
  text: string;
}

/** A request of ours that waits for its response. */
interface Sent {
  readonly request: SipRequest;
  wire: WireRequest | undefined;
  /** A CANCEL that arrived before the server had accepted the INVITE. */
  cancel: SipRequest | undefined;
}

export class DrachtioFlow implements Flow {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
  readonly reliable = true;
  readonly findsWay = true;
  readonly viaPort = undefined;
  readonly #owner: FlowOwner<DrachtioFlow>;
  readonly #watchers = new Set<() => void>();
  readonly #asked = new Map<string, Asked>();
  readonly #sent = new Map<string, Sent>();
  /** Functions that acknowledge the 2xx to our INVITEs, by CSeq number. */
  readonly #acks = new Map<string, WireAck>();
  /** Keys, with the peer's tag, under which the server finds this flow. */
  readonly #keys = new Set<string>();
  #alive = true;
  #dialogId: string | undefined;
  #localTag: string | undefined;
  #remoteSeq = 0;
  /** The RSeq of our last reliable response, and the CSeq number of the INVITE as the server sent it. */
  #rseq = '';
  #inviteSeq = '';

  constructor(owner: FlowOwner<DrachtioFlow>, { transport, remote, local }: FlowEnds) {
    this.#owner = owner;
    this.transport = transport;
    this.remote = remote;
    this.local = local;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The server's identifier of the dialog. */
  get dialogId(): string | undefined {
    return this.#dialogId;
  }

  isOf(owner: FlowOwner<DrachtioFlow>): boolean {
    return this.#owner === owner;
  }

  /** True while a response of either side is outstanding. */
  get busy(): boolean {
    return this.#asked.size > 0 || this.#sent.size > 0;
  }

  /** True if requests of the peer find this flow. */
  get inDialog(): boolean {
    return this.#keys.size > 0;
  }

  onClosed(callback: () => void): () => void {
    this.#watchers.add(callback);
    return () => void this.#watchers.delete(callback);
  }

  again(): DrachtioFlow | undefined {
    return this.#owner.openFlow();
  }

  released(): void {
    for (const key of this.#keys) this.#owner.forget(key, this);
    this.#keys.clear();
    this.#acks.clear();
    this.#owner.track(this);
  }

  // From the server

  /** Handles a request of the peer. */
  receive(wire: WireRequest, reply: WireReply): void {
    if (wire.stackDialogId) this.#dialogId = wire.stackDialogId;
    const bytes = rewritten(wire.raw, (name, value) => this.#inOurTerms(name, value));
    const parsed = parseMessage(bytes, 'datagram', this.#owner.limits);
    const { message } = parsed;
    if (message?.kind !== 'request') return reply.send(400, 'Bad Request', { headers: {} }, () => {});
    this.#remoteSeq = Math.max(this.#remoteSeq, Number(seqOf(message)));
    if (message.method !== 'ACK') this.#await(wire, reply, message);
    const passed = this.#owner.deliver(parsed, this);
    // The user agent drops the request without revealing its existence; but the server still waits, and has sent
    // 100 to an INVITE.
    if (passed || !parsed.ok) this.#pass(matchKey(message), parsed.ok ? 403 : 400);
  }

  #pass(key: string, status: number): void {
    const asked = this.#asked.get(key);
    if (asked === undefined) return;
    this.#asked.delete(key);
    asked.reply.send(status, reasonPhrase(status), { headers: {} }, () => {});
    if (isDialogRefused(asked.request, status)) this.released();
    this.#owner.track(this);
  }

  #await(wire: WireRequest, reply: WireReply, request: SipRequest): void {
    const key = matchKey(request);
    this.#asked.set(key, { request, reply, text: '' });
    this.#owner.track(this);
    if (request.method !== 'INVITE') return;
    wire.on('update', (update, answer) => this.#owner.guard(() => this.receive(update, answer)));
    this.#remember(request.headers.get('call-id'), tagOf(request.headers.get('from') ?? ''));
    wire.on('cancel', ({ raw }) => {
      // The server has answered both requests, with 200 and 487.
      this.#asked.delete(key);
      this.#owner.deliver(parseMessage(Buffer.from(raw, 'utf8')), this);
      if (isDialogRefused(request, 487)) this.released();
      this.#owner.track(this);
    });
  }

  #inOurTerms(name: string, value: string): string | undefined {
    if ((name === 'to' || name === 't') && this.#localTag !== undefined) return withTag(value, this.#localTag);
    return name === 'rack' && this.#rseq !== '' ? value.replace(/^\d+/, this.#rseq) : undefined;
  }

  /** The server ended the dialog by itself. The user agent detects a missing ACK on its own. */
  endedByServer(raw: string): void {
    const bye = readOwn(Buffer.from(raw, 'utf8').toString('latin1'));
    if (bye?.kind !== 'request' || /ACK timeout/.test(bye.headers.get('reason') ?? '')) return;
    this.#owner.deliver(parseMessage(turnedBye(bye, this.#remoteSeq + 1)), this);
  }

  #remember(callId: string | undefined, remoteTag: string | undefined): void {
    if (callId === undefined || remoteTag === undefined) return;
    const key = dialogKey(callId, remoteTag);
    this.#keys.add(key);
    this.#owner.remember(key, this);
  }

  // From the user agent

  send(text: string): void {
    if (!this.#alive) return;
    const message = readOwn(text);
    if (message?.kind === 'response') this.#respond(message, text);
    else if (message !== undefined) this.#request(message);
  }

  #respond(response: SipResponse, text: string): void {
    const key = matchKey(response);
    const asked = this.#asked.get(key);
    const { status, headers } = response;
    // The server sends 100 and repetitions itself, except for repetitions that keep a proxy from timing out.
    if (asked === undefined || status === 100 || (asked.text === text && headers.has('rseq'))) return;
    asked.text = text;
    this.#localTag ??= tagOf(headers.get('to') ?? '');
    this.#rseq = headers.get('rseq') ?? this.#rseq;
    const method = methodOf(response);
    if (status >= 200) this.#asked.delete(key);
    this.#owner.guard(() => {
      asked.reply.send(
        status,
        bytesToText(response.reason),
        responseParts(response, method, this.transport),
        (error) => {
          if (!error && asked.reply.stackDialogId) this.#dialogId = asked.reply.stackDialogId;
        },
      );
    });
    if (method === 'INVITE' && status >= 300)
      this.#owner.later(() => this.#owner.deliver(parseMessage(madeUpAck(asked.request, response)), this));
    if (isDialogRefused(asked.request, status)) this.released();
    this.#owner.track(this);
  }

  #request(request: SipRequest): void {
    if (request.method === 'ACK') return this.#acknowledge(request);
    if (request.method === 'CANCEL') return this.#cancel(request);
    const inside = tagOf(request.headers.get('to') ?? '') !== undefined;
    if (inside && this.#dialogId === undefined) return this.#makeUp(request, 481);
    if (!this.#owner.connected) return this.#refuseWhileLost(request);
    const sent: Sent = { request, wire: undefined, cancel: undefined };
    this.#sent.set(matchKey(request), sent);
    this.#owner.track(this);
    const rack = request.headers.get('rack')?.replace(/(\s)\d+(\s)/, `$1${this.#inviteSeq}$2`);
    const sending = {
      ...requestParts(request, this.transport, rack),
      method: request.method,
      ...(inside && this.#dialogId !== undefined && { stackDialogId: this.#dialogId }),
    };
    this.#owner.request(this, inside ? REMOTE_TARGET : bytesToText(request.uri), sending, (error, wire) =>
      this.#taken(sent, error, wire),
    );
  }

  /** Rejects a request while there is no connection; a BYE is sent once the connection is back. */
  #refuseWhileLost(request: SipRequest): void {
    if (request.method === 'BYE' && this.#dialogId !== undefined) this.#owner.owe(this.#dialogId);
    this.#makeUp(request, 503);
  }

  #makeUp(request: SipRequest, status: number): void {
    const answer = madeUpAnswer(request, status);
    this.#owner.later(() => this.#owner.deliver(parseMessage(answer), this));
  }

  /** The server has sent the request, or could not. */
  #taken(sent: Sent, error: unknown, wire: WireRequest | undefined): void {
    if (this.#sent.get(matchKey(sent.request)) !== sent) return;
    if (error || wire === undefined) {
      this.#done(sent);
      const gone = error instanceof Error && 'code' in error && error.code === 'ENODIALOG';
      return void this.#owner.deliver(parseMessage(madeUpAnswer(sent.request, gone ? 481 : 503)), this);
    }
    sent.wire = wire;
    // drachtio-srf takes an UPDATE for one of any request that waits under that Call-ID.
    wire.on('update', (update, answer) => this.#owner.guard(() => this.receive(update, answer)));
    wire.on('response', (response, ack) => this.#answered(sent, response, ack));
    if (sent.cancel !== undefined) this.#cancelWire(wire, sent.cancel);
  }

  #done(sent: Sent): void {
    this.#sent.delete(matchKey(sent.request));
    this.#owner.track(this);
  }

  #answered(sent: Sent, wire: WireAnswer, ack: WireAck): void {
    const parsed = parseMessage(Buffer.from(wire.raw, 'utf8'));
    if (!parsed.ok || parsed.message.kind !== 'response') return;
    const response = parsed.message;
    const { request } = sent;
    if (request.method === 'INVITE' && response.status > 100 && response.status < 300)
      this.#learn(request, response, wire, ack);
    if (response.status >= 200) this.#done(sent);
    this.#owner.deliver(parseMessage(answerFor(request, response)), this);
  }

  /** Records the dialog data in a response to our INVITE. */
  #learn(request: SipRequest, response: SipResponse, wire: WireAnswer, ack: WireAck): void {
    if (wire.stackDialogId) this.#dialogId = wire.stackDialogId;
    this.#localTag ??= tagOf(request.headers.get('from') ?? '');
    this.#inviteSeq = seqOf(response);
    this.#remember(response.headers.get('call-id'), tagOf(response.headers.get('to') ?? ''));
    if (response.status >= 200) this.#acks.set(seqOf(request), ack);
  }

  /** Sends the ACK of a 2xx; the server itself acknowledges a rejection. */
  #acknowledge(request: SipRequest): void {
    const seq = seqOf(request);
    const ack = this.#acks.get(seq);
    this.#acks.delete(seq);
    if (ack !== undefined && this.#owner.connected) this.#owner.guard(() => ack(requestParts(request, this.transport)));
  }

  /** Answers the CANCEL here: the server does not pass its response on. */
  #cancel(request: SipRequest): void {
    const sent = this.#sent.get(matchKey(request, 'INVITE'));
    this.#makeUp(request, sent === undefined ? 481 : 200);
    if (sent?.wire !== undefined) this.#cancelWire(sent.wire, request);
    else if (sent !== undefined) sent.cancel = request;
  }

  #cancelWire(wire: WireRequest, request: SipRequest): void {
    if (this.#owner.connected) this.#owner.guard(() => wire.cancel(requestParts(request, this.transport), () => {}));
  }

  // The connection

  /** Requests in progress are lost with the connection; the dialog may continue. */
  connectionLost(): void {
    const lost = [...this.#sent.values()];
    this.#asked.clear();
    this.#sent.clear();
    this.#acks.clear();
    if (this.#dialogId === undefined) return this.close();
    for (const { request } of lost) this.#refuseWhileLost(request);
  }

  close(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#asked.clear();
    this.#sent.clear();
    this.released();
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}
