/** Our endpoint: the machine alone, and against our own gatekeeper over a network that loses datagrams. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../base/secret.ts';
import { RasMessage, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import {
  createRasEndpoint,
  type EndpointFact,
  type RasEndpoint,
  type RasEndpointOptions,
} from '../../../../gateway/h323/ras/index.ts';
import {
  stepEndpoint,
  type EndpointEffect,
  type EndpointEvent,
  type EndpointState,
} from '../../../../gateway/h323/ras/endpoint-machine.ts';
import type { EndpointCall } from '../../../../gateway/h323/ras/endpoint-messages.ts';
import { seededRandom } from '../../../fakes/memory-network.ts';
import { bindTo, CALL, GATEKEEPER, openRig, SIGNAL, TERMINAL, type Rig } from './rig.ts';
import { noFault } from '../../../fakes/faults.ts';

const [A, B, C] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((address) => ({ address, port: 1719 })) as [
  typeof GATEKEEPER,
  typeof GATEKEEPER,
  typeof GATEKEEPER,
];
const found = { ras: A, gatekeeperId: 'gk', mechanism: 'md5' } as const;
const membership = { ...found, endpointId: 'e', timeToLive: 60, preGranted: false };

describe('the registration', () => {
  const idle: EndpointState = { at: 'idle' };
  const discovering: EndpointState = { at: 'discovering', candidates: [A, B], failures: 0 };
  const registering: EndpointState = { at: 'registering', found, candidates: [A, B], failures: 0 };
  const registered: EndpointState = { at: 'registered', membership, alternates: [C] };
  const refreshing: EndpointState = { at: 'refreshing', membership, alternates: [C] };
  const confirmed: EndpointEvent = { type: 'registered', membership, alternates: [C] };
  const rejected = (reason: string): EndpointEvent => ({ type: 'rejected', reason, alternates: [] });

  const transitions: readonly (readonly [
    string,
    EndpointState,
    EndpointEvent,
    EndpointState,
    readonly EndpointEffect[],
  ])[] = [
    [
      'idle -> discovering on start',
      idle,
      { type: 'start', gatekeepers: [A, B] },
      discovering,
      [{ type: 'discover', to: A }],
    ],
    [
      'idle -> waiting on start without gatekeepers',
      idle,
      { type: 'start', gatekeepers: [] },
      { at: 'waiting', failures: 1 },
      [{ type: 'startAfter', ms: 5000 }],
    ],
    [
      'waiting -> discovering on start',
      { at: 'waiting', failures: 3 },
      { type: 'start', gatekeepers: [A] },
      { at: 'discovering', candidates: [A], failures: 3 },
      [{ type: 'discover', to: A }],
    ],
    [
      'discovering -> registering on found',
      discovering,
      { type: 'found', found, alternates: [C, A] },
      { ...registering, candidates: [A, B, C] },
      [{ type: 'register', found }],
    ],
    [
      'discovering -> the next on silence',
      discovering,
      { type: 'silence' },
      { ...discovering, candidates: [B] },
      [{ type: 'discover', to: B }],
    ],
    [
      'discovering -> waiting, twice as long each time',
      { ...discovering, candidates: [A], failures: 2 },
      { type: 'silence' },
      { at: 'waiting', failures: 3 },
      [{ type: 'startAfter', ms: 20_000 }],
    ],
    [
      'waiting is never longer than five minutes',
      { ...discovering, candidates: [], failures: 40 },
      { type: 'silence' },
      { at: 'waiting', failures: 41 },
      [{ type: 'startAfter', ms: 300_000 }],
    ],
    [
      'registering -> registered on RCF',
      registering,
      confirmed,
      registered,
      [
        { type: 'tell', what: 'registered' },
        { type: 'refreshAfter', ms: 30_000 },
      ],
    ],
    [
      'registering -> the next on RRJ',
      registering,
      rejected('duplicateAlias'),
      { ...discovering, candidates: [B] },
      [
        { type: 'tell', what: 'refused', reason: 'duplicateAlias' },
        { type: 'discover', to: B },
      ],
    ],
    [
      'registering -> the alternate that RRJ names',
      registering,
      { type: 'rejected', reason: 'resourceUnavailable', alternates: [C] },
      { ...discovering, candidates: [C, B] },
      [
        { type: 'tell', what: 'refused', reason: 'resourceUnavailable' },
        { type: 'discover', to: C },
      ],
    ],
    [
      'registered -> refreshing when it is due',
      registered,
      { type: 'refreshDue' },
      refreshing,
      [{ type: 'refresh', membership }],
    ],
    ['refreshing -> registered on RCF', refreshing, confirmed, registered, [{ type: 'refreshAfter', ms: 30_000 }]],
    [
      'refreshing -> the alternate on silence',
      refreshing,
      { type: 'silence' },
      { at: 'discovering', candidates: [C, A], failures: 0 },
      [
        { type: 'tell', what: 'lost' },
        { type: 'discover', to: C },
      ],
    ],
    [
      'refreshing -> registering again on fullRegistrationRequired',
      refreshing,
      rejected('fullRegistrationRequired'),
      { at: 'discovering', candidates: [A, C], failures: 0 },
      [
        { type: 'tell', what: 'lost' },
        { type: 'discover', to: A },
      ],
    ],
    [
      'registered -> the alternate on URQ',
      registered,
      { type: 'unregistered', alternates: [B] },
      { at: 'discovering', candidates: [B, C, A], failures: 0 },
      [
        { type: 'tell', what: 'lost' },
        { type: 'discover', to: B },
      ],
    ],
    ['registered -> closed', registered, { type: 'close' }, { at: 'closed' }, [{ type: 'unregister', membership }]],
    ['discovering -> closed', discovering, { type: 'close' }, { at: 'closed' }, []],
    ['closed stays', { at: 'closed' }, confirmed, { at: 'closed' }, []],
    ['discovering hears no RCF', discovering, confirmed, discovering, []],
  ];
  it.each(transitions)('%s', (_title, state, event, next, effects) =>
    expect(stepEndpoint(state, event)).toEqual([next, effects]),
  );
});

describe('against a gatekeeper', () => {
  let rig: Rig;
  let facts: EndpointFact[];
  let dropped: Uint8Array[];
  const endpoints: RasEndpoint[] = [];
  const call: EndpointCall = {
    callId: CALL,
    conferenceId: CALL,
    callReference: 7,
    answer: false,
    peer: ['9001'],
    bandwidth: 7680,
  };

  function endpoint(change: Partial<RasEndpointOptions> = {}): RasEndpoint {
    facts = [];
    dropped = [];
    const made = createRasEndpoint({
      bind: bindTo(rig.network, '192.0.2.50'),
      clock: rig.clock,
      now: rig.now,
      random: seededRandom(11),
      local: { address: '192.0.2.50', port: 1719 },
      self: {
        aliases: ['bridge', '9000'],
        signal: { address: '192.0.2.50', port: 1720 },
        terminalType: TERMINAL,
        timeToLive: 60,
      },
      gatekeepers: () => Promise.resolve([GATEKEEPER]),
      onFact: (fact) => void facts.push(fact),
      onFault: noFault,
      onDrop: (callId) => void dropped.push(callId),
      ...change,
    });
    endpoints.push(made);
    return made;
  }

  async function reopen(settings: Parameters<typeof openRig>[0]): Promise<string> {
    await rig[Symbol.asyncDispose]();
    rig = await openRig(settings);
    const made = await rig.opened.admin.createDevice(rig.opened.accountId, 'Bridge', 'bridge', ['9000']);
    return made!.password;
  }

  beforeEach(async () => void (rig = await openRig({ policy: 'open' })));
  afterEach(async () => {
    for (const each of endpoints.splice(0)) await each.close();
    await rig[Symbol.asyncDispose]();
  });

  it('registers, keeps alive, and unregisters when it closes', async () => {
    const ours = endpoint();
    await ours.start();
    await rig.settle();
    expect(facts).toEqual([{ type: 'registered' }]);
    expect(rig.gatekeeper.locate('9000')).toMatchObject({ signal: { address: '192.0.2.50', port: 1720 } });
    for (let minute = 0; minute < 10; minute++) {
      rig.clock.advance(60_000);
      await rig.settle();
    }
    expect(rig.gatekeeper.locate('9000')).toBeDefined();
    expect(facts).toHaveLength(1);
    await ours.close();
    await rig.settle();
    expect(rig.gatekeeper.stats().registrations).toBe(0);
  });

  const settled = async <T>(promise: Promise<T>): Promise<T> => {
    await rig.settle();
    return promise;
  };

  /** A gatekeeper that names no algorithm. */
  const withoutAlgorithm: RasEndpointOptions['bind'] = (at, onDatagram) =>
    bindTo(rig.network, at.address)(at, (data, from) => {
      const message = RasMessage.decode(data);
      if (!('gatekeeperConfirm' in message)) return onDatagram(data, from);
      const { algorithmOID: _algorithm, authenticationMode: _mode, ...gatekeeperConfirm } = message.gatekeeperConfirm;
      onDatagram(RasMessage.encode({ gatekeeperConfirm }), from);
    });

  it.each<[string, Partial<RasEndpointOptions>]>([
    ['H.235.1', {}],
    ['MD5', { bind: withoutAlgorithm }],
  ])('authenticates by %s', async (_title, change) => {
    const password = new Secret(await reopen({ policy: 'authenticated' }));
    const ours = endpoint({ password, ...change });
    await ours.start();
    await rig.settle();
    expect(facts).toEqual([{ type: 'registered' }]);
    rig.clock.advance(31_000);
    await rig.settle();
    expect(await settled(ours.admit(call))).toMatchObject({ ok: true, to: SIGNAL });
  });

  it('is rejected with a wrong password, and retries at growing intervals', async () => {
    await reopen({ policy: 'authenticated' });
    const ours = endpoint({ password: new Secret('wrong') });
    await ours.start();
    for (let second = 0; second < 60; second++) {
      await rig.settle();
      rig.clock.advance(1000);
    }
    expect(ours.isRegistered()).toBe(false);
    // The rejection is not signed, because the gatekeeper cannot authenticate us: under H.235.1 it counts as no
    // answer.
    expect(facts.filter(({ type }) => type === 'registered')).toEqual([]);
    expect(rig.facts.filter(({ type }) => type === 'refused').length).toBeLessThan(8);
  });

  it('requests admission for a call, reports the call, and disengages it', async () => {
    const ours = endpoint();
    await ours.start();
    await rig.settle();
    expect(await settled(ours.admit(call))).toEqual({ ok: true, to: SIGNAL, bandwidth: 7680, irrFrequency: 120 });
    expect(rig.gatekeeper.isAdmitted(Buffer.from(CALL).toString('hex'))).toBe(true);
    for (let minute = 0; minute < 20; minute++) {
      rig.clock.advance(60_000);
      await rig.settle();
    }
    expect(rig.gatekeeper.stats().admissions).toBe(1);
    ours.disengage(CALL);
    await rig.settle();
    expect(rig.gatekeeper.stats().admissions).toBe(0);
    expect(ours.stats()).toEqual({ calls: 0, requests: 0 });
  });

  it('does not ask for pre-granted calls', async () => {
    await rig[Symbol.asyncDispose]();
    rig = await openRig({ policy: 'open', preGranted: true });
    const ours = endpoint();
    await ours.start();
    await rig.settle();
    expect(await ours.admit({ ...call, peerAddress: SIGNAL })).toMatchObject({ ok: true, to: SIGNAL });
    expect(rig.gatekeeper.stats().admissions).toBe(0);
  });

  it('admits no calls without a registration', async () => {
    expect(await endpoint().admit(call)).toEqual({ ok: false, reason: 'notRegistered' });
  });

  it('registers again on request, and when the gatekeeper has forgotten it', async () => {
    const ours = endpoint();
    await ours.start();
    await rig.settle();
    rig.gatekeeper.unregister(rig.gatekeeper.locate('bridge')!.endpointId);
    await rig.settle();
    await rig.settle();
    expect(facts.map(({ type }) => type)).toEqual(['registered', 'lost', 'registered']);
    expect(rig.gatekeeper.locate('bridge')).toBeDefined();
  });

  /** Sends an unsolicited message from the gatekeeper and returns our answer. */
  async function told(message: (endpointIdentifier: string) => H225.RasMessage): Promise<H225.RasMessage | undefined> {
    const answers: H225.RasMessage[] = [];
    const ours = endpoint({
      bind: async (at, onDatagram) => {
        const socket = await bindTo(rig.network, at.address)(at, onDatagram);
        return { ...socket, send: (data, to) => (answers.push(RasMessage.decode(data)), socket.send(data, to)) };
      },
    });
    await ours.start();
    await rig.settle();
    await settled(ours.admit(call));
    const sender = rig.network.socket({ address: GATEKEEPER.address, port: 2000 }, () => undefined);
    answers.length = 0;
    sender.send(
      Buffer.from(RasMessage.encode(message(rig.gatekeeper.locate('bridge')!.endpointId))).toString('latin1'),
      { address: '192.0.2.50', port: 1719 },
    );
    await rig.settle();
    sender.close();
    return answers[0];
  }

  it('DRQ from the gatekeeper -> DCF, and the call is to be ended', async () => {
    const disengageRequest = (endpointIdentifier: string) => ({
      requestSeqNum: 9,
      endpointIdentifier,
      conferenceID: CALL,
      callReferenceValue: 7,
      disengageReason: { forcedDrop: null },
      callIdentifier: { guid: CALL },
    });
    expect(await told((id) => ({ disengageRequest: disengageRequest(id) }))).toEqual({
      disengageConfirm: { requestSeqNum: 9 },
    });
    expect(dropped).toEqual([CALL]);
  });

  it('IRQ -> IRR for the named call, or for all calls', async () => {
    const one = await told(() => ({
      infoRequest: { requestSeqNum: 9, callReferenceValue: 7, callIdentifier: { guid: CALL } },
    }));
    expect(one).toMatchObject({
      infoRequestResponse: {
        requestSeqNum: 9,
        perCallInfo: [{ callReferenceValue: 7, originator: true, callIdentifier: { guid: CALL } }],
      },
    });
  });

  it('SCI -> SCR notAvailable: we are called directly', async () => {
    expect(await told(() => ({ serviceControlIndication: { requestSeqNum: 9, serviceControl: [] } }))).toEqual({
      serviceControlResponse: { requestSeqNum: 9, result: { notAvailable: null } },
    });
  });

  it('changes to another gatekeeper when one is gone', async () => {
    const gone = { address: '192.0.2.9', port: 1719 };
    const ours = endpoint({ gatekeepers: () => Promise.resolve([gone, GATEKEEPER]) });
    await ours.start();
    for (let second = 0; second < 16; second++) {
      await rig.settle();
      rig.clock.advance(1000);
    }
    await rig.settle();
    expect(ours.isRegistered()).toBe(true);
  });

  it('survives loss and duplication', async () => {
    rig.network.faults = { loss: 0.2, duplication: 0.2, delay: 1 };
    const ours = endpoint();
    await ours.start();
    for (let second = 0; second < 300; second++) {
      await rig.settle();
      rig.clock.advance(1000);
    }
    expect(ours.isRegistered()).toBe(true);
    expect(facts.filter(({ type }) => type === 'fault')).toEqual([]);
  });

  it('leaves nothing behind when it has closed', async () => {
    const ours = endpoint();
    await ours.start();
    await rig.settle();
    const asked = ours.admit(call);
    await ours.close();
    await ours.close();
    expect(await asked).toEqual({ ok: false, reason: 'noAnswer' });
    await rig.gatekeeper.close();
    await rig.settle();
    expect(rig.clock.pending).toBe(0);
    expect(dropped).toEqual([]);
  });
});
