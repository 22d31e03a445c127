import { describe, expect, it } from 'vitest';
import { END_REASONS } from '../../../../gateway/core/reason.ts';
import { parseDialled } from '../../../../gateway/core/dial-string.ts';
import { OpenLogicalChannel, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import { toH245Address } from '../../../../gateway/h323/address.ts';
import { CAUSES, type MessageName, type Q931Elements } from '../../../../gateway/h323/q931/index.ts';
import { releaseOf } from '../../../../gateway/h323/reason.ts';
import { Harness, OURS, PROFILE } from '../harness.ts';
import { GUID, PCMU_BOTH_WAYS, PROTOCOL, RawPeer, setupOf } from '../raw-peer.ts';
import { H323_SHAPES } from '../shapes.ts';

async function peerOf(harness = new Harness()): Promise<{ readonly harness: Harness; readonly peer: RawPeer }> {
  await harness.endpoint.listen();
  const peer = new RawPeer(harness);
  await harness.pass(5);
  return { harness, peer };
}

function dialledOf(harness: Harness, index = 0): string {
  const event = harness.legs[index]?.events[0];
  if (event?.type !== 'incoming') throw new Error('no call');
  const { user, host } = event.info.dialled;
  return `${user?.reveal() ?? ''}@${host}`;
}

describe('the destination of a SETUP', () => {
  const number = (digits: string): Q931Elements => ({ calledPartyNumber: { type: 0, plan: 1, digits } });
  it.each<[string, Partial<H225.SetupUUIE>, Q931Elements, string]>([
    ['dialedDigits', { destinationAddress: [{ dialedDigits: '123456' }] }, {}, '123456@'],
    ['h323-ID', { destinationAddress: [{ 'h323-ID': '123456' }] }, {}, '123456@'],
    [
      'h323-ID of PIN@host',
      { destinationAddress: [{ 'h323-ID': '123456@Meet.Example.com' }] },
      {},
      '123456@meet.example.com',
    ],
    ['url-ID', { destinationAddress: [{ 'url-ID': 'h323:123456@10.0.0.1:1720' }] }, {}, '123456@10.0.0.1'],
    [
      'url-ID of SIP',
      { destinationAddress: [{ 'url-ID': 'sip:123456@10.0.0.1;transport=tcp' }] },
      {},
      '123456@10.0.0.1',
    ],
    ['email-ID', { destinationAddress: [{ 'email-ID': '123456@meet.example.com' }] }, {}, '123456@meet.example.com'],
    [
      'public partyNumber',
      {
        destinationAddress: [
          { partyNumber: { e164Number: { publicTypeOfNumber: { unknown: null }, publicNumberDigits: '123456' } } },
        ],
      },
      {},
      '123456@',
    ],
    [
      'private partyNumber',
      {
        destinationAddress: [
          { partyNumber: { privateNumber: { privateTypeOfNumber: { unknown: null }, privateNumberDigits: '123456' } } },
        ],
      },
      {},
      '123456@',
    ],
    ['data partyNumber', { destinationAddress: [{ partyNumber: { dataPartyNumber: '123456' } }] }, {}, '123456@'],
    [
      'transportID, which is not a name',
      { destinationAddress: [{ transportID: { ipAddress: { ip: Uint8Array.of(10, 0, 0, 1), port: 1720 } } }] },
      {},
      '@',
    ],
    ['calledPartyNumber', {}, number('123456'), '123456@'],
    ['calledPartyNumber of PIN##', {}, number('123456##'), '123456@'],
    [
      'an IP address, with the number elsewhere',
      { destinationAddress: [{ 'h323-ID': '10.0.0.1' }] },
      number('123456'),
      '123456@',
    ],
    ['IP##PIN', { destinationAddress: [{ 'h323-ID': '10.0.0.1##123456' }] }, {}, '123456@10.0.0.1'],
    ['IP##PIN#passcode', { destinationAddress: [{ 'h323-ID': '10.0.0.1##123456#99' }] }, {}, '123456.99@10.0.0.1'],
    ['IP##', { destinationAddress: [{ 'h323-ID': '10.0.0.1##' }] }, {}, '@10.0.0.1'],
    ['PIN##', { destinationAddress: [{ dialedDigits: '123456##' }] }, {}, '123456@'],
    ['PIN##passcode', { destinationAddress: [{ dialedDigits: '123456##99' }] }, {}, '123456.99@'],
    ['host##PIN', { destinationAddress: [{ 'h323-ID': 'meet.example.com##123456' }] }, {}, '123456@meet.example.com'],
    ['PIN@host', { destinationAddress: [{ 'h323-ID': '123456@10.0.0.1' }] }, {}, '123456@10.0.0.1'],
    ['ip$ before the host', { destinationAddress: [{ 'h323-ID': 'ip$10.0.0.1##123456' }] }, {}, '123456@10.0.0.1'],
    ['a bare IP address', { destinationAddress: [{ 'h323-ID': '10.0.0.1' }] }, {}, '@10.0.0.1'],
    ['a bare IP address with port', { destinationAddress: [{ 'url-ID': 'h323:10.0.0.1:1720' }] }, {}, '@10.0.0.1'],
    ['a bare IPv6 address', { destinationAddress: [{ 'h323-ID': '[2001:db8::1]' }] }, {}, '@2001:db8::1'],
    ['PIN@[IPv6]', { destinationAddress: [{ 'h323-ID': '123456@[2001:DB8::1]:1720' }] }, {}, '123456@2001:db8::1'],
    [
      'the first alias with a user',
      { destinationAddress: [{ 'h323-ID': '10.0.0.1' }, { dialedDigits: '123456' }] },
      {},
      '123456@',
    ],
    ['remoteExtensionAddress', { remoteExtensionAddress: { dialedDigits: '123456' } }, {}, '123456@'],
    ['an alias of spaces', { destinationAddress: [{ 'h323-ID': '  ' }] }, {}, '@'],
    ['nothing', {}, {}, '@'],
  ])('%s', async (_, setup, elements, dialled) => {
    const { harness, peer } = await peerOf();
    peer.setup(setup, elements);
    await harness.pass(5);
    expect(dialledOf(harness)).toBe(dialled);
  });

  it('a bare host of ours asks for the PIN by voice, another host is unknown', () => {
    expect(parseDialled({ host: '10.0.0.1' }, () => true).kind).toBe('entry');
    expect(parseDialled({ host: '' }, () => true).kind).toBe('entry');
    expect(parseDialled({ host: 'elsewhere' }, () => false).kind).toBe('unknown');
  });
});

describe('RELEASE COMPLETE', () => {
  it.each(END_REASONS)('contains the reason: %s', async (reason) => {
    const harness = new Harness();
    harness.answer = (event) => (event.type === 'incoming' ? { type: 'reject', reason } : undefined);
    const { peer } = await peerOf(harness);
    peer.setup();
    await harness.pass(5);
    const { cause, reason: word } = releaseOf(reason);
    expect(peer.released).toMatchObject({ cause: CAUSES[cause], reason: Object.keys(word)[0] });
    expect(peer.released?.display).not.toBe('');
    expect(harness.told()).toEqual(['incoming', 'ended']);
    expect(harness.endpoint.stats()).toMatchObject({ calls: 0, h245Listeners: 0 });
    await harness.pass(2010);
    expect([peer.closed, harness.clock.pending]).toEqual([true, 0]);
  });

  it('from the peer ends the call; before the answer as cancelled', async () => {
    const harness = new Harness();
    harness.answer = () => undefined;
    const { peer } = await peerOf(harness);
    peer.setup();
    await harness.pass(5);
    peer.send('releaseComplete', { releaseComplete: { protocolIdentifier: PROTOCOL } });
    await harness.pass(5);
    expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'cancelled' });
  });

  it('without a User-user element ends the call, too', async () => {
    const { harness, peer } = await peerOf();
    peer.setup({}, {}, { h245Tunneling: true });
    await harness.pass(5);
    peer.raw(Uint8Array.of(3, 0, 0, 9, 8, 2, 0, 5, 0x5a));
    await harness.pass(5);
    expect(harness.legs[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'hung-up' });
  });
});

describe('other messages of a call:', () => {
  it('INFORMATION contributes the digits in its keypad', async () => {
    const { harness, peer } = await peerOf();
    peer.setup({}, {}, { h245Tunneling: true });
    await harness.pass(5);
    peer.send(
      'information',
      { information: { protocolIdentifier: PROTOCOL, callIdentifier: { guid: GUID } } },
      { keypad: '12#' },
    );
    peer.send('information', { empty: null }, { keypad: 'x*' });
    await harness.pass(5);
    expect(harness.legs[0]?.events.flatMap((event) => (event.type === 'digit' ? [event.digit] : []))).toEqual([
      '1',
      '2',
      '#',
      '*',
    ]);
  });

  it.each([
    ['before the answer', false, 9],
    ['after the answer', true, 10],
  ] as const)('STATUS INQUIRY %s is answered by STATUS', async (_, answered, callState) => {
    const harness = new Harness();
    if (!answered) harness.answer = () => undefined;
    const { peer } = await peerOf(harness);
    peer.setup({}, {}, { h245Tunneling: true });
    await harness.pass(5);
    peer.send('statusInquiry', { statusInquiry: { protocolIdentifier: PROTOCOL, callIdentifier: { guid: GUID } } });
    await harness.pass(5);
    expect(peer.messages.at(-1)?.q931).toMatchObject({
      type: 'status',
      cause: { value: 30 },
      callState: { value: callState },
    });
  });

  it('other Q.931 messages (NOTIFY, STATUS, PROGRESS ...) change nothing', async () => {
    const { harness, peer } = await peerOf();
    peer.setup({}, {}, { h245Tunneling: true });
    await harness.pass(5);
    const before = peer.messages.length;
    const uuie = { protocolIdentifier: PROTOCOL, callIdentifier: { guid: GUID } };
    const destinationInfo = { mc: false, undefinedNode: false };
    const types: readonly [MessageName, H225.H323UUPDU['h323-message-body']][] = [
      ['notify', { notify: uuie }],
      ['status', { status: uuie }],
      ['progress', { progress: { ...uuie, destinationInfo, multipleCalls: false, maintainConnection: false } }],
      ['alerting', { alerting: { ...uuie, destinationInfo, multipleCalls: false, maintainConnection: false } }],
      ['setupAcknowledge', { setupAcknowledge: uuie }],
      ['userInformation', { empty: null }],
      ['connectAcknowledge', { empty: null }],
      ['congestionControl', { empty: null }],
      ['facility', { empty: null }],
      ['setup', { setup: setupOf() }],
    ];
    for (const [type, body] of types) peer.send(type, body);
    await harness.pass(20);
    expect(peer.heard.slice(before)).toEqual([]);
    expect([harness.legs.length, harness.told().includes('ended'), harness.faults]).toEqual([1, false, []]);
  });

  it('messages without a call are answered once, those with the global call reference not at all', async () => {
    const { harness, peer } = await peerOf();
    peer.send('information', { empty: null }, { keypad: '1' }, {}, 77);
    peer.send('status', { empty: null }, {}, {}, 77);
    peer.send('releaseComplete', { empty: null }, {}, {}, 77);
    peer.send('facility', { empty: null }, {}, {}, 0);
    peer.send('statusInquiry', { empty: null }, {}, {}, 0);
    await harness.pass(5);
    expect(peer.messages.map(({ q931 }) => [q931.type, q931.callReference.value, q931.cause?.value])).toEqual([
      ['releaseComplete', 77, CAUSES.invalidCallReference],
    ]);
  });
});

describe('a SETUP', () => {
  it('with GUIDs of zeros gets them back, and they are not used as a call id', async () => {
    const { harness, peer } = await peerOf();
    const guid = new Uint8Array(16);
    peer.setup({ callIdentifier: { guid }, conferenceID: guid }, {}, { h245Tunneling: true });
    await harness.pass(5);
    const body = peer.messages.at(-1)?.pdu?.['h323-message-body'] ?? { empty: null };
    expect(peer.heard).toContain('connect');
    expect(JSON.stringify(body)).toContain('callIdentifier');
    const [event] = harness.legs[0]?.events ?? [];
    expect(event?.type === 'incoming' && event.info.signallingId).toBeUndefined();
  });

  it('names its caller, within a limit', async () => {
    const { harness, peer } = await peerOf();
    const more = Array.from({ length: 12 }, (_, index) => ({ dialedDigits: String(index) }));
    peer.setup(
      { sourceAddress: [{ 'h323-ID': 'board' }, { 'email-ID': 'board@example.com' }, ...more] },
      {},
      { h245Tunneling: true },
    );
    await harness.pass(5);
    const [event] = harness.legs[0]?.events ?? [];
    expect(event?.type === 'incoming' && event.info.names).toEqual([
      'board',
      'board@example.com',
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
    ]);
  });

  it('with call reference 0 makes a normal call', async () => {
    const { harness, peer } = await peerOf();
    peer.setup({}, {}, { h245Tunneling: true }, 0);
    await harness.pass(5);
    expect(peer.heard).toEqual(['callProceeding', 'connect']);
    expect(peer.messages.map(({ q931 }) => q931.callReference)).toEqual([
      { value: 0, fromDestination: true },
      { value: 0, fromDestination: true },
    ]);
    peer.send('releaseComplete', { releaseComplete: { protocolIdentifier: PROTOCOL } }, {}, {}, 0);
    await harness.pass(5);
    expect(harness.told().at(-1)).toBe('ended');
  });

  it('that cannot be decoded is answered', async () => {
    const { harness, peer } = await peerOf();
    peer.raw(Uint8Array.of(3, 0, 0, 17, 8, 2, 0, 9, 5, 0x7e, 0, 5, 5, 0xff, 0xff, 0xff, 0xff));
    await harness.pass(5);
    expect(peer.messages.map(({ q931 }) => [q931.type, q931.callReference.value, q931.cause?.value])).toEqual([
      ['releaseComplete', 9, CAUSES.invalidElementContents],
    ]);
    expect(harness.facts.filter(({ type }) => type === 'badMessage')).toHaveLength(1);
  });

  it('without a body is answered', async () => {
    const { harness, peer } = await peerOf();
    peer.send('setup', { empty: null });
    await harness.pass(5);
    expect(peer.released?.cause).toBe(CAUSES.mandatoryElementMissing);
  });

  it('may come a second time on a connection, with another call reference', async () => {
    const { harness, peer } = await peerOf();
    peer.setup({}, {}, { h245Tunneling: true }, 5);
    peer.setup({ callIdentifier: { guid: GUID.toReversed() } }, {}, { h245Tunneling: true }, 6);
    await harness.pass(5);
    expect(harness.endpoint.stats()).toMatchObject({ connections: 1, calls: 2 });
    peer.send('releaseComplete', { releaseComplete: { protocolIdentifier: PROTOCOL } }, {}, {}, 5);
    await harness.pass(3000);
    expect([harness.told(0).at(-1), harness.told(1).at(-1), peer.closed]).toEqual(['ended', 'incoming', false]);
    harness.legs[1]?.leg.command({ type: 'end', reason: 'meeting-over' });
    await harness.pass(3000);
    expect([harness.told(1).at(-1), peer.closed, harness.clock.pending]).toEqual(['ended', true, 0]);
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7])('a peer of H.225.0 version %i', (version) => {
  it('is answered, and gets tunnelled messages that it knows', async () => {
    const { harness, peer } = await peerOf();
    const protocolIdentifier = `0.0.8.2250.0.${version}`;
    const { callIdentifier: _, ...old } = setupOf({ protocolIdentifier });
    if (version === 1) peer.send('setup', { setup: old }, {}, { h245Tunneling: true });
    else peer.setup({ protocolIdentifier }, {}, { h245Tunneling: true });
    await harness.pass(5);
    peer.tunnel({ request: { roundTripDelayRequest: { sequenceNumber: 4 } } });
    await harness.pass(5);
    expect(peer.heardControl).toContain('roundTripDelayResponse');
    const body = peer.messages.at(-1)?.pdu?.['h323-message-body'] ?? {};
    expect([peer.messages.at(-1)?.q931.type, Object.keys(body)[0]]).toEqual([
      'facility',
      version < 4 ? 'empty' : 'facility',
    ]);
  });
});

describe.each(H323_SHAPES)('a call with media %s', (shape) => {
  it('survives a network that delivers octet by octet', async () => {
    const harness = new Harness();
    harness.network.faults = { piece: 1 };
    await harness.endpoint.listen();
    const room = harness.room({ shape });
    await harness.pass(100);
    expect(harness.told()).toContain('established');
    expect(harness.media()?.streams.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
    room.hangUp();
    await harness.pass(100);
    expect([harness.told().at(-1), harness.facts.filter(({ type }) => type === 'badMessage'), harness.faults]).toEqual([
      'ended',
      [],
      [],
    ]);
  });

  it('is ended by us with a reason that the device receives', async () => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const room = harness.room({ shape });
    await harness.pass(100);
    harness.legs[0]?.leg.command({ type: 'end', reason: 'meeting-over' });
    await harness.pass(3000);
    expect(room.log).toContain('releaseComplete');
    expect([harness.told().at(-1), harness.endpoint.stats(), harness.network.open.size, harness.clock.pending]).toEqual(
      ['ended', { connections: 0, calls: 0, h245Listeners: 0 }, 0, 0],
    );
  });
});

describe('fast connect', () => {
  const g729 = OpenLogicalChannel.encode({
    forwardLogicalChannelNumber: 1,
    forwardLogicalChannelParameters: {
      dataType: { audioData: { g729: 2 } },
      multiplexParameters: {
        h2250LogicalChannelParameters: {
          sessionID: 1,
          mediaControlChannel: toH245Address({ address: '10.0.0.77', port: 5001 }),
        },
      },
    },
  });
  it.each<[string, readonly Uint8Array[]]>([
    ['unknown codecs', [g729]],
    ['undecodable proposals', [Uint8Array.of(1, 2, 3)]],
    ['no proposals', []],
  ])('with %s is refused, and H.245 opens the media', async (_, fastStart) => {
    const harness = new Harness();
    await harness.endpoint.listen();
    const room = harness.room({ shape: 'tunnelled', setup: { fastStart } });
    await harness.pass(100);
    expect(harness.legs[0]?.events[0]).toMatchObject({ type: 'incoming', offer: undefined });
    expect(harness.media()?.streams.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
    expect(room.log).toContain('openLogicalChannelAck');
  });

  it.each([true, false])('stays up with a device that never uses H.245 (tunnelled: %s)', async (h245Tunneling) => {
    const { harness, peer } = await peerOf();
    peer.setup({ fastStart: PCMU_BOTH_WAYS }, {}, { h245Tunneling });
    await harness.pass(5);
    if (!h245Tunneling) peer.connectH245();
    await harness.pass(120_000);
    expect([harness.told().includes('ended'), peer.closed]).toEqual([false, false]);
  });

  it('stays up when an unused H.245 connection is closed', async () => {
    const { harness, peer } = await peerOf();
    peer.setup({ fastStart: PCMU_BOTH_WAYS }, {}, { h245Tunneling: false });
    await harness.pass(5);
    peer.connectH245();
    await harness.pass(5);
    peer.h245?.close();
    await harness.pass(20_000);
    expect(harness.told()).not.toContain('ended');
  });

  it('with audio alone gets its video by H.245', async () => {
    const harness = new Harness();
    harness.answer = (event) =>
      event.type === 'incoming'
        ? {
            type: 'accept',
            media: {
              streams: OURS.streams.map((stream) =>
                stream.kind === 'video' ? { ...stream, direction: 'inactive' as const } : stream,
              ),
            },
            profile: PROFILE,
          }
        : undefined;
    await harness.endpoint.listen();
    const room = harness.room({ shape: 'fast tunnelled', setup: { fastStart: PCMU_BOTH_WAYS } });
    await harness.pass(100);
    expect(harness.legs[0]?.events[0]).toMatchObject({
      type: 'incoming',
      offer: {
        streams: [
          { kind: 'audio', direction: 'sendrecv' },
          { kind: 'video', direction: 'inactive' },
          { role: 'content', direction: 'inactive' },
          { role: 'camera', direction: 'inactive' },
        ],
      },
    });
    harness.legs[0]?.leg.command({ type: 'offerMedia', media: OURS });
    await harness.pass(300);
    expect(harness.media()?.streams.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
    expect(room.log).toContain('openLogicalChannel');
  });
});

describe.each(H323_SHAPES)('a call with media %s that is answered late', (shape) => {
  it('still gets its media', async () => {
    const harness = new Harness();
    harness.answer = () => undefined;
    await harness.endpoint.listen();
    harness.room({ shape });
    await harness.pass(20_000);
    expect(harness.told()).toEqual(['incoming']);
    harness.legs[0]?.leg.command({ type: 'accept', media: OURS, profile: PROFILE });
    await harness.pass(200);
    expect(harness.told()).toContain('established');
    expect(harness.media()?.streams.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
  });
});
