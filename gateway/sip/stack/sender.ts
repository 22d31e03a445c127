/** Sends a request to the first target that accepts it (RFC 3263 §4.3). */
import { isProtected } from '../edge.ts';
import type { ClientTransaction, ClientUser } from './transaction/client-transactions.ts';
import type { Core } from './core.ts';
import type { Dialog } from './dialog/dialog.ts';
import { nextHop } from './dialog/dialog.ts';
import type { Envelope } from './message/envelope.ts';
import type { Flow } from './transport/flow.ts';
import type { SipResponse } from './message/message.ts';
import { literalTargets, resolveTargets } from './resolve.ts';
import type { Target } from './resolve.ts';
import { textToBytes } from './message/scan.ts';
import { TRANSACTION_LIFE } from './transaction/timers.ts';
import { parseUri } from './message/uri.ts';
import type { WheelTimer } from './transaction/wheel.ts';

/** A larger request goes over TCP if possible (RFC 3261 §18.1.1). */
const UDP_MAX = 1300;

export interface Sending {
  readonly method: string;
  /** The text of the request for a flow, with this Via value. */
  readonly build: (via: string, flow: Flow) => string;
  readonly user: ClientUser;
  /** The dialog was created over TLS or WSS: keys in its SDP (RFC 4568 §7) must not leave encrypted hops. */
  readonly protectsKeys?: boolean;
}

type Candidate = { readonly flow: Flow } | { readonly target: Target };

export class OutgoingRequest implements ClientUser {
  readonly #core: Core;
  readonly #sending: Sending;
  #left: Candidate[] = [];
  #transaction: ClientTransaction | undefined;
  /** The URI requires TLS to the next hop. */
  #leadsSafely = false;
  #text = '';
  #provisional = false;
  #cancel: 'no' | 'wanted' | 'sent' = 'no';
  #reason: string | undefined;
  #giveUp: WheelTimer | undefined;
  #patience: WheelTimer | undefined;
  #done = false;

  constructor(core: Core, sending: Sending) {
    this.#core = core;
    this.#sending = sending;
  }

  /** The flow used last. */
  get flow(): Flow | undefined {
    return this.#transaction?.flow;
  }

  get text(): string {
    return this.#text;
  }

  /** `given`: a flow to try before the URI's own targets. */
  start(uri: string, given: Flow | undefined): void {
    const parsed = parseUri(uri);
    this.#leadsSafely =
      parsed.ok &&
      (parsed.value.scheme === 'sips' || SAFE.has(parsed.value.params.get('transport')?.toLowerCase() ?? ''));
    const located = parsed.ok && parsed.value.scheme !== 'tel';
    const first = given ?? (located ? this.#core.transport.anyFlow() : undefined);
    if (first !== undefined) this.#left.push({ flow: first });
    if (!located || first?.findsWay === true) return this.#tryNext('transport');
    const literal = literalTargets(parsed.value);
    if (literal !== undefined) return this.#add(literal);
    if (first !== undefined) return this.#tryNext('transport');
    void resolveTargets(parsed.value, this.#core.resolve).then((targets) => this.#add(targets));
  }

  #add(targets: readonly Target[]): void {
    for (const target of targets) this.#left.push({ target });
    this.#tryNext('transport');
  }

  #tryNext(why: 'timeout' | 'transport'): void {
    if (this.#done) return;
    if (this.#cancel !== 'no' && this.#transaction === undefined) return this.#fail('transport');
    for (let next = this.#left.shift(); next !== undefined; next = this.#left.shift()) {
      const flow = 'flow' in next ? next.flow : this.#flowTo(next.target);
      if (flow?.alive === true) return this.#try(flow, 'flow' in next);
    }
    this.#fail(why);
  }

  #flowTo(target: Target): Flow | undefined {
    return this.#core.transport.flowTo(target, target.name);
  }

  #try(flow: Flow, pinned: boolean): void {
    const { method, build } = this.#sending;
    const branch = this.#core.ids.branch();
    const text = build(this.#core.viaFor(flow, branch), flow);
    if (this.#sending.protectsKeys === true && !this.#isSafe(flow) && text.includes('\r\na=crypto:'))
      return this.#tryNext('transport');
    if (flow.transport === 'udp' && text.length > UDP_MAX && !pinned) {
      const tcp = this.#flowTo({ transport: 'tcp', ...pick(flow) });
      // UDP stays as the fallback for a peer without TCP.
      this.#left.unshift({ flow });
      if (tcp !== undefined) return this.#try(tcp, true);
      this.#left.shift();
    }
    this.#text = text;
    this.#transaction = this.#core.clients.open(branch, method, text, flow, this);
  }

  /** If the peer routes by itself, the URI decides whether the next hop is encrypted, not this flow. */
  #isSafe(flow: Flow): boolean {
    return isProtected(flow.transport) && (flow.findsWay !== true || this.#leadsSafely);
  }

  onResponse(response: SipResponse, envelope: Envelope): void {
    if (response.status === 503 && this.#left.length > 0) return this.#tryNext('transport');
    if (response.status >= 200) this.#finish();
    else this.#beProvisional();
    if (this.#cancel === 'wanted' && response.status < 200) this.#sendCancel();
    this.#sending.user.onResponse(response, envelope);
  }

  /** Longest time that an INVITE may ring before it is cancelled. */
  #beProvisional(): void {
    if (!this.#provisional && this.#sending.method === 'INVITE' && !this.#done) {
      this.#patience = this.#core.wheel.after(this.#core.settings.ringTimeout, onPatienceEnd, this);
    }
    this.#provisional = true;
  }

  onFailure(why: 'timeout' | 'transport'): void {
    if (this.#left.length > 0 && !this.#provisional && this.#cancel === 'no') return this.#tryNext(why);
    this.#fail(why);
  }

  #fail(why: 'timeout' | 'transport'): void {
    if (this.#done) return;
    this.#finish();
    this.#sending.user.onFailure(why);
  }

  #finish(): void {
    this.#done = true;
    this.#giveUp?.cancel();
    this.#patience?.cancel();
  }

  /** Cancels an INVITE once a provisional response has arrived (RFC 3261 §9.1). */
  cancel(reason: string | undefined): void {
    if (this.#cancel !== 'no' || this.#done) return;
    this.#cancel = 'wanted';
    this.#reason = reason;
    if (this.#provisional) this.#sendCancel();
  }

  #sendCancel(): void {
    const transaction = this.#transaction;
    if (transaction === undefined) return;
    this.#cancel = 'sent';
    const text = cancelOf(this.#text, this.#reason);
    this.#core.clients.open(transaction.branch, 'CANCEL', text, transaction.flow, { onResponse() {}, onFailure() {} });
    // No final answer within 64 * T1: none will come.
    this.#giveUp = this.#core.wheel.after(TRANSACTION_LIFE, onGiveUp, this);
  }

  giveUp(): void {
    if (this.#done) return;
    this.#transaction?.abandon();
    this.#fail('timeout');
  }
}

/** The `transport` parameter of targets reached over TLS: `ws` also stands for WSS (RFC 7118 §5.2). */
const SAFE: ReadonlySet<string> = new Set(['tls', 'wss', 'ws']);

function pick({ remote }: Flow): { address: string; port: number } {
  return { address: remote.address, port: remote.port };
}

function onPatienceEnd(request: OutgoingRequest): void {
  request.cancel(undefined);
}

function onGiveUp(request: OutgoingRequest): void {
  request.giveUp();
}

/** Same Request-URI, Via, From, To, Call-ID, CSeq number and Route (RFC 3261 §9.1). */
export function cancelOf(invite: string, reason?: string): string {
  const lines = invite.slice(0, invite.indexOf('\r\n\r\n')).split('\r\n');
  const kept = lines.slice(1).filter((line) => /^(?:Via|From|To|Call-ID|CSeq|Max-Forwards|Route):/.test(line));
  const start = (lines[0] ?? '').replace(/^INVITE /, 'CANCEL ');
  const why = reason === undefined ? [] : [`Reason: ${textToBytes(reason)}`];
  return [
    start,
    ...kept.map((line) => line.replace(/^(CSeq: \d+) INVITE$/, '$1 CANCEL')),
    ...why,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** The next hop of a dialog: its connection while established, the peer behind a NAT, or the route. */
export function sendInDialog(core: Core, dialog: Dialog, sending: Sending): OutgoingRequest {
  const request = new OutgoingRequest(core, { ...sending, protectsKeys: isProtected(dialog.flow.transport) });
  const stays = dialog.pinned || (dialog.flow.reliable && dialog.flow.alive);
  request.start(nextHop(dialog), stays ? dialog.flow : undefined);
  return request;
}

/** Sends the ACK of a 2xx, which has no transaction (RFC 3261 §13.2.2.4). Returns a function that repeats it. */
export function sendAck(core: Core, dialog: Dialog, build: (via: string, flow: Flow) => string): () => void {
  let sent: { readonly flow: Flow; readonly text: string } | undefined;
  const send = (flow: Flow | undefined): void => {
    if (flow === undefined) return;
    sent = { flow, text: build(core.viaFor(flow, core.ids.branch()), flow) };
    flow.send(sent.text);
  };
  if (dialog.pinned || (dialog.flow.reliable && dialog.flow.alive)) send(dialog.flow);
  else {
    const uri = parseUri(nextHop(dialog));
    const literal = uri.ok ? literalTargets(uri.value) : [];
    if (literal?.[0] !== undefined) send(core.transport.flowTo(literal[0]));
    else if (uri.ok) {
      void resolveTargets(uri.value, core.resolve).then(([target]) => {
        if (target !== undefined) send(core.transport.flowTo(target, target.name));
      });
    }
  }
  return () => sent?.flow.send(sent.text);
}
