/** SIP devices on a memory network, in real time. */
import type { LegListener } from '../../../gateway/core/leg.ts';
import { systemClock } from '../../../base/system-clock.ts';
import { decodeSdp } from '../../../gateway/sdp/decode.ts';
import { encodeSdp } from '../../../gateway/sdp/encode.ts';
import { createDrachtioEdge } from '../../../gateway/sip/drachtio/index.ts';
import type { SipCall, SipEdge } from '../../../gateway/sip/edge.ts';
import { createEmbeddedEdge } from '../../../gateway/sip/stack/index.ts';
import { INFO_TYPES, KEYFRAME_REQUEST, MEDIA_CONTROL } from '../../../gateway/sip/info.ts';
import { SipLeg } from '../../../gateway/sip/leg.ts';
import { reasonHeader, refusalOf, statusOf } from '../../../gateway/sip/status.ts';
import type { MediaDescription } from '../../../media/port.ts';
import { FakeDrachtio } from '../../fakes/drachtio-server.ts';
import { Mailbox } from '../../fakes/mailbox.ts';
import { MemoryNetwork, seededRandom, type MemoryPeer } from '../../fakes/memory-network.ts';
import type { Offer, RoomCall, RoomCallOptions, RoomDriver, Seen } from './leg-driver.ts';
import { EDGE, field, reply, request } from '../sip/stack/harness.ts';

const SDP = { 'Content-Type': 'application/sdp' };

class SipRoom implements RoomCall {
  readonly #peer: MemoryPeer;
  readonly #options: RoomCallOptions;
  readonly #seen = new Mailbox<Seen>();
  readonly #names: Readonly<Record<string, string>>;
  #to: string;
  #cseq = 1;
  #version = 1;
  #offered: string | undefined;
  #answered = false;
  #cancelled = false;
  /** The last INVITE; `delayed` if it had no offer, so that its ACK carries the answer. */
  #invite = { cseq: 1, delayed: false };

  constructor(network: MemoryNetwork, index: number, options: RoomCallOptions) {
    const port = 6000 + index;
    this.#peer = network.peer('10.0.0.9', port);
    this.#peer.onMessage = (text) => (text.startsWith('SIP/2.0 ') ? this.#onResponse(text) : this.#onRequest(text));
    this.#options = options;
    this.#to = `<sip:${options.dial}@${options.host ?? '10.0.0.1'}>`;
    this.#names = {
      From: `<sip:room@10.0.0.9:${port}>;tag=r${index}`,
      'Call-ID': `call-${index}`,
      Contact: `<sip:room@10.0.0.9:${port}>`,
      ...(options.userAgent !== undefined && { 'User-Agent': options.userAgent }),
    };
    this.#send('INVITE', this.#body(options.offer), options.offer === 'none' ? {} : SDP);
  }

  #body(offer: Offer): string {
    if (offer === 'none') return '';
    return offer === 'broken'
      ? 'v=0\r\nnothing of use\r\n'
      : encodeSdp(offer, { sessionId: 1, version: this.#version++, address: '127.0.0.1' });
  }

  #send(method: string, body = '', headers: Readonly<Record<string, string>> = {}, cseq = this.#cseq): void {
    const via = `SIP/2.0/UDP 10.0.0.9:${this.#peer.at.port};branch=z9hG4bK${this.#names['Call-ID']}${method === 'CANCEL' ? 'INVITE' : method}${cseq};rport`;
    const names = { ...this.#names, Via: via, To: this.#to, CSeq: `${cseq} ${method}`, 'Content-Type': '' };
    this.#peer.send(
      request(method, { ...names, ...headers }, body, `sip:${this.#options.dial}@${this.#options.host ?? '10.0.0.1'}`),
      EDGE,
    );
  }

  #ask(method: string, body = '', headers: Readonly<Record<string, string>> = {}): void {
    this.#cseq++;
    this.#send(method, body, headers);
  }

  #onResponse(text: string): void {
    const [, status = 0, phrase = ''] = /^SIP\/2.0 (\d+) (.*)\r$/m.exec(text) ?? [];
    const [number, method] = (field(text, 'CSeq') ?? '').split(' ');
    const code = Number(status);
    if (code < 200) return;
    if (method === 'REFER') return this.#seen.put({ type: 'transferAccepted' });
    if (method !== 'INVITE') return;
    const first = number === '1';
    if (code >= 300) {
      this.#send('ACK', '', { To: field(text, 'To') ?? '' }, Number(number));
      const reason = `${status} ${phrase}`;
      return this.#seen.put(first ? { type: 'rejected', reason, whole: anonymous(text) } : { type: 'refused', reason });
    }
    if (first && this.#answered) return;
    this.#answered = true;
    this.#to = field(text, 'To') ?? '';
    if (first && this.#cancelled) {
      // The answer crossed our CANCEL.
      this.acknowledge();
      return this.hangUp();
    }
    if (!first && !this.#invite.delayed) this.acknowledge();
    this.#seen.put({ type: first ? 'accepted' : 'answered', media: mediaOf(text) });
  }

  #onRequest(text: string): void {
    const method = text.slice(0, text.indexOf(' '));
    if (method === 'ACK') return;
    if (method === 'INVITE') {
      this.#offered = text;
      return this.#seen.put({ type: 'offered', media: mediaOf(text) });
    }
    this.#peer.send(reply(text, '200 OK'), EDGE);
    if (method === 'BYE') this.#seen.put({ type: 'ended', reason: field(text, 'Reason') ?? '' });
    if (method === 'INFO') this.#seen.put({ type: 'keyframe' });
    const [, status] = method === 'NOTIFY' ? (/\r\n\r\nSIP\/2.0 (\d+)/.exec(text) ?? []) : [];
    if (status !== undefined && status !== '100') this.#seen.put({ type: 'transferred', outcome: status });
  }

  next(): Promise<Seen> {
    return this.#seen.take('a message');
  }

  get unseen(): readonly Seen[] {
    return this.#seen.items;
  }

  acknowledge(answer?: MediaDescription): void {
    this.#send(
      'ACK',
      answer === undefined ? '' : this.#body(answer),
      answer === undefined ? {} : SDP,
      this.#invite.cseq,
    );
  }

  hangUp(): void {
    if (this.#answered) return this.#ask('BYE');
    this.#cancelled = true;
    this.#send('CANCEL');
  }

  offer(offer: Offer): void {
    this.#ask('INVITE', this.#body(offer), offer === 'none' ? {} : SDP);
    this.#invite = { cseq: this.#cseq, delayed: offer === 'none' };
  }

  answer(media: MediaDescription): void {
    this.#peer.send(reply(this.#offered, '200 OK', { Contact: this.#names['Contact'] ?? '' }, this.#body(media)), EDGE);
  }

  refuseOffer(): void {
    this.#peer.send(reply(this.#offered, '488 Not Acceptable Here'), EDGE);
  }

  requestKeyframe(): void {
    this.#ask('INFO', KEYFRAME_REQUEST, { 'Content-Type': MEDIA_CONTROL });
  }

  key(digit: string): void {
    this.#ask('INFO', `Signal=${digit}\r\nDuration=160\r\n`, { 'Content-Type': 'application/dtmf-relay' });
  }

  transfer(dial: string): void {
    this.#ask('REFER', '', { 'Refer-To': `<sip:${dial}@10.0.0.1>` });
  }
}

const mediaOf = (text: string): MediaDescription => decodeSdp(text.slice(text.indexOf('\r\n\r\n') + 4)).description;

/** Removes fields that are our own, or that differ from call to call. */
const anonymous = (text: string): string => text.replaceAll(/^(?:Via|From|To|Call-ID): .*\r\n/gm, '');

export async function openSipRooms(listener: LegListener): Promise<RoomDriver> {
  const network = new MemoryNetwork(systemClock, 1);
  const edge = createEmbeddedEdge({
    ...EDGE_OPTIONS,
    listeners: [{ transport: 'udp', address: EDGE.address, port: EDGE.port }],
    transports: network.host(EDGE.address),
  });
  return roomsOn(edge, { network, listener, close: () => edge.close() });
}

/** The same devices behind a stand-in for drachtio-server. */
export async function openDrachtioRooms(listener: LegListener): Promise<RoomDriver> {
  const network = new MemoryNetwork(systemClock, 1);
  const server = new FakeDrachtio({
    clock: systemClock,
    sockets: network.host(EDGE.address),
    address: EDGE.address,
    secret: 'cymru',
  });
  const port = await server.open();
  const connected = Promise.withResolvers<void>();
  const edge = createDrachtioEdge({
    ...EDGE_OPTIONS,
    connections: { mode: 'inbound', servers: [{ host: '127.0.0.1', port }] },
    secret: 'cymru',
    graceTime: 20_000,
    onFact: (fact) => {
      if (fact.type === 'server' && fact.change === 'connected') connected.resolve();
    },
  });
  const driver = await roomsOn(edge, { network, listener, close: () => edge.close().then(() => server.close()) });
  await connected.promise;
  return driver;
}

const EDGE_OPTIONS = {
  userAgent: 'roomgate',
  infoTypes: INFO_TYPES,
  clock: systemClock,
  random: seededRandom(1),
  onError: (error: unknown) => {
    throw error;
  },
};

/** Answered calls, until their ACK arrives or they end. */
class Confirming {
  readonly #open = new Map<SipCall, PromiseWithResolvers<void>>();

  watch(call: SipCall): void {
    const settled = Promise.withResolvers<void>();
    this.#open.set(call, settled);
    const { onEvent } = call;
    call.onEvent = (event) => {
      onEvent(event);
      if (event.type === 'established' || event.type === 'ended') settled.resolve();
    };
    void settled.promise.then(() => this.#open.delete(call));
  }

  async done(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ promise }) => promise));
  }
}

async function roomsOn(
  edge: SipEdge,
  {
    network,
    listener,
    close,
  }: { readonly network: MemoryNetwork; readonly listener: LegListener; readonly close: () => Promise<void> },
): Promise<RoomDriver> {
  let calls = 0;
  const confirming = new Confirming();
  await edge.listen({
    onInvite: (call) => {
      SipLeg.incoming(call, { listener, sessionId: ++calls });
      confirming.watch(call);
    },
    onRegister: () => Promise.resolve({ status: 403 }),
  });
  let meetings = 0;
  return {
    call: (options) => new SipRoom(network, ++meetings, options),
    confirmed: () => confirming.done(),
    words(type, reason) {
      if (type === 'ended') return reason === 'done' ? '' : reasonHeader(reason);
      if (type === 'transferred') return String(reason === 'done' ? 200 : statusOf(reason).status);
      if (reason === 'done') return '';
      const refusal = refusalOf(reason);
      return `${refusal.status} ${refusal.reason}`;
    },
    soundPorts: 2,
    left: () => edge.stats().calls,
    close,
  };
}
