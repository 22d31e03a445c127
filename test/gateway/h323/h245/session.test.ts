/** Procedures of H.245 that need more than one of its files: tests exchange single messages with a session. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { H245 } from '../../../../gateway/h323/asn1/index.ts';
import { toH245Address } from '../../../../gateway/h323/address.ts';
import { capabilitySetOf } from '../../../../gateway/h323/h245/capabilities.ts';
import { dataTypeOf, type AvCodec } from '../../../../gateway/h323/h245/data-type.ts';
import { packetizationOf } from '../../../../gateway/h323/h245/h241.ts';
import { command, indication, request, response, type Message } from '../../../../gateway/h323/h245/message.ts';
import { H245Session, type SessionEvent } from '../../../../gateway/h323/h245/session.ts';
import type { MediaDescription, StreamDescription } from '../../../../media/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { audioCodec, audioStream, h264, offerOf, videoStream } from '../../../fakes/descriptions.ts';
import { nameOf } from '../../../fakes/h323-room.ts';
import { seededRandom } from '../../../fakes/memory-network.ts';

const at = (port: number) => ({ address: '10.0.0.9', port });
const events = { kind: 'telephone-event', payloadType: 101, clockRate: 8000 } as const;
const audio = audioStream(['PCMA', 'PCMU'], { rtp: { address: '10.0.0.1', port: 20_000 } });
const LOCAL = offerOf(
  { ...audio, codecs: [...audio.codecs, events] },
  videoStream([h264(0x42_80_1f, 1)], { rtp: { address: '10.0.0.1', port: 20_002 } }),
);
const REMOTE = offerOf(audioStream(['PCMU', 'PCMA']), videoStream([h264(0x42_80_1f, 1)]));
const PCMU = audioCodec('PCMU') as AvCodec;

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

  /** The names of the messages received since the last call. */
  heard(): readonly string[] {
    return this.sent.splice(0).map(nameOf);
  }

  /** The channels that the session has opened since the last call. */
  opened(): readonly H245.OpenLogicalChannel[] {
    return this.sent
      .splice(0)
      .flatMap((message) =>
        'request' in message && 'openLogicalChannel' in message.request ? [message.request.openLogicalChannel] : [],
      );
  }

  get media(): MediaDescription | undefined {
    const last = this.told.findLast(({ type }) => type === 'media');
    return last?.type === 'media' ? last.description : undefined;
  }

  stream(kind: 'audio' | 'video'): StreamDescription | undefined {
    return this.media?.streams.find((stream) => stream.kind === kind);
  }

  /** Runs until both sides may open channels. */
  begin(local = LOCAL, remote = REMOTE): void {
    this.session.prepare(local);
    this.session.start();
    this.confirm(1);
    this.say(
      request({ terminalCapabilitySet: capabilitySetOf(remote, 1) }),
      response({ masterSlaveDeterminationAck: { decision: { master: null } } }),
    );
  }

  confirm(sequenceNumber: number): void {
    this.say(response({ terminalCapabilitySetAck: { sequenceNumber } }));
  }

  /** Opens audio and video in both directions; returns the numbers of our channels. */
  open(): readonly number[] {
    const numbers = this.opened().map(({ forwardLogicalChannelNumber }) => forwardLogicalChannelNumber);
    numbers.forEach((number, index) => this.say(ack(number, 5000 + 2 * index)));
    this.say(open(1, 'audio'), open(2, 'video'));
    return numbers;
  }
}

const ack = (
  number: number,
  port: number | undefined,
  more: Partial<H245.H2250LogicalChannelAckParameters> = {},
): Message =>
  response({
    openLogicalChannelAck: {
      forwardLogicalChannelNumber: number,
      forwardMultiplexAckParameters: {
        h2250LogicalChannelAckParameters: {
          ...(port !== undefined && { mediaChannel: toH245Address(at(port)) }),
          ...more,
        },
      },
    },
  });
const reject = (number: number, cause: H245.OpenLogicalChannelReject['cause']): Message =>
  response({ openLogicalChannelReject: { forwardLogicalChannelNumber: number, cause } });
const close = (number: number): Message =>
  request({ closeLogicalChannel: { forwardLogicalChannelNumber: number, source: { user: null } } });

const VIDEO = h264(0x42_80_1f, 1);
const dataType = (kind: 'audio' | 'video' | 'h263'): H245.DataType =>
  kind === 'h263'
    ? {
        videoData: {
          h261VideoCapability: {
            qcifMPI: 1,
            temporalSpatialTradeOffCapability: false,
            maxBitRate: 1000,
            stillImageTransmission: false,
          },
        },
      }
    : (dataTypeOf(kind === 'audio' ? PCMU : VIDEO, 20, 1_000_000) as H245.DataType);
const parameters = (kind: 'audio' | 'video' | 'h263', port: number): H245.H2250LogicalChannelParameters => ({
  sessionID: kind === 'audio' ? 1 : 2,
  mediaControlChannel: toH245Address(at(port + 1)),
  ...(kind === 'video' && {
    dynamicRTPPayloadType: 97,
    mediaPacketization: { rtpPayloadType: packetizationOf(1, 97) },
  }),
});
function open(
  number: number,
  kind: 'audio' | 'video' | 'h263',
  more: Partial<H245.OpenLogicalChannel> = {},
  session = parameters(kind, 6000),
): Message {
  return request({
    openLogicalChannel: {
      forwardLogicalChannelNumber: number,
      forwardLogicalChannelParameters: {
        dataType: dataType(kind),
        multiplexParameters: { h2250LogicalChannelParameters: session },
      },
      ...more,
    },
  });
}
const both = (number: number): Message =>
  open(number, 'audio', {
    reverseLogicalChannelParameters: {
      dataType: dataType('audio'),
      multiplexParameters: {
        h2250LogicalChannelParameters: { ...parameters('audio', 7000), mediaChannel: toH245Address(at(7000)) },
      },
    },
  });

let peer: Peer;
beforeEach(() => {
  peer = new Peer();
});

describe('the beginning of a session', () => {
  it('opens channels only once sets and roles are known', () => {
    peer.session.prepare(LOCAL);
    peer.session.start();
    expect(peer.heard()).toEqual(['terminalCapabilitySet', 'masterSlaveDetermination']);
    peer.confirm(1);
    peer.say(request({ terminalCapabilitySet: capabilitySetOf(REMOTE, 1) }));
    expect(peer.heard()).toEqual(['terminalCapabilitySetAck']);
    peer.say(response({ masterSlaveDeterminationAck: { decision: { slave: null } } }));
    expect(peer.heard()).toEqual(['masterSlaveDeterminationAck', 'openLogicalChannel', 'openLogicalChannel']);
  });

  it.each([
    [
      'our set',
      (): void =>
        peer.say(
          request({ terminalCapabilitySet: capabilitySetOf(REMOTE, 1) }),
          response({ masterSlaveDeterminationAck: { decision: { master: null } } }),
        ),
    ],
    ['the determination', (): void => peer.confirm(1)],
  ])('fails when %s is never answered', (_, some) => {
    peer.session.prepare(LOCAL);
    peer.session.start();
    some();
    peer.clock.advance(15_000);
    expect(peer.told.filter(({ type }) => type === 'failed')).toEqual([
      { type: 'failed', reason: 'no-answer-to-offer' },
    ]);
  });

  it('answers a peer that begins before the call is accepted', () => {
    peer.say(
      request({ terminalCapabilitySet: capabilitySetOf(REMOTE, 5) }),
      request({ masterSlaveDetermination: { terminalType: 50, statusDeterminationNumber: 7 } }),
    );
    expect(peer.heard()).toEqual(['terminalCapabilitySetAck', 'masterSlaveDeterminationAck']);
  });

  it('leaves no timer behind', () => {
    peer.begin();
    peer.open();
    peer.session.probe();
    peer.say(both(9));
    peer.session.close();
    expect(peer.clock.pending).toBe(0);
  });
});

describe('channels that we open', () => {
  beforeEach(() => peer.begin());

  it('send to the address in the Ack, with RTCP at the next port', () => {
    const [number = 0] = peer.opened().map(({ forwardLogicalChannelNumber }) => forwardLogicalChannelNumber);
    peer.say(ack(number, 5000));
    expect(peer.stream('audio')).toMatchObject({
      direction: 'recvonly',
      rtp: at(5000),
      rtcp: at(5001),
      codecs: [{ name: 'PCMA' }, events],
    });
  });

  it.each<[string, (number: number) => Message]>([
    ['a Reject', (number) => reject(number, { dataTypeNotSupported: null })],
    ['an Ack without address', (number) => ack(number, undefined)],
    [
      'FunctionNotUnderstood',
      (number) =>
        indication({
          functionNotUnderstood: {
            request: {
              openLogicalChannel: {
                forwardLogicalChannelNumber: number,
                forwardLogicalChannelParameters: { dataType: dataType('audio'), multiplexParameters: { none: null } },
              },
            },
          },
        }),
    ],
  ])('are retried with the next codec after %s, until none is left', (_, refusal) => {
    const names = [];
    for (let channels = peer.opened(); channels.length > 0; channels = peer.opened()) {
      const [channel] = channels.filter(
        ({ forwardLogicalChannelParameters }) => 'audioData' in forwardLogicalChannelParameters.dataType,
      );
      if (channel === undefined) break;
      names.push(Object.keys((channel.forwardLogicalChannelParameters.dataType as { audioData: object }).audioData)[0]);
      peer.say(refusal(channel.forwardLogicalChannelNumber));
    }
    expect(names).toEqual(['g711Alaw64k', 'g711Ulaw64k']);
  });

  it('prefer the codec that the master sends after a conflict', () => {
    peer = new Peer();
    peer.begin(offerOf(audioStream(['G722', 'PCMA', 'PCMU'])), offerOf(audioStream(['PCMU', 'PCMA', 'G722'])));
    const [channel] = peer.opened();
    peer.say(open(1, 'audio'), reject(channel!.forwardLogicalChannelNumber, { masterSlaveConflict: null }));
    expect(
      peer.opened().map(({ forwardLogicalChannelParameters }) => forwardLogicalChannelParameters.dataType),
    ).toEqual([{ audioData: { g711Ulaw64k: 20 } }]);
  });

  it('are given up if the Ack does not come in time', () => {
    peer.heard();
    peer.clock.advance(15_000);
    expect(peer.heard()).toEqual(['closeLogicalChannel', 'openLogicalChannel', 'closeLogicalChannel']);
  });

  it('are closed on request; an unknown one is rejected', () => {
    const [number = 0] = peer.open();
    peer.heard();
    peer.say(
      request({ requestChannelClose: { forwardLogicalChannelNumber: number, reason: { normal: null } } }),
      request({ requestChannelClose: { forwardLogicalChannelNumber: 9999 } }),
    );
    expect(peer.heard()).toEqual(['requestChannelCloseAck', 'closeLogicalChannel', 'requestChannelCloseReject']);
    expect(peer.stream('audio')?.direction).toBe('sendonly');
  });

  it('are reopened if the peer asks for that', () => {
    const [number = 0] = peer.open();
    peer.heard();
    peer.say(request({ requestChannelClose: { forwardLogicalChannelNumber: number, reason: { reopen: null } } }));
    expect(peer.heard()).toEqual(['requestChannelCloseAck', 'closeLogicalChannel', 'openLogicalChannel']);
  });
});

describe('channels that the peer opens', () => {
  beforeEach(() => {
    peer.begin();
    peer.heard();
  });

  it('are accepted, and stop when they are closed', () => {
    peer.say(open(1, 'audio'));
    expect(peer.heard()).toEqual(['openLogicalChannelAck']);
    expect(peer.stream('audio')).toMatchObject({ direction: 'sendonly', rtcp: at(6001), sends: [{ name: 'PCMU' }] });
    peer.say(close(1));
    expect(peer.heard()).toEqual(['closeLogicalChannelAck']);
    expect(peer.stream('audio')?.direction).toBe('inactive');
  });

  it('get the session that the peer left to us, or keep their own', () => {
    peer.say(
      open(1, 'video', {}, { ...parameters('video', 6000), sessionID: 0 }),
      open(2, 'video', {}, { ...parameters('video', 6000), sessionID: 32 }),
    );
    const sessions = peer.sent.flatMap((message) => {
      const acked =
        'response' in message && 'openLogicalChannelAck' in message.response
          ? message.response.openLogicalChannelAck.forwardMultiplexAckParameters
          : undefined;
      return acked !== undefined && 'h2250LogicalChannelAckParameters' in acked
        ? [acked.h2250LogicalChannelAckParameters.sessionID]
        : [];
    });
    expect(sessions).toEqual([2, 32]);
  });

  it.each<[string, Message, string]>([
    ['a codec that we did not announce', open(1, 'h263'), 'dataTypeNotSupported'],
    [
      'parameters other than those of H.225.0',
      request({
        openLogicalChannel: {
          forwardLogicalChannelNumber: 1,
          forwardLogicalChannelParameters: { dataType: dataType('audio'), multiplexParameters: { none: null } },
        },
      }),
      'unspecified',
    ],
    [
      'a reverse part of another kind',
      open(1, 'audio', {
        reverseLogicalChannelParameters: {
          dataType: dataType('video'),
          multiplexParameters: {
            h2250LogicalChannelParameters: { ...parameters('video', 7000), mediaChannel: toH245Address(at(7000)) },
          },
        },
      }),
      'unsuitableReverseParameters',
    ],
    [
      'a reverse part without address',
      open(1, 'audio', {
        reverseLogicalChannelParameters: {
          dataType: dataType('audio'),
          multiplexParameters: { h2250LogicalChannelParameters: parameters('audio', 7000) },
        },
      }),
      'unsuitableReverseParameters',
    ],
  ])('are rejected for %s', (_, message, cause) => {
    peer.say(message);
    const [refusal] = peer.sent;
    expect(
      refusal &&
        'response' in refusal &&
        'openLogicalChannelReject' in refusal.response &&
        Object.keys(refusal.response.openLogicalChannelReject.cause),
    ).toEqual([cause]);
  });

  it('replace one with the same number, even if the new one is rejected', () => {
    peer.say(open(1, 'audio'), open(1, 'h263'));
    expect(peer.heard()).toEqual(['openLogicalChannelAck', 'openLogicalChannelReject']);
    expect(peer.stream('audio')?.direction).toBe('inactive');
  });

  it('use the newest of their kind, and fall back to the older one when that is closed', () => {
    peer.say(open(1, 'audio', {}, parameters('audio', 6000)), open(2, 'audio', {}, parameters('audio', 6100)));
    peer.say(close(2));
    expect(peer.stream('audio')?.direction).toBe('sendonly');
    peer.say(close(1));
    expect(peer.stream('audio')?.direction).toBe('inactive');
  });

  it('are limited to sixteen', () => {
    for (let number = 1; number <= 17; number++) peer.say(open(number, 'audio'));
    expect(peer.heard().filter((name) => name === 'openLogicalChannelReject')).toHaveLength(1);
  });
});

describe('a bidirectional channel of the peer', () => {
  it('runs in both directions once confirmed, and we do not open a second one', () => {
    peer.session.prepare(LOCAL);
    peer.session.start();
    peer.say(both(1));
    expect(peer.heard()).toEqual(['terminalCapabilitySet', 'masterSlaveDetermination', 'openLogicalChannelAck']);
    peer.say(indication({ openLogicalChannelConfirm: { forwardLogicalChannelNumber: 1 } }));
    expect(peer.stream('audio')).toMatchObject({
      direction: 'sendrecv',
      rtp: at(7000),
      rtcp: at(7001),
      codecs: [{ name: 'PCMU' }, events],
      sends: [{ name: 'PCMU' }],
    });
    peer.confirm(1);
    peer.say(
      request({ terminalCapabilitySet: capabilitySetOf(REMOTE, 1) }),
      response({ masterSlaveDeterminationAck: { decision: { master: null } } }),
    );
    expect(peer.heard().filter((name) => name === 'openLogicalChannel')).toHaveLength(1);
  });

  it('is dropped if it is not confirmed in time', () => {
    peer.begin();
    peer.say(both(1));
    peer.clock.advance(15_000);
    peer.say(indication({ openLogicalChannelConfirm: { forwardLogicalChannelNumber: 1 } }));
    expect(peer.stream('audio')?.direction).toBe('inactive');
  });
});

describe('flow control (H.245 §8.12.4)', () => {
  const flow = (scope: H245.FlowControlCommand['scope'], rate: number | undefined): Message =>
    command({
      flowControlCommand: {
        scope,
        restriction: rate === undefined ? { noRestriction: null } : { maximumBitRate: rate },
      },
    });
  let sound: number;
  let picture: number;
  beforeEach(() => {
    peer.begin();
    [sound = 0, picture = 0] = peer.open();
    peer.heard();
  });

  it('of one channel restricts only that channel, until it is lifted', () => {
    peer.say(flow({ logicalChannelNumber: picture }, 3840));
    expect(peer.heard()).toEqual(['flowControlIndication']);
    expect([peer.stream('video')?.maxBitrate, peer.stream('audio')?.maxBitrate, peer.media?.maxBitrate]).toEqual([
      384_000,
      undefined,
      undefined,
    ]);
    peer.say(flow({ logicalChannelNumber: picture }, undefined));
    expect(peer.stream('video')?.maxBitrate).toBeUndefined();
  });

  it('of zero stops the channel, until it is lifted', () => {
    peer.say(flow({ logicalChannelNumber: picture }, 0));
    expect([peer.stream('video')?.direction, peer.stream('audio')?.direction]).toEqual(['sendonly', 'sendrecv']);
    peer.say(flow({ logicalChannelNumber: picture }, undefined));
    expect(peer.stream('video')?.direction).toBe('sendrecv');
  });

  it('of the whole multiplex restricts all channels together', () => {
    peer.say(flow({ wholeMultiplex: null }, 5120));
    expect([peer.media?.maxBitrate, peer.stream('video')?.maxBitrate]).toEqual([512_000, undefined]);
    peer.say(flow({ wholeMultiplex: null }, 0));
    expect(peer.media?.streams.map(({ direction }) => direction)).toEqual(['sendonly', 'sendonly']);
    peer.say(flow({ wholeMultiplex: null }, undefined));
    expect(peer.media?.streams.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
    expect(peer.media?.maxBitrate).toBeUndefined();
  });

  it('of a channel ends with that channel', () => {
    peer.say(
      flow({ logicalChannelNumber: sound }, 0),
      request({ requestChannelClose: { forwardLogicalChannelNumber: sound, reason: { reopen: null } } }),
    );
    const [again] = peer.opened();
    peer.say(ack(again!.forwardLogicalChannelNumber, 5004));
    expect(peer.stream('audio')?.direction).toBe('sendrecv');
  });

  it('of an unknown channel, or of a resource, restricts nothing', () => {
    peer.say(flow({ logicalChannelNumber: 4 }, 0), flow({ resourceID: 1 }, 0));
    expect(peer.media?.streams.map(({ direction }) => direction)).toEqual(['sendrecv', 'sendrecv']);
  });

  it('may begin with the Ack', () => {
    peer = new Peer();
    peer.begin();
    const [number = 0] = peer.opened().map(({ forwardLogicalChannelNumber }) => forwardLogicalChannelNumber);
    peer.say(ack(number, 5000, { flowControlToZero: true }));
    expect(peer.stream('audio')?.direction).toBe('inactive');
    peer.say(flow({ logicalChannelNumber: number }, undefined));
    expect(peer.stream('audio')?.direction).toBe('recvonly');
  });
});

describe('a pause by the peer (H.323 §8.4.6)', () => {
  it('stops our media; afterwards the roles are determined again and channels reopened', () => {
    peer.begin();
    const numbers = peer.open();
    peer.heard();
    peer.say(request({ terminalCapabilitySet: { sequenceNumber: 2, protocolIdentifier: '0.0.8.245.0.7' } }));
    expect(peer.heard()).toEqual(['terminalCapabilitySetAck', 'closeLogicalChannel', 'closeLogicalChannel']);
    peer.say(
      ...numbers.map((number) => response({ closeLogicalChannelAck: { forwardLogicalChannelNumber: number } })),
      close(1),
      close(2),
    );
    expect(peer.media?.streams.map(({ direction }) => direction)).toEqual(['inactive', 'inactive']);
    peer.heard();
    peer.say(request({ terminalCapabilitySet: capabilitySetOf(REMOTE, 3) }));
    expect(peer.heard()).toEqual([
      'terminalCapabilitySetAck',
      'masterSlaveDetermination',
      'openLogicalChannel',
      'openLogicalChannel',
    ]);
  });

  it('survives mode requests and other messages', () => {
    peer.begin();
    peer.open();
    peer.say(request({ terminalCapabilitySet: { sequenceNumber: 2, protocolIdentifier: '0.0.8.245.0.7' } }));
    peer.heard();
    peer.say(
      request({
        requestMode: { sequenceNumber: 1, requestedModes: [[{ type: { audioMode: { g711Ulaw64k: null } } }]] },
      }),
      request({ masterSlaveDetermination: { terminalType: 50, statusDeterminationNumber: 7 } }),
    );
    expect(peer.heard()).toEqual(['requestModeReject', 'masterSlaveDeterminationAck']);
  });
});

describe('a change by us', () => {
  const MOVED = offerOf(
    audioStream(['PCMA', 'PCMU'], { rtp: { address: '10.0.0.1', port: 21_000 } }),
    videoStream([h264(0x42_80_1f, 1)], { rtp: { address: '10.0.0.1', port: 21_002 } }),
  );

  it('stops the peer by an empty set, then sends the full one, and settles when everything is open again', () => {
    peer.begin();
    const numbers = peer.open();
    peer.heard();
    peer.session.change(MOVED);
    peer.session.flush();
    expect(peer.heard()).toEqual([
      'terminalCapabilitySet',
      'closeLogicalChannel',
      'closeLogicalChannel',
      'requestChannelClose',
      'requestChannelClose',
    ]);
    expect([peer.session.settling, ...(peer.media?.streams.map(({ direction }) => direction) ?? [])]).toEqual([
      true,
      'inactive',
      'inactive',
    ]);
    peer.say(
      ...numbers.map((number) => response({ closeLogicalChannelAck: { forwardLogicalChannelNumber: number } })),
      close(1),
      close(2),
    );
    peer.heard();
    peer.confirm(2);
    expect(peer.heard()).toEqual(['terminalCapabilitySet', 'masterSlaveDetermination']);
    peer.confirm(3);
    expect(peer.session.settling).toBe(true);
    peer.open();
    expect([peer.session.settling, ...(peer.media?.streams.map(({ direction }) => direction) ?? [])]).toEqual([
      false,
      'sendrecv',
      'sendrecv',
    ]);
  });

  it("waits for the peer's answer if nothing was exchanged before", () => {
    peer.session.prepare(LOCAL);
    peer.session.channels.adopt({
      outgoing: {
        opening: { number: 300, kind: 'audio', codec: PCMU, rtcp: at(1), ptime: 20, maxBitrate: 0 },
        sink: { rtp: at(5000), rtcp: at(5001) },
      },
    });
    peer.session.change(MOVED);
    peer.session.flush();
    expect(peer.heard()).toEqual(['terminalCapabilitySet', 'masterSlaveDetermination']);
    expect(peer.stream('audio')?.direction).toBe('recvonly');
    peer.confirm(1);
    expect(peer.heard()).toEqual(['closeLogicalChannel']);
  });
});

describe('mode request', () => {
  it('changes the media that we send', () => {
    peer.begin();
    peer.open();
    peer.heard();
    peer.say(
      request({
        requestMode: { sequenceNumber: 1, requestedModes: [[{ type: { audioMode: { g711Ulaw64k: null } } }]] },
      }),
    );
    expect(peer.heard()).toEqual([
      'requestModeAck',
      'closeLogicalChannel',
      'closeLogicalChannel',
      'openLogicalChannel',
    ]);
  });
});

describe('commands and indications:', () => {
  beforeEach(() => {
    peer.begin();
    peer.open();
    peer.heard();
    peer.told.length = 0;
  });
  const misc = (type: H245.MiscellaneousCommand['type']): Message =>
    command({ miscellaneousCommand: { logicalChannelNumber: 258, type } });

  it.each<[string, H245.MiscellaneousCommand['type'], number]>([
    ['videoFastUpdatePicture', { videoFastUpdatePicture: null }, 1],
    ['videoFastUpdateGOB', { videoFastUpdateGOB: { firstGOB: 0, numberOfGOBs: 1 } }, 1],
    ['videoFastUpdateMB', { videoFastUpdateMB: { numberOfMBs: 1 } }, 1],
    ['videoFreezePicture', { videoFreezePicture: null }, 0],
    ['videoSendSyncEveryGOB', { videoSendSyncEveryGOB: null }, 0],
    ['switchReceiveMediaOff', { switchReceiveMediaOff: null }, 0],
  ])('%s', (_, type, wanted) => {
    peer.say(misc(type));
    expect(peer.told.filter((event) => event.type === 'keyframeRequested')).toHaveLength(wanted);
    expect(peer.heard()).toEqual([]);
  });

  it('a keyframe is requested for the received channel, at a limited rate', () => {
    peer.session.requestKeyframe();
    peer.session.requestKeyframe();
    expect(peer.sent).toEqual([
      command({ miscellaneousCommand: { logicalChannelNumber: 2, type: { videoFastUpdatePicture: null } } }),
    ]);
    peer.clock.advance(500);
    peer.session.requestKeyframe();
    expect(peer.sent).toHaveLength(2);
  });

  it('sendTerminalCapabilitySet repeats our set', () => {
    peer.say(command({ sendTerminalCapabilitySet: { genericRequest: null } }));
    expect(peer.heard()).toEqual(['terminalCapabilitySet']);
  });

  it('endSession is reported', () => {
    peer.say(command({ endSessionCommand: { disconnect: null } }));
    expect(peer.told).toEqual([{ type: 'endedByPeer' }]);
  });

  it('a round trip is answered, and requested', () => {
    peer.say(request({ roundTripDelayRequest: { sequenceNumber: 77 } }));
    expect(peer.sent).toEqual([response({ roundTripDelayResponse: { sequenceNumber: 77 } })]);
    peer.heard();
    peer.session.probe();
    expect(peer.heard()).toEqual(['roundTripDelayRequest']);
  });

  it.each([
    ['a peer that never answers a round trip stays', false, 0],
    ['a peer that once answered and then falls silent is gone', true, 1],
  ])('%s', (_, answers, gone) => {
    peer.session.probe();
    if (answers) peer.say(response({ roundTripDelayResponse: { sequenceNumber: 1 } }));
    for (let round = 0; round < 5; round++) {
      peer.clock.advance(20_000);
      peer.session.probe();
    }
    expect(peer.told.filter((event) => event.type === 'failed').slice(0, 1)).toHaveLength(gone);
  });

  it('unknown requests, responses and commands get functionNotSupported, unknown indications nothing', () => {
    const unknown = { $unknown: { index: 99, bytes: new Uint8Array(1) } } as unknown;
    peer.say(
      { request: unknown } as Message,
      { response: unknown } as Message,
      { command: unknown } as Message,
      { indication: unknown } as Message,
    );
    expect(peer.heard()).toEqual(['functionNotSupported', 'functionNotSupported', 'functionNotSupported']);
  });

  it('functionNotSupported and unrelated messages change nothing', () => {
    peer.say(
      indication({ functionNotSupported: { cause: { unknownFunction: null } } }),
      indication({ functionNotUnderstood: { request: { roundTripDelayRequest: { sequenceNumber: 1 } } } }),
      indication({ functionNotUnderstood: { command: { sendTerminalCapabilitySet: { genericRequest: null } } } }),
      indication({
        jitterIndication: {
          scope: { wholeMultiplex: null },
          estimatedReceivedJitterMantissa: 0,
          estimatedReceivedJitterExponent: 0,
        },
      }),
    );
    expect([peer.heard(), peer.told]).toEqual([[], []]);
  });

  it('vendorIdentification is reported', () => {
    peer.say(
      indication({
        vendorIdentification: {
          vendor: { h221NonStandard: { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 20_560 } },
          productNumber: Buffer.from('HDX 8000\0'),
          versionNumber: Buffer.from('3.1.12'),
        },
      }),
    );
    expect(peer.told).toEqual([
      {
        type: 'identified',
        vendor: { t35: { country: 181, extension: 0, manufacturer: 20_560 }, product: 'HDX 8000', version: '3.1.12' },
      },
    ]);
  });

  const userInput = (t35CountryCode: number, t35Extension: number, manufacturerCode: number): Message =>
    indication({
      userInput: {
        nonStandard: {
          nonStandardIdentifier: { h221NonStandard: { t35CountryCode, t35Extension, manufacturerCode } },
          data: Buffer.from('\0\x06 F8.2 PAL, TANDBERG Profile 8000MXP'),
        },
      },
    });

  it("Tandberg's non-standard user input gives product and version, that of another vendor nothing", () => {
    peer.say(userInput(130, 1, 256));
    const text = 'F8.2 PAL, TANDBERG Profile 8000MXP';
    expect(peer.told).toEqual([
      {
        type: 'identified',
        vendor: { t35: { country: 130, extension: 1, manufacturer: 256 }, product: text, version: text },
      },
    ]);
    peer.say(userInput(181, 0, 20_560));
    expect(peer.told).toHaveLength(1);
  });

  it('digits are reported one by one', () => {
    peer.say(
      indication({ userInput: { alphanumeric: '12' } }),
      indication({ userInput: { signal: { signalType: '3', rtpPayloadIndication: null } } }),
    );
    expect(peer.told).toEqual([
      { type: 'digit', digit: '1' },
      { type: 'digit', digit: '2' },
    ]);
  });
});
