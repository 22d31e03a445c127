import { FakeClock } from '../../../fakes/clock.ts';
import { MemoryNetwork, seededRandom } from '../../../fakes/memory-network.ts';
import type { MemoryPeer, NetworkFaults } from '../../../fakes/memory-network.ts';
import type {
  SipAddress,
  SipCall,
  SipCallEvent,
  SipCallHandler,
  SipEdge,
  SipEdgeFact,
  SipRegister,
  SipRegisterOutcome,
} from '../../../../gateway/sip/edge.ts';
import { createEmbeddedEdge } from '../../../../gateway/sip/stack/index.ts';
import type { EmbeddedEdgeOptions } from '../../../../gateway/sip/stack/index.ts';

export const OFFER =
  'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
export const ANSWER =
  'v=0\r\no=- 2 2 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n';

/** A call with its events in order, in short form: `established`, `ended bye`, `offer`, `progress 180`. */
export interface Watched {
  readonly call: SipCall;
  readonly events: SipCallEvent[];
}

export function inShort(event: SipCallEvent): string {
  switch (event.type) {
    case 'progress':
    case 'offerRefused':
      return `${event.type} ${event.status}`;
    case 'ended':
      return `ended ${event.end.cause}${'status' in event.end ? ` ${event.end.status}` : ''}`;
    default:
      return event.type;
  }
}

export function shorts(watched: Watched | undefined): readonly string[] {
  return watched?.events.map((event) => inShort(event)) ?? [];
}

export class TestEdge implements SipCallHandler {
  readonly edge: SipEdge;
  readonly facts: SipEdgeFact[] = [];
  /** The errors that handlers threw. */
  readonly errors: unknown[] = [];
  readonly calls: Watched[] = [];
  readonly registers: SipRegister[] = [];
  bound: readonly SipAddress[] = [];
  /** The reaction to a new call, and to its events. */
  onCall: (call: SipCall) => void = (call) => call.accept(ANSWER);
  onCallEvent: (call: SipCall, event: SipCallEvent) => void = () => {};
  register: (register: SipRegister) => SipRegisterOutcome = () => ({ status: 403 });

  constructor(options: EmbeddedEdgeOptions, create: (options: EmbeddedEdgeOptions) => SipEdge = createEmbeddedEdge) {
    this.edge = create({
      ...options,
      onFact: (fact) => void this.facts.push(fact),
      onError: (error) => void this.errors.push(error),
    });
  }

  onInvite(call: SipCall): void {
    this.watch(call);
    this.onCall(call);
  }

  onRegister(register: SipRegister): Promise<SipRegisterOutcome> {
    this.registers.push(register);
    return Promise.resolve(this.register(register));
  }

  watch(call: SipCall): Watched {
    const watched: Watched = { call, events: [] };
    call.onEvent = (event) => {
      watched.events.push(event);
      this.onCallEvent(call, event);
    };
    this.calls.push(watched);
    return watched;
  }

  /** Calls `target`. */
  dial(target: string, more: Partial<Parameters<SipEdge['invite']>[0]> = {}): Watched {
    const events: SipCallEvent[] = [];
    const holder: { call?: SipCall } = {};
    const onEvent = (event: SipCallEvent): void => {
      events.push(event);
      if (holder.call !== undefined) this.onCallEvent(holder.call, event);
    };
    const call = this.edge.invite({
      target,
      from: { user: 'gate', display: 'Gate "1"' },
      sdp: OFFER,
      ...more,
      onEvent,
    });
    holder.call = call;
    const watched: Watched = { call, events };
    this.calls.push(watched);
    return watched;
  }

  /** The names of the facts, such as `refused malformed`. */
  get factNames(): readonly string[] {
    return this.facts.map((fact) => {
      if (fact.type === 'refused') return `refused ${fact.reason}`;
      if (fact.type === 'parseFailure') return `parseFailure ${fact.kind}`;
      if (fact.type === 'timeout') return `timeout ${fact.timer}`;
      if (fact.type === 'handlerFault') return fact.type;
      if (fact.type === 'server') return `${fact.type} ${fact.change}`;
      return fact.type === 'retransmission' ? `${fact.what} ${fact.method}` : `${fact.transport} ${fact.change}`;
    });
  }
}

export interface World {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  /** An edge at an address that listens on UDP and TCP port 5060. */
  edge(address: string, options?: Partial<EmbeddedEdgeOptions>): Promise<TestEdge>;
  peer(address?: string, port?: number): MemoryPeer;
  run(ms: number): void;
}

export function world(seed = 1, faults: NetworkFaults = {}): World {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, seed, faults);
  let edges = 0;
  return {
    clock,
    network,
    async edge(address, options = {}) {
      edges++;
      const listeners = (['udp', 'tcp'] as const).map((transport) => ({ transport, address, port: 5060 }));
      const made = new TestEdge({
        listeners,
        userAgent: 'roomgate',
        clock,
        random: seededRandom(seed * 1000 + edges),
        transports: network.host(address),
        infoTypes: ['application/media_control+xml'],
        ...options,
      });
      made.bound = await made.edge.listen(made);
      return made;
    },
    peer: (address = '10.0.0.9', port = 5060) => network.peer(address, port),
    run: (ms) => clock.advance(ms),
  };
}

export const EDGE = { address: '10.0.0.1', port: 5060 };

/**
 * An INVITE, or another request outside dialogs, from 10.0.0.9. Header lines in `change` replace those of the same
 * name, or remove them if ''.
 */
export function request(
  method = 'INVITE',
  change: Readonly<Record<string, string>> = {},
  body = method === 'INVITE' ? OFFER : '',
  uri = 'sip:123456@10.0.0.1',
): string {
  const headers: Record<string, string> = {
    Via: 'SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKa1;rport',
    'Max-Forwards': '70',
    From: '"Room 1" <sip:room@10.0.0.9>;tag=r1',
    To: '<sip:123456@10.0.0.1>',
    'Call-ID': 'call-1@10.0.0.9',
    CSeq: `1 ${method}`,
    Contact: '<sip:room@10.0.0.9>',
    ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }),
    'Content-Length': String(Buffer.byteLength(body)),
    ...change,
  };
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${uri} SIP/2.0\r\n${lines.join('')}\r\n${body}`;
}

/** A header of a message as text. */
export function field(message: string | undefined, name: string): string | undefined {
  return new RegExp(String.raw`^${name}:\s*(.*?)\r$`, 'im').exec(message ?? '')?.[1];
}

/** A request in the dialog of the caller of `request()`, after `response` supplied our tag. */
export function inDialog(
  response: string | undefined,
  method: string,
  cseq: number,
  change: Readonly<Record<string, string>> = {},
  body = '',
): string {
  return request(
    method,
    {
      Via: `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${method}${cseq};rport`,
      To: field(response, 'To') ?? '',
      CSeq: `${cseq} ${method}`,
      ...change,
    },
    body,
  );
}

export interface Scene {
  readonly net: World;
  readonly edge: TestEdge;
  readonly peer: MemoryPeer;
  /** Sends, waits 10 ms, and returns the messages received since. */
  say(...packets: string[]): string[];
}

export async function scene(options: Partial<EmbeddedEdgeOptions> = {}): Promise<Scene> {
  const net = world();
  const edge = await net.edge(EDGE.address, options);
  const peer = net.peer();
  const say = (...packets: string[]): string[] => {
    const from = peer.received.length;
    for (const packet of packets) peer.send(packet, EDGE);
    net.run(10);
    return peer.received.slice(from);
  };
  return { net, edge, peer, say };
}

export const status = (text: string | undefined): string =>
  (text ?? '').slice(0, (text ?? '').indexOf('\r\n')).replace('SIP/2.0 ', '');

/** An established call: the 200 of its INVITE. */
export async function up(
  options: Partial<EmbeddedEdgeOptions> = {},
  change: Readonly<Record<string, string>> = {},
): Promise<Scene & { readonly ok: string }> {
  const made = await scene(options);
  const [ok = ''] = made.say(request('INVITE', change));
  made.say(inDialog(ok, 'ACK', 1));
  return { ...made, ok };
}

/** The response to a request of the edge. */
export function reply(
  text: string | undefined,
  statusLine: string,
  change: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const copy = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${field(text, name)}\r\n`);
  const more = Object.entries({
    Contact: '<sip:room@10.0.0.9>',
    ...(body === '' ? {} : { 'Content-Type': 'application/sdp' }),
    ...change,
    'Content-Length': String(body.length),
  });
  return `SIP/2.0 ${statusLine}\r\n${copy.join('')}${more.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
