/** Channels of shared screens and cameras, message by message, as devices of several manufacturers open them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { toH245Address } from '../../../../gateway/h323/address.ts';
import type { H245 } from '../../../../gateway/h323/asn1/index.ts';
import { asPresentation } from '../../../../gateway/h323/h239/extended-video.ts';
import { decodeH239, encodeH239, type H239Message } from '../../../../gateway/h323/h239/messages.ts';
import { capabilitySetOf } from '../../../../gateway/h323/h245/capabilities.ts';
import { videoCapability } from '../../../../gateway/h323/h245/data-type.ts';
import { h224Data } from '../../../../gateway/h323/h245/h224.ts';
import { packetizationOf } from '../../../../gateway/h323/h245/h241.ts';
import { command, request, response, type Message } from '../../../../gateway/h323/h245/message.ts';
import { H245Session, type SessionEvent } from '../../../../gateway/h323/h245/session.ts';
import type { MediaDescription, StreamDescription } from '../../../../media/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { h264 } from '../../../fakes/descriptions.ts';
import { nameOf } from '../../../fakes/h323-room.ts';
import { seededRandom } from '../../../fakes/memory-network.ts';
import { ALL, cameraStream, contentStream, OUR_CAMERA, OUR_CONTENT } from '../content.ts';
import { THEIRS } from '../harness.ts';

const at = (port: number, address = '10.0.0.9') => ({ address, port });
/** A device with every kind of stream. */
const ROOM: MediaDescription = {
  streams: [...THEIRS.streams, contentStream({ rtp: at(5004) }), cameraStream({ rtp: at(5006) })],
};
type Open = H245.OpenLogicalChannel;

class Peer {
  readonly clock = new FakeClock();
  readonly sent: Message[] = [];
  readonly told: SessionEvent[] = [];
  readonly session = new H245Session({
    clock: this.clock,
    random: seededRandom(3),
    send: (message) => void this.sent.push(message),
    onEvent: (event) => void this.told.push(event),
  });

  say(...messages: readonly Message[]): void {
    for (const message of messages) this.session.receive(message);
    this.session.flush();
  }

  do(run: (session: H245Session) => void): void {
    run(this.session);
    this.session.flush();
  }

  /** Runs until main audio and video are open in both directions; returns the other channels that we open. */
  begin(set = capabilitySetOf(ROOM, 1), role: 'master' | 'slave' = 'master'): readonly Open[] {
    this.session.prepare(ALL);
    this.session.start();
    this.say(response({ terminalCapabilitySetAck: { sequenceNumber: 1 } }), request({ terminalCapabilitySet: set }));
    this.say(
      response({ masterSlaveDeterminationAck: { decision: role === 'master' ? { master: null } : { slave: null } } }),
    );
    const opened = this.opened();
    const isMain = ({ forwardLogicalChannelParameters: { dataType } }: Open): boolean =>
      'audioData' in dataType || ('videoData' in dataType && !('extendedVideoCapability' in dataType.videoData));
    for (const { forwardLogicalChannelNumber } of opened.filter(isMain))
      this.say(ack(forwardLogicalChannelNumber, 5000));
    this.say(open(1, { audioData: { g711Ulaw64k: 20 } }, 1), open(2, { videoData: BASELINE }, 2));
    this.sent.length = 0;
    this.told.length = 0;
    return opened.filter((channel) => !isMain(channel));
  }

  opened(): readonly Open[] {
    return this.sent
      .splice(0)
      .flatMap((message) =>
        'request' in message && 'openLogicalChannel' in message.request ? [message.request.openLogicalChannel] : [],
      );
  }

  /** The messages sent since the last call: H.239 in short words, others by name. */
  heard(): readonly string[] {
    return this.sent.splice(0).map((message) => {
      const h239 = decodeH239(message);
      if (h239 === undefined || h239 === 'unknown') return nameOf(message);
      return 'accepted' in h239 ? `${h239.type} ${h239.accepted ? 'yes' : 'no'}` : h239.type;
    });
  }

  /** The events since the last call, without media. */
  words(): readonly string[] {
    return this.told
      .splice(0)
      .flatMap((event) =>
        event.type === 'media'
          ? []
          : event.type === 'contentAccepted'
            ? [`contentAccepted ${event.accepted}`]
            : [event.type],
      );
  }

  stream(role: 'content' | 'camera' | 'main', kind?: string): StreamDescription | undefined {
    return this.session.channels
      .describe(['audio', 'video', 'content', 'camera'], undefined)
      .streams.find((stream) => stream.role === role && (kind === undefined || stream.kind === kind));
  }

  /** The device has the floor. */
  shares(channel = 901): void {
    this.say(h239({ type: 'presentationTokenRequest', label: 0, channel, symmetryBreaking: 64 }));
    this.do((session) => session.decideFloor('granted'));
    this.sent.length = 0;
    this.told.length = 0;
  }
}

const h239 = (message: H239Message): Message => encodeH239(message);
const BASELINE = videoCapability(h264(0x42_80_1f, 1), 1_000_000);
const SCREEN: H245.DataType = { videoData: asPresentation(BASELINE) };
const PT = { rtpPayloadType: packetizationOf(1, 110) };

function open(
  number: number,
  dataType: H245.DataType,
  sessionID: number,
  more: Partial<H245.H2250LogicalChannelParameters> = {},
): Message {
  const h2250LogicalChannelParameters: H245.H2250LogicalChannelParameters = {
    sessionID,
    mediaControlChannel: toH245Address(at(6001)),
    ...('videoData' in dataType && { dynamicRTPPayloadType: 110, mediaPacketization: PT }),
    ...more,
  };
  return request({
    openLogicalChannel: {
      forwardLogicalChannelNumber: number,
      forwardLogicalChannelParameters: { dataType, multiplexParameters: { h2250LogicalChannelParameters } },
    },
  });
}
const ack = (number: number, port: number, sessionID?: number): Message =>
  response({
    openLogicalChannelAck: {
      forwardLogicalChannelNumber: number,
      forwardMultiplexAckParameters: {
        h2250LogicalChannelAckParameters: {
          mediaChannel: toH245Address(at(port)),
          ...(sessionID !== undefined && { sessionID }),
        },
      },
    },
  });
const close = (number: number): Message =>
  request({ closeLogicalChannel: { forwardLogicalChannelNumber: number, source: { user: null } } });

/** Our last Ack. */
function lastAck(peer: Peer): H245.H2250LogicalChannelAckParameters | undefined {
  for (const message of peer.sent.toReversed()) {
    if (!('response' in message) || !('openLogicalChannelAck' in message.response)) continue;
    const parameters = message.response.openLogicalChannelAck.forwardMultiplexAckParameters;
    if (parameters !== undefined && 'h2250LogicalChannelAckParameters' in parameters)
      return parameters.h2250LogicalChannelAckParameters;
  }
  return undefined;
}

const sessionOf = (channel: Open | undefined): number | undefined => {
  const multiplex = channel?.forwardLogicalChannelParameters.multiplexParameters;
  return multiplex !== undefined && 'h2250LogicalChannelParameters' in multiplex
    ? multiplex.h2250LogicalChannelParameters.sessionID
    : undefined;
};

let peer: Peer;
beforeEach(() => {
  peer = new Peer();
});

describe('the channel of a shared screen opened by a device', () => {
  beforeEach(() => void peer.begin());

  it('with session 0 gets session 32, as Tandberg devices expect', () => {
    peer.shares();
    peer.say(open(7, SCREEN, 0));
    expect(lastAck(peer)).toEqual({
      sessionID: 32,
      mediaChannel: toH245Address(OUR_CONTENT),
      mediaControlChannel: toH245Address({ ...OUR_CONTENT, port: 20_005 }),
      dynamicRTPPayloadType: 110,
      flowControlToZero: false,
    });
    expect(peer.stream('content')).toMatchObject({
      direction: 'sendonly',
      sends: [{ payloadType: 110 }],
      rtcp: at(6001),
    });
  });

  it.each([32, 33, 3, 10])('keeps session %i', (session) => {
    peer.shares();
    peer.say(open(7, SCREEN, session));
    expect([lastAck(peer)?.sessionID, peer.stream('content')?.direction]).toEqual([session, 'sendonly']);
  });

  it('is found inside a stream of several payloads (Avaya)', () => {
    peer.shares();
    peer.say(
      open(
        7,
        {
          multiplePayloadStream: {
            elements: [
              { dataType: { nullData: null }, payloadType: 0 },
              { dataType: SCREEN, payloadType: 111 },
            ],
          },
        },
        32,
        { mediaPacketization: PT },
      ),
    );
    expect([peer.heard(), peer.stream('content')?.sends]).toMatchObject([
      ['openLogicalChannelAck'],
      [{ name: 'H264', payloadType: 111, h264: { packetizationMode: 1 } }],
    ]);
  });

  it.each<[string, H245.MultiplePayloadStreamElement[]]>([
    ['of which none is known', [{ dataType: { nullData: null } }]],
    [
      'that are such streams themselves',
      [{ dataType: { multiplePayloadStream: { elements: [{ dataType: SCREEN }] } } }],
    ],
    ['of which the list is empty', []],
  ])('is rejected for payloads %s', (_, elements) => {
    peer.shares();
    peer.say(open(7, { multiplePayloadStream: { elements } }, 32));
    expect(peer.heard()).toEqual(['openLogicalChannelReject']);
  });

  it.each<[string, H245.TransportAddress | undefined, { address: string; port: number }]>([
    ['of another host', toH245Address(at(9001, '192.168.1.7')), at(9001, '192.168.1.7')],
    ['with port 0', toH245Address(at(0)), at(9)],
    [
      'that is multicast',
      { multicastAddress: { iPAddress: { network: Uint8Array.of(224, 1, 1, 1), tsapIdentifier: 9001 } } },
      at(9),
    ],
  ])('is accepted with an RTCP address %s, as EdgeProtect needs', (_, mediaControlChannel, rtcp) => {
    peer.shares();
    peer.say(open(7, SCREEN, 32, mediaControlChannel === undefined ? {} : { mediaControlChannel }));
    // The media plane learns the actual source address.
    expect([peer.heard(), peer.stream('content')]).toMatchObject([
      ['openLogicalChannelAck'],
      { direction: 'sendonly', rtcp },
    ]);
  });

  it('without a role is recognised by the number announced with the request', () => {
    peer.shares(7);
    peer.say(open(7, { videoData: BASELINE }, 2));
    expect([peer.stream('content')?.direction, peer.session.channels.received('video')]).toEqual(['sendonly', 2]);
  });

  it('without a role is recognised by the session of the screen', () => {
    peer.shares();
    peer.say(open(7, SCREEN, 40), open(8, { videoData: BASELINE }, 40));
    expect([peer.session.channels.received('content'), peer.session.channels.received('video')]).toEqual([8, 2]);
  });

  it('without a role or other marks does not replace the main video', () => {
    peer.say(open(7, { videoData: BASELINE }, 32));
    expect([peer.heard(), peer.session.channels.received('video'), peer.stream('content')?.direction]).toEqual([
      ['openLogicalChannelAck'],
      2,
      'inactive',
    ]);
  });

  it.each([
    ['in session 2', 2],
    ["in the main video's session 1", 1],
  ] as const)('with a role is never taken for the main video, even %s', (_, session) => {
    peer.shares();
    peer.say(open(7, SCREEN, session));
    expect([peer.session.channels.received('content'), peer.session.channels.received('video')]).toEqual([7, 2]);
  });

  it.each<[string, H245.DataType]>([
    [
      'live video',
      {
        videoData: {
          extendedVideoCapability: {
            videoCapability: [BASELINE],
            videoCapabilityExtension: [
              {
                capabilityIdentifier: { standard: '0.0.8.239.1.2' },
                collapsing: [{ parameterIdentifier: { standard: 1 }, parameterValue: { booleanArray: 2 } }],
              },
            ],
          },
        },
      },
    ],
    [
      'an unknown codec',
      {
        videoData: {
          extendedVideoCapability: {
            videoCapability: [
              {
                h261VideoCapability: {
                  qcifMPI: 1,
                  temporalSpatialTradeOffCapability: false,
                  maxBitRate: 1000,
                  stillImageTransmission: false,
                },
              },
            ],
          },
        },
      },
    ],
    ['no codec', { videoData: { extendedVideoCapability: { videoCapability: [] } } }],
    ['data other than H.224', { data: { application: { t120: { separateLANStack: null } }, maxBitRate: 64 } }],
  ])('is rejected for %s', (_, dataType) => {
    peer.shares();
    peer.say(open(7, dataType, 32));
    expect([peer.heard(), peer.words()]).toEqual([['openLogicalChannelReject'], []]);
  });

  it('replaces an older one without affecting the floor', () => {
    peer.shares();
    peer.say(open(7, SCREEN, 32), open(8, SCREEN, 32), close(7));
    expect([peer.words(), peer.session.channels.received('content')]).toEqual([[], 8]);
    peer.say(close(8));
    expect(peer.words()).toEqual(['floorReleased']);
  });

  it('withdraws the request if it is closed while it waits for the floor', () => {
    peer.say(open(7, SCREEN, 32), close(7));
    expect([peer.words(), peer.heard()]).toEqual([['floorRequested', 'floorReleased'], ['closeLogicalChannelAck']]);
    peer.do((session) => session.decideFloor('granted'));
    expect([peer.heard(), peer.stream('content')?.direction]).toEqual([[], 'inactive']);
  });

  it('is rejected while we take the token from the device', () => {
    peer.shares();
    peer.do((session) => session.decideFloor('revoked'));
    peer.say(open(7, SCREEN, 32));
    expect(peer.heard()).toEqual(['presentationTokenRequest', 'openLogicalChannelReject']);
  });

  it('is rejected if the device may only be shown a screen', () => {
    peer = new Peer();
    peer.begin();
    peer.session.prepare({
      streams: ALL.streams.map((stream) => (stream.role === 'content' ? { ...stream, direction: 'sendonly' } : stream)),
    });
    peer.say(open(7, SCREEN, 32));
    expect([peer.heard(), peer.words()]).toEqual([['openLogicalChannelReject'], []]);
  });
});

describe('the channel of a shared screen opened by us', () => {
  it('has session 32 if we are master, none if the device is', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    expect(sessionOf(peer.opened()[0])).toBe(32);
    peer = new Peer();
    peer.begin(undefined, 'slave');
    peer.do((session) => session.showContent(true));
    expect(sessionOf(peer.opened()[0])).toBe(0);
  });

  it('has the session that the device gave its own', () => {
    peer.begin(undefined, 'slave');
    peer.shares();
    peer.say(open(7, SCREEN, 40));
    peer.do((session) => session.showContent(true));
    peer.say(h239({ type: 'presentationTokenResponse', label: 0, channel: 1, accepted: true }));
    expect(sessionOf(peer.opened()[0])).toBe(40);
  });

  it('is retried in the same session with the next codec if rejected', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    const [first] = peer.opened();
    peer.say(
      response({
        openLogicalChannelReject: {
          forwardLogicalChannelNumber: first?.forwardLogicalChannelNumber ?? 0,
          cause: { dataTypeNotSupported: null },
        },
      }),
    );
    const [second] = peer.opened();
    expect([sessionOf(second), peer.words()]).toEqual([32, []]);
    peer.say(ack(second?.forwardLogicalChannelNumber ?? 0, 5004, 32));
    expect([peer.words(), peer.stream('content')]).toMatchObject([
      ['contentAccepted true'],
      { direction: 'recvonly', codecs: [{ h264: { packetizationMode: 0 } }] },
    ]);
  });

  it('counts as not accepted after the device has it closed, until a screen is shown again', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    const [channel] = peer.opened();
    const number = channel?.forwardLogicalChannelNumber ?? 0;
    peer.say(ack(number, 5004));
    peer.say(request({ requestChannelClose: { forwardLogicalChannelNumber: number, reason: { normal: null } } }));
    expect([peer.heard(), peer.words()]).toEqual([
      ['requestChannelCloseAck', 'closeLogicalChannel'],
      ['contentAccepted true', 'contentAccepted false'],
    ]);
    peer.say(request({ terminalCapabilitySet: capabilitySetOf(ROOM, 2) }));
    expect(peer.opened().filter((one) => sessionOf(one) === 32)).toEqual([]);
    peer.do((session) => session.showContent(true));
    expect(peer.opened()).toHaveLength(1);
  });

  it('is reopened if the device asks for that', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    const number = peer.opened()[0]?.forwardLogicalChannelNumber ?? 0;
    peer.say(ack(number, 5004));
    peer.words();
    peer.say(request({ requestChannelClose: { forwardLogicalChannelNumber: number, reason: { reopen: null } } }));
    const again = peer.opened().filter((one) => sessionOf(one) === 32);
    peer.say(ack(again[0]?.forwardLogicalChannelNumber ?? 0, 5008));
    expect([again.length, peer.words(), peer.stream('content')?.rtp]).toEqual([1, [], at(5008)]);
  });

  it('is reopened after a pause by the device (H.323 §8.4.6), without an event', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    peer.say(ack(peer.opened()[0]?.forwardLogicalChannelNumber ?? 0, 5004));
    peer.words();
    peer.say(request({ terminalCapabilitySet: { sequenceNumber: 2, protocolIdentifier: '0.0.8.245.0.7' } }));
    expect(peer.stream('content')?.direction).toBe('inactive');
    peer.sent.length = 0;
    peer.say(request({ terminalCapabilitySet: capabilitySetOf(ROOM, 3) }));
    const sessions = peer.opened();
    expect(sessions.map(sessionOf)).toEqual([1, 2, 3, 32]);
    for (const [index, channel] of sessions.entries())
      peer.say(ack(channel.forwardLogicalChannelNumber, 5000 + 2 * index));
    expect([peer.stream('content')?.direction, peer.words()]).toEqual(['recvonly', []]);
  });

  it('has a rate limit of its own', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    const number = peer.opened()[0]?.forwardLogicalChannelNumber ?? 0;
    peer.say(
      ack(number, 5004),
      command({
        flowControlCommand: { scope: { logicalChannelNumber: number }, restriction: { maximumBitRate: 3200 } },
      }),
    );
    expect([peer.stream('content')?.maxBitrate, peer.stream('main', 'video')?.maxBitrate]).toEqual([
      320_000,
      undefined,
    ]);
    peer.say(
      command({ flowControlCommand: { scope: { logicalChannelNumber: number }, restriction: { maximumBitRate: 0 } } }),
    );
    expect([peer.stream('content')?.direction, peer.stream('main', 'video')?.direction]).toEqual([
      'inactive',
      'sendrecv',
    ]);
  });

  it('survives a mode request of the device for its main video', () => {
    peer.begin();
    peer.do((session) => session.showContent(true));
    peer.say(ack(peer.opened()[0]?.forwardLogicalChannelNumber ?? 0, 5004));
    peer.say(
      request({
        requestMode: { sequenceNumber: 1, requestedModes: [[{ type: { audioMode: { g711Ulaw64k: null } } }]] },
      }),
    );
    expect(peer.stream('content')?.direction).toBe('recvonly');
  });
});

describe('flowControlReleaseRequest (H.239 §8.4)', () => {
  it.each([
    ['within the limit for a screen is accepted', 12_000, true],
    ['beyond the limit is rejected', 12_001, false],
    ['of zero is accepted', 0, true],
  ] as const)('%s', (_, bitRate, accepted) => {
    peer.begin();
    peer.say(h239({ type: 'flowControlReleaseRequest', channel: 7, bitRate }));
    expect(peer.sent).toEqual([h239({ type: 'flowControlReleaseResponse', channel: 7, accepted })]);
  });
});

describe('messages of H.239', () => {
  const token: Message = h239({ type: 'presentationTokenRequest', label: 258, channel: 7, symmetryBreaking: 64 });

  it('are answered for the terminal and channel that they name', () => {
    peer.begin();
    peer.say(token);
    peer.do((session) => session.decideFloor('granted'));
    expect(peer.sent).toEqual([h239({ type: 'presentationTokenResponse', label: 258, channel: 7, accepted: true })]);
  });

  it('request the floor once, however often they are repeated', () => {
    peer.begin();
    peer.say(token, token, open(7, SCREEN, 32), token);
    expect([peer.words(), peer.heard()]).toEqual([['floorRequested'], []]);
  });

  it('are rejected before there is a place for a screen', () => {
    peer.say(token);
    expect([peer.heard(), peer.words()]).toEqual([['presentationTokenResponse no'], []]);
  });

  it('change nothing if they are unknown or answer no request', () => {
    peer.begin();
    const unknown = { messageIdentifier: { standard: '0.0.8.239.2' }, subMessageIdentifier: 9 };
    peer.say(
      request({ genericRequest: unknown }),
      command({ genericCommand: unknown }),
      h239({ type: 'presentationTokenIndicateOwner', label: 0, channel: 1 }),
      h239({ type: 'flowControlReleaseResponse', channel: 1, accepted: true }),
      h239({ type: 'presentationTokenRelease', label: 0, channel: 1 }),
      h239({ type: 'presentationTokenResponse', label: 0, channel: 1, accepted: false }),
    );
    expect([peer.heard(), peer.words()]).toEqual([[], []]);
  });
});

describe('H.224', () => {
  const both = (form: 'generic' | 'h224'): Partial<H245.TerminalCapabilitySet> => {
    const set = capabilitySetOf(THEIRS, 1);
    const table = [
      ...(set.capabilityTable ?? []),
      { capabilityTableEntryNumber: 50, capability: { receiveAndTransmitDataApplicationCapability: h224Data(form) } },
    ];
    return { ...set, capabilityTable: table };
  };

  it.each(['generic', 'h224'] as const)('is opened by us in session 3, named as the device names it: %s', (form) => {
    const [channel, ...others] = peer.begin({ ...capabilitySetOf(THEIRS, 1), ...both(form) });
    expect(others).toEqual([]);
    expect(channel?.forwardLogicalChannelParameters).toEqual({
      dataType: { data: h224Data(form) },
      multiplexParameters: {
        h2250LogicalChannelParameters: {
          sessionID: 3,
          mediaGuaranteedDelivery: false,
          mediaControlChannel: toH245Address({ ...OUR_CAMERA, port: 20_007 }),
          mediaControlGuaranteedDelivery: false,
          dynamicRTPPayloadType: 107,
        },
      },
    });
    peer.say(ack(channel?.forwardLogicalChannelNumber ?? 0, 5006));
    expect(peer.stream('camera')).toMatchObject({
      direction: 'recvonly',
      rtp: at(5006),
      codecs: [{ name: 'H224', payloadType: 107 }],
    });
  });

  it.each([
    ['generic', 'generic', 3, 3],
    ['h224', 'h224', 3, 3],
    ['with a session of its choice', 'generic', 5, 5],
    ['with the session left to us', 'generic', 0, 3],
  ] as const)('is accepted from the device, with the payload type that it states: %s', (_, form, session, acked) => {
    peer.begin();
    peer.say(open(7, { data: h224Data(form) }, session, { dynamicRTPPayloadType: 100 }));
    expect(lastAck(peer)).toMatchObject({
      sessionID: acked,
      mediaChannel: toH245Address(OUR_CAMERA),
      dynamicRTPPayloadType: 100,
    });
    expect(peer.stream('camera')).toMatchObject({
      kind: 'application',
      direction: 'sendonly',
      sends: [{ kind: 'data', name: 'H224', payloadType: 100 }],
    });
  });

  it('is retried in the other form if the first is rejected', () => {
    const table = [
      ...(capabilitySetOf(THEIRS, 1).capabilityTable ?? []),
      ...(['h224', 'generic'] as const).map((form, index) => ({
        capabilityTableEntryNumber: 50 + index,
        capability: { receiveDataApplicationCapability: h224Data(form) },
      })),
    ];
    const [channel] = peer.begin({ ...capabilitySetOf(THEIRS, 1), capabilityTable: table });
    peer.say(
      response({
        openLogicalChannelReject: {
          forwardLogicalChannelNumber: channel?.forwardLogicalChannelNumber ?? 0,
          cause: { dataTypeNotSupported: null },
        },
      }),
    );
    expect(peer.opened().map(({ forwardLogicalChannelParameters: { dataType } }) => dataType)).toEqual([
      { data: h224Data('generic') },
    ]);
  });

  it('is neither opened nor accepted if the account does not permit it', () => {
    peer.session.prepare({ streams: ALL.streams.slice(0, 3) });
    peer.say(open(7, { data: h224Data('generic') }, 3));
    expect(peer.heard()).toEqual(['openLogicalChannelReject']);
  });
});
