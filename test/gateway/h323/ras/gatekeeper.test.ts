import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IncomingCallIndication, RasMessage, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import { toH225Address } from '../../../../gateway/h323/address.ts';
import {
  CALL,
  GATEKEEPER,
  SIGNAL,
  TERMINAL,
  arq,
  brq,
  drq,
  grq,
  keepAlive,
  lrq,
  nextNumber,
  openRig,
  registered,
  rrq,
  urq,
  type Rig,
  type Room,
} from './rig.ts';

let rig: Rig;
let room: Room;
const HOST = '192.0.2.10';
const CALL_ID = Buffer.from(CALL).toString('hex');
const TRAVERSAL: H225.FeatureSet = { replacementFeatureSet: false, supportedFeatures: [{ id: { standard: 18 } }] };

async function open(
  change: Parameters<typeof openRig>[0] = {},
  options: Parameters<typeof openRig>[1] = {},
): Promise<void> {
  rig = await openRig(change, options);
  await rig.opened.admin.createDevice(rig.opened.accountId, 'Board room', 'board', ['5501']);
  await rig.opened.admin.createDevice(rig.opened.accountId, 'Lobby', 'lobby', ['5502']);
  room = rig.room(HOST);
}

const reopen = async (...args: Parameters<typeof open>): Promise<void> => {
  await rig[Symbol.asyncDispose]();
  await open(...args);
};

/** The name and the reason of a rejection. */
function reasonOf(message: H225.RasMessage): string {
  const [name, fields] = Object.entries(message)[0] as [string, Record<string, object>];
  return `${name} ${Object.keys(fields['rejectReason'] ?? fields['nakReason'] ?? {})[0] ?? ''}`.trim();
}

beforeEach(() => open());
afterEach(() => rig[Symbol.asyncDispose]());

describe('networks', () => {
  it('a device that registers from outside its networks counts as unknown', async () => {
    await rig.opened.db.updateTable('device').set({ source_networks: '["198.51.100.0/24"]' }).execute();
    expect(Object.keys(await room.ask(rrq(room, ['board'])))).toEqual(['registrationReject']);
    await rig.opened.db.updateTable('device').set({ source_networks: '["192.0.2.0/24"]' }).execute();
    expect(Object.keys(await room.ask(rrq(room, ['board'])))).toEqual(['registrationConfirm']);
  });
});

describe('discovery', () => {
  it('GRQ -> GCF with our name and address', async () => {
    expect(await room.ask(grq(room))).toMatchObject({
      gatekeeperConfirm: { gatekeeperIdentifier: 'roomgate', rasAddress: { ipAddress: { port: 1719 } } },
    });
  });

  it('GRQ for another gatekeeper -> GRJ', async () => {
    expect(reasonOf(await room.ask(grq(room, { gatekeeperIdentifier: 'another' })))).toBe(
      'gatekeeperReject undefinedReason',
    );
  });

  it('GRQ with an empty object identifier of an integrity mechanism -> GCF', async () => {
    expect(await room.ask(grq(room, { integrity: [{ iso9797: '' }] }))).toHaveProperty('gatekeeperConfirm');
  });

  it('chooses the strongest mechanism that both sides support', async () => {
    const asked = await room.ask(
      grq(room, {
        authenticationCapability: [{ pwdHash: null }],
        algorithmOIDs: ['1.2.840.113549.2.5', '0.0.8.235.0.2.6'],
      }),
    );
    expect(asked).toMatchObject({
      gatekeeperConfirm: { authenticationMode: { pwdHash: null }, algorithmOID: '0.0.8.235.0.2.6' },
    });
  });

  it('answers to the port that the request names, and never to another host', async () => {
    const other = rig.room(HOST, 2000);
    room.send(grq(other));
    await rig.settle();
    expect(other.received).toHaveLength(1);
    const victim = rig.room('192.0.2.99');
    expect(await room.ask(grq(victim))).toHaveProperty('gatekeeperConfirm');
    expect(victim.received).toHaveLength(0);
  });
});

describe('discovery by multicast', () => {
  const GROUP = { address: GATEKEEPER.address, port: 1718 };
  const sendToGroup = async (message: H225.RasMessage): Promise<void> => {
    const socket = rig.network.socket({ address: HOST, port: 1900 }, () => undefined);
    socket.send(Buffer.from(RasMessage.encode(message)).toString('latin1'), GROUP);
    await rig.settle();
    socket.close();
  };

  it('is answered if enabled, to the address that the request names', async () => {
    await reopen({}, { multicast: true });
    await sendToGroup(grq(room));
    expect(room.received).toMatchObject([{ gatekeeperConfirm: { gatekeeperIdentifier: 'roomgate' } }]);
  });

  it('ignores requests for others, and requests that may not be multicast', async () => {
    await reopen({}, { multicast: true });
    await sendToGroup(grq(room, { gatekeeperIdentifier: 'another' }));
    await sendToGroup(rrq(room, ['board']));
    await sendToGroup(lrq(room, 'board'));
    expect(room.received).toEqual([]);
    expect(rig.gatekeeper.stats().registrations).toBe(0);
  });

  it('is otherwise disabled', async () => {
    await sendToGroup(grq(room));
    expect(room.received).toEqual([]);
  });
});

describe('registration', () => {
  it('RRQ of a device -> RCF, bound in the registry', async () => {
    const answer = await room.ask(rrq(room, ['board', '5501', '9001'], { timeToLive: 120 }));
    // 9001 does not belong to the device: it is not granted.
    expect(answer).toMatchObject({
      registrationConfirm: {
        timeToLive: 120,
        terminalAlias: [{ 'h323-ID': 'board' }, { dialedDigits: '5501' }],
        gatekeeperIdentifier: 'roomgate',
      },
    });
    expect(rig.gatekeeper.locate('5501')).toMatchObject({
      signal: { address: HOST, port: 1720 },
      behindNat: false,
      aliases: ['board', '5501'],
    });
    expect(rig.gatekeeper.locate('9001')).toBeUndefined();
    expect(await rig.opened.registry.bindings('h323:board')).toMatchObject([{ contact: `h323:${HOST}:1720` }]);
    expect(rig.facts).toMatchObject([{ type: 'registered', traversal: false }]);
  });

  it.each([
    ['of an unknown device', ['stranger'], {}, 'registrationReject securityDenial'],
    ['without aliases', [], {}, 'registrationReject securityDenial'],
    [
      'that is additive',
      ['board'],
      { additiveRegistration: null },
      'registrationReject additiveRegistrationNotSupported',
    ],
    [
      'that refreshes an unknown registration',
      [],
      { keepAlive: true, endpointIdentifier: 'gone' },
      'registrationReject fullRegistrationRequired',
    ],
  ] as const)('RRQ %s -> RRJ', async (_title, aliases, more, reason) => {
    expect(reasonOf(await room.ask(rrq(room, aliases, more)))).toBe(reason);
    expect(rig.gatekeeper.stats().registrations).toBe(0);
  });

  it('unknown devices may register if the policy permits, but need a name', async () => {
    await reopen({ policy: 'open' });
    expect(await room.ask(rrq(room, ['stranger']))).toHaveProperty('registrationConfirm');
    expect(reasonOf(await room.ask(rrq(room, [])))).toBe('registrationReject invalidAlias');
  });

  it('a device without proof cannot register if proof is required', async () => {
    await reopen({ policy: 'authenticated' });
    expect(reasonOf(await room.ask(rrq(room, ['board'])))).toBe('registrationReject securityDenial');
  });

  it('a lightweight RRQ extends the registration, also from another port, but not from another host', async () => {
    const id = await registered(room, ['board'], { timeToLive: 60 });
    rig.clock.advance(50_000);
    const moved = rig.room(HOST, 1800);
    expect(await moved.ask(keepAlive(moved, id))).toHaveProperty('registrationConfirm');
    expect(rig.gatekeeper.locate('board')!.ras.port).toBe(1800);
    const thief = rig.room('192.0.2.66');
    expect(reasonOf(await thief.ask(keepAlive(thief, id)))).toBe('registrationReject fullRegistrationRequired');
    rig.clock.advance(200_000);
    expect(rig.gatekeeper.locate('board')).toBeDefined();
  });

  it('expires after timeToLive and a grace period, with a URQ', async () => {
    await registered(room, ['board'], { timeToLive: 60 });
    rig.clock.advance(69_000);
    expect(rig.gatekeeper.locate('board')).toBeDefined();
    rig.clock.advance(3000);
    await rig.settle();
    expect(rig.gatekeeper.locate('board')).toBeUndefined();
    expect(room.received.at(-1)).toMatchObject({ unregistrationRequest: { reason: { ttlExpired: null } } });
    expect(await rig.opened.registry.bindings('h323:board')).toEqual([]);
    // The device did not answer: repeat once more, and then stop.
    rig.clock.advance(20_000);
    expect(room.received.filter((message) => 'unregistrationRequest' in message)).toHaveLength(2);
    expect(rig.gatekeeper.stats().requests).toBe(0);
  });

  it('an alias has one holder: another host gets duplicateAlias, the same host replaces its registration', async () => {
    const id = await registered(room, ['board']);
    const other = rig.room('192.0.2.20');
    expect(await other.ask(rrq(other, ['board']))).toMatchObject({
      registrationReject: { rejectReason: { duplicateAlias: [{ 'h323-ID': 'board' }] } },
    });
    expect(await registered(room, ['board'])).toBe(id);
    expect(rig.gatekeeper.stats().registrations).toBe(1);
  });

  it('is limited per address and in total', async () => {
    await reopen({ policy: 'open', maxRegistrations: 3, maxRegistrationsPerAddress: 2 });
    await registered(room, ['a']);
    await registered(room, ['b']);
    expect(reasonOf(await room.ask(rrq(room, ['c'])))).toBe('registrationReject resourceUnavailable');
    const other = rig.room('192.0.2.20');
    await registered(other, ['c']);
    expect(reasonOf(await other.ask(rrq(other, ['d'])))).toBe('registrationReject resourceUnavailable');
    // A registered device may register again.
    expect(await room.ask(rrq(room, ['a']))).toHaveProperty('registrationConfirm');
  });

  it('URQ -> UCF; from another device or repeated -> URJ', async () => {
    const id = await registered(room, ['board']);
    const other = rig.room('192.0.2.20');
    expect(reasonOf(await other.ask(urq(other, id)))).toBe('unregistrationReject notCurrentlyRegistered');
    expect(await room.ask(urq(room, id))).toHaveProperty('unregistrationConfirm');
    expect(reasonOf(await room.ask(urq(room, id)))).toBe('unregistrationReject notCurrentlyRegistered');
    expect(await rig.opened.registry.bindings('h323:board')).toEqual([]);
  });

  it('we unregister one device on request, and all of them when we close', async () => {
    const id = await registered(room, ['board']);
    const other = rig.room('192.0.2.20');
    await registered(other, ['lobby']);
    rig.gatekeeper.unregister(id);
    await rig.settle();
    expect(room.received.at(-1)).toMatchObject({
      unregistrationRequest: { reason: { reregistrationRequired: null }, endpointIdentifier: id },
    });
    await rig.gatekeeper.close();
    await rig.settle();
    expect(other.received.at(-1)).toMatchObject({ unregistrationRequest: { reason: { maintenance: null } } });
    expect(rig.clock.pending).toBe(0);
  });
});

describe('calls', () => {
  let id: string;
  beforeEach(async () => void (id = await registered(room, ['board'])));

  it('ARQ -> ACF with our call signalling address and limited bandwidth', async () => {
    expect(await room.ask(arq(id, { bandWidth: 100_000 }))).toMatchObject({
      admissionConfirm: { bandWidth: 40_000, destCallSignalAddress: toH225Address(SIGNAL), irrFrequency: 120 },
    });
    expect(rig.gatekeeper.isAdmitted(CALL_ID)).toBe(true);
    expect(await room.ask(drq(id))).toHaveProperty('disengageConfirm');
    expect(rig.gatekeeper.isAdmitted(CALL_ID)).toBe(false);
  });

  it('ARQ of an answerer -> ACF with its own address', async () => {
    expect(await room.ask(arq(id, { answerCall: true }))).toMatchObject({
      admissionConfirm: { destCallSignalAddress: toH225Address({ address: HOST, port: 1720 }) },
    });
  });

  it('ARQ of an unregistered endpoint -> ARJ', async () => {
    expect(reasonOf(await room.ask(arq('nobody')))).toBe('admissionReject callerNotRegistered');
    expect(reasonOf(await room.ask(arq('nobody', { answerCall: true })))).toBe(
      'admissionReject invalidEndpointIdentifier',
    );
    const thief = rig.room('192.0.2.66');
    expect(reasonOf(await thief.ask(arq(id)))).toBe('admissionReject callerNotRegistered');
  });

  it("ARQ beyond an endpoint's limit of calls -> ARJ", async () => {
    for (let call = 0; call < 3; call++)
      await room.ask(arq(id, { callIdentifier: { guid: CALL.map((octet) => octet + call) } }));
    expect(reasonOf(await room.ask(arq(id, { callIdentifier: { guid: CALL.map((octet) => octet + 9) } })))).toBe(
      'admissionReject exceedsCallCapacity',
    );
    expect(await room.ask(arq(id))).toHaveProperty('admissionConfirm');
  });

  it('BRQ -> BCF within the limit of a call, otherwise BRJ', async () => {
    expect(reasonOf(await room.ask(brq(id, 100)))).toBe('bandwidthReject invalidConferenceID');
    await room.ask(arq(id));
    expect(await room.ask(brq(id, 20_000))).toMatchObject({ bandwidthConfirm: { bandWidth: 20_000 } });
    expect(await room.ask(brq(id, 50_000))).toMatchObject({
      bandwidthReject: { rejectReason: { insufficientResources: null }, allowedBandWidth: 20_000 },
    });
    expect(reasonOf(await room.ask(brq('nobody', 1)))).toBe('bandwidthReject notBound');
  });

  it('DRQ of an unregistered endpoint -> DRJ', async () => {
    expect(reasonOf(await room.ask(drq('nobody')))).toBe('disengageReject notRegistered');
  });

  it('an unreported call is asked for by IRQ, kept by an IRR, and ended by silence', async () => {
    await room.ask(arq(id));
    room.received.length = 0;
    rig.clock.advance(181_000);
    await rig.settle();
    expect(room.received).toMatchObject([{ infoRequest: { callReferenceValue: 17, callIdentifier: { guid: CALL } } }]);
    const call = {
      callReferenceValue: 17,
      conferenceID: CALL,
      h245: {},
      callSignaling: {},
      callType: { pointToPoint: null },
      bandWidth: 7680,
      callModel: { direct: null },
      callIdentifier: { guid: CALL },
      substituteConfIDs: [],
    };
    const infoRequestResponse = {
      requestSeqNum: nextNumber(),
      endpointType: TERMINAL,
      endpointIdentifier: id,
      rasAddress: toH225Address(room.at),
      callSignalAddress: [],
      perCallInfo: [call],
      needResponse: true,
    };
    expect(await room.ask({ infoRequestResponse })).toHaveProperty('infoRequestAck');
    await room.ask(keepAlive(room, id));
    rig.clock.advance(250_000);
    expect(rig.gatekeeper.isAdmitted(CALL_ID)).toBe(true);
    await room.ask(keepAlive(room, id));
    rig.clock.advance(120_000);
    expect(rig.gatekeeper.isAdmitted(CALL_ID)).toBe(false);
    expect(rig.facts.at(-1)).toMatchObject({ type: 'disengaged', reason: 'silent' });
  });

  it('IRR of an unregistered endpoint that wants an answer -> INAK', async () => {
    const infoRequestResponse = {
      requestSeqNum: nextNumber(),
      endpointType: TERMINAL,
      endpointIdentifier: 'nobody',
      rasAddress: toH225Address(room.at),
      callSignalAddress: [],
      needResponse: true,
    };
    expect(reasonOf(await room.ask({ infoRequestResponse }))).toBe('infoRequestNak notRegistered');
  });

  it('pre-granted calls need no ARQ', async () => {
    await reopen({ preGranted: true });
    expect(await room.ask(rrq(room, ['board']))).toMatchObject({
      registrationConfirm: {
        callSignalAddress: [toH225Address(SIGNAL)],
        preGrantedARQ: { makeCall: true, useGKCallSignalAddressToMakeCall: true },
      },
    });
  });

  it('calls that an endpoint leaves behind are removed with it', async () => {
    await room.ask(arq(id));
    await room.ask(urq(room, id));
    expect(rig.gatekeeper.stats()).toMatchObject({ registrations: 0, admissions: 0 });
  });
});

describe('location', () => {
  it('LRQ of a neighbour -> LCF or LRJ; of a stranger -> always LRJ', async () => {
    await registered(room, ['board']);
    const neighbour = rig.room('192.0.2.200');
    expect(await neighbour.ask(lrq(neighbour, 'board'))).toMatchObject({
      locationConfirm: { callSignalAddress: toH225Address({ address: HOST, port: 1720 }) },
    });
    expect(reasonOf(await neighbour.ask(lrq(neighbour, 'nobody')))).toBe('locationReject notRegistered');
    const stranger = rig.room('192.0.2.201');
    for (const alias of ['board', 'nobody'])
      expect(reasonOf(await stranger.ask(lrq(stranger, alias)))).toBe('locationReject requestDenied');
  });
});

describe('endpoints behind NAT', () => {
  it('agree on H.460.18, keep alive often, and are notified of calls by SCI', async () => {
    const claimed = [toH225Address({ address: '10.0.0.5', port: 1720 })];
    expect(await room.ask(grq(room, { featureSet: TRAVERSAL }))).toMatchObject({
      gatekeeperConfirm: { featureSet: TRAVERSAL },
    });
    const answer = await room.ask(
      rrq(room, ['board'], { featureSet: TRAVERSAL, callSignalAddress: claimed, timeToLive: 300 }),
    );
    expect(answer).toMatchObject({ registrationConfirm: { featureSet: TRAVERSAL, timeToLive: 20 } });
    const place = rig.gatekeeper.locate('board')!;
    expect(place).toMatchObject({ behindNat: true, traversal: true });
    const told = rig.gatekeeper.notifyIncoming(place.endpointId, CALL, SIGNAL);
    room.received.length = 0;
    await rig.settle();
    const [sci] = room.received as [{ serviceControlIndication: H225.ServiceControlIndication }];
    const content = sci.serviceControlIndication.genericData![0]!.parameters![0]!.content as { raw: Uint8Array };
    expect(IncomingCallIndication.decode(content.raw)).toEqual({
      callSignallingAddress: toH225Address(SIGNAL),
      callID: { guid: CALL },
    });
    room.send({
      serviceControlResponse: { requestSeqNum: sci.serviceControlIndication.requestSeqNum, result: { started: null } },
    });
    await rig.settle();
    expect(await told).toBe(true);
  });

  it('SCI is sent three times and then fails', async () => {
    const id = await registered(room, ['board'], { featureSet: TRAVERSAL });
    room.received.length = 0;
    const told = rig.gatekeeper.notifyIncoming(id, CALL, SIGNAL);
    rig.clock.advance(9100);
    await rig.settle();
    expect(room.received).toHaveLength(3);
    expect(await told).toBe(false);
    expect(await rig.gatekeeper.notifyIncoming('nobody', CALL, SIGNAL)).toBe(false);
  });
});

describe('any message', () => {
  it('that is repeated gets the same octets and is carried out once', async () => {
    const request = RasMessage.encode(rrq(room, ['board']));
    await room.askOctets(request);
    await room.askOctets(request);
    expect(room.octets[1]).toEqual(room.octets[0]);
    expect(rig.facts.filter(({ type }) => type === 'registered')).toHaveLength(1);
    rig.clock.advance(16_000);
    await room.askOctets(request);
    expect(rig.facts.filter(({ type }) => type === 'registered')).toHaveLength(2);
    expect(rig.gatekeeper.stats().replies).toBe(1);
  });

  it('survives loss and duplication', async () => {
    rig.network.faults = { loss: 0.3, duplication: 0.3, delay: 1 };
    const request = RasMessage.encode(rrq(room, ['board']));
    for (let attempt = 0; attempt < 10 && room.received.length === 0; attempt++) {
      room.sendOctets(request);
      await rig.settle();
    }
    expect(room.received[0]).toHaveProperty('registrationConfirm');
    expect(rig.facts.filter(({ type }) => type === 'registered')).toHaveLength(1);
  });

  it('that takes long gets RIP', async () => {
    const gate = Promise.withResolvers<void>();
    await reopen(
      {},
      {
        registry: {
          h323Device: () => gate.promise.then(() => ({ deviceId: 'd', username: 'board', aliases: [] })),
          bind: () => Promise.resolve(true),
        },
      },
    );
    room.send(rrq(room, ['board']));
    rig.clock.advance(1100);
    await rig.settle();
    expect(room.received).toMatchObject([{ requestInProgress: { delay: 5000 } }]);
    gate.resolve();
    await rig.settle();
    expect(room.received[1]).toHaveProperty('registrationConfirm');
  });

  it('is left unanswered if the registry fails, and works at the next try', async () => {
    let works = false;
    await reopen(
      {},
      {
        registry: {
          h323Device: () =>
            works
              ? Promise.resolve({ deviceId: 'd', username: 'board', aliases: [] })
              : Promise.reject(new Error('down')),
          bind: () => Promise.resolve(true),
        },
      },
    );
    const request = RasMessage.encode(rrq(room, ['board']));
    room.sendOctets(request);
    await rig.settle();
    expect(room.received).toEqual([]);
    expect(rig.facts).toMatchObject([{ type: 'fault' }]);
    works = true;
    expect(await room.askOctets(request)).toHaveProperty('registrationConfirm');
  });

  it('that is unknown is returned in XRS; an unexpected answer is ignored', async () => {
    const unknown = RasMessage.encode({
      nonStandardMessage: {
        requestSeqNum: 77,
        nonStandardData: { nonStandardIdentifier: { object: '1.2.3' }, data: Uint8Array.of(1) },
      },
    });
    expect(await room.askOctets(unknown)).toEqual({
      unknownMessageResponse: { requestSeqNum: 77, messageNotUnderstood: unknown },
    });
    const later = RasMessage.encode({ $unknown: { index: 12, bytes: Uint8Array.of(0, 1, 2) } });
    expect(await room.askOctets(later)).toMatchObject({ unknownMessageResponse: { messageNotUnderstood: later } });
    room.received.length = 0;
    room.send({ unregistrationConfirm: { requestSeqNum: 5 } });
    room.send({ unknownMessageResponse: { requestSeqNum: 5, messageNotUnderstood: Uint8Array.of(1) } });
    await rig.settle();
    expect(room.received).toEqual([]);
  });

  it('that cannot be decoded is reported with field and octet, and not answered', async () => {
    const request = RasMessage.encode(rrq(room, ['board']));
    for (let length = 0; length < request.length; length++) room.sendOctets(request.subarray(0, length));
    await rig.settle();
    expect(room.received).toEqual([]);
    const malformed = rig.facts.filter(({ type }) => type === 'malformed');
    expect(malformed.length).toBe(request.length);
    expect(malformed.at(-1)).toMatchObject({ path: expect.stringContaining('registrationRequest') });
  });

  it('is limited in rate per address', async () => {
    await reopen({}, { rate: { perSecond: 1, burst: 5 } });
    for (let attempt = 0; attempt < 20; attempt++) room.send(grq(room));
    await rig.settle();
    expect(room.received).toHaveLength(5);
    const other = rig.room('192.0.2.20');
    expect(await other.ask(grq(other))).toHaveProperty('gatekeeperConfirm');
  });
});

describe('a fault of ours', () => {
  it('costs the datagram in which it occurs: it is reported once, and the next request is answered', async () => {
    const bug = new Error('a bug');
    const faults: unknown[] = [];
    let broken = true;
    await reopen(
      {},
      {
        onFact: () => {
          if (broken) throw bug;
        },
        onFault: (error) => void faults.push(error),
      },
    );
    rig.network.socket({ address: '192.0.2.66', port: 1719 }, () => {}).send('\u00ff\u00ff', GATEKEEPER);
    await rig.settle();
    expect(faults).toEqual([bug]);
    broken = false;
    expect(Object.keys(await room.ask(rrq(room, ['board'])))).toEqual(['registrationConfirm']);
  });
});
