/** A gatekeeper on the memory network and the fake clock, with its own registry, and endpoints to talk to it. */
import { RasMessage, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import { toH225Address } from '../../../../gateway/h323/address.ts';
import {
  createGatekeeper,
  toAlias,
  type BindRas,
  type Gatekeeper,
  type GatekeeperOptions,
  type RasFact,
} from '../../../../gateway/h323/ras/index.ts';
import type { TransportAddress } from '../../../../media/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { MemoryNetwork, seededRandom } from '../../../fakes/memory-network.ts';
import { openTestRegistry, type TestRegistry } from '../../../fakes/registry.ts';
import { noFault } from '../../../fakes/faults.ts';

export const GATEKEEPER: TransportAddress = { address: '192.0.2.1', port: 1719 };
export const SIGNAL: TransportAddress = { address: '192.0.2.1', port: 1720 };
export const START = 1_700_000_000_000;

export interface Room {
  readonly at: TransportAddress;
  /** All received messages that were not taken yet. */
  readonly received: H225.RasMessage[];
  readonly octets: Uint8Array[];
  send(message: H225.RasMessage): void;
  sendOctets(octets: Uint8Array): void;
  /** Sends the message, lets the network and the registry work, and takes the only answer. */
  ask(message: H225.RasMessage): Promise<H225.RasMessage>;
  askOctets(octets: Uint8Array): Promise<H225.RasMessage>;
}

export interface Rig extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly network: MemoryNetwork;
  readonly gatekeeper: Gatekeeper;
  readonly opened: TestRegistry;
  readonly facts: RasFact[];
  /** Unix ms. */
  readonly now: () => number;
  room(address: string, port?: number): Room;
  /** Delivers datagrams and runs promises until nothing is left to do. */
  settle(): Promise<void>;
}

export const bindTo =
  (network: MemoryNetwork, address: string): BindRas =>
  (at, onDatagram) => {
    const socket = network.socket({ address, port: at.port }, onDatagram);
    return Promise.resolve({
      address: socket.address,
      port: socket.port,
      send: (data, to) => socket.send(Buffer.from(data).toString('latin1'), to),
      close: async () => void socket.close(),
    });
  };

export const settings: GatekeeperOptions['settings'] = {
  gatekeeperId: 'roomgate',
  signal: { v4: SIGNAL },
  policy: 'known',
  timeToLive: 300,
  traversalTimeToLive: 20,
  traversal: true,
  preGranted: false,
  maxRegistrations: 100,
  maxRegistrationsPerAddress: 10,
  maxCallsPerEndpoint: 3,
  maxBandwidth: 40_000,
  irrFrequency: 120,
  neighbours: ['192.0.2.200'],
};

/** One turn of the event loop, in which the registry's promises proceed. */
const turn = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** `tap` wraps the gatekeeper's network. */
export async function openRig(
  change: Partial<GatekeeperOptions['settings']> = {},
  { tap = (bind) => bind, ...options }: Partial<GatekeeperOptions> & { readonly tap?: (bind: BindRas) => BindRas } = {},
): Promise<Rig> {
  const clock = new FakeClock();
  const network = new MemoryNetwork(clock, 7);
  const opened = await openTestRegistry();
  const facts: RasFact[] = [];
  const now = (): number => START + clock.now();
  const gatekeeper = createGatekeeper({
    registry: opened.registry,
    bind: tap(bindTo(network, GATEKEEPER.address)),
    clock,
    now,
    random: seededRandom(3),
    listen: [GATEKEEPER],
    multicast: false,
    settings: { ...settings, ...change },
    rate: { perSecond: 100, burst: 200 },
    clockTolerance: 600,
    onFact: (fact) => void facts.push(fact),
    onFault: noFault,
    ...options,
  });
  await gatekeeper.listen();
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 6; round++) {
      clock.advance(2);
      for (let turns = 0; turns < 4; turns++) await turn();
    }
  };
  return {
    clock,
    network,
    gatekeeper,
    opened,
    facts,
    now,
    settle,
    room: (address, port = 1719) => makeRoom(network, settle, { address, port }),
    [Symbol.asyncDispose]: async () => {
      await gatekeeper.close();
      await opened.registry.close();
    },
  };
}

function makeRoom(network: MemoryNetwork, settle: () => Promise<void>, at: TransportAddress): Room {
  const received: H225.RasMessage[] = [];
  const octets: Uint8Array[] = [];
  const socket = network.socket(at, (data) => {
    octets.push(Uint8Array.from(data));
    received.push(RasMessage.decode(data));
  });
  const sendOctets = (bytes: Uint8Array): void => socket.send(Buffer.from(bytes).toString('latin1'), GATEKEEPER);
  const askOctets = async (bytes: Uint8Array): Promise<H225.RasMessage> => {
    received.length = 0;
    sendOctets(bytes);
    await settle();
    if (received.length !== 1) throw new Error(`${received.length} answers: ${JSON.stringify(received)}`);
    return received[0]!;
  };
  return {
    at,
    received,
    octets,
    sendOctets,
    askOctets,
    send: (message) => sendOctets(RasMessage.encode(message)),
    ask: (message) => askOctets(RasMessage.encode(message)),
  };
}

let numbers = 0;
export const nextNumber = (): number => (numbers = (numbers % 60_000) + 1);
export const VENDOR: H225.VendorIdentifier = {
  vendor: { t35CountryCode: 184, t35Extension: 0, manufacturerCode: 39 },
  productId: Buffer.from('test'),
  versionId: Buffer.from('1'),
};
export const TERMINAL: H225.EndpointType = { vendor: VENDOR, terminal: {}, mc: false, undefinedNode: false };
export const CALL = Uint8Array.from({ length: 16 }, (_, index) => index);

export function grq(
  room: Room,
  more: Partial<H225.GatekeeperRequest> = {},
): { gatekeeperRequest: H225.GatekeeperRequest } {
  return {
    gatekeeperRequest: {
      requestSeqNum: nextNumber(),
      protocolIdentifier: '0.0.8.2250.0.5',
      rasAddress: toH225Address(room.at),
      endpointType: TERMINAL,
      ...more,
    },
  };
}

export function rrq(
  room: Room,
  aliases: readonly string[],
  more: Partial<H225.RegistrationRequest> = {},
): { registrationRequest: H225.RegistrationRequest } {
  return {
    registrationRequest: {
      requestSeqNum: nextNumber(),
      protocolIdentifier: '0.0.8.2250.0.5',
      discoveryComplete: true,
      callSignalAddress: [toH225Address({ ...room.at, port: 1720 })],
      rasAddress: [toH225Address(room.at)],
      terminalType: TERMINAL,
      endpointVendor: VENDOR,
      ...(aliases.length > 0 && { terminalAlias: aliases.map(toAlias) }),
      keepAlive: false,
      ...more,
    },
  };
}

/** A lightweight RRQ with the fewest possible fields. */
export const keepAlive = (room: Room, endpointIdentifier: string): { registrationRequest: H225.RegistrationRequest } =>
  rrq(room, [], { keepAlive: true, endpointIdentifier });

export function arq(
  endpointIdentifier: string,
  more: Partial<H225.AdmissionRequest> = {},
): { admissionRequest: H225.AdmissionRequest } {
  return {
    admissionRequest: {
      requestSeqNum: nextNumber(),
      callType: { pointToPoint: null },
      endpointIdentifier,
      destinationInfo: [toAlias('9001')],
      srcInfo: [toAlias('board')],
      bandWidth: 7680,
      callReferenceValue: 17,
      conferenceID: CALL,
      activeMC: false,
      answerCall: false,
      callIdentifier: { guid: CALL },
      ...more,
    },
  };
}

export function brq(endpointIdentifier: string, bandWidth: number): H225.RasMessage {
  return {
    bandwidthRequest: {
      requestSeqNum: nextNumber(),
      endpointIdentifier,
      conferenceID: CALL,
      callReferenceValue: 17,
      bandWidth,
      callIdentifier: { guid: CALL },
    },
  };
}

export function drq(endpointIdentifier: string): H225.RasMessage {
  return {
    disengageRequest: {
      requestSeqNum: nextNumber(),
      endpointIdentifier,
      conferenceID: CALL,
      callReferenceValue: 17,
      disengageReason: { normalDrop: null },
      callIdentifier: { guid: CALL },
    },
  };
}

export function urq(room: Room, endpointIdentifier: string): H225.RasMessage {
  return {
    unregistrationRequest: {
      requestSeqNum: nextNumber(),
      callSignalAddress: [toH225Address({ ...room.at, port: 1720 })],
      endpointIdentifier,
    },
  };
}

export function lrq(room: Room, alias: string): H225.RasMessage {
  return {
    locationRequest: {
      requestSeqNum: nextNumber(),
      destinationInfo: [toAlias(alias)],
      replyAddress: toH225Address(room.at),
    },
  };
}

/** Registers and returns the endpoint identifier. */
export async function registered(
  room: Room,
  aliases: readonly string[],
  more: Partial<H225.RegistrationRequest> = {},
): Promise<string> {
  const answer = await room.ask(rrq(room, aliases, more));
  if (!('registrationConfirm' in answer)) throw new Error(`not registered: ${JSON.stringify(answer)}`);
  return answer.registrationConfirm.endpointIdentifier;
}
