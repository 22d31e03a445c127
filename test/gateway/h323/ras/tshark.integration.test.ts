/** All messages between our gatekeeper and our endpoint, signed and unsigned, read by another decoder. */
import { expect, it } from 'vitest';
import { Secret } from '../../../../base/secret.ts';
import { RasMessage, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import { createRasEndpoint, type BindRas, type RasEndpoint } from '../../../../gateway/h323/ras/index.ts';
import { seededRandom } from '../../../fakes/memory-network.ts';
import { dissect, everyField } from '../asn1/pdml.ts';
import {
  bindTo,
  brq,
  CALL,
  GATEKEEPER,
  grq,
  lrq,
  nextNumber,
  openRig,
  registered,
  rrq,
  SIGNAL,
  TERMINAL,
  type Rig,
} from './rig.ts';
import { noFault } from '../../../fakes/faults.ts';

const said: Uint8Array[] = [];

/** The messages that must occur at least. */
const KINDS =
  `admissionConfirm admissionRequest bandwidthReject disengageConfirm disengageRequest gatekeeperConfirm gatekeeperReject
gatekeeperRequest infoRequestResponse locationReject registrationConfirm registrationReject registrationRequest
resourcesAvailableConfirm serviceControlIndication unknownMessageResponse unregistrationConfirm unregistrationRequest`.split(
    /\s+/,
  );

/** A network that records all messages. */
const tapped =
  (bind: BindRas): BindRas =>
  async (at, onDatagram) => {
    const socket = await bind(at, onDatagram);
    return { ...socket, send: (data, to) => (said.push(Uint8Array.from(data)), socket.send(data, to)) };
  };

const call = {
  callId: CALL,
  conferenceId: CALL,
  callReference: 7,
  answer: false,
  peer: ['9001'],
  peerAddress: SIGNAL,
  bandwidth: 7680,
};

async function converse(rig: Rig, ours: RasEndpoint): Promise<void> {
  await ours.start();
  await rig.settle();
  const admitted = ours.admit(call);
  await rig.settle();
  expect(await admitted).toMatchObject({ ok: true });
  rig.clock.advance(31_000);
  await rig.settle();
  rig.clock.advance(100_000);
  await rig.settle();
  ours.disengage(CALL);
  await rig.settle();
  await ours.close();
  await rig.settle();
}

/** Sends requests of devices that produce all other answers. */
async function others(rig: Rig): Promise<void> {
  const traversal: H225.FeatureSet = { replacementFeatureSet: false, supportedFeatures: [{ id: { standard: 18 } }] };
  const room = rig.room('192.0.2.10');
  const id = await registered(room, ['5501'], { featureSet: traversal });
  const requests: readonly H225.RasMessage[] = [
    grq(room, { gatekeeperIdentifier: 'another' }),
    rrq(rig.room('192.0.2.11'), ['nobody']),
    brq(id, 1),
    lrq(room, '5501'),
    {
      resourcesAvailableIndicate: {
        requestSeqNum: nextNumber(),
        protocolIdentifier: '0.0.8.2250.0.5',
        endpointIdentifier: id,
        protocols: [],
        almostOutOfResources: false,
      },
    },
    {
      nonStandardMessage: {
        requestSeqNum: 9,
        nonStandardData: { nonStandardIdentifier: { object: '1.2.3' }, data: Uint8Array.of(1) },
      },
    },
  ];
  for (const request of requests) await room.ask(request);
  const told = rig.gatekeeper.notifyIncoming(id, CALL, SIGNAL);
  rig.clock.advance(10_000);
  await rig.settle();
  await told;
  rig.gatekeeper.unregister(id);
}

it('tshark reads every message without a complaint', async () => {
  await using rig = await openRig({}, { tap: tapped });
  await rig.opened.admin.createDevice(rig.opened.accountId, 'Lobby', 'lobby', ['5501']);
  const made = await rig.opened.admin.createDevice(rig.opened.accountId, 'Bridge', 'bridge', ['9000']);
  for (const password of [undefined, new Secret(made!.password)]) {
    const ours = createRasEndpoint({
      bind: tapped(bindTo(rig.network, '192.0.2.50')),
      clock: rig.clock,
      now: rig.now,
      random: seededRandom(5),
      local: { address: '192.0.2.50', port: 1719 },
      self: {
        aliases: ['bridge', '9000'],
        signal: { address: '192.0.2.50', port: 1720 },
        terminalType: TERMINAL,
        timeToLive: 60,
      },
      gatekeepers: () => Promise.resolve([GATEKEEPER]),
      onFact: () => undefined,
      onFault: noFault,
      onDrop: () => undefined,
      ...(password !== undefined && { password }),
    });
    await converse(rig, ours);
  }
  await others(rig);
  const packets = dissect(said.map((payload) => ({ transport: 'udp', port: 1719, payload })));
  expect(packets.length).toBe(said.length);
  const kinds = new Set(said.map((bytes) => Object.keys(RasMessage.decode(bytes))[0]));
  expect([...kinds].sort()).toEqual(KINDS);
  for (const [index, packet] of packets.entries()) {
    const problems = [...everyField(packet)]
      .filter(({ name }) => name.startsWith('_ws.malformed') || name.startsWith('_ws.expert'))
      .map(({ label, show }) => label || show);
    expect([Object.keys(RasMessage.decode(said[index]!))[0], problems]).toEqual([expect.any(String), []]);
    expect(packet.some(({ name }) => name === 'h225')).toBe(true);
  }
});
