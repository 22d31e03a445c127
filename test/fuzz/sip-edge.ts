/**
 * A peer that sends nonsense to a whole edge over memory UDP and TCP, inside and outside dialogs, with a handler
 * that does anything that a gateway may do with its calls. The same seed gives the same run.
 */
import type {
  SipAddress,
  SipCall,
  SipCallEvent,
  SipCallHandler,
  SipEdge,
  SipEdgeFact,
  SipEdgeStats,
  SipRegister,
  SipRegisterOutcome,
} from '../../gateway/sip/edge.ts';
import { createEmbeddedEdge } from '../../gateway/sip/stack/index.ts';
import type { Connection, EmbeddedEdgeOptions, Resolver } from '../../gateway/sip/stack/index.ts';
import { parseMessage } from '../../gateway/sip/stack/message/parse.ts';
import { FakeClock } from '../fakes/clock.ts';
import { MemoryNetwork, seededNumbers, seededRandom } from '../fakes/memory-network.ts';
import type { MemoryPeer } from '../fakes/memory-network.ts';
import { ANSWER, EDGE, field, OFFER, reply, request } from '../gateway/sip/stack/harness.ts';
import { TORTURE } from '../vectors/torture/index.ts';
import { Dice, mutate } from './sip-mutate.ts';

const PEER = '10.0.0.9';
export const WATCHED = 25_000;
/** The number of messages of each kind from the edge that the peer remembers, to refer to them. */
const MEMORY = 16;
/** Edges with different options, selected by the seed. */
const VARIANTS: readonly Partial<EmbeddedEdgeOptions>[] = [
  {},
  { reliableProvisional: false, domains: ['10.0.0.1', 'example.com'], realm: 'roomgate' },
  {
    limits: {
      maxConnections: 16,
      maxCalls: 12,
      maxTransactions: 60,
      maxHeaderLines: 24,
      maxHeader: 2048,
      maxMessage: 4096,
    },
    sessionExpires: 100,
  },
  { rateLimit: { perSecond: 20, burst: 20, maxSources: 2 }, announce: { ipv4: 'gate.example.org' } },
];
const METHODS = [
  'INVITE',
  'INVITE',
  'INVITE',
  'INVITE',
  'OPTIONS',
  'REGISTER',
  'REGISTER',
  'BYE',
  'CANCEL',
  'ACK',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
  'MESSAGE',
  'constructor',
] as const;
const INSIDE = [
  'ACK',
  'ACK',
  'ACK',
  'BYE',
  'CANCEL',
  'INVITE',
  'INVITE',
  'UPDATE',
  'UPDATE',
  'PRACK',
  'INFO',
  'REFER',
  'NOTIFY',
  'OPTIONS',
] as const;
const STATUSES = [
  '100 Trying',
  '180 Ringing',
  '183 Progress',
  '200 OK',
  '200 OK',
  '200 OK',
  '200 OK',
  '200 OK',
  '202 Accepted',
  '302 Moved',
  '401 Unauthorized',
  '407 Proxy',
  '408 Timeout',
  '422 Small',
  '481 Gone',
  '486 Busy',
  '488 No',
  '491 Pending',
  '500 Error',
  '503 Busy',
  '603 No',
  '699 \xff',
] as const;
const CORPUS: readonly string[] = TORTURE.map(({ text }) => text);

export interface FuzzResult {
  readonly stats: SipEdgeStats;
  /** The timers of the clock that are still set. */
  readonly pending: number;
  /** The distinct facts. */
  readonly facts: ReadonlySet<string>;
  /** The progress that the messages achieved. */
  readonly reached: {
    readonly calls: number;
    readonly established: number;
    readonly dialled: number;
    readonly answers: number;
  };
  /** Invalid messages of the edge, and events after the last one. */
  readonly faults: readonly string[];
}

interface Live {
  readonly call: SipCall;
  ended: boolean;
}

export class SipEdgeFuzz implements SipCallHandler {
  readonly #dice: Dice;
  readonly #clock = new FakeClock();
  readonly #network: MemoryNetwork;
  readonly #edge: SipEdge;
  readonly #peer: MemoryPeer;
  /** Responses to INVITE that create dialogs, other responses, and requests. */
  readonly #dialogs: string[] = [];
  readonly #answers: string[] = [];
  readonly #asked: string[] = [];
  readonly #live = new Set<Live>();
  readonly #facts = new Set<string>();
  readonly #faults: string[] = [];
  readonly #reached = { calls: 0, established: 0, dialled: 0, answers: 0 };
  readonly #connections: (Connection | undefined)[] = [undefined, undefined, undefined];
  /** The connections that the edge made. */
  readonly #accepted: Connection[] = [];
  #serial = 0;

  constructor(seed: number) {
    this.#dice = new Dice(seededNumbers(seed));
    this.#network = new MemoryNetwork(this.#clock, seed, { loss: 0.02 });
    const listeners = (['udp', 'tcp'] as const).map((transport): SipAddress => ({ transport, ...EDGE }));
    this.#edge = createEmbeddedEdge({
      listeners,
      userAgent: 'roomgate',
      clock: this.#clock,
      random: seededRandom(seed),
      transports: this.#network.host(EDGE.address),
      infoTypes: ['application/media_control+xml'],
      resolver: this.#resolver(),
      ringTimeout: 40_000,
      limits: { maxConnections: 16 },
      ...VARIANTS[seed % VARIANTS.length],
      onFact: (fact) => this.#note(fact),
    });
    this.#peer = this.#network.peer(PEER, 5060);
    this.#peer.onMessage = (text) => this.#hear(text);
    this.#network.listen({ transport: 'tcp', address: PEER, port: 5060 }, (connection) => {
      this.#accepted.push(connection);
      connection.onData = (data) => this.#hear(Buffer.from(data).toString('latin1'));
      connection.onClose = () => void this.#accepted.splice(this.#accepted.indexOf(connection), 1);
    });
  }

  #resolver(): Resolver {
    const found = (): Promise<readonly string[]> =>
      this.#dice.chance(0.7)
        ? Promise.resolve([PEER])
        : this.#dice.chance(0.5)
          ? Promise.resolve([])
          : Promise.reject(new Error('ENOTFOUND'));
    return { naptr: () => Promise.resolve([]), srv: () => Promise.resolve([]), addresses: found };
  }

  #note(fact: SipEdgeFact): void {
    this.#facts.add(Object.values(fact).join(' '));
  }

  /** Sends the given number of messages, then lets everything run out. `watch` is called after every `WATCHED`. */
  async run(messages: number, watch: () => void = () => {}): Promise<FuzzResult> {
    await this.#edge.listen(this);
    for (let sent = 1; sent <= messages; sent++) {
      this.#step();
      if (sent % 4 === 0) await settle();
      if (sent % WATCHED === 0) watch();
    }
    await this.#runOut();
    const { stats, pending } = { stats: this.#edge.stats(), pending: this.#clock.pending };
    await this.#edge.close();
    return { stats, pending, facts: this.#facts, reached: this.#reached, faults: this.#faults };
  }

  /** Sends one message, and advances time a little. */
  #step(): void {
    const dice = this.#dice;
    const text = this.#next();
    this.#say(dice.chance(0.45) ? mutate(text, dice, CORPUS) : text);
    if (dice.chance(0.04)) this.#dial();
    this.#clock.advance(dice.chance(0.005) ? dice.below(40_000) : dice.below(40));
    this.#network.log.length = 0;
    this.#peer.received.length = 0;
  }

  async #runOut(): Promise<void> {
    for (const live of this.#live) live.call.end();
    for (let round = 0; round < 60; round++) {
      for (let part = 0; part < 10; part++) {
        this.#clock.advance(1000);
        await settle();
      }
      if (round === 20) for (const connection of [...this.#connections, ...this.#accepted]) connection?.close();
    }
  }

  // The peer

  #next(): string {
    const dice = this.#dice;
    const kind = dice.below(100);
    if (kind < 10) return dice.pick(CORPUS);
    if (kind < 35) return this.#fresh();
    const memory = kind < 70 ? this.#dialogs : kind < 75 ? this.#answers : this.#asked;
    const heard = memory[dice.below(MEMORY)];
    if (heard === undefined) return this.#fresh();
    return memory === this.#asked ? this.#replyTo(heard) : this.#inside(heard);
  }

  #fresh(): string {
    const method = this.#dice.pick(METHODS);
    const serial = this.#dice.chance(0.9) ? this.#serial++ : this.#dice.below(this.#serial + 1);
    return request(method, {
      ...this.#via(`f${serial}`),
      'Call-ID': `c${serial}`,
      From: `<sip:room@10.0.0.9>;tag=t${serial}`,
      ...this.#extras(),
    });
  }

  #via(branch: string): Readonly<Record<string, string>> {
    return { Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${branch}${this.#dice.chance(0.5) ? ';rport' : ''}` };
  }

  #extras(): Readonly<Record<string, string>> {
    const dice = this.#dice;
    return {
      ...(dice.chance(0.3) ? { Supported: '100rel, timer' } : {}),
      ...(dice.chance(0.1) ? { Require: '100rel' } : {}),
      ...(dice.chance(0.1) ? { 'Session-Expires': '90;refresher=uac' } : {}),
      ...(dice.chance(0.1) ? { 'Record-Route': '<sip:10.0.0.9;lr>' } : {}),
      ...(dice.chance(0.2) ? { Allow: 'INVITE, ACK, BYE, UPDATE' } : {}),
    };
  }

  /** A request in the dialog, or to the transaction, of a response; or in that of an ACK. */
  #inside(answer: string): string {
    const dice = this.#dice;
    const method = dice.pick(INSIDE);
    const same = method === 'CANCEL' || (method === 'ACK' && !answer.startsWith('SIP/2.0 2'));
    const [number = '1'] = (field(answer, 'CSeq') ?? '1').split(' ');
    const cseq = same || method === 'ACK' || dice.chance(0.1) ? number : String(Number(number) + 1 + dice.below(40));
    const body =
      method === 'INVITE' || (method === 'UPDATE' && dice.chance(0.5))
        ? dice.chance(0.8)
          ? OFFER
          : ''
        : method === 'ACK' || method === 'PRACK'
          ? dice.chance(0.3)
            ? ANSWER
            : ''
          : '';
    const via = same
      ? { Via: (field(answer, 'Via') ?? '').replace(/;rport=\d+;received=[\d.]+/, ';rport') }
      : this.#via(`i${this.#serial++}`);
    const rack = method === 'PRACK' ? { RAck: `${field(answer, 'RSeq') ?? '1'} ${number} INVITE` } : {};
    const refer = method === 'REFER' ? { 'Refer-To': '<sip:other@example.org?Replaces=x>' } : {};
    const [from, to] = answer.startsWith('ACK ') ? ['To', 'From'] : ['From', 'To'];
    const ends = {
      From: field(answer, from) ?? '',
      To: field(answer, to) ?? '',
      'Call-ID': field(answer, 'Call-ID') ?? '',
    };
    return request(
      method,
      {
        ...via,
        ...ends,
        CSeq: `${cseq} ${method}`,
        ...rack,
        ...refer,
        ...(method === 'INVITE' ? this.#extras() : {}),
        ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }),
      },
      body,
    );
  }

  #replyTo(asked: string): string {
    const dice = this.#dice;
    const to = field(asked, 'To') ?? '';
    const status = dice.pick(STATUSES);
    const tag = /;tag=/.test(to) || dice.chance(0.1) ? '' : `;tag=p${dice.below(4)}`;
    const reliable =
      status.startsWith('18') && dice.chance(0.5) ? { Require: '100rel', RSeq: String(1 + dice.below(3)) } : {};
    const proof = status.startsWith('401')
      ? { 'WWW-Authenticate': `Digest realm="r", nonce="${dice.below(9)}", qop="auth"` }
      : {};
    const more = {
      ...(status.startsWith('422') ? { 'Min-SE': String(100 + dice.below(100)) } : {}),
      ...(dice.chance(0.2) ? { 'Session-Expires': '90;refresher=uas', 'Retry-After': '1' } : {}),
    };
    return reply(asked, status, { ...reliable, ...proof, ...more }, dice.chance(0.6) ? ANSWER : '').replace(
      `\r\nTo: ${to}\r\n`,
      () => `\r\nTo: ${to}${tag}\r\n`,
    );
  }

  #say(text: string): void {
    const dice = this.#dice;
    if (dice.chance(0.7)) return this.#peer.send(text, EDGE);
    const edgeMade = this.#accepted.length > 0 && dice.chance(0.3);
    const connection = edgeMade ? dice.pick(this.#accepted) : this.#connection(dice.below(this.#connections.length));
    const whole = dice.chance(0.6) ? text.replace('SIP/2.0/UDP', 'SIP/2.0/TCP') : text;
    for (let at = 0; at < whole.length;) {
      const size = dice.chance(0.7) ? whole.length : 1 + dice.below(400);
      connection.send(whole.slice(at, at + size));
      at += size;
    }
    if (dice.chance(0.05)) connection.close();
  }

  #connection(at: number): Connection {
    const known = this.#connections[at];
    if (known !== undefined) return known;
    const made = this.#network.connect(
      { address: PEER, port: this.#network.freePort() },
      { transport: 'tcp', ...EDGE },
    );
    this.#connections[at] = made;
    made.onData = (data) => this.#hear(Buffer.from(data).toString('latin1'));
    made.onClose = () => {
      if (this.#connections[at] === made) this.#connections[at] = undefined;
    };
    return made;
  }

  /** The edge's messages must be valid, whatever the request was. */
  #hear(text: string): void {
    this.#reached.answers++;
    if (text === '\r\n') return;
    const end = text.indexOf('\r\n\r\n');
    const parsed = parseMessage(Buffer.from(text, 'latin1'), 'stream');
    const whole = parsed.ok && parsed.end === text.length;
    if ((!whole || /\r(?!\n)|(?<!\r)\n/.test(text.slice(0, end))) && this.#faults.length < 10)
      this.#faults.push(JSON.stringify(text));
    this.#memoryOf(text)[this.#dice.below(MEMORY)] = text;
    if (/^(?!SIP|ACK)/.test(text) && this.#dice.chance(0.4))
      this.#clock.after(this.#dice.below(300), () => this.#say(this.#replyTo(text)));
  }

  /** An ACK of the edge belongs to a dialog, too. */
  #memoryOf(text: string): string[] {
    if (text.startsWith('ACK ')) return this.#dialogs;
    if (!text.startsWith('SIP/2.0')) return this.#asked;
    return /^SIP\/2.0 [12]/.test(text) && / INVITE\r/.test(text) ? this.#dialogs : this.#answers;
  }

  // The gateway

  #dial(): void {
    const dice = this.#dice;
    const target = dice.pick([
      'sip:room@10.0.0.9',
      'sip:room@10.0.0.9',
      'sip:room@10.0.0.9;transport=tcp',
      'sip:room@10.0.0.9;transport=tcp',
      'sip:room@room.example.org',
      'sips:room@10.0.0.9',
      'nonsense',
      'sip:room@10.0.0.77',
    ]);
    const holder: { watch?: (event: SipCallEvent) => void } = {};
    const credentials = dice.chance(0.5) ? { credentials: () => ({ username: 'u', password: 'p' }) } : {};
    const call = this.#edge.invite({
      target,
      from: { user: 'gate' },
      sdp: OFFER,
      ...credentials,
      onEvent: (event) => holder.watch?.(event),
    });
    holder.watch = this.#watch(call);
  }

  #watch(call: SipCall): (event: SipCallEvent) => void {
    const live: Live = { call, ended: false };
    this.#live.add(live);
    this.#reached.calls++;
    const limit = this.#clock.after(1000 + this.#dice.below(60_000), () =>
      call.end(this.#dice.chance(0.5) ? 'Q.850;cause=16' : undefined),
    );
    return (event) => {
      if (live.ended) this.#faults.push(`${event.type} after the end`);
      if (event.type === 'ended') {
        live.ended = true;
        this.#live.delete(live);
        limit.cancel();
      }
      this.#onEvent(call, event);
    };
  }

  onInvite(call: SipCall): void {
    call.onEvent = this.#watch(call);
    const dice = this.#dice;
    const answer = (): void =>
      dice.chance(0.8)
        ? call.accept(ANSWER)
        : call.reject({ status: dice.pick([302, 404, 486, 603]), reason: 'No\r\nway', headers: [['X-Why', 'ü']] });
    if (dice.chance(0.5))
      call.ring({
        status: dice.pick([180, 183]),
        reliable: dice.chance(0.5),
        ...(dice.chance(0.3) ? { sdp: ANSWER } : {}),
      });
    if (dice.chance(0.5)) answer();
    else if (dice.chance(0.8)) this.#clock.after(dice.below(3000), answer);
  }

  #onEvent(call: SipCall, event: SipCallEvent): void {
    const dice = this.#dice;
    switch (event.type) {
      case 'established':
        this.#reached.established++;
        if (call.direction === 'outbound') this.#reached.dialled++;
        if (dice.chance(0.3)) call.sendOffer(OFFER);
        if (dice.chance(0.2)) call.sendInfo('application/media_control+xml', '<x/>');
        if (dice.chance(0.2)) call.end();
        return;
      case 'offer':
        if (dice.chance(0.6)) call.answer(ANSWER);
        else if (dice.chance(0.5)) call.refuseOffer({ status: 488 });
        else this.#clock.after(dice.below(5000), () => call.answer(ANSWER));
        return;
      case 'refer':
        if (dice.chance(0.3)) return call.refuseRefer({ status: 603 });
        call.acceptRefer();
        return void this.#clock.after(dice.below(2000), () => call.notifyRefer(dice.pick([180, 200, 503]), 'Whatever'));
      default:
        // Actions on a call in the wrong state must have no effect.
        if (dice.chance(0.05))
          dice.pick([
            () => call.accept(ANSWER),
            () => call.ring(),
            () => call.answer(ANSWER),
            () => call.sendOffer(OFFER),
            () => call.acceptRefer(),
            () => call.notifyRefer(200, 'OK'),
            () => call.end(),
          ])();
    }
  }

  onRegister(register: SipRegister): Promise<SipRegisterOutcome> {
    const dice = this.#dice;
    if (dice.chance(0.05)) return Promise.reject(new Error('The registrar failed'));
    if (dice.chance(0.3))
      return Promise.resolve({
        status: 401,
        challenge: ['Digest realm="roomgate", nonce="n", algorithm=MD5, qop="auth"'],
      });
    if (dice.chance(0.2)) return Promise.resolve({ status: 403, reason: 'No' });
    return Promise.resolve({
      status: 200,
      contacts: register.contacts === '*' ? [] : register.contacts.map(({ uri, expires }) => ({ uri, expires })),
    });
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve();
}

export const IDLE: SipEdgeStats = { calls: 0, clientTransactions: 0, serverTransactions: 0, connections: 0, timers: 0 };

/** Every fact consists of these words: none comes from a peer. */
const FACT = new RegExp(
  String.raw`^(?:parseFailure (?:response-)?(?:start-line|method|request-uri|status|version|header-line|header-too-large|too-many-headers|content-length|message-too-large|truncated|via|call-id|cseq|from|to|repeated|cseq-method) (?:udp|tcp)` +
    String.raw`|retransmission (?:request|response|absorbed) (?:INVITE|ACK|CANCEL|BYE|OPTIONS|INFO|PRACK|UPDATE|REFER|NOTIFY|REGISTER|MESSAGE|SUBSCRIBE|PUBLISH|OTHER)` +
    String.raw`|refused (?:rate-limit|overload|merged|malformed|method)|timeout (?:[A-Z]|PRACK|session)|handlerFault|connection (?:tcp|tls) (?:opened|closed|refused))$`,
);

export function strangeFacts(result: FuzzResult): readonly string[] {
  return [...result.facts].filter((fact) => !FACT.test(fact));
}
