/** BFCP of one SIP call: builds our m-line (RFC 8856) and translates between BFCP events and the domain's. */
import {
  answerConnection,
  answerFloorControl,
  answerSetup,
  bindBfcp,
  certificateFingerprint,
  firstVersion,
  isAcceptable,
  parseBfcpAttributes,
  parseProtocol,
  printBfcpAttributes,
  printFingerprint,
  printProtocol,
  roleOf,
  tlsSockets,
  type BfcpAttributes,
  type BfcpCertificate,
  type BfcpEndpoint,
  type BfcpProtocol,
  type BfcpTls,
  type FloorEvent,
} from '../bfcp/index.ts';
import type { OnFault } from '../../base/guard.ts';
import type { Clock, Random, Timer } from '../../base/clock.ts';
import type { LegCommand, LegEvent } from '../core/leg.ts';
import { floorLineOf } from '../core/media/streams.ts';
import type { FloorLine, StreamDescription, TransportAddress } from '../../media/port.ts';

/** The addresses, ports and certificate of BFCP for all calls. */
export interface FloorPlace {
  /** Address by the family of the signalling; `undefined` if we do not listen on that family. */
  readonly address: (family: 4 | 6) => { readonly address: string; readonly announced: string } | undefined;
  readonly firstPort: number;
  readonly lastPort: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Receives a fault of ours; it ends BFCP of that call. */
  readonly onFault: OnFault;
  readonly tls: {
    /** The certificate that we present in BFCP over TLS. */
    readonly certificate: () => Promise<BfcpCertificate>;
    readonly policy: BfcpTls['policy'];
    readonly onFailed: BfcpTls['onFailed'];
  };
}

/** The device's own line, and the label of its content stream. */
export interface OfferedFloor {
  readonly line: FloorLine;
  readonly remote: TransportAddress;
  readonly contentLabel: string | undefined;
}

export interface SipFloorOptions {
  readonly place: FloorPlace;
  readonly offered: OfferedFloor;
  /** The observed source of the call: our TCP connections go only there. */
  readonly source: string;
  readonly onEvent: (event: LegEvent) => void;
}

/** Silence over UDP after which the device counts as lost, ms: more than two of our Hello intervals. */
const SILENCE = 90_000;
/**
 * Time for a device that is its own floor server to accept a screen, ms; until then the screen is shown in its main
 * video.
 */
const SHOW_TIMEOUT = 5_000;
const FLOOR_ID = 1;
const DEFAULT_LABEL = '12';

export class SipFloor {
  /** The binding is unusable: the next description opens a new one. */
  lost = false;
  readonly #line: FloorLine;
  /** The role named in the session description. */
  readonly local: TransportAddress;
  readonly #endpoint: BfcpEndpoint;
  readonly #userId: number;
  /** The device's request that the domain has not answered yet, or has granted. */
  #request: number | undefined;
  #presents = false;
  #goesOn = false;
  /** One of our descriptions has named the binding. */
  #told = false;
  #remote: TransportAddress;
  readonly #tls: Opening['tls'];
  readonly #identity: string;
  readonly #clock: Clock;
  readonly #emit: (event: LegEvent) => void;
  /** Resolves when the device has accepted or refused the screen. */
  #asking: Timer | undefined;

  /** Undefined: the line can only be answered with port 0. Rejects if no port is free. */
  static async open({ place, offered, source, onEvent }: SipFloorOptions): Promise<SipFloor | undefined> {
    const protocol = parseProtocol(offered.line.protocol);
    const at = place.address(offered.remote.address.includes(':') ? 6 : 4);
    const said = parseBfcpAttributes(offered.line.attributes);
    if (protocol === undefined || at === undefined || !isAcceptable(protocol, said)) return undefined;
    const setup = answerSetup(said.setup);
    if (
      protocol.transport === 'tcp' &&
      (setup === 'holdconn' || (setup === 'active' && offered.remote.address !== source))
    )
      return undefined;
    const certificate = protocol.security === 'none' ? undefined : await place.tls.certificate();
    const tls = { role: 'server' as BfcpTls['role'] };
    const binding = await bindBfcp({
      transport: protocol.transport,
      setup: setup === 'active' ? 'active' : 'passive',
      local: { address: at.address, port: place.firstPort, lastPort: place.lastPort },
      clock: place.clock,
      random: place.random,
      ...(certificate && {
        sockets: tlsSockets(
          Object.assign(tls, {
            certificate,
            policy: place.tls.policy,
            fingerprints: said.fingerprints,
            onFailed: place.tls.onFailed,
          }),
        ),
      }),
    });
    return new SipFloor({
      binding,
      tls,
      protocol,
      said,
      setup,
      certificate,
      announced: at.announced,
      offered,
      onEvent,
      clock: place.clock,
      random: place.random,
      onFault: place.onFault,
    });
  }

  private constructor({
    binding,
    tls,
    protocol,
    said,
    setup,
    certificate,
    announced,
    offered,
    onEvent,
    clock,
    random,
    onFault,
  }: Opening) {
    const own = answerFloorControl(said.floorControl);
    const ids = idsOf(said, offered.contentLabel, random);
    [this.#clock, this.#emit, this.#remote, this.#tls] = [clock, onEvent, offered.remote, tls];
    this.#identity = identityOf(offered.line);
    this.local = { address: announced, port: binding.local.port };
    this.#userId = ids.userId;
    this.#line = {
      protocol: printProtocol(protocol),
      attributes: printBfcpAttributes(
        answered({ said, own, setup, certificate, ids, label: offered.contentLabel, protocol }),
      ),
    };
    this.#endpoint = binding.open({
      role: roleOf(own),
      ...ids,
      version: firstVersion(protocol.transport, said.versions),
      ...(protocol.transport === 'udp' && { silence: SILENCE }),
      onEvent: (event) => this.#onEvent(event),
      onFault,
    });
  }

  /** Whether the next line of the device describes the same transport and, over TLS, the same certificate. */
  isFor(line: FloorLine): boolean {
    return identityOf(line) === this.#identity;
  }

  /** An offer of ours, or a request in the device's last description, keeps the connection (RFC 4145 §5). */
  line(ownOffer: boolean): FloorLine {
    const isNew = !this.#goesOn && (!ownOffer || !this.#told);
    if (isNew) this.#tls.role = ownOffer ? 'client' : 'server';
    // Not earlier: before it has our description, a device cannot tell whose connection and certificate this is, and
    // an offer of ours must be accepted first.
    if (!this.#told && !ownOffer) this.#endpoint.signal(this.#remote);
    this.#told = true;
    if (isNew) return this.#line;
    return {
      ...this.#line,
      attributes: this.#line.attributes.map((text) => text.replace('connection:new', 'connection:existing')),
    };
  }

  /** Handles the next description of the device. */
  signal({ line, remote }: OfferedFloor): void {
    this.#goesOn = parseBfcpAttributes(line.attributes).connection === 'existing';
    this.#remote = remote;
    if (this.#told) this.#endpoint.signal(remote);
  }

  decide(decision: Extract<LegCommand, { type: 'floor' }>['decision']): void {
    if (decision === 'granted') this.#presents = true;
    // A device that serves its own floor may send at any time; without our grant its content is not forwarded.
    if (this.#endpoint.role === 'client') return;
    const request = this.#request;
    if (decision === 'revoked') this.#endpoint.revoke();
    else if (request !== undefined && decision === 'granted') this.#endpoint.grant(request);
    else if (request !== undefined) this.#endpoint.deny(request);
    if (decision !== 'granted') [this.#request, this.#presents] = [undefined, false];
  }

  /** `true`: content may be sent at once; otherwise `contentAccepted` follows. */
  show(on: boolean): boolean {
    if (this.#endpoint.role === 'server') {
      this.#endpoint.notifyFloor(on ? { userId: this.#userId === 1 ? 2 : 1 } : undefined);
      return true;
    }
    if (!on) {
      this.#settle();
      this.#endpoint.release();
    } else if (this.lost) this.#accept(false);
    else {
      this.#settle();
      this.#asking = this.#clock.after(SHOW_TIMEOUT, () => this.#accept(false));
      this.#endpoint.request();
    }
    return false;
  }

  #settle(): void {
    this.#asking?.cancel();
    this.#asking = undefined;
  }

  #accept(accepted: boolean): void {
    this.#settle();
    this.#emit({ type: 'contentAccepted', accepted });
  }

  /** Idempotent. */
  close(): void {
    this.#settle();
    if (this.#presents) this.#emit({ type: 'floorReleased' });
    this.#presents = false;
    this.#endpoint.close().catch(() => undefined);
  }

  #onEvent(event: FloorEvent): void {
    const emit = this.#emit;
    switch (event.type) {
      case 'requested':
        this.#request = event.floorRequestId;
        return emit({ type: 'floorRequested' });
      case 'released':
        [this.#request, this.#presents] = [undefined, false];
        return emit({ type: 'floorReleased' });
      case 'peerHolds':
        return emit({ type: event.holds ? 'floorRequested' : 'floorReleased' });
      case 'granted':
        return this.#accept(true);
      case 'denied':
      case 'revoked':
        return this.#accept(false);
      case 'lost':
        if (this.#presents) emit({ type: 'floorReleased' });
        if (this.#asking !== undefined) this.#accept(false);
        [this.#presents, this.lost] = [false, true];
        return undefined;
      case 'fault':
        return undefined;
      default:
        return event satisfies never;
    }
  }
}

interface Ids {
  readonly conferenceId: number;
  readonly userId: number;
  readonly floorId: number;
}

const identityOf = ({ protocol, attributes }: FloorLine): string =>
  [
    protocol.toUpperCase(),
    ...(parseProtocol(protocol)?.security === 'tls'
      ? parseBfcpAttributes(attributes).fingerprints.map(printFingerprint).toSorted()
      : []),
  ].join(' ');

interface Opening {
  /** The description that names us decides which side is the TLS server. */
  readonly tls: { role: BfcpTls['role'] };
  readonly onFault: OnFault;
  readonly binding: Awaited<ReturnType<typeof bindBfcp>>;
  readonly protocol: BfcpProtocol;
  readonly said: BfcpAttributes;
  readonly setup: ReturnType<typeof answerSetup>;
  readonly certificate: BfcpCertificate | undefined;
  readonly announced: string;
  readonly offered: OfferedFloor;
  readonly onEvent: (event: LegEvent) => void;
  readonly clock: Clock;
  readonly random: Random;
}

/** A server's ids win. A device that names ids although the role is open keeps using them, so they are adopted. */
function idsOf({ conferenceId, userId, floors }: BfcpAttributes, label: string | undefined, random: Random): Ids {
  const floor = floors.find(({ streams }) => label !== undefined && streams.includes(label)) ?? floors[0];
  return {
    conferenceId: conferenceId ?? Buffer.from(random.bytes(4)).readUInt32BE(),
    userId: userId ?? 1,
    floorId: floor?.floorId ?? FLOOR_ID,
  };
}

interface Answered {
  readonly said: BfcpAttributes;
  readonly own: 's-only' | 'c-only';
  readonly setup: Opening['setup'];
  readonly certificate: Opening['certificate'];
  readonly ids: Ids;
  readonly label: string | undefined;
  readonly protocol: BfcpProtocol;
}

/** RFC 8856 §5: the server names the ids, and the stream that the floor controls. */
function answered({ said, own, setup, certificate, ids, label, protocol }: Answered): BfcpAttributes {
  const server = own === 's-only';
  return {
    floorControl: [own],
    ...(server && { conferenceId: ids.conferenceId, userId: ids.userId }),
    floors: server ? [{ floorId: ids.floorId, streams: [label ?? said.floors[0]?.streams[0] ?? DEFAULT_LABEL] }] : [],
    ...((protocol.transport === 'tcp' || said.setup !== undefined) && {
      setup,
      connection: answerConnection(said.connection, false),
    }),
    versions: said.versions.includes(2) && protocol.transport === 'udp' ? [2] : [],
    // A device that uses another hash for its own certificate recognises ours by that hash, too.
    fingerprints:
      certificate === undefined
        ? []
        : [...new Set(['sha-256' as const, ...said.fingerprints.map(({ algorithm }) => algorithm)])].map((algorithm) =>
            certificateFingerprint(certificate, algorithm),
          ),
  };
}

/** The floor line in a description of the device. */
export function offeredFloor(streams: readonly StreamDescription[]): OfferedFloor | undefined {
  const stream = floorLineOf(streams);
  if (stream?.floor === undefined || stream.rtp === undefined) return undefined;
  return {
    line: stream.floor,
    remote: stream.rtp,
    contentLabel: streams.find(({ role }) => role === 'content')?.label,
  };
}
